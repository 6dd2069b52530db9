"""Keys in memory: few, at most a minute, and never one from before a revocation."""

from uuid import UUID

from adapters.keys.data_key import DataKey
from adapters.keys.key_cache import KeyCache

A, B, C = UUID(int=1), UUID(int=2), UUID(int=3)
KEY = DataKey(bytes(32))


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_key_is_held_for_less_than_sixty_seconds() -> None:
    clock = Clock()
    cache = KeyCache(clock)
    cache.keep_opened({A: KEY}, 0, clock.now)

    clock.now += 59.9
    assert cache.find([A]) == ({A: KEY}, [])
    clock.now += 0.1
    assert cache.find([A]) == ({}, [A])
    assert len(cache) == 0


def test_use_does_not_prolong_a_key() -> None:
    clock = Clock()
    cache = KeyCache(clock)
    cache.keep_opened({A: KEY}, 0, clock.now)

    for _ in range(6):
        clock.now += 10
        cache.find([A])

    assert cache.find([A]) == ({}, [A])


def test_the_minute_counts_from_the_reading_not_from_the_keeping() -> None:
    clock = Clock()
    cache = KeyCache(clock)
    cache.keep_opened({A: KEY}, 0, clock.now - 50)

    clock.now += 10
    assert cache.find([A]) == ({}, [A])


def test_a_new_epoch_empties_the_cache() -> None:
    cache = KeyCache(Clock())
    cache.keep_opened({A: KEY}, 7, 1000.0)

    cache.see_epoch(7)
    assert len(cache) == 1
    cache.see_epoch(8)
    assert len(cache) == 0


def test_a_key_read_before_a_known_revocation_is_not_kept() -> None:
    cache = KeyCache(Clock())
    cache.see_epoch(8)

    cache.keep_opened({A: KEY}, 7, 1000.0)

    assert cache.find([A]) == ({}, [A])


def test_a_destroyed_key_is_remembered_as_such() -> None:
    cache = KeyCache(Clock())
    cache.keep_opened({A: None}, 0, 1000.0)

    assert cache.find([A, A]) == ({A: None}, [])


def test_the_key_unused_for_longest_makes_room() -> None:
    cache = KeyCache(Clock(), limit=2)
    cache.keep_opened({A: KEY, B: KEY}, 0, 1000.0)
    cache.find([A])

    cache.keep_opened({C: KEY}, 0, 1000.0)

    assert cache.find([A, B, C]) == ({A: KEY, C: KEY}, [B])
