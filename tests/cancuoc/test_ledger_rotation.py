"""One key of the ledger gives way to another: told, refused, warned of, and taken up at once."""

from pathlib import Path

import msgspec
import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from tests.adapters.postgres.ledgers import fill
from tests.adapters.postgres.test_sequencer import running
from tests.cancuoc.test_ledger_keys import said

from adapters.ledger.key_ring import KeyRing
from adapters.ledger.ring_file import KeyRingTrouble
from adapters.postgres.sequencer import Sequencer
from cancuoc.ledger_keys import new_key, retire, rotate, signer_of
from cancuoc.settings import Settings
from database import Store
from waiting import eventually


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A ring of one key."""
    made = Settings(ledger_keys=tmp_path / "ring.json", ledger_origin="eid.example/ledger")
    said(new_key, made, [])
    return made


def test_a_rotation_tells_the_new_half_and_what_to_retire_later(settings: Settings) -> None:
    told = said(rotate, settings)
    old, new = KeyRing.load(settings.ledger_keys).keys

    assert told[0].endswith(new.verifier.text())
    assert told[-1] == f"    cancuoc ledger retire {old.key_id}"
    assert said(retire, settings, old.key_id)[0].startswith(f"{old.key_id} signs no more")
    assert [one.signing is None for one in KeyRing.load(settings.ledger_keys).keys] == [True, False]


def test_a_second_rotation_before_the_first_has_ended_is_refused(settings: Settings) -> None:
    said(rotate, settings)
    old, new = KeyRing.load(settings.ledger_keys).keys
    with pytest.raises(KeyRingTrouble) as refused:
        said(rotate, settings)
    assert str(refused.value) == (
        f"{old.key_id} and {new.key_id} sign already, so a rotation has begun: end it with"
        " `cancuoc ledger retire` of the older one, or of the one that is no longer trusted"
    )
    assert KeyRing.load(settings.ledger_keys).verifiers() == (old.verifier, new.verifier)

    said(retire, settings, old.key_id)
    assert len(said(rotate, settings)) == 3


def test_retiring_warns_where_the_policy_lacks_a_key_that_signs_on(
    settings: Settings, tmp_path: Path
) -> None:
    said(rotate, settings)
    old, new = KeyRing.load(settings.ledger_keys).keys
    policy = tmp_path / "policy"
    policy.write_text(f"log {old.verifier.text()}\nquorum none\n")
    told = said(retire, msgspec.structs.replace(settings, ledger_policy=str(policy)), old.key_id)
    assert told[2] == (
        f"Warning: {new.key_id} signs, and {policy} has no line of it: nothing is published until"
        f" it has `log {new.verifier.text()}` and `cancuoc sequence` and `cancuoc serve` are"
        " started again."
    )


@pytest.mark.parametrize("lines", ["", "log {old}\nlog {new}\n"], ids=["any log", "both"])
def test_retiring_warns_of_nothing_where_the_policy_believes_what_signs_on(
    settings: Settings, tmp_path: Path, lines: str
) -> None:
    said(rotate, settings)
    old, new = (one.verifier.text() for one in KeyRing.load(settings.ledger_keys).keys)
    (tmp_path / "policy").write_text(lines.format(old=old, new=new) + "quorum none\n")
    known = msgspec.structs.replace(settings, ledger_policy=str(tmp_path / "policy"))
    assert len(said(retire, known, KeyRing.load(known.ledger_keys).keys[0].key_id)) == 2


def test_a_running_sequencer_takes_up_a_rotation(settings: Settings, store: Store) -> None:
    app_dsn = make_conninfo(store.dsn, user="cancuoc_app")
    with (
        psycopg.connect(app_dsn, autocommit=True) as connection,
        running(Sequencer(app_dsn, signer=signer_of(settings), checkpoint_s=0.05)),
    ):

        def signatures() -> list[int]:
            rows = connection.execute("SELECT signatures FROM checkpoints ORDER BY size")
            return [lines.count("\n") for (lines,) in rows.fetchall()]

        fill(store.dsn, 1)
        eventually(lambda: signatures() == [1])
        said(rotate, settings)
        fill(store.dsn, 1)
        eventually(lambda: signatures() == [1, 2])
        said(retire, settings, KeyRing.load(settings.ledger_keys).keys[0].key_id)
        fill(store.dsn, 1)
        eventually(lambda: signatures() == [1, 2, 1])
