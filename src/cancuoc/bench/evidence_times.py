"""Evidence of one history: writing it, verifying it beside its floor, and what Go takes for it."""

import io
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import msgspec
from rich.console import Console

from adapters.ledger.key_ring import KeyRing
from adapters.postgres.sequencer import Sequencer
from cancuoc.auditing import verify
from cancuoc.auditing.export_bundle import export_bundle
from cancuoc.bench import big_store
from cancuoc.bench.annex import Annex
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.parts import Part, feed
from cancuoc.bench.servers import KEYS
from cancuoc.bench.tables import Table, at_least, optional
from cancuoc.bench.workbench import Workbench
from cancuoc.settings import Settings

DATABASE = "cancuoc_evidence"
STEPS = 1
AIM = 100_000
VERIFIED = "verify, on one core"
TIMES = 3
"""How often each is done; the middle counts."""
_GO = Path(__file__).resolve().parents[3] / "tests" / "foreign" / "go"
_SAID = re.compile(r"accepted: (\d+) entries, .* ([0-9.]+) s")


def measure(bench: Workbench) -> Annex:
    """Of a store of its own; every figure is of the whole bundle.

    Raises LoadFailed where the bundle does not verify: then no time of it means anything.
    """
    bench.say("evidence")
    folder = Path(tempfile.mkdtemp(prefix="evidence-", dir=bench.register.folder))
    try:
        parts = list(_measured(bench, folder))
    finally:
        shutil.rmtree(folder)
    rows = tuple(_row(one) for one in parts)
    columns = ("", "events/s", "Python µs", "PostgreSQL µs")
    note = "One core each. Go reads the entries only, or does all that it can check."
    verified = next(one.rate or 0.0 for one in parts if one.name == VERIFIED)
    return Annex(
        (Table("Evidence for auditors, an event", columns, rows, note),),
        (at_least("events/s, offline verification", AIM, verified),),
        {"parts": parts},
    )


def _row(one: Part) -> tuple[str, ...]:
    python = f"{one.python_us:.1f}" if one.python_us else ""
    return (one.name, f"{one.rate or 0:,.0f}", python, optional(one.postgres_us, "{:.1f}"))


def _measured(bench: Workbench, folder: Path) -> Iterator[Part]:
    settings, bundle = _signed(bench), folder / "bundle"
    count = bench.plan.case_feed_events
    yield feed("export", lambda: _exported(settings, bundle, count), bench.postmaster)
    yield _middle(VERIFIED, lambda: _verified(bundle), count)
    hashed = _to_hash(bundle)
    yield _middle("floor: SHA-256 of the same bytes", lambda: _hash(hashed), count)
    yield from _by_go(folder, bundle)


def _signed(bench: Workbench) -> Settings:
    """A store with positions, tiles and a checkpoint over all of it."""
    register = bench.register
    register.make_store(DATABASE)
    with bench.copier(DATABASE) as copier:
        wanted = bench.plan.case_feed_events
        for _ in big_store.fill(copier.store, bench.people, bench.mapper, wanted):
            pass
        big_store.settle(copier.store)
    dsn = register.server.dsn(DATABASE, user="cancuoc_app")
    Sequencer(dsn, signer=KeyRing.load(register.settings.ledger_keys)).catch_up()
    return msgspec.structs.replace(register.settings, dsn=dsn, keys_dsn=register.dsn(KEYS))


def _exported(settings: Settings, bundle: Path, count: int) -> int:
    if export_bundle(settings, bundle, Console(file=io.StringIO())):
        raise LoadFailed(f"the bundle of {count:,} events is not what was signed")
    return count


def _middle(name: str, work: Callable[[], None], count: int) -> Part:
    """By this process's own time, so that neighbours on the machine do not count."""
    taken = list[float]()
    for _ in range(TIMES):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    each = sorted(taken)[TIMES // 2] / count
    return Part(name, each * 1e6, None, 1 / each)


def _verified(bundle: Path) -> None:
    findings, _ = verify.judge(verify.Folder(bundle), verify.Trust(), lambda *_: None)
    if not findings.sound:
        raise LoadFailed(f"the bundle does not verify: {findings.wrong}")


def _to_hash(bundle: Path) -> list[tuple[bytes, bytes, bytes]]:
    """Of each event its line, a piece as long as its state, and one as long as its entry."""
    lines = (bundle / "events.ndjson").read_bytes().splitlines(keepends=True)
    return [(line, line[: (len(line) - 140) * 3 // 4], line[:80]) for line in lines]


def _hash(events: list[tuple[bytes, bytes, bytes]]) -> None:
    """The file's digest, and an event's state, leaf and share of the nodes above."""
    whole = sha256()
    for line, state, entry in events:
        whole.update(line)
        sha256(state).digest()
        sha256(entry).digest()
        sha256(line[:65]).digest()


def _by_go(folder: Path, bundle: Path) -> Iterator[Part]:
    """Nothing where there is no Go, or its verifier does not lie beside this program."""
    if shutil.which("go") is None or not _GO.is_dir():
        return
    program, keys = folder / "foreign", bundle / "keys.txt"
    asked = ["go", "build", "-buildvcs=false", "-o", str(program), "."]
    if subprocess.run(asked, cwd=_GO, capture_output=True, check=False).returncode:
        return
    for name, option in (("Go: root from the entries", "-leaves-only"), ("Go: all", "-known=")):
        command = [str(program), option, str(bundle), str(keys)]
        said = subprocess.run(command, capture_output=True, text=True, check=False).stdout
        found = _SAID.match(said)
        if found is None:
            raise LoadFailed(f"Go says of our bundle: {said}")
        yield Part(name, 0.0, None, int(found[1]) / float(found[2]))
