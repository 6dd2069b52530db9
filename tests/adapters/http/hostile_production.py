"""What batches and manifests refuse (domain §1.5, §1.6).

Long because it is a table: one row for each guard.
"""

from functools import partial

from tests.adapters.http.hostile_row import Officer, Row
from tests.adapters.http.usual_acts import NOBODY, deed
from tests.adapters.http.usual_acts import opening as opened

batch = partial(deed, "production-batches")
manifest = partial(deed, "dispatch-manifests")
plan = partial(opened, "production-batches")
begin = partial(opened, "dispatch-manifests")
ONE = "{unbatched.application}"
FIRST = "/applications/0"
PACK = "empty_manifest.manifest/pack-card"
RECEIVE = "dispatched.manifest/receive-manifest"
RESOLVE = "missing.manifest/resolve-manifest-discrepancy"
DISPATCHER_THERE = Officer("dispatcher", "001", ("delivery-officer",))
OPERATOR_TOO = Officer("print-operator", None, ("quality-controller",))

BATCHES = (
    plan("a batch under an id in use", 409, "production-batch-exists", id="{planned.batch}"),
    plan("a batch for nowhere", 422, "unit-unknown", "/destination", destination="999"),
    plan(
        "an application twice",
        422,
        "application-named-twice",
        "/applications/1",
        applications=[ONE, ONE],
    ),
    plan("an application of nobody", 422, "application-unknown", FIRST, applications=[NOBODY]),
    plan(
        "an application not approved",
        422,
        "application-is",
        FIRST,
        applications=["{verified_case.application}"],
    ),
    plan("an application of another form", 422, "application-of-form", FIRST, form="laser-2016"),
    plan(
        "an application in another batch",
        422,
        "application-already-in-batch",
        FIRST,
        applications=["{planned.application}"],
    ),
    plan(
        "two applications at fault",
        422,
        "form-incorrect",
        FIRST,
        "/applications/1",
        applications=[NOBODY, "{verified_case.application}"],
    ),
    batch("an empty batch released", "emptied.batch/release-batch", 422, "batch-is-empty"),
    batch(
        "what is in no batch taken out",
        "planned.batch/remove-from-batch",
        422,
        "application-not-in-batch",
        "/application_id",
        application_id=NOBODY,
    ),
    batch(
        "taken out for nothing",
        "planned.batch/remove-from-batch",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    batch(
        "cancelled for nothing",
        "planned.batch/cancel-batch",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    batch(
        "held up for nothing",
        "planned.batch/hold-batch",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    batch(
        "resumed for nothing",
        "stopped.batch/resume-batch",
        422,
        "reason-needed",
        "/reason",
        reason=...,
    ),
    batch(
        "started at a scanner",
        "released.batch/start-batch",
        422,
        "device-makes-no-cards",
        "/machine_id",
        machine_id="{workshop.scanner}",
    ),
    batch(
        "started at a machine that nobody trusts",
        "released.batch/start-batch",
        422,
        "machine-is",
        "/machine_id",
        machine_id="{untrusted_printer}",
    ),
    batch(
        "started at no machine",
        "released.batch/start-batch",
        422,
        "machine-unknown",
        "/machine_id",
        machine_id=NOBODY,
    ),
    batch(
        "closed by who printed",
        "counted_batch.batch/close-batch",
        403,
        "operator-may-not-close",
        by=OPERATOR_TOO,
    ),
    batch(
        "explained by nothing",
        "unbalanced.batch/resolve-batch-discrepancy",
        422,
        "reason-needed",
        "/finding",
        finding=...,
    ),
)

MANIFESTS = (
    begin(
        "a manifest under an id in use",
        409,
        "dispatch-manifest-exists",
        id="{empty_manifest.manifest}",
    ),
    begin("a manifest for nowhere", 422, "unit-unknown", "/destination", destination="999"),
    manifest(
        "an application of nobody packed",
        PACK,
        422,
        "application-unknown",
        "/application_id",
        application_id=NOBODY,
    ),
    manifest("a card that never was packed", PACK, 422, "card-unknown", "/card_id", card_id=NOBODY),
    manifest(
        "a card of another application packed",
        PACK,
        422,
        "card-of-another-application",
        "/card_id",
        card_id="{dispatched.card}",
    ),
    manifest(
        "a card packed before its check",
        PACK,
        422,
        "card-not-quality-checked",
        "/application_id",
        card_id="{printed.card}",
        application_id="{printed.application}",
    ),
    manifest(
        "a card packed before it is signed",
        PACK,
        422,
        "card-is",
        "/card_id",
        card_id="{unissued.card}",
        application_id="{unissued.application}",
    ),
    manifest(
        "a card for another unit",
        "manifest_elsewhere.manifest/pack-card",
        422,
        "application-for-unit",
        "/application_id",
    ),
    manifest(
        "a card in two slots",
        "packed.manifest/pack-card",
        422,
        "card-already-packed",
        "/card_id",
        slot=2,
    ),
    manifest(
        "two cards in a slot",
        "packed.manifest/pack-card",
        422,
        "slot-taken",
        "/slot",
        card_id="{quality_checked.card}",
        application_id="{quality_checked.application}",
    ),
    manifest(
        "a card in two manifests",
        PACK,
        409,
        "packed-card-taken",
        "/card_id",
        card_id="{packed.card}",
        application_id="{packed.application}",
    ),
    manifest(
        "unpacked and never packed",
        "packed.manifest/unpack-card",
        422,
        "card-not-packed",
        "/card_id",
    ),
    manifest(
        "an empty manifest sealed",
        "empty_manifest.manifest/seal-manifest",
        422,
        "manifest-is-empty",
    ),
    manifest(
        "a seal used before",
        "packed.manifest/seal-manifest",
        409,
        "seal-taken",
        "/seal",
        seal="{sealed_manifest.seal}",
    ),
    manifest(
        "due yesterday",
        "sealed_manifest.manifest/hand-to-carrier",
        422,
        "due-before-handover",
        "/due",
        due="2021-03-09",
    ),
    manifest(
        "received by who sealed it", RECEIVE, 403, "dispatcher-may-not-receive", by=DISPATCHER_THERE
    ),
    manifest(
        "one card too many, told of nowhere",
        RECEIVE,
        422,
        "count-does-not-agree",
        "/counted",
        counted=2,
    ),
    manifest(
        "one card too many, and not counted",
        RECEIVE,
        422,
        "count-does-not-agree",
        "/counted",
        extra=["{printed.application}"],
    ),
    manifest(
        "one card too many that is on the list",
        RECEIVE,
        422,
        "application-on-manifest",
        "/extra/0",
        counted=2,
        extra=["{dispatched.application}"],
    ),
    manifest(
        "one card too many, told twice",
        RECEIVE,
        422,
        "applications-told-twice",
        "/extra",
        counted=3,
        extra=["{printed.application}", "{printed.application}"],
    ),
    manifest(
        "missing and never listed",
        RECEIVE,
        422,
        "application-not-on-manifest",
        "/missing/0",
        counted=0,
        missing=["{printed.application}"],
    ),
    manifest("settled by nothing", RESOLVE, 422, "reason-needed", "/finding", finding=...),
    manifest(
        "found and lost beside the missing",
        RESOLVE,
        422,
        "found-and-lost-differ",
        found=["{printed.application}"],
    ),
    manifest("neither found nor lost", RESOLVE, 422, "found-and-lost-differ", found=[]),
)

ROWS: tuple[Row, ...] = (*BATCHES, *MANIFESTS)
