from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import Scorer, load_scorer
from searchapp.attribution.scoring.source_model import (
    place_at,
    source_features,
    verb_group,
    weighed_places,
)
from searchapp.attribution.syntax.sentences import Sentence

Read = Callable[[str], list[Sentence]]


@pytest.fixture
def context(sentences: Read, lexicon: Lexicon) -> Callable[[str], SentenceContext]:
    def first(text: str) -> SentenceContext:
        return SentenceContext(sentences(text)[0], lexicon, ["person"] * 9)

    return first


def by_rules(context: SentenceContext) -> list[Candidate]:
    scorer = load_scorer()
    return find_candidates(context, Scorer(scorer.weights, {}, scorer.floor, {}))


def test_names_pronouns_and_human_nouns_are_places(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("He met Ana Ruiz, the mill's owner, at the ministry.")
    places = [place for k in range(len(read.lowered)) if (place := place_at(read, k)) is not None]
    assert [(read.word(p.at), p.kind) for p in places] == [
        ("he", "he"),
        ("<name>", "person"),
        ("owner", "human"),
        ("ministry", "body"),
    ]


def test_an_owner_is_possessive(context: Callable[[str], SentenceContext]) -> None:
    place = place_at(context("Ana Ruiz's claim is old."), 0)
    assert place is not None
    assert place.possessive


@pytest.mark.parametrize(
    ("text", "verb", "via", "words"),
    [
        ("Ana Ruiz has often said so.", "said", "direct", ("has", "often")),
        ("Ana Ruiz, who said so, left.", "said", "relative", ()),
        ("Ana Ruiz, a deputy, said so.", "said", "appositive", ()),
        ("Ana Ruiz of the Mill Board said so.", "said", "modifier", ()),
    ],
)
def test_the_verb_of_a_source_is_found_past_what_describes_it(
    text: str,
    verb: str,
    via: str,
    words: tuple[str, ...],
    context: Callable[[str], SentenceContext],
) -> None:
    read = context(text)
    group = verb_group(read, 0)
    assert (read.word(group.at), group.via, group.words) == (verb, via, words)


def test_a_source_with_two_cues_is_weighed_once_by_the_likelier(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("Ana Ruiz toured the mill, said it was old and added that it would close.")
    found = by_rules(read)
    ((place, best),) = weighed_places(read, found)
    assert len(found) == 2
    assert place.at == 0
    assert best.probability == max(c.probability for c in found)


def test_a_line_that_names_its_speaker_is_not_weighed(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("Ana Ruiz: we will close the mill.")
    found = by_rules(read)
    assert [c.rule for c in found] == ["transcript"]
    assert list(weighed_places(read, found)) == []


def test_features_tell_the_verb_and_what_the_rules_found(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("Ana Ruiz said that the mill would close.")
    found = by_rules(read)
    ((place, best),) = weighed_places(read, found)
    names = source_features(read, place, found, best)
    assert {"verb=said", "rule=subject_verb", "content=that|strong", "unquoted"} <= set(names)


def test_weighing_keeps_the_order_of_a_sources_cues(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("Ana Ruiz, a deputy, said the mill was old, adding that it would close.")
    before, after = by_rules(read), find_candidates(read, load_scorer())
    assert [c.cue for c in before] == [c.cue for c in after]
    assert before[0].probability != after[0].probability
    ratios = [b.probability / a.probability for a, b in zip(before, after, strict=True)]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))


def test_what_an_infinitive_depends_on_is_told_of_its_source(
    context: Callable[[str], SentenceContext],
) -> None:
    read = context("Ana Ruiz tried to explain that the mill is old.")
    found = by_rules(read)
    ((place, best),) = weighed_places(read, found)
    assert "governor=tried" in source_features(read, place, found, best)
