"""The three parts of a name as the birth certificate writes them."""

import unicodedata

from domain.refusals import BadValue

MOST_CHARACTERS = 100

# Letters that print like Đ (U+0110) or đ (U+0111) and are others: eth of Icelandic, and D of Ewe.
_LOOK_ALIKES = {
    "\u00d0": "\u0110",
    "\u00f0": "\u0111",
    "\u0189": "\u0110",
    "\u0256": "\u0111",
}
_JOINERS = frozenset(" -'")


def _is_latin_letter(character: str) -> bool:
    name = unicodedata.name(character, "")
    return name.startswith(("LATIN CAPITAL LETTER ", "LATIN SMALL LETTER "))


# Basic Latin to Latin Extended-B, and the block of the Vietnamese letters. Phonetic letters,
# full-width forms and ligatures lie outside and only imitate those inside.
_LETTERS = frozenset(
    chr(point)
    for point in (*range(0x0250), *range(0x1E00, 0x1F00))
    if _is_latin_letter(chr(point)) and chr(point) not in _LOOK_ALIKES
)
_ALLOWED = _LETTERS | _JOINERS


def check_name_part(text: str) -> str:
    """Surname, middle or given name, which may be empty; BadValue names what is wrong with it.

    Composed form (NFC), at most 100 characters; letters of the Latin script, single spaces,
    hyphens and apostrophes only; no upper limit on words, each of which holds a letter.
    """
    if len(text) > MOST_CHARACTERS:
        raise BadValue("name-too-long", most=MOST_CHARACTERS)
    if not unicodedata.is_normalized("NFC", text):
        raise BadValue("name-not-composed")
    _check_characters(text)
    if text:
        _check_words(text)
    return text


def check_given_name(text: str) -> str:
    """The given name, which every person has."""
    if not text:
        raise BadValue("given-name-empty")
    return check_name_part(text)


def display_name(surname: str, middle: str, given: str) -> str:
    """The full name in the order in which it is spoken, empty parts left out."""
    return " ".join(part for part in (surname, middle, given) if part)


def _check_characters(text: str) -> None:
    if _ALLOWED.issuperset(text):
        return
    for character in text:
        if character in _LOOK_ALIKES:
            raise BadValue(
                "name-look-alike-of-d-with-stroke",
                character=_shown(character),
                meant=_shown(_LOOK_ALIKES[character]),
            )
        if character not in _ALLOWED:
            raise BadValue("name-character", character=_shown(character))


def _check_words(text: str) -> None:
    for word in text.split(" "):
        if not word:
            raise BadValue("name-spacing")
        if _LETTERS.isdisjoint(word):
            raise BadValue("name-word-without-letter")


def _shown(character: str) -> str:
    """`Ð (U+00D0)`, or the code point alone where nothing would be seen (or could be encoded)."""
    point = f"U+{ord(character):04X}"
    return f"{character} ({point})" if character.isprintable() else point
