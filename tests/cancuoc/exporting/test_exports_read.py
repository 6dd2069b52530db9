"""An export is read over REST by auditors and by those whose units it was about."""

from pathlib import Path

import pytest

from adapters.postgres.embedded import EmbeddedPostgres
from database import Store
from loads import Desk
from service import Service


class Exported:
    """One export of a district, as it lies in a running register."""

    def __init__(self, register: Service, desk: Desk, file: Path) -> None:
        self.register = register
        assert desk.export(file, officer="data-officer", sits_in="001", columns="id,unit") == 0
        said = desk.said.export_text()
        self.id = said.rpartition("Export ")[2].split()[0]
        self.path = f"/v1/register-exports/{self.id}"


@pytest.fixture
def exported(
    register: Service,
    register_store: Store,
    cluster: EmbeddedPostgres,
    register_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Exported:
    monkeypatch.setattr(Desk, "sequenced", lambda _: None)  # the register's own sequencer does
    return Exported(register, Desk(register_store, cluster, register_folder), tmp_path / "out")


def test_an_auditor_reads_who_took_what_and_why(exported: Exported) -> None:
    answer = exported.register.get(exported.path, "auditor")

    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    shown = answer.json()
    assert (shown["status"], shown["purpose"], shown["unit"]) == ("completed", "inspection", "001")
    assert (shown["officer_unit"], shown["officer_roles"]) == ("001", ["data-officer"])
    assert shown["columns"] == ["id", "unit"]
    assert len(shown["sha256"]) == 64
    assert exported.register.get(f"{exported.path}?version=1", "auditor").json()["rows"] is None


def test_its_timeline_names_the_officer(exported: Exported) -> None:
    events = exported.register.get(f"{exported.path}/events", "auditor").json()["items"]

    assert [one["topic"] for one in events] == [
        "register-export.begun.v1",
        "register-export.completed.v1",
    ]
    assert {one["actor"]["unit"] for one in events} == {"001"}


@pytest.mark.parametrize(
    ("officer", "unit", "status"),
    [
        ("director", None, 200),
        ("data-officer", "001", 200),
        ("data-officer", "01", 200),
        ("data-officer", "79", 403),
        ("area-officer", "00001", 403),
        ("capture-officer", "001", 403),
    ],
)
def test_only_auditors_and_heads_of_the_unit_read_it(
    exported: Exported, officer: str, unit: str | None, status: int
) -> None:
    assert exported.register.get(exported.path, officer, unit).status_code == status


def test_nothing_is_exported_by_a_request(exported: Exported) -> None:
    register = exported.register

    for path in ("/v1/register-exports", f"{exported.path}/complete-export"):
        assert register.post(path, {}, "director", if_match=2).status_code in (404, 405)
    missing = "/v1/register-exports/01780a5c-8e00-7000-8000-000000000001"
    answer = register.get(missing, "auditor", **{"accept-language": "en"})
    assert answer.status_code == 404
    assert answer.json()["detail"] == "there is no such export of the register"
