"""Batches and manifests in every state, each with a case that it is about."""

from types import SimpleNamespace as Seen
from typing import Any

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers

from workshop import number

STATES = Makers()


def _planned(world: LazyWorld) -> Seen:
    made = case(world).approved()
    batch = made.workshop.batch(made.application.id, started=False)
    return Seen(batch=batch, application=made.application, case=made)


@STATES
def planned(world: LazyWorld) -> Seen:
    return _planned(world)


@STATES
def emptied(world: LazyWorld) -> Seen:
    """A planned batch from which its only application was taken out."""
    found = _planned(world)
    body = {"application_id": found.application.id, "reason": "urgent"}
    found.batch.step("remove-from-batch", "production-planner", **body)
    return found


@STATES
def released(world: LazyWorld) -> Seen:
    found = _planned(world)
    found.batch.step("release-batch", "production-planner")
    return found


@STATES
def stopped(world: LazyWorld) -> Seen:
    found = _planned(world)
    found.batch.step("hold-batch", "production-planner", reason="machine-fault")
    return found


@STATES
def counted_batch(world: LazyWorld) -> Seen:
    """The card of the batch made, and everything counted by the operator who printed it."""
    made = case(world).approved().printed()
    counts = {"good": 1, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
    made.batch.step("count-batch", "print-operator", **counts)
    return Seen(batch=made.batch, application=made.application, case=made)


@STATES
def unbalanced(world: LazyWorld) -> Seen:
    """One card too many was counted."""
    made = case(world).approved().printed()
    counts = {"good": 2, "spoiled": 0, "sample": 0, "returned": 0, "left_after": 0}
    made.batch.step("count-batch", "print-operator", **counts)
    made.batch.step("close-batch", "quality-controller")
    return Seen(batch=made.batch, application=made.application, case=made)


@STATES
def balanced(world: LazyWorld) -> Seen:
    made = case(world).approved().printed().quality_checked().counted()
    return Seen(batch=made.batch, application=made.application, case=made)


@STATES
def empty_manifest(world: LazyWorld) -> Seen:
    """An open manifest for a card that is ready."""
    made = world["quality_checked"]
    return Seen(manifest=world["workshop"].manifest(), application=made.application, case=made)


@STATES
def manifest_elsewhere(world: LazyWorld) -> Seen:
    made = world["quality_checked"]
    manifest = world["workshop"].manifest("026")
    return Seen(manifest=manifest, application=made.application, case=made)


@STATES
def packed(world: LazyWorld) -> Any:
    return case(world).approved().printed().quality_checked().packed()


@STATES
def sealed_manifest(world: LazyWorld) -> Any:
    made = case(world).approved().printed().quality_checked().packed()
    made.seal = number().upper()
    made.manifest.step("seal-manifest", "dispatcher", seal=made.seal)
    return made
