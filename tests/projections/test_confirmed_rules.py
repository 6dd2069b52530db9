"""Rows of the confirmed rules."""

from datetime import date
from uuid import uuid4

from citizen_stories import RECORDED_AT, envelope
from domain.legal_instrument.events import RuleConfirmed, RuleProposed
from domain.recorded import Recorded
from projections.confirmed_rules import CONFIRMED_RULES, ConfirmedRules
from projections.projection import Open

LAW = uuid4()


def test_a_rule_is_known_from_the_instant_it_was_confirmed() -> None:
    confirmed = RuleConfirmed(
        "card.min_age", "Art. 19", {"age": 14}, date(2021, 4, 1), None, "confirmed"
    )

    changes = ConfirmedRules().rows(Recorded(LAW, 3, envelope(), confirmed), 17)

    assert changes == [
        Open(
            CONFIRMED_RULES,
            (17,),
            {
                "instrument_id": LAW,
                "key": "card.min_age",
                "article": "Art. 19",
                "parameters": {"age": 14},
                "valid_from": date(2021, 4, 1),
                "valid_to": None,
                "known_since": RECORDED_AT,
                "confidence": "confirmed",
            },
        )
    ]


def test_a_proposed_rule_is_no_law() -> None:
    proposed = RuleProposed(
        "card.min_age", "Art. 19", {"age": 7}, date(2021, 4, 1), None, "assumed"
    )

    assert ConfirmedRules().rows(Recorded(LAW, 2, envelope(), proposed), 0) == []
    assert RuleProposed.TOPIC not in ConfirmedRules.topics
