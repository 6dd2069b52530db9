"""Makes a file of invented DC01 declarations; without arguments, the one that is shipped."""

import argparse
from datetime import date
from pathlib import Path

from cancuoc.dc01_sample import (
    SAMPLE_DAY,
    SAMPLE_FILE,
    SAMPLE_SEED,
    declarations,
    sample,
    write_sample,
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=SAMPLE_FILE)
    parser.add_argument("--count", type=int, help="people, apportioned over the 63 provinces")
    parser.add_argument("--seed", type=int, default=SAMPLE_SEED)
    parser.add_argument("--on", type=date.fromisoformat, default=SAMPLE_DAY, help="day of capture")
    chosen = parser.parse_args()
    rows = sample()
    if chosen.count is not None:
        rows = declarations(chosen.count, chosen.seed, chosen.on)
    written = write_sample(chosen.file, rows)
    print(f"{written} declarations written to {chosen.file}")


if __name__ == "__main__":
    main()
