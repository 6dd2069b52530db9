"""Who lives where: rough shares after the census of 1 April 2019, for invented declarations.

Shares of ethnic groups, ages and beliefs are rounded from published tables and serve to make a
sample look like the country; no statement about it should be drawn from them.
"""

from random import Random
from typing import NamedTuple

from domain.values.codes import RELIGIONS

KINH = "01"
ELDER_FROM = 70


class YearOnly(NamedTuple):
    """Shares of people of whose birth the papers tell less than the day."""

    elders: float
    others: float


YEAR_ONLY = YearOnly(0.15, 0.01)


class AgeBand(NamedTuple):
    """Ages `youngest` to `oldest`; people per ten thousand, and how many of a hundred are male."""

    youngest: int
    oldest: int
    share: int
    male: float


AGE_BANDS = (
    AgeBand(0, 4, 795, 52.5),
    AgeBand(5, 9, 856, 52.3),
    AgeBand(10, 14, 779, 52.0),
    AgeBand(15, 19, 686, 51.3),
    AgeBand(20, 24, 692, 51.0),
    AgeBand(25, 29, 841, 50.6),
    AgeBand(30, 34, 855, 50.4),
    AgeBand(35, 39, 764, 50.4),
    AgeBand(40, 44, 692, 50.3),
    AgeBand(45, 49, 648, 49.8),
    AgeBand(50, 54, 609, 48.6),
    AgeBand(55, 59, 553, 47.5),
    AgeBand(60, 64, 443, 46.2),
    AgeBand(65, 69, 299, 44.8),
    AgeBand(70, 74, 179, 42.5),
    AgeBand(75, 79, 129, 39.5),
    AgeBand(80, 84, 95, 36.5),
    AgeBand(85, 99, 85, 32.0),
)
_BAND_WEIGHTS = [band.share for band in AGE_BANDS]

# People per thousand by ethnic group (list vn-1979); the rest of a province is Kinh.
_MINORITIES: dict[str, dict[str, int]] = {
    "01": {"06": 7, "02": 3},
    "02": {"08": 342, "02": 225, "09": 149, "07": 97, "25": 20, "38": 16, "43": 3},
    "04": {"02": 408, "07": 298, "08": 117, "09": 104, "15": 15, "43": 5},
    "06": {"02": 526, "09": 180, "07": 93, "08": 72, "15": 6},
    "08": {"02": 257, "09": 135, "15": 90, "08": 29, "07": 19, "18": 18},
    "10": {"08": 250, "02": 149, "09": 143, "25": 42, "07": 41, "40": 14, "35": 6},
    "11": {"08": 381, "03": 357, "29": 33, "09": 11, "35": 8, "37": 8, "04": 4, "33": 8},
    "12": {"03": 310, "08": 232, "09": 133, "35": 35, "41": 26, "25": 30, "42": 15, "45": 10},
    "14": {"03": 537, "08": 161, "06": 68, "34": 22, "09": 18, "29": 14, "33": 8},
    "15": {"02": 180, "08": 130, "09": 123, "03": 74, "06": 21, "25": 3},
    "17": {"06": 633, "03": 40, "02": 30, "09": 20, "08": 9},
    "19": {"02": 107, "07": 79, "18": 44, "15": 30, "09": 25, "08": 9},
    "20": {"07": 430, "02": 359, "09": 34, "04": 3},
    "22": {"09": 53, "02": 30, "18": 15, "15": 12, "04": 4},
    "24": {"07": 53, "02": 33, "18": 19, "15": 18, "04": 9, "09": 6},
    "25": {"06": 150, "09": 10, "15": 3},
    "26": {"18": 36, "15": 2},
    "37": {"06": 27},
    "38": {"06": 103, "03": 67, "08": 5, "24": 4, "09": 2},
    "40": {"03": 102, "24": 21, "29": 13, "08": 10},
    "42": {"06": 1, "44": 1},
    "44": {"23": 21, "44": 8},
    "45": {"23": 110, "31": 23},
    "46": {"31": 32, "26": 15},
    "48": {"26": 2},
    "49": {"26": 37, "14": 32, "27": 15, "30": 4},
    "51": {"19": 107, "30": 27, "14": 15},
    "52": {"13": 15, "19": 8, "17": 4},
    "54": {"12": 29, "17": 26, "13": 5},
    "56": {"21": 45, "04": 2},
    "58": {"17": 114, "21": 120},
    "60": {"17": 31, "21": 14, "16": 11, "04": 8},
    "62": {"14": 247, "13": 125, "27": 70, "10": 47, "03": 12, "06": 10},
    "64": {"10": 304, "13": 125, "02": 7, "07": 7, "06": 5},
    "66": {"12": 188, "07": 40, "02": 29, "20": 26, "08": 21, "10": 11, "03": 10},
    "67": {"20": 80, "08": 56, "07": 50, "28": 12, "02": 35, "09": 24},
    "68": {"16": 135, "28": 32, "36": 17, "07": 20, "02": 16, "04": 10, "20": 8},
    "70": {"22": 97, "02": 23, "07": 24, "05": 19, "04": 9, "20": 10},
    "72": {"05": 7, "17": 3, "04": 2},
    "74": {"05": 28, "04": 6, "06": 7},
    "75": {"04": 28, "32": 5, "02": 5, "28": 1},
    "77": {"32": 7, "04": 7},
    "79": {"04": 43, "05": 6, "17": 1},
    "84": {"05": 315, "04": 6},
    "86": {"05": 22, "04": 5},
    "89": {"05": 39, "17": 6, "04": 3},
    "91": {"05": 123, "04": 14},
    "92": {"05": 17, "04": 11},
    "93": {"05": 34, "04": 8},
    "94": {"05": 302, "04": 52},
    "95": {"05": 78, "04": 18},
    "96": {"05": 22, "04": 7},
}

# People per thousand who declare a belief, by region (QCVN 109 codes); the rest declare none.
_BELIEFS_BY_REGION: dict[str, dict[str, int]] = {
    "Red River Delta": {"02": 58, "01": 25},
    "Northern Midlands and Mountains": {"08": 25, "02": 22, "01": 6},
    "North Central and Central Coast": {"01": 45, "02": 50, "08": 5, "05": 4},
    "Central Highlands": {"02": 100, "08": 95, "01": 45},
    "South East": {"02": 115, "01": 90, "05": 30, "08": 9},
    "Mekong River Delta": {"01": 60, "03": 55, "02": 35, "05": 15, "08": 3},
}
# Groups whose faith the region does not tell: Khmer are Buddhists; Chăm are Hindu or Muslim.
_BELIEFS_BY_GROUP: dict[str, dict[str, int]] = {"05": {"01": 800}, "17": {"13": 400, "04": 350}}

# Share of people registered at birth in another province, where industry draws newcomers.
_NEWCOMERS = {"74": 0.45, "79": 0.30, "75": 0.30, "01": 0.15, "48": 0.15, "27": 0.15, "92": 0.10}
_NEWCOMERS_ELSEWHERE = 0.04


def band_of(random: Random) -> AgeBand:
    return random.choices(AGE_BANDS, _BAND_WEIGHTS)[0]


def ethnicity_of(random: Random, province: str) -> str:
    """Code of the ethnic group in list vn-1979."""
    return _per_thousand(random, _MINORITIES.get(province, {})) or KINH


def religion_of(random: Random, region: str, ethnicity: str) -> str | None:
    """Code of the religion, or None for the many who declare none."""
    code = _per_thousand(random, _BELIEFS_BY_GROUP.get(ethnicity, _BELIEFS_BY_REGION[region]))
    return code if code in RELIGIONS else None


def is_newcomer(random: Random, province: str) -> bool:
    """Whether the birth was registered in another province."""
    return random.random() < _NEWCOMERS.get(province, _NEWCOMERS_ELSEWHERE)


def marital_of(random: Random, sex: str, age: int) -> str:
    if age < (20 if sex == "male" else 18):
        return "never-married"
    never = max(3.0, 96.0 - (age - 18) * (6.5 if sex == "male" else 8.0))
    widowed = max(0.0, (age - 45) * (0.5 if sex == "male" else 1.6))
    divorced = 2.5 if age > 25 else 0.5
    married = max(5.0, 100.0 - never - widowed - divorced)
    kinds = ("never-married", "widowed", "divorced", "married")
    return random.choices(kinds, (never, widowed, divorced, married))[0]


def _per_thousand(random: Random, shares: dict[str, int]) -> str | None:
    place = random.random() * 1000
    for code, share in shares.items():
        place -= share
        if place < 0:
            return code
    return None
