"""The signing keys of the ledger: made once, given successors, retired; and missed aloud."""

from collections.abc import Callable, Sequence

import psycopg
from rich.console import Console
from rich.table import Table

from adapters.ledger.key_ring import KeyRing, KeyRingFile, create, new_ring, replace
from adapters.ledger.notes import NoteBroken, VerifierKey, read_vkey
from adapters.ledger.ring_file import KeyRingTrouble
from cancuoc.ledger_policy import policy_of
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings, SettingsWrong

EMBEDDED_ORIGIN = "cancuoc.localhost/ledger"
Say = Callable[[str], None]


def signer_of(settings: Settings) -> KeyRingFile:
    """Keys that sign the checkpoints of `cancuoc sequence`.

    Raises SettingsWrong where there is no file or its ledger is another, and KeyRingTrouble.
    """
    path = settings.ledger_keys
    if not path.exists():
        raise SettingsWrong(
            f"the signing keys of the ledger are missing: restore {path} from your safe, or make"
            " those of a new register with `cancuoc ledger new-key`"
        )
    signer = KeyRingFile(path)
    _require_same(settings, signer.current())
    return signer


def require_ledger_keys(settings: Settings, dsn: str) -> None:
    """Make the keys of an embedded register that never signed anything. Raises CannotRun."""
    path = settings.ledger_keys
    if path.exists():
        return
    if _has_signed(dsn):
        raise CannotRun(
            f"The signing keys {path} are missing, and this register's ledger is signed with them:"
            " restore the file from your safe, or start an empty register in another CANCUOC_VAR."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    create(path, new_ring(settings.ledger_origin or EMBEDDED_ORIGIN))


def new_key(settings: Settings, former: Sequence[str], say: Say) -> None:
    """The first key of a ledger. Raises SettingsWrong and KeyRingTrouble."""
    if not settings.ledger_origin:
        raise SettingsWrong(
            "set CANCUOC_LEDGER_ORIGIN to the name that the ledger keeps for ever, an address"
            " without scheme such as eid.example/ledger"
        )
    try:
        lost = tuple(map(read_vkey, former))
    except NoteBroken as broken:
        raise SettingsWrong(f"--former: {broken}") from broken
    ring = new_ring(settings.ledger_origin, lost)
    create(settings.ledger_keys, ring)
    say(f"{settings.ledger_keys} holds the key that signs: put a copy into your safe.")
    say(f"What verifiers are to know: {ring.keys[-1].verifier.text()}")


def rotate(settings: Settings, say: Say) -> None:
    """A successor, which signs beside the one key that signs. Raises KeyRingTrouble."""
    former = KeyRing.load(settings.ledger_keys)
    active = _active(former)
    if len(active) > 1:
        names = " and ".join(key.key_id.hex() for key in active)
        raise KeyRingTrouble(
            f"{names} sign already, so a rotation has begun: end it with `cancuoc ledger retire`"
            " of the older one, or of the one that is no longer trusted"
        )
    ring = former.with_new_key()
    replace(settings.ledger_keys, ring)
    say(f"What verifiers are to know beside the former key: {ring.keys[-1].verifier.text()}")
    say("Both sign from the next checkpoint on. Once every verifier knows the new one, run")
    for one in ring.keys[:-1]:
        if one.signing is not None:
            say(f"    cancuoc ledger retire {one.key_id}")


def retire(settings: Settings, key_id: str, say: Say) -> None:
    """Let a key sign no more, and destroy its private half here.

    Warns where the policy does not know a key that signs on. Raises KeyRingTrouble, and
    SettingsWrong for a policy that cannot be read.
    """
    logs = policy_of(settings).logs
    ring = KeyRing.load(settings.ledger_keys).retiring(key_id)
    replace(settings.ledger_keys, ring)
    say(f"{key_id} signs no more; its public half stays for what it has signed.")
    say("Its private half is gone from this file: destroy the copies of it too.")
    for key in _active(ring):
        if logs and key not in logs:
            say(
                f"Warning: {key.key_id.hex()} signs, and {settings.ledger_policy} has no line of"
                f" it: nothing is published until it has `log {key.text()}` and `cancuoc sequence`"
                " and `cancuoc serve` are started again."
            )


def show(settings: Settings, console: Console) -> None:
    """Public halves only. Raises KeyRingTrouble."""
    ring = KeyRing.load(settings.ledger_keys)
    table = Table(title=f"Keys of {ring.origin}", title_justify="left")
    for heading in ("key", "", "what verifiers are to know"):
        table.add_column(heading, overflow="fold")
    for one in ring.keys:
        state = "signs" if one.signing is not None else "retired"
        table.add_row(one.key_id, state, one.verifier.text())
    console.print(table)


def _active(ring: KeyRing) -> list[VerifierKey]:
    return [one.verifier for one in ring.keys if one.signing is not None]


def _require_same(settings: Settings, ring: KeyRing) -> None:
    if settings.ledger_origin and settings.ledger_origin != ring.origin:
        raise SettingsWrong(
            f"CANCUOC_LEDGER_ORIGIN is {settings.ledger_origin}, and {settings.ledger_keys} holds"
            f" the keys of {ring.origin}: give both of one ledger"
        )


def _has_signed(dsn: str) -> bool:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM checkpoints)").fetchone()
    return bool(row and row[0])
