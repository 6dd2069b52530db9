"""What the timeline says of each event's proof, and what it says once a row was altered."""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import psycopg
import pytest
from tests.adapters.http.following import BASE, await_all_published

from adapters.ledger.tiles import Nodes
from adapters.ledger.tree import tree_root
from adapters.postgres.embedded import EmbeddedPostgres
from adapters.postgres.ledger_tiles import StoredTiles
from database import Store
from instrument_case import Instrument
from service import Service, own_store, serving

ISSUED = 2
"""The version that the second event makes."""
TILE_OF_ALL = 257


@pytest.fixture(scope="module")
def damaged(
    cluster: EmbeddedPostgres, template: Store, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Service]:
    """A register of its own, whose rows the tests alter and put back."""
    folder = tmp_path_factory.mktemp("damaged")
    with (
        own_store(cluster, folder) as store,
        serving(store, cluster, folder, ("sequence", "project", "serve")) as service,
    ):
        yield service


@pytest.fixture
def law(damaged: Service) -> UUID:
    """Listed and issued, and in the published ledger; its events have no sealed part, so that an
    altered one is still read."""
    found = Instrument(damaged).issued()
    await_all_published(damaged)
    return UUID(found.id)


def proofs(
    register: Service, law: UUID, language: str = "en", query: str = ""
) -> list[dict[str, object]]:
    path = f"/v1/legal-instruments/{law}/events?proof=true{query}"
    answer = register.get(path, **{"accept-language": language})
    assert answer.status_code == 200, answer.text
    return [one["proof"] for one in answer.json()["items"]]


def states(register: Service, law: UUID) -> list[object]:
    return [one["state"] for one in proofs(register, law)]


@contextmanager
def another_command(register: Service, stream: UUID, version: int) -> Iterator[None]:
    """The event as it would be by another command: it still reads well. Put back afterwards."""
    where = "WHERE originator_id = %s AND originator_version = %s"
    with psycopg.connect(register.dsn, autocommit=True) as owner:
        row = owner.execute(f"SELECT state FROM events {where}", (stream, version)).fetchone()
        assert row is not None
        head, named, tail = row[0].partition(b'"command_id":"')
        assert named
        other = head + named + (b"0" if tail[:1] != b"0" else b"1") + tail[1:]
        store = f"UPDATE events SET state = %s {where}"
        owner.execute(store, (other, stream, version))
        try:
            yield
        finally:
            owner.execute(store, (row[0], stream, version))


def test_every_event_of_an_untouched_register_is_proved(damaged: Service, law: UUID) -> None:
    size = await_all_published(damaged).size

    found = proofs(damaged, law)

    assert len(found) == 2
    for one in found:
        assert (one["state"], one["checkpoint_size"]) == ("proved", size)
        assert str(one["in_words"]).startswith("proved: ")


def test_the_words_are_the_readers_own(damaged: Service, law: UUID) -> None:
    assert str(proofs(damaged, law, "vi")[0]["in_words"]).startswith("đã chứng thực")


def test_nobody_pays_for_a_proof_that_was_not_asked_for(damaged: Service, law: UUID) -> None:
    plain = damaged.get(f"/v1/legal-instruments/{law}/events").json()["items"]
    asked_not = damaged.get(f"/v1/legal-instruments/{law}/events?proof=false").json()["items"]
    diff = damaged.get(f"/v1/legal-instruments/{law}/diff?from=1").json()

    assert [one["proof"] for one in plain + asked_not] == [None] * len(plain + asked_not)
    assert diff["proofs"] is None


def test_the_next_page_is_proved_like_the_first(damaged: Service, law: UUID) -> None:
    first = damaged.get(f"/v1/legal-instruments/{law}/events?limit=1&proof=true").json()
    second = damaged.get(first["next"]).json()

    assert [one["version"] for one in second["items"]] == [2]
    assert second["items"][0]["proof"]["state"] == "proved"


def test_a_difference_is_proved_by_the_events_that_made_it(damaged: Service, law: UUID) -> None:
    answer = damaged.get(f"/v1/legal-instruments/{law}/diff?from=1&to=2&proof=true")

    assert [(one["version"], one["proof"]["state"]) for one in answer.json()["proofs"]] == [
        (2, "proved")
    ]


def test_an_altered_event_is_contradicted_and_has_no_receipt(damaged: Service, law: UUID) -> None:
    with another_command(damaged, law, ISSUED):
        found = proofs(damaged, law)
        receipt = damaged.get(f"{BASE}/receipts/{law}/{ISSUED}", "auditor")
        diff = damaged.get(f"/v1/legal-instruments/{law}/diff?from=1&to=2&proof=true").json()

    assert found[ISSUED - 1]["state"] == "contradicted"
    assert str(found[ISSUED - 1]["in_words"]).startswith("contradicted: ")
    assert diff["proofs"][0]["proof"]["state"] == "contradicted"
    assert receipt.status_code == 500
    assert receipt.json()["type"] == "/v1/problems/ledger-contradicted"
    assert set(states(damaged, law)) == {"proved"}


def test_under_a_full_tile_the_altered_event_alone_is_contradicted(
    damaged: Service, law: UUID
) -> None:
    """The leaves of a full tile are stored, so that those beside it stand."""
    for _ in range(TILE_OF_ALL - damaged.count("SELECT count(*) FROM events")):
        Instrument(damaged)
    assert await_all_published(damaged).size >= TILE_OF_ALL

    with another_command(damaged, law, ISSUED):
        found = states(damaged, law)

    assert found == ["proved", "contradicted"]


def test_an_event_of_the_newest_tile_is_contradicted_too(damaged: Service) -> None:
    """Its leaf is not stored: it is made of the event, and so differs from what was signed."""
    fresh = UUID(Instrument(damaged).id)
    await_all_published(damaged)

    with another_command(damaged, fresh, 1):
        assert states(damaged, fresh) == ["contradicted"]


def test_a_checkpoint_whose_root_was_altered_proves_nothing(damaged: Service, law: UUID) -> None:
    newest = "(SELECT max(size) FROM checkpoints)"
    flip = f"UPDATE checkpoints SET root = sha256(root) WHERE size = {newest} RETURNING 1"
    with psycopg.connect(damaged.dsn, autocommit=True) as owner:
        kept = owner.execute(f"SELECT size, root FROM checkpoints WHERE size = {newest}").fetchone()
        owner.execute(flip)
        found = states(damaged, law)
        receipt = damaged.get(f"{BASE}/receipts/{law}/1", "auditor")
        assert kept is not None
        owner.execute("UPDATE checkpoints SET root = %s WHERE size = %s", (kept[1], kept[0]))

    assert set(found) == {"contradicted"}
    assert receipt.status_code == 500
    assert receipt.json()["type"] == "/v1/problems/ledger-contradicted"
    assert set(states(damaged, law)) == {"proved"}


def test_a_root_that_fits_the_altered_event_proves_nothing_without_the_key(
    damaged: Service,
) -> None:
    """Whoever has the tables and not the key can make everything fit but the signature."""
    fresh = UUID(Instrument(damaged).id)
    size = await_all_published(damaged).size
    with (
        another_command(damaged, fresh, 1),
        psycopg.connect(damaged.dsn, autocommit=True) as owner,
    ):
        root = tree_root(size, Nodes(StoredTiles(owner), size))
        fitted = "UPDATE checkpoints SET root = %s WHERE size = %s"
        kept = owner.execute("SELECT root FROM checkpoints WHERE size = %s", (size,)).fetchone()
        owner.execute(fitted, (root, size))
        found = states(damaged, fresh)
        assert kept is not None
        owner.execute(fitted, (kept[0], size))

    assert root != kept[0]
    assert found == ["contradicted"]
    assert states(damaged, fresh) == ["proved"]
