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
stations = typer.Typer(help="Agents beside machines.", no_args_is_help=True)
app.add_typer(stations, name="station")
topics = typer.Typer(help="The topics of Kafka.", no_args_is_help=True)
app.add_typer(topics, name="topics")
dlq = typer.Typer(help="Records that views fed from Kafka have set aside.", no_args_is_help=True)
app.add_typer(dlq, name="dlq")
ledger = typer.Typer(help="The keys that sign the ledger.", no_args_is_help=True)
app.add_typer(ledger, name="ledger")
audit = typer.Typer(help="Evidence for auditors, and its checks.", no_args_is_help=True)
app.add_typer(audit, name="audit")
WIDTH_WITHOUT_TERMINAL = 120
console = Console(highlight=False, width=None if sys.stdout.isatty() else WIDTH_WITHOUT_TERMINAL)
WhileInputOpen = Annotated[
    bool,
    typer.Option("--while-input-open", hidden=True, help="Stop when standard input closes."),
]


def main() -> None:
    """Run, and turn what a person can mend into one sentence and exit status 1.

    What a check could not judge is exit status 2.
    """
    from adapters.kafka.trouble import KafkaAway, KafkaTrouble
    from adapters.keys.kek import KekTrouble
    from adapters.ledger.ring_file import KeyRingTrouble
    from adapters.ledger.witness_memory import WitnessTrouble
    from adapters.postgres.projection_batches import ProjectionStopped
    from adapters.postgres.trouble import PostgresTrouble
    from application.feed import FeedAway
    from cancuoc.child_processes import RoleFailed
    from cancuoc.not_judged import NotJudged
    from cancuoc.rehearsal_clock import CannotRun
    from cancuoc.stop_signals import StopRequested

    try:
        app()
    except NotJudged as trouble:
        complain(str(trouble), status=2)
    except (
        SettingsWrong,
        CannotRun,
        PostgresTrouble,
        RoleFailed,
        KekTrouble,
        WitnessTrouble,
        KeyRingTrouble,
        KafkaTrouble,
        KafkaAway,
        FeedAway,
        ProjectionStopped,
    ) as trouble:
        complain(str(trouble))
    except StopRequested:
        complain("stopped before everything had started; nothing is left running.")


def complain(sentence: str, status: int = 1) -> NoReturn:
    """One line on standard error, never cut or folded, and the exit status."""
    Console(stderr=True, highlight=False).print(
        f"cancuoc: {sentence}", style="bold red", markup=False, soft_wrap=True
    )
    sys.exit(status)


def say(sentence: str) -> None:
    """One line of progress, whole and at once, also where no terminal listens."""
    console.print(sentence, markup=False, soft_wrap=True)


def _role(name: str, while_input_open: bool) -> Settings:
    """What every role does first: settings, logs, and watching its parent.

    Without CANCUOC_DSN it works for the register that runs here. Raises SettingsWrong.
    """
    from cancuoc.child_processes import stop_when_input_closes
    from cancuoc.logs import set_up_logs
    from cancuoc.register_here import register_here
    from cancuoc.revision_check import refuse_older_databases

    settings = register_here(read_settings())
    set_up_logs(settings.log_level, name)
    refuse_older_databases(settings)
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
    from contextlib import ExitStack

    from cancuoc.demo_offer import DemoOffer, demo_command, is_empty
    from cancuoc.embedded_run import running_register, watch_until_stopped, write_tokens
    from cancuoc.welcome import show_welcome

    with running_register(read_settings(), programme_time, say) as register, ExitStack() as stack:
        tokens = write_tokens(register)
        if not is_empty(register.server.dsn("cancuoc")):
            show_welcome(console, register, tokens)
            watch_until_stopped(register, say)
        else:
            show_welcome(console, register, tokens, demo_command())
            offer = DemoOffer(say)
            stack.callback(offer.close)
            watch_until_stopped(register, say, offer.look)
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
def witness(  # noqa: PLR0913, PLR0917 - one argument an option
    state: Annotated[Path, typer.Option(help="Folder of its key and its memory: never lose it.")],
    log: Annotated[
        list[str] | None, typer.Option(help="Key of a ledger to watch; may be repeated.")
    ] = None,
    name: Annotated[str, typer.Option(help="Of its key, an address without scheme.")] = "",
    new_key: Annotated[bool, typer.Option("--new-key", help="Make its key, and stop.")] = False,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8022,
    while_input_open: WhileInputOpen = False,
) -> None:
    """Cosign the ledger of a register as another institution. Needs no database."""
    from cancuoc.child_processes import stop_when_input_closes
    from cancuoc.logs import set_up_logs
    from cancuoc.witness_role import Place, new_witness, run_witness

    set_up_logs("info", "witness")
    if while_input_open:
        stop_when_input_closes()
    if new_key:
        print(new_witness(state, name))  # noqa: T201 - for $(…)
    else:
        run_witness(state, name, log or [], Place(host, port), say)


@app.command()
def publish_progress(
    again: Annotated[
        bool, typer.Option(help="Send every value once more, also those that were sent.")
    ] = False,
    while_input_open: WhileInputOpen = False,
) -> None:
    """Publish the counters of progress to Kafka. A second one waits for its turn."""
    from cancuoc.progress_role import publish_again, run_progress_publisher

    settings = _role("publish-progress", while_input_open)
    if again:
        publish_again(settings)
    run_progress_publisher(settings)


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
def relay(
    rewind: Annotated[
        bool, typer.Option(help="Publish again from the first event on, once.")
    ] = False,
    while_input_open: WhileInputOpen = False,
) -> None:
    """Publish events to Kafka, in the order of the ledger. A second one waits for its turn."""
    from cancuoc.relaying_role import rewind_relay, run_relay

    settings = _role("relay", while_input_open)
    if rewind:
        rewind_relay(settings)
    run_relay(settings)


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
def erase_traces(
    rewrite_keys: Annotated[
        bool,
        typer.Option(help="Also write the table of keys anew, in an hour when nobody works."),
    ] = False,
) -> None:
    """Let what erased persons left in pages and logs vanish. Needs the owner of the tables."""
    from cancuoc.erase_traces import erase_traces as erase

    say(erase(read_settings(), console, say, rewrite_keys=rewrite_keys))


@app.command()
def read_only(
    mode: Annotated[str, typer.Argument(help="on, off, or status.")] = "status",
    reason: Annotated[str, typer.Option(help="One sentence for those who watch.")] = "",
) -> None:
    """Take no commands for a while; searching and reading go on. Needs the owner of the tables."""
    from cancuoc.read_only import order, tell

    if mode not in ("on", "off", "status"):
        raise SettingsWrong(f"read-only is on, off or status, not {mode!r}")
    settings = read_settings()
    say(tell(settings) if mode == "status" else order(settings, mode == "on", reason))


@app.command()
def check_quality(
    rebuild: Annotated[
        bool, typer.Option(help="Read the whole history first, from its first event.")
    ] = False,
    open_cases: Annotated[
        bool, typer.Option(help="Open a case for each check that fails; otherwise only count.")
    ] = False,
) -> None:
    """Run every data-quality check over the whole register. Stopped, it goes on when run again."""
    from cancuoc.check_quality import check_quality as check

    check(read_settings(), console, rebuild=rebuild, open_cases=open_cases)


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
def bulk_act(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Annotated[Path, typer.Argument(help="One item a line, as JSON; see docs/operations.md.")],
    act: Annotated[str, typer.Option(help="approve-citizens or notify-pins.")],
    officer: Annotated[str, typer.Option(help="Who signs, where this program issues tokens.")] = "",
    token_file: Annotated[Path | None, typer.Option(help="The officer's own token.")] = None,
    signature_file: Annotated[
        Path | None, typer.Option(help="The token that signs what --digest printed.")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="The id of the list, a UUIDv7; the same one goes on.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Verdicts only; nothing is written.")] = False,
    digest: Annotated[bool, typer.Option(help="Print what is to be signed, and stop.")] = False,
    verdicts: Annotated[
        Path | None, typer.Option(help="Where they go; default FILE.verdicts.ndjson.")
    ] = None,
) -> None:
    """Hand in a signed list of acts, watch it, and keep the verdict on each item."""
    from cancuoc.bulk_command import Signer, hand_in, list_in, print_digest

    settings = read_settings()
    listed = list_in(file, act, dry_run, key)
    if digest:
        print_digest(listed)
        return
    signer = Signer(officer, token_file, signature_file)
    out = verdicts or file.with_name(f"{file.name}.verdicts.ndjson")
    sys.exit(hand_in(settings, listed, signer, out, console))


@app.command()
def reassign_unit(
    unit: Annotated[str, typer.Argument(help="Code of the unit that ends.")],
    on: Annotated[str, typer.Option(help="The first day without it, as YYYY-MM-DD.")],
    reason: Annotated[str, typer.Option(help="Why; kept with the order.")],
    to: Annotated[
        str | None, typer.Option(help="Its successor; the default is what the register knows.")
    ] = None,
    dry_run: Annotated[bool, typer.Option(help="Only show where everything goes.")] = False,
) -> None:
    """Show what waits in a unit that ends and where it goes, and write what has to be written."""
    from datetime import date

    from cancuoc.reassign_unit import Wish
    from cancuoc.reassign_unit import reassign_unit as reassign

    try:
        day = date.fromisoformat(on)
    except ValueError as wrong:
        raise SettingsWrong(f"--on must be a day as YYYY-MM-DD, not {on}") from wrong
    sys.exit(reassign(read_settings(), Wish(unit, to, day, reason), dry_run, console))


@app.command()
def revoke(
    officer: Annotated[str, typer.Argument(help="The `sub` of the tokens (a UUID), or everybody.")],
    reason: Annotated[str, typer.Option(help="Why; kept beside the revocation.")],
    stop_lists: Annotated[
        bool, typer.Option(help="Stop the signed lists that are still carried out too.")
    ] = False,
) -> None:
    """Refuse all tokens of an officer that were issued until now."""
    from cancuoc.revocations import revoke_tokens

    settings = read_settings()
    for sentence in revoke_tokens(settings, officer, reason, stop_lists):
        say(sentence)


@app.command()
def demo(
    cases: Annotated[
        int, typer.Option(min=31, max=100_000, help="Applications, some left in every stage.")
    ] = 189,
) -> None:
    """A bounded simulation that ends with cards in every stage of their way."""
    from cancuoc.demo import run_demo

    sys.exit(run_demo(read_settings(), cases, console))


@app.command()
def simulate(  # noqa: PLR0913, PLR0917 - one argument an option
    cases: Annotated[int, typer.Option(min=1, max=1_000_000, help="Applications.")] = 1000,
    seed: Annotated[int, typer.Option(help="Another seed is another country.")] = 2021,
    rate: Annotated[
        list[str] | None,
        typer.Option(help="name=number of a rate, such as duplicates=0.01; may be repeated."),
    ] = None,
    districts: Annotated[
        int, typer.Option(min=0, help="Of each province, how many take part; 0 means all.")
    ] = 0,
    at_once: Annotated[int, typer.Option(min=1, max=256, help="Counters open at once.")] = 16,
    officers: Annotated[int, typer.Option(min=1, max=40, help="Of each role at the centre.")] = 4,
    presses: Annotated[int, typer.Option(min=1, max=40, help="Machines that make cards.")] = 4,
    station: Annotated[
        bool, typer.Option(help="Play the machines too, or leave them to stations beside.")
    ] = True,
    summary: Annotated[Path | None, typer.Option(help="Write every figure to this file.")] = None,
) -> None:
    """A synthetic country asks a running register for cards. Run again, it goes on."""
    from cancuoc.simulation.command import address_of, rates_in, run_simulation
    from cancuoc.simulation.plan import Wish
    from cancuoc.simulation.rates import Rates
    from cancuoc.simulation.run import How

    settings = read_settings()
    wish = Wish(cases, seed, Rates(**rates_in(rate or [], Rates)), districts)
    how = How(
        address_of(settings), settings.audience, settings.var, at_once, officers, presses, station
    )
    sys.exit(run_simulation(settings, wish, how, summary, console))


@ledger.command("new-key")
def new_ledger_key(
    former: Annotated[
        list[str] | None,
        typer.Option(help="Public half of a key that was lost; may be repeated."),
    ] = None,
) -> None:
    """Make the first key that signs the ledger of CANCUOC_LEDGER_ORIGIN."""
    from cancuoc.ledger_keys import new_key

    new_key(read_settings(), former or [], say)


@ledger.command("rotate")
def rotate_ledger_key() -> None:
    """Make a successor, which signs beside the present key until that is retired."""
    from cancuoc.ledger_keys import rotate

    rotate(read_settings(), say)


@ledger.command("retire")
def retire_ledger_key(
    key_id: Annotated[str, typer.Argument(help="As `show` prints it: eight hexadecimal digits.")],
) -> None:
    """Let a key sign no more, and destroy its private half in the file."""
    from cancuoc.ledger_keys import retire

    retire(read_settings(), key_id, say)


@ledger.command("show")
def show_ledger_keys() -> None:
    """Which keys sign, which are retired, and what verifiers are to know."""
    from cancuoc.ledger_keys import show

    show(read_settings(), console)


@stations.command("simulate")
def simulate_station(
    kind: Annotated[
        list[str] | None, typer.Option(help="Jobs to take, such as personalisation; all if none.")
    ] = None,
    at_once: Annotated[int, typer.Option(min=1, max=200, help="Jobs at once, of each kind.")] = 8,
    delay: Annotated[float, typer.Option(min=0, help="Seconds that a job takes.")] = 0.0,
    seed: Annotated[int, typer.Option(help="Another seed is other chance.")] = 2021,
    rate: Annotated[
        list[str] | None,
        typer.Option(help="name=number of a fault, such as spoiled=0.1; may be repeated."),
    ] = None,
    until_idle: Annotated[
        float | None, typer.Option(min=0, help="End after so many seconds without a job.")
    ] = None,
) -> None:
    """A station that plays scanners, matchers and encoders. Several may run; Ctrl-C stops one."""
    from cancuoc.simulation.command import address_of, rates_in
    from cancuoc.station.run_station import Posting, kinds_in, run_station
    from cancuoc.station.script import Script

    settings = read_settings()
    script = Script(**{**rates_in(rate or [], Script), "seed": seed, "delay_s": delay})
    posting = Posting(kinds_in(kind or []), at_once, until_idle)
    sys.exit(run_station(settings, address_of(settings), posting, script, console))


@app.command("import")
def import_files(  # noqa: PLR0913, PLR0917 - one argument an option
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="CSV or NDJSON of DC01, also gzip.")
    ],
    token_file: Annotated[
        Path | None, typer.Option(help="Your token; otherwise CANCUOC_TOKEN.")
    ] = None,
    processes: Annotated[int, typer.Option(min=1, max=64, help="One a core at most.")] = 1,
    dry_run: Annotated[
        bool, typer.Option(help="Judge every row and write rejects; store nothing.")
    ] = False,
    delimiter: Annotated[
        str | None, typer.Option(help="Of CSV columns, where it is not a comma.")
    ] = None,
    rejects_folder: Annotated[
        Path | None, typer.Option(help="For rejected rows; the default is beside each file.")
    ] = None,
    rejects_as: Annotated[str, typer.Option(help="ndjson or csv.")] = "ndjson",
    summary: Annotated[Path | None, typer.Option(help="Write what was done to this file.")] = None,
) -> None:
    """Load declarations (form DC01), any number, by the rules of the API. Run again, it goes on."""
    from cancuoc.loading.command import load_files, reading_of
    from cancuoc.loading.run import How

    how = How(processes, dry_run, reading_of(delimiter), rejects_folder, rejects_as)
    sys.exit(load_files(read_settings(), files, token_file, how, summary, console))


@app.command("export")
def export_entries(  # noqa: PLR0913, PLR0917 - one argument an option
    file: Annotated[Path, typer.Argument(help="NDJSON, or CSV by .csv; it appears when whole.")],
    purpose: Annotated[
        str,
        typer.Option(help="statistics, inspection, quality-check, court-request or handover."),
    ],
    unit: Annotated[
        str | None, typer.Option(help="Whose citizens; the default is your own unit.")
    ] = None,
    columns: Annotated[
        str, typer.Option(help="Names with commas; all; or declaration, which can be loaded.")
    ] = "all",
    position: Annotated[
        int | None, typer.Option(min=0, help="As of this position; the default is the last.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="As recorded by this time, with offset.")
    ] = None,
    token_file: Annotated[
        Path | None, typer.Option(help="Your token; otherwise CANCUOC_TOKEN.")
    ] = None,
    abandon: Annotated[
        bool, typer.Option(help="Give up the export of this file that was broken off.")
    ] = False,
) -> None:
    """Take entries out of the register, for a purpose, on record. Run again, it goes on."""
    from cancuoc.exporting.command import Asked, take_out

    asked = Asked(purpose, unit, columns, position, as_of)
    sys.exit(take_out(read_settings(), file, asked, token_file, abandon, console))


@audit.command("check-receipt")
def audit_check_receipt(
    file: Annotated[Path, typer.Argument(help="The receipt, a text file.")],
    key: Annotated[str, typer.Option(help="The ledger's key, as `cancuoc ledger show` prints it.")],
    policy: Annotated[
        Path | None, typer.Option(help="Witnesses that must have cosigned (C2SP tlog-policy).")
    ] = None,
) -> None:
    """Say whether a receipt proves that its event is in the ledger: 0 yes, 1 no, 2 not judged."""
    from cancuoc.check_receipt import check

    sys.exit(check(file, key, policy, say))


@audit.command("export")
def audit_export(
    folder: Annotated[Path, typer.Argument(help="It appears when the evidence is whole.")],
) -> None:
    """Write the whole signed history, tiles, keys and a verifier into a folder; all is sealed."""
    from cancuoc.auditing.export_bundle import export_bundle

    sys.exit(export_bundle(read_settings(), folder, console))


@audit.command("verify")
def audit_verify(
    bundle: Annotated[Path, typer.Argument(help="Its folder, or an uncompressed tar of it.")],
    keys: Annotated[
        Path | None, typer.Option(help="The published keys; the default proves little.")
    ] = None,
    known: Annotated[
        list[Path] | None, typer.Option(help="A checkpoint that you kept; may be repeated.")
    ] = None,
    manifest: Annotated[
        str | None, typer.Option(help="SHA-256 of manifest.json, told by another way.")
    ] = None,
) -> None:
    """Judge a bundle offline: 0 everything holds, 1 something does not, 2 it cannot be judged."""
    from cancuoc.auditing.verify import verify

    sys.exit(verify(bundle, keys, known or [], manifest))


@audit.command("replay")
def audit_replay(
    bundle: Annotated[Path, typer.Argument(help="Its folder, or an uncompressed tar of it.")],
    scratch: Annotated[
        Path | None, typer.Option(help="Folder for a database for a while; default: as TMPDIR.")
    ] = None,
) -> None:
    """Rebuild every view from a bundle, and compare each table: 0 all agree, 1 one differs."""
    from cancuoc.auditing.replay_bundle import replay_bundle

    sys.exit(replay_bundle(read_settings(), bundle, scratch, console))


@app.command("generate-dc01")
def generate_dc01(
    rows: Annotated[int, typer.Argument(min=1, help="How many declarations.")],
    file: Annotated[Path, typer.Argument(help="CSV by .csv, otherwise NDJSON; gzip by .gz.")],
    seed: Annotated[int, typer.Option(help="Another seed is other people.")] = 2020,
) -> None:
    """Write invented declarations by the census of 2019, of any number, for trials of a load."""
    from cancuoc.loading.generate import generate

    generate(rows, file, seed, console)


@topics.command("apply")
def apply_topics(
    replicas: Annotated[
        int, typer.Option(min=1, max=9, help="Copies of each; 1 only for trials.")
    ] = 3,
    dry_run: Annotated[bool, typer.Option(help="Only say what would be done.")] = False,
) -> None:
    """Create the topics that are missing and change those that differ."""
    from cancuoc.topic_commands import apply

    apply(read_settings(), replicas, dry_run, say)


@topics.command("show")
def show_topics() -> None:
    """Every topic beside the manifest; exit status 1 when one is missing or differs."""
    from cancuoc.topic_commands import show

    sys.exit(show(read_settings(), console))


@dlq.command("list")
def list_dead_letters() -> None:
    """Every record that is set aside, and the stream that waits; exit status 1 if there is one."""
    from cancuoc.dead_letters import show

    sys.exit(show(_role("dlq", False), console))


@dlq.command("replay")
def replay_dead_letters(
    view: Annotated[str, typer.Argument(help="The view that set them aside.")],
) -> None:
    """Judge them again in their order, and apply each that can be read, exactly once."""
    from cancuoc.dead_letters import replay

    sys.exit(replay(_role("dlq", False), view, say))


@dlq.command("discard")
def discard_dead_letter(
    view: Annotated[str, typer.Argument(help="The view that set it aside.")],
    record: Annotated[str, typer.Argument(help="As `list` names it: topic/partition/offset.")],
    reason: Annotated[str, typer.Option(help="Why; kept on record.")],
) -> None:
    """Put one record away for ever; a rebuild passes it over too."""
    from cancuoc.dead_letters import discard

    discard(_role("dlq", False), view, record, reason, say)


@app.command()
def bench(
    quick: Annotated[bool, typer.Option(help="A minute instead of many; wider errors.")] = False,
    json: Annotated[Path | None, typer.Option(help="Write every figure to this file.")] = None,
    markdown: Annotated[Path | None, typer.Option(help="Write the README's table.")] = None,
) -> None:
    """Measure the register beside its floors, in one run on this machine."""
    from cancuoc.bench import run_bench

    sys.exit(run_bench(quick=quick, json_file=json, markdown_file=markdown, console=console))
