"""Keys under which Vietnamese names are found, matched and put in order."""

import re
import unicodedata

_D_WITH_STROKE = "\u0111"
# Legacy files write eth (U+00F0) for đ; case is folded before this is used.
_ETH = "\u00f0"
_APOSTROPHES = "'\u2018\u2019\u02bc"
_HYPHENS = "-\u2010\u2011\u2013"

_FOLDED = str.maketrans(
    {
        _D_WITH_STROKE: "d",
        _ETH: "d",
        **dict.fromkeys(_APOSTROPHES),
        **dict.fromkeys(_HYPHENS, " "),
    }
)

_PARTED = str.maketrans(
    {**dict.fromkeys(_APOSTROPHES), **dict.fromkeys(_HYPHENS, " ")}  # as in _FOLDED
)

# none, huyền, hỏi, ngã, sắc, nặng: the order of ma, mà, mả, mã, má, mạ.
_TONE_RANK = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}

# The 29 letters of Vietnamese, and f, j, w, z of foreign names where CLDR (vi) puts them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: rank for rank, letter in enumerate(_ALPHABET, 1)}
_AFTER_THE_ALPHABET = len(_ALPHABET) + 1

_VOWELS = "aăâeêioôơuưy"
# A syllable that ends in its vowels, where spellings differ in which vowel carries the tone.
_OPEN_SYLLABLE = re.compile(rf"(?P<initial>qu|gi|[^{_VOWELS}]*)(?P<rime>oa|oe|uy|[{_VOWELS}])")
_LETTER_RUN = re.compile(r"[^\W\d_]+")

CollationKey = tuple[tuple[int, ...], tuple[int, ...], str]
"""Letters first, tones second, then the text itself so that the order is total."""


def fold(text: str) -> str:
    """The key of search: no case, no marks, đ as d, hyphens as spaces, apostrophes gone."""
    lowered = unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)
    decomposed = unicodedata.normalize("NFD", lowered)
    bare = "".join(c for c in decomposed if not unicodedata.category(c).startswith("M"))
    return " ".join(bare.split())


def tone_placement_key(text: str) -> str:
    """The key of matching: tones kept and moved to one place, case folded, spaces squeezed.

    In open oa, oe, uy the tone stands on the first vowel (hoà, hòa -> hòa); qu and gi are
    initials, so quý stays. The display form is never replaced by this key.
    """
    return _LETTER_RUN.sub(lambda run: _place_tone(run[0]), _lowered(text))


def soft_key(text: str) -> str:
    """As tone_placement_key, with a final lone y as i: Lý and Lí may be one name, not surely."""
    softened = _LETTER_RUN.sub(lambda run: _y_as_i(run[0]), tone_placement_key(text))
    # A mark that no composed y has may have a composed i.
    return unicodedata.normalize("NFC", softened)


def collation_key(text: str) -> CollationKey:
    """The place of a text in Vietnamese order, equal for both spellings of one tone's place."""
    letters: list[int] = []
    tones: list[int] = []
    for character in tone_placement_key(text).translate(dict.fromkeys(map(ord, _APOSTROPHES))):
        bare, tone = _split_tone(character)
        letters.append(_letter_rank(bare))
        tones.append(_TONE_RANK[tone])
    return tuple(letters), tuple(tones), _lowered(text)


def collation_bytes(text: str) -> bytes:
    """The collation key as bytes that compare as the key does, whatever bytes come after them.

    The last part is the text itself, so that two texts never have the same bytes.
    """
    letters, tones, _ = collation_key(text)
    parts = (b"".join(map(_rank_bytes, letters)), bytes(tone + 1 for tone in tones), text.encode())
    return b"".join(part + b"\0" for part in parts)


def people_sort_key(
    given: str, surname: str, middle: str
) -> tuple[CollationKey, CollationKey, CollationKey]:
    """Lists of people go by given name, then surname, then middle name."""
    return collation_key(given), collation_key(surname), collation_key(middle)


def words_of(text: str) -> tuple[str, ...]:
    """The words under which a name is found, folded; a hyphen parts two."""
    return tuple(fold(text).split())


def toned_words_of(text: str) -> tuple[str, ...]:
    """The same words with their marks, each tone in its one place."""
    return tuple(tone_placement_key(text).translate(_PARTED).split())


def _rank_bytes(rank: int) -> bytes:
    """One byte for every letter of a name; four, greater than any such byte, for other scripts."""
    return bytes((rank + 1,)) if rank <= len(_ALPHABET) else b"\xf0" + rank.to_bytes(3, "big")


def _lowered(text: str) -> str:
    lowered = unicodedata.normalize("NFC", text).casefold().replace(_ETH, _D_WITH_STROKE)
    return " ".join(unicodedata.normalize("NFC", lowered).split())


def _split_tone(letter: str) -> tuple[str, str]:
    """A vowel without its tone, and the tone; ñ is a letter of Ê-đê, not an n with a tone."""
    decomposed = unicodedata.normalize("NFD", letter)
    tone = next((mark for mark in decomposed if mark in _TONE_RANK), "")
    bare = unicodedata.normalize("NFC", decomposed.replace(tone, "", 1)) if tone else letter
    return (bare, tone) if bare in _VOWELS else (letter, "")


def _parts(syllable: str) -> tuple[str, list[str]]:
    split = [_split_tone(letter) for letter in syllable]
    return "".join(bare for bare, _ in split), [tone for _, tone in split if tone]


def _with_tone(bare: str, place: int, tones: list[str]) -> str:
    marked = bare[: place + 1] + "".join(tones) + bare[place + 1 :]
    return unicodedata.normalize("NFC", marked)


def _place_tone(syllable: str) -> str:
    bare, tones = _parts(syllable)
    syllable_is_open = _OPEN_SYLLABLE.fullmatch(bare)
    if len(tones) != 1 or syllable_is_open is None:
        return syllable
    return _with_tone(bare, syllable_is_open.start("rime"), tones)


def _y_as_i(syllable: str) -> str:
    bare, tones = _parts(syllable)
    syllable_is_open = _OPEN_SYLLABLE.fullmatch(bare)
    if syllable_is_open is None or syllable_is_open["rime"] != "y":
        return syllable
    return _with_tone(bare[:-1] + "i", len(bare) - 1, tones)


def _letter_rank(bare: str) -> int:
    """Word boundaries before letters; ĕ or ñ with their base letter; other scripts after z."""
    if bare == " " or bare in _HYPHENS:
        return 0
    base = bare if bare in _LETTER_RANK else unicodedata.normalize("NFD", bare)[0]
    return _LETTER_RANK.get(base, _AFTER_THE_ALPHABET + ord(base))
