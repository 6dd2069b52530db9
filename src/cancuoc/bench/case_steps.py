"""One citizen's case over HTTP: each step by its officer, from DC01 to the hand-over."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import msgspec

from cancuoc.bench import case_bodies as b
from cancuoc.bench.case_desk import CENTRE, Desk, Officer, Shown
from cancuoc.bench.copies import new_id
from cancuoc.bench.load_generator import LoadFailed
from cancuoc.bench.models import BODIES, STEPS

ADULT_SINCE = "2003"
AUDITOR = Officer("auditor", "ministry")
_DESK_ROLES = {"verify-citizen": "commune-chief", "notify-pin": "area-officer"}


class Home(msgspec.Struct, frozen=True):
    """The units that serve those who live there; `people` are all different, as those of a country.

    Many entries of one person would make each a suspected double of all the others.
    """

    people: Iterator[dict[str, Any]]
    commune: str
    district: str

    def body(self, citizen: UUID) -> dict[str, Any]:
        person = next(self.people)
        here = [
            stay | {"place": stay["place"] | {"unit": self.commune}}
            for stay in person["residences"]
        ]
        return person | {"id": str(citizen), "packet_id": str(new_id()), "residences": here}


class Devices(msgspec.Struct, frozen=True):
    """Trusted machines that every case of a run shares."""

    scanner: UUID
    camera: UUID
    printer: UUID


class Case:
    """A citizen and an application, each with the version that was seen last.

    `turn` is the printer's: a machine makes one card at a time.
    """

    def __init__(
        self, desk: Desk, home: Home, devices: Devices, turn: asyncio.Lock | None = None
    ) -> None:
        self.turn = turn or asyncio.Lock()
        self.citizen, self.application = new_id(), new_id()
        self.is_verified = asyncio.Event()
        self.is_printed = asyncio.Event()
        self.seen = Shown()
        self._desk = desk
        self._home = home
        self._devices = devices

    @property
    def path(self) -> str:
        return f"/v1/card-applications/{self.application}"

    @property
    def card(self) -> UUID:
        """Once it is printed."""
        if self.seen.card_id is None:
            raise LoadFailed(f"{self.path} shows no card")
        return self.seen.card_id

    def saw(self, shown: Shown) -> None:
        """What an answer shows of this application; answers may overtake each other."""
        self.seen = max(self.seen, shown, key=lambda one: one.version)
        if shown.status == "verified":
            self.is_verified.set()
        if shown.status == "printed":
            self.is_printed.set()

    async def numbered(self) -> None:
        """From the declaration to a notified number: four commands."""
        home, desk = self._home, self._desk
        capturing = Officer("area-officer", home.commune)
        await desk.give(capturing, "/v1/citizens", home.body(self.citizen))
        for version, step in zip((1, 2, 4), STEPS, strict=True):
            unit = CENTRE if step == "approve-citizen" else home.commune
            officer = Officer(_DESK_ROLES.get(step, "register-approver"), unit, 2)
            path = f"/v1/citizens/{self.citizen}/{step}"
            await desk.give(officer, path, json.loads(BODIES[step]), version)

    async def taken_in(self) -> None:
        """From the counter to the machines: application, capture, fee, old card, intake."""
        home, devices = self._home, self._devices
        counter = Officer("reception-officer", home.district)
        body = b.opening(self.application, self.citizen)
        self.seen = await self._desk.give(counter, "/v1/card-applications", body)
        captured = b.capture((devices.scanner, devices.camera))
        await self.step("complete-capture", Officer("capture-officer", home.district), captured)
        fee = {"amount": self.seen.fee_due, "receipt": b.number()}
        await self.step("settle-fee", counter, fee)
        if self.seen.old_document_due:
            old = {"document": "cmnd9", "number": "123456789"}
            await self.step("take-back-old-document", counter, old)
        await self.step("approve-intake", Officer("intake-approver", home.district))

    async def approved(self) -> None:
        """Once the three checks of the machines have passed."""
        await self.is_verified.wait()
        card_data = {"card_data": b.paper()}
        await self.step("approve-application", Officer("card-approver"), card_data)

    async def made(self, batch: UUID, blank: str) -> None:
        """From the blank to a card that the director has signed."""
        starting = {
            "batch_id": str(batch),
            "machine_id": str(self._devices.printer),
            "blank_serial": blank,
        }
        await self.step("start-personalisation", Officer("print-operator"), starting)
        await self.is_printed.wait()
        await self.step("pass-quality-check", Officer("quality-controller"), b.PASSED)
        card = f"/v1/cards/{self.card}"
        made = await self._desk.see(AUDITOR, card)
        await self._desk.give(Officer("director"), f"{card}/issue-card", b.SIGNED, made.version)

    async def delivered(self) -> None:
        await self.read()
        officer = Officer("delivery-officer", self._home.district)
        await self.step("hand-over-card", officer, b.handed_over())

    async def step(
        self,
        verb: str,
        officer: Officer,
        body: dict[str, Any] | None = None,
        key: str | None = None,
    ) -> None:
        path, version = f"{self.path}/{verb}", self.seen.version
        self.saw(await self._desk.give(officer, path, body or {}, version, key))

    async def read(self) -> Shown:
        self.saw(await self._desk.see(AUDITOR, self.path))
        return self.seen
