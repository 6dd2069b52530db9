"""The life of a person who is erased in the end, with a mark in every text that anybody gave."""

import asyncio
from pathlib import Path
from typing import Any, Self
from uuid import UUID

import psycopg
from psycopg.conninfo import make_conninfo

from adapters.blobs.folder_blobs import FolderBlobs
from adapters.keys.file_kek import FileKek
from adapters.keys.postgres_vault import PostgresVault
from card_case import CardCase
from citizen_case import Case, paper, place
from domain.citizen.events import KeyDestroyed
from domain.derived_ids import adjudication_id
from late_packets import Packet, Station, record_of
from late_pupils import capture, opening
from minting import minted
from record import Record, wait_until
from workshop import Workshop

MARK = "kqvxbrz"
"""Letters that no Vietnamese word and no English one has in this order."""

PATIENCE_S = 60.0
MONDAY = "2021-03-08T08:00:00+07:00"


def marked(text: str) -> str:
    return f"{MARK.capitalize()} {text}"


def hamlet() -> dict[str, Any]:
    return place(detail=marked("xóm Đình"))


class ErasedLife:
    """One citizen with all that an office knows, seals, stores and finds; `numbers` are theirs."""

    def __init__(self, workshop: Workshop, blobs_at: Path) -> None:
        self.workshop = workshop
        self.service = workshop.service
        self.blobs_at = blobs_at
        self.numbers = ["172938475", "036190847261"]
        self.citizen = self._citizen()
        self.packets: list[Packet] = []
        self.linked: list[Record] = []
        self.stored_digests: set[str] = set()

    @property
    def id(self) -> UUID:
        return UUID(self.citizen.id)

    def _citizen(self) -> Case:
        home = {"kind": "permanent", "from": "2010-01-01", "to": None, "place": hamlet()}
        mother = {"name": marked("Mẹ"), "nationality": "VN"}
        citizen = Case(
            self.service,
            surname=marked("Nguyễn"),
            middle=marked("Thị"),
            given=marked("Mẫu"),
            other_name=marked("Hoa"),
            birth_registration=hamlet(),
            native_place=hamlet(),
            residences=[home],
            relations=[{"kind": "mother", "relation": mother}],
            cmnd9=self.numbers[:1],
        )
        citizen.active()
        self.numbers.append(citizen.shown["pin"])
        citizen.amendment("other_name", marked("Lan"))
        return citizen

    def lived(self, other: CardCase) -> Self:
        """Packets, an application, a suspicion, a card, and a search that finds the name."""
        self.carried_in()
        self.doubted()
        self.suspected(other)
        self.delivered()
        return self

    def carried_in(self) -> None:
        """The request for a card comes in a packet; another packet is kept in quarantine."""
        station = Station(self.service)
        application, packet_id = minted(), minted()
        self.portrait = self.stored(f"portrait of {MARK}".encode() * 500)
        face = {"features": marked("sẹo"), "portrait": self.portrait, "delivery_place": hamlet()}
        taken = station.packet(
            MONDAY,
            opening(self.citizen.id, application, MONDAY, reason="first-card"),
            capture(self.workshop, application, packet_id, MONDAY, **face),
            packet_id=packet_id,
        )
        twice, packet_id = minted(), minted()
        again = station.packet(
            MONDAY,
            opening(self.citizen.id, twice, MONDAY),
            capture(self.workshop, twice, packet_id, MONDAY, features=marked("nốt ruồi")),
            packet_id=packet_id,
        )
        verdicts = station.hand_over(taken, again).verdicts()
        assert verdicts[taken.id]["verdict"] == "accepted", verdicts
        assert verdicts[again.id]["verdict"] == "quarantined", verdicts
        self.packets = [taken, again]
        self.linked += [record_of(self.service, one).read() for one in self.packets]
        self.case = CardCase(self.workshop, self.citizen)
        self.case.application = Record(self.service, "card-applications", application).read()
        self.linked.append(self.case.application)

    def doubted(self) -> None:
        """A check of data quality fails, and its case says on what."""
        case = Record.opened(
            self.service,
            "data-quality-cases",
            "data-quality-officer",
            check="DQ-14",
            dimension="sufficient",
            severity="warning",
            citizen_id=self.citizen.id,
            citizen_version=self.citizen.version,
            values=[marked("1990")],
        )
        self.linked.append(case)

    def suspected(self, other: CardCase) -> None:
        """Examiners find that it was another person, and say so in words."""
        case = self.case
        case.settled().step("approve-intake", "intake-approver")
        case.register_check().quality_check()
        candidate = {
            "citizen_id": other.citizen.id,
            "application_id": other.application.id,
            "rank": 1,
            "score": 640,
            "fingers": [1, 2, 6],
        }
        case.duplicate_search(candidate)
        search = UUID(case.application.shown["search_id"])
        id_ = adjudication_id(case.application.uuid, search)
        adjudication = Record(self.service, "adjudications", str(id_))
        wait_until(lambda: self.service.get(adjudication.path, "examiner").status_code == 200)
        for officer in ("examiner", "examiner-2"):
            view = {"citizen_id": other.citizen.id, "view": "different-person"}
            adjudication.read()
            adjudication.step("record-opinion", officer, views=[view], seconds=60,
                              remark=marked("khác"))  # fmt: skip
        adjudication.until("decided")
        case.application.until("verified")
        self.linked.append(adjudication)

    def delivered(self) -> None:
        case = self.case
        case.approved().printed().sent().delivered()
        statement = self.stored(MARK.encode() * 100)
        case.card.step("report-card-lost", "hotline-agent",
                       reported_at="2021-03-10T09:00:00+07:00", channel="phone",
                       statement=statement)  # fmt: skip
        self.linked.append(case.card)

    def stored(self, content: bytes) -> dict[str, str]:
        """An object of this person, stored as a scanner's agent would."""
        kek = FileKek(self.service.kek_file)
        keys = make_conninfo(self.service.keys_dsn, user="cancuoc_app")

        async def put() -> dict[str, str]:
            async with PostgresVault(keys, kek) as vault:
                blobs = FolderBlobs(self.blobs_at, vault)
                kept = await blobs.put(self.id, UUID(minted()), "image/jp2", content)
                return {"id": str(kept.id), "sha256": kept.sha256, "media_type": kept.media_type}

        kept = asyncio.run(put())
        self.stored_digests.add(kept["sha256"])
        return kept

    def ordered(self) -> str:
        """The director's order; its id."""
        order = minted()
        self.citizen.version = self.citizen.read(officer="director")["version"]
        self.citizen.step("order-erasure", "director", order_id=order, ground="court-order",
                          order=paper())  # fmt: skip
        return order

    def erased(self) -> Self:
        """Carried out by the security officer: from here on nobody reads this person."""
        order = self.ordered()
        self.citizen.step("erase-citizen", "security-officer", order_id=order)
        return self

    def until_destroyed(self) -> Self:
        wait_until(self.is_destroyed, self.citizen.topics, patience=PATIENCE_S)
        return self

    def is_destroyed(self) -> bool:
        with psycopg.connect(self.service.dsn) as connection:
            done = "SELECT count(*) FROM events WHERE originator_id = %s AND topic = %s"
            row = connection.execute(done, (self.id, KeyDestroyed.TOPIC)).fetchone()
        return row == (1,)
