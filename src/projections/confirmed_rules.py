"""The rules of the law that were confirmed, in position order: what the policy is made of."""

from domain.legal_instrument.events import RuleConfirmed
from domain.recorded import Recorded
from projections.projection import Change, Open, TableName

CONFIRMED_RULES = TableName("confirmed_rules")


class ConfirmedRules:
    """Public facts only; a rule is known from the recorded instant of its event (domain §2)."""

    name = "confirmed_rules"
    version = 1
    tables = (CONFIRMED_RULES,)
    topics = frozenset({RuleConfirmed.TOPIC})
    needs_sealed = False
    needs_whole_order = True

    def rows(self, recorded: Recorded, position: int) -> list[Change]:
        event = recorded.event
        if not isinstance(event, RuleConfirmed):
            return []
        values = {
            "instrument_id": recorded.stream,
            "key": event.key,
            "article": event.article,
            "parameters": event.parameters,
            "valid_from": event.from_,
            "valid_to": event.to,
            "known_since": recorded.envelope.recorded_at,
            "confidence": event.confidence,
        }
        return [Open(CONFIRMED_RULES, (position,), values)]
