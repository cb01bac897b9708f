from hypothesis import given
from hypothesis import strategies as st

from searchapp.common.lru_cache import BESIDE_BYTES, CachedResponse, LruCache


def made(size: int) -> CachedResponse:
    return CachedResponse(b"x" * size, (("Content-Type", "text/plain"),))


def room(answers: int, body_bytes: int) -> int:
    return answers * BESIDE_BYTES + body_bytes


def test_what_is_kept_is_given_as_it_was() -> None:
    recent = LruCache(room(1, 10))
    recent.keep("a", made(3))
    assert recent.get("a") == made(3)
    assert recent.get("b") is None


def test_what_was_asked_for_longest_ago_goes_first() -> None:
    recent = LruCache(room(3, 10))
    for key in "abc":
        recent.keep(key, made(3))
    recent.get("a")
    recent.keep("d", made(3))
    assert [key for key in "abcd" if recent.get(key)] == ["a", "c", "d"]


def test_what_is_larger_than_all_room_drives_nothing_out() -> None:
    recent = LruCache(room(1, 10))
    recent.keep("a", made(3))
    recent.keep("b", made(11))
    assert recent.get("a") == made(3)
    assert recent.get("b") is None


def test_without_room_nothing_is_kept() -> None:
    recent = LruCache(0)
    recent.keep("a", made(1))
    assert not recent.any
    assert recent.get("a") is None


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.integers(1, 12), st.booleans())))
def test_it_keeps_what_a_list_in_order_of_use_would(steps: list[tuple[str, int, bool]]) -> None:
    recent = LruCache(room(3, 20))
    listed: list[tuple[str, CachedResponse]] = []
    for key, size, asked in steps:
        known = dict(listed)
        if asked:
            assert recent.get(key) == known.get(key)
            if key in known:
                listed = [*((k, m) for k, m in listed if k != key), (key, known[key])]
        else:
            recent.keep(key, made(size))
            listed = [*((k, m) for k, m in listed if k != key), (key, made(size))]
            while sum(room(1, len(m.body)) for _, m in listed) > room(3, 20):
                del listed[0]
    assert {key: recent.get(key) for key in "abcdef" if recent.get(key)} == dict(listed)
