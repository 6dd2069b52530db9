"""A card application as its decisions see it."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from domain.card_application.facts import Candidate, Finger
from domain.deadlines import Missed
from domain.effects import Done


class CardApplication(msgspec.Struct, frozen=True):
    """What later decisions need, and nothing more.

    `capture_attempt` and `print_attempt` count from 1, 0 is none yet. `intake_since`,
    `centre_since` and `delivery_since` are when each stage of the law received the case.
    `searches` are all that ever raised a suspicion, `search_id` and `adjudication_id` those of the
    present capture. `card_id` is None unless a card exists. `before_hand_over` and
    `refused_at` remember what a correction or an appeal goes back to.
    """

    version: int
    status: str
    citizen_id: UUID
    kind: str = ""
    reason: str = ""
    intake_unit: str = ""
    place: str = ""
    zone: str = ""
    received_at: datetime | None = None
    intake_since: datetime | None = None
    captured_by: tuple[UUID, ...] = ()
    intake_approved_by: UUID | None = None
    examined_by: tuple[UUID, ...] = ()
    approved_by: UUID | None = None
    printed_by: UUID | None = None
    refused_by: UUID | None = None
    capture_attempt: int = 0
    fingers: tuple[Finger, ...] = ()
    representative: bool = False
    packets: tuple[UUID, ...] = ()
    dossier_number: str | None = None
    fee_due: int = 0
    fee_settled: bool = False
    old_document_due: bool = False
    old_document_taken: str | None = None
    returned_to: str = ""
    returned_due: date | None = None
    centre_since: datetime | None = None
    register_passed: bool = False
    register_version: int = 0
    quality_passed: bool = False
    quality_questioned: bool = False
    duplicates_passed: bool = False
    search_id: UUID | None = None
    adjudication_id: UUID | None = None
    candidates: tuple[Candidate, ...] = ()
    searches: tuple[UUID, ...] = ()
    approved_citizen_version: int = 0
    card_form: str = ""
    issued_on: date | None = None
    valid_to: date | None = None
    print_attempt: int = 0
    job_id: UUID | None = None
    printing_since: datetime | None = None
    batch_id: UUID | None = None
    machine_id: UUID | None = None
    blank_serial: str = ""
    card_id: UUID | None = None
    delivery_since: datetime | None = None
    manifest_id: UUID | None = None
    to_unit: str = ""
    missing_since: datetime | None = None
    arrived_at: datetime | None = None
    delivery_tries: int = 0
    before_hand_over: str = ""
    refused_at: datetime | None = None
    appeal_id: UUID | None = None
    appeals: tuple[UUID, ...] = ()
    appeal_due: date | None = None
    destroy_card: bool = False
    missed: tuple[Missed, ...] = ()
    done: Done = {}
