"""Whatever is altered in a bundle is caught, and each check is needed for that."""

from collections.abc import Callable, Iterator
from itertools import count, islice
from pathlib import Path

import pytest
from msgspec.structs import replace
from tests.cancuoc.auditing.alterations import (
    Case,
    Memory,
    Originals,
    case,
    changed,
    proves_the_same,
)

from bundles import build, history
from cancuoc.auditing import verify

ALTERATIONS = 1000
EVENTS, OLDER = 300, 260
Off = Callable[[pytest.MonkeyPatch], None]


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> Originals:
    return Originals(tmp_path_factory.mktemp("bundles"), EVENTS, OLDER)


def is_caught(one: Case) -> bool:
    findings, head = verify.judge(Memory(one.files), one.trust, lambda *_: None)
    return not findings.sound or head is None


def test_the_bundle_that_is_altered_is_sound(originals: Originals) -> None:
    trust = originals.trust(known=True, manifest=True)

    assert not is_caught(Case("", originals.files, trust))
    assert not is_caught(Case("", originals.older, originals.trust()))


def test_a_thousand_alterations_are_caught(originals: Originals) -> None:
    altered = [case(originals, number) for number in range(ALTERATIONS)]

    assert [one.what for one in altered if not is_caught(one)] == []
    assert len({frozenset(one.files.items()) for one in altered}) > 0.9 * ALTERATIONS


def test_what_the_manifest_alone_catches_proves_the_same_to_the_auditors_keys(
    originals: Originals,
) -> None:
    altered = [case(originals, number) for number in range(ALTERATIONS)]
    blind = [replace(one, trust=one.trust._replace(manifest=None)) for one in altered]

    survived = [one for one in blind if not is_caught(one)]

    assert all(proves_the_same(one.files, originals) for one in survived)
    assert {"checkpoint", "keys.txt"} <= {
        name for one in survived for name in changed(one.files, originals)
    }


def nothing(*_: object) -> None: ...


def without(owner: type, method: str, instead: Callable[..., object] = nothing) -> Off:
    return lambda patch: patch.setattr(owner, method, instead)


def without_signatures(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verify, "_is_signed", lambda *_: True)


def without_foreign_files(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(verify, "is_tile_of", lambda *_: True)


def without_own_keys(patch: pytest.MonkeyPatch) -> None:
    """The bundle is judged by the keys that it brings itself."""
    told = verify.Judging.__init__

    def init(self: verify.Judging, bundle: verify.Bundle, trust: verify.Trust) -> None:
        told(self, bundle, trust._replace(policy=None))

    patch.setattr(verify.Judging, "__init__", init)


def without_failing(check: str) -> Off:
    told = verify.Findings.fails

    def fails(self: verify.Findings, said: str, sentence: str) -> None:
        if said != check:
            told(self, said, sentence)

    return lambda patch: patch.setattr(verify.Findings, "fails", fails)


@pytest.mark.parametrize(
    "off",
    [
        pytest.param(without(verify.Judging, "digests"), id="the manifest"),
        pytest.param(without_foreign_files, id="foreign files"),
        pytest.param(without(verify.History, "_compare_tile"), id="tiles"),
        pytest.param(without(verify.History, "_compare_entries"), id="entries"),
        pytest.param(without_failing("rules"), id="rules"),
        pytest.param(without_failing("root"), id="the root"),
        pytest.param(without_failing("known"), id="the checkpoint that was kept"),
        pytest.param(without_own_keys, id="the keys that were given"),
        pytest.param(without_failing("signature"), id="who signed"),
        pytest.param(without_failing("witnesses"), id="who cosigned"),
    ],
)
def test_without_this_check_alterations_survive(
    originals: Originals, monkeypatch: pytest.MonkeyPatch, off: Off
) -> None:
    off(monkeypatch)

    assert [*islice(survivors(originals), 1)]


def survivors(originals: Originals) -> Iterator[Case]:
    altered = (case(originals, number) for number in range(ALTERATIONS))
    return (one for one in altered if not is_caught(one))


def test_a_gap_in_a_stream_is_found_even_where_the_log_signed_it(
    tmp_path: Path, originals: Originals
) -> None:
    events = history(40)
    last = {one.stream: one for one in events}
    gone = next(one for one in events if last[one.stream] is not one)
    ranks = count()
    kept = [replace(one, position=next(ranks)) for one in events if one is not gone]
    build(tmp_path / "gap", kept, originals.by)

    findings, _ = verify.judge(verify.Folder(tmp_path / "gap"), originals.trust(), nothing)

    assert [*findings.wrong] == ["versions"]
    assert f"has version {gone.version + 1} where {gone.version} must come" in str(findings.wrong)
