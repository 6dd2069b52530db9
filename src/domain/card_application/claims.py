"""What a card application's events claim for the whole register (domain §1.2, claims)."""

from collections.abc import Iterable

from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.claims import Claim
from domain.commands import Command
from domain.context import Context, local_day

ENDS = e.Delivered | e.Refused | e.Withdrawn | e.Closed
REOPENS = e.AppealUpheld | e.HandOverCorrected

Claims = tuple[Claim, ...]


def claims(
    events: Iterable[e.Event],
    state: CardApplication | None,
    _command: Command | None = None,
    context: Context | None = None,
) -> Claims:
    """The claims of events about to be appended to an application in `state`.

    `context` tells in which batch an application is whose approval is withdrawn: only the batch
    knows, and holds the claim.
    """
    return tuple(claim for event in events for claim in _of(event, state, context))


def _of(event: e.Event, state: CardApplication | None, context: Context | None) -> Claims:
    if isinstance(event, e.Opened):
        return (Claim("open-application", str(event.citizen_id), sealed=False),)
    if isinstance(event, e.Captured | e.Recaptured):
        return (*_packet(event, state), *_dossier(event, state))
    if isinstance(event, e.ApprovalWithdrawn):
        return _batched(context)
    return _of_print(event) if state is None else (*_of_print(event), *_of_request(event, state))


def _of_print(event: e.Event) -> Claims:
    match event:
        case e.PersonalisationStarted(blank_serial=serial):
            return (Claim("blank-serial", serial, sealed=False),)
        case e.Printed(sealed=sealed) if sealed:
            return (Claim("chip-serial", sealed.chip_serial, sealed=True),)
        case _:
            return ()


def _of_request(event: e.Event, state: CardApplication) -> Claims:
    """An appealed application gave the claim back when it was refused."""
    citizen = str(state.citizen_id)
    if isinstance(event, ENDS) and state.status != "appealed":
        return (Claim("open-application", citizen, False, "release"),)
    if isinstance(event, REOPENS):
        return (Claim("open-application", citizen, sealed=False),)
    return ()


def _packet(event: e.Captured | e.Recaptured, state: CardApplication | None) -> Claims:
    if state and event.packet_id in state.packets:
        return ()
    return (Claim("application-packet", str(event.packet_id), sealed=False),)


def _dossier(event: e.Captured | e.Recaptured, state: CardApplication | None) -> Claims:
    """The number of the form counts within its unit and year; the same form is claimed once."""
    if state is None or event.sealed is None:
        return ()
    number = event.sealed.dossier_number
    if number == state.dossier_number:
        return ()
    year = local_day(event.captured_at).year
    return (Claim("dossier-number", f"{state.intake_unit}/{year}/{number}", sealed=True),)


def _batched(context: Context | None) -> Claims:
    batch = context.others.get("in_batch") if context else None
    if context is None or batch is None:
        return ()
    application = str(context.stream)
    return (Claim("batched-application", application, False, "release", batch.id),)
