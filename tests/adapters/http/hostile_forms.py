"""Declarations whose fields are unknown, of a wrong type, or say what cannot be.

Long because it is a table: one row for each way a form can be wrong.
"""

from typing import Any

from tests.adapters.http.hostile_row import Row, fields, form

from citizen_case import SHA256, dc01, home, paper, place

GONE_IN_2025 = "2025-08-01"
"""A day on which no commune or district of 2021 is left in the register of units."""


def relation(**who: Any) -> list[dict[str, Any]]:
    return [{"kind": "mother", "relation": who}]


def certificate(**changes: Any) -> dict[str, Any]:
    return {"registry": "00001", "year": 1990, "number": "12/1990", **changes}


UNKNOWN = (
    form("an unknown field", "field-unknown", "/colour", colour="red"),
    form("a field of another case", "field-unknown", "/Given", Given="An"),
    form("a field of no name", "field-unknown", "/", **{"": 1}),
    form("a field to be escaped", "field-unknown", "/a~1b~0c", **{"a/b~c": 1}),
    form("a field named like a type", "field-unknown", "/date", date=1),
    form("a field in brackets", "field-unknown", "/x[0]", **{"x[0]": 1}),
    form("a prototype", "field-unknown", "/__proto__", __proto__={}),
    form("a field that only the register sets", "field-unknown", "/recorded_at", recorded_at="now"),
    form("unknown in a place", "field-unknown", "/native_place/x", native_place=place(x=1)),
    form("unknown in a residence", "field-unknown", "/residences/0/x", residences=[home(x=1)]),
    form(
        "unknown in the place of a residence",
        "field-unknown",
        "/residences/0/place/x",
        residences=[home(place=place(x=1))],
    ),
    form("unknown in a signature", "field-unknown", "/signature/x", signature=paper() | {"x": "1"}),
    form(
        "unknown in a relation",
        "field-unknown",
        "/relations/0/relation/x",
        relations=relation(name="An", x=1),
    ),
    form(
        "unknown in a document", "field-unknown", "/documents/0/x", documents=[paper() | {"x": "1"}]
    ),
    form(
        "unknown in a certificate",
        "field-unknown",
        "/birth_certificate/x",
        birth_certificate=certificate(x=1),
    ),
    fields("two unknown fields", "/x", "/native_place/y", x=1, native_place=place(y=1)),
)

MISSING = (
    form("no id", "field-missing", "/id", id=...),
    form("no packet", "field-missing", "/packet_id", packet_id=...),
    form("no source", "field-missing", "/source", source=...),
    form("no instant of capture", "field-missing", "/captured_at", captured_at=...),
    form("no signature", "declaration-lacks", "/signature", signature=...),
    form("no birth", "declaration-lacks", "/birth", birth=...),
    form("no sex", "declaration-lacks", "/sex", sex=...),
    form("no nationality", "declaration-lacks", "/nationalities", nationalities=[]),
    form(
        "no place of birth registration",
        "declaration-lacks",
        "/birth_registration",
        birth_registration=...,
    ),
    fields(
        "neither ethnicity nor native place",
        "/native_place",
        "/ethnicity",
        ethnicity=...,
        native_place=...,
    ),
    form(
        "a place without its day",
        "field-missing",
        "/native_place/as_of",
        native_place={"unit": "00001"},
    ),
    form(
        "a signature without its hash",
        "field-missing",
        "/signature/sha256",
        signature={"id": paper()["id"], "media_type": "a/b"},
    ),
)

TYPES = (
    form("a number for text", "field-type", "/given", given=1),
    form("true for text", "field-type", "/surname", surname=True),
    form("a list for text", "field-type", "/given", given=["An"]),
    form("an object for text", "field-type", "/given", given={"text": "An"}),
    form("null for what is needed", "field-not-uuid", "/packet_id", packet_id=None),
    form("a word for true", "field-type", "/offline", offline="true"),
    form("a number for true", "field-type", "/offline", offline=1),
    form("null for true", "field-type", "/offline", offline=None),
    form("a text for a list", "field-type", "/nationalities", nationalities="VN"),
    form("an object for a list", "field-type", "/residences", residences={"0": home()}),
    form("null for a list", "field-type", "/documents", documents=None),
    form("a number in a list", "field-type", "/cmnd9/0", cmnd9=[123456789]),
    form("a text for an object", "field-type", "/signature", signature="signed"),
    form("a list for an object", "field-type", "/native_place", native_place=["00001"]),
    form("a number for an id", "field-not-uuid", "/id", id=1),
    form("an id without time", "id-not-uuid7", "/id", id="0b2f2b6e-7c1a-4f00-8000-5d2b1a4c9e01"),
    form("a derived id", "id-not-uuid7", "/id", id="018f2b6e-7c1a-8f00-8000-5d2b1a4c9e01"),
    form("a word for an id", "field-not-uuid", "/id", id="an"),
    form("an id in braces", "field-not-uuid", "/id", id="{018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01}"),
    form(
        "an id as a name",
        "field-not-uuid",
        "/id",
        id="urn:uuid:018f2b6e-7c1a-7f00-8000-5d2b1a4c9e01",
    ),
    form(
        "an id of a paper that is none",
        "field-not-uuid",
        "/signature/id",
        signature=paper() | {"id": "1"},
    ),
    form(
        "a text for a year",
        "field-type",
        "/birth_certificate/year",
        birth_certificate=certificate(year="1990"),
    ),
    form(
        "half a year",
        "field-type",
        "/birth_certificate/year",
        birth_certificate=certificate(year=1990.5),
    ),
    form(
        "a year of the past",
        "field-out-of-range",
        "/birth_certificate/year",
        birth_certificate=certificate(year=1899),
    ),
    form(
        "a year of no calendar",
        "field-out-of-range",
        "/birth_certificate/year",
        birth_certificate=certificate(year=10**30),
    ),
    form(
        "a registry that is no unit",
        "field-pattern",
        "/birth_certificate/registry",
        birth_certificate=certificate(registry="HN"),
    ),
    form(
        "a certificate number with a space",
        "field-pattern",
        "/birth_certificate/number",
        birth_certificate=certificate(number="1 2"),
    ),
    form("a source that is not listed", "field-not-in-list", "/source", source="neighbour"),
    form("a form that is not listed", "field-not-in-list", "/form", form="DC02"),
    form(
        "a kind of stay that is not listed",
        "field-not-in-list",
        "/residences/0/kind",
        residences=[home(kind="holiday")],
    ),
    form(
        "a relation that is not listed",
        "field-not-in-list",
        "/relations/0/kind",
        relations=[{"kind": "friend", "relation": {"name": "An"}}],
    ),
    form(
        "a hash in capitals",
        "field-pattern",
        "/signature/sha256",
        signature=paper() | {"sha256": SHA256.upper()},
    ),
    form(
        "a hash too short",
        "field-pattern",
        "/signature/sha256",
        signature=paper() | {"sha256": SHA256[1:]},
    ),
    form(
        "a hash too long",
        "field-too-long",
        "/signature/sha256",
        signature=paper() | {"sha256": SHA256 + "0"},
    ),
    form(
        "a hash with a line break",
        "field-too-long",
        "/signature/sha256",
        signature=paper() | {"sha256": SHA256 + "\n"},
    ),
    form(
        "a media type that is none",
        "field-pattern",
        "/signature/media_type",
        signature=paper() | {"media_type": "pdf"},
    ),
    fields("two types at once", "/given", "/offline", given=1, offline="no"),
)

LENGTHS = (
    form("eleven nationalities", "field-too-long", "/nationalities", nationalities=["VN"] * 11),
    form("51 residences", "field-too-long", "/residences", residences=[home()] * 51),
    form("51 relations", "field-too-long", "/relations", relations=relation(name="An") * 51),
    form("51 documents", "field-too-long", "/documents", documents=[paper()] * 51),
    form("eleven old numbers", "field-too-long", "/cmnd9", cmnd9=["123456789"] * 11),
    form(
        "a place described at length",
        "field-too-long",
        "/native_place/detail",
        native_place=place(detail="a" * 2001),
    ),
    form(
        "a country at length",
        "field-too-long",
        "/native_place/country",
        native_place=place(country="Việt Nam ơi"),
    ),
    form("a number at length", "field-too-long", "/pin_declared", pin_declared="0" * 31),
)

DAYS = (
    form("30 February", "date-not-in-calendar", "/birth", birth="2021-02-30"),
    form("29 February of a common year", "date-not-in-calendar", "/birth", birth="1900-02-29"),
    form("month 13", "date-not-in-calendar", "/birth", birth="1990-13"),
    form("month 0", "date-not-in-calendar", "/birth", birth="1990-00-01"),
    form("year 0", "date-year-out-of-range", "/birth", birth="0000"),
    form("year 1799", "date-year-out-of-range", "/birth", birth="1799"),
    form("year 9999", "date-year-out-of-range", "/birth", birth="9999-12-31"),
    form("two digits of a year", "date-malformed", "/birth", birth="90"),
    form("a day as it is spoken", "date-malformed", "/birth", birth="02/01/1990"),
    form("no leading zero", "date-malformed", "/birth", birth="1990-1-2"),
    form("Arabic-Indic digits", "date-malformed", "/birth", birth="١٩٩٠"),
    form("full-width digits", "date-malformed", "/birth", birth="１９９０"),
    form("a line break after a day", "field-too-long", "/birth", birth="1990-01-02\n"),
    form("a number for a day", "field-type", "/birth", birth=1990),
    form("birth after capture", "birth-after-capture", "/birth", birth="2021-03-10"),
    form("birth in the month after", "birth-after-capture", "/birth", birth="2021-04"),
    form(
        "a day that is none",
        "field-not-a-day",
        "/native_place/as_of",
        native_place=place(as_of="2021-02-30"),
    ),
    form(
        "a day of year 0",
        "field-not-a-day",
        "/native_place/as_of",
        native_place=place(as_of="0000-01-01"),
    ),
    form(
        "a day with its time",
        "field-not-a-day",
        "/native_place/as_of",
        native_place=place(as_of="2021-03-01T00:00:00"),
    ),
    form(
        "a day as a number",
        "field-not-a-day",
        "/native_place/as_of",
        native_place=place(as_of=18687),
    ),
    form(
        "a day of a residence that is none",
        "field-not-a-day",
        "/residences/0/from",
        residences=[home(**{"from": "2021-00-10"})],
    ),
    form(
        "a residence that ends first",
        "ends-before-it-begins",
        "/residences/0/to",
        residences=[home(to="2009-12-31")],
    ),
)

INSTANTS = (
    form(
        "capture in the future",
        "time-in-future",
        "/captured_at",
        captured_at="2021-03-20T08:00:00+07:00",
    ),
    form(
        "capture today by the wrong clock",
        "time-in-future",
        "/captured_at",
        captured_at="2026-01-01T00:00:00Z",
    ),
    form(
        "an act in the future",
        "time-in-future",
        "/occurred_at",
        occurred_at="2021-03-20T08:00:00+07:00",
    ),
    form(
        "an instant without offset",
        "instant-without-offset",
        "/captured_at",
        captured_at="2021-03-09T08:00:00",
    ),
    form(
        "seven decimals",
        "instant-too-fine",
        "/captured_at",
        captured_at="2021-03-09T08:00:00.1234567Z",
    ),
    form(
        "seven decimals in small letters",
        "instant-too-fine",
        "/captured_at",
        captured_at="2021-03-09t08:00:00.1234567z",
    ),
    form(
        "seven decimals after a space",
        "instant-too-fine",
        "/captured_at",
        captured_at="2021-03-09 08:00:00.1234567Z",
    ),
    form(
        "the end of time",
        "instant-out-of-range",
        "/captured_at",
        captured_at="9999-12-31T23:59:59-14:00",
    ),
    form(
        "the beginning of time",
        "instant-out-of-range",
        "/captured_at",
        captured_at="0001-01-01T00:00:00+14:00",
    ),
    form("the year 1", "instant-out-of-range", "/captured_at", captured_at="0001-01-01T00:00:00Z"),
    form(
        "an offset without its colon",
        "instant-malformed",
        "/captured_at",
        captured_at="2021-03-09T08:00:00+0700",
    ),
    form(
        "a space before the time",
        "instant-malformed",
        "/captured_at",
        captured_at="2021-03-09 08:00:00+07:00",
    ),
    form(
        "two times in another form",
        "form-incorrect",
        "/captured_at",
        "/occurred_at",
        captured_at="2021-03-09 08:00:00+07:00",
        occurred_at="2021-03-09T08:00:00.5-0000",
    ),
    form("a day for an instant", "field-not-an-instant", "/captured_at", captured_at="2021-03-09"),
    form("seconds since 1970", "field-not-an-instant", "/captured_at", captured_at=1_615_248_000),
    form(
        "seconds since 1970 as text",
        "field-not-an-instant",
        "/captured_at",
        captured_at="1615248000",
    ),
    form("hour 25", "field-not-an-instant", "/captured_at", captured_at="2021-03-09T25:00:00Z"),
    form(
        "a leap second", "field-not-an-instant", "/captured_at", captured_at="2016-12-31T23:59:60Z"
    ),
    form(
        "an offset of 25 hours",
        "field-not-an-instant",
        "/captured_at",
        captured_at="2021-03-09T08:00:00+25:00",
    ),
    form("an instant that is no text", "field-not-an-instant", "/captured_at", captured_at={}),
)

CODES = (
    form("a sex that is not listed", "sex-not-listed", "/sex", sex="F"),
    form("an ethnicity without its list", "ethnicity-without-list", "/ethnicity", ethnicity="01"),
    form("an ethnicity of another list", "ethnicity-list-unknown", "/ethnicity", ethnicity="un:01"),
    form(
        "an ethnicity beyond the list", "ethnicity-not-listed", "/ethnicity", ethnicity="vn-1979:55"
    ),
    form("a religion that is not listed", "religion-not-listed", "/religion", religion="77"),
    form("a marital status that is not listed", "marital-not-listed", "/marital", marital="single"),
    form("a blood group that is not listed", "blood-not-listed", "/blood", blood="AB+"),
    form(
        "a country that is none",
        "country-not-listed",
        "/native_place/country",
        native_place=place(None, country="XX"),
    ),
    form(
        "a country of three letters",
        "country-not-listed",
        "/native_place/country",
        native_place=place(None, country="VNM"),
    ),
    form(
        "a nationality in small letters",
        "nationality-not-listed",
        "/nationalities",
        nationalities=["vn"],
    ),
    form(
        "a nationality twice", "nationality-repeated", "/nationalities", nationalities=["VN", "VN"]
    ),
    form(
        "Viet Nam not first",
        "nationality-vn-not-first",
        "/nationalities",
        nationalities=["FR", "VN"],
    ),
    form("an old number of eight digits", "cmnd9-malformed", "/cmnd9/0", cmnd9=["12345678"]),
    form("the second old number", "cmnd9-malformed", "/cmnd9/1", cmnd9=["123456789", "x"]),
    form("a number of eleven digits", "pin-malformed", "/pin_declared", pin_declared="00319000000"),
    form("a number with letters", "pin-malformed", "/pin_declared", pin_declared="00319000000O"),
    form(
        "a number in full-width digits",
        "pin-malformed",
        "/pin_declared",
        pin_declared="００３１９００００００１",
    ),
    form(
        "a relation to nobody",
        "relation-names-nobody",
        "/relations/0/relation",
        relations=relation(),
    ),
    form(
        "a parent with a false number",
        "pin-malformed",
        "/relations/0/relation/pin",
        relations=relation(name="An", pin="1"),
    ),
    form(
        "a parent with a false name",
        "name-character",
        "/relations/0/relation/name",
        relations=relation(name="4n"),
    ),
    form(
        "a parent of no nation",
        "nationality-not-listed",
        "/relations/0/relation/nationality",
        relations=relation(name="An", nationality="ZZ"),
    ),
    form(
        "a head of no household",
        "relation-to-head-not-listed",
        "/relations/0/relation/to_head",
        relations=relation(name="An", to_head="boss"),
    ),
)

UNITS = (
    form(
        "a commune that is none",
        "unit-unknown",
        "/birth_registration/unit",
        birth_registration=place("99999"),
    ),
    form("a province that is none", "unit-unknown", "/native_place/unit", native_place=place("03")),
    form(
        "a district that is none", "unit-unknown", "/native_place/unit", native_place=place("999")
    ),
    form(
        "four digits of a unit", "field-pattern", "/native_place/unit", native_place=place("0001")
    ),
    form(
        "a unit in Arabic-Indic digits",
        "field-pattern",
        "/native_place/unit",
        native_place=place("٠١"),
    ),
    form(
        "a commune of 2021 in 2025",
        "unit-unknown",
        "/native_place/unit",
        native_place=place(as_of=GONE_IN_2025),
    ),
    form(
        "a district where there is none",
        "unit-unknown",
        "/native_place/unit",
        native_place=place("001", as_of=GONE_IN_2025),
    ),
    form(
        "a province before the mergers in 2025",
        "unit-unknown",
        "/native_place/unit",
        native_place=place("02", as_of=GONE_IN_2025),
    ),
    form(
        "a commune before there were lists",
        "unit-unknown",
        "/native_place/unit",
        native_place=place(as_of="1800-01-01"),
    ),
    form(
        "a place without its unit",
        "place-lacks-unit",
        "/native_place/unit",
        native_place=place(None),
    ),
    form(
        "a unit of Viet Nam abroad",
        "place-abroad-has-no-unit",
        "/native_place/unit",
        native_place=place(country="FR"),
    ),
    form(
        "a residence in no unit",
        "unit-unknown",
        "/residences/0/place/unit",
        residences=[home("99999")],
    ),
    fields(
        "two places at fault",
        "/birth_registration/unit",
        "/native_place/unit",
        birth_registration=place("99999"),
        native_place=place("99999"),
    ),
)

TAKEN = (
    Row(
        "the id of another citizen",
        409,
        "citizen-exists",
        body=lambda world: dc01(id=world["captured"].id),
    ),
    Row(
        "the packet of another citizen",
        409,
        "citizen-packet-taken",
        ("/packet_id",),
        body=lambda world: dc01(packet_id=world["captured"].declared["packet_id"]),
        leaves_key=True,
    ),
)

ROWS = (*UNKNOWN, *MISSING, *TYPES, *LENGTHS, *DAYS, *INSTANTS, *CODES, *UNITS, *TAKEN)
