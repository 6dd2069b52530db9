"""`cancuoc audit replay`: what a bundle's events come to, beside what the register showed."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg
from rich.console import Console
from rich.table import Table

from adapters.keys.file_kek import FileKek
from adapters.keys.keyed_digests import keyed_digest
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.projection_batches import TRANSIENT, ProjectionStopped
from adapters.postgres.projector import Projector
from adapters.postgres.scratch_store import order_successions, scratch_store
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.trouble import PostgresTrouble
from application.feed import Positioned
from application.vault import VaultMismatch
from cancuoc.auditing import verify
from cancuoc.auditing.replay_views import Compared, Replay
from cancuoc.auditing.view_report import KEYED, ViewReport
from cancuoc.background import projections_named
from cancuoc.file_places import require_folder
from cancuoc.loading.progress import RowProgress
from cancuoc.not_judged import NotJudged
from cancuoc.register_here import register_here
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings
from cancuoc.stop_signals import StopSignals
from domain.catalogue import CATALOGUE

SAME, DIFFERS, UNJUDGED = 0, 1, 2


class _Line(msgspec.Struct):
    position: int
    stream: UUID
    version: int
    topic: str
    state: bytes


def replay_bundle(settings: Settings, path: Path, scratch: Path | None, console: Console) -> int:
    """0 where every table agrees, 1 where one does not, 2 where some could not be compared.

    The bundle is verified first. Sealed parts are opened with the register's key database; its
    event store is not touched. Raises NotJudged for what is no bundle, SettingsWrong, CannotRun
    and PostgresTrouble.
    """
    bundle = _opened(path)
    at_hand = register_here(settings)
    folder = scratch or Path(tempfile.gettempdir())
    require_folder(folder)
    size = _sound_size(bundle, path, console)
    report = _report(bundle)
    with StopSignals() as signals, _in_plain_words(), scratch_store(folder) as dsn:
        own = msgspec.structs.replace(at_hand, dsn=dsn, test_numbers=report.test_numbers)
        # Whatever breaks it off, the server that was started is stopped and its folder removed.
        with signals.breaking_off(), RowProgress(console, "replay", size) as progress:
            found = _replayed(own, bundle, report, lambda done: progress.at(done, done))
    return _show(console, found)


def _replayed(
    own: Settings, bundle: verify.Bundle, report: ViewReport, shown: Callable[[int], None]
) -> list[Compared]:
    with psycopg.connect(own.dsn) as connection:
        order_successions(connection, report.successions)
    kek = FileKek(own.kek_file)
    with SyncVault(own.keys_dsn, kek) as vault, bundle.open("events.ndjson") as lines:
        replay = Replay(
            own.dsn,
            projections_named(own, "all"),
            lambda one: Projector(own.dsn, one, SealingMapper(CATALOGUE), vault),
            keyed_digest(own.keys_dsn, kek, KEYED),
        )
        return replay.run(map(_positioned, lines), report.tables, shown)


def _opened(path: Path) -> verify.Bundle:
    try:
        return verify.open_bundle(path)
    except verify.CannotJudge as reason:
        raise NotJudged(f"{reason}.") from reason
    except OSError as failed:
        raise NotJudged(f"{path} cannot be read: {failed}.") from failed
    except verify.Wrong as wrong:
        raise CannotRun(f"{path} cannot be used: {wrong}") from wrong


def _sound_size(bundle: verify.Bundle, path: Path, console: Console) -> int:
    """How many events it has. Of what is not as signed, nothing is to be replayed."""
    console.print("Verifying the bundle first …", markup=False)
    try:
        findings, head = verify.judge(bundle, verify.Trust(), verify.Progress())
    except verify.CannotJudge as reason:
        raise NotJudged(f"{path} cannot be used: {reason}") from reason
    if not findings.sound or head is None:
        raise CannotRun(
            f"{path} is not what was signed, so that nothing is replayed: see what does not hold"
            f" with `cancuoc audit verify {path}`"
        )
    return head.size


def _report(bundle: verify.Bundle) -> ViewReport:
    try:
        with bundle.open("views.json") as file:
            return msgspec.json.decode(file.read(), type=ViewReport)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as broken:
        raise CannotRun(f"views.json of this bundle cannot be read: {broken}") from broken


def _positioned(line: bytes) -> Positioned:
    one = msgspec.json.decode(line, type=_Line)
    return Positioned(one.position, one.stream, one.version, one.topic, one.state)


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except ProjectionStopped as stopped:
        raise CannotRun(f"the events cannot be projected: {stopped}") from stopped
    except (*TRANSIENT, VaultMismatch) as away:
        raise PostgresTrouble(
            f"a database cannot be used: {type(away).__name__}: {away}. Run it again."
        ) from away


def _show(console: Console, found: list[Compared]) -> int:
    table = Table(title="Views of the register beside those of the replay", title_justify="left")
    for heading in ("table", "at position", "rows there", "rows here", ""):
        table.add_column(heading, justify="right" if "rows" in heading else "left")
    for one in found:
        here = f"{one.here.rows:,}" if one.here else "-"
        position, rows = f"{one.there.position:,}", f"{one.there.rows:,}"
        table.add_row(one.there.table, position, rows, here, _verdict(one))
    console.print(table)
    differing = [one.there.table for one in found if one.here and not one.is_same]
    missing = [one.there.table for one in found if one.here is None]
    if differing:
        told, status = f"These tables differ from their history: {', '.join(differing)}.", DIFFERS
    elif missing or not found:
        told, status = f"{len(missing)} tables were not compared: export again.", UNJUDGED
    else:
        told, status = f"All {len(found)} tables are what their history comes to.", SAME
    console.print(told, markup=False, soft_wrap=True)
    return status


def _verdict(one: Compared) -> str:
    if one.here is None:
        return f"not compared: {one.why_not}"
    return "same" if one.is_same else "DIFFERS"
