"""A setting that operators cannot read about does not exist."""

import re
from pathlib import Path

from cancuoc.settings import PREFIX, Settings

PAGE = Path(__file__).parents[2] / "docs" / "operations.md"


def documented() -> set[str]:
    section = PAGE.read_text().split("## Settings")[1].split("\n## ")[0]
    return set(re.findall(r"`(CANCUOC_[A-Z_]+)`", section))


def test_every_setting_is_documented_and_nothing_else_is() -> None:
    assert documented() == {PREFIX + name.upper() for name in Settings.__struct_fields__}
