"""A tiny run of the benchmark works, leaves nothing behind, and its figures agree.

Long because one run, which takes a while, is looked at from every side.
"""

import io
import json
import os
import tempfile
from collections.abc import Iterator
from multiprocessing import forkserver, resource_tracker
from pathlib import Path
from typing import Any

import msgspec
import pytest
from rich.console import Console

from adapters.http.body_models import model_of
from cancuoc.bench import run_bench
from cancuoc.bench.beside_floors import with_right_losers
from cancuoc.bench.cells import Cells, Sample
from cancuoc.bench.disk_use import TABLES
from cancuoc.bench.echo import Body
from cancuoc.bench.findings import aims
from cancuoc.bench.load_client import Connection
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.load_loops import percentile
from cancuoc.bench.load_messages import (
    KEY_TWIN,
    PLAIN,
    VERSION_TWIN,
    Answered,
    read_requests,
    write_requests,
)
from cancuoc.bench.plan import Plan
from cancuoc.bench.request_bytes import Act, colliding
from cancuoc.bench.waiting_times import QUESTIONS
from domain.citizen.commands import NotifyPin

TINY = Plan(
    name="tiny",
    rounds=1,
    cell_s=0.2,
    open_s=0.2,
    loads=(0.5,),
    in_flight=(4, 64),
    small_store=200,
    large_store=800,
    huge_store=1_200,
    size_rounds=1,
    part_s=0.01,
    feed_events=200,
    lot=2,
    lots_at_once=1,
    lots_a_line=1,
    case_rounds=1,
    kind_rounds=1,
    kind_s=0.2,
    case_feed_events=200,
    waiting=2_000,
    searched=2_000,
    questions=2,
)
CELLS = {
    "notify-pin @4",
    "notify-pin @64",
    "notify-pin, 1 % colliding",
    "capture @64",
    "verify-citizen @64",
    "approve-citizen @64",
    "FastAPI echo",
    "Starlette echo",
    "pgbench",
    "notify-pin at 50%",
    "small store",
    "large store",
    "huge store",
    "card-application: approve",
    "card: issue",
    "card-stock: receive a block",
    "production-batch: plan",
    "dispatch-manifest: pack a card",
    "adjudication: give an opinion",
    "device: register",
    "FastAPI echo, beside the kinds",
    "pgbench, beside the kinds",
    *(
        FEED := {
            "reading the feed alone",
            "reactors",
            "view: waits",
            "view: progress",
            "view: stock",
            "view: case_links",
        }
    ),
}


class Run(msgspec.Struct):
    screen: str
    figures: dict[str, Any]
    markdown: str
    left: list[str]


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """One whole run with everything real: PostgreSQL, `cancuoc serve`, echoes, load generator.

    Not below pytest's own folder: each start of pytest closes that to the account of PostgreSQL.
    """
    screen = io.StringIO()
    # What loads start their processes from stays as long as this process, in its own folder.
    resource_tracker.ensure_running()
    forkserver.ensure_running()
    with (
        tempfile.TemporaryDirectory(prefix="bench-test-") as name,
        pytest.MonkeyPatch.context() as m,
    ):
        folder = Path(name)
        m.setattr("tempfile.tempdir", name)
        before = _children()
        status = run_bench(
            quick=True,
            json_file=folder / "figures.json",
            markdown_file=folder / "figures.md",
            console=Console(file=screen, width=200),
            plan=TINY,
        )
        assert _children() == before
        assert status == 0, screen.getvalue()
        yield Run(
            screen=screen.getvalue(),
            figures=json.loads((folder / "figures.json").read_text()),
            markdown=(folder / "figures.md").read_text(),
            left=[entry.name for entry in folder.iterdir() if entry.is_dir()],
        )


def _children() -> set[str]:
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    return set(mine.read_text().split())


@pytest.mark.slow
@pytest.mark.timeout(600)
class TestATinyRun:
    def test_measures_every_cell(self, run: Run) -> None:
        assert set(run.figures["cells"]) == CELLS

    def test_counts_answers_in_every_cell(self, run: Run) -> None:
        samples = [sample for found in run.figures["cells"].values() for sample in found]
        assert all(sample["answered"] > 0 and sample["rate"] > 0 for sample in samples)

    def test_a_percentile_is_never_below_a_lower_one(self, run: Run) -> None:
        timed = [s for found in run.figures["cells"].values() for s in found if s["p50_ms"]]
        assert len(timed) >= len(CELLS - FEED) - 2
        assert all(0 < sample["p50_ms"] <= sample["p99_ms"] for sample in timed)

    def test_a_closed_loop_obeys_little_s_law(self, run: Run) -> None:
        (sample,) = run.figures["cells"]["notify-pin @64"]
        assert sample["rate"] * sample["p50_ms"] / 1000 < 2 * 64

    def test_charges_processor_time_to_whom_it_belongs(self, run: Run) -> None:
        cells = run.figures["cells"]
        assert cells["notify-pin @64"][0]["python_us"] > 0
        assert cells["notify-pin @64"][0]["client_us"] > 0
        assert cells["pgbench"][0]["postgres_us"] > 0
        assert cells["pgbench"][0]["python_us"] == 0

    def test_measures_the_parts_alone(self, run: Run) -> None:
        found = {part["name"]: part for part in run.figures["parts"]}
        assert len(found) == 8
        assert (
            found["verify a token, known"]["python_us"]
            < (found["verify a token, first time"]["python_us"])
        )
        assert all(part["python_us"] > 0 for part in found.values())

    def test_says_of_each_aim_whether_it_is_met(self, run: Run) -> None:
        for aim in run.figures["aims"]:
            verdict = f"aim {aim['aim']}: {'met' if aim['is_met'] else 'missed'}"
            assert verdict in run.markdown
            assert verdict in run.screen

    def test_takes_whole_cases_to_the_hand_over(self, run: Run) -> None:
        (found,) = run.figures["cases"]
        assert found["cases"] == 2
        # 19 or 20 commands each, as an old card is due or not; nine for batch and manifest.
        assert 2 * 19 + 9 <= found["commands"] <= 2 * 20 + 9 + 2
        assert all(found["cpu_ms"][role] > 0 for role in ("serve", "project", "react", "client"))

    def test_asks_the_view_of_waits_every_question(self, run: Run) -> None:
        assert len(run.figures["waiting"]) == QUESTIONS
        assert all(0 < one["p50_ms"] <= one["p95_ms"] for one in run.figures["waiting"])

    def test_prints_the_tables_of_the_case(self, run: Run) -> None:
        for title in ("A command of each kind of stream", "Readers of a feed of whole cases",
                      "Queues with 2,000 waiting cases", "The whole case", "700,000"):  # fmt: skip
            assert title in run.markdown
            assert title in run.screen

    def test_weighs_every_table_that_an_event_stands_in(self, run: Run) -> None:
        each = run.figures["further"]["disk"]["bytes"]
        assert {name for name, (rows, _) in each.items() if rows > 0} == {*TABLES}

    def test_names_the_machine(self, run: Run) -> None:
        assert run.figures["machine"]["postgres"].startswith("18")
        assert f"{run.figures['machine']['cores']} cores" in run.screen

    def test_leaves_no_folder_behind(self, run: Run) -> None:
        assert run.left == []


def test_an_answer_of_another_status_fails_the_cell() -> None:
    assert Answered(statuses={PLAIN: {200: 9, 422: 1}, VERSION_TWIN: {412: 1}}).unexpected == 1
    assert Answered(statuses={KEY_TWIN: {409: 2}}).unexpected == 2
    assert Answered(statuses={PLAIN: {0: 1}}).unexpected == 1


def test_two_winners_of_one_version_fail_the_cell() -> None:
    with_right_losers(Answered(statuses={VERSION_TWIN: {200: 3, 412: 3}}))
    with pytest.raises(LoadFailed):
        with_right_losers(Answered(statuses={VERSION_TWIN: {200: 6}}))


def test_a_key_carried_out_twice_fails_the_cell() -> None:
    with_right_losers(Answered(statuses={KEY_TWIN: {200: 6}}, replayed=3))
    with pytest.raises(LoadFailed):
        with_right_losers(Answered(statuses={KEY_TWIN: {200: 6}}, replayed=0))


def test_one_request_in_a_hundred_collides_by_turns_in_version_and_key() -> None:
    acts = [Act(f"/{n}", "t", b"{}", 4, "rival") for n in range(400)]
    kinds = [kind for kind, _ in colliding(acts, 100)]
    assert len(kinds) == 404
    assert kinds.count(VERSION_TWIN) == kinds.count(KEY_TWIN) == 4
    found = [raw for kind, raw in colliding(acts, 100) if kind == KEY_TWIN]
    assert found[0] == found[1]


def test_requests_come_back_from_their_file_as_they_were(tmp_path: Path) -> None:
    given = [(PLAIN, b"POST / HTTP/1.1\r\n\r\n"), (KEY_TWIN, b"")]
    assert write_requests(tmp_path / "requests", given) == 2
    assert read_requests(tmp_path / "requests") == given


@pytest.mark.parametrize("cut", [1, 10, 40, 60, 76])
def test_an_answer_may_arrive_in_any_pieces(cut: int) -> None:
    whole = b'HTTP/1.1 412 Precondition Failed\r\ndate: x\r\ncontent-length: 7\r\n\r\n{"a":1}'
    seen: list[tuple[int, bytes]] = []
    connection = Connection(lambda _, status, answer: seen.append((status, answer)))
    connection.is_busy = True
    connection.data_received(whole[:cut])
    if cut < len(whole):
        assert seen == []
        connection.data_received(whole[cut:])
    assert seen == [(412, whole)]


def test_an_answer_without_content_states_no_length() -> None:
    whole = b"HTTP/1.1 204 No Content\r\ndate: x\r\n\r\n"
    seen: list[int] = []
    connection = Connection(lambda _, status, _answer: seen.append(status))
    connection.is_busy = True
    connection.data_received(whole[:-2])
    assert seen == []
    connection.data_received(whole[-2:])
    assert seen == [204]


def test_the_percentile_of_nothing_is_nothing() -> None:
    assert percentile([], 0.99) == 0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.0
    assert percentile([1.0], 0.99) == 1.0


def test_the_echo_asks_for_the_same_fields_as_the_command() -> None:
    assert set(Body.model_fields) == set(model_of(NotifyPin).model_fields)


def test_an_aim_is_judged_by_the_middle_of_the_rounds() -> None:
    cells = Cells()
    for fast in (50.0, 81.0, 200.0):
        cells.add("notify-pin @64", _sample(fast))
        cells.add("FastAPI echo", _sample(100.0))
    (beside, *_) = aims(cells, TINY)
    assert beside.measured == pytest.approx(0.81)
    assert beside.verdict() == "aim >= 0.8: met"


def _sample(rate: float) -> Sample:
    return Sample(rate, 100, 1.0, 2.0, 100.0, 10.0, 5.0)
