"""`cancuoc dlq`: shows the records that views have set aside, applies them, or puts them away."""

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
from psycopg.conninfo import make_conninfo
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adapters.kafka.dead_letter_topic import DeadLetterTopic
from adapters.kafka.from_kafka import group_of
from adapters.kafka.judged_records import Judge
from adapters.kafka.letter_replay import LetterReplay, Replayed
from adapters.keys.file_kek import FileKek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.dead_letter_rows import waiting
from adapters.postgres.partition_book import PartitionBook
from adapters.postgres.projection_batches import Batches
from adapters.postgres.projector import WRITER
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.view_registration import Place, registration
from cancuoc.background import projections_named
from cancuoc.kafka_place import kafka_place, topic_names
from cancuoc.settings import Settings, SettingsWrong
from domain.catalogue import CATALOGUE
from projections.projection import Projection

Say = Callable[[str], None]


def show(settings: Settings, console: Console) -> int:
    """Print every dead letter that waits; 0 when there is none, 1 otherwise."""
    with psycopg.connect(settings.dsn, autocommit=True, connect_timeout=5) as connection:
        letters = waiting(connection)
    if not letters:
        console.print("No record is set aside.")
        return 0
    table = Table(show_lines=False)
    for heading in ("view", "record", "stream that waits", "position", "reason", "tried", "since"):
        table.add_column(heading, overflow="fold")
    for one in letters:
        row = (
            one.projection,
            one.name,
            str(one.stream or "none"),
            "unknown" if one.position is None else str(one.position),
            one.reason,
            str(one.attempts),
            one.failed_at.isoformat(timespec="seconds"),
        )
        table.add_row(*map(escape, row))
    console.print(table)
    return 1


def replay(settings: Settings, view: str, say: Say) -> int:
    """Judge the letters of a view again and apply what can be read; 0 when none is left."""
    with _at_work(settings, view) as work:
        found = work.replay()
    for one in found:
        say(_told(one))
    if not found:
        say(f"No record of {view} is set aside.")
    return 1 if any(one.stuck for one in found) else 0


def discard(settings: Settings, view: str, record: str, reason: str, say: Say) -> None:
    """Put one record away for ever, with the reason. Raises SettingsWrong."""
    if not reason.strip():
        raise SettingsWrong("say in --reason why the record is put away: it is kept on record")
    with _at_work(settings, view) as work:
        if not work.discard(record, reason.strip(), getpass.getuser()):
            raise SettingsWrong(f"{view} has set no record {record} aside: see `cancuoc dlq list`")
    say(f"{record} is put away. `cancuoc dlq replay {view}` applies what waited behind it.")


@contextmanager
def _at_work(settings: Settings, view: str) -> Iterator[LetterReplay]:
    (projection,) = _one_view(settings, view)
    dsn = make_conninfo(settings.dsn, options=f"-c role={WRITER} -c statement_timeout=60s")
    names = topic_names(settings)
    with (
        psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection,
        SyncVault(settings.keys_dsn, FileKek(settings.kek_file)) as vault,
    ):
        place = _place(connection, projection)
        batches = Batches(projection, SealingMapper(CATALOGUE), vault, 1)
        book = PartitionBook(place)
        judge = Judge(projection.topics, book, claim_check=projection.needs_sealed)
        topic = DeadLetterTopic(
            kafka_place(settings), names.dead_letters(view), group_of(names, view)
        )
        yield LetterReplay(place, batches, judge, topic, getpass.getuser())


def _one_view(settings: Settings, view: str) -> list[Projection]:
    if view == "all":
        raise SettingsWrong("name one view, as `cancuoc dlq list` shows it")
    return projections_named(settings, view)


def _place(connection: psycopg.Connection, projection: Projection) -> Place:
    found = registration(connection, projection.name)
    if found is None or found.feed != "kafka":
        raise SettingsWrong(f"{projection.name} is not fed from Kafka and sets nothing aside")
    if found.version != projection.version:
        raise SettingsWrong(
            f"{projection.name} was filled by version {found.version} and this program knows"
            f" version {projection.version}: use the program that fills it"
        )
    return Place(connection, projection, found.live_slot, live=True, feed="kafka")


def _told(one: Replayed) -> str:
    if one.stuck is None:
        return f"stream {one.stream}: {one.applied} applied, and it waits no more."
    return (
        f"stream {one.stream}: {one.applied} applied, then {one.stuck.name} still cannot be read:"
        f" {one.reason}. Mend the cause and replay again, or discard that record."
    )
