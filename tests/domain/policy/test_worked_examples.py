"""Every worked example of domain §2.3; the id of a test is the id of the example."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import msgspec
import pytest

from adapters.http.sentences_policy import SENTENCES as OF_POLICY
from adapters.http.sentences_values import SENTENCES as OF_VALUES
from adapters.reference.load_units import load_provinces, load_register
from domain.context import VIETNAM_TIME
from domain.policy.apportion import apportion
from domain.policy.card_expiry import card_expiry
from domain.policy.card_form import card_form
from domain.policy.card_validity import card_valid
from domain.policy.deadline import CardCase, Stage, deadline
from domain.policy.eligibility import eligible
from domain.policy.fee import fee
from domain.policy.intake_levels import intake_levels
from domain.policy.old_document_action import old_document_action
from domain.policy.reestablish_grounds import reestablish_grounds
from domain.policy.required_biometrics import required_biometrics
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.policy.shapes import Kind, Zone
from domain.refusals import BadValue, RuleBroken
from domain.values.partial_date import PartialDate
from domain.values.pin import form_pin, parse_pin, pin_agrees

POLICY = Policy(SEEDS)
UNITS = load_register()

KINDS: tuple[Kind, ...] = ("conversion", "exchange", "reissue")
FACE_AND_FINGERS = {"face", "ten-fingers"}
LAST_OF_63 = date(2025, 6, 30)
FIRST_OF_34 = date(2025, 7, 1)


def day(text: str) -> date:
    return date.fromisoformat(text)


def says(refusal: RuleBroken | BadValue | None) -> str | None:
    """The English sentence of a refusal; None for no refusal."""
    if refusal is None:
        return None
    return (OF_POLICY | OF_VALUES)[refusal.code][0].format(**refusal.params)


def expires(birth: str, issued_on: str) -> str | None:
    last_day = card_expiry(POLICY, PartialDate.parse(birth), day(issued_on))
    return last_day.isoformat() if last_day else None


def refused_at(birth: str, on: str) -> str | None:
    return says(eligible(POLICY, PartialDate.parse(birth), day(on)))


def fees(on: str) -> tuple[int, ...]:
    return tuple(fee(POLICY, kind, day(on)) for kind in KINDS)


def due(stage: Stage, zone: Zone, kind: Kind, received: str, own_intake: bool = False) -> str:
    """Due time as `YYYY-MM-DD HH:MM` in Viet Nam; a day alone is received at 10:00."""
    text = received if "T" in received else f"{received}T10:00+07:00"
    instant = datetime.fromisoformat(text)
    assert instant.tzinfo is not None
    answer = deadline(POLICY, stage, CardCase(zone, kind, own_intake), instant)
    assert answer.tzinfo is VIETNAM_TIME
    return f"{answer:%Y-%m-%d %H:%M}"


def reissue_fee_known(at: str) -> int:
    """R23 was confirmed on 25 June 2021 and is no seed."""
    halved = next(rule for rule in SEEDS if rule.article == "Circ. 47/2021/TT-BTC")
    confirmed = msgspec.structs.replace(halved, known_since=datetime(2021, 6, 25, tzinfo=UTC))
    policy = Policy(tuple(rule for rule in SEEDS if rule is not halved)).confirm(confirmed)
    known = datetime.combine(day(at), datetime.min.time(), VIETNAM_TIME)
    return fee(policy, "reissue", day("2021-07-05"), known=known)


def biometrics(age: int, on: str) -> frozenset[str]:
    return frozenset(required_biometrics(POLICY, age, day(on)))


def failed_rules(pin: str, birth: str, province: str, test_numbers: bool) -> tuple[str, ...]:
    born = PartialDate.parse(birth)
    return pin_agrees(parse_pin(pin), born, "male", province, test_numbers)


def century_digits() -> str:
    born = (("male", 1999), ("female", 1999), ("male", 2000), ("female", 2000), ("male", 2100))
    return "".join(form_pin("003", sex, year, 1)[3] for sex, year in born)


def refused_pin(birth_year: int) -> str | None:
    try:
        form_pin("003", "male", birth_year, 1)
    except BadValue as refusal:
        return says(refusal)
    return None


def before_and_after(code: str) -> tuple[str | None, str | None]:
    names = []
    for on in (LAST_OF_63, FIRST_OF_34):
        unit = UNITS.unit(code, "province", on)
        names.append(unit.name if unit else None)
    return names[0], names[1]


def province_of_prefix(prefix: str, established_on: str) -> str | None:
    unit = UNITS.resolve_pin_prefix(prefix, day(established_on))
    return unit.name if unit else None


def validity(valid_to: str, on: str) -> str | None:
    return says(card_valid(POLICY, True, day(valid_to), "living", day(on)))


def fifty_million() -> tuple[int, ...]:
    shares = apportion(50_000_000, {one.code: one.population for one in load_provinces()})
    floors = sum(50_000_000 * one.population // 96_208_984 for one in load_provinces())
    of = {one.name: shares[one.code] for one in load_provinces()}
    asked = ("Hà Nội", "Hồ Chí Minh", "Thanh Hóa", "Bà Rịa - Vũng Tàu", "Bắc Kạn")
    return (*(of[name] for name in asked), sum(shares.values()), 50_000_000 - floors)


EXAMPLES: dict[str, tuple[Callable[[], Any], Any]] = {
    "E01": (lambda: expires("1997-02-01", "2021-03-01"), "2037-02-01"),
    "E02": (lambda: expires("1998-03-01", "2021-03-01"), "2038-03-01"),
    "E03": (lambda: expires("1998-03-02", "2021-03-01"), "2023-03-02"),
    "E04": (lambda: expires("1996-03-01", "2021-03-01"), "2036-03-01"),
    "E05": (lambda: expires("1983-03-01", "2021-03-01"), "2043-03-01"),
    "E06": (lambda: expires("1963-03-01", "2021-03-01"), None),
    "E07": (lambda: expires("1963-03-02", "2021-03-01"), "2023-03-02"),
    "E08": (lambda: expires("1951-01-01", "2021-03-01"), None),
    "E09": (lambda: expires("2007-03-01", "2021-03-01"), "2032-03-01"),
    "E10": (lambda: expires("2000-02-29", "2021-03-01"), "2025-02-28"),
    "E11": (lambda: expires("2000-02-29", "2023-02-28"), "2040-02-29"),
    "E12": (lambda: expires("1963", "2021-03-01"), "2023-12-31"),
    "E13": (lambda: expires("1950", "2021-03-01"), None),
    "E14": (lambda: expires("2014-05-05", "2024-09-01"), "2028-05-05"),
    "E15": (lambda: expires("2012-09-01", "2024-09-01"), "2037-09-01"),
    "E16": (
        lambda: refused_at("2007-03-02", "2021-03-01"),
        "the citizen is 13: a card is issued from 14",
    ),
    "E17": (
        lambda: (refused_at("2007", "2021-03-01"), refused_at("2006", "2021-03-01")),
        ("the citizen is 13: a card is issued from 14", None),
    ),
    "E18": (
        lambda: (refused_at("2007-02", "2021-03-01"), refused_at("2007-03", "2021-03-01")),
        (None, "the citizen is 13: a card is issued from 14"),
    ),
    "E19": (lambda: refused_at("2020-01-01", "2024-07-01"), None),
    "E20": (lambda: fees("2021-02-15"), (15_000, 25_000, 35_000)),
    "E21": (lambda: fees("2020-12-31"), (30_000, 50_000, 70_000)),
    "E22": (
        lambda: (
            fee(POLICY, "first-issue", day("2021-02-15")),
            fee(POLICY, "exchange", day("2021-02-15"), "authority"),
        ),
        (0, 0),
    ),
    "E23": (
        lambda: (
            fee(POLICY, "exchange", day("2022-06-30")),
            fee(POLICY, "exchange", day("2022-07-01")),
        ),
        (25_000, 50_000),
    ),
    "E24": (
        lambda: (reissue_fee_known("2021-06-01"), reissue_fee_known("2021-07-05")),
        (70_000, 35_000),
    ),
    "E25": (lambda: due("total", "urban", "first-issue", "2021-02-05"), "2021-02-23 17:00"),
    "E26": (lambda: due("total", "urban", "exchange", "2021-02-12"), "2021-02-25 17:00"),
    "E27": (lambda: due("total", "mountain", "first-issue", "2021-02-08"), "2021-03-15 17:00"),
    "E28": (lambda: due("total", "urban", "reissue", "2021-03-01"), "2021-03-22 17:00"),
    "E29": (lambda: due("total", "urban", "exchange", "2021-03-06"), "2021-03-16 17:00"),
    "E30": (lambda: due("total", "other", "exchange", "2021-04-26"), "2021-05-19 17:00"),
    "E31": (lambda: due("district", "urban", "exchange", "2021-03-01"), "2021-03-03 12:00"),
    "E32": (lambda: due("district", "urban", "exchange", "2021-03-05"), "2021-03-09 12:00"),
    "E33": (lambda: due("district", "urban", "reissue", "2021-02-08"), "2021-02-22 17:00"),
    "E34": (lambda: due("centre", "urban", "exchange", "2021-02-09"), "2021-02-18 17:00"),
    "E35": (lambda: due("delivery", "urban", "exchange", "2021-04-20"), "2021-04-26 17:00"),
    "E36": (lambda: due("district", "urban", "reissue", "2021-07-01"), "2021-07-05 17:00"),
    "E37": (lambda: due("centre", "other", "exchange", "2021-09-01"), "2021-09-08 17:00"),
    "E38": (lambda: due("centre", "urban", "exchange", "2021-07-01", True), "2021-07-07 17:00"),
    "E39": (
        lambda: due("total", "urban", "exchange", "2021-03-01T17:30+00:00"),
        "2021-03-11 17:00",
    ),
    "E40": (
        lambda: (
            biometrics(14, "2021-03-01"),
            biometrics(7, "2024-07-01"),
            biometrics(5, "2024-07-01"),
        ),
        (FACE_AND_FINGERS, FACE_AND_FINGERS | {"iris"}, set()),
    ),
    "E41": (century_digits, "01234"),
    "E42": (lambda: failed_rules("003199000001", "1999-05-05", "003", True), ("century-sex",)),
    "E43": (
        lambda: (
            failed_rules("005090000001", "1991-01-01", "001", True),
            set(failed_rules("005090000001", "1991-01-01", "001", False)),
        ),
        (("year",), {"year", "province"}),
    ),
    "E44": (lambda: refused_pin(1899), "no PIN can be formed for the birth year 1899"),
    "E45": (lambda: before_and_after("15"), ("Yên Bái", "Lào Cai")),
    "E46": (lambda: before_and_after("10"), ("Lào Cai", None)),
    "E47": (
        lambda: [before_and_after(code) for code in ("24", "44", "52", "80", "82", "91")],
        [
            ("Bắc Giang", "Bắc Ninh"),
            ("Quảng Bình", "Quảng Trị"),
            ("Bình Định", "Gia Lai"),
            ("Long An", "Tây Ninh"),
            ("Tiền Giang", "Đồng Tháp"),
            ("Kiên Giang", "An Giang"),
        ],
    ),
    "E48": (lambda: province_of_prefix("015", "2021-05-20"), "Yên Bái"),
    "E49": (
        lambda: [
            "birth-year-corrected" in reestablish_grounds(POLICY, day(on))
            for on in ("2021-05-13", "2021-05-14")
        ],
        [False, True],
    ),
    "E50": (
        lambda: [card_form(POLICY, day(on)) for on in ("2021-01-22", "2021-01-23", "2024-07-01")],
        ["barcode", "chip-2021", "can-cuoc-2024"],
    ),
    "E51": (
        lambda: [
            "district" in intake_levels(POLICY, day(on)) for on in ("2025-02-28", "2025-03-01")
        ],
        [True, False],
    ),
    "E52": (
        lambda: (validity("2023-03-02", "2023-03-02"), validity("2023-03-02", "2023-03-03")),
        (None, "the card expired on 2023-03-02"),
    ),
    "E53": (
        lambda: (validity("2024-02-01", "2024-06-30"), validity("2024-02-01", "2024-07-01")),
        (None, "the card expired on 2024-06-30"),
    ),
    "E54": (
        lambda: [old_document_action(POLICY, day(on)) for on in ("2021-06-30", "2021-07-01")],
        ["cut-and-return", "withdraw"],
    ),
    "E55": (
        fifty_million,
        (4_185_505, 4_673_723, 1_891_782, 596_781, 163_137, 50_000_000, 32),
    ),
}


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_worked_example_holds(example: str) -> None:
    call, expected = EXAMPLES[example]

    assert call() == expected


def test_the_table_holds_every_worked_example() -> None:
    assert list(EXAMPLES) == [f"E{number:02}" for number in range(1, 56)]
