"""Lets the reactors begin again, again and again; each time is one byte on standard output."""

import os
import time

from cancuoc.reacting_role import rewind_reactors
from cancuoc.settings import read_settings

PAUSE_S = 0.3


def main() -> None:
    """Until SIGTERM."""
    settings = read_settings()
    while True:
        time.sleep(PAUSE_S)
        rewind_reactors(settings)
        os.write(1, b".")


if __name__ == "__main__":
    main()
