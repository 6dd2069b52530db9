"""One citizen's case over HTTP: the papers brought to a counter, and each step of the office."""

from typing import Any
from uuid import uuid4

from minting import minted
from service import Service

PHUC_XA = "00001"
"""A commune of district 001, province 01, where the officers of the tests work."""
TRUC_BACH = "00004"
"""Another commune of that district."""
DONG_VAN = "00715"
"""A commune of district 026, province 02."""

SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def paper() -> dict[str, str]:
    """A scan kept elsewhere."""
    return {"id": str(uuid4()), "sha256": SHA256, "media_type": "application/pdf"}


def place(unit: str | None = PHUC_XA, **changes: Any) -> dict[str, Any]:
    return {"unit": unit, "as_of": "2021-03-01", "country": "VN", "detail": "Số 1", **changes}


def home(unit: str = PHUC_XA, **changes: Any) -> dict[str, Any]:
    """A permanent residence since 2010."""
    stay = {"kind": "permanent", "from": "2010-01-01", "to": None, "place": place(unit)}
    return {**stay, **changes}


def dc01(**changes: Any) -> dict[str, Any]:
    """The body that captures a woman born in 1990; a change to `...` leaves the field out."""
    body: dict[str, Any] = {
        "id": minted(),
        "packet_id": str(uuid4()),
        "source": "citizen",
        "captured_at": "2021-03-09T08:00:00+07:00",
        "surname": "Nguyễn",
        "middle": "Thị",
        "given": "Mẫu",
        "birth": "1990-01-02",
        "sex": "female",
        "birth_registration": place(),
        "native_place": place(),
        "ethnicity": "vn-1979:01",
        "nationalities": ["VN"],
        "marital": "never-married",
        "residences": [home()],
        "signature": paper(),
    }
    return {name: value for name, value in (body | changes).items() if value is not ...}


class Case:
    """A citizen and the version that was read last; each step fails unless it is accepted."""

    def __init__(self, register: Service, **declared: Any) -> None:
        self.register = register
        self.declared = dc01(**declared)
        self.id = str(self.declared["id"])
        self.version = 0
        self.shown: dict[str, Any] = {}

    @property
    def path(self) -> str:
        return f"/v1/citizens/{self.id}"

    def step(self, verb: str, officer: str, unit: str | None = None, **body: Any) -> dict[str, Any]:
        """Give a command by its name in the path, on the version read."""
        answer = self.register.post(
            f"{self.path}/{verb}", body, officer, if_match=self.version, unit=unit
        )
        assert answer.status_code == 200, (verb, answer.text)
        return self._took(answer.json())

    def refused(
        self, verb: str, officer: str, unit: str | None = None, **body: Any
    ) -> tuple[int, str]:
        """Give a command that is refused: its status and code."""
        answer = self.register.post(
            f"{self.path}/{verb}", body, officer, if_match=self.version, unit=unit
        )
        assert answer.status_code >= 400, (verb, answer.text)
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    def read(self, query: str = "", officer: str = "area-officer", **who: Any) -> dict[str, Any]:
        answer = self.register.get(self.path + query, officer, **who)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def refresh(self, officer: str = "auditor") -> "Case":
        """Read it as it stands, so that the next step is on that version."""
        self._took(self.read(officer=officer))
        return self

    def topics(self) -> list[str]:
        """The timeline as `captured`, `verified`, ... in order."""
        answer = self.register.get(f"{self.path}/events")
        assert answer.status_code == 200, answer.text
        return [event["topic"].split(".")[1] for event in answer.json()["items"]]

    def captured(self, officer: str = "area-officer", unit: str | None = None) -> "Case":
        answer = self.register.post("/v1/citizens", self.declared, officer, unit=unit)
        assert answer.status_code == 201, answer.text
        self._took(answer.json())
        return self

    def verified(self) -> "Case":
        self.captured()
        self.step("verify-citizen", "commune-chief", against=["household-book"])
        return self

    def approved(self) -> "Case":
        self.verified()
        self.step("approve-citizen", "register-approver")
        return self

    def active(self) -> "Case":
        self.approved()
        self.step("notify-pin", "area-officer", **notice())
        return self

    def amendment(self, field: str, after: Any, **changes: Any) -> str:
        """Ask for the change of one field; gives the id of the amendment."""
        asked = amending(field, after, **changes)
        self.step("request-amendment", "area-officer", **asked)
        return str(asked["amendment_id"])

    def _took(self, shown: dict[str, Any]) -> dict[str, Any]:
        self.version, self.shown = shown["version"], shown
        return shown


def notice() -> dict[str, Any]:
    return {"channel": "paper", "notified_on": "2021-03-10", "notice": paper()}


def change(field: str, after: Any) -> dict[str, Any]:
    return {"field": field, "after": after, "source": "civil-status"}


def amending(field: str, after: Any, **changes: Any) -> dict[str, Any]:
    """The body that asks for the change of one field by a document of the civil registry."""
    return {
        "amendment_id": str(uuid4()),
        "form": "civil-status",
        "legal_ground": "registry-corrected",
        "changes": [change(field, after)],
        "documents": [paper()],
        **changes,
    }
