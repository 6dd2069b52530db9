"""Bodies that are not what they should be as bytes, as JSON or as text."""

import json

from tests.adapters.http.hostile_row import Row, bytes_of, form, given_as, malformed

from citizen_case import dc01

LIMIT = 65_536
GOOD = bytes_of(dc01())
TEXT = GOOD.decode()


def grown(size: int) -> bytes:
    """A declaration that lacks everything, filled with blanks to exactly this size."""
    return b"{" + b" " * (size - 2) + b"}"


LACKING = ("/id", "/packet_id", "/source", "/captured_at")
MANY = {f"unknown_{number}": 1 for number in range(3000)}

BYTES = (
    malformed("nothing", b""),
    malformed("blanks", b"  \r\n\t "),
    malformed("truncated", GOOD[:-1]),
    malformed("truncated inside a string", GOOD[: GOOD.index(b"sex") + 1]),
    malformed("truncated inside a letter", GOOD[: GOOD.index("ễ".encode()) + 1], "body-not-utf8"),
    malformed("something after the end", GOOD + b"{}"),
    malformed("two documents", GOOD + b"\n" + GOOD),
    malformed("a list", b"[" + GOOD + b"]", "body-not-object"),
    malformed("a string", b'"DC01"', "body-not-object"),
    malformed("a number", b"1", "body-not-object"),
    malformed("null", b"null", "body-not-object"),
    malformed("true", b"true", "body-not-object"),
    malformed("single quotes", TEXT.replace('"', "'").encode()),
    malformed("a trailing comma", GOOD[:-1] + b",}"),
    malformed("a comment", b"/* DC01 */" + GOOD),
    malformed("a form", b"given=An&sex=male"),
    malformed("XML", b"<?xml version='1.0'?><citizen/>"),
    malformed("a line break inside a string", given_as(b'"A\nn"')),
    malformed("NaN", given_as(b"NaN")),
    malformed("Infinity", given_as(b"Infinity")),
    malformed("minus Infinity", given_as(b"-Infinity")),
    malformed("a number with a leading zero", given_as(b"01")),
    malformed("a hexadecimal number", given_as(b"0x1F")),
    malformed("an escape that JSON does not know", given_as(rb'"\x41"')),
    malformed("half an escape", given_as(rb'"\u12"')),
    malformed("a byte order mark", b"\xef\xbb\xbf" + GOOD),
    malformed("UTF-16 with its mark", TEXT.encode("utf-16"), "body-not-utf8"),
    malformed("UTF-16 without its mark", json.dumps(dc01()).encode("utf-16-le")),
    malformed("UTF-32", json.dumps(dc01()).encode("utf-32-be")),
    malformed(
        "Windows-1258", given_as('"Hồ"'.encode("cp1258", "replace") + b"\xd2"), "body-not-utf8"
    ),
    malformed("a broken letter", given_as(b'"A\xc3"'), "body-not-utf8"),
    malformed("an overlong slash", given_as(b'"A\xc0\xaf"'), "body-not-utf8"),
    malformed("a surrogate as bytes", given_as(b'"A\xed\xa0\x80"'), "body-not-utf8"),
    malformed("a nest of lists", b"[" * 30_000 + b"]" * 30_000, "body-too-deep"),
    malformed("a nest of objects", b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "body-too-deep"),
    malformed("a nest in a field", given_as(b"[" * 30_000 + b"]" * 30_000), "body-too-deep"),
    malformed("a nest that never ends", b'{"given":' + b"[" * 60_000, "body-too-deep"),
    malformed("gzip", bytes.fromhex("1f8b0800000000000003ab56ca4e") + b"\xff", "body-not-utf8"),
    malformed("a name twice", given_as(b'"An","given":"Binh"'), "body-repeats-name"),
    malformed("a name twice with one value", given_as(b'"An","given":"An"'), "body-repeats-name"),
    malformed(
        "a name twice by an escape", given_as(rb'"An","g\u0069ven":"B"'), "body-repeats-name"
    ),
    malformed(
        "a name twice in a place",
        GOOD.replace(b'"country":"VN"', b'"country":"VN","country":"FR"', 1),
        "body-repeats-name",
    ),
    Row("one byte too many", 413, "body-too-large", body=grown(LIMIT + 1)),
    Row("a megabyte", 413, "body-too-large", body=grown(1 << 20)),
    Row("just not too many bytes", 422, "form-incorrect", LACKING, body=grown(LIMIT)),
    Row("an empty object", 422, "form-incorrect", LACKING, body=b"{}"),
    malformed("a number beyond all floats", given_as(b"1e400"), "body-number-out-of-range"),
    malformed("an integer of 5000 digits", given_as(b"9" * 5000), "body-number-out-of-range"),
    malformed("an integer of 41 digits", given_as(b"9" * 41), "body-number-out-of-range"),
    Row("an integer of 40 digits", 422, "field-type", ("/given",), body=given_as(b"9" * 40)),
    Row("thousands of unknown fields", 422, "form-incorrect", ("…",), body=dc01(**MANY)),
)

TEXTS = (
    form("NUL in a name", "text-has-nul", "/given", given="A\x00n"),
    form("NUL alone", "text-has-nul", "/middle", middle="\x00"),
    form("NUL in the name of a field", "text-has-nul", "/gi\x00ven", **{"gi\x00ven": 1}),
    Row(
        "a lone surrogate in the name of a field",
        422,
        "text-not-unicode",
        ("/?",),
        body=GOOD[:-1] + rb',"\ud800":1}',
    ),
    form("a bell", "text-has-control-character", "/given", given="A\x07n"),
    form("an escape sequence", "text-has-control-character", "/surname", surname="\x1b[31mAn"),
    form("delete", "text-has-control-character", "/given", given="An\x7f"),
    form(
        "a control character of Latin-1",
        "text-has-control-character",
        "/native_place/detail",
        native_place={"unit": "00001", "as_of": "2021-03-01", "detail": "Số\x85 1"},
    ),
    Row("a lone surrogate", 422, "text-not-unicode", ("/given",), body=given_as(rb'"\ud800"')),
    Row(
        "surrogates in the wrong order",
        422,
        "text-not-unicode",
        ("/given",),
        body=given_as(rb'"\udc00\ud800"'),
    ),
    form("decomposed Vietnamese", "text-not-nfc", "/surname", surname="Nguye\u0302\u0303n"),
    Row("decomposed by an escape", 422, "text-not-nfc", ("/given",), body=given_as(rb'"Mi\u0300"')),
    form(
        "decomposed in a place",
        "text-not-nfc",
        "/native_place/detail",
        native_place={"unit": "00001", "as_of": "2021-03-01", "detail": "Tho\u0302n 1"},
    ),
    form("two faults of text", "form-incorrect", "/surname", "/given", surname="Ðỗ", given="A\x00"),
    form("eth for Đ", "text-look-alike", "/surname", surname="Ðặng"),
    form("eth for đ", "text-look-alike", "/middle", middle="ðình"),
    Row("eth by an escape", 422, "text-look-alike", ("/given",), body=given_as(rb'"\u00d0"')),
    form("African D for Đ", "name-look-alike-of-d-with-stroke", "/surname", surname="Ɖặng"),
    form("Cyrillic А", "name-character", "/given", given="Аn"),
    form("Greek Α", "name-character", "/given", given="Αn"),
    form("full-width letters", "name-character", "/given", given="Ａｎ"),
    form("a ligature", "name-character", "/given", given="ﬁn"),
    form("Chinese", "name-character", "/given", given="明"),
    form("an emoji", "name-character", "/given", given="An😀"),
    form("a zero-width joiner", "name-character", "/given", given="A\u200dn"),
    form("text turned around", "name-character", "/given", given="A\u202en"),
    form("a soft hyphen", "name-character", "/given", given="A\u00adn"),
    form("a no-break space", "name-character", "/middle", middle="Thị\u00a0Thu"),
    form("a tab", "name-character", "/middle", middle="Thị\tThu"),
    form("a digit", "name-character", "/given", given="An2"),
    form("markup", "name-character", "/given", given="<b>An</b>"),
    form("SQL", "name-character", "/given", given="An'); DROP TABLE events;--"),
    form("two spaces", "name-spacing", "/middle", middle="Thị  Thu"),
    form("a space before", "name-spacing", "/given", given=" An"),
    form("a space after", "name-spacing", "/given", given="An "),
    form("a space alone", "name-spacing", "/surname", surname=" "),
    form("a hyphen alone", "name-word-without-letter", "/given", given="-"),
    form("101 characters", "name-too-long", "/given", given="Ạ" * 101),
    form("201 characters", "field-too-long", "/given", given="A" * 201),
    form("no given name", "declaration-lacks", "/given", given=""),
)

ROWS = (*BYTES, *TEXTS)
