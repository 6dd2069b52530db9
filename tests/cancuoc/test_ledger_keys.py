"""`cancuoc ledger`: what an operator does with the keys that sign, and what is refused."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from psycopg.conninfo import make_conninfo
from rich.console import Console
from tests.adapters.postgres.ledgers import fill
from tests.cancuoc.test_command_line import complained

from adapters.ledger.key_ring import KeyRing, create, new_ring
from adapters.ledger.ring_file import KeyRingTrouble
from adapters.postgres.sequencer import Sequencer
from cancuoc.ledger_keys import (
    EMBEDDED_ORIGIN,
    new_key,
    require_ledger_keys,
    retire,
    rotate,
    show,
    signer_of,
)
from cancuoc.rehearsal_clock import CannotRun
from cancuoc.settings import Settings, SettingsWrong
from database import Store

ORIGIN = "eid.example/ledger"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(ledger_keys=tmp_path / "ring.json", ledger_origin=ORIGIN)


def said(act: Callable[..., None], *arguments: object) -> list[str]:
    lines: list[str] = []
    act(*arguments, lines.append)
    return lines


def test_a_first_key_is_made_and_its_public_half_told(settings: Settings) -> None:
    told = said(new_key, settings, [])
    ring = KeyRing.load(settings.ledger_keys)

    assert told == [
        f"{settings.ledger_keys} holds the key that signs: put a copy into your safe.",
        f"What verifiers are to know: {ring.keys[0].verifier.text()}",
    ]
    assert signer_of(settings).current().verifiers() == ring.verifiers()


def test_a_key_is_never_made_over_another_nor_for_no_name(settings: Settings) -> None:
    said(new_key, settings, [])
    with pytest.raises(KeyRingTrouble, match="exists already"):
        said(new_key, settings, [])
    nameless = msgspec.structs.replace(settings, ledger_origin="")
    with pytest.raises(SettingsWrong, match=r"set CANCUOC_LEDGER_ORIGIN to the name"):
        said(new_key, nameless, [])


def test_all_keys_are_shown_and_no_private_half(settings: Settings) -> None:
    said(new_key, settings, [])
    said(rotate, settings)
    old, new = KeyRing.load(settings.ledger_keys).keys
    said(retire, settings, old.key_id)
    console = Console(record=True, width=200, file=None, quiet=False)
    with console.capture() as capture:
        show(settings, console)

    lines = capture.get().splitlines()
    (first,) = [line for line in lines if old.key_id in line]
    (second,) = [line for line in lines if new.key_id in line]
    assert "retired" in first
    assert "signs" in second
    assert old.verifier.text() in first
    assert old.signing is not None
    assert new.signing is not None
    stored = settings.ledger_keys.read_text()
    private = [part for part in stored.split('"') if len(part) == 44 and part.endswith("=")]
    assert len(private) == 1
    assert private[0] not in capture.get()


def test_a_key_that_was_lost_stays_known(settings: Settings) -> None:
    lost = new_ring(ORIGIN).verifiers()[0]
    said(new_key, settings, [lost.text()])
    assert KeyRing.load(settings.ledger_keys).verifiers()[0] == lost
    with pytest.raises(SettingsWrong, match="--former: a verifier key is"):
        said(new_key, settings, ["nonsense"])


def test_a_sequencer_without_keys_or_with_those_of_another_ledger_is_refused(
    settings: Settings,
) -> None:
    with pytest.raises(SettingsWrong) as missing:
        signer_of(settings)
    assert str(missing.value) == (
        f"the signing keys of the ledger are missing: restore {settings.ledger_keys} from your"
        " safe, or make those of a new register with `cancuoc ledger new-key`"
    )
    create(settings.ledger_keys, new_ring("other.example"))
    with pytest.raises(SettingsWrong) as other:
        signer_of(settings)
    assert str(other.value) == (
        f"CANCUOC_LEDGER_ORIGIN is {ORIGIN}, and {settings.ledger_keys} holds the keys of"
        " other.example: give both of one ledger"
    )


def test_a_register_of_its_own_gets_its_keys_once_and_misses_them_aloud(
    tmp_path: Path, store: Store
) -> None:
    own = Settings(ledger_keys=tmp_path / "var" / "ring.json")
    require_ledger_keys(own, store.dsn)
    ring = KeyRing.load(own.ledger_keys)
    assert ring.origin == EMBEDDED_ORIGIN
    require_ledger_keys(own, store.dsn)
    assert KeyRing.load(own.ledger_keys).verifiers() == ring.verifiers()

    fill(store.dsn, 1)
    Sequencer(make_conninfo(store.dsn, user="cancuoc_app"), signer=ring).catch_up()
    own.ledger_keys.unlink()
    with pytest.raises(CannotRun, match=r"ring\.json are missing, and this register's ledger"):
        require_ledger_keys(own, store.dsn)
    assert not own.ledger_keys.exists()


HERE = {"CANCUOC_LEDGER_KEYS": "{folder}/ring.json", "CANCUOC_LEDGER_ORIGIN": ORIGIN}
REFUSED = {
    ("ledger", "show"): "ring.json cannot be read: No such file or directory",
    ("ledger", "rotate"): "ring.json cannot be read: No such file or directory",
    ("ledger", "retire", "00000000"): "ring.json cannot be read: No such file or directory",
    ("ledger", "new-key", "--former", "x"): "--former: a verifier key is name+8 hex digits+base64",
}


@pytest.mark.parametrize(("words", "sentence"), REFUSED.items(), ids=str)
def test_what_cannot_be_done_is_one_sentence_and_status_1(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    words: tuple[str, ...],
    sentence: str,
) -> None:
    told = {name: text.format(folder=tmp_path) for name, text in HERE.items()}
    said_by_program = complained(monkeypatch, capsys, *words, **told)
    assert said_by_program.startswith("cancuoc: ")
    assert said_by_program.rstrip().endswith(sentence)
