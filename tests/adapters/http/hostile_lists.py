"""Lists that no register may take in, each with the status and code of its refusal."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx

from minting import minted
from signed_lists import SignedList

Sent = Callable[[SignedList], httpx.Response]


def with_header(**headers: str | None) -> Sent:
    return lambda one: one.send(**{name.replace("_", "-"): text for name, text in headers.items()})


def signed(signer: str = "", **claims: Any) -> Sent:
    """With another signature than usual."""
    return lambda one: one.send(**{"list-signature": one.signature(signer=signer, **claims)})


def body(**values: Any) -> Sent:
    """With other members of the body, signed as it is sent; `...` leaves one out."""

    def send(one: SignedList) -> httpx.Response:
        changed = one.body | values
        one.body = {name: value for name, value in changed.items() if value is not ...}
        return one.send()

    return send


def item(**values: Any) -> Sent:
    """With another first item; `...` leaves a member out."""

    def send(one: SignedList) -> httpx.Response:
        first, *rest = one.body["items"]
        changed = {name: value for name, value in (first | values).items() if value is not ...}
        return body(items=[changed, *rest])(one)

    return send


def raw(text: bytes) -> Sent:
    """With these bytes for a body, signed as they are."""

    def send(one: SignedList) -> httpx.Response:
        headers = {
            **one.service.bearer(one.officer),
            "content-type": "application/json",
            "idempotency-key": one.id,
            "list-signature": one.signature(text),
        }
        return one.service.client.post("/v1/bulk-acts", content=text, headers=headers)

    return send


def altered(one: SignedList) -> httpx.Response:
    """Another citizen in the place of the first, after the signature."""
    signature = one.signature()
    one.body["items"][0]["citizen_id"] = minted()
    return one.send(**{"list-signature": signature})


def spaced(one: SignedList) -> httpx.Response:
    """The same list in other bytes."""
    signature = one.signature()
    one.raw = lambda: json.dumps(one.body, indent=1).encode()  # type: ignore[method-assign]
    return one.send(**{"list-signature": signature})


def under_another_key(one: SignedList) -> httpx.Response:
    """The signature of one list on the same list again."""
    signature = one.signature()
    one.id = minted()
    return one.send(**{"list-signature": signature})


def of_the_bearer(one: SignedList) -> httpx.Response:
    """Whoever stole the bearer token has no signature but that token."""
    return one.send(**{"list-signature": one.service.token(one.officer)})


def long_ago(one: SignedList) -> httpx.Response:
    """Signed an hour ago with a token that lives for a day."""
    now = int(time.time())
    token = one.signature(iat=now - 3600, exp=now + 86_400)
    return one.send(**{"list-signature": token})


def many(count: int) -> Sent:
    return body(items=[{"citizen_id": minted(), "version": 2} for _ in range(count)])


def twice(one: SignedList) -> httpx.Response:
    return body(items=[*one.body["items"], one.body["items"][0]])(one)


EXPIRED = int(time.time()) - 7200
AMONG_LETTERS = {"citizen_id": "x\x00"}

HOSTILE: dict[str, tuple[Sent, int, str]] = {
    # the signature
    "no signature": (with_header(list_signature=None), 401, "list-signature-missing"),
    "a bearer token for a signature": (of_the_bearer, 401, "list-signature-for-another"),
    "no token at all": (with_header(list_signature="a.b"), 401, "token-malformed"),
    "an empty signature": (with_header(list_signature=""), 401, "token-missing"),
    "a signature of nobody": (signed(iss="urn:somebody"), 401, "token-issuer"),
    "an expired signature": (signed(iat=EXPIRED - 60, exp=EXPIRED), 401, "token-expired"),
    "an old signature": (long_ago, 401, "list-signature-old"),
    "a list altered afterwards": (altered, 401, "list-signature-for-another"),
    "a list in other bytes": (spaced, 401, "list-signature-for-another"),
    "another list's signature": (under_another_key, 401, "list-signature-for-another"),
    "signed by another officer": (signed("register-approver-2"), 403, "list-signed-by-another"),
    "signed with another role": (signed(roles=["director"]), 403, "list-signed-by-another"),
    "signed in another unit": (signed(unit="ministry"), 403, "list-signed-by-another"),
    # the headers
    "no token": (with_header(authorization=None), 401, "token-missing"),
    "no key": (with_header(idempotency_key=None), 400, "idempotency-key-missing"),
    "a key that is none": (with_header(idempotency_key="1"), 400, "idempotency-key-malformed"),
    "a key without a time": (with_header(idempotency_key=str(uuid4())), 422, "id-not-uuid7"),
    "a version": (with_header(if_match='"1"'), 400, "if-match-not-here"),
    "a second officer": (with_header(countersignature="a"), 400, "countersignature-not-here"),
    "not declared": (with_header(content_type="text/plain"), 415, "body-not-declared-json"),
    "compressed": (with_header(content_encoding="gzip"), 415, "body-not-declared-json"),
    # the body
    "nothing": (raw(b""), 400, "body-not-json"),
    "no object": (raw(b"[]"), 400, "body-not-object"),
    "not UTF-8": (raw(b'{"act": "\xff"}'), 400, "body-not-utf8"),
    "too deep": (raw(b'{"items":' + b"[" * 30_000), 400, "body-too-deep"),
    "a name twice": (raw(b'{"act": "x", "act": "y"}'), 400, "body-repeats-name"),
    "too many bytes": (raw(b" " * (4 * 1024 * 1024 + 1)), 413, "body-too-large"),
    "no act": (body(act=...), 422, "field-missing"),
    "another act": (body(act="verify-citizens"), 422, "field-not-in-list"),
    "an act of another kind": (body(act=1), 422, "field-not-in-list"),
    "a field too many": (body(more=1), 422, "field-unknown"),
    "no items": (body(items=...), 422, "field-missing"),
    "an empty list": (body(items=[]), 422, "field-too-short"),
    "too many items": (many(10_001), 422, "field-too-long"),
    "a word for a truth": (body(dry_run="yes"), 422, "field-type"),
    # an item
    "an item that is none": (body(items=[1]), 422, "field-type"),
    "an item twice": (twice, 422, "listed-twice"),
    "an id that is none": (item(citizen_id="1"), 422, "field-not-uuid"),
    "an id with a NUL": (item(**AMONG_LETTERS), 422, "text-has-nul"),
    "a version of nothing": (item(version=0), 422, "field-out-of-range"),
    "a version beyond counting": (item(version=2**60), 422, "field-out-of-range"),
    "a version left out": (item(version=...), 422, "field-missing"),
    "a field of another act": (item(channel="paper"), 422, "field-unknown"),
    "said to be in bulk": (item(in_bulk=False), 422, "field-unknown"),
}
