"""The devices of a simulation, trusted since before its first capture, and the register's clock."""

from datetime import datetime, timedelta
from typing import Any

from cancuoc.simulation.counter import Counter, Shown
from cancuoc.simulation.names import Names
from cancuoc.simulation.officers import Officer
from cancuoc.simulation.world import Tools

DEVICES = "devices"
REGISTERED_AT = datetime.fromisoformat("2021-01-04T08:00:00+07:00")
TRUSTED_AT = REGISTERED_AT + timedelta(hours=1)


async def set_up(counter: Counter, names: Names, printers: int) -> Tools:
    """Register and trust what is not there yet.

    The first device tells when the simulation began, also to those who go on with it.
    """
    scanner = await _device(counter, names, "finger-scanner", 1)
    camera = await _device(counter, names, "camera", 1)
    presses = [await _device(counter, names, "printer", n + 1) for n in range(printers)]
    page: Shown = await counter.read(f"/v1/{DEVICES}/{scanner}/events") or {}
    first = page["items"][0]
    began = datetime.fromisoformat(first["recorded_at"])
    return Tools(scanner, camera, tuple(presses), began, first["clock_offset_s"])


async def _device(counter: Counter, names: Names, kind: str, ordinal: int) -> str:
    words = (kind, str(ordinal))
    id_ = names.opened(REGISTERED_AT, *words)
    body: dict[str, Any] = {
        "id": id_,
        "kind": kind,
        "make": "Mẫu",
        "model": "M1",
        "serial": f"{names.digest[:12]}-{kind}-{ordinal}",
        "key_fingerprint": names.paper(REGISTERED_AT, "key", *words)["sha256"],
        "certificate_sha256": names.paper(REGISTERED_AT, "certificate", *words)["sha256"],
        "occurred_at": REGISTERED_AT.isoformat(),
    }
    key = names.act(id_, "register-device", 0)
    shown = await counter.open(Officer("device-officer"), f"/v1/{DEVICES}", body, key)
    if shown.pop("replayed", False):
        shown = await counter.read(f"/v1/{DEVICES}/{id_}") or shown
    if shown["status"] == "registered":
        key = names.act(id_, "grant-trust", shown["version"])
        body = {"occurred_at": TRUSTED_AT.isoformat()}
        step = (DEVICES, "grant-trust")
        await counter.act(Officer("security-officer"), shown, step, key, body)
    return id_
