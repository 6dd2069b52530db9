"""The roles of the one program, and the tools of those who run it.

Long because it declares every command of the program: one short function each.
"""

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from cancuoc.settings import Settings, SettingsWrong, read_settings

app = typer.Typer(
    name="cancuoc",
    help="The register of persons and identity cards.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)
WIDTH_WITHOUT_TERMINAL = 120
console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
WhileInputOpen = Annotated[
    bool,
    typer.Option("--while-input-open", hidden=True, help="Stop when standard input closes."),
]


def main() -> None:
    """Run, and turn what a person can mend into one sentence and exit status 1."""
    from adapters.keys.kek import KekTrouble
    from adapters.postgres.trouble import PostgresTrouble
    from cancuoc.child_processes import RoleFailed
    from cancuoc.rehearsal_clock import CannotRun
    from cancuoc.stop_signals import StopRequested

    try:
        app()
    except (SettingsWrong, CannotRun, PostgresTrouble, RoleFailed, KekTrouble) as trouble:
        complain(str(trouble))
    except StopRequested:
        complain("stopped before everything had started; nothing is left running.")


def complain(sentence: str) -> NoReturn:
    """One line on standard error, never cut or folded, and exit status 1."""
    Console(stderr=True, highlight=False).print(
        f"cancuoc: {sentence}", style="bold red", markup=False, soft_wrap=True
    )
    sys.exit(1)


def say(sentence: str) -> None:
    """One line of progress, whole and at once, also where no terminal listens."""
    console.print(sentence, markup=False, soft_wrap=True)


def _role(name: str, while_input_open: bool) -> Settings:
    """What every role does first: settings, logs, and watching its parent."""
    from cancuoc.child_processes import stop_when_input_closes
    from cancuoc.logs import set_up_logs

    settings = read_settings()
    if not settings.dsn:
        raise SettingsWrong(
            "CANCUOC_DSN and CANCUOC_KEYS_DSN are not set: use `cancuoc run` for a register"
            " with a database of its own"
        )
    set_up_logs(settings.log_level, name)
    if while_input_open:
        stop_when_input_closes()
    return settings


@app.command()
def run(
    programme_time: Annotated[
        str | None,
        typer.Option(
            help="Where the programme clock starts on an empty register, with offset; "
            "the default is 2021-03-01T08:00:00+07:00."
        ),
    ] = None,
) -> None:
    """Everything on this machine: database, API, sequencer and views. Ctrl-C stops it."""
    from cancuoc.embedded_run import running_register, watch_until_stopped, write_tokens
    from cancuoc.welcome import show_welcome

    with running_register(read_settings(), programme_time, say) as register:
        tokens = write_tokens(register)
        show_welcome(console, register, tokens)
        watch_until_stopped(register, say)
    say("Stopped. Everything is kept for the next start.")


@app.command()
def serve(while_input_open: WhileInputOpen = False) -> None:
    """The REST interface, one process a core (CANCUOC_WORKERS)."""
    from cancuoc.serving import serve_http

    serve_http(_role("serve", while_input_open))


@app.command()
def sequence(while_input_open: WhileInputOpen = False) -> None:
    """Give every settled event its position. A second one waits for its turn."""
    from cancuoc.background import run_sequencer

    run_sequencer(_role("sequence", while_input_open))


@app.command()
def react(
    rewind: Annotated[
        bool,
        typer.Option(help="Go back to the first event, once; nothing is done a second time."),
    ] = False,
    while_input_open: WhileInputOpen = False,
) -> None:
    """Act on events and on deadlines. A second one waits for its turn."""
    from cancuoc.reacting_role import rewind_reactors, run_reactors

    settings = _role("react", while_input_open)
    if rewind:
        rewind_reactors(settings)
    run_reactors(settings)


@app.command()
def project(
    name: Annotated[str, typer.Argument(help="A view by name, or all of them.")] = "all",
    rebuild: Annotated[bool, typer.Option(help="Fill the view again from the beginning.")] = False,
    while_input_open: WhileInputOpen = False,
) -> None:
    """Keep the views up to date with history."""
    from cancuoc.background import rebuild_views, run_projections

    settings = _role("project", while_input_open)
    if rebuild:
        rebuild_views(settings, name, console)
    else:
        run_projections(settings, name)


@app.command()
def migrate() -> None:
    """Bring both databases to the newest revision. Needs a role that owns their tables."""
    from adapters.postgres.migrate import migrate as apply

    settings = read_settings()
    if not settings.dsn:
        raise SettingsWrong("set CANCUOC_DSN and CANCUOC_KEYS_DSN to the databases to migrate")
    apply(settings.dsn, settings.keys_dsn, say)


@app.command()
def sweep_keys() -> None:
    """Delete data keys of streams that never came to be. Needs the owner of the key tables."""
    from cancuoc.upkeep import sweep_keys as sweep

    say(sweep(read_settings()))


@app.command()
def forget_keys(
    dry_run: Annotated[bool, typer.Option(help="Only count them; delete nothing.")] = False,
) -> None:
    """Delete idempotency rows of commands stored more than 400 days ago."""
    from cancuoc.upkeep import forget_keys as forget

    say(forget(read_settings(), dry_run, console))


@app.command()
def doctor() -> None:
    """Check database, keys, clock, horizon and views, and say what to do."""
    from cancuoc.doctor import examine

    sys.exit(examine(read_settings(), console))


@app.command()
def token(
    officer: Annotated[str, typer.Argument(help="A role, or the name of an officer of it.")],
    unit: Annotated[
        str | None, typer.Option(help="Unit code; the default is the role's own.")
    ] = None,
    hours: Annotated[float, typer.Option(min=0.01, max=24 * 7)] = 12.0,
) -> None:
    """A token for development. Refused where CANCUOC_ISSUER names a real issuer."""
    from cancuoc.development_token import development_token

    print(development_token(read_settings(), officer, unit, hours))  # noqa: T201 - for $(…)


@app.command()
def demo(
    citizens: Annotated[
        int, typer.Option(min=1, max=100_000, help="Citizens to take from the sample.")
    ] = 630,
    at_once: Annotated[int, typer.Option(min=1, max=256, help="Requests in flight.")] = 32,
) -> None:
    """Drive the 63 provinces through the API, from declaration to notified PIN."""
    from cancuoc.demo import run_demo

    sys.exit(run_demo(read_settings(), citizens, at_once, console))


@app.command()
def bench(
    quick: Annotated[bool, typer.Option(help="A minute instead of many; wider errors.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write every figure to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the README's table.")] = None,
) -> None:
    """Measure the register beside its floors, in one run on this machine."""
    from cancuoc.bench import run_bench

    sys.exit(run_bench(quick=quick, json_file=json, markdown_file=markdown, console=console))
