"""What ends with a person: applications are closed, cards are to be revoked and destroyed."""

from typing import Any
from uuid import UUID

from application.reactions.reactor import Reactor, Wanted
from domain.card.commands import RequestRevocation
from domain.card_application import events as ce
from domain.card_application.commands import CloseApplication
from domain.citizen import events as e
from domain.claims import Claim
from domain.recorded import Recorded
from domain.values.identifiers import derive_id

_CLOSED = frozenset({"card-application-is"})
_REVOKED = frozenset({"card-is", "revocation-already-requested"})
_GROUND_OF_LOSS = {
    "deprived": "nationality-deprived",
    "renounced": "nationality-renounced",
    "naturalisation-cancelled": "naturalisation-cancelled",
}
_GROUND_OF_CLOSING = {
    "death": "holder-dead",
    "nationality-lost": "nationality-renounced",
    "merged": "duplicate-identity",
    "error": "issued-against-rules",
}


def _died(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    return _ended(recorded, "death", "holder-dead")


def _lost_nationality(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    return _ended(recorded, "nationality-lost", _GROUND_OF_LOSS[recorded.event.ground])


def _merged(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    return _ended(recorded, "merged", "duplicate-identity")


def _erased(recorded: Recorded, _state: Any) -> tuple[Wanted, ...]:
    """Nobody can be handed a card any more who is no longer in the register."""
    return _ended(recorded, "error", "issued-against-rules")


def _ended(recorded: Recorded, reason: str, ground: str) -> tuple[Wanted, ...]:
    """The open application of this citizen and the card in force, if there are any."""
    citizen = str(recorded.stream)
    application = Wanted(
        "card-application",
        Claim("open-application", citizen, sealed=False),
        CloseApplication(reason=reason),  # type: ignore[arg-type]
        "card-approver",
        settled=_CLOSED,
    )
    card = Claim("active-card", citizen, sealed=False)
    return (application, _revocation(recorded, card, ground))


def _closed(recorded: Recorded, state: Any) -> tuple[Wanted, ...]:
    """A card that was made and will never be handed over is to be revoked, then destroyed."""
    event: ce.Closed = recorded.event
    if not event.destroy_card or state.card_id is None:
        return ()
    return (_revocation(recorded, state.card_id, _GROUND_OF_CLOSING[event.reason]),)


def _revocation(recorded: Recorded, target: UUID | Claim, ground: str) -> Wanted:
    request = derive_id(recorded.stream, "revocation", str(recorded.stream), str(recorded.version))
    command = RequestRevocation(request_id=request, ground=ground)  # type: ignore[arg-type]
    return Wanted("card", target, command, "director", settled=_REVOKED)


ENDINGS: tuple[Reactor, ...] = (
    Reactor("end-with-death", "process-manager", frozenset({e.DeathRecorded.TOPIC}), _died),
    Reactor(
        "end-with-nationality",
        "process-manager",
        frozenset({e.NationalityLost.TOPIC}),
        _lost_nationality,
    ),
    Reactor("end-with-merge", "process-manager", frozenset({e.Merged.TOPIC}), _merged),
    Reactor("end-with-erasure", "process-manager", frozenset({e.Erased.TOPIC}), _erased),
    Reactor("end-with-application", "process-manager", frozenset({ce.Closed.TOPIC}), _closed),
)
