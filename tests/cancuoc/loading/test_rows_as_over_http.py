"""A row of a file is refused for the very reasons, at the very places, as the same body over HTTP.

The table of hostile inputs is proved against a running register elsewhere; here each of its bodies
is a line of a file.
"""

import os
from datetime import UTC, datetime

import pytest
from tests.adapters.http.hostile_inputs import ROWS
from tests.adapters.http.hostile_row import CAPTURE, Officer, Row, bytes_of

from adapters.dc01.chunks import Chunk, Line
from adapters.dc01.rows import RowForm
from adapters.identity.development_officers import OFFICER_BY_NAME
from adapters.reference.load_units import load_register
from application.chance import SystemChance
from application.circumstances import Circumstances
from application.clock import ProgrammeClock
from application.population_load import PopulationLoad
from application.vault import CLAIM_KINDS
from cancuoc.loading.judged import Judged, RowJudge
from citizen_case import dc01
from domain.envelope import Actor
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from service import PROGRAMME_TIME

LIMIT = 65_536


def is_a_line(row: Row) -> bool:
    """A declaration with nothing wrong but its body, which stands on one line."""
    return (
        (row.method, row.path, row.second) == ("POST", CAPTURE, None)
        and not row.headers
        and not callable(row.body)
        and row.status in (400, 403, 413, 422)
        and not row.leaves_key
        and bool(bytes_of(row.body).strip())
        and b"\n" not in bytes_of(row.body)
    )


LINES = [row for row in ROWS if is_a_line(row)]


AREA_OFFICER = Officer()


class Seeds:
    def current(self) -> Policy:
        return Policy(SEEDS)


UNITS = load_register()


def judged(body: bytes, officer: Officer = AREA_OFFICER) -> Judged:
    who = OFFICER_BY_NAME[officer.name]
    actor = Actor(who.officer, officer.unit or who.unit, officer.roles or (who.role,))
    offset = round((PROGRAMME_TIME - datetime.now(UTC)).total_seconds())
    around = Circumstances(Seeds(), UNITS, ProgrammeClock(offset), SystemChance(), True)
    keys = {kind: os.urandom(32) for kind in CLAIM_KINDS}
    judge = RowJudge(RowForm(LIMIT), PopulationLoad(actor, around), actor, keys)
    return judge.judge(Chunk(0, [Line(1, 0, len(body), body)], b""))


def test_the_table_has_bodies_of_every_kind_of_fault() -> None:
    assert len(LINES) > 230
    assert {row.status for row in LINES} == {400, 403, 413, 422}
    assert len({row.code for row in LINES}) > 45


def test_a_good_declaration_is_accepted() -> None:
    found = judged(bytes_of(dc01()))

    assert (found.read, len(found.rows), found.rejects) == (1, 1, [])


@pytest.mark.parametrize("row", LINES, ids=lambda row: row.name)
def test_a_line_is_refused_as_its_body_is_over_http(row: Row) -> None:
    assert not callable(row.body)
    found = judged(bytes_of(row.body), row.officer)

    assert (found.read, found.rows) == (1, [])
    assert found.codes == {row.code: 1}
    assert agrees(row, {one.pointer for one in found.rejects})


def agrees(row: Row, pointers: set[str]) -> bool:
    """All places and no others; after `…` in a row any more may follow."""
    expected = set(row.at) - {"…"}
    return expected <= pointers if row.at[-1:] == ("…",) else pointers == (expected or {""})
