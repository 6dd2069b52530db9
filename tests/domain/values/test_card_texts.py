"""What the card says to machines: the machine-readable zone and the QR code."""

from datetime import date

import pytest

from domain.refusals import BadValue
from domain.values.mrz import check_digit, mrz_name, td1
from domain.values.partial_date import PartialDate
from domain.values.pin import parse_pin
from domain.values.qr_payload import Cardholder, qr_payload


@pytest.mark.parametrize(
    ("pin", "birth", "sex", "expiry", "name", "lines"),
    [
        (
            "003190000001",
            "1990-01-02",
            "female",
            date(2030, 1, 2),
            "Nguyễn Thị Mậu",
            (
                "IDVNM1900000015003190000001<<8",
                "9001022F3001020VNM<<<<<<<<<<<6",
                "NGUYEN<<THI<MAU<<<<<<<<<<<<<<<",
            ),
        ),
        (
            "005307000042",
            "2007-03-01",
            "female",
            date(2032, 3, 1),
            "H'Hen Niê",
            (
                "IDVNM3070000422005307000042<<7",
                "0703013F3203019VNM<<<<<<<<<<<0",
                "HHEN<<NIE<<<<<<<<<<<<<<<<<<<<<",
            ),
        ),
        (
            "003050000017",
            "1950",
            "male",
            None,
            "Đặng Văn Đức",
            (
                "IDVNM0500000175003050000017<<8",
                "50<<<<5M9912315VNM<<<<<<<<<<<8",
                "DANG<<VAN<DUC<<<<<<<<<<<<<<<<<",
            ),
        ),
        (
            "001099000001",
            "1999-01-01",
            "female",
            date(2039, 1, 1),
            "Nguyễn Thị Mậu",
            (
                "IDVNM0990000017001099000001<<8",
                "9901018F3901016VNM<<<<<<<<<<<4",
                "NGUYEN<<THI<MAU<<<<<<<<<<<<<<<",
            ),
        ),
    ],
)
def test_the_zone_of_a_card_is_that_of_the_worked_examples(
    pin: str, birth: str, sex: str, expiry: date | None, name: str, lines: tuple[str, str, str]
) -> None:
    assert td1(parse_pin(pin), PartialDate.parse(birth), sex, expiry, name) == lines


def test_the_check_digit_is_that_of_the_icao_examples() -> None:
    """Doc 9303-3 section 4.9, the specimen of 9303-5 and the document number of 9303-11 D.2."""
    assert check_digit("520727") == "3"
    assert check_digit("AB2134<<<") == "5"
    assert check_digit("D23145890") == "7"
    assert check_digit("L898902C<") == "3"


def test_the_unknown_day_and_the_unknown_sex_are_fillers() -> None:
    _, second, _ = td1(
        parse_pin("003050000017"), PartialDate.parse("1950-03"), "unknown", None, "An"
    )
    assert second[:6] == "5003<<"
    assert second[7] == "<"


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("Y", "Y"),
        ("Bru-Vân Kiều", "BRU<<VAN<KIEU"),
        ("Müller Løvå", "MULLER<<LOEVA"),
        ("ƀing Niê", "BING<<NIE"),
        ("Straße", "STRASSE"),
    ],
)
def test_the_name_is_written_with_26_letters(name: str, line: str) -> None:
    assert mrz_name(name) == line.ljust(30, "<")


def test_a_long_name_is_cut_at_30() -> None:
    line = mrz_name("Công Tằng Tôn Nữ Thị Ngọc Minh Thu Hà An")
    assert line == "CONG<<TANG<TON<NU<THI<NGOC<MIN"


def test_a_letter_without_a_latin_equivalent_is_refused() -> None:
    with pytest.raises(BadValue) as refused:
        mrz_name("\u0410n")
    assert (refused.value.code, refused.value.params) == ("mrz-letter", {"character": "U+0430"})


def holder(birth: str = "1990-01-02", sex: str = "female", address: str = "Thôn Mẫu") -> Cardholder:
    return Cardholder(
        pin=parse_pin("003190000001"),
        old_number=None,
        full_name="Nguyễn Thị Mậu",
        birth=PartialDate.parse(birth),
        sex=sex,
        permanent_address=address,
        issued_on=date(2021, 3, 1),
    )


def test_the_qr_code_is_that_of_the_worked_example() -> None:
    example = Cardholder(
        pin=parse_pin("003190000001"),
        old_number="123456789",
        full_name="Nguyễn Thị Mậu",
        birth=PartialDate.parse("1990-01-02"),
        sex="female",
        permanent_address="Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Tỉnh Mẫu",
        issued_on=date(2021, 3, 1),
    )
    assert qr_payload(example) == (
        "003190000001|123456789|NGUYỄN THỊ MẬU|02011990|Nữ|"
        "Thôn Mẫu, Xã Mẫu, Huyện Mẫu, Tỉnh Mẫu|01032021"
    )


def test_the_qr_code_keeps_its_seven_fields_when_something_is_unknown() -> None:
    year_only = qr_payload(holder(birth="1950", sex="male"))
    assert year_only == "003190000001||NGUYỄN THỊ MẬU|1950|Nam|Thôn Mẫu|01032021"
    month_only = qr_payload(holder(birth="1950-03", sex="unknown"))
    assert month_only == "003190000001||NGUYỄN THỊ MẬU|031950||Thôn Mẫu|01032021"


def test_no_field_of_the_qr_code_may_hold_the_separator() -> None:
    with pytest.raises(BadValue) as refused:
        qr_payload(holder(address="Thôn | Mẫu"))
    assert refused.value.code == "qr-field-holds-separator"
