"""What a card case needs around it: trusted machines, blanks, a batch, a manifest."""

import itertools
from collections.abc import Iterator
from uuid import uuid4

import pytest

from citizen_case import SHA256
from record import Record, wait_until
from service import Service

__all__ = [
    "DESTINATION",
    "FORM",
    "Record",
    "Workshop",
    "number",
    "wait_until",
    "watchful_workshop",
    "workshop",
]

FORM = "chip-2021"
DESTINATION = "001"
_BLOCKS = itertools.count(1)
_NUMBERS = itertools.count(1)


def number() -> str:
    """A number that no other paper of this run bears."""
    return f"{uuid4().hex[:8]}-{next(_NUMBERS)}"


class Workshop:
    """The machines of one register and a block of blanks; everything else is made as needed."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.scanner = self.device("finger-scanner")
        self.camera = self.device("camera")
        self.printer = self.device("printer")
        self._serials: Iterator[str] = iter(())
        self._blocks: dict[str, str] = {}

    def device(self, kind: str) -> str:
        """A device that a second officer trusts, since long before any capture of the tests."""
        registered = Record.opened(
            self.service,
            "devices",
            "device-officer",
            kind=kind,
            make="Mau",
            model="M1",
            serial=number(),
            key_fingerprint=uuid4().hex * 2,
            certificate_sha256=SHA256,
            occurred_at="2021-01-04T08:00:00+07:00",
        )
        registered.step("grant-trust", "security-officer", occurred_at="2021-01-04T09:00:00+07:00")
        return registered.id

    def block(self, form: str = FORM) -> Record:
        """A hundred blanks in the vault."""
        first = int(uuid4().int % 10**7) * 1000 + next(_BLOCKS) % 10 * 100
        prefix = "VN"
        return Record.opened(
            self.service,
            "card-stock",
            "stock-keeper",
            supplier="mau",
            box_number=number(),
            first_serial=f"{prefix}{first:010d}",
            last_serial=f"{prefix}{first + 99:010d}",
            count=100,
            form=form,
            packing_list_sha256=SHA256,
            seal=number(),
        )

    def allocated(self, block: Record, machine: str | None = None) -> list[str]:
        """All blanks of a block given to a machine; their serials."""
        first, last = block.shown["first_serial"], block.shown["last_serial"]
        block.step(
            "allocate-blanks",
            "stock-keeper",
            "print-operator",
            machine_id=machine or self.printer,
            serials=[{"first": first, "last": last}],
        )
        prefix, start = first[:2], int(first[2:])
        self._blocks[first[:10]] = block.id
        return [f"{prefix}{start + n:010d}" for n in range(100)]

    def blank(self) -> str:
        """The next blank of the machine."""
        serial = next(self._serials, None)
        if serial is None:
            self._serials = iter(self.allocated(self.block()))
            serial = next(self._serials)
        return serial

    def block_of(self, serial: str) -> str:
        """The id of the block from which a blank was allocated."""
        return self._blocks[serial[:10]]

    def batch(
        self, *applications: str, started: bool = True, handed_over: int | None = None
    ) -> Record:
        """A batch of these applications, in production unless told otherwise."""
        batch = Record.opened(
            self.service,
            "production-batches",
            "production-planner",
            batch_number=number(),
            form=FORM,
            destination=DESTINATION,
            priority=5,
            applications=list(applications),
        )
        if started:
            batch.step("release-batch", "production-planner")
            batch.step(
                "start-batch",
                "print-operator",
                machine_id=self.printer,
                handed_over=handed_over or len(applications),
                left_before=0,
            )
        return batch

    def manifest(self, destination: str = DESTINATION) -> Record:
        return Record.opened(
            self.service,
            "dispatch-manifests",
            "dispatcher",
            manifest_number=number(),
            destination=destination,
        )


@pytest.fixture(scope="session")
def workshop(office: Service) -> Workshop:
    """The machines and blanks of the register at work."""
    return Workshop(office)


@pytest.fixture(scope="session")
def watchful_workshop(watchful: Service) -> Workshop:
    """The machines and blanks of the register that checks its entries by itself."""
    return Workshop(watchful)
