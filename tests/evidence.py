"""That a register can prove its history: whatever it holds is in the ledger, and verifies."""

import base64
import io
import json
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from psycopg.conninfo import make_conninfo
from rich.console import Console

from cancuoc.auditing import verify
from cancuoc.auditing.export_bundle import export_bundle
from cancuoc.settings import Settings
from service import Service

SIGNED_S = 15.0
"""How long the last event may wait for a checkpoint."""
_SIGNED = "SELECT (SELECT count(*) FROM events), coalesce(max(size), 0) FROM checkpoints"


def settings_of(service: Service) -> Settings:
    """As the roles of this register have them: whoever may append, and change nothing."""
    return Settings(
        dsn=make_conninfo(service.dsn, user="cancuoc_app"),
        keys_dsn=make_conninfo(service.keys_dsn, user="cancuoc_app"),
        kek_file=service.kek_file,
        test_numbers=True,
    )


def await_signed(dsn: str) -> int:
    """Wait until a checkpoint covers all events that there are now; how many they are."""
    until, wanted = time.monotonic() + SIGNED_S, -1
    with psycopg.connect(dsn, autocommit=True) as connection:
        while True:
            events, signed = connection.execute(_SIGNED).fetchone() or (0, 0)
            wanted = events if wanted < 0 else wanted
            if signed >= wanted:
                return int(wanted)
            assert time.monotonic() < until, f"{wanted} events, and {signed} of them are signed"
            time.sleep(0.05)


def exported(settings: Settings, folder: Path) -> str:
    """Write a bundle; what was said."""
    said = io.StringIO()
    status = export_bundle(settings, folder, Console(file=said, width=200))
    assert status == 0, said.getvalue()
    return said.getvalue()


def judged(folder: Path, trust: verify.Trust | None = None) -> verify.Findings:
    findings, _ = verify.judge(verify.Folder(folder), trust or verify.Trust(), lambda *_: None)
    return findings


def opened(folder: Path) -> bytes:
    """Everything in a bundle, with the stored bytes of events instead of their base64."""
    lines = (folder / "events.ndjson").read_bytes().splitlines()
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".ndjson")
    states = (base64.b64decode(json.loads(line)["state"]) for line in lines)
    rules = (folder / "policy.ndjson").read_bytes()
    return b"".join([*states, rules, *(path.read_bytes() for path in files)])


def assert_evidence(service: Service) -> None:
    """The ledger covers every event that the register holds, and an export of it verifies."""
    events = await_signed(service.dsn)
    with TemporaryDirectory() as folder:
        bundle = Path(folder) / "evidence"
        exported(settings_of(service), bundle)
        findings, head = verify.judge(verify.Folder(bundle), verify.Trust(), lambda *_: None)
    assert findings.wrong == {}
    assert head is not None
    assert head.size >= events > 0
