"""In which state a command on a card is possible at all, and which officers exclude each other."""

from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from tests.domain.card.givens import (
    ACTIVATE,
    ASK,
    CARD,
    DESTROY,
    DU,
    DUYET,
    END_HOLD,
    FIND,
    HOLD,
    ISSUE,
    KHAC,
    KHO,
    LOSE,
    NOW,
    PERSONALISE,
    QUAN,
    REINSTATE,
    REPLACE,
    REQUEST,
    RESTORE,
    REVOKE,
    STATES,
    SUSPEND,
    TAKE_BACK,
    UNDO,
    VOID,
    after,
    context,
    officer,
    personalised,
    requested,
    suspended,
)

from domain.card import commands as c
from domain.card.decisions import DECIDERS, decide
from domain.card.state import Card
from domain.deadlines import MarkDeadlineMissed
from domain.refusals import AlreadyTaken, NotAllowedNow, Refusal, SameOfficer

REQUESTABLE = {"personalised", "issued", "active", "suspended", "held", "lost-reported"}
REPLACEABLE = {"active", "suspended", "held", "lost-reported"}

COMMANDS: list[tuple[Any, set[str]]] = [
    (ISSUE, {"personalised"}),
    (replace(ACTIVATE, activated_at=NOW.replace(hour=1)), {"issued"}),
    (replace(REPLACE, successor_id=CARD), REPLACEABLE),
    (UNDO, {"active"}),
    (RESTORE, {"replaced"}),
    (SUSPEND, {"active"}),
    (REINSTATE, {"suspended"}),
    (LOSE, {"issued", "active", "suspended"}),
    (FIND, {"lost-reported", "replaced"}),
    (HOLD, {"active"}),
    (END_HOLD, {"held"}),
    (ASK, REQUESTABLE),
    (REVOKE, set()),
    (replace(VOID, cause="jam"), {"personalised", "issued"}),
    (replace(DESTROY, method="fire"), {"personalised", "issued", "voided"}),
    (TAKE_BACK, {"revoked", "replaced"}),
]


def state_of(status: str) -> Card:
    """A card in the status, without what was put into effect before and would be a repeat."""
    return replace(STATES[status], done={})


def test_every_command_has_a_row_here() -> None:
    named = {type(command) for command, _ in COMMANDS}

    assert named | {c.PersonaliseCard, MarkDeadlineMissed} == set(DECIDERS)


def test_every_state_is_the_one_it_is_called() -> None:
    assert {name: state.status for name, state in STATES.items()} == {name: name for name in STATES}


@pytest.mark.parametrize("status", STATES)
@pytest.mark.parametrize(("command", "possible"), COMMANDS, ids=lambda one: type(one).__name__)
def test_a_command_in_a_state_without_a_row_is_refused_by_that_state(
    command: Any, possible: set[str], status: str
) -> None:
    if status in possible or (command is REVOKE and status in REQUESTABLE):
        return
    with pytest.raises(NotAllowedNow) as refused:
        decide(state_of(status), command, context(QUAN, KHO))

    assert (refused.value.code, refused.value.params) == ("card-is", {"state": status})


@pytest.mark.parametrize(
    ("command", "status"),
    [(command, one) for command, possible in COMMANDS for one in sorted(possible)],
    ids=lambda one: one if isinstance(one, str) else type(one).__name__,
)
def test_a_command_in_a_state_with_a_row_is_decided(command: Any, status: str) -> None:
    if (command, status) == (FIND, "replaced"):
        return
    assert len(decide(state_of(status), command, context(KHAC, KHO))) == 1


@pytest.mark.parametrize("status", sorted(REQUESTABLE))
def test_a_card_with_an_open_request_is_revoked_from_every_state_of_it(status: str) -> None:
    state = requested(STATES[status])

    assert after(state, REVOKE).status == "revoked"


@pytest.mark.parametrize("status", ["replaced", "voided", "destroyed"])
def test_a_request_ends_with_the_card(status: str) -> None:
    state = replace(STATES[status], revocation=requested().revocation)

    with pytest.raises(NotAllowedNow, match="card-is"):
        decide(state, REVOKE, context(QUAN))


def test_a_card_is_personalised_once() -> None:
    assert decide(personalised(), PERSONALISE, context(QUAN)) == []
    for state in STATES.values():
        other = replace(PERSONALISE, form="barcode")
        with pytest.raises(AlreadyTaken, match="card-exists"):
            decide(state, other, context(QUAN))


@pytest.mark.parametrize(
    ("rule", "first", "state", "command", "code"),
    [
        ("S15", DU, requested(), REVOKE, "requester-may-not-decide"),
        ("S16", DUYET, suspended(), REINSTATE, "suspender-may-not-reinstate"),
    ],
)
def test_a_role_held_twice_does_not_help(
    rule: str, first: Any, state: Card, command: Any, code: str
) -> None:
    both_roles = officer(first.officer.int, "centre", *first.roles, "director", "card-approver")

    with pytest.raises(SameOfficer, match=code):
        decide(state, command, context(both_roles))
    assert decide(state, command, context(KHAC))


def test_every_body_is_closed_and_bounded() -> None:
    for command in DECIDERS:
        with pytest.raises(msgspec.ValidationError):
            msgspec.json.decode('{"unknown":1}', type=command)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (c.IssueCard, '{"signed_on":"2021-02-29"}'),
        (c.SuspendCard, '{"ground":"X Y"}'),
        (c.RequestRevocation, f'{{"request_id":"{REQUEST}","ground":"no-such"}}'),
        (c.ReportCardLost, '{"reported_at":"2021-06-15T10:00:00","channel":"counter"}'),
        (c.HoldCard, '{"ground":"boredom","from":"2021-06-01"}'),
    ],
)
def test_a_body_of_another_form_is_not_read(body: Any, text: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=body)


def test_what_the_future_holds_is_not_recorded() -> None:
    later = NOW.replace(hour=4)

    with pytest.raises(Refusal, match="time-in-future"):
        decide(STATES["active"], SUSPEND, context(DUYET, occurred_at=later))
