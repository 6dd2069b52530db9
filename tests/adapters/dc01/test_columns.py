"""A row of cells states the body that its columns' pointers say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from adapters.dc01.columns import NEEDED, Header, column, leaves
from cancuoc.loading.generate import COLUMNS, cells_of, rows_of

DOCS = Path(__file__).parents[3] / "docs" / "import.md"


def body(**cells: str) -> Any:
    names = [*NEEDED, *(name for name in cells if name not in NEEDED)]
    return json.loads(Header(names).body([cells.get(name, "") for name in names]))


def test_an_empty_cell_is_an_absent_value() -> None:
    assert body(given="Mai") == {"given": "Mai"}
    assert body() == {}


def test_a_pointer_leads_to_its_place() -> None:
    assert body(**{"residences/0/place/unit": "00001", "residences/0/kind": "permanent"}) == {
        "residences": [{"kind": "permanent", "place": {"unit": "00001"}}]
    }


def test_a_list_is_as_long_as_its_last_filled_column() -> None:
    columns = {"nationalities/0": "VN", "nationalities/1": "", "cmnd9/0": "", "cmnd9/1": "9"}

    assert body(**columns) == {"nationalities": ["VN"], "cmnd9": [None, "9"]}


def test_a_gap_in_a_list_of_objects_is_an_empty_object_whose_fields_are_missed() -> None:
    assert body(**{"residences/0/kind": "", "residences/1/kind": "current"}) == {
        "residences": [{}, {"kind": "current"}]
    }


@pytest.mark.parametrize(
    ("cell", "value"), [("true", True), ("false", False), ("True", "True"), ("1", "1")]
)
def test_only_true_and_false_are_truth_values(cell: str, value: object) -> None:
    assert body(offline=cell) == {"offline": value}


@pytest.mark.parametrize(
    ("cell", "value"), [("2021", 2021), ("-1", "-1"), ("２０２１", "２０２１")]
)
def test_only_digits_are_a_number(cell: str, value: object) -> None:
    assert body(**{"birth_certificate/year": cell}) == {"birth_certificate": {"year": value}}


def test_digits_stay_text_where_the_form_has_text() -> None:
    assert body(birth="1990", pin_declared="001090000001") == {
        "birth": "1990",
        "pin_declared": "001090000001",
    }


@pytest.mark.parametrize("name", [name for name, _ in leaves()])
def test_every_leaf_of_the_form_is_a_column(name: str) -> None:
    assert column(name) is not None


def test_the_generators_columns_hold_all_that_it_invents() -> None:
    names = list(COLUMNS)

    for row in rows_of(300, 5):
        empty = [name for name, value in row.items() if value in ("", [])]
        stated = json.loads(Header(names).body(cells_of(row)))
        assert stated == {name: value for name, value in row.items() if name not in empty}


def test_the_page_lists_every_column() -> None:
    listed = re.findall(r"^\| `([a-z_0-9/]+)` \|", DOCS.read_text(), re.MULTILINE)

    assert sorted(listed) == sorted(name for name, _ in leaves())
