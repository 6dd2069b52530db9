"""A mobile station that captures away from every line, and hands over late what it made."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID, uuid4

import httpx
from joserfc.jwk import OKPKey
from tests.adapters.identity.station_signing import Key, signed_by

from adapters.identity.station_signature import fingerprint_of
from application.transmissions import stream_of_packet
from minting import minted
from record import Record, wait_until
from service import Service
from token_then import token_at
from workshop import number

STATION_UNIT = "001"
NOTHING_BEFORE = "0" * 64


class Packet(NamedTuple):
    """A packet as its station made it, and what its manifest says of it."""

    raw: bytes
    line: dict[str, Any]

    @property
    def id(self) -> str:
        return str(self.line["packet_id"])

    @property
    def sha256(self) -> str:
        return str(self.line["sha256"])


def record_of(service: Service, packet: Packet) -> Record:
    """The stream of a packet that was handed over."""
    return Record(service, "enrolment-packets", str(stream_of_packet(UUID(packet.id))))


def packed(command: str, body: dict[str, Any], stream: str | None = None) -> dict[str, Any]:
    """A command as it stands in a packet; `stream` where it opens none."""
    place = {"stream": stream} if stream else {}
    return {"command": command, "key": str(uuid4()), "body": body, **place}


class Station:
    """A laptop with its key, trusted and assigned to a station, and its packets in a chain."""

    def __init__(
        self,
        service: Service,
        unit: str = STATION_UNIT,
        trusted: bool = True,
        key: Key | None = None,
    ) -> None:
        self.service = service
        self.key = key or OKPKey.generate_key("Ed25519")
        self.id = str(uuid4())
        self.device = self._device(unit, trusted)
        self.last = NOTHING_BEFORE
        self.made = 0
        self.sent = 0

    def _device(self, unit: str, trusted: bool) -> Record:
        then = {"occurred_at": "2021-01-04T08:00:00+07:00"}
        device = Record.opened(
            self.service,
            "devices",
            "device-officer",
            kind="finger-scanner",
            make="Mau",
            model="M1",
            serial=number(),
            key_fingerprint=fingerprint_of(self.key),
            certificate_sha256="9f" * 32,
            **then,
        )
        if trusted:
            device.step("grant-trust", "security-officer", **then)
        return device.step("assign-device", "device-officer", unit=unit, to_station=self.id)

    def packet(self, captured_at: str, *commands: dict[str, Any], **changes: Any) -> Packet:
        """The next packet of the station; `changes` are fields of its content, or `sequence`."""
        self.made = changes.pop("sequence", self.made + 1)
        token = changes.pop("token", None)
        content = {
            "packet_id": minted(),
            "kind": "sitting",
            "station_id": self.id,
            "captured_at": captured_at,
            "officer_token": token or token_at(self.service, "capture-officer", captured_at),
            "commands": list(commands),
            **changes,
        }
        return self.chained(json.dumps(content, ensure_ascii=False).encode(), content)

    def chained(self, raw: bytes, content: dict[str, Any]) -> Packet:
        sha256 = hashlib.sha256(raw).hexdigest()
        line = {name: content[name] for name in ("packet_id", "captured_at", "kind")}
        place = {"sequence": self.made, "previous_sha256": self.last}
        self.last = sha256
        return Packet(raw, {**line, **place, "sha256": sha256, "bytes": len(raw)})

    def transmission(self, *packets: Packet, **changes: Any) -> "Transmission":
        """A signed manifest of these packets, not yet sent."""
        self.sent += 1
        manifest = {
            "id": minted(),
            "station_id": self.id,
            "sequence": self.sent,
            "sent_at": "2021-03-10T09:00:00+07:00",
            "packets": [packet.line for packet in packets],
            **changes,
        }
        return Transmission(self, packets, manifest)

    def hand_over(self, *packets: Packet) -> "Transmission":
        """Announce these packets and send every part that is missing."""
        transmission = self.transmission(*packets)
        missing = transmission.announced()
        for packet in packets:
            if packet.sha256 in missing:
                transmission.sent_part(packet)
        return transmission


class Transmission:
    """One signed upload, step by step."""

    def __init__(
        self, station: Station, packets: Sequence[Packet], manifest: dict[str, Any]
    ) -> None:
        self.station = station
        self.packets = packets
        self.manifest = manifest
        self.id = str(manifest["id"])

    @property
    def payload(self) -> bytes:
        return json.dumps(self.manifest).encode()

    def signed(self, **header: Any) -> bytes:
        by = {"device": self.station.device.id, **header}
        return signed_by(self.station.key, self.payload, **by)

    def announce(self, signed: bytes | None = None, officer: str = "station") -> httpx.Response:
        headers = self.station.service.bearer(officer) | {"content-type": "application/jose"}
        client = self.station.service.client
        body = self.signed() if signed is None else signed
        return client.post("/v1/transmissions", content=body, headers=headers)

    def announced(self) -> list[str]:
        """Digests of the missing parts."""
        answer = self.announce()
        assert answer.status_code == 201, answer.text
        assert answer.json()["id"] == self.id
        return list(answer.json()["missing"])

    def put(self, sha256: str, raw: bytes, officer: str = "station") -> httpx.Response:
        headers = self.station.service.bearer(officer) | {
            "content-type": "application/octet-stream"
        }
        path = f"/v1/transmissions/{self.id}/parts/{sha256}"
        return self.station.service.client.put(path, content=raw, headers=headers)

    def sent_part(self, packet: Packet) -> None:
        answer = self.put(packet.sha256, packet.raw)
        assert answer.status_code == 201, answer.text

    def read(self, language: str = "en", officer: str = "station") -> dict[str, Any]:
        path = f"/v1/transmissions/{self.id}"
        headers = {"accept-language": language}
        answer = self.station.service.get(path, officer, **headers)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def verdicts(self) -> dict[str, dict[str, Any]]:
        """The verdict on each packet by its id, once the intake has given all of them."""
        wait_until(lambda: self.read()["status"] == "done", self.read, patience=40)
        return {one["packet_id"]: one for one in self.read()["packets"]}
