"""Names are written with the letters that a birth certificate may hold, and in one form."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadValue
from domain.values.person_name import check_given_name, check_name_part, display_name

VIETNAMESE = (
    "aáàảãạăắằẳẵặâấầẩẫậbcdđeéèẻẽẹêếềểễệghiíìỉĩịklmnoóòỏõọôốồổỗộơớờởỡợpqrstuúùủũụưứừửữựvxyýỳỷỹỵ"
)


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn",
        "Đặng",
        "ĐẶNG",
        "H'Hen",
        "Niê",
        "Y",
        "K'",
        "Bru-Vân Kiều",
        "Công Tằng Tôn Nữ Thị Ngọc Minh Thu Hà An",
        "Čil",
        "Ñăng",
        "Müller",
        "ƀing",
        "W",
        "",
        VIETNAMESE,
        VIETNAMESE.upper(),
        "a" * 100,
    ],
)
def test_a_name_of_viet_nam_is_accepted_as_it_is_written(name: str) -> None:
    assert check_name_part(name) == name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a" * 101, "name-too-long"),
        (unicodedata.normalize("NFD", "Nguyễn"), "name-not-composed"),
        ("Nguyê\u0303n", "name-not-composed"),
        ("\u212ba", "name-not-composed"),
        ("\u00d0ặng", "name-look-alike-of-d-with-stroke"),
        ("Bá \u00f0ạt", "name-look-alike-of-d-with-stroke"),
        ("\u0189ặng", "name-look-alike-of-d-with-stroke"),
        ("\u0256ạt", "name-look-alike-of-d-with-stroke"),
        ("\u0410n", "name-character"),
        ("\u0391n", "name-character"),
        ("\uff21n", "name-character"),
        ("\u0251n", "name-character"),
        ("\ufb01", "name-character"),
        ("M\u030c", "name-character"),
        ("An1", "name-character"),
        ("An\u0660", "name-character"),
        ("An\x00", "name-character"),
        ("An\n", "name-character"),
        ("An\tB", "name-character"),
        ("An\u00a0B", "name-character"),
        ("An\u200bB", "name-character"),
        ("An\u202eB", "name-character"),
        ("\ufeffAn", "name-character"),
        ("An.", "name-character"),
        ("An, B", "name-character"),
        ("H\u2019Hen", "name-character"),
        ("An_B", "name-character"),
        ("<b>", "name-character"),
        ("\u5b89", "name-character"),
        ("An\U0001f600", "name-character"),
        ("An\ud800", "name-character"),
        ("ª", "name-character"),
        (" An", "name-spacing"),
        ("An ", "name-spacing"),
        ("An  Bình", "name-spacing"),
        (" ", "name-spacing"),
        ("-", "name-word-without-letter"),
        ("An - Bình", "name-word-without-letter"),
        ("'", "name-word-without-letter"),
    ],
)
def test_a_name_that_no_certificate_holds_is_refused(name: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        check_name_part(name)
    assert refused.value.code == code


def test_the_refusal_of_a_look_alike_names_the_letter_that_is_meant() -> None:
    with pytest.raises(BadValue) as refused:
        check_name_part("\u00d0ặng")
    assert refused.value.params == {"character": "\u00d0 (U+00D0)", "meant": "Đ (U+0110)"}


def test_a_character_that_cannot_be_seen_is_named_by_its_code_point_alone() -> None:
    with pytest.raises(BadValue) as refused:
        check_name_part("An\x00")
    assert refused.value.params == {"character": "U+0000"}


def test_surname_and_middle_may_be_empty_and_the_given_name_may_not() -> None:
    assert check_name_part("") == ""
    with pytest.raises(BadValue) as refused:
        check_given_name("")
    assert refused.value.code == "given-name-empty"
    assert check_given_name("An") == "An"


@pytest.mark.parametrize(
    ("parts", "full"),
    [
        (("Trần", "Thị", "An"), "Trần Thị An"),
        (("Lê", "", "Bình"), "Lê Bình"),
        (("", "", "Y"), "Y"),
    ],
)
def test_the_display_name_leaves_out_empty_parts(parts: tuple[str, str, str], full: str) -> None:
    assert display_name(*parts) == full


@given(st.text(max_size=120))
def test_any_text_is_a_name_as_it_stands_or_is_refused_with_a_sentence(text: str) -> None:
    try:
        accepted = check_name_part(text)
    except BadValue as refused:
        str(refused.params).encode()
    else:
        assert accepted == text
        assert unicodedata.is_normalized("NFC", text)
