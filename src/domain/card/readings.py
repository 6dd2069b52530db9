"""What decisions on a card must see of other streams (domain §1.3, guards 1, 2 and 5)."""

from uuid import UUID

from domain.card.commands import ActivateCard, IssueCard, ReportCardFound
from domain.card.state import Card
from domain.claims import Claim
from domain.commands import Command
from domain.readings import Reading


def readings(state: Card | None, command: Command, _stream: UUID) -> tuple[Reading, ...]:
    if state is None:
        return ()
    match command:
        case IssueCard():
            application = state.application_id
            return (Reading("application", "card-application", stream=application, expect=True),)
        case ActivateCard(former_id=UUID() as former):
            return (Reading("former", "card", stream=former),)
        case ReportCardFound():
            claim = Claim("open-application", str(state.citizen_id), sealed=False)
            return (Reading("replacement", "card-application", claim=claim, expect=True),)
        case _:
            return ()
