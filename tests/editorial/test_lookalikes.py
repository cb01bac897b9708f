import itertools
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.editorial import RegistryEntry, SpeakerRegistry, find_lookalikes
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import slug

EMPTY = SpeakerRegistry()


def organizations(names: Iterable[str]) -> list[tuple[str, SpeakerKind]]:
    return [(name, "organization") for name in names]


def persons(names: Iterable[str]) -> list[tuple[str, SpeakerKind]]:
    return [(name, "person") for name in names]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["Donald J. Trump", "Donald Trump"], "same first and last name"),
        (["D. Trump", "Donald Trump"], "same first and last name"),
        (["Trump", "Donald Trump"], "one is the last name of the other"),
        (["Zhou Yunjie", "Zhou Yunjei"], None),
        (["Catherine Lowe", "Katherine Lowe"], "one letter is different"),
        (["Ann Lee", "Bo Lee"], None),
        (["Lee", "Ann Lee", "Bo Lee"], None),
        (["Ann Lee", "Ann Day"], None),
        (["Al Fa", "Al Fb"], None),
    ],
)
def test_similar_names_are_paired_with_the_reason(names: list[str], reason: str | None) -> None:
    pairs = find_lookalikes(persons(names), EMPTY)
    assert [pair.reason for pair in pairs] == ([reason] if reason else [])


def test_a_pair_with_both_names_in_the_registry_is_left_out() -> None:
    names = ["Donald J. Trump", "Donald Trump"]
    as_one = SpeakerRegistry([RegistryEntry("Donald Trump", ("Donald J. Trump",))])
    as_two = SpeakerRegistry([RegistryEntry(name) for name in names])
    only_one = SpeakerRegistry([RegistryEntry("Donald Trump")])
    assert find_lookalikes(persons(names), as_one) == []
    assert find_lookalikes(persons(names), as_two) == []
    assert len(find_lookalikes(persons(names), only_one)) == 1


def test_only_pairs_with_a_touched_name_are_returned() -> None:
    names = ["Donald J. Trump", "Donald Trump", "Ann B. Lee", "Ann Lee"]
    [pair] = find_lookalikes(persons(names), EMPTY, {"ann-lee"})
    assert (pair.first, pair.second) == ("Ann B. Lee", "Ann Lee")


def levenshtein(first: str, second: str) -> int:
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, start=1):
        previous, row[0] = row[0], i
        for j, b in enumerate(second, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


@given(st.lists(st.text("ab-", min_size=8, max_size=11), max_size=12))
def test_the_pairs_that_differ_in_one_letter_are_those_of_comparing_all(names: list[str]) -> None:
    by_id = {slug(name): name for name in names if len(slug(name)) >= 8}
    expected = {
        frozenset(pair) for pair in itertools.combinations(by_id, 2) if levenshtein(*pair) == 1
    }
    pairs = find_lookalikes(organizations(by_id.values()), EMPTY)
    assert {frozenset((slug(pair.first), slug(pair.second))) for pair in pairs} == expected


def test_organizations_are_compared_by_spelling_only_and_groups_not_at_all() -> None:
    speakers: list[tuple[str, SpeakerKind]] = [
        *(("Life", "organization"), ("Harbour Life", "organization")),
        *(("Harbour Lifes", "organization"), ("two officials", "group"), ("two official", "group")),
    ]
    [pair] = find_lookalikes(speakers, EMPTY)
    assert (pair.first, pair.second) == ("Harbour Life", "Harbour Lifes")
