"""Applications that the centre examines, as far as the approval."""

from uuid import UUID, uuid4

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from citizen_case import Case
from domain.adjudication.commands import OpenAdjudication
from domain.card_application.commands import RecordAdjudication
from domain.card_application.forms import CandidateGiven
from domain.derived_ids import adjudication_id
from record import Record

STAGES = Makers()


@STAGES
def questioned(world: LazyWorld) -> QuietCase:
    """Taken in, with fingerprints of which the engine doubts."""
    return case(world).taken_in().quality_check(accepted=False, reason="low")


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
def cleared(world: LazyWorld) -> QuietCase:
    """Verified, after examiners held a suspected duplicate for another person."""
    made = suspected(world)
    adjudication = under_examination(world, made)
    view = {"citizen_id": world["opened"].citizen.id, "view": "different-person"}
    for examiner in ("examiner", "examiner-2"):
        adjudication.step("record-opinion", examiner, views=[view], seconds=90)
    adjudication.step("decide-adjudication", "senior-examiner")
    command = RecordAdjudication(adjudication_id=UUID(adjudication.id), outcome="cleared")
    world.inside.give("card-application", made.application.id, command, "adjudication")
    made.application.read()
    return made.register_check().quality_check()


@STAGES
def cleared_by_nobody(world: LazyWorld) -> QuietCase:
    """Verified by the word of an adjudication that there never was."""
    made = suspected(world)
    shown = made.application.shown
    stream = adjudication_id(UUID(made.application.id), UUID(shown["search_id"]))
    command = RecordAdjudication(adjudication_id=stream, outcome="cleared")
    world.inside.give("card-application", made.application.id, command, "adjudication")
    made.application.read()
    return made.register_check().quality_check()


@STAGES
def overridden(world: LazyWorld) -> QuietCase:
    """Verified, after an examiner accepted fingerprints of which the engine doubted."""
    made = questioned(world)
    body = {"engine": "nfiq2", "engine_version": "2.3", "accepted": True, "reason": "worn-fingers"}
    made.step("record-quality-check", "examiner", capture_attempt=1, **body)
    return made.register_check().duplicate_search()


@STAGES
def verified_case(world: LazyWorld) -> QuietCase:
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
def approved_case(world: LazyWorld) -> QuietCase:
    return _batched(case(world).approved())


@STAGES
def unbatched(world: LazyWorld) -> QuietCase:
    return case(world).approved()


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


def _disputed(made: QuietCase, *fields: str) -> QuietCase:
    for field in fields:
        body = {"discrepancy_id": str(uuid4()), "field": field, "values": ["a", "b"]}
        sources = ["household-book", "citizen"]
        made.person.step("raise-discrepancy", "area-officer", sources=sources, **body)
    return made
