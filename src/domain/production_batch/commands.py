"""What officers do with a batch: one struct per command of domain §1.5."""

from typing import Annotated
from uuid import UUID

import msgspec

from domain.bounded import Code, ShortText, UnitText
from domain.commands import Command

MOST_APPLICATIONS = 500

Cards = Annotated[int, msgspec.Meta(ge=0, le=100_000, description="Number of cards", examples=[50])]
Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["machine-fault"])]


class PlanBatch(Command, frozen=True, kw_only=True):
    """Plan approved applications, for one destination and of one card form, as one job list."""

    id: UUID
    batch_number: Annotated[
        ShortText, msgspec.Meta(min_length=1, description="Number", examples=["LO-2021-0471"])
    ]
    form: Annotated[Code, msgspec.Meta(description="Form of the card", examples=["chip-2021"])]
    destination: UnitText
    priority: Annotated[
        int, msgspec.Meta(ge=0, le=9, description="0 comes last, 9 first", examples=[5])
    ]
    applications: Annotated[
        tuple[UUID, ...],
        msgspec.Meta(
            min_length=1, max_length=MOST_APPLICATIONS, description="Applications, each once"
        ),
    ]


class ReleaseBatch(Command, frozen=True, kw_only=True):
    """Let the batch be printed."""

    reason: Reason | None = None


class RemoveFromBatch(Command, frozen=True, kw_only=True):
    """Take an application out of the batch; it may then be planned in another."""

    application_id: UUID
    reason: Reason | None = None


class CancelBatch(Command, frozen=True, kw_only=True):
    """Give the batch up; its applications may then be planned in others."""

    reason: Reason | None = None


class HoldBatch(Command, frozen=True, kw_only=True):
    """Stop the batch for the time being."""

    reason: Reason | None = None


class ResumeBatch(Command, frozen=True, kw_only=True):
    """Let a held batch go on from where it stopped."""

    reason: Reason | None = None


class StartBatch(Command, frozen=True, kw_only=True):
    """Begin to print at a machine, with the blanks handed over and those left there before."""

    machine_id: UUID
    handed_over: Cards
    left_before: Cards


class CountBatch(Command, frozen=True, kw_only=True):
    """Record what was counted at the machine, without being told what there should be."""

    good: Cards
    spoiled: Cards
    sample: Cards
    returned: Cards
    left_after: Cards


class CloseBatch(Command, frozen=True, kw_only=True):
    """Compare the count with the blanks handed over and with the applications printed."""


class ResolveBatchDiscrepancy(Command, frozen=True, kw_only=True):
    """Record, with a second officer, what was found about the cards that did not agree."""

    finding: (
        Annotated[Code, msgspec.Meta(description="What was found", examples=["miscounted"])] | None
    ) = None
