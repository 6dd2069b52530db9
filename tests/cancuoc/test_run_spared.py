"""`cancuoc run` where the sequencer refuses or Kafka is of no use: officers work on."""

from functools import partial

import psycopg
import pytest
from tests.cancuoc.desk import Desk, await_true

NO_KAFKA = {"CANCUOC_KAFKA": "127.0.0.1:1", "CANCUOC_KAFKA_OPTIONS": "/nowhere/kafka.json"}


def test_roles_of_kafka_that_will_not_live_keep_nobody_from_working(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(desk, "environment", partial(desk.environment, **NO_KAFKA))
        run = desk.start()
    run.await_said("The role relay does not stay alive")
    run.await_said("The role publish-progress does not stay alive")

    assert desk.capture().status_code == 201
    said = run.said()
    assert "The topics could not be looked after: " in said
    for role in ("relay", "publish-progress"):
        (line,) = [line for line in said.splitlines() if f"The role {role} " in line]
        assert "/nowhere/kafka.json" in line
        assert f"Its log is {desk.var}/logs/{role}.log. The register goes on without it" in line


@pytest.mark.parametrize(
    ("words", "status", "sentence"),
    [
        (("dlq", "list"), 0, "No record is set aside."),
        (("dlq", "replay", "stock"), 1, "cancuoc: stock is not fed from Kafka and sets nothing"),
        (("relay", "--rewind"), 1, "cancuoc: CANCUOC_KAFKA is not set"),
        (("publish-progress", "--again"), 1, "cancuoc: CANCUOC_KAFKA is not set"),
        (("project", "stock", "--rebuild"), 0, "The views were rebuilt and have taken over."),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_tools_find_the_register_that_runs_here(
    desk: Desk, words: tuple[str, ...], status: int, sentence: str
) -> None:
    done = desk.command(*words)
    assert done.returncode == status, done.stderr
    assert sentence in done.stdout + done.stderr


def test_history_that_was_altered_stops_positions_and_nothing_else(desk: Desk) -> None:
    await_true(lambda: desk.count("SELECT max(size) FROM checkpoints") > 0, "signed")
    with psycopg.connect(desk.postgres.dsn("cancuoc")) as owner:
        owner.execute("UPDATE events SET state = state || 'x' WHERE notification_id ="
                      " (SELECT max(notification_id) FROM positions)")  # fmt: skip
    desk.runs[-1].stop()
    positions = "SELECT count(*) FROM positions"

    run = desk.start()

    run.await_said("The role sequence does not stay alive: The first ")
    assert "Keep a copy of the database first; then restore" in run.said()
    assert run.said().count("The role sequence") == 1
    assert desk.is_ready()
    before = desk.count(positions)
    assert desk.capture().status_code in {201, 409}
    assert desk.count(positions) == before
    (ledger,) = [one for one in desk.get("/readyz").json()["components"] if one["name"] == "ledger"]
    assert ledger["facts"]["sequenced"] is False
    assert "nobody at work" in desk.command("doctor", COLUMNS="250").stdout
    assert run.stop() == 0
