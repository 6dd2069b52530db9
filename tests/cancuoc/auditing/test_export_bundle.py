"""An export holds exactly what is signed, whole or not at all, and no person in clear.

Long because it tells an export from its first byte to its name, and each way to die.
"""

import io
import json
import os
import signal
from pathlib import Path

import msgspec
import psycopg
import pytest
from rich.console import Console
from tests.cancuoc.auditing.register import Register
from tests.faults.disguises import found_in

from adapters.ledger.notes import COSIGNING_KEY, cosign, new_key, read_note
from bundles import COSIGNED_AT, build, history, signers
from cancuoc.auditing import export_bundle as exporting
from cancuoc.auditing import verify
from cancuoc.auditing.bundle_folder import BundleFolder
from cancuoc.auditing.export_bundle import export_bundle
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import SettingsWrong
from evidence import exported, judged, opened
from loads import people


def trust(register: Register) -> verify.Trust:
    keys = "".join(f"log {key.text()}\n" for key in register.ring.verifiers())
    return verify.Trust(verify.read_policy(f"{keys}quorum none\n".encode()))


def size_of(bundle: Path) -> int:
    return verify.read_head(verify.read_note((bundle / "checkpoint").read_bytes())).size


def test_what_the_log_signed_is_exported_and_verifies(filled: Register) -> None:
    bundle = filled.export()

    assert judged(bundle, trust(filled)).wrong == {}
    assert size_of(bundle) == filled.count("SELECT count(*) FROM events") > 256


def test_only_signed_events_are_exported(filled: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PATIENCE_S", 0.2)
    signed = filled.count("SELECT max(size) FROM checkpoints")
    filled.load(20)
    filled.place()
    filled.show()

    bundle = filled.export()

    assert size_of(bundle) == signed == len((bundle / "events.ndjson").read_bytes().splitlines())
    assert judged(bundle, trust(filled)).wrong == {}
    views = json.loads((bundle / "views.json").read_bytes())["tables"]
    assert {one["is_comparable"] for one in views} == {False}


def test_every_table_of_every_view_is_reported_as_its_writer_sees_it(filled: Register) -> None:
    views = json.loads((filled.export() / "views.json").read_bytes())["tables"]

    rows = {one["table"]: one["rows"] for one in views}
    assert rows["citizen_search"] == 300
    assert {table: filled.count(f"SELECT count(*) FROM view_a.{table}") for table in rows} == rows
    assert {one["is_comparable"] for one in views} == {True}


def test_no_person_is_in_the_bundle(filled: Register) -> None:
    rows = people(300, seed=1)
    names = [f"{row['surname']} {row['middle']} {row['given']}" for row in rows if row["middle"]]
    numbers = [row["pin_declared"] for row in rows if "pin_declared" in row]
    told = [name for name in names if len(name) > 11] + numbers
    files = opened(filled.export())

    assert len(told) > 100
    assert found_in(files, told) == []
    assert found_in(files + told[0].encode(), told) == [told[0]]


def test_an_event_that_was_changed_in_the_store_is_evidence_and_an_alarm(
    filled: Register, tmp_path: Path
) -> None:
    filled.change_state(17)
    said = Console(record=True, width=200, file=io.StringIO())

    status = export_bundle(filled.settings, tmp_path / "evidence", said)

    assert status == 1
    assert "ALARM: these events are not what was signed." in said.export_text()
    findings = judged(tmp_path / "evidence", trust(filled))
    assert {*findings.wrong} == {"tiles", "root"}
    assert findings.wrong["tiles"][0] == "tile/0/000 and the events differ, first at 17"


def test_a_changed_tile_is_evidence_and_an_alarm(filled: Register, tmp_path: Path) -> None:
    filled.owner("UPDATE ledger_tiles SET hashes = set_byte(hashes, 100, 7) WHERE level = 0")

    exported_with_alarm = export_bundle(filled.settings, tmp_path / "evidence", Console(quiet=True))

    assert exported_with_alarm == 0, "the events are what was signed"
    assert judged(tmp_path / "evidence", trust(filled)).wrong == {
        "tiles": ["tile/0/000 and the events differ, first at 3"]
    }


def test_a_missing_tile_is_an_alarm(filled: Register, tmp_path: Path) -> None:
    filled.owner("DELETE FROM ledger_tiles WHERE level = 0")

    assert export_bundle(filled.settings, tmp_path / "evidence", Console(quiet=True)) == 1
    assert "tile/0/000 is missing" in judged(tmp_path / "evidence").wrong["tiles"]


def test_a_register_with_witnesses_exports_what_they_have_cosigned(
    filled: Register, tmp_path: Path
) -> None:
    witness = new_key("inspectorate.example/witness", COSIGNING_KEY)
    text = filled.export("before").joinpath("checkpoint").read_text()
    line = cosign(read_note(text).text, witness, COSIGNED_AT).text()
    size = filled.count("SELECT max(size) FROM checkpoints")
    filled.owner("INSERT INTO cosignatures (size, witness, line) VALUES (%s, 'x', %s)", size, line)
    filled.load(10)
    filled.sign()
    policy = tmp_path / "policy"
    policy.write_text(
        f"# who watches\nwitness x {witness.verifier.text()} https://w.example/\nquorum x\n"
    )

    bundle = filled.export(ledger_policy=str(policy))

    assert size_of(bundle) == size
    findings = judged(bundle)
    assert findings.wrong == {}
    assert "the quorum x is met: inspectorate.example/witness" in findings.holding["witnesses"]


def test_while_keys_are_rotated_both_sign_and_both_are_named(filled: Register) -> None:
    filled.ring = filled.ring.with_new_key()
    filled.load(1)
    filled.sign()

    bundle = filled.export()

    assert judged(bundle, trust(filled)).wrong == {}
    assert (bundle / "keys.txt").read_text().count("log ") == 2


def test_before_anything_is_signed_there_is_nothing_to_export(
    filled: Register, tmp_path: Path
) -> None:
    filled.owner("DELETE FROM checkpoints")

    with pytest.raises(CannotRun, match="no checkpoint of this register is published yet"):
        export_bundle(filled.settings, tmp_path / "evidence", Console(quiet=True))
    assert not (tmp_path / "evidence").exists()
    assert not (tmp_path / "evidence.part").exists()


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("taken", "taken is there already: name a folder that is not"),
        ("missing/evidence", "the folder .*missing does not exist"),
    ],
)
def test_a_place_that_cannot_be_used_is_told_before_anything_is_read(
    tmp_path: Path, place: str, said: str
) -> None:
    (tmp_path / "taken").mkdir()

    with pytest.raises(SettingsWrong, match=said), BundleFolder(tmp_path / place):
        pass


def test_two_exports_never_write_one_folder(tmp_path: Path) -> None:
    with BundleFolder(tmp_path / "evidence") as first:
        first.write_tile("tile/0/000", b"mine")
        with (
            pytest.raises(SettingsWrong, match="another export writes"),
            BundleFolder(tmp_path / "evidence"),
        ):
            pass
        assert (tmp_path / "evidence.part/tile/0/000").read_bytes() == b"mine"


def test_what_a_killed_export_left_is_cleared_by_the_next(tmp_path: Path) -> None:
    part = tmp_path / "evidence.part"
    (part / "tile/0").mkdir(parents=True)
    (part / "tile/0/777").write_bytes(b"half")
    (part / "link").symlink_to(tmp_path)

    build(tmp_path / "evidence", history(300), signers())

    assert judged(tmp_path / "evidence").wrong == {}
    assert not part.exists()


def test_an_export_killed_at_any_point_leaves_nothing_that_looks_whole(tmp_path: Path) -> None:
    by, events, killed = signers(), history(600), 0
    for point in range(1, 40):
        folder = tmp_path / str(point)
        child = os.fork()
        if child == 0:
            _die_at(point)
            build(folder, events, by)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            assert not folder.exists()
        else:
            assert judged(folder).wrong == {}
            break

    assert killed > 10


def _die_at(point: int) -> None:
    """SIGKILL at the so-many-th call that makes something durable, or gives it its name."""
    left = [point]

    def counted(call):  # type: ignore[no-untyped-def]
        def dying(*arguments):  # type: ignore[no-untyped-def]
            left[0] -= 1
            if not left[0]:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*arguments)

        return dying

    os.fsync = counted(os.fsync)
    os.rename = counted(os.rename)


def test_the_export_reads_one_snapshot(filled: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is written while it reads changes nothing of it."""
    pages = exporting._pages

    def interrupted(connection: psycopg.Connection, size: int):  # type: ignore[no-untyped-def]
        filled.load(5)
        filled.sign()
        filled.change_state(3)
        yield from pages(connection, size)

    monkeypatch.setattr(exporting, "_pages", interrupted)
    bundle = filled.export()

    assert judged(bundle, trust(filled)).wrong == {}


def test_a_database_that_is_away_is_one_sentence(filled: Register, tmp_path: Path) -> None:
    away = msgspec.structs.replace(filled.settings, dsn="host=127.0.0.1 port=1 dbname=x")

    with pytest.raises(Exception, match="the register cannot be read"):
        exported(away, tmp_path / "evidence")
