"""Components of linked passages."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.opensearch.trails.gathering import (
    Component,
    batched_components,
    components,
)

_TEXTS = st.integers(-9, 9)


def reaches(links: set[tuple[int, int]], start: int) -> frozenset[int]:
    members = {start}
    while True:
        larger = members.union(*({a, b} for a, b in links if a in members or b in members))
        if larger == members:
            return frozenset(members)
        members = larger


@given(
    st.sets(_TEXTS),
    st.sets(st.tuples(_TEXTS, _TEXTS).filter(lambda pair: pair[0] < pair[1])),
)
def test_components_are_what_can_be_reached(texts: set[int], links: set[tuple[int, int]]) -> None:
    inside = {link for link in links if texts.issuperset(link)}
    found = list(components(texts, links))
    assert {frozenset(one.texts) for one in found} == {reaches(inside, text) for text in texts}
    assert sorted(link for one in found for link in one.links) == sorted(inside)


def test_batches_hold_whole_components() -> None:
    some = [Component((number, number + 1), ()) for number in range(0, 10, 2)]
    assert list(batched_components(some, 3)) == [some[:2], some[2:4], some[4:]]
    assert list(batched_components([], 3)) == []
