"""A replay finds every view as the register had it, and every row that it had otherwise."""

import io
import os
import signal
import sys
import tempfile
from pathlib import Path

import msgspec
import pytest
from rich.console import Console
from tests.cancuoc.auditing.register import Register

from adapters.postgres import postmaster
from cancuoc import cli
from cancuoc.auditing import export_bundle as exporting
from cancuoc.auditing import replay_views
from cancuoc.auditing.replay_bundle import replay_bundle
from cancuoc.rehearsal_clock import CannotRun


def replayed(register: Register, bundle: Path) -> tuple[int, str]:
    said = Console(record=True, width=200, file=io.StringIO())
    status = replay_bundle(register.settings, bundle, None, said)
    return status, said.export_text()


def test_views_at_different_positions_are_each_found_as_they_were(
    filled: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replay_views, "STEP", 100)
    filled.load(30)
    filled.sign()
    filled.show_only("stock", "citizen_search")

    status, said = replayed(filled, filled.export())

    assert (status, "All" in said) == (0, True), said
    assert "│ 329 " in said
    assert "│ 299 " in said


def test_one_changed_row_of_a_live_view_is_found(filled: Register) -> None:
    """In a view of persons, whose digests are keyed, and in one without any."""
    filled.owner(
        "UPDATE view_a.citizen_search SET birth = '1901' WHERE citizen_id ="
        " (SELECT max(citizen_id::text)::uuid FROM view_a.citizen_search)"
    )
    filled.owner(
        "UPDATE view_a.waits SET missed = NOT missed WHERE stream ="
        " (SELECT max(stream::text)::uuid FROM view_a.waits)"
    )

    status, said = replayed(filled, filled.export())

    assert status == 1
    assert "These tables differ from their history: citizen_search, waits." in said


def test_a_view_beyond_what_is_signed_is_not_compared(
    filled: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "PATIENCE_S", 0.0)
    filled.load(3)
    filled.place()
    filled.show_only("stock")

    status, said = replayed(filled, filled.export())

    assert status == 2
    assert "not compared: it held events that were not signed yet" in said


def test_nothing_is_replayed_of_a_bundle_that_is_not_what_was_signed(filled: Register) -> None:
    bundle = filled.export()
    (bundle / "events.ndjson").write_bytes(b"")

    with pytest.raises(CannotRun, match="is not what was signed, so that nothing is replayed"):
        replayed(filled, bundle)


@pytest.mark.parametrize("what", ["nowhere", "empty", "text"])
def test_what_is_no_bundle_is_exit_status_2(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    what: str,
) -> None:
    """Also where there is no register to replay it with."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "text").write_text("no tar file")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["cancuoc", "audit", "replay", what])

    with pytest.raises(SystemExit) as left:
        cli.main()

    assert left.value.code == 2
    assert f"cancuoc: {what} " in capsys.readouterr().err


@pytest.mark.parametrize("views", [b"", b"\xff", b"[" * 9999, b'{"tables":[]}'])
def test_a_report_of_views_that_cannot_be_read_is_one_sentence(
    filled: Register, views: bytes
) -> None:
    from cancuoc.auditing.replay_bundle import _report
    from cancuoc.auditing.verify import Folder

    bundle = filled.export()
    (bundle / "views.json").write_bytes(views)

    with pytest.raises(CannotRun, match=r"views\.json of this bundle cannot be read"):
        _report(Folder(bundle))


def test_the_register_itself_is_not_touched(filled: Register) -> None:
    bundle = filled.export()
    unreachable = msgspec.structs.replace(filled.settings, dsn="host=127.0.0.1 port=1 dbname=x")

    status = replay_bundle(unreachable, bundle, None, Console(quiet=True))

    assert status == 0


def test_a_replay_that_is_stopped_leaves_no_server_and_no_folder(
    filled: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = filled.export()
    before = {*Path(tempfile.gettempdir()).glob("cancuoc-replay-*")}
    running = list[Path]()

    def stopped(*_: object) -> None:
        running.extend({*Path(tempfile.gettempdir()).glob("cancuoc-replay-*")} - before)
        os.kill(os.getpid(), signal.SIGTERM)

    monkeypatch.setattr(replay_views.Replay, "run", stopped)

    with pytest.raises(KeyboardInterrupt):
        replayed(filled, bundle)
    assert len(running) == 1
    assert not running[0].exists()
    assert postmaster.locked_pid(running[0] / "postgres") is None
