"""`cancuoc audit export`: the whole signed history in a folder, read in one snapshot."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
from rich.console import Console

from adapters.keys.file_kek import FileKek
from adapters.keys.keyed_digests import keyed_digest
from adapters.ledger.notes import Note, NoteRefused, VerifierKey, read_vkey, signers
from adapters.ledger.witness_policy import Policy
from adapters.postgres.ledger_feed import LedgerFeed
from adapters.postgres.ledger_tiles import StoredTiles
from adapters.postgres.trouble import PostgresTrouble
from adapters.postgres.unit_successions import successions
from adapters.postgres.view_digests import LiveSlot, digests, live_slots
from application.feed import FeedBroken, Positioned
from application.vault import VaultMismatch, VaultUnavailable
from cancuoc.auditing import verify
from cancuoc.auditing.bundle_folder import BundleFolder
from cancuoc.auditing.view_report import KEYED, ViewReport, view_rows
from cancuoc.auditing.write_bundle import Evidence, Written, write_bundle
from cancuoc.background import projections_named
from cancuoc.ledger_policy import policy_of
from cancuoc.loading.progress import RowProgress
from cancuoc.register_here import register_here
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings

PAGE = 2000
PATIENCE_S = 10.0
"""How long a moment is looked for at which no view is beyond what is signed."""
_PAUSE_S = 0.02
_KEYS = "SELECT vkey FROM ledger_keys WHERE act = 'added' ORDER BY size, vkey"


class Moment(msgspec.Struct, frozen=True):
    """What is signed in a snapshot, and where the views stand in it."""

    note: Note
    head: verify.Head
    slots: dict[str, LiveSlot]

    @property
    def covers_views(self) -> bool:
        size = self.head.size
        return all(one.is_settled and one.position < size for one in self.slots.values())


def export_bundle(settings: Settings, folder: Path, console: Console) -> int:
    """0 when the bundle is whole; 1 when it is, and history is not what was signed.

    Raises SettingsWrong, CannotRun and PostgresTrouble, whose sentences say what to do.
    """
    at_hand = register_here(settings)
    with _in_plain_words(), BundleFolder(folder) as writing, _connected(at_hand) as connection:
        policy = policy_of(settings)
        moment = _moment(connection, policy)
        note, known = _published(connection, moment.note, policy)
        evidence = Evidence(
            note,
            known,
            StoredTiles(connection),
            _views(connection, at_hand, moment),
            datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
        with RowProgress(console, folder.name, moment.head.size) as progress:
            pages = _pages(connection, moment.head.size)
            written = write_bundle(writing, evidence, pages, lambda done: progress.at(done, done))
    return _show(console, folder, written)


@contextmanager
def _connected(settings: Settings) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        settings.dsn, connect_timeout=5, application_name="cancuoc audit export"
    ) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        yield connection


def _moment(connection: psycopg.Connection, policy: Policy) -> Moment:
    """A snapshot, which stays open. Raises CannotRun where nothing is signed yet."""
    until = time.monotonic() + PATIENCE_S
    while True:
        note = StoredTiles(connection).published(policy)
        if note is None:
            raise CannotRun(
                "no checkpoint of this register is published yet: let `cancuoc sequence` sign one,"
                " and where CANCUOC_LEDGER_POLICY names witnesses, let them cosign it"
            )
        head = verify.read_head(_as_verified(note))
        moment = Moment(note, head, live_slots(connection))
        if moment.covers_views or time.monotonic() > until:
            return moment
        connection.rollback()
        time.sleep(_PAUSE_S)


def _published(
    connection: psycopg.Connection, note: Note, policy: Policy
) -> tuple[verify.Note, verify.Policy]:
    """The checkpoint with the signatures of known keys only, in their order, and those keys.

    The keys of the log are those of the policy, or where it names none, those that signed.
    """
    stored = [read_vkey(row[0]) for row in connection.execute(_KEYS).fetchall()]
    try:
        signed = set(signers(note, stored))
    except NoteRefused as refused:
        raise PostgresTrouble(f"the newest checkpoint was altered: {refused}") from refused
    logs = [_key(key) for key in policy.logs or [key for key in stored if key in signed]]
    witnesses = {one.name: _key(one.key) for one in policy.witnesses}
    groups = {name: (group.least, [*group.members]) for name, group in policy.groups.items()}
    known = verify.Policy(logs, witnesses, groups, policy.quorum)
    places = {(key.name, key.id): place for place, key in enumerate(known.keys())}
    lines = [line for line in _as_verified(note).lines if line[:2] in places]
    return verify.Note(note.text, sorted(lines, key=lambda line: places[line[:2]])), known


def _key(key: VerifierKey) -> verify.Key:
    return verify.Key(key.name, key.kind, key.public)


def _as_verified(note: Note) -> verify.Note:
    lines = [(one.name, one.key_id, one.signature) for one in note.signatures]
    return verify.Note(note.text, lines)


def _views(connection: psycopg.Connection, settings: Settings, moment: Moment) -> bytes:
    """Within the same snapshot; afterwards the role is what it was."""
    keyed = keyed_digest(settings.keys_dsn, FileKek(settings.kek_file), KEYED)
    projections = projections_named(settings, "all")
    orders = sorted(successions(connection), key=lambda one: (one.on, one.code))
    rows = view_rows(digests(connection, projections, moment.slots), moment.head.size, keyed)
    connection.execute("RESET ROLE")
    return ViewReport(settings.test_numbers, orders, rows).text()


def _pages(connection: psycopg.Connection, size: int) -> Iterator[list[Positioned]]:
    feed, after = LedgerFeed(connection), -1
    while after + 1 < size and (page := feed.read(after, PAGE)):
        yield page
        after = page[-1].position


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except FeedBroken as broken:
        raise PostgresTrouble(
            f"history has a hole, so that there is nothing whole to export: {broken}."
            " Run `cancuoc doctor`."
        ) from broken
    except (VaultUnavailable, VaultMismatch) as away:
        raise PostgresTrouble(f"the key database cannot be used: {away}") from away
    except psycopg.Error as error:
        raise PostgresTrouble(f"the register cannot be read: {error}") from error
    except OSError as failed:
        raise CannotRun(f"the bundle cannot be written: {failed}") from failed


def _show(console: Console, folder: Path, written: Written) -> int:
    console.print(
        f"{written.head.size:,} events of {written.head.origin} are in {folder}.\n"
        f"SHA-256 of its manifest: {written.manifest_sha256}\n"
        "Tell the auditor that number, and the keys, by another way than the bundle's own.",
        markup=False,
        soft_wrap=True,
    )
    if written.is_as_signed:
        return 0
    console.print(
        "ALARM: these events are not what was signed. The bundle is the evidence: keep it, and see"
        f" where with `cancuoc audit verify {folder}`.",
        markup=False,
        soft_wrap=True,
        style="bold red",
    )
    return 1
