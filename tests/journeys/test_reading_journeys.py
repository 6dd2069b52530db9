"""The past stays readable: by version, by recorded time, by day of civil life, and by search."""

import re
import time
from datetime import datetime
from typing import Any

from citizen_case import TRUC_BACH, Case, place
from service import Service
from waiting import eventually


def amended(register: Service) -> Case:
    case = Case(register).active()
    decision = {"amendment_id": case.amendment("middle", "Thu"), "effective_from": "2021-03-05"}
    case.step("approve-amendment", "commune-chief", **decision)
    return case


def test_each_version_reads_as_it_was(register: Service) -> None:
    case = amended(register)

    statuses = [case.read(f"?version={version}")["status"] for version in range(1, 8)]
    before, after = case.read("?version=6"), case.read("?version=7")

    assert statuses == [
        "captured",
        "verified",
        "approved",
        "approved",
        "active",
        "active",
        "active",
    ]
    assert (before["entry"]["middle"], after["entry"]["middle"]) == ("Thị", "Thu")
    assert case.read() == after


def test_as_of_gives_what_had_been_recorded_by_then(register: Service) -> None:
    case = Case(register).verified()
    recorded = events(register, case)[-1]["recorded_at"]
    time.sleep(0.01)
    case.step("approve-citizen", "register-approver")

    then = case.read(f"?as_of={recorded}")

    assert (then["version"], then["status"], then["pin"]) == (2, "verified", None)


def test_effective_on_gives_what_was_true_on_that_day(register: Service) -> None:
    case = amended(register)
    moved: dict[str, Any] = {"kind": "permanent", "place": place(TRUC_BACH), "from": "2021-03-08"}
    case.step("record-residence", "area-officer", **moved)

    def homes(day: str) -> list[str]:
        stays = case.read(f"?effective_on={day}")["entry"]["residences"]
        return [stay["place"]["unit"] for stay in stays]

    assert homes("2021-03-07") == ["00001"]
    assert homes("2021-03-08") == [TRUC_BACH]
    assert case.read("?effective_on=2021-03-04")["entry"]["middle"] == "Thị"
    assert case.read("?effective_on=2021-03-05")["entry"]["middle"] == "Thu"


def test_a_day_withholds_a_change_and_not_the_decision_on_it(register: Service) -> None:
    case = amended(register)
    now, then = case.read(), case.read("?effective_on=2021-03-04")

    assert (now["entry"]["middle"], then["entry"]["middle"]) == ("Thu", "Thị")
    assert then["amendments"] == []
    assert then["field_versions"] == now["field_versions"]
    assert {**then, "entry": now["entry"]} == now


def test_instants_are_written_in_utc_with_microseconds(register: Service) -> None:
    case = Case(register, captured_at="2021-03-09T08:00:00+07:00").captured()
    first = events(register, case)[0]

    assert case.shown["capture"]["captured_at"] == "2021-03-09T01:00:00.000000Z"
    assert case.read() == case.shown
    assert first["data"]["captured_at"] == "2021-03-09T01:00:00.000000Z"
    for name in ("recorded_at", "occurred_at"):
        assert re.fullmatch(r"2021-03-10T\d\d:\d\d:\d\d\.\d{6}Z", first[name])


def test_the_timeline_tells_the_trace_of_a_request_and_that_nobody_signed_with_it(
    register: Service,
) -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    case = Case(register)
    answer = register.post("/v1/citizens", case.declared, traceparent=trace)

    first = events(register, case)[0]
    assert answer.status_code == 201
    assert (first["traceparent"], first["countersigned_by"]) == (trace, None)


def events(register: Service, case: Case, query: str = "") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = register.get(f"{case.path}/events{query}").json()["items"]
    return items


def test_the_timeline_names_who_acted_when_under_which_rules_and_where_in_the_ledger(
    register: Service,
) -> None:
    case = Case(register).active()
    timeline = eventually(lambda: placed(events(register, case)))

    assert [event["version"] for event in timeline] == [1, 2, 3, 4, 5]
    assert [event["actor"]["roles"][0] for event in timeline] == [
        "area-officer",
        "commune-chief",
        "register-approver",
        "register-approver",
        "area-officer",
    ]
    times = [datetime.fromisoformat(event["recorded_at"]) for event in timeline]
    assert times == sorted(times)
    assert {event["recorded_at"][:10] for event in timeline} == {"2021-03-10"}
    assert all(event["clock_offset_s"] < 0 for event in timeline)
    law = register.get("/v1/rules").json()["policy_version"]
    assert 0 <= timeline[2]["policy_version"] <= law
    assert timeline[2]["command_id"] == timeline[3]["command_id"]
    assert timeline[0]["sealed"]["surname"] == "Nguyễn"
    assert "sealed" not in timeline[0]["data"]
    positions = [event["position"] for event in timeline]
    assert positions == sorted(positions)


def placed(timeline: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The timeline once every event of it has its position."""
    return timeline if all(event["position"] is not None for event in timeline) else []


def test_positions_are_dense_over_the_whole_register(register: Service) -> None:
    case = Case(register).captured()
    eventually(lambda: placed(events(register, case)))

    count = register.count("SELECT count(*) FROM positions")
    assert register.count("SELECT max(position) FROM positions") == count - 1


def test_a_timeline_is_read_page_by_page(register: Service) -> None:
    case = Case(register).active()
    page = register.get(f"{case.path}/events?limit=2")
    versions = [event["version"] for event in page.json()["items"]]

    while (following := page.json()["next"]) is not None:
        assert page.headers["link"] == f'<{following}>; rel="next"'
        page = register.get(following)
        versions += [event["version"] for event in page.json()["items"]]

    assert versions == [1, 2, 3, 4, 5]


def test_a_difference_names_each_field_before_and_after(register: Service) -> None:
    case = amended(register)

    answer = register.get(f"{case.path}/diff?from=6&to=7").json()

    changes = {one["field"]: (one["before"], one["after"]) for one in answer["changes"]}
    assert (answer["from"], answer["to"]) == (6, 7)
    assert changes["entry/middle"] == ("Thị", "Thu")
    assert changes["version"] == (6, 7)
    assert "entry/surname" not in changes
