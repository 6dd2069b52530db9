"""The records against which hostile inputs are sent: a citizen in every state, and tokens."""

import hashlib
import hmac
import json
from typing import Any
from uuid import uuid4

from joserfc.jwk import OKPKey
from tests.adapters.http.hostile_row import World
from tests.adapters.identity.forged_tokens import b64, claims_for, signed

from adapters.identity.development_officers import OFFICER_BY_NAME
from citizen_case import Case, dc01, home, paper
from instrument_case import Instrument, proposal
from service import Service

AREA = OFFICER_BY_NAME["area-officer"]
ISSUER = "urn:cancuoc:development"


def build_world(register: Service) -> World:
    return {
        **_before_approval(register),
        **_numbered(register),
        **_waiting(register),
        **_instruments(register),
        **_taken(register),
        **tokens(register),
    }


def _before_approval(register: Service) -> World:
    returned = Case(register).verified()
    returned.step("return-citizen", "data-officer", reasons=["birth-unclear"])
    disputed = Case(register).verified()
    discrepancy = _disagree(disputed)
    pins = {
        "wrong_sex": "001090000001",
        "wrong_year": "001191000001",
        "wrong_province": "002190000001",
        "wrong_prefix": "003190000001",
        "wrong_all": "002291000001",
    }
    # The prefix 003 is one of those for tests; 013 belongs to no province at all.
    pins["wrong_prefix"] = "013190000001"
    declared = {name: Case(register, pin_declared=pin).captured() for name, pin in pins.items()}
    return {
        **declared,
        "captured": Case(register).captured(),
        "verified": Case(register).verified(),
        "born_1899": Case(register, birth="1899").verified(),
        "returned": returned,
        "disputed": disputed,
        "discrepancy": discrepancy,
    }


def _numbered(register: Service) -> World:
    dead = Case(register).active()
    dead.step("record-death", "civil-registrar", died="2021-03-01", document=paper())
    return {
        "approved": Case(register).approved(),
        "active": Case(register).active(),
        "dead": dead,
    }


def _waiting(register: Service) -> World:
    """Cases with an amendment or a cancellation that waits for its decision."""
    amended, sex, cancelling, early = (Case(register).active() for _ in range(4))
    return {
        "amendment": amended.amendment("middle", "Văn"),
        "amending": amended,
        "sex_amendment": sex.amendment("sex", "male"),
        "amending_sex": sex,
        "request": _cancel(cancelling, "sex-re-determined"),
        "cancelling": cancelling,
        "early": _cancel(early, "birth-year-corrected"),
        "cancelling_early": early,
    }


def _cancel(case: Case, ground: str) -> str:
    request = str(uuid4())
    body = {"request_id": request, "ground": ground, "proof": [paper()]}
    case.step("request-pin-cancellation", "commune-chief", **body)
    return request


def _disagree(case: Case) -> str:
    discrepancy = str(uuid4())
    body = {
        "discrepancy_id": discrepancy,
        "field": "birth",
        "sources": ["household-book", "citizen"],
    }
    case.step("raise-discrepancy", "area-officer", **body, values=["1990", "1991"])
    return discrepancy


def _instruments(register: Service) -> World:
    proposed = Instrument(register).issued()
    proposed.step("propose-rule", **proposal("fee.factor", {"factor": "1"}))
    return {
        "listed": Instrument(register),
        "issued": Instrument(register).issued(),
        "proposed": proposed,
    }


def _taken(register: Service) -> World:
    """Idempotency keys that belong to accepted commands."""
    body, key, other = dc01(residences=[home()]), str(uuid4()), str(uuid4())
    assert register.post("/v1/citizens", body, key=key).status_code == 201
    case = Case(register).captured()
    path, against = f"{case.path}/verify-citizen", {"against": ["household-book"]}
    verified = register.post(path, against, "commune-chief", key=other, if_match=1)
    assert verified.status_code == 200
    return {
        "taken_body": body,
        "taken_key": key,
        "verifying_key": other,
        "verifying": case,
    }


def tokens(register: Service) -> dict[str, str]:
    """Tokens that prove nothing, and one that does."""
    good = register.token("area-officer")
    head, payload, signature = good.split(".")
    claims = claims_for(ISSUER, "cancuoc", 1_900_000_000)
    stranger = OKPKey.generate_key("Ed25519")
    return {
        "good_token": good,
        # Five of the signature's 86 characters: 81 are no base64 of anything, whatever they are.
        "cut_token": good[:-5],
        "altered_token": f"{head}.{_promoted(payload)}.{signature}",
        "none_token": _by_hand({"alg": "none", "typ": "at+jwt"}, claims, b""),
        "hs256_token": _by_secret(register, claims),
        "stranger_token": signed(stranger, claims).decode(),
        "embedded_token": signed(
            stranger,
            claims,
            {"alg": "Ed25519", "typ": "at+jwt", "jwk": stranger.as_dict(private=False)},
        ).decode(),
        **{f"{name}_token": _issued(register, **wrong) for name, wrong in WRONG_CLAIMS.items()},
    }


WRONG_CLAIMS: dict[str, dict[str, Any]] = {
    "expired": {"iat": 1_600_000_000, "exp": 1_600_000_600},
    "future": {"iat": 4_000_000_000, "exp": 4_000_000_600},
    "audience": {"aud": "another-register"},
    "issuer": {"iss": "https://issuer.example"},
    "nobody": {"sub": None},
    "role": {"roles": ["emperor"]},
    "roleless": {"roles": []},
    "unit": {"unit": "0001"},
    "cmd": {"cmd": "0" * 64},
}


def _issued(register: Service, **wrong: Any) -> str:
    unit = wrong.pop("unit", AREA.unit)
    roles = tuple(wrong.pop("roles", (AREA.role,)))
    return register.issuer.issue(AREA.officer, unit, roles, 600, "cancuoc", **wrong)


def _by_hand(header: dict[str, Any], claims: dict[str, Any], signature: bytes) -> str:
    parts = (json.dumps(header).encode(), json.dumps(claims).encode(), signature)
    return b".".join(b64(part) for part in parts).decode()


def _by_secret(register: Service, claims: dict[str, Any]) -> str:
    """The public key taken for a shared secret (RFC 8725 §2.1)."""
    public = json.dumps(register.issuer.jwks()["keys"][0]).encode()
    header = {"alg": "HS256", "typ": "at+jwt", "kid": register.issuer.jwks()["keys"][0]["kid"]}
    unsigned = _by_hand(header, claims, b"").rstrip(".")
    digest = hmac.digest(public, unsigned.encode(), hashlib.sha256)
    return f"{unsigned}.{b64(digest).decode()}"


def _promoted(payload: str) -> str:
    """The claims of an area officer, turned into those of a director."""
    from joserfc.util import urlsafe_b64decode

    claims = json.loads(urlsafe_b64decode(payload.encode()))
    return b64(json.dumps(claims | {"roles": ["director"], "unit": "centre"}).encode()).decode()
