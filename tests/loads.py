"""Loads and exports as an officer gives them, over a register of the test's own."""

import gzip
import io
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from rich.console import Console

from adapters.identity.development_issuer import DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.sequencer import Sequencer
from cancuoc.exporting.command import Asked, take_out
from cancuoc.loading.command import load_files
from cancuoc.loading.generate import rows_of
from cancuoc.loading.run import How
from cancuoc.settings import Settings, read_settings
from database import Store
from service import AUDIENCE, _environment

SEED = 2021
Row = dict[str, Any]


def people(count: int, seed: int = SEED) -> list[Row]:
    """Invented declarations, each with the unit that took it."""
    return list(rows_of(count, seed))


def ndjson(path: Path, rows: Iterable[Row | bytes]) -> Path:
    """A file of these rows; bytes stand as they are."""
    lines = [
        row if isinstance(row, bytes) else json.dumps(row, ensure_ascii=False).encode()
        for row in rows
    ]
    text = b"".join(line + b"\n" for line in lines)
    path.write_bytes(gzip.compress(text) if path.suffix == ".gz" else text)
    return path


class Desk:
    """A register, and officers who load into it and export from it in this process."""

    def __init__(self, store: Store, cluster: EmbeddedPostgres, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.environment = _environment(store, cluster, folder)
        own = {k: v for k, v in self.environment.items() if k.startswith("CANCUOC_")}
        self.settings: Settings = read_settings(own | {"CANCUOC_LANGUAGE": "en"})
        self.said = Console(record=True, width=200, file=io.StringIO())
        self._issuer = DevelopmentIssuer(folder / "development-issuer.pem")

    def token(
        self, officer: str = "capture-officer", unit: str = "centre", seconds: float = 3600
    ) -> Path:
        """A file with the token of an officer by name, in a unit."""
        who = OFFICER_BY_NAME[officer]
        text = self._issuer.issue(who.officer, unit, (who.role,), seconds, AUDIENCE)
        path = self.folder / f"{officer}-{unit}.token"
        path.write_text(text)
        return path

    def load(
        self, *files: Path, officer: str = "capture-officer", unit: str = "centre", **how: Any
    ) -> tuple[int, list[Row]]:
        """Exit status, and what was done with each file."""
        summary = self.folder / "summary.json"
        token = self.token(officer, unit)
        status = load_files(self.settings, list(files), token, How(**how), summary, self.said)
        return status, json.loads(summary.read_text())

    def export(
        self, file: Path, *, officer: str = "director", sits_in: str = "centre",
        abandon: bool = False, **asked: Any,
    ) -> int:  # fmt: skip
        """Exit status, after everything stored has its position."""
        self.sequenced()
        nothing = dict.fromkeys(("unit", "position", "as_of"))
        wish = {"purpose": "inspection", "columns": "all", **nothing, **asked}
        token = self.token(officer, sits_in)
        return take_out(self.settings, file, Asked(**wish), token, abandon, self.said)

    def sequenced(self) -> None:
        Sequencer(self.store.dsn).catch_up()

    def count(self, table: str, *, keys: bool = False) -> int:
        with psycopg.connect(self.store.keys_dsn if keys else self.store.dsn) as connection:
            row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
        return int(row[0]) if row else 0

    def citizens(self) -> set[UUID]:
        with psycopg.connect(self.store.dsn) as connection:
            rows = connection.execute(
                "SELECT originator_id FROM events WHERE topic = 'citizen.captured.v1'"
            )
            return {row[0] for row in rows}


def rejected(outcome: Mapping[str, Any]) -> list[Row]:
    """The lines of the rejects file of an outcome."""
    if outcome["rejects"] is None:
        return []
    return [json.loads(line) for line in Path(outcome["rejects"]).read_text().splitlines()]
