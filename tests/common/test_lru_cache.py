from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from searchapp.common.lru_cache import LruCache


@dataclass(frozen=True)
class Value:
    nbytes: int


def test_a_value_is_returned_as_it_was_put() -> None:
    cache: LruCache[str, Value] = LruCache(10)
    cache.put("a", Value(3))
    assert cache.get("a") == Value(3)
    assert cache.get("b") is None


def test_the_least_recently_used_value_is_evicted_first() -> None:
    cache: LruCache[str, Value] = LruCache(10)
    for key in "abc":
        cache.put(key, Value(3))
    cache.get("a")
    cache.put("d", Value(3))
    assert [key for key in "abcd" if cache.get(key)] == ["a", "c", "d"]


def test_a_value_larger_than_the_cache_evicts_nothing() -> None:
    cache: LruCache[str, Value] = LruCache(10)
    cache.put("a", Value(3))
    cache.put("b", Value(11))
    assert cache.get("a") == Value(3)
    assert cache.get("b") is None


def test_a_value_larger_than_the_cache_does_not_leave_an_earlier_one() -> None:
    cache: LruCache[str, Value] = LruCache(10)
    cache.put("a", Value(3))
    cache.put("a", Value(11))
    assert cache.get("a") is None


def test_a_cache_of_no_bytes_stays_empty() -> None:
    cache: LruCache[str, Value] = LruCache(0)
    cache.put("a", Value(1))
    assert not cache.enabled
    assert cache.get("a") is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 12), st.booleans())))
def test_it_holds_what_a_list_in_order_of_use_would(steps: list[tuple[str, int, bool]]) -> None:
    cache: LruCache[str, Value] = LruCache(20)
    by_use: dict[str, Value] = {}
    for key, size, reads in steps:
        if reads:
            assert cache.get(key) == by_use.get(key)
            if key in by_use:
                by_use[key] = by_use.pop(key)
        else:
            cache.put(key, Value(size))
            by_use.pop(key, None)
            by_use[key] = Value(size)
            while sum(value.nbytes for value in by_use.values()) > 20:
                del by_use[next(iter(by_use))]
    assert {key: value for key in "abcdef" if (value := cache.get(key))} == by_use
