"""One stream over HTTP: commands given by name, and reads that wait for what reactors do."""

import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

from minting import minted
from service import Service


class Record:
    """One stream over HTTP, and the version that was read last."""

    def __init__(self, service: Service, plural: str, stream: str, version: int = 0) -> None:
        self.service, self.plural, self.id, self.version = service, plural, stream, version
        self.shown: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return f"/v1/{self.plural}/{self.id}"

    @property
    def uuid(self) -> UUID:
        return UUID(self.id)

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

    def detail(self, verb: str, officer: str, **body: Any) -> str:
        """The sentence with which a command is refused."""
        sentence: str = self.ask(verb, officer, **body).json()["detail"]
        return sentence

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
