"""Ids carry their time, derived ids can be found again, and moments are written in one form."""

import hashlib
from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.refusals import BadValue
from domain.values.identifiers import check_minted, derive_id, time_of, uuid7
from domain.values.instants import check_instant_text, instant_text, parse_instant

# RFC 9562 appendix A.6: a UUIDv7 of 2022-02-22 14:22:22.00 -05:00.
RFC_EXAMPLE = UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")
RFC_TIME_MS = 0x017F22E279B0


def test_a_minted_id_is_that_of_the_rfc() -> None:
    random = bytes.fromhex("0cc3" + "18c4dc0c0c07398f")
    assert uuid7(RFC_TIME_MS, random) == RFC_EXAMPLE
    assert time_of(RFC_EXAMPLE) == RFC_TIME_MS


def test_a_derived_id_never_changes() -> None:
    derived = derive_id(RFC_EXAMPLE, "job", str(RFC_EXAMPLE), "1")
    assert derived == UUID("017f22e2-79b0-8c6a-a1dc-c9d3717a31a1")


def test_a_derived_id_is_time_then_hash_with_version_and_variant() -> None:
    digest = hashlib.sha256("thẻ\x1fa\x1fb".encode()).digest()
    bits = RFC_TIME_MS << 80 | int.from_bytes(digest[:10])
    derived = derive_id(RFC_EXAMPLE, "thẻ", "a", "b")
    free = ~(0xF << 76) & ~(0x3 << 62)
    assert derived.int & free == bits & free
    assert (derived.version, derived.variant) == (8, RFC_EXAMPLE.variant)
    assert time_of(derived) == RFC_TIME_MS


def test_a_derived_id_may_be_the_source_of_another() -> None:
    derived = derive_id(RFC_EXAMPLE, "job", "1")
    assert time_of(derive_id(derived, "card", "1")) == RFC_TIME_MS


def test_parts_are_not_run_together() -> None:
    ids = {
        derive_id(RFC_EXAMPLE, "n", "ab", "c"),
        derive_id(RFC_EXAMPLE, "n", "a", "bc"),
        derive_id(RFC_EXAMPLE, "n", "abc"),
        derive_id(RFC_EXAMPLE, "n", "abc", ""),
        derive_id(RFC_EXAMPLE, "na", "bc"),
    }
    assert len(ids) == 5
    with pytest.raises(ValueError, match="separator"):
        derive_id(RFC_EXAMPLE, "n", "a\x1fb")


def test_an_id_of_another_version_carries_no_time() -> None:
    random_id = UUID("919108f7-52d1-4320-9bac-f847db4148a8")
    with pytest.raises(BadValue) as refused:
        time_of(random_id)
    assert refused.value.code == "id-without-time"
    with pytest.raises(BadValue) as refused:
        derive_id(random_id, "job", "1")
    assert refused.value.code == "id-without-time"


def test_a_client_opens_a_record_with_a_uuid7() -> None:
    assert check_minted(RFC_EXAMPLE) == RFC_EXAMPLE
    with pytest.raises(BadValue) as refused:
        check_minted(derive_id(RFC_EXAMPLE, "job"))
    assert refused.value.code == "id-not-uuid7"


@pytest.mark.parametrize(
    ("time_ms", "random"), [(-1, bytes(10)), (1 << 48, bytes(10)), (0, bytes(9)), (0, bytes(11))]
)
def test_an_id_takes_48_bits_of_time_and_10_bytes(time_ms: int, random: bytes) -> None:
    with pytest.raises(ValueError, match="48 bits"):
        uuid7(time_ms, random)


@given(
    st.integers(0, (1 << 48) - 1),
    st.integers(0, (1 << 48) - 1),
    st.binary(min_size=10, max_size=10),
)
def test_minted_ids_sort_by_their_time(one: int, other: int, random: bytes) -> None:
    first, second = uuid7(one, random), uuid7(other, random)
    assert (first < second) == (one < other)
    assert (first.version, time_of(first)) == (7, one)


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2021-03-01T15:00:00+07:00", "2021-03-01T08:00:00.000000Z"),
        ("2021-03-01T08:00:00Z", "2021-03-01T08:00:00.000000Z"),
        ("2021-03-01t08:00:00z", "2021-03-01T08:00:00.000000Z"),
        ("2021-03-01T08:00:00.5Z", "2021-03-01T08:00:00.500000Z"),
        ("2021-03-01T08:00:00.123456Z", "2021-03-01T08:00:00.123456Z"),
        ("2021-02-28T23:30:00-05:00", "2021-03-01T04:30:00.000000Z"),
        ("2021-03-01T08:00:00-00:00", "2021-03-01T08:00:00.000000Z"),
    ],
)
def test_a_time_of_any_offset_is_one_moment_in_utc(text: str, utc: str) -> None:
    assert instant_text(parse_instant(text)) == utc
    assert parse_instant(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "instant-malformed"),
        ("2021-03-01", "instant-malformed"),
        ("2021-03-01 08:00:00Z", "instant-malformed"),
        ("2021-03-01T08:00Z", "instant-malformed"),
        ("20210301T080000Z", "instant-malformed"),
        ("2021-03-01T08:00:00+0700", "instant-malformed"),
        ("2021-03-01T08:00:00+24:00", "instant-malformed"),
        ("2021-03-01T08:00:00,5Z", "instant-malformed"),
        ("2021-03-01T08:00:00.Z", "instant-malformed"),
        ("2021-03-01T08:00:00Z\n", "instant-malformed"),
        ("\u0662021-03-01T08:00:00Z", "instant-malformed"),
        ("1614585600", "instant-malformed"),
        ("2021-03-01T08:00:00", "instant-without-offset"),
        ("2021-03-01T08:00:00.1234567", "instant-without-offset"),
        ("2021-03-01T08:00:00.1234567Z", "instant-too-fine"),
        ("2021-03-01T08:00:00.0000000Z", "instant-too-fine"),
        ("2021-02-29T08:00:00Z", "instant-not-in-calendar"),
        ("2021-03-01T24:00:00Z", "instant-not-in-calendar"),
        ("2016-12-31T23:59:60Z", "instant-not-in-calendar"),
        ("0000-01-01T00:00:00Z", "instant-not-in-calendar"),
        ("0001-01-01T00:00:00+07:00", "instant-not-in-calendar"),
        ("9999-12-31T23:59:59-07:00", "instant-not-in-calendar"),
    ],
)
def test_a_time_without_offset_or_finer_than_microseconds_is_refused(text: str, code: str) -> None:
    with pytest.raises(BadValue) as refused:
        parse_instant(text)
    assert refused.value.code == code


def test_a_stored_time_has_one_form_only() -> None:
    assert check_instant_text("2021-03-01T08:00:00.000000Z") == "2021-03-01T08:00:00.000000Z"
    for text in ("2021-03-01T08:00:00Z", "2021-03-01T15:00:00.000000+07:00"):
        with pytest.raises(BadValue) as refused:
            check_instant_text(text)
        assert refused.value.code == "instant-not-canonical"


def test_a_datetime_without_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="no moment"):
        instant_text(datetime(2021, 3, 1, 8))  # noqa: DTZ001


@given(
    st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))])).filter(
        lambda moment: 1 < moment.year < 9999
    )
)
def test_written_and_read_a_moment_is_the_same(moment: datetime) -> None:
    text = instant_text(moment)
    assert parse_instant(text) == moment
    assert len(text) == len("2021-03-01T08:00:00.000000Z")
