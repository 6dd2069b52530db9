"""The issuer for development and the invented officers that it signs for."""

import json
import stat
import threading
from pathlib import Path
from uuid import UUID

import pytest

from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME, OFFICERS, officer_id
from adapters.identity.jwks import StaticKeys
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier
from domain.authority import level_of
from domain.roles import INSIDE, OUTSIDE, ROLES


def verifier_for(issuer: DevelopmentIssuer) -> TokenVerifier:
    return TokenVerifier(ISSUER, "cancuoc", StaticKeys(issuer.jwks()))


def test_every_invented_officer_gets_a_token_that_the_verifier_believes(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(tmp_path / "key.pem")
    judge = verifier_for(issuer)
    for one in OFFICERS:
        token = issuer.issue(one.officer, one.unit, (one.role,), 600, "cancuoc")
        actor = judge.verify(token).actor
        assert (actor.officer, actor.unit, actor.roles) == (one.officer, one.unit, (one.role,))


def test_the_key_is_made_once_for_its_owner_only_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "var" / "key.pem"
    first, again = DevelopmentIssuer(file), DevelopmentIssuer(file)
    assert first.jwks() == again.jwks()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == ["key.pem"]


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key.pem"
    DevelopmentIssuer(file)
    file.chmod(0o644)
    with pytest.raises(PermissionError, match="chmod 600"):
        DevelopmentIssuer(file)


def test_programs_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    file, sets, gate = tmp_path / "key.pem", [], threading.Barrier(8)

    def start() -> None:
        gate.wait()
        sets.append(json.dumps(DevelopmentIssuer(file).jwks()))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sets) == 8
    assert len(set(sets)) == 1


def test_the_published_key_set_holds_no_private_part(tmp_path: Path) -> None:
    assert "d" not in DevelopmentIssuer(tmp_path / "key.pem").jwks()["keys"][0]


def test_tokens_of_another_installation_are_refused(tmp_path: Path) -> None:
    ours, theirs = DevelopmentIssuer(tmp_path / "a.pem"), DevelopmentIssuer(tmp_path / "b.pem")
    an = OFFICER_BY_NAME["area-officer"]
    token = theirs.issue(an.officer, an.unit, (an.role,), 600, "cancuoc")
    with pytest.raises(TokenRefused, match="token-key-unknown"):
        verifier_for(ours).verify(token)


def test_overrides_replace_claims_and_none_leaves_one_out(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(tmp_path / "key.pem")
    an = OFFICER_BY_NAME["area-officer"]
    judge = verifier_for(issuer)
    for overrides, reason in (({"sub": None}, "token-claims"), ({"exp": 5}, "token-expired")):
        token = issuer.issue(an.officer, an.unit, (an.role,), 600, "cancuoc", **overrides)
        with pytest.raises(TokenRefused, match=reason):
            judge.verify(token)


def test_there_is_an_invented_officer_for_every_role_of_an_office() -> None:
    of_an_office = {role for role, levels in ROLES.items() if levels != OUTSIDE} - INSIDE
    assert {one.role for one in OFFICERS} == of_an_office


def test_invented_officers_sit_where_their_role_exists() -> None:
    assert [one.name for one in OFFICERS if level_of(one.unit) not in ROLES[one.role]] == []


def test_invented_officers_are_distinct_persons() -> None:
    assert len({one.officer for one in OFFICERS}) == len(OFFICERS) == len(OFFICER_BY_NAME)
    assert len({one.display_name for one in OFFICERS}) == len(OFFICERS)


def test_the_ids_of_invented_officers_never_change() -> None:
    assert officer_id("area-officer", "00001") == UUID("00000000-0000-7000-8000-0101fff00001")
    legal = OFFICER_BY_NAME["legal-officer-2"]
    assert legal.officer == UUID("00000000-0000-7000-8000-2602ffffffed")
    assert officer_id("auditor", "ministry") == UUID("00000000-0000-7000-8000-2801ffffffed")


def test_officers_of_units_with_like_codes_are_distinct() -> None:
    units = ("01", "001", "00001", "centre", "ministry")
    assert len({officer_id("auditor", unit) for unit in units}) == len(units)


def test_invented_ids_are_well_formed_uuids_of_version_7() -> None:
    assert {(one.officer.version, one.officer.variant) for one in OFFICERS} == {
        (7, "specified in RFC 4122")
    }
