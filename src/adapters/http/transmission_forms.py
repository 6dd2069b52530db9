"""What a station is told of its transmission: what is missing, and the verdict on each packet."""

from typing import Literal
from uuid import UUID

import msgspec

from adapters.http.sentences import Language, sentence
from application.packet_refusals import params_in
from application.station_desk import Told
from application.transmission_book import Transmission
from domain.enrolment_packet.chain import Break, Chain, Gap


class TransmissionShown(msgspec.Struct, frozen=True):
    """`missing` are the digests of the parts to be sent, each by PUT under its digest."""

    id: UUID
    missing: tuple[str, ...]


class VerdictShown(msgspec.Struct, frozen=True):
    """`waiting` also while the part is missing; `refused` where the register has another content
    under this packet's id. `refusal` is a stable code, `detail` its sentence."""

    packet_id: UUID
    sequence: int
    sha256: str
    verdict: Literal["waiting", "accepted", "quarantined", "discarded", "refused"]
    already_received: bool
    citizen_id: UUID | None
    application_id: UUID | None
    refusal: str | None
    detail: str | None


class ChainShown(msgspec.Struct, frozen=True):
    """What is wrong with the numbers of the station's packets: shown, and no reason to refuse."""

    gaps: tuple[Gap, ...]
    breaks: tuple[Break, ...]
    forks: tuple[int, ...]


class VerdictsShown(msgspec.Struct, frozen=True):
    """`status` is open while parts are missing, in-progress until every packet has its verdict."""

    id: UUID
    status: Literal["open", "in-progress", "done"]
    missing: tuple[str, ...]
    packets: tuple[VerdictShown, ...]
    chain: ChainShown


def shown(
    transmission: Transmission, told: list[Told], chain: Chain, language: Language
) -> VerdictsShown:
    waiting = any(one.verdict.verdict == "waiting" for one in told)
    status: Literal["open", "in-progress", "done"] = "in-progress" if waiting else "done"
    return VerdictsShown(
        transmission.manifest.id,
        "open" if transmission.missing else status,
        transmission.missing,
        tuple(_verdict(one, language) for one in told),
        ChainShown(chain.gaps, chain.breaks, chain.forks),
    )


def _verdict(told: Told, language: Language) -> VerdictShown:
    line, verdict = told.part.line, told.verdict
    refusal, params = verdict.refusal, params_in(verdict.detail)
    return VerdictShown(
        line.packet_id,
        line.sequence,
        line.sha256,
        verdict.verdict,
        told.already_received,
        verdict.citizen_id,
        verdict.application_id,
        refusal,
        sentence(refusal, {"id": line.packet_id} | params, language) if refusal else None,
    )
