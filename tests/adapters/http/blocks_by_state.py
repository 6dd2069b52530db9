"""Blocks of blanks in every state, and single blanks that lie where they should not."""

from types import SimpleNamespace as Seen
from typing import Any
from uuid import uuid4

from tests.adapters.http.cases_at_intake import case
from tests.adapters.http.lazy_world import LazyWorld, Makers

from record import Record

STATES = Makers()


@STATES
def spare(world: LazyWorld) -> str:
    """A blank of the printer that no card takes."""
    return str(world["workshop"].blank())


@STATES
def foreign_blank(world: LazyWorld) -> str:
    """A blank that lies in another machine."""
    block = world["workshop"].block()
    return str(world["workshop"].allocated(block, world["other_printer"])[0])


def _block(world: LazyWorld, **more: Any) -> Seen:
    return Seen(block=world["workshop"].block(), **more)


def first_of(block: Record) -> list[dict[str, str]]:
    first = block.shown["first_serial"]
    return [{"first": first, "last": first}]


@STATES
def vault(world: LazyWorld) -> Seen:
    """A block that nobody has touched."""
    return _block(world)


@STATES
def loaded(world: LazyWorld) -> Seen:
    """All blanks of a block in the printer."""
    found = _block(world)
    world["workshop"].allocated(found.block)
    return found


@STATES
def spoiled_stock(world: LazyWorld) -> Seen:
    """The first blank spoiled in the printer."""
    found = _block(world)
    serial = world["workshop"].allocated(found.block)[0]
    found.block.step("spoil-blank", "print-operator", serial=serial, cause="jam")
    return found


@STATES
def proposed_stock(world: LazyWorld) -> Seen:
    """Nothing left but examined blanks, of which the destruction is proposed."""
    found = _block(world)
    shown = found.block.shown
    every = [{"first": shown["first_serial"], "last": shown["last_serial"]}]
    drawn = {"serials": every, "from_account": "vault", "reason": "examined"}
    found.block.step("draw-sample", "quality-controller", **drawn)
    # The proposal is known by the key of its request, which is chosen here.
    found.proposal = str(uuid4())
    body = {"serials": first_of(found.block), "reason": "examined"}
    path = f"{found.block.path}/propose-destruction"
    asked = (path, body, "stock-keeper")
    answer = world.register.post(*asked, key=found.proposal, if_match=found.block.version)
    assert answer.status_code == 200, answer.text
    found.block.read()
    return found


@STATES
def spent(world: LazyWorld) -> Seen:
    """The first blank became a card, and then it was missed."""
    found = _block(world)
    serial = world["workshop"].allocated(found.block)[0]
    found.case = case(world).approved()
    found.case.printing(serial)
    job = found.case.application.shown["job_id"]
    body = {"readback_sha256": "a" * 64, "chip_serial": uuid4().hex, "document_signer": "ds-01"}
    found.case.step("confirm-personalisation", "print-gateway", job_id=job, **body)
    found.chip = body["chip_serial"]
    found.block.read()
    lost = {"serials": first_of(found.block), "from_account": "used", "reason": "lost"}
    found.block.step("report-blanks-missing", "stock-keeper", **lost)
    return found


@STATES
def closed_block(world: LazyWorld) -> Seen:
    found = _block(world)
    shown = found.block.shown
    every = [{"first": shown["first_serial"], "last": shown["last_serial"]}]
    drawn = {"serials": every, "from_account": "vault", "reason": "examined"}
    found.block.step("draw-sample", "quality-controller", **drawn)
    found.block.step("close-block", "stock-keeper")
    return found


@STATES
def closed_and_emptied(world: LazyWorld) -> Seen:
    """A closed block of which a sample was destroyed afterwards."""
    found = closed_block(world)
    found.proposal = str(uuid4())
    body = {"serials": first_of(found.block), "reason": "examined"}
    path = f"{found.block.path}/propose-destruction"
    world.register.post(
        path, body, "stock-keeper", key=found.proposal, if_match=found.block.version
    )
    found.block.read()
    body = {"serials": first_of(found.block), "proposal_id": found.proposal, "method": "shredding"}
    found.block.step("destroy-blanks", "security-officer", "quality-controller", **body)
    return found
