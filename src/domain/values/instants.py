"""Moments: UTC with microseconds and `Z` wherever the register writes them (formats §1)."""

import re
from datetime import UTC, datetime

from domain.refusals import BadValue

# RFC 3339 section 5.6, with the offset required and no more than six digits of a second.
_SHAPE = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?P<time>[0-9]{2}:[0-9]{2}:[0-9]{2})"
    r"(?P<fraction>\.[0-9]+)?(?P<offset>[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])?"
)
_MOST_FRACTION = len(".123456")


def parse_instant(text: str) -> datetime:
    """The moment in UTC of an RFC 3339 text of any offset, or BadValue."""
    shape = _SHAPE.fullmatch(text)
    if shape is None:
        raise BadValue("instant-malformed")
    if shape["offset"] is None:
        raise BadValue("instant-without-offset")
    fraction = shape["fraction"] or ".0"
    if len(fraction) > _MOST_FRACTION:
        raise BadValue("instant-too-fine")
    offset = shape["offset"].upper()
    return _in_utc(f"{shape['day']}T{shape['time']}{fraction.ljust(_MOST_FRACTION, '0')}{offset}")


def instant_text(instant: datetime) -> str:
    """`2021-03-01T08:00:00.000000Z`, always of this length, so that text sorts as time does."""
    if instant.utcoffset() is None:
        raise ValueError("an instant without an offset is no moment")
    utc = instant.astimezone(UTC).replace(tzinfo=None)
    return f"{utc.isoformat(timespec='microseconds')}Z"


def check_instant_text(text: str) -> str:
    """A text that is already in the register's own form, as stored and published."""
    if instant_text(parse_instant(text)) != text:
        raise BadValue("instant-not-canonical")
    return text


def _in_utc(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError) as no_such_moment:
        raise BadValue("instant-not-in-calendar") from no_such_moment
