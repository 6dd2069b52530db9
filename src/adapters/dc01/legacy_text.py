"""Text of the encodings from before Unicode, recognised by how they write the great surnames.

TCVN 5712 VN3 ("ABC fonts"), VNI and Windows-1258 put other bytes in the place of Vietnamese
letters. Read as Latin-1 they are letters too, at times even letters of names: a file of them could
be stored whole and wrong. Half of all people bear one of these surnames, so a file tells itself.
"""

import unicodedata
from collections.abc import Callable, Iterable

SURNAMES = "Nguyễn Trần Phạm Hoàng Huỳnh Võ Vũ Đặng Bùi Đỗ Ngô Dương Lý Trịnh Đào".split()

# Small letters of TCVN 5712:1993 VN3, byte by byte; capitals with a tone have no byte there.
_TCVN3 = dict(
    zip(
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĐ",
        bytes.fromhex(
            "b5b6b7b8b9a8bbbcbdbec6a9c7c8c9cacbae"
            "cccecfd0d1aad2d3d4d5d6d7d8dcdddedfe1e2e3e4abe5e6e7e8e9acea"
            "ebecedeeeff1f2f3f4adf5f6f7f8f9fafbfcfdfea7"
        ).decode("latin-1"),
        strict=True,
    )
)
# VNI writes the letter and then one byte for its mark and tone together.
_VNI_TONES = {"\u0300": "ø", "\u0301": "ù", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_CIRCUMFLEX = {
    "": "â", "\u0300": "à", "\u0301": "á", "\u0309": "å", "\u0303": "ã", "\u0323": "ä",
}  # fmt: skip
_VNI_BREVE = {
    "": "ê", "\u0300": "è", "\u0301": "é", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë",
}  # fmt: skip
_VNI_LETTERS = {"đ": "ñ", "Đ": "Ñ", "ơ": "ô", "ư": "ö", "Ơ": "Ô", "Ư": "Ö"}


def _tcvn3(text: str) -> str:
    return "".join(_TCVN3.get(letter, letter) for letter in text)


def _vni(text: str) -> str:
    return "".join(map(_vni_letter, text))


def _vni_letter(letter: str) -> str:
    if letter in _VNI_LETTERS:
        return _VNI_LETTERS[letter]
    first, *marks = list(unicodedata.normalize("NFD", letter))
    tone = next((mark for mark in marks if mark in _VNI_TONES), "")
    if "\u031b" in marks:
        return _VNI_LETTERS["ơ" if first == "o" else "ư"] + _VNI_TONES.get(tone, "")
    if "\u0302" in marks:
        return first + _VNI_CIRCUMFLEX[tone]
    if "\u0306" in marks:
        return first + _VNI_BREVE[tone]
    return first + _VNI_TONES[tone] if tone else letter


def _windows_1258(text: str) -> str:
    """Letters with circumflex, breve or horn are whole there; a tone follows its letter."""
    pieces = []
    for letter in text:
        first, *marks = list(unicodedata.normalize("NFD", letter))
        tone = "".join(mark for mark in marks if mark in _VNI_TONES)
        whole = unicodedata.normalize("NFC", first + "".join(m for m in marks if m not in tone))
        pieces.append((whole + tone).encode("cp1258").decode("latin-1"))
    return "".join(pieces)


def _written(write: Callable[[str], str]) -> frozenset[str]:
    """The surnames in one encoding as Latin-1 shows them, without those that stay as they are."""
    return frozenset(write(name) for name in SURNAMES) - frozenset(SURNAMES)


_LOOKS = {
    "TCVN3 (ABC)": _written(_tcvn3),
    "VNI": _written(_vni),
    "Windows-1258": _written(_windows_1258),
}
_PROPER = frozenset(SURNAMES)


def legacy_encoding(head: bytes) -> str | None:
    """Which of the old encodings the start of a file is written in, or was, before it was
    converted as if it were Latin-1; None when it tells of none."""
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError:
        text = head.decode("latin-1")
    words = _words(text)
    proper = _count(words, _PROPER)
    return next((name for name, look in _LOOKS.items() if _count(words, look) > proper), None)


def _count(words: Iterable[str], known: frozenset[str]) -> int:
    """How many of the words are known, also where they are written in capitals."""
    return sum(word in known or word.capitalize() in known for word in words)


def _words(text: str) -> list[str]:
    return [word for word in _split(text) if len(word) > 1]


def _split(text: str) -> Iterable[str]:
    for sign in ',;"\t\r\n:{}':
        text = text.replace(sign, " ")
    return text.split(" ")
