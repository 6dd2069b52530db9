"""Random texts for every personal field, remembered, so that they can be looked for afterwards."""

import random
from typing import Any
from uuid import UUID

from tests.faults import journeys

LETTERS = "bcdghklmnpqrstvx"


class Canary:
    """`searched` are texts that the search of citizens may know; `hidden` nobody may.

    Texts are Vietnamese where a form allows it, and long enough never to appear by chance.
    """

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.searched: list[str] = []
        self.hidden: list[str] = []

    def _letters(self, count: int) -> str:
        return "".join(self._chance.choices(LETTERS, k=count))

    def _digits(self, count: int) -> str:
        return "".join(self._chance.choices("0123456789", k=count))

    def name(self) -> str:
        """A part of a name that the search shows."""
        self.searched.append(f"{self._letters(6).capitalize()}ường")
        return self.searched[-1]

    def number(self) -> str:
        """A test PIN of a woman born in 1990."""
        self.searched.append(f"003190{self._digits(6)}")
        return self.searched[-1]

    def hide(self, text: str) -> str:
        self.hidden.append(text)
        return text

    def words(self) -> str:
        """A remark, a hamlet, the name of a relative."""
        return self.hide(f"{self._letters(7).capitalize()} Đặng")

    def own_old_number(self) -> str:
        """A number of an earlier document, by which its holder is searched for."""
        self.searched.append(self._digits(9))
        return self.searched[-1]

    def old_number(self) -> str:
        """The same of a relative, whom nobody finds by it."""
        return self.hide(self._digits(9))

    def paper(self) -> dict[str, Any]:
        """A scan of whose id, hash and kind nothing may be seen."""
        return {
            "id": self.hide(str(UUID(int=self._chance.getrandbits(128), version=4))),
            "sha256": self.hide(self._chance.randbytes(32).hex()),
            "media_type": self.hide(f"application/x-{self._letters(8)}"),
        }

    def place(self) -> dict[str, Any]:
        return journeys.place(self.words())

    def relation(self) -> dict[str, Any]:
        return {
            "name": self.words(),
            "pin": self.hide(f"005071{self._digits(6)}"),
            "cmnd9": self.old_number(),
            "nationality": "VN",
        }

    def declaration(self, citizen: str, **changes: Any) -> dict[str, Any]:
        """A DC01 with a text of its own in every field that takes one."""
        home = {"kind": "permanent", "from": "2010-01-01", "to": None, "place": self.place()}
        return journeys.declaration(
            citizen,
            surname=self.name(),
            middle=self.name(),
            given=self.name(),
            other_name=self.words(),
            birth_registration=self.place(),
            native_place=self.place(),
            residences=[home],
            relations=[{"kind": "mother", "relation": self.relation()}],
            cmnd9=[self.own_old_number()],
            pin_declared=self.number(),
            documents=[self.paper()],
            signature=self.paper(),
            **changes,
        )
