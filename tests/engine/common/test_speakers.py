"""Roles and significant terms of a speaker's profile."""

import datetime

import pytest

from searchapp.engine.common.speakers import SignificantTerms, shown_roles
from searchapp.models.analytics import Role, Term


def day(year: int) -> datetime.date:
    return datetime.date(year, 1, 1)


def test_roles_are_listed_from_the_latest_and_undated_ones_last() -> None:
    minister = Role("minister", 2, day(2010), day(2014))
    mayor = Role("mayor", 9, day(2002), day(2009))
    lawyer = Role("lawyer", 1, None, None)
    assert shown_roles([lawyer, mayor, minister]) == (minister, mayor, lawyer)


def test_the_twenty_most_frequent_roles_are_listed() -> None:
    roles = [Role(f"role {n}", n, day(2000 + n), day(2000 + n)) for n in range(1, 26)]
    assert shown_roles(roles) == tuple(reversed(roles[5:]))


def significant_terms(
    sample: list[str], name: str, *, in_archive: int, total: int
) -> tuple[Term, ...]:
    """Return the terms of *sample* if *in_archive* paragraphs have each of its words."""
    terms = SignificantTerms(sample, name)
    return terms.rank(dict.fromkeys(terms.candidates, in_archive), total)


def test_the_score_of_a_term_is_jlh() -> None:
    sample = ["The Harbour is full.", "The harbour is deep.", "A Harbour in rain."]
    terms = significant_terms(sample, "Ana Ruiz", in_archive=3, total=11)
    [harbour] = [term for term in terms if term.word == "Harbour"]
    # All 3 paragraphs of the sample have the word, and 3 of all 11: (1 - 3/11) * 1 / (3/11).
    assert (harbour.count, harbour.out_of) == (3, 3)
    assert harbour.score == pytest.approx(8 / 3)


def test_terms_leave_out_the_name_stop_words_numbers_and_rare_words() -> None:
    sample = ["Ruiz said the 40 piers of x.", "Ruiz said the 40 piers of x.", "Ruiz said rain."]
    terms = significant_terms(sample, "Ana Ruiz", in_archive=0, total=100)
    assert {term.word for term in terms} == {"piers"}


def test_a_term_as_frequent_in_the_archive_is_not_significant() -> None:
    sample = ["piers", "piers", "rain"]
    assert significant_terms(sample, "", in_archive=80, total=100) == ()
