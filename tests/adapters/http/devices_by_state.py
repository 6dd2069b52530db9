"""Devices in every state, and those that a command names in vain."""

from uuid import uuid4

from tests.adapters.http.lazy_world import LazyWorld, Makers

from citizen_case import SHA256
from record import Record
from workshop import number

STATES = Makers()


@STATES
def scanner_elsewhere(world: LazyWorld) -> str:
    """A finger scanner that is registered and not trusted yet."""
    return _device(world, "finger-scanner").id


@STATES
def other_printer(world: LazyWorld) -> str:
    return str(world["workshop"].device("printer"))


@STATES
def untrusted_printer(world: LazyWorld) -> str:
    return _device(world, "printer").id


def _device(world: LazyWorld, kind: str) -> Record:
    body = {"make": "Mau", "model": "M1", "serial": number(), "certificate_sha256": SHA256}
    key = {"key_fingerprint": uuid4().hex * 2}
    return Record.opened(world.register, "devices", "device-officer", kind=kind, **body, **key)


@STATES
def registered(world: LazyWorld) -> Record:
    return _device(world, "printer")


@STATES
def trusted(world: LazyWorld) -> Record:
    return _device(world, "printer").step("grant-trust", "security-officer")


@STATES
def calibrated(world: LazyWorld) -> Record:
    """Trusted, with a calibration that holds for another year."""
    device = _device(world, "printer").step("grant-trust", "security-officer")
    body = {"certificate_number": "HC-1", "valid_to": "2022-03-10"}
    return device.step("record-calibration", "device-officer", "vendor-engineer", **body)


@STATES
def out_of_calibration(world: LazyWorld) -> Record:
    """Suspended since its calibration ended, which was recorded late."""
    device = _device(world, "printer")
    body = {"certificate_number": "HC-1", "valid_to": "2021-02-10"}
    body["occurred_at"] = "2021-02-01T08:00:00+07:00"
    return device.step("record-calibration", "device-officer", "vendor-engineer", **body)


@STATES
def distrusted(world: LazyWorld) -> Record:
    device = _device(world, "printer").step("grant-trust", "security-officer")
    return device.step("suspend-trust", "security-officer", reason="doubtful")


@STATES
def retired(world: LazyWorld) -> Record:
    return _device(world, "printer").step("retire-device", "device-officer")


@STATES
def retired_in_district(world: LazyWorld) -> Record:
    device = _device(world, "printer").step("assign-device", "device-officer", unit="001")
    return device.step("retire-device", "device-officer")


@STATES
def assigned(world: LazyWorld) -> Record:
    return _device(world, "printer").step("assign-device", "device-officer", unit="026")
