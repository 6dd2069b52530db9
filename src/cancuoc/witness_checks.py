"""What `cancuoc doctor` and `/readyz` say of the witnesses, and what is to be done."""

from collections.abc import Iterator

import psycopg

from adapters.http.operations import Component
from adapters.ledger.witness_answers import FORK, ROLLBACK
from adapters.ledger.witness_policy import Policy
from adapters.postgres.ledger_tiles import ask
from adapters.postgres.witness_standings import LedgerStanding, WitnessStanding, standings
from cancuoc.store_checks import Finding

PATIENCE_S = 600.0
"""How long a checkpoint may wait for a witness before somebody should look."""
PUBLISHED_S = 60.0
"""How long a signed checkpoint may wait to be published."""
UNPUBLISHED = (
    "CANCUOC_LEDGER_POLICY is not met: a witness does not answer or does not know the newest key"
    " of the ledger, or after a rotation the policy lacks the line `log` of that key"
    " (`cancuoc ledger show`; docs/operations.md, Rotation)"
)
_PAGE = "docs/operations.md, Witnesses"
_REFUSED = {
    FORK: f"history was altered: touch nothing, keep this database, call the auditor ({_PAGE})",
    ROLLBACK: f"this store went back: stop the register, find the newer store ({_PAGE})",
    "key-unknown": "send the witness the ledger's new key (`cancuoc ledger show`)",
    "origin-unknown": "send the witness the ledger's key (`cancuoc ledger show`)",
    "cosignature-wrong": "compare the key of this witness in CANCUOC_LEDGER_POLICY with its own",
    "ledger-incomplete": f"tiles or events of the ledger are gone: call the auditor ({_PAGE})",
}


def witness_findings(connection: psycopg.Connection, policy: Policy) -> Iterator[Finding]:
    """One a witness, and one for what is published; none where the policy asks for nobody."""
    if not is_demanding(policy):
        return
    found = ask(connection, standings(policy))
    yield from (_of_witness(one) for one in found.witnesses)
    seen = f"{found.published} events published, the next wait for {found.waiting_s:.0f} s"
    late = found.waiting_s > PUBLISHED_S
    yield Finding("published ledger", not late, seen, UNPUBLISHED if late else "")


def is_demanding(policy: Policy) -> bool:
    """Whether a checkpoint may be signed and yet not published."""
    return bool(policy.witnesses or policy.logs)


def _of_witness(one: WitnessStanding) -> Finding:
    name, seen = f"witness {one.name}", f"{one.cosigned} events cosigned"
    if one.refusal is not None:
        seen += f"; refuses {one.refusal.size} ({one.refusal.code}): {one.refusal.said}"
        return Finding(name, False, seen, advice_for(one))
    late = one.waiting_s > PATIENCE_S
    seen += f", the next wait for {one.waiting_s:.0f} s"
    return Finding(name, not late, seen, advice_for(one))


def advice_for(one: WitnessStanding) -> str:
    """What to do about this witness; empty where all is well."""
    if one.refusal is not None:
        return _REFUSED.get(one.refusal.code, "read what it says, and ask those who run it")
    if one.waiting_s > PATIENCE_S:
        return "see that it is up and reached from here, and that `cancuoc sequence` runs"
    return ""


def witness_component(found: LedgerStanding) -> Component:
    """Said here and no reason to be unready: else any witness could close the register."""
    facts = {
        "published": found.published,
        "waiting_s": round(found.waiting_s),
        **{
            one.name: {
                "cosigned": one.cosigned,
                "waiting_s": round(one.waiting_s),
                "refuses": one.refusal.code if one.refusal else None,
            }
            for one in found.witnesses
        },
    }
    advice = next((text for one in found.witnesses if (text := advice_for(one))), None)
    if advice is None and found.waiting_s > PUBLISHED_S:
        advice = UNPUBLISHED
    return Component("witnesses", True, facts, advice)
