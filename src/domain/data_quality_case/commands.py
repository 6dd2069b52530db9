"""What is asked of a data-quality case: one struct per command of domain §1.10."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from domain.bounded import Code, Remark, ShortText, UnitText
from domain.citizen.forms import Documents
from domain.commands import Command
from domain.data_quality_case.checks import Dimension

Finding = Literal["defect", "no-defect", "person-not-found", "moved-away"]
CaseSeverity = Literal["blocking", "warning"]
HolderRole = Literal["province-checker", "data-officer", "area-officer"]

CheckId = Annotated[
    str,
    msgspec.Meta(
        max_length=5,
        pattern=r"^(?!.*\n)DQ-[0-9]{2}$",
        description="The check that failed, DQ-01 to DQ-36",
        examples=["DQ-14"],
    ),
]
Reason = Annotated[Code, msgspec.Meta(description="Why", examples=["no-document-exists"])]


class DetectDefect(Command, frozen=True, kw_only=True):
    """Open a case: this check fails on this citizen, or on this pair."""

    id: UUID
    check: CheckId
    dimension: Annotated[
        Dimension, msgspec.Meta(description="What the check measures", examples=["sufficient"])
    ]
    severity: Annotated[
        CaseSeverity,
        msgspec.Meta(
            description="Whether the case is urgent; statistics open none", examples=["warning"]
        ),
    ]
    citizen_id: Annotated[UUID, msgspec.Meta(description="On whose entry the check fails")]
    citizen_version: Annotated[
        int,
        msgspec.Meta(ge=1, le=2**53, description="Version of the entry checked", examples=[4]),
    ]
    other_citizen_id: (
        Annotated[UUID, msgspec.Meta(description="The other of a pair, sealed")] | None
    ) = None
    values: Annotated[
        tuple[ShortText, ...],
        msgspec.Meta(
            max_length=20, description="What the check saw, sealed", examples=[["birth 1950"]]
        ),
    ] = ()
    intake_unit: (
        Annotated[
            UnitText,
            msgspec.Meta(description="Where the application was taken in, when it holds the case"),
        ]
        | None
    ) = None


class AssignCase(Command, frozen=True, kw_only=True):
    """Hand the case one level down."""

    to_unit: Annotated[UnitText, msgspec.Meta(description="The unit directly below")]
    to_role: Annotated[
        HolderRole,
        msgspec.Meta(description="The role of that level", examples=["province-checker"]),
    ]
    due: Annotated[
        date, msgspec.Meta(description="The day by which it answers", examples=["2021-06-20"])
    ]


class ReportFinding(Command, frozen=True, kw_only=True):
    """Say what was found where the person lives, in words or with a document."""

    finding: Annotated[Finding, msgspec.Meta(description="What was found", examples=["defect"])]
    remark: Remark | None = None
    documents: Documents = ()


class ResolveCase(Command, frozen=True, kw_only=True):
    """End the case as repaired, naming what repaired it where the register knows."""

    amendment_id: (
        Annotated[UUID, msgspec.Meta(description="The approved amendment of this citizen")] | None
    ) = None
    proposal_id: (
        Annotated[UUID, msgspec.Meta(description="The proposal of the confirmed merge")] | None
    ) = None
    request_id: (
        Annotated[UUID, msgspec.Meta(description="The request for a new number, granted")] | None
    ) = None


class DismissCase(Command, frozen=True, kw_only=True):
    """End the case although the check fails: the entry is right, or nothing can be done."""

    reason: Reason | None = None


class ReopenCase(Command, frozen=True, kw_only=True):
    """Take the case up again where it lay, since the check fails again."""

    reason: Reason | None = None
