"""Which cases are settled, kept in a file, so that a simulation that goes on passes them over.

Nothing depends on it but time: without it every case is looked at again and found settled.
"""

import json
from pathlib import Path

from cancuoc.simulation.names import Names


class Journal:
    """One line a settled case; a line that was half written when we were killed is ignored."""

    def __init__(self, folder: Path, names: Names) -> None:
        self._file = folder / f"simulation-{names.digest[:16]}.ndjson"
        folder.mkdir(parents=True, exist_ok=True)
        self.settled = dict(self._lines())
        self._out = self._file.open("a", encoding="utf-8")
        # Whatever was cut off ends here, and does not spoil the next line.
        self._out.write("\n")

    def note(self, application: str, stage: str) -> None:
        if application not in self.settled:
            self.settled[application] = stage
            self._out.write(json.dumps([application, stage]) + "\n")
            self._out.flush()

    def close(self) -> None:
        self._out.close()

    def _lines(self) -> list[tuple[str, str]]:
        if not self._file.exists():
            return []
        return [
            known
            for line in self._file.read_text(encoding="utf-8").splitlines()
            if (known := _read(line)) is not None
        ]


def _read(line: str) -> tuple[str, str] | None:
    try:
        application, stage = json.loads(line)
    except ValueError:
        return None
    return str(application), str(stage)
