"""What `cancuoc run` shows when everything answers: where it is, and who may knock."""

import shlex
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.identity.development_officers import OFFICERS, DevelopmentOfficer
from cancuoc.embedded_run import RunningRegister, variable


def show_welcome(console: Console, register: RunningRegister, tokens: Path) -> None:
    """The address, the variables that hold tokens, and one token whole; fits 80 columns."""
    table = Table(title="At least one officer of each role", title_justify="left")
    for heading in ("officer", "unit", "token, after the line below"):
        table.add_column(heading, no_wrap=True)
    for officer in OFFICERS:
        table.add_row(officer.name, officer.unit, f"${variable(officer)}")
    console.print(table)
    token = token_in(tokens, OFFICERS[0])
    for line in (
        f"Tokens:       . {shlex.quote(str(tokens))}      (they hold for 12 hours)",
        f"One of them:  {token}",
        f"Address:      {register.address}",
        f"Interface:    {register.address}/docs",
        f"Ready:        {register.address}/readyz",
        "Ctrl-C stops everything.",
    ):
        console.print(line, markup=False, soft_wrap=True)


def token_in(tokens: Path, officer: DevelopmentOfficer) -> str:
    lines = dict(line.split("=", 1) for line in tokens.read_text().splitlines())
    return lines[variable(officer)]
