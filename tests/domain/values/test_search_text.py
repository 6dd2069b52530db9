"""What the one box of the search makes of what is typed."""

import pytest

from domain.refusals import BadValue
from domain.values.search_text import SearchText


@pytest.mark.parametrize(
    ("text", "words", "births", "numbers"),
    [
        ("Nguyễn Văn An", ["nguyen", "van", "an"], [], []),
        ("  an   1990 ", ["an"], ["1990"], []),
        ("an 1990-01", ["an"], ["1990-01"], []),
        ("an 1990-01-02", ["an"], ["1990-01-02"], []),
        ("an 2/1/1990", ["an"], ["1990-01-02"], []),
        ("02.01.1990 an", ["an"], ["1990-01-02"], []),
        ("1/1990", [], ["1990-01"], []),
        ("1990 1990", [], ["1990"], []),
        ("001190000001", [], [], ["001190000001"]),
        ("123456789 lê ly", ["le", "ly"], [], ["123456789"]),
        ("y-thiên d’ran", ["y", "thien", "dran"], [], []),
        ("abc123", ["abc123"], [], []),
        ("😀😀", ["😀😀"], [], []),
        ("%_", ["%_"], [], []),
    ],
)
def test_words_dates_and_numbers_are_told_apart(
    text: str, words: list[str], births: list[str], numbers: list[str]
) -> None:
    read = SearchText.parse(text)

    assert [word.folded for word in read.words] == words
    assert [birth.text for birth in read.births] == births
    assert list(read.numbers) == numbers


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "search-too-short"),
        (" " * 200, "search-too-short"),
        ("n", "search-too-short"),
        ("%", "search-too-short"),
        ("n 1990", "search-too-short"),
        ("\u0301\u0301", "search-too-short"),
        ("an\x00", "text-has-nul"),
        ("12", "search-number-of-no-kind"),
        ("an 00119000000", "search-number-of-no-kind"),
        ("31/02/1990", "date-not-in-calendar"),
        ("13/1990", "date-not-in-calendar"),
        ("0990", "date-year-out-of-range"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        SearchText.parse(text)

    assert refused.value.code == code
