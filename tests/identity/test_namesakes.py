"""Names that several people may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.identity.namesakes import namesake_reasons
from searchapp.models.identity import SpeakerForm

YEAR = 365


def hale(roles: Mapping[str, str], first_day: int = 0, last_day: int = 0) -> SpeakerForm:
    """Return a form with *roles*, each in articles named by one letter each."""
    articles = {role: frozenset(letters) for role, letters in roles.items()}
    return SpeakerForm(
        id="john-hale",
        name="John Hale",
        kind="person",
        paragraphs=9,
        articles=frozenset().union(*articles.values()),
        roles={role: len(letters) for role, letters in roles.items()},
        first_day=first_day,
        last_day=last_day,
        role_articles=articles,
    )


def test_roles_of_two_countries_are_named() -> None:
    assert namesake_reasons(hale({"Brazilian envoy": "ab", "Swedish miller": "cd"})) == (
        "roles of different countries: Brazilian envoy; Swedish miller",
    )


def test_roles_without_a_common_word_or_article_are_named() -> None:
    (reason,) = namesake_reasons(hale({"mayor of Oban": "abc", "chemist at Vask Labs": "de"}))
    assert reason == (
        "roles that share no word and no article: chemist at Vask Labs; mayor of Oban"
    )


@pytest.mark.parametrize(
    "roles",
    [
        {"mayor of Oban": "ab"},
        {"mayor of Oban": "ab", "Oban mayor": "cd"},
        # An article has both roles, or a third role links them.
        {"mayor of Oban": "ab", "chemist at Vask Labs": "bc"},
        {"mayor of Oban": "ab", "Oban head of Vask Labs": "e", "chemist at Vask Labs": "cd"},
        # Roles of one article may be slips, and offices alone fit any other role.
        {"mayor of Oban": "ab", "chemist at Vask Labs": "c"},
        {"mayor of Oban": "ab", "president": "cd", "chairman": "ef"},
    ],
)
def test_roles_of_one_person_are_not_flagged(roles: dict[str, str]) -> None:
    assert namesake_reasons(hale(roles)) == ()


def test_a_name_over_many_years_is_flagged() -> None:
    assert namesake_reasons(hale({}, 700_000, 700_000 + 61 * YEAR)) == (
        "61 years between the first and the last article",
    )
    assert namesake_reasons(hale({}, 700_000, 700_000 + 59 * YEAR)) == ()


def test_only_full_names_of_persons_are_flagged() -> None:
    form = hale({"mayor of Oban": "ab", "chemist at Vask Labs": "cd"})
    assert namesake_reasons(form)
    assert namesake_reasons(replace(form, kind="organization")) == ()
    assert namesake_reasons(replace(form, id="hale", name="Hale")) == ()


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.text("uvwxyz", min_size=1)))
def test_roles_are_grouped_as_by_comparing_all_pairs(roles: dict[str, str]) -> None:
    """A role is the name of three places at most, held in articles of one letter each."""
    form = hale(
        {f"envoy to {' '.join(f'{c}bano' for c in places)}": a for places, a in roles.items()}
    )
    links = [(set(places), set(articles)) for places, articles in roles.items()]
    groups = [{i} for i in range(len(links))]
    for (i, one), (j, other) in combinations(enumerate(links), 2):
        if not (one[0].isdisjoint(other[0]) and one[1].isdisjoint(other[1])):
            joined = [group for group in groups if i in group or j in group]
            groups = [group for group in groups if group not in joined] + [set().union(*joined)]
    frequent = sum(len(set().union(*(links[i][1] for i in group))) >= 2 for group in groups)
    assert len(namesake_reasons(form)) == (frequent > 1)
    if frequent > 1:
        assert namesake_reasons(form)[0].count("; ") == frequent - 1
