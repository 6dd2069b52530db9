"""Form CC02 with the biometrics, judged whole: every fault of it at once (guards 6 to 10, 12)."""

from collections.abc import Iterator
from uuid import UUID

from domain.card_application.commands import CompleteCapture, Recapture
from domain.card_application.events import CapturedSealed
from domain.card_application.forms import FingerGiven
from domain.citizen.entry import Entry
from domain.citizen.fields import check_place
from domain.context import Context, local_day
from domain.device.trust import device_trusted
from domain.guards import past_instant
from domain.policy.parameters import read
from domain.policy.required_biometrics import required_biometrics
from domain.policy.shapes import MinAge
from domain.refusals import Faults
from domain.values.partial_date import PartialDate, age_on

Form = CompleteCapture | Recapture

POSITIONS = range(1, 11)


def device_reading(device: UUID) -> str:
    """Where the decision finds a device that the form names."""
    return f"device/{device}"


def taken(command: Form, entry: Entry, context: Context) -> CapturedSealed:
    """The sealed part of the event; RuleBroken with every field at fault."""
    faults = Faults()
    faults.check("/captured_at", past_instant, command.captured_at, context)
    _note_lacking(faults, command)
    _note_biometrics(faults, command, entry, context)
    _note_devices(faults, command, context)
    place = command.delivery_place.fact() if command.delivery_place else None
    if place is not None:
        check_place(faults, "/delivery_place", place, context.units)
    faults.refuse_if_any()
    return CapturedSealed(
        command.dossier_number,
        tuple(one.fact() for one in command.finger_images),
        tuple(one.fact() for one in command.templates),
        command.portrait.fact() if command.portrait else None,
        tuple(one.fact() for one in command.documents),
        command.features,
        command.cc02.fact(),  # type: ignore[union-attr]
        command.citizen_signature.fact(),  # type: ignore[union-attr]
        place,
    )


def _note_lacking(faults: Faults, command: Form) -> None:
    """Guards 8 and 12; images and templates are there where a finger is."""
    if command.cc02 is None:
        faults.add("/cc02", "cc02-not-signed")
    needed = ["dossier_number", "features", "citizen_signature", "devices"]
    if any(finger.quality is not None for finger in command.fingers):
        needed += ["finger_images", "templates"]
    for field in needed:
        if not getattr(command, field):
            faults.add(f"/{field}", "form-lacks", field=field)


def _note_biometrics(faults: Faults, command: Form, entry: Entry, context: Context) -> None:
    """Guards 6, 7 and 9: what is taken, and who stands by, follows from the age on the day."""
    day, known = context.happened_on, context.now
    age = age_on(PartialDate(entry.birth), day)
    modalities = required_biometrics(context.policy, age, day, known=known)
    if "face" in modalities and command.portrait is None:
        faults.add("/portrait", "portrait-missing")
    for position, code in _wrong_fingers(command.fingers, "ten-fingers" in modalities):
        faults.add("/fingers", code, position=position)
    rule = read(context.policy.at(day, known), "card.min_age", MinAge)
    if age < (rule.duty_from or rule.age) and not command.representative:
        faults.add("/representative", "representative-needed")


def _wrong_fingers(fingers: tuple[FingerGiven, ...], all_ten: bool) -> Iterator[tuple[int, str]]:
    """Position and code of every finger that is not either captured or explained, once."""
    given: set[int] = set()
    for finger in fingers:
        if finger.position in given:
            yield finger.position, "finger-named-twice"
        given.add(finger.position)
        if finger.quality is None and finger.missing is None:
            yield finger.position, "finger-unexplained"
        if finger.quality is not None and finger.missing is not None:
            yield finger.position, "finger-captured-and-explained"
    if all_ten:
        yield from ((one, "finger-unexplained") for one in POSITIONS if one not in given)


def _note_devices(faults: Faults, command: Form, context: Context) -> None:
    """Guard 10: trust is asked for the moment of the capture, not for today."""
    for number, id_ in enumerate(command.devices):
        device = context.others.get(device_reading(id_))
        if device is None:
            faults.add(f"/devices/{number}", "device-unknown", id=id_)
        elif not device_trusted(device.state, command.captured_at):
            day = local_day(command.captured_at)
            faults.add(f"/devices/{number}", "device-not-trusted", id=id_, day=day)
