"""Invented files of any size are the same for the same seed, and every row of them is good."""

import gzip
import io
from pathlib import Path

from rich.console import Console

from cancuoc.loading.generate import SAMPLE_FILE, SAMPLE_ROWS, generate
from loads import Desk

SILENT = Console(file=io.StringIO())


def written(path: Path, count: int, seed: int = 2020) -> bytes:
    generate(count, path, seed, SILENT)
    return path.read_bytes()


def test_the_same_seed_gives_the_same_bytes_and_another_one_other_people(tmp_path: Path) -> None:
    one = written(tmp_path / "one.csv.gz", 70)

    assert written(tmp_path / "two.csv.gz", 70) == one
    assert written(tmp_path / "three.csv.gz", 70, 5) != one


def test_a_long_file_holds_the_people_of_a_short_one(tmp_path: Path) -> None:
    short, long = written(tmp_path / "short.ndjson", 63), written(tmp_path / "long.ndjson", 800)

    assert set(short.splitlines()) < set(long.splitlines())


def test_gzip_is_only_a_wrapping(tmp_path: Path) -> None:
    packed = written(tmp_path / "dc01.ndjson.gz", 20)

    assert gzip.decompress(packed) == written(tmp_path / "dc01.ndjson", 20)


def test_the_shipped_sample_is_what_the_generator_writes(tmp_path: Path) -> None:
    assert SAMPLE_FILE.read_bytes() == written(tmp_path / "dc01.csv", SAMPLE_ROWS)


def test_the_shipped_sample_is_loaded_whole(desk: Desk, tmp_path: Path) -> None:
    status, [done] = desk.load(SAMPLE_FILE, rejects_folder=tmp_path)

    assert (status, done["stored"]) == (0, SAMPLE_ROWS)
