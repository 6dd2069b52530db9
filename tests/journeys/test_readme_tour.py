"""The README's tour, copied and pasted into a shell before a register that has just started."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from tests.cancuoc.desk import ROOT, Desk, desk_in

CITIZEN = json.loads((ROOT / "docs" / "tour" / "dc01.json").read_text())["id"]
pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="curl: run make system")
MARK = "----- next block -----"


class Answer(NamedTuple):
    """What one curl printed: the head where it was asked for, and the body where there is one."""

    head: str
    body: Any


def blocks() -> list[str]:
    tour = (ROOT / "README.md").read_text().split("## A tour in five minutes")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(.*?)^```$", tour, re.MULTILINE | re.DOTALL)


def answers(printed: str) -> list[Answer]:
    """Bodies are one line of JSON each; a head begins with its status line."""
    found: list[Answer] = []
    head = ""
    for line in printed.splitlines():
        if line.startswith("{"):
            found.append(Answer(head, json.loads(line)))
            head = ""
        else:
            head += line + "\n"
    return [*found, Answer(head, None)] if head.strip() else found


@pytest.fixture(scope="module")
def toured(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[list[Answer]]]:
    """The answers of each block; only folder and port differ from what the README says."""
    with desk_in(tmp_path_factory.mktemp("tour")) as desk:
        desk.start()
        yield pasted(desk)


def pasted(desk: Desk) -> list[list[Answer]]:
    # A person needs more than the second within which the view has followed.
    script = f"\nsleep 1; echo '{MARK}'\n".join(blocks())
    assert "var/tokens.env" in script
    assert "127.0.0.1:8021" in script
    script = script.replace("var/tokens.env", str(desk.var / "tokens.env"))
    shell = subprocess.run(
        ["bash", "-eu", "-c", script.replace("8021", str(desk.port))],
        cwd=ROOT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert (shell.returncode, shell.stderr) == (0, "")
    return [answers(printed) for printed in shell.stdout.split(MARK)]


def test_setting_out_prints_nothing(toured: list[list[Answer]]) -> None:
    assert len(toured) == len(blocks()) == 6
    assert toured[0] == []


def test_a_declaration_is_captured_once_and_replayed_once(toured: list[list[Answer]]) -> None:
    first, again = toured[1]
    assert "HTTP/1.1 201 Created" in first.head
    assert "idempotency-replayed" not in first.head
    assert (first.body["id"], first.body["version"]) == (CITIZEN, 1)
    assert "HTTP/1.1 201 Created" in again.head
    assert "idempotency-replayed: true" in again.head


def test_an_area_officer_is_refused_in_vietnamese(toured: list[list[Answer]]) -> None:
    (refused,) = toured[2]
    assert refused.body["status"] == 403
    assert refused.body["title"] == "Không thuộc thẩm quyền của ông/bà"


def test_the_entry_is_verified_approved_with_a_number_and_notified(
    toured: list[list[Answer]],
) -> None:
    verified, approved, notified = (answer.body for answer in toured[3])
    assert (verified["status"], verified["version"], verified["pin"]) == ("verified", 2, None)
    assert (approved["status"], approved["version"]) == ("approved", 4)
    assert re.fullmatch(r"\d{12}", approved["pin"])
    assert (notified["status"], notified["pin"]) == ("active", approved["pin"])


def test_history_differences_search_and_rules_are_read(toured: list[list[Answer]]) -> None:
    before, timeline, diff, search, rules = (answer.body for answer in toured[4])
    assert (before["version"], before["status"], before["pin"]) == (1, "captured", None)
    assert [event["version"] for event in timeline["items"]] == [1, 2, 3, 4, 5]
    assert timeline["items"][0]["topic"] == "citizen.captured.v1"
    assert (diff["from"], diff["to"]) == (1, 5)
    assert "pin" in {change["field"] for change in diff["changes"]}
    (found,) = search["items"]
    assert (found["citizen_id"], found["pin"]) == (CITIZEN, toured[3][1].body["pin"])
    assert search["freshness"]["position"] == 4
    assert rules["on"] == "2021-05-14"
    assert {"admin.codes", "calendar.holidays"} <= {item["key"] for item in rules["items"]}


def test_the_citizen_asks_for_a_card_and_it_waits_for_somebody(
    toured: list[list[Answer]],
) -> None:
    opened, queue, case, progress = (answer.body for answer in toured[5])
    assert (opened["status"], opened["intake_unit"]) == ("opened", "001")
    assert [item["stream"] for item in queue["items"]] == [opened["id"]]
    assert {stream["kind"] for stream in case["streams"]} == {"citizen", "card-application"}
    assert [wait["owner_role"] for wait in case["waits"]] == ["reception-officer"]
    assert "population.captured" in {cell["counter"] for cell in progress["cells"]}
