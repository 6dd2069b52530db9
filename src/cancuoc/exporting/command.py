"""`cancuoc export` as it is called: who, for what purpose, of whom, and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import msgspec
import psycopg
from rich.console import Console

from adapters.dc01.entries import DECLARATION, NAMES
from adapters.dc01.entry_lines import RowTooWide
from adapters.http.sentences import Language, sentence
from adapters.identity.refused import KeysUnavailable, TokenRefused
from adapters.keys.file_kek import FileKek
from adapters.keys.sync_vault import SyncVault
from adapters.postgres.citizen_scan import CitizenScan
from adapters.postgres.sealing_mapper import SealingMapper
from adapters.postgres.trouble import PostgresTrouble
from application.event_store import StoreBusy, StoreUnavailable
from application.vault import VaultMismatch, VaultUnavailable
from cancuoc.exporting.record import ExportRecord
from cancuoc.exporting.run import Export, ExportDiffers, PositionUnknown, Taken
from cancuoc.exporting.wish import Wish
from cancuoc.file_places import require_file_place
from cancuoc.known_officers import token_verifier
from cancuoc.loading.circumstances import RulesRead, circumstances_of
from cancuoc.loading.officer import TokenHeld
from cancuoc.loading.place import advice, register_at_hand
from cancuoc.settings import Settings, SettingsWrong
from cancuoc.stop_signals import StopRequested, StopSignals
from domain.catalogue import CATALOGUE
from domain.context import Context
from domain.envelope import Actor
from domain.refusals import Refusal
from domain.register_export.commands import Purpose

INTERRUPTED = 130
AWAY = (StoreBusy, StoreUnavailable, VaultUnavailable, VaultMismatch)
# Reading pages of a second at most; what takes longer is broken off by the server.
READING: dict[str, Any] = {
    "autocommit": True,
    "connect_timeout": 5,
    "application_name": "cancuoc export",
    "options": "-c statement_timeout=30000 -c timezone=UTC",
}


class Asked(msgspec.Struct, frozen=True):
    """The options as they were given."""

    purpose: str
    unit: str | None
    columns: str
    position: int | None
    as_of: str | None


def take_out(
    settings: Settings,
    file: Path,
    asked: Asked,
    token_file: Path | None,
    abandon: bool,
    console: Console,
) -> int:
    """0 when the file is whole, 130 when it was broken off and can go on. Raises SettingsWrong,
    CannotRun and PostgresTrouble, whose sentences say what to do."""
    require_file_place(file)
    language: Language = "en" if settings.language == "en" else "vi"

    def say(text: str) -> None:
        console.print(text, markup=False, soft_wrap=True)

    with StopSignals() as signals, register_at_hand(settings, say) as at_hand:
        held = TokenHeld(token_verifier(at_hand), token_file, settings.token)
        with _in_plain_words(language):
            officer = held.officer()
            with _export(at_hand, file, officer) as export:
                if abandon:
                    return _abandoned(export, console)
                wish = _wish(asked, officer, file)
                try:
                    _show(console, export.take(wish, console, signals))
                except StopRequested:
                    say("Stopped as asked. What is written is kept: run again to go on.")
                    return INTERRUPTED
    return 0


def _wish(asked: Asked, officer: Actor, file: Path) -> Wish:
    if asked.purpose not in get_args(Purpose):
        raise SettingsWrong(f"--purpose is one of {', '.join(get_args(Purpose))}")
    form = "csv" if file.suffix == ".csv" else "ndjson"
    names = _names(asked.columns)
    unit = asked.unit or officer.unit
    wish = (asked.purpose, unit, names, form, asked.position, _instant(asked.as_of))
    return Wish(*wish)  # type: ignore[arg-type]


def _names(columns: str) -> tuple[str, ...]:
    if columns in ("all", "declaration"):
        return NAMES if columns == "all" else DECLARATION
    names = tuple(dict.fromkeys(name.strip() for name in columns.split(",")))
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise SettingsWrong(f"there are no columns {', '.join(unknown)}: {', '.join(NAMES)}")
    return names


def _instant(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise SettingsWrong(f"--as-of {text} is no time: 2021-03-01T08:00:00+07:00") from wrong
    if instant.tzinfo is None:
        raise SettingsWrong("--as-of needs its offset: 2021-03-01T08:00:00+07:00")
    return instant


@contextmanager
def _export(settings: Settings, file: Path, officer: Actor) -> Iterator[Export]:
    with (
        psycopg.connect(settings.dsn, **READING) as connection,
        SyncVault(settings.keys_dsn, FileKek(settings.kek_file)) as vault,
    ):
        scan = CitizenScan(connection, SealingMapper(CATALOGUE), vault)
        yield Export(file, scan, ExportRecord(settings, officer), _context(settings, officer))


def _context(settings: Settings, officer: Actor) -> Context:
    return circumstances_of(settings, RulesRead(settings.dsn)).context(officer)


@contextmanager
def _in_plain_words(language: Language) -> Iterator[None]:
    """What an officer can mend as one sentence of that officer's."""
    try:
        yield
    except (TokenRefused, Refusal) as refused:
        raise SettingsWrong(sentence(refused.code, refused.params, language)) from refused
    except KeysUnavailable as away:
        raise SettingsWrong(sentence("token-keys-unavailable", {}, language)) from away
    except (ExportDiffers, PositionUnknown, RowTooWide) as told:
        raise SettingsWrong(str(told)) from told
    except psycopg.Error as error:
        raise PostgresTrouble(advice(error)) from error
    except AWAY as away:
        raise PostgresTrouble(
            f"the register cannot be reached: {type(away).__name__}. Run again, it goes on."
        ) from away


def _abandoned(export: Export, console: Console) -> int:
    given_up = export.abandon("given-up")
    told = f"Export {given_up} is given up." if given_up else "There is no export to give up."
    console.print(told, markup=False, soft_wrap=True)
    return 0


def _show(console: Console, taken: Taken) -> None:
    console.print(
        f"{taken.rows:,} citizens ({taken.erased:,} erased) in {taken.file}, {taken.bytes:,} bytes,"
        f" as of position {taken.position}, in {taken.seconds:,.1f} s.\n"
        f"SHA-256 {taken.sha256}\nExport {taken.export_id} is on record.",
        markup=False,
        soft_wrap=True,
    )
