from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import Scorer, load_scorer
from searchapp.attribution.scoring.source_model import (
    possible_source_at,
    scored_sources,
    source_features,
    verb_group,
)
from searchapp.attribution.syntax.sentences import Sentence

Sentences = Callable[[str], list[Sentence]]


@pytest.fixture
def context_of(sentences: Sentences, lexicon: Lexicon) -> Callable[[str], SentenceContext]:
    def first(text: str) -> SentenceContext:
        return SentenceContext(sentences(text)[0], lexicon, ["person"] * 9)

    return first


def by_rules(context: SentenceContext) -> list[Candidate]:
    scorer = load_scorer()
    return find_candidates(
        context, Scorer(scorer.candidate_weights, {}, scorer.min_probability, {})
    )


def test_names_pronouns_and_nouns_for_persons_and_organizations_may_be_sources(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("He met Ana Ruiz, the mill's owner, at the ministry.")
    sources = [possible_source_at(context, k) for k in range(len(context.lowered))]
    assert [(context.word(source.at), source.kind) for source in sources if source is not None] == [
        ("he", "he"),
        ("<name>", "person"),
        ("owner", "human"),
        ("ministry", "body"),
    ]


def test_a_name_with_a_possessive_is_marked(context_of: Callable[[str], SentenceContext]) -> None:
    source = possible_source_at(context_of("Ana Ruiz's claim is old."), 0)
    assert source is not None
    assert source.possessive


@pytest.mark.parametrize(
    ("text", "verb", "via", "words"),
    [
        ("Ana Ruiz has often said so.", "said", "direct", ("has", "often")),
        ("Ana Ruiz, who said so, left.", "said", "relative", ()),
        ("Ana Ruiz, a deputy, said so.", "said", "appositive", ()),
        ("Ana Ruiz of the Mill Board said so.", "said", "modifier", ()),
    ],
)
def test_the_verb_of_a_source_follows_its_description(
    text: str,
    verb: str,
    via: str,
    words: tuple[str, ...],
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of(text)
    group = verb_group(context, 0)
    assert (context.word(group.at), group.via, group.words) == (verb, via, words)


def test_a_source_with_two_cues_is_scored_once_with_the_likelier_cue(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("Ana Ruiz toured the mill, said it was old and added that it would close.")
    candidates = by_rules(context)
    ((source, best),) = scored_sources(context, candidates)
    assert len(candidates) == 2
    assert source.at == 0
    assert best.probability == max(c.probability for c in candidates)


def test_the_speaker_of_a_labelled_line_is_not_scored(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("Ana Ruiz: we will close the mill.")
    candidates = by_rules(context)
    assert [c.rule for c in candidates] == ["transcript"]
    assert list(scored_sources(context, candidates)) == []


def test_features_name_the_verb_the_rule_and_the_content(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("Ana Ruiz said that the mill would close.")
    candidates = by_rules(context)
    ((source, best),) = scored_sources(context, candidates)
    names = source_features(context, source, candidates, best)
    assert {"verb=said", "rule=subject_verb", "content=that|strong", "unquoted"} <= set(names)


def test_scoring_a_source_keeps_the_proportion_of_its_cues(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("Ana Ruiz, a deputy, said the mill was old, adding that it would close.")
    before, after = by_rules(context), find_candidates(context, load_scorer())
    assert [c.cue for c in before] == [c.cue for c in after]
    assert before[0].probability != after[0].probability
    ratios = [b.probability / a.probability for a, b in zip(before, after, strict=True)]
    assert ratios == pytest.approx([ratios[0]] * len(ratios))


def test_the_verb_that_governs_an_infinitive_is_a_feature_of_its_source(
    context_of: Callable[[str], SentenceContext],
) -> None:
    context = context_of("Ana Ruiz tried to explain that the mill is old.")
    candidates = by_rules(context)
    ((source, best),) = scored_sources(context, candidates)
    assert "governor=tried" in source_features(context, source, candidates, best)
