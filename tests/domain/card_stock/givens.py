"""Officers, a machine and blocks of blanks from which the tests of the stock begin."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from domain.card_stock import commands as c
from domain.card_stock import events as e
from domain.card_stock.accounts import machine_account
from domain.card_stock.block import Block
from domain.card_stock.decisions import decide
from domain.card_stock.facts import SerialRange
from domain.card_stock.state import evolve
from domain.context import Context, Other
from domain.device.state import Device, TrustPeriod
from domain.envelope import Actor, Envelope
from domain.policy.rules import Policy
from domain.policy.seeds import SEEDS
from domain.units import RegisterOfUnits

NOW = datetime(2021, 6, 15, 3, 0, tzinfo=UTC)


def officer(number: int, *roles: str) -> Actor:
    return Actor(UUID(int=number), "centre", roles)


KHO = officer(1, "stock-keeper")
IN = officer(2, "print-operator")
AN = officer(3, "security-officer")
CHAT = officer(4, "quality-controller")
KHAC = officer(5, "stock-keeper")
DUYET = officer(6, "card-approver")
TIMER = officer(7, "timer")

BLOCK = UUID(int=100)
MACHINE, OTHER_MACHINE = UUID(int=101), UUID(int=102)
JOB, OTHER_JOB = UUID(int=103), UUID(int=104)
PROPOSAL = UUID(int=105)
AT_MACHINE = machine_account(MACHINE)

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def serial(place: int) -> str:
    return f"VN00000001{place:02}"


def serials(first: int, last: int | None = None) -> tuple[SerialRange, ...]:
    return (SerialRange(serial(first), serial(first if last is None else last)),)


def machine(status: str = "trusted", kind: str = "printer") -> Other:
    trust = (TrustPeriod(NOW - timedelta(days=30)),) if status == "trusted" else ()
    return Other(MACHINE, 3, Device(3, status, "centre", kind=kind, trust=trust))


def context(actor: Actor, countersigner: Actor | None = None, **changes: Any) -> Context:
    usual = Context(
        actor,
        NOW,
        NOW,
        Policy(SEEDS),
        RegisterOfUnits(()),
        stream=BLOCK,
        others={"machine": machine()},
        countersigner=countersigner,
    )
    return replace(usual, **changes)


def envelope(actor: Actor, command: UUID = PROPOSAL) -> Envelope:
    return Envelope(NOW, NOW, actor, None, command, command, 60, None, None, 0)


def receive(**changes: Any) -> c.ReceiveBlock:
    usual = c.ReceiveBlock(
        id=BLOCK,
        supplier="supplier-a",
        box_number="HOP-2021-0001",
        first_serial=serial(0),
        last_serial=serial(99),
        count=100,
        form="chip-2021",
        packing_list_sha256=HASH,
        seal="NP-004711",
    )
    return replace(usual, **changes)


ALLOCATE = c.AllocateBlanks(machine_id=MACHINE, serials=serials(0, 9))
RETURN = c.ReturnBlanks(machine_id=MACHINE, serials=serials(8, 9))
USE = c.UseBlank(serial=serial(0), job_id=JOB, machine_id=MACHINE)
SPOIL = c.SpoilBlank(serial=serial(1), cause="jam", job_id=JOB, machine_id=MACHINE)
SAMPLE = c.DrawSample(serials=serials(20), from_account="vault", reason="daily-sample")
PROPOSE = c.ProposeDestruction(serials=serials(1), reason="spoiled-in-june")
DESTROY = c.DestroyBlanks(proposal_id=PROPOSAL, serials=serials(1), method="shredding")
MISS = c.ReportBlanksMissing(serials=serials(30, 31), from_account="vault", reason="count")
FIND = c.ReportBlanksFound(serials=serials(30, 31), to_account="vault", reason="behind-shelf")
COUNT = c.CountBlock(account="vault", counted=90)
CLOSE = c.CloseBlock()


def after(
    state: Block | None, command: Any, actor: Actor = KHO, countersigner: Actor | None = AN
) -> Block:
    """The state once the command is decided."""
    for event in decide(state, command, context(actor, countersigner)):
        state = evolve(state, event, envelope(actor))
    assert state is not None
    return state


def received() -> Block:
    return after(None, receive())


def allocated() -> Block:
    """Ten blanks in the machine, ninety in the vault."""
    return after(received(), ALLOCATE, KHO, IN)


def spoiled() -> Block:
    """One of them used, another spoiled in the machine."""
    return after(after(allocated(), USE, IN), SPOIL, IN)


def proposed() -> Block:
    return after(spoiled(), PROPOSE)


def missing() -> Block:
    return after(spoiled(), MISS)


def closed() -> Block:
    """All blanks lost: a block may be closed whose blanks are all accounted for."""
    event = e.MissingReported(serials(0, 99), 100, "vault", "missing", "fire", None)
    lost = evolve(received(), event, envelope(KHO))
    return after(lost, CLOSE)
