"""Invented officers for each role of the office, for development and demonstrations."""

from uuid import UUID

import msgspec

from domain.roles import INSIDE, SERVICES

COMMUNE, DISTRICT, PROVINCE = "00001", "001", "01"
CENTRE, MINISTRY = "centre", "ministry"


class DevelopmentOfficer(msgspec.Struct, frozen=True):
    """`name` is how the command line calls the officer: the role, with `-2` for a second one."""

    name: str
    officer: UUID
    display_name: str
    unit: str
    role: str


# The order numbers the roles inside the officers' ids: new roles go to the end.
# Several stand where the law wants another person of the same role (domain page, section 5,
# S5, S9, S12, S13, S16, S18, S21), and data-officer-2 sits in the province, because only a
# province restores standing.
_STAFF: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("area-officer", ((COMMUNE, "Nguyễn Văn An"), (COMMUNE, "Đỗ Thị Thu Hà"))),
    ("commune-chief", ((COMMUNE, "Trần Quốc Bình"), (COMMUNE, "Phan Thị Hạnh"))),
    ("civil-registrar", ((COMMUNE, "Lê Thị Mai Chi"),)),
    ("reception-officer", ((DISTRICT, "Phạm Thu Dung"),)),
    ("capture-officer", ((DISTRICT, "Hoàng Minh Đức"), (DISTRICT, "Tống Gia Bảo"))),
    ("intake-approver", ((DISTRICT, "Vũ Hồng Giang"),)),
    ("data-officer", ((DISTRICT, "Đặng Thị Hoa"), (PROVINCE, "Bùi Xuân Hải"))),
    ("province-checker", ((PROVINCE, "Ngô Đình Khoa"),)),
    ("data-quality-officer", ((CENTRE, "Dương Thùy Linh"), (CENTRE, "Mai Văn Lộc"))),
    ("register-approver", ((CENTRE, "Lý Thanh Mai"), (CENTRE, "Trịnh Công Nam"))),
    ("examiner", ((CENTRE, "Đinh Thị Nga"), (CENTRE, "Cao Văn Nhân"))),
    ("senior-examiner", ((CENTRE, "Hồ Sỹ Phúc"),)),
    ("card-approver", ((CENTRE, "Lương Bích Phượng"), (CENTRE, "Tạ Hữu Quang"))),
    ("director", ((CENTRE, "Võ Anh Quân"), (CENTRE, "Nguyễn Thị Quyên"))),
    ("production-planner", ((CENTRE, "Châu Ngọc Sơn"),)),
    ("print-operator", ((CENTRE, "Quách Văn Tài"),)),
    ("quality-controller", ((CENTRE, "Từ Thị Tâm"),)),
    ("stock-keeper", ((CENTRE, "La Văn Thành"), (CENTRE, "Kiều Thị Thảo"))),
    ("security-officer", ((CENTRE, "Nông Văn Thắng"), (CENTRE, "Triệu Thị Thơm"))),
    ("dispatcher", ((CENTRE, "Lâm Chí Tiến"),)),
    ("delivery-officer", ((DISTRICT, "Hà Thị Trang"),)),
    ("device-officer", ((CENTRE, "Thạch Ngọc Trung"),)),
    ("province-director", ((PROVINCE, "Lò Văn Tuấn"),)),
    ("steering-secretary", ((MINISTRY, "Tôn Nữ Thị Uyên"),)),
    ("minister", ((MINISTRY, "Phùng Khắc Vinh"),)),
    ("legal-officer", ((MINISTRY, "Đoàn Thị Vân"), (MINISTRY, "Chu Văn Vượng"))),
    ("hotline-agent", ((CENTRE, "Giang Thị Xuân"),)),
    ("auditor", ((MINISTRY, "Hứa Như Ý"),)),
    ("post-courier", ((CENTRE, "Ông Văn Yên"),)),
    ("vendor-engineer", ((CENTRE, "Âu Dương Zung"),)),
    # Machines of the centre, which sign in as officers do.
    *((service, ((CENTRE, service),)) for service in sorted(SERVICES - INSIDE)),
)

_ROLE_NUMBERS = {role: number for number, (role, _) in enumerate(_STAFF, start=1)}
# Digits of a unit code stand as they are; "f" fills up, so 01, 001 and 00001 stay different.
_UNIT_DIGITS = {CENTRE: "ce", MINISTRY: "ed"}


def officer_id(role: str, unit: str, ordinal: int = 1) -> UUID:
    """The id of the invented officer number `ordinal` of a role in a unit, always the same.

    Readable: in `00000000-0000-7000-8000-0201fff00001` stand role 02, officer 01, unit 00001.
    KeyError when the role is not one of an office.
    """
    digits = _UNIT_DIGITS.get(unit, unit).rjust(8, "f")
    return UUID(f"00000000-0000-7000-8000-{_ROLE_NUMBERS[role]:02d}{ordinal:02d}{digits}")


def _officers() -> tuple[DevelopmentOfficer, ...]:
    return tuple(
        DevelopmentOfficer(
            name=role if ordinal == 1 else f"{role}-{ordinal}",
            officer=officer_id(role, unit, ordinal),
            display_name=display_name,
            unit=unit,
            role=role,
        )
        for role, people in _STAFF
        for ordinal, (unit, display_name) in enumerate(people, start=1)
    )


OFFICERS: tuple[DevelopmentOfficer, ...] = _officers()
OFFICER_BY_NAME: dict[str, DevelopmentOfficer] = {one.name: one for one in OFFICERS}
