"""What `cancuoc run` shows when everything answers: where it is, and who may knock."""

import shlex
from pathlib import Path

from rich.console import Console
from rich.table import Table

from adapters.identity.development_officers import OFFICERS, DevelopmentOfficer
from cancuoc.embedded_run import RunningRegister, variable


def show_welcome(
    console: Console, register: RunningRegister, tokens: Path, demo: str | None = None
) -> None:
    """A token for one officer of each role, who they are, and at the end where to knock.

    `demo` is what fills the register, told where it is empty.
    """
    written = dict(line.split("=", 1) for line in tokens.read_text().splitlines())
    for officer in one_of_each_role():
        name = variable(officer)
        console.print(f"{name}={written[name]}", markup=False, soft_wrap=True)
    table = Table(title="Officers", title_justify="left")
    for heading in ("officer", "unit", "token, after the line below"):
        table.add_column(heading, no_wrap=True)
    for officer in OFFICERS:
        table.add_row(officer.name, officer.unit, f"${variable(officer)}")
    console.print(table)
    empty = () if demo is None else (f"Empty so far: {demo}      (about a minute)",)
    for line in (
        *empty,
        f"Tokens:       . {shlex.quote(str(tokens))}      (those above; they hold for 12 hours)",
        f"Address:      {register.address}",
        f"Interface:    {register.address}/docs",
        f"Ready:        {register.address}/readyz",
        "Ctrl-C stops everything.",
    ):
        console.print(line, markup=False, soft_wrap=True)


def one_of_each_role() -> list[DevelopmentOfficer]:
    return list({officer.role: officer for officer in reversed(OFFICERS)}.values())[::-1]
