"""Coded values of an entry: words inside the register, the numbers of QCVN 109 at its border."""

import re
from collections.abc import Sequence

from domain.refusals import BadValue
from domain.values.countries import ALPHA_2
from domain.values.ethnic_groups import VN_1979, VN_2008_CONFIRMED

SEX_BORDER_CODE = {"unknown": 0, "male": 1, "female": 2}

# QCVN 109 has one code for divorced and widowed, so the way back from 3 does not exist.
MARITAL_BORDER_CODE = {
    "unknown": 0,
    "never-married": 1,
    "married": 2,
    "divorced": 3,
    "widowed": 3,
}

BLOOD_GROUPS = {"00": "unknown", "01": "A", "02": "B", "03": "AB", "04": "O"}

RELIGIONS = {
    "01": "Phật giáo",
    "02": "Công giáo",
    "03": "Phật giáo Hoà Hảo",
    "04": "Hồi giáo",
    "05": "Cao Đài",
    "06": "Minh sư đạo",
    "07": "Minh lý đạo",
    "08": "Tin Lành",
    "09": "Tịnh độ cư sĩ Phật hội",
    "10": "Đạo Tứ ấn hiếu nghĩa",
    "11": "Bửu sơn Kỳ hương",
    "12": "Đạo Ba Ha'i",
    "13": "Bà La Môn",
    "14": "Mặc Môn",
}
# Seen in the sample message of QCVN 109 without an explanation: kept as received.
RELIGION_UNCONFIRMED = "99"

RELATIONS_TO_HEAD = (
    "head",
    "spouse",
    "child",
    "adopted-child",
    "parent",
    "parent-in-law",
    "child-in-law",
    "grandparent",
    "grandchild",
    "sibling",
    "other-relative",
    "lodger",
    "other",
)

_ROW_OF_54 = re.compile(r"0[1-9]|[1-4][0-9]|5[0-4]")


def check_sex(text: str) -> str:
    if text not in SEX_BORDER_CODE:
        raise BadValue("sex-not-listed")
    return text


def sex_from_border(code: int) -> str:
    """The word of a border code 0, 1 or 2."""
    for word, border in SEX_BORDER_CODE.items():
        if border == code:
            return word
    raise BadValue("sex-not-listed")


def check_marital(text: str) -> str:
    if text not in MARITAL_BORDER_CODE:
        raise BadValue("marital-not-listed")
    return text


def check_blood(text: str) -> str:
    if text not in BLOOD_GROUPS:
        raise BadValue("blood-not-listed")
    return text


def check_religion(text: str) -> str:
    """A row of QCVN 109 annex G, or 99. No religion is told by the absence of the field."""
    if text not in RELIGIONS and text != RELIGION_UNCONFIRMED:
        raise BadValue("religion-not-listed")
    return text


def check_ethnicity(text: str) -> str:
    """`list:code`, for example `vn-1979:06`; a code without its list means two groups at once."""
    list_id, colon, code = text.partition(":")
    if not colon:
        raise BadValue("ethnicity-without-list")
    if list_id not in ("vn-1979", "vn-2008"):
        raise BadValue("ethnicity-list-unknown")
    if not _ROW_OF_54.fullmatch(code):
        raise BadValue("ethnicity-not-listed", list=list_id)
    return text


def ethnicity_name(ethnicity: str) -> str | None:
    """The Vietnamese name of a checked ethnicity; None for a row not yet confirmed (vn-2008)."""
    list_id, _, code = ethnicity.partition(":")
    return (VN_1979 if list_id == "vn-1979" else VN_2008_CONFIRMED).get(code)


def check_nationality(text: str) -> str:
    if text not in ALPHA_2:
        raise BadValue("nationality-not-listed")
    return text


def check_nationalities(nationalities: Sequence[str]) -> tuple[str, ...]:
    """Each listed and named once, `VN` first if it is there; an empty list is left to DQ-35."""
    checked = tuple(check_nationality(text) for text in nationalities)
    if len(set(checked)) < len(checked):
        raise BadValue("nationality-repeated")
    if "VN" in checked[1:]:
        raise BadValue("nationality-vn-not-first")
    return checked


def check_country(text: str) -> str:
    """The country of a place, ISO 3166-1 alpha-2."""
    if text not in ALPHA_2:
        raise BadValue("country-not-listed")
    return text


def check_relation_to_head(text: str) -> str:
    if text not in RELATIONS_TO_HEAD:
        raise BadValue("relation-to-head-not-listed")
    return text
