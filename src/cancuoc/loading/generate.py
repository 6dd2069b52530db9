"""Invented declarations in a file of any size, ready to be loaded."""

import gzip
import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from rich.console import Console

from adapters.dc01.entry_lines import cells, csv_line, json_line
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
PATHS = [column.split("/") for column in COLUMNS]

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
            file.write(csv_line(COLUMNS))
        for done, row in enumerate(rows_of(count, seed), 1):
            file.write(csv_line(cells_of(row)) if is_csv else json_line(row))
            if done % BLOCK_ROWS == 0:
                progress.at(done, done)
        progress.at(count, count)
        stack.callback(os.fsync, raw.fileno())
    draft.replace(path)
    console.print(f"{count:,} declarations in {path}.", markup=False, soft_wrap=True)


def cells_of(row: dict[str, Any]) -> list[str]:
    """The row as cells of COLUMNS."""
    return cells(row, PATHS)
