"""What a card case needs around it: trusted machines, blanks, a batch, a manifest."""

import itertools
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest

from citizen_case import SHA256
from minting import minted
from service import Service

FORM = "chip-2021"
DESTINATION = "001"
_BLOCKS = itertools.count(1)
_NUMBERS = itertools.count(1)


def number() -> str:
    """A number that no other paper of this run bears."""
    return f"{uuid4().hex[:8]}-{next(_NUMBERS)}"


class Record:
    """One stream over HTTP, and the version that was read last."""

    def __init__(self, service: Service, plural: str, stream: str, version: int = 0) -> None:
        self.service, self.plural, self.id, self.version = service, plural, stream, version
        self.shown: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}/{self.id}"

    @property
    def status(self) -> str:
        return str(self.shown["status"])

    @classmethod
    def opened(cls, service: Service, plural: str, officer: str, **body: Any) -> "Record":
        body = {"id": minted(), **body}
        answer = service.post(f"/v1/{plural}", body, officer)
        assert answer.status_code == 201, (plural, answer.text)
        return cls(service, plural, body["id"])._took(answer.json())

    def step(self, verb: str, officer: str, second: str | None = None, **body: Any) -> "Record":
        """Give a command by its name in the path; `second` countersigns it."""
        answer = self.ask(verb, officer, second, **body)
        assert answer.status_code == 200, (verb, answer.text)
        return self._took(answer.json())

    def refused(
        self, verb: str, officer: str, second: str | None = None, **body: Any
    ) -> tuple[int, str]:
        """Give a command that is refused: its status and code."""
        answer = self.ask(verb, officer, second, **body)
        assert answer.status_code >= 400, (verb, answer.text)
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    def ask(self, verb: str, officer: str, second: str | None = None, **body: Any) -> Any:
        path, version = f"{self.path}/{verb}", self.version
        if second is not None:
            return self.service.post_by_two(path, body, officer, second, if_match=version)
        return self.service.post(path, body, officer, if_match=version)

    def read(self, officer: str = "auditor") -> "Record":
        """Read it fresh."""
        answer = self.service.get(self.path, officer)
        assert answer.status_code == 200, answer.text
        return self._took(answer.json())

    def until(self, *statuses: str, officer: str = "auditor") -> "Record":
        """Read until reactors have brought it there."""
        wait_until(lambda: self.read(officer).status in statuses, lambda: self.shown)
        return self

    def topics(self, officer: str = "auditor") -> list[str]:
        answer = self.service.get(f"{self.path}/events", officer)
        assert answer.status_code == 200, answer.text
        return [event["topic"].split(".")[1] for event in answer.json()["items"]]

    def _took(self, shown: dict[str, Any]) -> "Record":
        self.version, self.shown = shown["version"], shown
        return self


def wait_until(
    holds: Callable[[], bool], said: Callable[[], Any] = str, patience: float = 15
) -> None:
    until = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < until, said()
        time.sleep(0.02)


class Workshop:
    """The machines of one register and a block of blanks; everything else is made as needed."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.scanner = self.device("finger-scanner")
        self.camera = self.device("camera")
        self.printer = self.device("printer")
        self._serials: Iterator[str] = iter(())

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
        return [f"{prefix}{start + n:010d}" for n in range(100)]

    def blank(self) -> str:
        """The next blank of the machine."""
        serial = next(self._serials, None)
        if serial is None:
            self._serials = iter(self.allocated(self.block()))
            serial = next(self._serials)
        return serial

    def batch(self, *applications: str, started: bool = True) -> Record:
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
                handed_over=len(applications),
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
