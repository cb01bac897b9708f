"""Counts of speakers from the counts of the forms of their names."""

import pytest

from searchapp.engine.opensearch.joined_speakers import JoinedCounts, JoinedSpeakers
from searchapp.models.identity import FormCount, JoinedSpeaker, SpeakerTable


def speaker(id_: str, *others: str) -> JoinedSpeaker:
    forms = tuple(FormCount(form, form.title(), 1) for form in (id_, *others))
    return JoinedSpeaker(id_, id_.title(), "person", forms)


SPEAKERS = (speaker("ann", "anna"), speaker("bob", "rob", "robert"))
JOINED = JoinedSpeakers(SpeakerTable({s.id: s for s in SPEAKERS}), frozenset(["bob"]))


def test_a_speaker_stands_for_all_forms() -> None:
    assert JOINED.form_ids("bob") == ("bob", "rob", "robert")
    assert JOINED.form_ids("eve") == ("eve",)
    assert JOINED.all_form_ids(["ann", "eve"]) == {"ann", "anna", "eve"}


def test_counts_of_forms_add_up_unless_a_paragraph_may_have_two() -> None:
    counts = JoinedCounts({"ann": 5, "anna": 2, "bob": 3, "rob": 1, "eve": 4}, JOINED)
    assert counts.counts == {"ann": 7, "bob": 4, "eve": 4}
    assert counts.inexact == {"bob"}
    unknown = JoinedCounts({"ann": 5, "anna": 2, "robert": 3}, JOINED, known=False)
    assert unknown.inexact == {"ann"}


def test_a_form_that_is_not_listed_may_have_as_many_as_the_least_that_is() -> None:
    counts = JoinedCounts({"ann": 5, "rob": 3, "eve": 3}, JOINED, complete=False)
    assert counts.inexact == {"ann", "bob"}
    assert counts.among_first(1) == {"ann", "bob"}


@pytest.mark.parametrize(("number", "first"), [(1, {"eve"}), (2, {"eve", "bob", "ann"})])
def test_speakers_of_equal_count_are_among_the_first_together(number: int, first: set[str]) -> None:
    counts = JoinedCounts({"eve": 9, "ann": 2, "rob": 2}, JOINED)
    assert counts.among_first(number) == first
    assert counts.among_first(10) == {"eve", "ann", "bob"}


def test_a_speaker_may_be_among_the_first_by_paragraphs_that_a_shard_left_out() -> None:
    counts = JoinedCounts({"eve": 9, "max": 6, "ann": 5}, JOINED, errors={"ann": 4})

    assert counts.among_first(2) == {"eve", "max", "ann"}
    assert JoinedCounts({"eve": 9, "max": 6, "ann": 5}, JOINED).among_first(2) == {"eve", "max"}


def test_a_form_that_no_shard_lists_may_have_more_paragraphs_than_the_least_listed() -> None:
    by_form = {"eve": 9, "max": 8, "ann": 2}

    assert "ann" not in JoinedCounts(by_form, JOINED, complete=False).among_first(2)
    uncertain = JoinedCounts(by_form, JOINED, complete=False, unlisted_error=4)
    assert uncertain.among_first(2) == {"eve", "max", "ann"}
