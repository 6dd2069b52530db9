"""An instant is read only as RFC 3339 writes it, wherever in the body others of its name stand."""

import json
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from adapters.http.bodies import CommandForm
from domain.commands import Instant
from domain.refusals import RuleBroken

STRICT, LOOSE = "2021-03-01T08:00:00+07:00", "2021-03-01 08:00:00+07:00"
MOMENT = datetime(2021, 3, 1, 1, tzinfo=UTC)


class Photograph(msgspec.Struct, forbid_unknown_fields=True):
    taken_at: str


class Sitting(msgspec.Struct, forbid_unknown_fields=True):
    taken_at: Instant
    photograph: Photograph | None = None
    remark: str | None = None


FORM = CommandForm(Sitting)


def read(text: str) -> Any:
    return FORM.read(text.encode())


@pytest.mark.parametrize(
    "text",
    [
        f'{{"taken_at":"{STRICT}"}}',
        f'{{ "taken_at" :\n"{STRICT}" }}',
        f'{{"remark":"taken_at","taken_at":"{STRICT}"}}',
        f'{{"photograph":{{"taken_at":"at noon"}},"taken_at":"{STRICT}"}}',
        f'{{"taken_\\u0061t":"{STRICT}"}}',
    ],
)
def test_a_strict_instant_is_read(text: str) -> None:
    assert read(text).taken_at == MOMENT


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"taken_at": LOOSE}),
        json.dumps({"taken_at": "2021-03-01T08:00:00+0700"}),
        json.dumps({"remark": "taken_at", "taken_at": LOOSE}),
        json.dumps({"photograph": {"taken_at": STRICT}, "taken_at": LOOSE}),
        f'{{"taken_\\u0061t":"{LOOSE}"}}',
    ],
)
def test_a_loose_one_is_refused_also_behind_a_strict_one_of_its_name(text: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read(text)

    assert [fault.pointer for fault in refused.value.faults] == ["/taken_at"]
