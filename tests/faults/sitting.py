"""A citizen whose every paper carries the canary, through every command and every refusal."""

import asyncio
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from tests.faults import journeys
from tests.faults.canary import Canary
from tests.faults.crowd import Request, at_once, command_path
from tests.faults.plain_http import Answer, PlainHttp
from tests.faults.running_register import RunningRegister

from minting import minted


class Sitting:
    """One citizen whose every paper carries the canary; keeps all answers and problem titles."""

    def __init__(self, register: RunningRegister, canary: Canary) -> None:
        self.register = register
        self.canary = canary
        self.citizen = minted()
        self.version = 0
        self.titles: list[str] = []

    async def step(self, officer: str, verb: str, **body: Any) -> None:
        path = command_path(self.citizen, verb)
        (answer,) = await at_once(self.register, [Request(officer, path, body, self.version)])
        assert answer.status == 200, (verb, answer.body)
        self.version = answer.body["version"]

    async def opened(self) -> None:
        declaration = self.canary.declaration(self.citizen)
        (answer,) = await at_once(
            self.register, [Request("area-officer", "/v1/citizens", declaration)]
        )
        assert answer.status == 201, answer.body
        self.version = 1

    async def refused(self, officer: str, path: str, body: Any, version: int | None = None) -> None:
        (answer,) = await at_once(self.register, [Request(officer, path, body, version)])
        assert answer.status >= 400, answer.body
        self.note(answer)

    def note(self, answer: Answer) -> None:
        self.titles.append(f"{answer.body['type']} {answer.body['title']} {answer.headers}")


async def the_whole_case(sitting: Sitting) -> None:
    """Every command that takes a free text or a paper."""
    canary, step = sitting.canary, sitting.step
    await sitting.opened()
    change = {"field": "given", "after": canary.name(), "source": "keying"}
    await step("area-officer", "correct-capture", changes=[{**change, "document": canary.paper()}])
    await step("data-officer", "return-citizen", reasons=["birth-unclear"], remark=canary.words())
    again = canary.declaration(sitting.citizen)
    del again["id"]
    await step("area-officer", "recapture-citizen", **again)
    discrepancy = str(uuid4())
    await step(
        "area-officer",
        "raise-discrepancy",
        discrepancy_id=discrepancy,
        field="surname",
        sources=["household-book", "civil-status"],
        values=[canary.words(), canary.words()],
    )
    await step(
        "data-officer",
        "resolve-discrepancy",
        discrepancy_id=discrepancy,
        finding="first-right",
        documents=[canary.paper()],
        remark=canary.words(),
    )
    evidence = [canary.paper()]
    await step("commune-chief", "verify-citizen", against=["household-book"], evidence=evidence)
    await step("register-approver", "approve-citizen")
    notice = {**journeys.notification(), "notice": canary.paper()}
    await step("area-officer", "notify-pin", **notice)
    await _amendments(sitting)
    await _facts_of_life(sitting)


async def _amendments(sitting: Sitting) -> None:
    canary, step = sitting.canary, sitting.step
    for field, after in (("other_name", canary.words()), ("surname", canary.name())):
        amendment = str(uuid4())
        await step(
            "area-officer",
            "request-amendment",
            amendment_id=amendment,
            form="civil-status",
            legal_ground="registry-corrected",
            changes=[{"field": field, "after": after, "source": "civil-status"}],
            documents=[canary.paper()],
        )
        decision: dict[str, Any] = {"effective_from": "2021-03-01"}
        verb = "approve-amendment"
        if field == "other_name":
            verb = "reject-amendment"
            decision = {"reason": "not-shown", "remark": canary.words()}
        await step("commune-chief", verb, amendment_id=amendment, **decision)


async def _facts_of_life(sitting: Sitting) -> None:
    canary, step = sitting.canary, sitting.step
    day = {"from": "2021-02-01"}
    await step("area-officer", "record-residence", kind="temporary", place=canary.place(), **day)
    await step("area-officer", "record-relation", kind="father", relation=canary.relation(), **day)
    await step(
        "area-officer",
        "record-marital-status",
        effective_from="2021-02-01",
        marital="married",
        spouse=canary.relation(),
        document=canary.paper(),
    )
    await step("commune-chief", "declare-missing", decision=canary.paper(), **day)
    await step("data-officer-2", "restore-standing", decision=canary.paper(), **day)
    await step("commune-chief", "record-death", died="2021-02-27", document=canary.paper())


async def everything_refused(sitting: Sitting) -> None:
    """Texts in wrong places, of each kind of refusal that a request can meet."""
    canary, refused = sitting.canary, sitting.refused
    path = command_path(sitting.citizen, "correct-capture")
    whole = canary.declaration(minted())
    await refused("area-officer", "/v1/citizens", {**whole, canary.words(): canary.words()})
    await refused("area-officer", "/v1/citizens", {**whole, "surname": [canary.words()]})
    await refused("area-officer", "/v1/citizens", {**whole, "surname": canary.words() + "\x07"})
    await refused("area-officer", "/v1/citizens", {**whole, "sex": canary.words()})
    await refused("area-officer", "/v1/citizens", {**whole, "birth": canary.words()[:10]})
    await refused("area-officer", "/v1/citizens", {**whole, "source": canary.words()})
    await refused("area-officer", "/v1/citizens", {**whole, "id": sitting.citizen})
    await refused("register-approver", "/v1/citizens", whole)
    await refused("area-officer", path, {"changes": canary.words()}, sitting.version)
    await refused("area-officer", path, {"changes": [canary.words()]}, 1)
    await refused("area-officer", path, canary.words(), sitting.version)
    await _refused_reads(sitting)


async def _refused_reads(sitting: Sitting) -> None:
    text = sitting.canary.hide(f"Quxx{uuid4().hex[:8]}")
    token = sitting.register.token("area-officer")
    async with PlainHttp(sitting.register.port) as http:
        for path, authorization in (
            (f"/v1/citizens/{text}", f"Bearer {token}"),
            (f"/v1/search/citizens?cursor={text}", f"Bearer {token}"),
            (f"/v1/search/citizens?pin={text}", f"Bearer {token}"),
            (f"/v1/citizens/{sitting.citizen}?as_of={text}", f"Bearer {token}"),
            (f"/{text}", f"Bearer {token}"),
            (f"/v1/citizens/{sitting.citizen}", f"Bearer {text}.{text}.{text}"),
            (f"/v1/citizens/{sitting.citizen}", text),
        ):
            answer = await http.get(path, {"authorization": authorization})
            assert answer.status >= 400, path
            sitting.note(answer)


async def a_crash_in_the_middle(sitting: Sitting) -> None:
    """What every role says when the database goes away under its work."""
    declarations = [sitting.canary.declaration(minted()) for _ in range(20)]
    asking = asyncio.create_task(
        at_once(
            sitting.register,
            [Request("area-officer", "/v1/citizens", one) for one in declarations],
        )
    )
    await asyncio.sleep(0.01)
    await asyncio.to_thread(sitting.register.server.stop, "immediate")
    await asyncio.sleep(0.5)
    await asyncio.to_thread(sitting.register.server.start)
    await asking


def a_row_that_the_view_refuses(sitting: Sitting) -> None:
    """Were a projection wrong, PostgreSQL would quote the row that it refuses."""
    with (
        psycopg.connect(sitting.register.dsn) as connection,
        pytest.raises(psycopg.errors.NotNullViolation, match=sitting.canary.searched[0]),
    ):
        connection.execute(
            "INSERT INTO view_a.citizen_search (citizen_id, surname) VALUES (%s, %s)",
            (uuid4(), sitting.canary.searched[0]),
        )
