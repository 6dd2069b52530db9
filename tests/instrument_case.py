"""One legal instrument over HTTP: listed, issued, and the rules proposed under it."""

from typing import Any
from uuid import uuid4

from minting import minted
from service import Service

ISSUED = {"signed_on": "2021-03-02", "from": "2021-03-05"}


def listing(**changes: Any) -> dict[str, Any]:
    """The body that lists a circular of an invented number."""
    number = f"{uuid4().hex[:8].upper()}/2021/TT-BCA"
    body = {
        "id": minted(),
        "number": number,
        "kind": "circular",
        "title": "Thông tư thử nghiệm",
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


def proposal(key: str, parameters: dict[str, Any], **changes: Any) -> dict[str, Any]:
    body = {"key": key, "article": "Điều 1", "parameters": parameters, "from": "2021-03-05"}
    return body | changes


class Instrument:
    """An instrument and the version that was read last; each step fails unless it is accepted."""

    def __init__(self, register: Service) -> None:
        self.register = register
        body = listing()
        self.id = str(body["id"])
        self.number = str(body["number"])
        answer = register.post("/v1/legal-instruments", body, "legal-officer")
        assert answer.status_code == 201, answer.text
        self.shown: dict[str, Any] = answer.json()

    @property
    def version(self) -> int:
        return int(self.shown["version"])

    def step(self, verb: str, officer: str = "legal-officer", **body: Any) -> dict[str, Any]:
        path = f"/v1/legal-instruments/{self.id}/{verb}"
        answer = self.register.post(path, body, officer, if_match=self.version)
        assert answer.status_code == 200, (verb, answer.text)
        self.shown = answer.json()
        return self.shown

    def issued(self) -> "Instrument":
        self.step("issue-instrument", **ISSUED)
        return self

    def rule(self, key: str, parameters: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """Propose a value and let a second legal officer confirm it."""
        proposed = proposal(key, parameters, **changes)
        self.step("propose-rule", **proposed)
        return self.step(
            "confirm-rule", "legal-officer-2", **{"key": key, "from": proposed["from"]}
        )
