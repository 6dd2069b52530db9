"""What a load did, file by file, for eyes and for programs."""

from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from adapters.http.sentences import sentence


class FileOutcome(msgspec.Struct):
    """`stored` counts what would be stored in a dry run. `trouble` is why the file was not read to
    its end; what came before it counts. `earlier` are rows that a broken-off run had settled."""

    file: str
    read: int = 0
    stored: int = 0
    known: int = 0
    rejected: int = 0
    codes: dict[str, int] = {}
    seconds: float = 0.0
    rows_per_s: float = 0.0
    longest_transaction_ms: float = 0.0
    earlier: int = 0
    processes: int = 1
    dry_run: bool = False
    rejects: str | None = None
    trouble: str | None = None

    @property
    def status(self) -> int:
        """1 when the file was not read to its end, 3 when rows were rejected, otherwise 0."""
        if self.trouble is not None:
            return 1
        return 3 if self.rejected else 0


def show(console: Console, outcome: FileOutcome, language: str) -> None:
    would = " (dry run: nothing was stored)" if outcome.dry_run else ""
    table = Table(title=f"{outcome.file}{would}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in _lines(outcome):
        table.add_row(name, value)
    console.print(table)
    for code, count in Counter(outcome.codes).most_common():
        words = sentence(code, {}, "en" if language == "en" else "vi")
        console.print(f"  {count:,} × {code}: {words}", markup=False, soft_wrap=True)
    for line in (outcome.rejects and f"Rejected rows: {outcome.rejects}", outcome.trouble):
        if line:
            console.print(line, markup=False, soft_wrap=True)


def _lines(outcome: FileOutcome) -> list[tuple[str, str]]:
    return [
        ("rows read", f"{outcome.read:,}"),
        ("would be stored" if outcome.dry_run else "stored", f"{outcome.stored:,}"),
        ("already there", f"{outcome.known:,}"),
        ("rejected", f"{outcome.rejected:,}"),
        ("seconds", f"{outcome.seconds:,.1f}"),
        ("rows/s", f"{outcome.rows_per_s:,.0f}"),
        ("longest transaction, ms", f"{outcome.longest_transaction_ms:,.0f}"),
    ]


def write(path: Path | None, outcomes: list[FileOutcome]) -> None:
    if path is not None:
        found: list[Any] = [{**msgspec.to_builtins(one), "status": one.status} for one in outcomes]
        path.write_bytes(msgspec.json.format(msgspec.json.encode(found)) + b"\n")
