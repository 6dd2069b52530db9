"""The rows of one chunk as the law sees them: those to be stored, and those refused."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC
from typing import Any
from uuid import UUID

import msgspec

from adapters.dc01.chunks import Chunk, Line
from adapters.dc01.rejects import Reject, reject_lines
from adapters.dc01.rows import RowForm
from adapters.http.body_text import BodyMalformed
from adapters.http.claim_fields import FIELD_OF_CLAIM
from adapters.postgres.batch import Write
from adapters.postgres.earlier_rows import KNOWN, Verdict
from application.population_load import DeclarationRow, Declared, PopulationLoad
from application.vault import claim_digest
from domain.claims import Claim
from domain.envelope import Actor
from domain.refusals import AlreadyTaken, Fault, Refusal

_REQUEST = "LOAD /v1/citizens"
_encode = msgspec.json.Encoder().encode


class Row(msgspec.Struct, gc=False):
    """One accepted row; the state of its event is empty until it is sealed."""

    line: Line
    declared: Declared
    write: Write

    @property
    def stream(self) -> UUID:
        return self.declared.recorded.stream


class Judged(msgspec.Struct):
    """A chunk after the law. `read` counts its rows, blank lines left out; `known` those that the
    register has already; `codes` the rejected ones by their first code."""

    number: int
    digest: bytes
    read: int = 0
    known: int = 0
    rows: list[Row] = []
    rejects: list[Reject] = []
    codes: dict[str, int] = {}

    @property
    def writes(self) -> list[Write]:
        return [row.write for row in self.rows]

    def refuse(self, line: Line, refused: Any) -> None:
        code, params, faults = _told(refused)
        self.rejects += reject_lines(line, code, params, faults)
        self.codes[code] = self.codes.get(code, 0) + 1

    def without(self, verdicts: Mapping[int, Verdict]) -> "Judged":
        """The same without these of its rows, which are counted or rejected instead."""
        left = Judged(
            self.number, self.digest, self.read, self.known,
            [row for n, row in enumerate(self.rows) if n not in verdicts],
            list(self.rejects), dict(self.codes),
        )  # fmt: skip
        for n, verdict in verdicts.items():
            if verdict is KNOWN:
                left.known += 1
            else:
                left.refuse(self.rows[n].line, verdict)
        left.rejects.sort(key=lambda reject: reject.row)
        return left


class RowJudge:
    """Judges chunk after chunk, as the office would judge one request after the other."""

    def __init__(
        self, form: RowForm, load: PopulationLoad, officer: Actor, kind_keys: Mapping[str, bytes]
    ) -> None:
        self._form = form
        self._load = load
        self._officer = officer
        self._kind_keys = kind_keys

    def judge(self, chunk: Chunk) -> Judged:
        judged = Judged(chunk.number, chunk.digest)
        self._load.begin()
        for line in chunk.lines:
            if not line.text or line.text.isspace():
                continue
            judged.read += 1
            try:
                row = self._form.read(line)
                judged.rows.append(Row(line, *self._decided(row)))
            except (Refusal, BodyMalformed) as refused:
                judged.refuse(line, refused)
        return judged

    def _decided(self, row: DeclarationRow) -> tuple[Declared, Write]:
        declared = self._load.decide(row)
        recorded = declared.recorded
        stream = recorded.stream
        return declared, Write(
            subject=self._officer.officer,
            command_id=declared.command_id,
            request_hmac=self._request_hmac(row, declared),
            status=201,
            unit=recorded.envelope.actor.unit,
            events=[(stream, 1, recorded.topic, b"")],
            takes=[(one.kind, self._value(one), stream) for one in declared.claims],
            releases=[],
            moves=[],
            expects=[],
            streams=[stream],
            versions=[1],
        )

    def _request_hmac(self, row: DeclarationRow, declared: Declared) -> bytes:
        """Equal for equal declarations of a unit, in whichever form and order they were written:
        made of what will be recorded, where an empty text and an absent one are the same."""
        recorded = declared.recorded
        envelope = recorded.envelope
        occurred_at = row.occurred_at and envelope.occurred_at.astimezone(UTC)
        beside = (occurred_at, row.station_id, row.correlation_id, row.birth_certificate)
        request = (_REQUEST, envelope.actor.unit, recorded.stream, recorded.event, beside)
        return hmac.digest(self._kind_keys["idempotency"], _encode(request), hashlib.sha256)

    def _value(self, claim: Claim) -> bytes:
        if not claim.sealed:
            return claim.value.encode()
        return claim_digest(self._kind_keys[claim.kind], claim.kind, claim.value)


def _told(refused: Any) -> tuple[str, dict[str, Any], tuple[Fault, ...]]:
    match refused:
        case AlreadyTaken() if refused.code in FIELD_OF_CLAIM:
            fault = Fault(FIELD_OF_CLAIM[refused.code], refused.code, refused.params)
            return refused.code, refused.params, (fault,)
        case Refusal():
            return refused.code, refused.params, refused.faults
        case BodyMalformed():
            return refused.code, refused.params, ()
        case _:
            return "row-refused", {}, ()
