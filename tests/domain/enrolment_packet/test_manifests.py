"""The list of packets that a station signs, read as hostile input.

Long because the table of hostile manifests stands in one place.
"""

import json
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from tests.domain.enrolment_packet.packet_givens import (
    CAPTURED,
    DIGEST,
    LINE,
    LISTED,
    OTHER_DIGEST,
    SECOND,
    STATION,
    TRANSMISSION,
    manifest_text,
)

from domain.enrolment_packet.forms import MOST_BYTES
from domain.enrolment_packet.manifest import (
    MOST_MANIFEST_BYTES,
    MOST_PACKETS,
    missing_parts,
    part_of,
    read_manifest,
)
from domain.refusals import RuleBroken


def lines(count: int) -> list[dict[str, object]]:
    return [
        LINE | {"packet_id": str(uuid4()), "sequence": n + 1, "sha256": f"{n:064x}"}
        for n in range(count)
    ]


def test_a_manifest_is_read_with_its_packets() -> None:
    manifest = read_manifest(manifest_text())

    assert (manifest.id, manifest.station_id, manifest.sequence) == (TRANSMISSION, STATION, 7)
    assert manifest.packets[0] == LISTED
    assert manifest.packets[0].captured_at == CAPTURED


def test_the_longest_manifest_is_read() -> None:
    text = manifest_text(*lines(MOST_PACKETS))

    assert len(text) < MOST_MANIFEST_BYTES
    assert len(read_manifest(text).packets) == MOST_PACKETS


def test_parts_are_asked_for_until_they_are_here() -> None:
    manifest = read_manifest(manifest_text())

    assert missing_parts(manifest, ()) == (DIGEST, OTHER_DIGEST)
    assert missing_parts(manifest, (OTHER_DIGEST, "00" * 32)) == (DIGEST,)
    assert missing_parts(manifest, (DIGEST, OTHER_DIGEST)) == ()
    assert part_of(manifest, DIGEST) == LISTED
    assert part_of(manifest, "00" * 32) is None


def without(name: str) -> bytes:
    return manifest_text({key: value for key, value in LINE.items() if key != name})


HOSTILE: dict[str, tuple[str, str, Callable[[], bytes]]] = {
    "empty": ("manifest-malformed", "", lambda: b""),
    "not JSON": ("manifest-malformed", "", lambda: b"manifest"),
    "not UTF-8": ("manifest-malformed", "", lambda: manifest_text(sequence=1) + b"\xff"),
    "a list": ("manifest-malformed", "", lambda: b"[]"),
    "null": ("manifest-malformed", "", lambda: b"null"),
    "too long": ("manifest-malformed", "", lambda: b" " * (MOST_MANIFEST_BYTES + 1)),
    "nested deep": ("manifest-malformed", "", lambda: b"[" * 100_000),
    "a name twice": (
        "manifest-malformed",
        "",
        lambda: manifest_text()[:-1] + b', "sequence": 8}',
    ),
    "a name twice by an escape": (
        "manifest-malformed",
        "",
        lambda: manifest_text()[:-1] + b', "s\\u0065quence": 8}',
    ),
    "half a surrogate pair": (
        "manifest-malformed",
        "",
        lambda: manifest_text()[:-1] + b', "x": "\\ud800"}',
    ),
    "NaN": ("manifest-malformed", "", lambda: manifest_text(sequence=float("nan"))),
    "a number too large for anybody": (
        "manifest-malformed",
        "",
        lambda: manifest_text().replace(b'"sequence": 7', b'"sequence": 1e999'),
    ),
    "a number too long to read": (
        "manifest-malformed",
        "",
        lambda: manifest_text().replace(b'"sequence": 7', b'"sequence": ' + b"9" * 5000),
    ),
    "unknown field": ("manifest-malformed", "", lambda: manifest_text(unit="01")),
    "unknown field of a packet": (
        "manifest-malformed",
        "/packets/0",
        lambda: manifest_text({**LINE, "path": "../x"}),
    ),
    "no packets": ("manifest-malformed", "/packets", lambda: manifest_text(packets=[])),
    "too many packets": (
        "manifest-malformed",
        "/packets",
        lambda: manifest_text(*lines(MOST_PACKETS + 1)),
    ),
    "packet id missing": ("manifest-malformed", "/packets/0", lambda: without("packet_id")),
    "digest missing": ("manifest-malformed", "/packets/0", lambda: without("sha256")),
    "digest in capitals": (
        "manifest-malformed",
        "/packets/0/sha256",
        lambda: manifest_text({**LINE, "sha256": DIGEST.upper()}),
    ),
    "digest is a path": (
        "manifest-malformed",
        "/packets/0/sha256",
        lambda: manifest_text({**LINE, "sha256": "../" * 21 + "x"}),
    ),
    "digest with a line feed": (
        "manifest-malformed",
        "/packets/0/sha256",
        lambda: manifest_text({**LINE, "sha256": DIGEST[:-1] + "\n"}),
    ),
    "sequence zero": (
        "manifest-malformed",
        "/packets/0/sequence",
        lambda: manifest_text({**LINE, "sequence": 0}),
    ),
    "sequence is true": (
        "manifest-malformed",
        "/packets/0/sequence",
        lambda: manifest_text({**LINE, "sequence": True}),
    ),
    "sequence is text": (
        "manifest-malformed",
        "/sequence",
        lambda: manifest_text(sequence="7"),
    ),
    "no bytes": (
        "manifest-malformed",
        "/packets/0/bytes",
        lambda: manifest_text({**LINE, "bytes": 0}),
    ),
    "too many bytes": (
        "manifest-malformed",
        "/packets/0/bytes",
        lambda: manifest_text({**LINE, "bytes": MOST_BYTES + 1}),
    ),
    "unknown kind": (
        "manifest-malformed",
        "/packets/0/kind",
        lambda: manifest_text({**LINE, "kind": "photo"}),
    ),
    "a time without offset": (
        "manifest-malformed",
        "/sent_at",
        lambda: manifest_text(sent_at="2021-06-15T10:00:00"),
    ),
    "a time before calendars begin": (
        "instant-out-of-range",
        "/sent_at",
        lambda: manifest_text(sent_at="0001-01-01T00:00:00+14:00"),
    ),
    "a capture after calendars end": (
        "instant-out-of-range",
        "/packets/0/captured_at",
        lambda: manifest_text({**LINE, "captured_at": "9999-12-31T23:59:59-14:00"}),
    ),
    "id without a time": ("id-not-uuid7", "/id", lambda: manifest_text(id=str(UUID(int=4)))),
    "a packet twice": (
        "manifest-lists-twice",
        "/packets/1/packet_id",
        lambda: manifest_text(LINE, SECOND | {"packet_id": LINE["packet_id"]}),
    ),
    "a part twice": (
        "manifest-lists-twice",
        "/packets/1/sha256",
        lambda: manifest_text(LINE, SECOND | {"sha256": DIGEST}),
    ),
    "a sequence twice": (
        "manifest-lists-twice",
        "/packets/1/sequence",
        lambda: manifest_text(LINE, SECOND | {"sequence": 1}),
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_manifest_is_refused_with_its_place(name: str) -> None:
    code, pointer, make = HOSTILE[name]
    with pytest.raises(RuleBroken) as refused:
        read_manifest(make())

    assert refused.value.code == code
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_spaces_and_order_of_names_mean_nothing() -> None:
    turned = json.dumps(dict(reversed(json.loads(manifest_text()).items())), indent=2).encode()

    assert read_manifest(turned) == read_manifest(manifest_text())
