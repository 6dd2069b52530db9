"""Tokens refused before their time: by every process, at once, and only those meant."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import AsyncConnectionPool

from adapters.identity.development_issuer import ISSUER, DevelopmentIssuer
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.identity.jwks import StaticKeys
from adapters.identity.refused import TokenRefused
from adapters.identity.token_verifier import TokenVerifier
from adapters.postgres.live_view import Pool
from cancuoc.revocations import learn_revocations, revoke_tokens
from cancuoc.settings import Settings, SettingsWrong
from citizen_case import Case
from database import Store
from record import wait_until
from service import AUDIENCE, Service
from signed_lists import SignedList

OFFICER = "hotline-agent"
"""Whom no other test needs."""


@pytest.fixture
def settings(register: Service, register_folder: Path) -> Iterator[Settings]:
    yield Settings(var=register_folder, dsn=register.dsn, keys_dsn=register.keys_dsn)
    with psycopg.connect(register.dsn) as connection:
        connection.execute("DELETE FROM token_revocations")


def status(service: Service, token: str) -> tuple[int, str]:
    headers = {"authorization": f"Bearer {token}"}
    answer = service.client.get("/v1/work-queues/hotline-agent", headers=headers)
    told = answer.json().get("type", "") if answer.status_code != 200 else ""
    return answer.status_code, told.rpartition("/")[2]


def token_of(service: Service, name: str = OFFICER) -> str:
    who = OFFICER_BY_NAME[name]
    return service.issuer.issue(who.officer, who.unit, (who.role,), 3600, AUDIENCE)


def test_old_tokens_of_an_officer_are_refused_by_every_process(
    register: Service, strict_server: Service, settings: Settings
) -> None:
    old = token_of(register)
    assert status(register, old) == (200, "")
    told = revoke_tokens(settings, str(OFFICER_BY_NAME[OFFICER].officer), "nghỉ việc", False)

    assert told[0].startswith("Tokens of officer")
    for service in (register, strict_server):
        wait_until(lambda s=service: status(s, old) == (401, "token-revoked"))
    assert register.get("/v1/work-queues/area-officer", "area-officer").status_code == 200
    # `iat` has whole seconds: a token of the second of the revocation is refused with it.
    time.sleep(1.1)
    assert status(register, token_of(register)) == (200, "")


def test_a_revocation_never_moves_back(settings: Settings, register: Service) -> None:
    revoke_tokens(settings, OFFICER, "thu hồi", False)
    latest = "SELECT extract(epoch FROM max(before))::bigint FROM token_revocations"
    before = register.count(latest)
    time.sleep(1.1)
    revoke_tokens(settings, OFFICER, "lần nữa", False)

    assert register.count(latest) > before
    assert register.count("SELECT count(*) FROM token_revocations") == 1


async def test_tokens_of_everybody_are_refused_where_the_issuer_was_broken(
    store: Store, tmp_path: Path
) -> None:
    """In a process of its own: it cannot be taken back."""
    issuer = DevelopmentIssuer(tmp_path / "issuer.pem")
    verifier = TokenVerifier(ISSUER, AUDIENCE, StaticKeys(issuer.jwks()))
    who = OFFICER_BY_NAME[OFFICER]
    old = issuer.issue(who.officer, who.unit, (who.role,), 3600, AUDIENCE, iat=time.time() - 60)
    settings = Settings(var=tmp_path, dsn=store.dsn, keys_dsn=store.keys_dsn)
    pool: Pool = AsyncConnectionPool(store.dsn, open=False, kwargs={"autocommit": True})
    async with pool:
        await learn_revocations(verifier, pool)
        assert verifier.verify(old).actor.officer == who.officer
        told = revoke_tokens(settings, "everybody", "lộ khóa", False)
        await learn_revocations(verifier, pool)

    assert told[0].startswith("Tokens of everybody")
    with pytest.raises(TokenRefused, match="token-revoked"):
        verifier.verify(old)


def test_what_the_officer_left_open_is_told_and_stopped(
    register: Service, settings: Settings
) -> None:
    """No react runs beside this register: a list that is handed in stays open."""
    case = Case(register).verified()
    items = [{"citizen_id": case.id, "version": case.version}]
    signed = SignedList(register, "approve-citizens", items, "register-approver-2").handed_in()
    told = revoke_tokens(settings, "register-approver-2", "nghỉ việc", False)
    assert any(signed.id in sentence for sentence in told)

    stopped = revoke_tokens(settings, "register-approver-2", "nghỉ việc", True)
    assert any(sentence.startswith("1 signed lists were stopped") for sentence in stopped)
    assert register.get(signed.path, "director").json()["status"] == "cancelled"


def test_nobody_is_revoked_by_a_name_that_is_none(settings: Settings) -> None:
    with pytest.raises(SettingsWrong, match="is no officer"):
        revoke_tokens(settings, "somebody", "thử", False)
