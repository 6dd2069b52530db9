"""What legal officers do with an instrument and its rules: the commands of domain §1.9."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from domain.bounded import LongText, ShortText
from domain.commands import Command

InstrumentNumber = Annotated[
    str,
    msgspec.Meta(
        min_length=1,
        max_length=60,
        pattern=r"^(?!.*\n)[0-9A-Za-zĐđ/. -]+$",
        description="Official number",
        examples=["59/2021/TT-BCA"],
    ),
]
RuleKey = Annotated[
    str,
    msgspec.Meta(
        max_length=60,
        pattern=r"^(?!.*\n)[a-z0-9][a-z0-9._-]*$",
        description="Key of the rule",
        examples=["fee.factor"],
    ),
]


class ListInstrument(Command, frozen=True, kw_only=True):
    """Enter a law, decree, circular, decision or resolution in the list."""

    id: UUID
    number: InstrumentNumber
    kind: Literal["law", "decree", "circular", "decision", "resolution"]
    title: Annotated[ShortText, msgspec.Meta(min_length=1, examples=["Thông tư về căn cước"])]
    predecessor: InstrumentNumber | None = None


class IssueInstrument(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Record signature and effect; effect before signature needs `retroactive` and a reason."""

    signed_on: Annotated[date, msgspec.Meta(examples=["2021-05-15"])]
    from_: Annotated[date, msgspec.Meta(examples=["2021-07-01"])]
    to: date | None = None
    successor: InstrumentNumber | None = None
    retroactive: bool = False
    reason: Annotated[LongText, msgspec.Meta(examples=["Theo luật"])] | None = None


class BringIntoForce(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Record that the instrument applies; `from` only where no issue was recorded here."""

    from_: Annotated[date, msgspec.Meta(examples=["2021-07-01"])] | None = None


class ProposeRule(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Propose the value of one rule; a second legal officer confirms it."""

    key: RuleKey
    article: Annotated[ShortText, msgspec.Meta(min_length=1, examples=["Điều 11"])]
    parameters: Annotated[
        dict[Annotated[str, msgspec.Meta(max_length=60)], Any],
        msgspec.Meta(
            max_length=50, description="As the rule's key wants", examples=[{"factor": "0.5"}]
        ),
    ]
    from_: Annotated[date, msgspec.Meta(examples=["2021-07-01"])]
    to: date | None = None
    confidence: Literal["confirmed", "assumed"] = "confirmed"


class ConfirmRule(Command, frozen=True, kw_only=True, rename={"from_": "from"}):
    """Confirm the value proposed for this key from this day."""

    key: RuleKey
    from_: Annotated[date, msgspec.Meta(examples=["2021-07-01"])]
