"""The three checks of the centre: register, quality, duplicates. No engine refuses anybody (P5)."""

from collections.abc import Sequence

from msgspec.structs import replace

from domain.authority import require_role_for
from domain.card_application import events as e
from domain.card_application.application import CardApplication
from domain.card_application.commands import (
    RecordDeduplication,
    RecordQualityCheck,
    RecordRegisterCheck,
)
from domain.card_application.facts import Candidate
from domain.card_application.guards import require, require_current, require_given
from domain.citizen.guards import require_reason
from domain.context import Context
from domain.effects import repeats

WEIGHED_IN = ("intake-approved", "duplicate-suspected")


def record_register_check(
    state: CardApplication, command: RecordRegisterCheck, _context: Context
) -> list[e.Event]:
    event = _of_register(command)
    if repeats(state, event) and state.register_passed == command.matched:
        return []
    require(state, *WEIGHED_IN)
    require_current(state, command.capture_attempt)
    if not command.matched:
        require_given(command.fields or None, "fields")
    return [event, *third_passed(state, event)]


def record_quality_check(
    state: CardApplication, command: RecordQualityCheck, context: Context
) -> list[e.Event]:
    event = _of_quality(command)
    if repeats(state, event) and state.quality_passed == command.accepted:
        return []
    require(state, *WEIGHED_IN)
    require_current(state, command.capture_attempt)
    overrides = command.accepted and state.quality_questioned
    roles = ("quality-check", "examiner") if overrides else ("quality-check",)
    require_role_for("RecordQualityCheck", roles, context.actor)
    if overrides:
        require_reason(command.reason, "/reason")
    return [event, *third_passed(state, event)]


def record_deduplication(
    state: CardApplication, command: RecordDeduplication, _context: Context
) -> list[e.Event]:
    event = _of_search(state, command)
    if repeats(state, event) and state.search_id == command.search_id:
        return []
    require(state, "intake-approved")
    require_current(state, command.capture_attempt)
    return [event, *third_passed(state, event)]


def third_passed(state: CardApplication, event: e.Event) -> list[e.Event]:
    """`verified` in the same append, once all three checks of this capture hold."""
    after = _passed(state, event)
    all_three = after.register_passed and after.quality_passed and after.duplicates_passed
    if not all_three or after.search_id is None:
        return []
    return [e.Verified(after.register_version, after.search_id)]


def _passed(state: CardApplication, event: e.Event) -> CardApplication:
    match event:
        case e.RegisterMatched(_, version):
            return replace(state, register_passed=True, register_version=version)
        case e.QualityAccepted():
            return replace(state, quality_passed=True)
        case e.NoDuplicateFound(_, search_id):
            return replace(state, duplicates_passed=True, search_id=search_id)
        case e.DuplicateCleared():
            return replace(state, duplicates_passed=True)
        case _:
            return replace(state, search_id=None)


def _of_register(command: RecordRegisterCheck) -> e.RegisterMatched | e.RegisterMismatched:
    if command.matched:
        return e.RegisterMatched(command.capture_attempt, command.citizen_version)
    attempt = command.capture_attempt
    return e.RegisterMismatched(attempt, command.fields, command.discrepancy_ids)


def _of_quality(command: RecordQualityCheck) -> e.QualityAccepted | e.QualityQuestioned:
    found = e.QualityAccepted if command.accepted else e.QualityQuestioned
    return found(
        command.capture_attempt,
        command.engine,
        command.engine_version,
        command.scores,
        command.minutiae,
        command.reason,
    )


def _of_search(
    state: CardApplication, command: RecordDeduplication
) -> e.NoDuplicateFound | e.DuplicateSuspected:
    """Nobody is a duplicate of themselves: earlier captures of this citizen count for nothing."""
    others = tuple(one.fact() for one in command.candidates if one.citizen_id != state.citizen_id)
    searched = (
        command.capture_attempt,
        command.search_id,
        command.engine,
        command.engine_version,
        command.threshold_set,
        command.gallery_position,
    )
    if not others:
        return e.NoDuplicateFound(*searched)
    sealed = e.DuplicateSuspectedSealed(others)
    return e.DuplicateSuspected(*searched, len(others), _best(others), sealed)


def _best(candidates: Sequence[Candidate]) -> int:
    return max(one.score for one in candidates)
