"""Applications from the blank in the machine to the card in the hand."""

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers
from tests.adapters.http.quiet_case import QuietCase

from citizen_case import place

STAGES = Makers()


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
def with_mother(world: LazyWorld) -> QuietCase:
    """Waiting for a holder whose mother stands in the entry, and represents nobody."""
    mother = {"kind": "mother", "relation": {"name": "Lê Thị Mẹ", "nationality": "VN"}}
    return case(world, relations=[mother]).approved().made()


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
