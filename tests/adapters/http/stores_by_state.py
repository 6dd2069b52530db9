"""Blocks, batches, manifests, devices, adjudications and packets in every state."""

from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

from tests.adapters.http.cases_by_stage import case, suspected, under_examination
from tests.adapters.http.lazy_world import LazyWorld, Makers

from citizen_case import SHA256, paper
from domain.citizen.forms import ObjectGiven
from domain.enrolment_packet.commands import QuarantinePacket, ReceivePacket
from domain.values.instants import parse_instant
from minting import minted
from workshop import Record, number

STORES = Makers()
Seen = SimpleNamespace


@STORES
def spare(world: LazyWorld) -> str:
    """A blank of the printer that no card takes."""
    return str(world["workshop"].blank())


@STORES
def scanner_elsewhere(world: LazyWorld) -> str:
    """A finger scanner that is registered and not trusted yet."""
    return _device(world, "finger-scanner").id


@STORES
def other_printer(world: LazyWorld) -> str:
    return str(world["workshop"].device("printer"))


@STORES
def untrusted_printer(world: LazyWorld) -> str:
    return _device(world, "printer").id


def _device(world: LazyWorld, kind: str) -> Record:
    body = {"make": "Mau", "model": "M1", "serial": number(), "certificate_sha256": SHA256}
    key = {"key_fingerprint": uuid4().hex * 2}
    return Record.opened(world.register, "devices", "device-officer", kind=kind, **body, **key)


@STORES
def registered(world: LazyWorld) -> Record:
    return _device(world, "printer")


@STORES
def trusted(world: LazyWorld) -> Record:
    return _device(world, "printer").step("grant-trust", "security-officer")


@STORES
def calibrated(world: LazyWorld) -> Record:
    """Trusted, with a calibration that holds for another year."""
    device = _device(world, "printer").step("grant-trust", "security-officer")
    body = {"certificate_number": "HC-1", "valid_to": "2022-03-10"}
    return device.step("record-calibration", "device-officer", "vendor-engineer", **body)


@STORES
def out_of_calibration(world: LazyWorld) -> Record:
    """Suspended since its calibration ended, which was recorded late."""
    device = _device(world, "printer")
    body = {"certificate_number": "HC-1", "valid_to": "2021-02-10"}
    body["occurred_at"] = "2021-02-01T08:00:00+07:00"
    return device.step("record-calibration", "device-officer", "vendor-engineer", **body)


@STORES
def distrusted(world: LazyWorld) -> Record:
    device = _device(world, "printer").step("grant-trust", "security-officer")
    return device.step("suspend-trust", "security-officer", reason="doubtful")


@STORES
def retired(world: LazyWorld) -> Record:
    return _device(world, "printer").step("retire-device", "device-officer")


@STORES
def assigned(world: LazyWorld) -> Record:
    return _device(world, "printer").step("assign-device", "device-officer", unit="026")


def _block(world: LazyWorld, **more: Any) -> Seen:
    return Seen(block=world["workshop"].block(), **more)


def first_of(block: Record) -> list[dict[str, str]]:
    first = block.shown["first_serial"]
    return [{"first": first, "last": first}]


@STORES
def vault(world: LazyWorld) -> Seen:
    """A block that nobody has touched."""
    return _block(world)


@STORES
def loaded(world: LazyWorld) -> Seen:
    """All blanks of a block in the printer."""
    found = _block(world)
    world["workshop"].allocated(found.block)
    return found


@STORES
def spoiled_stock(world: LazyWorld) -> Seen:
    """The first blank spoiled in the printer."""
    found = _block(world)
    serial = world["workshop"].allocated(found.block)[0]
    found.block.step("spoil-blank", "print-operator", serial=serial, cause="jam")
    return found


@STORES
def proposed_stock(world: LazyWorld) -> Seen:
    """Nothing left but examined blanks, of which the destruction is proposed."""
    found = _block(world)
    shown = found.block.shown
    every = [{"first": shown["first_serial"], "last": shown["last_serial"]}]
    drawn = {"serials": every, "from_account": "vault", "reason": "examined"}
    found.block.step("draw-sample", "quality-controller", **drawn)
    # The proposal is known by the key of its request, which is chosen here.
    found.proposal = str(uuid4())
    body = {"serials": first_of(found.block), "reason": "examined"}
    path = f"{found.block.path}/propose-destruction"
    asked = (path, body, "stock-keeper")
    answer = world.register.post(*asked, key=found.proposal, if_match=found.block.version)
    assert answer.status_code == 200, answer.text
    found.block.read()
    return found


@STORES
def spent(world: LazyWorld) -> Seen:
    """The first blank became a card, and then it was missed."""
    found = _block(world)
    serial = world["workshop"].allocated(found.block)[0]
    found.case = case(world).approved()
    found.case.printing(serial)
    job = found.case.application.shown["job_id"]
    body = {"readback_sha256": "a" * 64, "chip_serial": uuid4().hex, "document_signer": "ds-01"}
    found.case.step("confirm-personalisation", "print-gateway", job_id=job, **body)
    found.block.read()
    lost = {"serials": first_of(found.block), "from_account": "used", "reason": "lost"}
    found.block.step("report-blanks-missing", "stock-keeper", **lost)
    return found


@STORES
def closed_block(world: LazyWorld) -> Seen:
    found = _block(world)
    shown = found.block.shown
    every = [{"first": shown["first_serial"], "last": shown["last_serial"]}]
    drawn = {"serials": every, "from_account": "vault", "reason": "examined"}
    found.block.step("draw-sample", "quality-controller", **drawn)
    found.block.step("close-block", "stock-keeper")
    return found


def _planned(world: LazyWorld) -> Seen:
    made = case(world).approved()
    batch = made.workshop.batch(made.application.id, started=False)
    return Seen(batch=batch, application=made.application, case=made)


@STORES
def planned(world: LazyWorld) -> Seen:
    return _planned(world)


@STORES
def emptied(world: LazyWorld) -> Seen:
    """A planned batch from which its only application was taken out."""
    found = _planned(world)
    body = {"application_id": found.application.id, "reason": "urgent"}
    found.batch.step("remove-from-batch", "production-planner", **body)
    return found


@STORES
def released(world: LazyWorld) -> Seen:
    found = _planned(world)
    found.batch.step("release-batch", "production-planner")
    return found


@STORES
def stopped(world: LazyWorld) -> Seen:
    found = _planned(world)
    found.batch.step("hold-batch", "production-planner", reason="machine-fault")
    return found


@STORES
def counted_batch(world: LazyWorld) -> Seen:
    """The card of the batch made, and everything counted by the operator who printed it."""
    made = case(world).approved().printed()
    counts = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
    made.batch.step("count-batch", "print-operator", **counts)
    return Seen(batch=made.batch, application=made.application, case=made)


@STORES
def unbalanced(world: LazyWorld) -> Seen:
    """One card too many was counted."""
    made = case(world).approved().printed()
    counts = {"good": 2, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
    made.batch.step("count-batch", "print-operator", **counts)
    made.batch.step("close-batch", "quality-controller")
    return Seen(batch=made.batch, application=made.application, case=made)


@STORES
def balanced(world: LazyWorld) -> Seen:
    made = case(world).approved().printed().quality_checked().counted()
    return Seen(batch=made.batch, application=made.application, case=made)


@STORES
def empty_manifest(world: LazyWorld) -> Seen:
    """An open manifest for a card that is ready."""
    made = world["quality_checked"]
    return Seen(manifest=world["workshop"].manifest(), application=made.application, case=made)


@STORES
def manifest_elsewhere(world: LazyWorld) -> Seen:
    made = world["quality_checked"]
    manifest = world["workshop"].manifest("026")
    return Seen(manifest=manifest, application=made.application, case=made)


@STORES
def packed(world: LazyWorld) -> Any:
    return case(world).approved().printed().quality_checked().packed()


@STORES
def sealed_manifest(world: LazyWorld) -> Any:
    made = case(world).approved().printed().quality_checked().packed()
    made.seal = number().upper()
    made.manifest.step("seal-manifest", "dispatcher", seal=made.seal)
    return made


def _examined(world: LazyWorld) -> Seen:
    made = suspected(world)
    adjudication = under_examination(world, made)
    return Seen(adjudication=adjudication, candidate=world["opened"].citizen.id, case=made)


def _say(found: Seen, officer: str, view: str, verb: str = "record-opinion") -> None:
    views = [{"citizen_id": found.candidate, "view": view}]
    found.adjudication.step(verb, officer, views=views, seconds=90)


@STORES
def examined_by_nobody(world: LazyWorld) -> Seen:
    return _examined(world)


@STORES
def half_examined(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    return found


@STORES
def disagreed(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    _say(found, "examiner-2", "same-person")
    return found


@STORES
def agreed(world: LazyWorld) -> Seen:
    found = _examined(world)
    _say(found, "examiner", "different-person")
    _say(found, "examiner-2", "different-person")
    return found


@STORES
def decided(world: LazyWorld) -> Seen:
    found = agreed(world)
    found.adjudication.step("decide-adjudication", "senior-examiner")
    return found


def _packet(world: LazyWorld, *further: Any) -> Record:
    stream = UUID(minted())
    content = ObjectGiven(**{**paper(), "id": uuid4()})  # type: ignore[arg-type]
    command = ReceivePacket(
        id=stream,
        packet_id=uuid4(),
        station_id=uuid4(),
        sequence=1,
        previous_sha256="0" * 64,
        sha256=SHA256,
        bytes=2_000_000,
        captured_at=parse_instant("2021-03-09T08:00:00+07:00"),
        kind="sitting",
        content=content,
    )
    give = world.inside.give
    give("enrolment-packet", stream, command, "intake", opens=True, draws="packet-digest")
    for one in further:
        give("enrolment-packet", stream, one, "intake")
    return Record(world.register, "enrolment-packets", str(stream)).read()


@STORES
def received_packet(world: LazyWorld) -> Record:
    return _packet(world)


@STORES
def quarantined_packet(world: LazyWorld) -> Record:
    return _packet(world, QuarantinePacket(refusal="device-not-trusted"))


