"""Names as people of Viet Nam bear them: frequent ones, none of them a particular person's.

Long because it is a catalogue of names. Not every name is surname, middle and given name: one-word
names, names with the prefixes Y, H' and K', hyphens and apostrophes are all in use.
"""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple


class Name(NamedTuple):
    surname: str
    middle: str
    given: str

    @property
    def full(self) -> str:
        return " ".join(part for part in self if part)


class Style(NamedTuple):
    """How a group names: surnames (none = names without one), then by sex middle and given."""

    surnames: tuple[str, ...]
    middle: Mapping[str, tuple[str, ...]]
    given: Mapping[str, tuple[str, ...]]


def _list(text: str) -> tuple[str, ...]:
    """Names separated by commas; an empty place stands for no name at all."""
    return tuple(" ".join(part.split()) for part in text.split(","))


# Per thousand people; in the south Hoàng is written Huỳnh, and Vũ is written Võ.
_KINH_SURNAMES = {
    "Nguyễn": 380, "Trần": 110, "Lê": 95, "Phạm": 70, "Hoàng": 51, "Phan": 45, "Vũ": 39,
    "Đặng": 21, "Bùi": 20, "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 5, "Đào": 8,
    "Đinh": 9, "Đoàn": 9, "Trương": 11, "Mai": 8, "Trịnh": 8, "Lâm": 5, "Cao": 6, "Hà": 6,
    "Lương": 6, "Tạ": 4, "Thái": 4, "Châu": 3, "Tô": 3, "Phùng": 4, "Chu": 3, "Quách": 1,
    "Tôn": 1, "Kiều": 2, "La": 1, "Văn": 1, "Vương": 2, "Từ": 1, "Lưu": 3, "Tống": 2,
    "Nghiêm": 1, "Khuất": 1, "Doãn": 1,
}  # fmt: skip
_SOUTHERN = {"Hoàng": "Huỳnh", "Vũ": "Võ"}

_OLD_MIDDLE = {
    "male": _list("Văn, Văn, Văn, Văn, Hữu, Đình, Xuân, Công, Sỹ, Bá, Viết, Đức"),
    "female": _list("Thị, Thị, Thị, Thị, Thị, Thị, Thị, Thị, Thị, Ngọc, Kim"),
}
_YOUNG_MIDDLE = {
    "male": _list(
        "Văn, Văn, Minh, Đức, Quang, Gia, Hoàng, Anh, Quốc, Thành, Tuấn, Ngọc, Hữu, Công, Xuân,"
        "Bảo, Nhật, Thanh, Tiến, Trung, Đình, Duy, Thế, Hải, Trọng, Mạnh, Đăng, Phúc,"
    ),
    "female": _list(
        "Thị, Thị, Thị, Ngọc, Thu, Thanh, Phương, Kim, Mỹ, Hồng, Thùy, Bích, Khánh, Minh, Bảo,"
        "Thảo, Quỳnh, Thị Thu, Thị Ngọc, Thị Thanh, Thị Kim, Thị Hồng, Thị Mỹ, Tuyết, Hà, Diễm,"
        "Cẩm, Như, Tường, Yến"
    ),
}
_OLD_GIVEN = {
    "male": _list(
        "Hùng, Dũng, Bình, Sơn, Hải, Thắng, Hòa, Minh, Thành, Long, Tân, Lợi, Phúc, Lộc, Thọ, Tư,"
        "Năm, Bảy, Tám, Chiến, Tiến, Quyết, Toàn, Định, Khánh, Tuấn, Cường, Vinh, Quang, Đức, Hợi,"
        "Tý, Sửu, Mão, Thìn, Ngọ, Thân, Dậu, Hiền, Nghĩa, Trung, Tín, Thuận, Sáu, Út"
    ),
    "female": _list(
        "Lan, Hoa, Hồng, Hương, Mai, Đào, Cúc, Huệ, Liên, Sen, Nga, Hằng, Thủy, Loan, Phượng,"
        "Yến, Oanh, Hạnh, Hiền, Thảo, Thu, Xuân, Hà, Bình, Minh, Tuyết, Vân, Bích, Lý, Ngọc, Nhung,"
        "Thanh, Hòa, Thơm, Mận, Lành, Sáu, Bảy, Tám, Chín, Út, Tư, Dung, Tâm, Thìn, Tỵ, Nhàn, Gái"
    ),
}
_YOUNG_GIVEN = {
    "male": _list(
        "Huy, Khang, Bảo, Minh, Phúc, Anh, Khoa, Phát, Đạt, Khôi, Long, Nam, Duy, Quân, Kiệt,"
        "Thịnh, Tuấn, Hưng, Hoàng, Hiếu, Nhân, Trí, Tài, Phong, Nguyên, An, Phú, Thành, Đức, Dũng,"
        "Lâm, Khánh, Sơn, Hải, Tiến, Tùng, Trung, Việt, Linh, Quang, Thiện, Nghĩa, Hậu, Đăng"
    ),
    "female": _list(
        "Anh, Trang, Linh, Phương, Hương, Thảo, Hà, Huyền, Ngọc, Hằng, Giang, Nhung, Yến, Nhi,"
        "My, Vy, Ngân, Trâm, Thư, Quỳnh, Như, Châu, Mai, Chi, An, Uyên, Hân, Vân, Ly, Trinh, Dung,"
        "Thủy, Nga, Lan, Hạnh, Trúc, Khanh, Diệp, Tú, Đan, Tiên, Duyên, Ánh, Phượng, Khuê"
    ),
}

_NONE = {"male": ("",), "female": ("",)}


def _surnames_only(text: str) -> Style:
    """Own surnames, otherwise named as their Kinh neighbours are."""
    return Style(_list(text), {}, {})


def _own(surnames: str, male: str, female: str, middle: Mapping[str, tuple[str, ...]]) -> Style:
    return Style(_list(surnames), middle, {"male": _list(male), "female": _list(female)})


_XO_DANG = _own(
    "",
    "A Thút, A Biu, A Lưỡi, A Phương, A Thiết, A Nỗ, A Rin, A Brâu, A Tiến, A Hùng",
    "Y Blun, Y Sương, Y Ngọc, Y Mởi, Y Hên, Y Thảo, Y Lan, Y Đum, Y Brih, Y Vân",
    _NONE,
)
_CO_HO = _own(
    ", , , Kơ-să, Rơ-ông, Cil, Liêng-hót, Bon-đưng",
    "K'Brèm, K'Brêu, Ha Thương, K'Tuấn, K'Brết, Ha Brông, K'Sáu, K'Long, Ha Juân, K'Điệp",
    "Ka Thủy, Ka Hoa, K'Hiền, Ka Brẽo, K'Thoa, Ka Liên, Ka Hiếu, K'Glong, Ka Duyên, Ka Nhàn",
    _NONE,
)
_HA_NHI = _own(
    "Lỳ, Pờ, Chu, Khoàng, Sừng, Toán, Vù",
    "Gia, Hừ, Xá, Chừ, Phạ, Pó, Cà, Lòng",
    "Mé, Xó, Nu, De, Pứ, Gó, Nhù",
    {"male": _list("Gò, Pó, Ha, Xuân"), "female": _list("Gó, Mì, Thị, Xó")},
)

_STYLES: dict[str, Style] = {
    "02": _surnames_only("Nông, Hoàng, Lý, Triệu, Ma, Hứa, Lương, Bế, Lục, Đàm, La, Chu, Dương"),
    "03": _surnames_only("Lò, Quàng, Cà, Lường, Vi, Hà, Tòng, Lộc, Lô, Kha, Hoàng, Cầm, Điêu"),
    "04": _own(
        "Trần, Lý, Huỳnh, Lâm, Quách, Trương, Tạ, Vương, Mạch, Phùng, Lưu, Hứa, Ông, Châu, Quan",
        "Vĩ Cường, Chí Hùng, Kiến Hoa, Tuấn Kiệt, Gia Minh, Quốc Vinh, Bội Sanh, Chấn Phát",
        "Mỹ Linh, Tú Anh, Bội Ngọc, Huệ Mẫn, Lệ Quân, Tiểu My, Ái Châu, Mỹ Phụng",
        _NONE,
    ),
    "05": _own(
        "Thạch, Kim, Sơn, Danh, Lâm, Châu, Kiên, Lý, Trà, Tăng",
        "Sóc Kha, Rinh, Sa Rươne, Hương, Chanh Đa, Minh Thi, Khên, Ri Thi, Sâm Nang, Đa Ra, Phol",
        "Sô Phia, Thị Hường, Sà Khum, Thị Pha, Srây Na, Chanh Thu, Thị Sa Ry, Rếch Sa, Đa Vy",
        _NONE,
    ),
    "06": _surnames_only("Bùi, Bùi, Bùi, Đinh, Quách, Hà, Bạch, Phạm, Trương, Cao"),
    "07": _surnames_only("Nông, Hoàng, Lý, Vi, Lương, Triệu, Hứa, Lâm, Chu, Mã, Linh, Long, Vy"),
    "08": _own(
        "Giàng, Vàng, Sùng, Lý, Thào, Mùa, Cứ, Vừ, Lầu, Hạng, Ly, Hờ, Tráng, Má, Phàng",
        "Páo, Dế, Chu, Tủa, Sử, Lử, Dình, Chứ, Sình, Lềnh, Nủ, Dơ, Pó, Tính, Súa",
        "Mỷ, Dợ, Sua, Máy, Pà, Chở, Xía, Ganh, Dở, Mai, Chá, Sai, Va, Pàng, Dí",
        {"male": _list("A, A, A, A, Seo, Mí, Văn"), "female": _list("Thị, Thị, Thị, , Seo")},
    ),
    "09": _own(
        "Triệu, Phùng, Bàn, Đặng, Lý, Tẩn, Chảo, Lò, Phàn, Dương",
        "Phúc, Kim, Sinh, Lụa, Vạng, Quyên, Chiêu, Tình, Hiện, Phẩu",
        "Mẩy, Mùi, Lai, Pham, Nái, Liều, Coi, Khé, Viện, Ghến",
        {"male": _list("Tòn, Văn, Dào, Láo, Chòi, Tiến"), "female": _list("Thị, Mùi, Tả, Lở, ")},
    ),
    "10": _own(
        "Siu, Rơ Châm, Kpă, Ksor, Nay, Rmah, Rahlan, Rcom, Rơ Mah, Puih",
        "Phước, Thinh, Bil, Hyâo, Wâr, Tuân, Thơ, Blưh, Hmưch, Y Suin",
        "H'Lan, H'Ben, H'Nuen, H'Bơm, H'Điu, H'Yă, H'Nga, H'Mlinh, H'Pưi, H'Thu",
        _NONE,
    ),
    "12": _own(
        "",
        "Y Moan Ênuôl, Y Thĩnh Niê, Y Phôn Ksơr, Y Bhiông Byă, Y Wang Mlô, Y Ky Êban, Y Khoa Niê,"
        "Y Đer Kbuôr, Y Lương Hwing, Y Nguyên Hđơk",
        "H'Hoa Niê, H'Lan Byă, H'Mai Ênuôl, H'Linh Mlô, H'Nga Êban, H'Zina Byă, H'Yer Kbuôr,"
        "H'Thương Hwing, H'Duyên Niê, H'Ngăm Ayŭn",
        _NONE,
    ),
    "13": _own(
        ", , Đinh, Đinh",
        "Hyik, Glui, Hmưng, Bơl, Nhưm, Blơng, Wek, Krung, Thưk, Hmưk",
        "Hnhơn, Mlăng, Yưm, Byiih, Jrơm, Pưr, Hyưt, Bưi, Ayơl, Plưn",
        _NONE,
    ),
    "14": _XO_DANG,
    "15": _surnames_only("Hoàng, Trần, La, Ninh, Lý, Tống, Lục, Nịnh, Sầm"),
    "16": _CO_HO,
    "17": _surnames_only("Đàng, Thập, Bá, Quảng, Lưu, Hứa, Não, Thiên, Châu, Từ, Kiều, Dụng, Miêu"),
    "18": _surnames_only("Trần, Lưu, Tạ, Diệp, Lý, Từ, Ôn, Lâm, Trương"),
    "19": _surnames_only("Đinh, Đinh, Phạm"),
    "20": _own(
        "",
        "Y Krang, Y Thông, Điểu Sơn, Điểu Krứ, Y Kha Bkrông, Y Nhiên, Điểu Nhôn, Y Mrang",
        "H'Vân, Thị Mai, H'Uyên, H'Diơm, Thị Ngơi, H'Bình, Thị Yă, H'Mưn",
        _NONE,
    ),
    "21": _surnames_only("Mấu, Cao, Pi Năng, Chamaléa, Katơr, Bo Bo, Tro, Patâu Axá"),
    "22": _own(
        "",
        "Điểu Sên, Điểu Khôn, Điểu Ma, Điểu Lên, Điểu Hơn, Điểu Xuân Hùng, Điểu Nhơn, Điểu Tơi",
        "Thị Bé, Thị Kim Hương, Thị Lan, Thị Rết, Thị Grốt, Thị Mai, Thị Điểu, Thị Xê",
        _NONE,
    ),
    "23": _surnames_only("Hồ"),
    "24": _surnames_only("Trương, Lê, Vi, Nguyễn, Cao"),
    "25": _surnames_only("Vàng, Lù, Nông, Lý, Hoàng, Phan"),
    "26": _own(
        "Alăng, Bh'nướch, Zơ Râm, Pơ Loong, Bling, Arâl, Cơlâu, Ating, Bh'ling",
        "Ngước, Bươm, Mai, Bảy, Nhơn, Hiệu, Đơ, Tâm, Bốn, Avơ",
        "Thị Nhi, Thị Bưới, Thị Lép, Hạnh, Thị Vôi, Thị Thúy, Thị Cày, Nghé",
        _NONE,
    ),
    "27": _XO_DANG,
    "28": _CO_HO,
    "29": _surnames_only("Moong, Lữ, Cụt, Lò, Xeo, Quàng, Hoa, Ốc"),
    "30": _surnames_only("Hồ"),
    "31": _surnames_only("Hồ, Hồ, A Viết, Kê, Lê"),
    "32": _surnames_only("Đào, Nguyễn, Hồ, Thổ, Điểu"),
    "33": _surnames_only("Lò, Lường, Quàng, Hoàng, Cà"),
    "34": _surnames_only("Vì, Lò, Hoàng, Cút, Lường"),
    "35": _HA_NHI,
    "36": _CO_HO,
    "37": _surnames_only("Lò, Vi, Lường, Cà, Tòng"),
    "38": _surnames_only("Vương, Long, Tận, Lý, Lùng"),
    "40": _surnames_only("Pờ, Thào, Sần, Chúng, Tung, Lồ"),
    "41": _HA_NHI,
    "42": _surnames_only("Lò, Tao, Vàng"),
    "43": _surnames_only("Lò, Lang, Chi, Sình, Hoàng"),
    "44": _surnames_only("Cao, Hồ, Đinh, Phạm"),
    "45": _surnames_only("Lò, Chìn, Tào, Lùng, Phàn"),
}  # fmt: skip

_KINH_NAMES, _KINH_WEIGHTS = tuple(_KINH_SURNAMES), tuple(_KINH_SURNAMES.values())
_MODERN_SINCE = 1985
FIRST_SOUTHERN_PROVINCE = "46"


class Bearer(NamedTuple):
    """Whom a name is for; `province` is a statistics code, `ethnicity` one of list vn-1979."""

    sex: str
    birth_year: int
    ethnicity: str
    province: str


def name_of(random: Random, bearer: Bearer, surname: str | None = None) -> Name:
    """A name as usual for this sex, generation, group and part of the country.

    A child takes its father's `surname`; a group without surnames keeps to its own habit.
    """
    style = _STYLES.get(bearer.ethnicity)
    if style is None:
        family = surname or _kinh_surname(random, bearer.province)
        return Name(family, *_middle_and_given(random, bearer))
    own = random.choice(style.surnames)
    if not style.given:
        return Name(surname or own, *_middle_and_given(random, bearer))
    family = own if surname is None or "" in style.surnames else surname
    middle = random.choice(style.middle[bearer.sex])
    return Name(family, middle, random.choice(style.given[bearer.sex]))


def _middle_and_given(random: Random, bearer: Bearer) -> tuple[str, str]:
    modern = bearer.birth_year >= _MODERN_SINCE
    middle = random.choice((_YOUNG_MIDDLE if modern else _OLD_MIDDLE)[bearer.sex])
    given = random.choice((_YOUNG_GIVEN if modern else _OLD_GIVEN)[bearer.sex])
    # Nobody is called Minh Minh: the middle name goes, as it is the one that may be empty.
    return ("" if middle == given else middle), given


def _kinh_surname(random: Random, province: str) -> str:
    surname = random.choices(_KINH_NAMES, _KINH_WEIGHTS)[0]
    southern = province >= FIRST_SOUTHERN_PROVINCE
    return _SOUTHERN.get(surname, surname) if southern else surname
