"""`cancuoc bulk-act` signs a list from a file, hands it in, watches it and keeps the verdicts."""

import io
import json
from pathlib import Path

import httpx
import pytest
from rich.console import Console

from adapters.identity.development_officers import OFFICER_BY_NAME
from cancuoc.bulk_command import ListFile, Signer, hand_in, list_in, print_digest
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings, SettingsWrong
from citizen_case import Case
from minting import minted
from service import AUDIENCE, Service
from signed_lists import to_approve

BY_NAME = Signer("register-approver", None, None)


@pytest.fixture
def settings(summer: Service) -> Settings:
    return Settings(var=summer.kek_file.parent, port=int(httpx.URL(summer.address).port or 0))


def written(folder: Path, *items: object) -> Path:
    file = folder / "list.ndjson"
    file.write_text("".join(json.dumps(item) + "\n" for item in items), encoding="utf-8")
    return file


def handed_in(settings: Settings, listed: ListFile, signer: Signer, out: Path) -> tuple[int, str]:
    told = io.StringIO()
    status = hand_in(settings, listed, signer, out, Console(file=told, width=100))
    return status, told.getvalue()


def verdicts(out: Path) -> list[str]:
    return [json.loads(line)["verdict"] for line in out.read_text().splitlines()]


def test_the_verdict_on_each_item_of_a_file_is_kept_beside_it(
    settings: Settings, summer: Service, tmp_path: Path
) -> None:
    cases = [Case(summer).verified() for _ in range(3)]
    listed = list_in(written(tmp_path, *to_approve(*cases)), "approve-citizens", False, None)
    status, told = handed_in(settings, listed, BY_NAME, tmp_path / "out")

    assert (status, verdicts(tmp_path / "out")) == (0, ["accepted"] * 3)
    assert f"List {listed.id}: 3 accepted." in told


def test_the_same_file_under_the_same_key_goes_on(
    settings: Settings, summer: Service, tmp_path: Path
) -> None:
    file = written(tmp_path, *to_approve(Case(summer).verified()))
    key = minted()
    for _ in range(2):
        listed = list_in(file, "approve-citizens", False, key)
        assert handed_in(settings, listed, BY_NAME, tmp_path / "out")[0] == 0
    assert summer.count("SELECT count(*) FROM bulk_acts WHERE id = %s", key) == 1


def test_a_refused_item_is_told_by_the_exit_status(settings: Settings, tmp_path: Path) -> None:
    file = written(tmp_path, {"citizen_id": minted(), "version": 2})
    listed = list_in(file, "approve-citizens", True, None)

    assert handed_in(settings, listed, BY_NAME, tmp_path / "out")[0] == 1
    assert verdicts(tmp_path / "out") == ["refused"]


def test_an_officer_of_a_real_issuer_signs_the_printed_digest(
    settings: Settings, summer: Service, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, key = written(tmp_path, *to_approve(Case(summer).verified())), minted()
    print_digest(list_in(file, "approve-citizens", False, key))
    named, digest = capsys.readouterr().out.split("\n")[:2]
    who = OFFICER_BY_NAME["register-approver"]
    signature = summer.issuer.issue(who.officer, who.unit, (who.role,), 60, AUDIENCE, cmd=digest)
    (tmp_path / "token").write_text(summer.token("register-approver"))
    (tmp_path / "signature").write_text(signature)
    signer = Signer("", tmp_path / "token", tmp_path / "signature")
    listed = list_in(file, "approve-citizens", False, key)

    assert named == f"--key {key}"
    assert handed_in(settings, listed, signer, tmp_path / "out")[0] == 0


def test_a_refused_list_is_told_with_its_fields(settings: Settings, tmp_path: Path) -> None:
    listed = list_in(written(tmp_path, {"version": 2}), "approve-citizens", False, None)

    with pytest.raises(SettingsWrong, match="/items/0/citizen_id"):
        handed_in(settings, listed, BY_NAME, tmp_path / "out")


def test_what_cannot_be_handed_in_is_said_before(settings: Settings, tmp_path: Path) -> None:
    file = written(tmp_path, {})
    with pytest.raises(SettingsWrong, match="one JSON object a line"):
        list_in(tmp_path / "nowhere", "approve-citizens", False, None)
    with pytest.raises(SettingsWrong, match="must be a UUIDv7"):
        list_in(file, "approve-citizens", False, "1")
    listed = list_in(file, "approve-citizens", False, None)
    with pytest.raises(SettingsWrong, match="--act is approve-citizens or notify-pins, not 'appr"):
        list_in(file, "approve", False, None)
    with pytest.raises(SettingsWrong, match="name a development officer"):
        handed_in(settings, listed, Signer("", None, None), tmp_path / "out")
    with pytest.raises(SettingsWrong, match=r"no officer nobody: there are area-officer, .*"):
        handed_in(settings, listed, Signer("nobody", None, None), tmp_path / "out")
    unread = Signer("", tmp_path / "missing", tmp_path / "missing")
    with pytest.raises(SettingsWrong, match="cannot be read as a token"):
        handed_in(settings, listed, unread, tmp_path / "out")
    with pytest.raises(CannotRun, match="No register answers"):
        handed_in(Settings(var=settings.var, port=1), listed, BY_NAME, tmp_path / "out")
