"""What each way to type a name is worth, worked through by hand."""

import pytest

from domain.values.name_match import Name, asked_initials, asked_words, judge
from domain.values.trigrams import most_similar, similarity, trigrams

AN = Name.of("Nguyễn", "Văn", "An")
THUY = Name.of("Lý", "Thị Thu", "Thủy")
DRAN = Name.of("K'", "", "D'Ran")


@pytest.mark.parametrize(
    ("q", "name", "kinds", "score"),
    [
        ("Nguyễn Văn An", AN, ["exact", "exact", "exact"], 1000),
        ("AN nguyễn văn", AN, ["exact", "exact", "exact"], 1000),
        ("nguyen van an", AN, ["unmarked", "unmarked", "exact"], 933),
        ("Nguyên An", AN, ["other-marks", "exact"], 899),
        ("an", AN, ["exact"], 998),
        ("ân", AN, ["other-marks"], 798),
        ("ng v an", AN, ["beginning", "initial", "exact"], 700),
        ("n v a", AN, ["initial"], 500),
        ("nva", AN, ["initial"], 500),
        ("n a v", AN, None, None),
        ("n v", AN, None, None),
        ("nguyen binh", AN, None, None),
        ("Lí Thuỷ", THUY, ["soft", "exact"], 848),
        ("thuỷ ly", THUY, ["exact", "unmarked"], 948),
        ("lttt", THUY, ["initial"], 500),
        ("thu", THUY, ["exact"], 997),
        ("k’ d’ran", DRAN, ["exact", "exact"], 1000),
        ("dran", DRAN, ["exact"], 999),
    ],
)  # fmt: skip
def test_a_name_is_judged_word_by_word(
    q: str, name: Name, kinds: list[str] | None, score: int | None
) -> None:
    verdict = judge(asked_words(q), name, {})

    assert (verdict and [one.kind for one in verdict.matches]) == kinds
    assert (verdict and verdict.score) == score


def test_a_similar_word_stands_in_only_where_it_is_let_in() -> None:
    words = asked_words("nguyenn an")
    alike = {"nguyenn": most_similar("nguyenn", ["nguyen", "an", "nguyet", "thi"])}

    assert judge(words, AN, {}) is None
    verdict = judge(words, AN, alike)
    assert verdict is not None
    assert verdict.score == (26 + 100) * 10 // 2 - 1
    assert (verdict.matches[0].found, verdict.matches[0].similarity) == ("nguyen", 0.67)


def test_more_than_ten_words_say_nothing_new() -> None:
    assert len(asked_words(" ".join("abcdefghijklm"))) == 10


@pytest.mark.parametrize(
    ("q", "initials"),
    [("n v a", "nva"), ("nva", "nva"), ("nguyen", "nguyen"), ("nguyenn", None), ("n van", None),
     ("nv1", None)],
)  # fmt: skip
def test_letters_alone_are_initials(q: str, initials: str | None) -> None:
    assert asked_initials(asked_words(q)) == initials


def test_trigrams_are_those_of_pg_trgm() -> None:
    """The example of the PostgreSQL manual (F.35.1), and two words of its own."""
    assert trigrams("cat") == {"  c", " ca", "cat", "at "}
    assert trigrams("foo|bar") == {"  f", " fo", "foo", "oo ", "  b", " ba", "bar", "ar "}
    assert similarity("anh", "anh") == 1
    assert round(similarity("hoang", "hoong"), 2) == 0.33
    assert (similarity("", "an"), similarity("😀", "😀")) == (0, 0)


def test_short_words_have_no_similar_ones() -> None:
    assert most_similar("an", ["am", "ang"]) == {}
    assert len(most_similar("nguyen", [f"nguyen{n}" for n in range(20)])) == 8
