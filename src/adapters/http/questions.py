"""Ids in paths and query parameters, read as strictly as bodies: nothing unknown or guessed."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from domain.values.instants import parse_instant

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NUMBER = re.compile(r"[0-9]{1,18}")


class Question(BaseModel):
    """The parameters of one reading route; one that it does not know is refused."""

    model_config = ConfigDict(extra="forbid")


def _day(text: str) -> date:
    """Digits only: pydantic by itself would also take seconds since 1970 for a day."""
    if not _DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def _number(text: Any) -> int:
    """Plain digits: no sign, no fraction, no underline, and no more than a version can have."""
    if not _NUMBER.fullmatch(str(text)):
        raise ValueError(text)
    return int(text)


def _id(text: str) -> UUID:
    """Only the usual form with hyphens (RFC 9562 §4), so that a record has one address."""
    found = UUID(text)
    if str(found) != text.lower():
        raise ValueError(text)
    return found


Id = Annotated[UUID, BeforeValidator(_id)]
Day = Annotated[date, BeforeValidator(_day)]
Instant = Annotated[datetime, BeforeValidator(parse_instant)]
Version = Annotated[int, Field(ge=1), BeforeValidator(_number)]
After = Annotated[int, Field(ge=0), BeforeValidator(_number)]
Page = Annotated[int, Field(ge=1, le=200), BeforeValidator(_number)]


class WhenAsked(Question):
    """Which past is asked for."""

    as_of: Annotated[
        Instant | None,
        Query(description="As recorded at this instant, for example 2021-03-01T08:00:00+07:00"),
    ] = None
    version: Annotated[Version | None, Query(description="As of this version")] = None
    effective_on: Annotated[
        Day | None, Query(description="Only facts that are true on this day (YYYY-MM-DD)")
    ] = None


_PROOF = "`true`: whether the ledger proves each event as it is stored now"


class PageAsked(Question):
    """Which page of a timeline is asked for."""

    after: Annotated[After, Query(description="Events after this version")] = 0
    limit: Annotated[Page, Query(description="Events a page")] = 200
    proof: Annotated[Literal["true", "false"], Query(description=_PROOF)] = "false"


class VersionsAsked(Question):
    """Which two versions are compared."""

    from_: Annotated[Version, Query(alias="from", description="The earlier version")]
    to: Annotated[Version | None, Query(description="The later; default the last")] = None
    proof: Annotated[Literal["true", "false"], Query(description=_PROOF)] = "false"


class ReceiptAsked(Question):
    """Of which event a receipt is asked for."""

    version: Annotated[
        Version | None, Query(description="The event's version; default the newest in the ledger")
    ] = None


class LawAsked(Question):
    """Which law is asked for: that of a day, as known at an instant."""

    on: Annotated[Day | None, Query(description="The day; default today")] = None
    known: Annotated[Instant | None, Query(description="Known at this instant; default now")] = None
    limit: Annotated[Page, Query(description="Rules a page")] = 200
    cursor: Annotated[str | None, Query(max_length=300, description="From a page's link")] = None
