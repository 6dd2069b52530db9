"""The machine-readable zone of the card: TD1, three lines of 30 (ICAO Doc 9303-5, section 4.2)."""

import re
import unicodedata
from datetime import date

from domain.refusals import BadValue
from domain.values.partial_date import PartialDate
from domain.values.pin import Pin
from domain.values.vietnamese import fold

LINE_LENGTH = 30
NO_EXPIRY = "991231"

# Doc 9303-3, section 4.9: weights 7, 3, 1 repeated; A to Z count 10 to 35, the filler 0.
_WEIGHTS = (7, 3, 1)
_VALUES = {character: value for value, character in enumerate("0123456789")}
_VALUES |= {chr(ord("A") + place): 10 + place for place in range(26)}
_VALUES |= {"<": 0}

_SEX_LETTER = {"male": "M", "female": "F"}

# Doc 9303-3, section 6 A: Latin letters whose replacement is more than the letter without marks.
_REPLACED = {
    "\u00e6": "AE",
    "\u00f8": "OE",
    "\u00fe": "TH",
    "\u0131": "I",
    "\u014b": "N",
    "\u0153": "OE",
}
_MARKED_LETTER = re.compile(r"LATIN SMALL LETTER ([A-Z]) WITH .+")

Td1 = tuple[str, str, str]


def check_digit(characters: str) -> str:
    """One digit over a field of A-Z, 0-9 and the filler."""
    total = sum(_VALUES[one] * _WEIGHTS[at % 3] for at, one in enumerate(characters))
    return str(total % 10)


def td1(pin: Pin, birth: PartialDate, sex: str, expiry: date | None, name: str) -> Td1:
    """The three lines; `name` is the display name, `expiry` None where the card has no end.

    The document number is PIN[3:12] and the whole PIN stands in the optional data with a check
    digit of its own: not the overflow of long numbers of Doc 9303-5.
    """
    number = pin.text[3:]
    first = f"IDVNM{number}{check_digit(number)}{pin.text}<<{check_digit(pin.text + '<<')}"
    born = _checked(_birth(birth))
    expires = _checked(f"{expiry:%y%m%d}" if expiry else NO_EXPIRY)
    second = f"{born}{_SEX_LETTER.get(sex, '<')}{expires}VNM{'<' * 11}"
    composite = check_digit(first[5:30] + second[0:7] + second[8:15] + second[18:29])
    return first, second + composite, mrz_name(name)


def mrz_name(name: str) -> str:
    """Line 3: the first word, `<<`, the other words; padded with fillers and cut at 30."""
    first, *others = "".join(map(_letter, fold(name))).split(" ")
    text = "<<".join([first, "<".join(others)]) if others else first
    return text[:LINE_LENGTH].ljust(LINE_LENGTH, "<")


def _checked(field: str) -> str:
    return field + check_digit(field)


def _birth(birth: PartialDate) -> str:
    """yymmdd, with fillers for the month and the day that nobody knows (Doc 9303-3, 4.8)."""
    return birth.text[2:].replace("-", "").ljust(6, "<")


def _letter(character: str) -> str:
    if character == " " or "a" <= character <= "z":
        return character.upper()
    if character in _REPLACED:
        return _REPLACED[character]
    marked = _MARKED_LETTER.fullmatch(unicodedata.name(character, ""))
    if marked is None:
        raise BadValue("mrz-letter", character=f"U+{ord(character):04X}")
    return marked[1]
