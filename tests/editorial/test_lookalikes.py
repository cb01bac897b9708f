from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.editorial import Entry, SpeakerRegistry, lookalikes
from searchapp.editorial.lookalikes import _is_one_edit
from searchapp.models.articles import SpeakerKind

NOBODY = SpeakerRegistry()


def persons(names: Iterable[str]) -> list[tuple[str, SpeakerKind]]:
    return [(name, "person") for name in names]


@pytest.mark.parametrize(
    ("names", "reason"),
    [
        (["Donald J. Trump", "Donald Trump"], "first and last name agree"),
        (["D. Trump", "Donald Trump"], "first and last name agree"),
        (["Trump", "Donald Trump"], "one is the other's last name"),
        (["Zhou Yunjie", "Zhou Yunjei"], None),
        (["Catherine Lowe", "Katherine Lowe"], "one letter differs"),
        (["Ann Lee", "Bo Lee"], None),
        (["Lee", "Ann Lee", "Bo Lee"], None),
        (["Ann Lee", "Ann Day"], None),
        (["Al Fa", "Al Fb"], None),
    ],
)
def test_names_that_look_alike_are_paired(names: list[str], reason: str | None) -> None:
    found = lookalikes(persons(names), NOBODY)
    assert len(found) == (reason is not None)
    assert reason is None or reason in found[0].reason


def test_what_the_register_has_is_settled() -> None:
    names = ["Donald J. Trump", "Donald Trump"]
    assert (
        lookalikes(persons(names), SpeakerRegistry([Entry("Donald Trump", ("Donald J. Trump",))]))
        == []
    )
    assert lookalikes(persons(names), SpeakerRegistry([Entry(name) for name in names])) == []
    assert len(lookalikes(persons(names), SpeakerRegistry([Entry("Donald Trump")]))) == 1


def test_only_pairs_with_a_name_that_came_are_told() -> None:
    names = ["Donald J. Trump", "Donald Trump", "Ann B. Lee", "Ann Lee"]
    assert [pair.one for pair in lookalikes(persons(names), NOBODY, {"ann-lee"})] == ["Ann B. Lee"]


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        previous, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]


@given(st.text("ab", min_size=1, max_size=6), st.text("ab", min_size=1, max_size=6))
def test_one_edit_is_a_distance_of_one(one: str, other: str) -> None:
    if one != other:
        assert _is_one_edit(one, other) == (_distance(one, other) == 1)


@given(st.lists(st.text("ab-", min_size=8, max_size=11), max_size=12))
def test_pairs_are_found_as_by_comparing_all(names: list[str]) -> None:
    from searchapp.models.normalize import slug

    by_id = {slug(name): name for name in names if len(slug(name)) >= 8}
    expected = {
        frozenset((one, other))
        for one in by_id
        for other in by_id
        if one != other and _distance(one, other) == 1
    }
    found = {
        frozenset((slug(p.one), slug(p.other))) for p in lookalikes(persons(by_id.values()), NOBODY)
    }
    assert expected <= found


def test_organizations_have_no_last_names_and_descriptions_no_names() -> None:
    speakers: list[tuple[str, SpeakerKind]] = [
        *(("Life", "organization"), ("Harbour Life", "organization")),
        *(("Harbour Lifes", "organization"), ("two officials", "group"), ("two official", "group")),
    ]
    assert [(p.one, p.other) for p in lookalikes(speakers, NOBODY)] == [
        ("Harbour Life", "Harbour Lifes")
    ]
