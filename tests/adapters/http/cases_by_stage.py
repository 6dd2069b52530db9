"""Applications for a card at every stage, and their citizens, cards and batches with them."""

from typing import Any
from uuid import UUID, uuid4

from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from citizen_case import Case, paper, place
from domain.adjudication.commands import OpenAdjudication
from domain.card_application.commands import RecordAdjudication
from domain.card_application.forms import CandidateGiven
from domain.derived_ids import adjudication_id
from workshop import Record

STAGES = Makers()
FORMER_DAY = "2020-09-01T09:00:00+07:00"
"""A day whose appeal time is over on the day of the tests."""


def case(world: LazyWorld, citizen: Case | None = None, **declared: Any) -> QuietCase:
    return QuietCase(world["workshop"], citizen, **declared)


@STAGES
def opened(world: LazyWorld) -> QuietCase:
    return case(world).opened()


@STAGES
def unpaid(world: LazyWorld) -> QuietCase:
    """Captured, with nothing paid and no old document handed in."""
    return case(world).captured()


@STAGES
def paid(world: LazyWorld) -> QuietCase:
    """Paid, and the old document still with the citizen."""
    made = case(world).captured()
    fee = made.application.shown["fee_due"]
    return made.step("settle-fee", "reception-officer", amount=fee, receipt="BL-1")


@STAGES
def settled(world: LazyWorld) -> QuietCase:
    return case(world).captured().settled()


@STAGES
def taken_in(world: LazyWorld) -> QuietCase:
    return case(world).taken_in()


@STAGES
def questioned(world: LazyWorld) -> QuietCase:
    """Taken in, with fingerprints of which the engine doubts."""
    return case(world).taken_in().quality_check(accepted=False, reason="low")


@STAGES
def sent_back(world: LazyWorld) -> QuietCase:
    made = case(world).taken_in()
    return made.step("return-application", "intake-approver", reasons=["portrait-blurred"])


@STAGES
def suspected(world: LazyWorld) -> QuietCase:
    """A search found somebody else."""
    made = case(world).taken_in()
    other = {"citizen_id": world["opened"].citizen.id, "rank": 1, "score": 912, "fingers": [1]}
    return made.duplicate_search(other)


@STAGES
def confirmed(world: LazyWorld) -> QuietCase:
    """The examiners hold the citizen for another one."""
    made = suspected(world)
    ids = made.application.shown["search_id"], made.application.id
    command = RecordAdjudication(
        adjudication_id=adjudication_id(UUID(ids[1]), UUID(ids[0])),
        outcome="confirmed",
        search_id=UUID(ids[0]),
        matched_citizen_id=UUID(world["opened"].citizen.id),
    )
    world.inside.give("card-application", ids[1], command, "adjudication")
    made.application.read()
    return made


def under_examination(world: LazyWorld, made: QuietCase) -> Record:
    """The adjudication of a suspected case, opened as a reactor opens it."""
    shown = made.application.shown
    application, search = UUID(made.application.id), UUID(shown["search_id"])
    stream = adjudication_id(application, search)
    command = OpenAdjudication(
        id=stream,
        application_id=application,
        search_id=search,
        citizen_id=UUID(made.citizen.id),
        candidates=(CandidateGiven(UUID(world["opened"].citizen.id), 1, 912, None, (1,)),),
        engine="nbis",
        engine_version="5",
        threshold_set="2021-03",
        gallery_position=0,
    )
    world.inside.give("adjudication", stream, command, "adjudication", opens=True)
    return Record(world.register, "adjudications", str(stream)).read()


@STAGES
def verified(world: LazyWorld) -> QuietCase:
    return case(world).verified()


@STAGES
def disputed_case(world: LazyWorld) -> QuietCase:
    """Verified, and something on the card is in dispute."""
    return _disputed(case(world).verified(), "birth")


@STAGES
def disputed_twice(world: LazyWorld) -> QuietCase:
    return _disputed(case(world).verified(), "birth", "surname")


@STAGES
def unnumbered(world: LazyWorld) -> QuietCase:
    """Verified, of a citizen who has no number yet."""
    return case(world, Case(world.register).verified()).opened("first-issue").verified()


@STAGES
def approved(world: LazyWorld) -> QuietCase:
    return _batched(case(world).approved())


@STAGES
def renamed(world: LazyWorld) -> QuietCase:
    """Approved, and then the register amended what is on the card."""
    made = _batched(case(world).approved())
    amendment = made.person.amendment("middle", "Văn")
    body = {"amendment_id": amendment, "effective_from": "2021-03-01"}
    made.person.step("approve-amendment", "commune-chief", **body)
    return made


def _batched(made: QuietCase) -> QuietCase:
    made.batch = made.workshop.batch(made.application.id)
    return made


@STAGES
def printing(world: LazyWorld) -> QuietCase:
    return case(world).approved().printing()


@STAGES
def outcome_unknown(world: LazyWorld) -> QuietCase:
    made = case(world).approved().printing()
    job = made.application.shown["job_id"]
    return made.step("report-outcome-unknown", "print-gateway", job_id=job, cause="power")


@STAGES
def printed(world: LazyWorld) -> QuietCase:
    return case(world).approved().printed()


@STAGES
def quality_checked(world: LazyWorld) -> QuietCase:
    """Checked and issued, and in no manifest."""
    return case(world).approved().printed().quality_checked()


@STAGES
def unissued(world: LazyWorld) -> QuietCase:
    """Checked, and not signed by the director."""
    made = case(world).approved().printed()
    passed = {"visual": True, "chip_read": True, "mrz_ok": True, "qr_ok": True}
    return made.step("pass-quality-check", "quality-controller", **passed)


@STAGES
def dispatched(world: LazyWorld) -> QuietCase:
    return case(world).approved().printed().quality_checked().sent()


@STAGES
def missing(world: LazyWorld) -> QuietCase:
    return case(world).approved().printed().quality_checked().sent().counted_out()


@STAGES
def arrived(world: LazyWorld) -> QuietCase:
    return case(world).approved().made()


@STAGES
def posted(world: LazyWorld) -> QuietCase:
    made = case(world).approved().made()
    body = {"carrier": "vnpost", "tracking": "EA1", "address": place()}
    return made.step("post-card", "delivery-officer", **body)


@STAGES
def undelivered(world: LazyWorld) -> QuietCase:
    made = case(world).approved().made()
    return made.step("report-delivery-failed", "delivery-officer", reason="absent")


@STAGES
def delivered(world: LazyWorld) -> QuietCase:
    return case(world).approved().made().delivered()


@STAGES
def refused(world: LazyWorld) -> QuietCase:
    return _refused(case(world).opened())


@STAGES
def refused_long_ago(world: LazyWorld) -> QuietCase:
    return _refused(case(world).opened(), occurred_at=FORMER_DAY)


@STAGES
def appealed(world: LazyWorld) -> QuietCase:
    return _appealed(_refused(case(world).opened()))


@STAGES
def dismissed(world: LazyWorld) -> QuietCase:
    made = _appealed(_refused(case(world).opened()))
    return made.step("decide-appeal", "director", appeal_id=made.appeal, outcome="dismissed")


@STAGES
def overtaken(world: LazyWorld) -> QuietCase:
    """Under appeal, while the citizen asks for a card once more."""
    made = _appealed(_refused(case(world).opened()))
    case(world, made.citizen).opened()
    return made


@STAGES
def withdrawn(world: LazyWorld) -> QuietCase:
    made = case(world).opened()
    return made.step("withdraw-application", "reception-officer", reason="citizen-asks")


@STAGES
def closed(world: LazyWorld) -> QuietCase:
    return case(world).opened().step("close-application", "card-approver", reason="error")


def _refused(made: QuietCase, **changes: Any) -> QuietCase:
    body = {"reason": "not-entitled", "notice": paper(), "legal_ground": "law-59"}
    return made.step("refuse-application", "card-approver", **body, **changes)


def _appealed(made: QuietCase) -> QuietCase:
    made.appeal = str(uuid4())
    return made.step("lodge-appeal", "reception-officer", appeal_id=made.appeal)


def _disputed(made: QuietCase, *fields: str) -> QuietCase:
    for field in fields:
        body = {"discrepancy_id": str(uuid4()), "field": field, "values": ["a", "b"]}
        sources = ["household-book", "citizen"]
        made.person.step("raise-discrepancy", "area-officer", sources=sources, **body)
    return made
