"""Invented declarations in a file of any size, ready to be loaded."""

import csv
import gzip
import io
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from rich.console import Console

from cancuoc.dc01_sample import SAMPLE_DAY, declarations
from cancuoc.loading.progress import RowProgress

COLUMNS = (
    "id", "packet_id", "unit", "source", "captured_at", "form", "offline",
    "surname", "middle", "given", "birth", "sex",
    "birth_registration/as_of", "birth_registration/unit",
    "native_place/as_of", "native_place/unit", "native_place/detail",
    "ethnicity", "religion", "nationalities/0", "marital", "blood",
    *(f"residences/{n}/{part}" for n in range(2)
      for part in ("kind", "from", "place/as_of", "place/unit", "place/detail")),
    *(f"relations/{n}/{part}" for n in range(4)
      for part in ("kind", "relation/name", "relation/nationality", "relation/to_head")),
    "cmnd9/0", "pin_declared",
    "documents/0/id", "documents/0/sha256", "documents/0/media_type",
    "signature/id", "signature/sha256", "signature/media_type",
)  # fmt: skip
"""Those of docs/import.md that an invented declaration fills."""

SAMPLE_FILE = Path(__file__).parents[1] / "data" / "dc01-sample.csv"
SAMPLE_ROWS = 63
"""The shipped file: rows spread by the census, of the seed that `generate-dc01` takes by itself."""

BLOCK_ROWS = 500


def rows_of(count: int, seed: int) -> Iterator[dict[str, Any]]:
    """Bodies of POST /v1/citizens, each with the unit that took it: that of the home."""
    for row in declarations(count, seed, SAMPLE_DAY):
        unit = row["residences"][0]["place"]["unit"]
        yield {"unit": unit, **row}


def generate(count: int, path: Path, seed: int, console: Console) -> None:
    """Write `count` rows; the same seed gives the same bytes. The file is whole when it appears."""
    draft = path.with_name(f".{path.name}.draft")
    is_csv = ".csv" in path.suffixes
    with ExitStack() as stack:
        raw = stack.enter_context(draft.open("wb"))
        file: IO[bytes] | gzip.GzipFile = raw
        if path.suffix == ".gz":
            # No name and no time in the gzip header, which would make equal files differ.
            file = stack.enter_context(gzip.GzipFile("", "wb", 6, raw, mtime=0))
        progress = stack.enter_context(RowProgress(console, path.name, count))
        if is_csv:
            file.write(_csv_line(COLUMNS))
        for done, row in enumerate(rows_of(count, seed), 1):
            file.write(_csv_line(cells_of(row)) if is_csv else _json_line(row))
            if done % BLOCK_ROWS == 0:
                progress.at(done, done)
        progress.at(count, count)
        stack.callback(os.fsync, raw.fileno())
    draft.replace(path)
    console.print(f"{count:,} declarations in {path}.", markup=False, soft_wrap=True)


def cells_of(row: dict[str, Any]) -> list[str]:
    """The row as cells of COLUMNS."""
    return [_text(_at(row, column.split("/"))) for column in COLUMNS]


def _at(value: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(value, list):
            value = value[int(step)] if int(step) < len(value) else None
        elif value is not None:
            value = value.get(step)
    return value


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _json_line(row: dict[str, Any]) -> bytes:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _csv_line(cells: Any) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode()
