"""Names are found without diacritics, matched across spellings and listed in Vietnamese order."""

import unicodedata
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.values.vietnamese import (
    collation_bytes,
    collation_key,
    fold,
    people_sort_key,
    soft_key,
    tone_placement_key,
)

LETTERS = "abcdefghiklmnopqrstuvxyăâđêôơưĐÂ"
MARKS = "\u0300\u0301\u0303\u0309\u0323\u0302\u0306\u031b"
NAMES = st.text(st.sampled_from(LETTERS + MARKS + "\u00d0\u00f0 '-\u2019"), max_size=30)


def ascending(keys: Iterable[Any]) -> bool:
    return all(one < next_one for one, next_one in pairwise(keys))


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Đặng Văn Đức", "dang van duc"),
        (unicodedata.normalize("NFD", "Đặng Văn Đức"), "dang van duc"),
        ("\u00d0ặng \u00f0ức", "dang duc"),
        ("NGUYỄN THỊ MẬU", "nguyen thi mau"),
        ("H'Hen Niê", "hhen nie"),
        ("H\u2019Hen Niê", "hhen nie"),
        ("Bru-Vân  Kiều", "bru van kieu"),
        ("  Trần\u00a0An ", "tran an"),
        ("Ưởng Ơ", "uong o"),
        ("", ""),
    ],
)
def test_the_fold_key_has_no_case_no_marks_and_no_signs(name: str, folded: str) -> None:
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("hoà", "hòa"),
        ("hòa", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("thuỵ", "thụy"),
        ("uỷ", "ủy"),
        ("hoàn", "hoàn"),
        ("hoài", "hoài"),
        ("khuỷu", "khuỷu"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("qủa", "quả"),
        ("quà", "quà"),
        ("già", "già"),
        ("gìa", "già"),
        ("gì", "gì"),
        ("Gìn", "gìn"),
        ("Nguyễn", "nguyễn"),
        ("Hoà Bình", "hòa bình"),
        ("HOÀ-BÌNH", "hòa-bình"),
        ("\u00d0oà", "đòa"),
        ("hoa", "hoa"),
        ("hòà", "hòà"),
        ("ñoa", "ñoa"),
    ],
)
def test_the_tone_of_an_open_syllable_has_one_place(name: str, key: str) -> None:
    assert tone_placement_key(name) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [("Lý", "Lí"), ("Quý", "Quí"), ("Vy", "Vi"), ("Kỳ", "Kì"), ("Ý", "Í"), ("Mỹ Lý", "Mĩ Lí")],
)
def test_i_and_y_match_softly_and_not_otherwise(one: str, other: str) -> None:
    assert soft_key(one) == soft_key(other)
    assert tone_placement_key(one) != tone_placement_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("Thúy", "Thúi"), ("Tay", "Tai"), ("Lý", "Lì"), ("Yến", "Iến")]
)
def test_a_y_that_sounds_otherwise_than_i_does_not_match_softly(one: str, other: str) -> None:
    assert soft_key(one) != soft_key(other)


def test_the_letters_are_in_the_order_of_the_alphabet() -> None:
    letters = "a ă â b c d đ e ê g h i k l m n o ô ơ p q r s t u ư v x y".split()
    assert ascending(map(collation_key, letters))


def test_the_tones_are_in_their_order() -> None:
    tones = ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert ascending(map(collation_key, tones))


@pytest.mark.parametrize(
    "ordered",
    [
        ["mạ", "mai"],
        ["má bà", "ma con"],
        ["An", "ÁN", "Ấn"],
        ["an bình", "anh"],
        ["Dung", "Đạt"],
        ["Nia", "Ñia", "Nô"],
        ["Hen", "H'Hen"],
    ],
)
def test_letters_count_before_tones_and_words_before_letters(ordered: list[str]) -> None:
    assert ascending(map(collation_key, ordered))


def test_two_spellings_of_one_tone_stand_side_by_side() -> None:
    assert sorted(["Hoàng", "Hòa B", "Hoà A"], key=collation_key) == ["Hoà A", "Hòa B", "Hoàng"]


def test_people_are_listed_by_given_name_then_surname_then_middle_name() -> None:
    people = [
        ("Trần", "Thị", "An"),
        ("Lê", "Văn", "Bình"),
        ("Nguyễn", "Thị", "Dung"),
        ("Vũ", "Văn", "Đạt"),
    ]
    same_given = [("Lê", "Văn", "An"), ("Trần", "Ngọc", "An"), ("Trần", "Thị", "An")]
    for listed in (people, same_given):
        assert ascending(
            people_sort_key(given_name, surname, middle) for surname, middle, given_name in listed
        )


@given(st.one_of(NAMES, st.text()))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.one_of(NAMES, st.text()))
def test_composed_and_decomposed_text_have_the_same_keys(text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", text)
    assert fold(composed) == fold(decomposed)
    assert tone_placement_key(composed) == tone_placement_key(decomposed)
    assert collation_key(composed) == collation_key(decomposed)


@given(NAMES)
def test_the_matching_keys_are_stable_and_only_move_tones(text: str) -> None:
    key = tone_placement_key(text)
    assert tone_placement_key(key) == key
    assert fold(key) == fold(text)
    assert soft_key(soft_key(text)) == soft_key(text)


SHORT = st.text("aáàâăbdđeêiyoôơuưzAÁĐ -'ñ漢", max_size=6)


@given(SHORT, SHORT, SHORT, SHORT)
def test_the_bytes_of_collation_compare_as_the_keys_do(
    one: str, other: str, more: str, rest: str
) -> None:
    """Whatever is joined to them: given names first, surnames after."""

    def keys(given_name: str, surname: str) -> Any:
        pair = (collation_key(given_name), collation_key(surname))
        return [(letters, tones, text) for (letters, tones, _), text in
                zip(pair, (given_name, surname), strict=True)]  # fmt: skip

    def joined(given_name: str, surname: str) -> bytes:
        return collation_bytes(given_name) + collation_bytes(surname)

    assert (keys(one, more) < keys(other, rest)) == (joined(one, more) < joined(other, rest))
    assert (joined(one, more) == joined(other, rest)) == ((one, more) == (other, rest))
