"""What a load did, file by file, for eyes and for programs."""

from collections import Counter
from pathlib import Path
from string import Formatter
from typing import Any

import msgspec
from rich.console import Console
from rich.table import Table

from adapters.http.sentences import SENTENCES, Language, sentence

INTERRUPTED = 130
"""Exit status after Ctrl-C, as a shell gives it (128 and the number of SIGINT)."""


class FileOutcome(msgspec.Struct):
    """`stored` counts what would be stored in a dry run. `trouble` is why the file was not read to
    its end, by a signal where `stopped`; what came before it counts. `earlier` are rows that a
    broken-off run had settled."""

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
    stopped: bool = False

    @property
    def status(self) -> int:
        """130 when the operator stopped the load, 1 when the file was not read to its end, 3 when
        rows were rejected, otherwise 0."""
        if self.stopped:
            return INTERRUPTED
        if self.trouble is not None:
            return 1
        return 3 if self.rejected else 0


def show(console: Console, outcome: FileOutcome, language: str) -> None:
    """What became of the rows and why the rest was not read; of no row at all, only the reason."""
    if outcome.read or outcome.trouble is None:
        _show_rows(console, outcome, language)
    if outcome.trouble is not None:
        named = outcome.file in outcome.trouble
        told = outcome.trouble if named else f"{outcome.file}: {outcome.trouble}"
        console.print(told, markup=False, soft_wrap=True)


def _show_rows(console: Console, outcome: FileOutcome, language: str) -> None:
    would = " (dry run: nothing was stored)" if outcome.dry_run else ""
    table = Table(title=f"{outcome.file}{would}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    for name, value in _lines(outcome):
        table.add_row(name, value)
    console.print(table)
    for code, count in Counter(outcome.codes).most_common():
        words = _words_of_many(code, "en" if language == "en" else "vi")
        console.print(f"  {count:,} × {code}: {words}", markup=False, soft_wrap=True)
    if outcome.rejects:
        console.print(f"Rejected rows: {outcome.rejects}", markup=False, soft_wrap=True)


def _words_of_many(code: str, language: Language) -> str:
    """The sentence of a refusal with a dot line for what differs from row to row."""
    english, _ = SENTENCES.get(code, (code, code))
    names = [name for _, name, _, _ in Formatter().parse(english) if name]
    return sentence(code, dict.fromkeys(names, "…"), language)


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
