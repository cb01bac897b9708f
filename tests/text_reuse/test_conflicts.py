"""Which credits of the same words contradict one another."""

import pytest

from searchapp.models.articles import Attribution, QuotationType, Speaker, SpeakerKind
from searchapp.models.normalize import slug
from searchapp.text_reuse.conflicts import Credit, is_conflict

WORDS = "nobody will buy the old harbour before the year is over"
PAIR = ("Ann Lee", "Ben Okafor")


def credit(
    name: str,
    *,
    words: str = WORDS,
    role: str = "",
    kind: SpeakerKind = "person",
    quotation: QuotationType = "direct",
    speaker_id: str = "",
) -> Credit:
    speaker = Speaker(slug(name), name, kind)
    attribution = Attribution(speaker, role, "said", quotation, ())
    return Credit(attribution, speaker_id or slug(name), tuple(words.split()))


def test_two_persons_with_the_same_words_contradict_one_another() -> None:
    assert is_conflict([credit(name) for name in PAIR])


def test_one_speaker_does_not_contradict_itself() -> None:
    assert not is_conflict([credit("Ann Lee"), credit("Ann Lee")])
    assert not is_conflict([credit("Ann Lee"), credit("Mrs. A. Lee")])
    assert not is_conflict([credit("Ann Lee"), credit("Ann Berg", speaker_id="ann-lee")])


@pytest.mark.parametrize("kind", ["unnamed", "group", "document"])
def test_sources_without_a_name_contradict_nobody(kind: SpeakerKind) -> None:
    assert not is_conflict([credit("Ann Lee"), credit("an official", kind=kind)])


def test_who_speaks_for_an_organization_does_not_contradict_it() -> None:
    company = credit("Oban Gas", kind="organization")
    assert not is_conflict([credit("Ann Lee", role="chairman of Oban Gas"), company])
    assert is_conflict([credit("Ann Lee", role="mayor of Port Ellory"), company])


def test_paraphrases_of_what_one_does_oneself_contradict_nobody() -> None:
    words = "it has raised its prime rate by half a point from today"
    names = ("First Bank", "Second Trust")
    paraphrases = [credit(n, words=words, kind="organization", quotation="indirect") for n in names]
    assert not is_conflict(paraphrases)
    assert is_conflict([credit(n, words=words, kind="organization") for n in names])


def test_words_that_differ_much_are_no_conflict() -> None:
    other = "nobody will ever sell the new harbour before the week is over"
    assert not is_conflict([credit("Ann Lee"), credit("Ben Okafor", words=other)])
