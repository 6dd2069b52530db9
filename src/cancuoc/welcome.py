"""What `cancuoc run` shows when everything answers: where it is, and who may knock."""

from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.identity.development_officers import OFFICERS
from cancuoc.embedded_run import RunningRegister


def show_welcome(console: Console, register: RunningRegister, tokens: Path) -> None:
    table = Table(title="One officer of each role (tokens hold for 12 hours)", title_justify="left")
    for heading in ("officer", "unit", "variable in tokens.env", "token"):
        table.add_column(heading, no_wrap=True)
    written = dict(line.split("=", 1) for line in tokens.read_text().splitlines())
    for officer in OFFICERS:
        variable = officer.name.upper().replace("-", "_")
        table.add_row(officer.name, officer.unit, f"${variable}", written[variable][:16] + "…")
    console.print(table)
    console.print(f"Whole tokens: . {tokens}")
    console.print(f"Interface:    {register.address}/docs")
    console.print(f"Ready:        {register.address}/readyz")
    console.print("Ctrl-C stops everything.")
