"""The weights are of features that the code produces, and the code's labels have weights.

A feature is a string such as ``rule_next=inverted|.``. If a rule, a label or a feature is
renamed in the code alone, its weights no longer apply and it scores 0 without an error. These
tests fail then. ``_FAMILIES`` lists each model's features: those that begin alike, and the
values that may follow, separated by ``|``.
"""

import json
from collections.abc import Iterator
from importlib.resources import files
from typing import get_args

import pytest
from msgspec.structs import replace

from searchapp.attribution.coref.speakers import How, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon, Tier, word_set
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.lexicons.morphology import Tense
from searchapp.attribution.preprocess import annotate_paragraphs
from searchapp.attribution.rules.candidates import (
    Direction,
    RuleName,
    SentenceContext,
)
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import (
    Nesting,
    NounClass,
    Scorer,
    features,
    load_scorer,
)
from searchapp.attribution.scoring.finalize import (
    Evidence,
    ParagraphEvidence,
    PendingAttribution,
    speaker_features,
)
from searchapp.attribution.scoring.source_model import (
    NominalKind,
    SubjectLink,
    scored_sources,
    source_features,
)
from searchapp.attribution.syntax.sentences import NAME, QUOTE
from searchapp.models.articles import Article, Paragraph, Passage, Speaker, SpeakerKind
from tests.attribution.rules.test_rules import EXAMPLES

Values = frozenset[str] | None
Shapes = list[tuple[Values, ...]]

_RULES = frozenset(get_args(RuleName))
_HOWS = frozenset(get_args(How))
_DIRECTIONS = frozenset(get_args(Direction))
_TIERS = frozenset(get_args(Tier)) | {"other"}
_TENSES = frozenset(get_args(Tense)) | {"other"}
_VERB_TIERS = frozenset(get_args(Tier)) | {"none"}
_VERB_TENSES = frozenset(get_args(Tense)) | {"none"}
_KINDS = frozenset(get_args(SpeakerKind))
_NOUN_CLASSES = frozenset(get_args(NounClass))
_LINKS = frozenset(get_args(SubjectLink)) | _RULES
_PRONOUNS = word_set("he she they it him her them his their both each")
_ENTITY_KINDS = _KINDS | {"name"}
_SOURCE_CLASSES = _ENTITY_KINDS | _PRONOUNS | _NOUN_CLASSES
_PLAIN_SOURCES = _ENTITY_KINDS | frozenset(get_args(NominalKind)) | {"he", "she", "they", "it"}
_SOURCES = _PLAIN_SOURCES | {source + "'s" for source in _PLAIN_SOURCES}
_WORD_CLASSES = frozenset(load_lexicon("en").word_classes.values()) | {
    "adverb",
    "word",
    "mark",
    NAME,
    QUOTE,
}
_BEFORE = _WORD_CLASSES | {"start"}
_BOOLEANS = frozenset(["True", "False"])
_SIDES = frozenset(["before", "after"])
_LEVELS = frozenset("01234")
_WORDS: Values = None
"""Any word: the vocabulary of the training articles."""

_CANDIDATE: dict[str, Shapes] = {
    "bias": [()],
    "headline": [()],
    "several": [()],
    "short": [()],
    "rule=": [(_RULES,)],
    "cue=": [(_WORDS,)],
    "cue_tense=": [(_WORDS, _TENSES)],
    "cue_rule=": [(_WORDS, _RULES)],
    "cue_next=": [(_WORDS, _WORD_CLASSES)],
    "tier_next=": [(_TIERS, _WORD_CLASSES)],
    "rule_next=": [(_RULES, _WORD_CLASSES)],
    "tense=": [(_TIERS, _TENSES)],
    "head=": [(_SOURCE_CLASSES,)],
    "rule_head=": [(_RULES, _SOURCE_CLASSES)],
    "tier_head=": [(_TIERS, _SOURCE_CLASSES)],
    "side=": [(_DIRECTIONS, _TIERS)],
    "quoted=": [(_BOOLEANS, _TIERS)],
    "before=": [(_BEFORE,)],
    "rule_before=": [(_RULES, _BEFORE)],
    "apart=": [(frozenset("01234567") | {"far"},)],
    "second=": [(_WORD_CLASSES,)],
    "governor=": [(_WORDS,), (_WORDS, _WORDS)],
    "object=": [(_WORDS,), (_WORDS, _WORDS)],
    "contested=": [(_RULES, frozenset(["opens", "within"])), (_RULES, _WORD_CLASSES)],
    "inverted_after=": [(_WORD_CLASSES,)],
    "cue_before=": [(_RULES, _WORD_CLASSES)],
    "group=": [(_WORDS,), (frozenset(["none"]), _TENSES)],
    "group_tier=": [(_WORDS, _TIERS)],
    "headline=": [(_TIERS, _TENSES)],
    **{nesting + "|": [(_TIERS,), (_RULES, _TIERS)] for nesting in get_args(Nesting)},
}
_SOURCE: dict[str, Shapes] = {
    "bias": [()],
    "headline": [()],
    "unquoted": [()],
    "given=": [(_WORDS,)],
    "rule=": [(_RULES,), (_RULES, _LEVELS)],
    "given_tier=": [(_VERB_TIERS, _LEVELS)],
    "governor=": [(_WORDS,), (_WORDS, _WORDS)],
    "kind=": [(_SOURCES,)],
    "after=": [(_SOURCES, _WORDS)],
    "after2=": [(_WORDS, _WORDS)],
    "before=": [(_WORDS,), (_SOURCES, _WORDS)],
    "before2=": [(_WORDS, _WORDS)],
    "around=": [(_WORD_CLASSES, _BEFORE)],
    "after_class=": [(_SOURCES, _WORD_CLASSES)],
    "before_class=": [(_SOURCES, _BEFORE)],
    "others=": [(frozenset(["none"]),), (_LEVELS, frozenset(["beside", "within"]))],
    "within=": [(_RULES, _DIRECTIONS)],
    "cue_before=": [(_WORDS, _WORDS)],
    "inverted=": [(_WORDS, _WORD_CLASSES)],
    "owned=": [(_WORDS,)],
    "verb=": [(_WORDS,)],
    "verb_via=": [(_WORDS, _LINKS)],
    "verb_ending=": [(_WORDS,), (_LINKS, _WORDS)],
    "verb_class=": [(_WORDS, _WORD_CLASSES)],
    "verb_next=": [(_WORDS, _WORDS)],
    "next=": [(_WORDS,)],
    "next2=": [(_WORD_CLASSES,)],
    "tier=": [(_VERB_TIERS, _VERB_TENSES)],
    "tier_via=": [(_VERB_TIERS, _LINKS, _WORD_CLASSES)],
    "helper=": [(_WORDS,), (_WORDS, _VERB_TIERS), (frozenset(["none"]), _WORDS)],
    "content=": [(frozenset(["that", "if", "whether", QUOTE, ":"]), _VERB_TIERS)],
    "to=": [(_WORDS,)],
    "noun=": [(_WORDS,)],
    "quoted=": [(_SIDES, _SOURCES), (_SIDES, frozenset("0123456"))],
}
_SPEAKER: dict[str, Shapes] = {
    "bias": [()],
    "logit": [()],
    "how=": [(_HOWS,)],
    "kind=": [(_KINDS,)],
    "attested=": [(_BOOLEANS, _KINDS)],
    "single=": [(_BOOLEANS, _KINDS)],
    "carried=": [(frozenset("012"),)],
    "support=": [(_LEVELS | {"none"},)],
    "rival=": [(_LEVELS | {"none"},)],
}
_FAMILIES = {"candidate": _CANDIDATE, "source": _SOURCE, "speaker": _SPEAKER}

# Families that training left without a weight, since they tell nothing beyond the others.
_UNWEIGHTED_FAMILIES = {
    "candidate": {"short", "headline"},
    "source": {"unquoted", "inverted="},
    "speaker": set[str](),
}


def _weights(model: str) -> dict[str, float]:
    text = (files("searchapp.attribution.scoring") / "weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)[model]
    return weights


def _parsed(feature: str) -> tuple[str, tuple[str, ...]]:
    """The family of a feature and its values."""
    if "=" in feature:
        name, _, rest = feature.partition("=")
        return name + "=", tuple(rest.split("|"))
    name, mark, rest = feature.partition("|")
    return name + mark, tuple(rest.split("|")) if mark else ()


def _matching_shapes(model: str, feature: str) -> list[tuple[Values, ...]]:
    family, values = _parsed(feature)
    return [
        shape
        for shape in _FAMILIES[model].get(family, [])
        if len(shape) == len(values)
        and all(
            domain is None or value in domain for domain, value in zip(shape, values, strict=True)
        )
    ]


@pytest.mark.parametrize("model", _FAMILIES)
def test_every_weight_is_of_a_feature_that_the_code_can_produce(model: str) -> None:
    assert [name for name in _weights(model) if not _matching_shapes(model, name)] == []


@pytest.mark.parametrize("model", _FAMILIES)
def test_every_family_of_features_has_a_weight(model: str) -> None:
    weighted = {_parsed(name)[0] for name in _weights(model)}
    assert set(_FAMILIES[model]) - weighted == _UNWEIGHTED_FAMILIES[model]


_UNWEIGHTED_SOURCE_RULES = word_set(
    "dash_signature headline_colon inverted made_to_say noun_of transcript"
)
# Labels that training left without a weight: they are rare, or tell nothing beyond the others.
_UNWEIGHTED_LABELS = [
    ("candidate", RuleName, {"dash_signature", "headline_colon"}),
    ("candidate", Direction, set()),
    ("candidate", Tier, set()),
    ("candidate", Tense, set()),
    ("candidate", NounClass, set()),
    ("candidate", SpeakerKind, {"unnamed"}),
    ("source", RuleName, _UNWEIGHTED_SOURCE_RULES),
    ("source", Direction, set()),
    ("source", SubjectLink, set()),
    ("source", NominalKind, set()),
    ("source", Tier, set()),
    ("source", Tense, {"participle"}),
    ("speaker", How, {"ahead", "counted", "label", "owned"}),
    # Only named speakers, persons and organizations, are scored.
    ("speaker", SpeakerKind, {"document", "group", "unnamed"}),
]


@pytest.mark.parametrize(("model", "label", "unweighted"), _UNWEIGHTED_LABELS)
def test_every_label_of_the_code_has_a_weight_unless_it_is_listed(
    model: str, label: object, unweighted: set[str]
) -> None:
    labels = frozenset(get_args(label))
    weighted = {
        value
        for name in _weights(model)
        for shape in _matching_shapes(model, name)
        for domain, value in zip(shape, _parsed(name)[1], strict=True)
        if domain is not None and labels <= domain
    }
    assert sorted(labels - weighted) == sorted(unweighted)


_MORE_EXAMPLES = [
    '"We close the old mill in May," Ana Ruiz said, "and we build a new one in Oban."',
    "Ana Ruiz's lawyer said it is old, and she has often said that it would close.",
    "The mill's owner, who is said to be old, tried to explain the decision to the board.",
    "Ana Ruiz and Ben Okafor have called for talks, according to the Oban Board.",
    "Ben Lind believes that Ana Ruiz made the claim that it is old.",
    "The mill will close, warned Ana Ruiz on Monday, and nobody at the fair asked why.",
    "Ana Ruiz, whose own claim it was, spoke of the mill. She said so in May.",
    "It is old, says Ana Ruiz of the Mill Board. Ruiz's claim that it is old surprised them.",
    "Ana Ruiz made the suggestion that it is old.",
    "Officials of the mill said Ana Ruiz called it old.",
    "Ana Ruiz said that it is old and added that it would close.",
    '"It is old," Ana Ruiz said, while Ben Okafor added that it is new.',
    "Ana Ruiz to Oban Mill Board: We Close the Mill",
    "Ben Okafor Says Mill Board Will Close Oban Mill",
]


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    """A scorer that accepts every candidate."""
    trained = load_scorer()
    return Scorer(trained.candidate_weights, {}, 0.0, {}, trained.source_weights)


def _contexts(texts: list[str], lexicon: Lexicon) -> Iterator[SentenceContext]:
    for text in texts:
        (paragraph,), entities, _ = annotate_paragraphs(
            Article("a", "", None, (Paragraph(1, text),)), lexicon
        )
        kinds = [entity.kind for entity in entities.all]
        for sentence in paragraph.sentences:
            yield SentenceContext(sentence, lexicon, kinds, headline=paragraph.headline)


def _example_features(model: str, lexicon: Lexicon, scorer: Scorer) -> set[str]:
    names: set[str] = set()
    for context in _contexts([text for _, text, *_ in EXAMPLES] + _MORE_EXAMPLES, lexicon):
        candidates = find_candidates(context, scorer)
        if model == "candidate":
            for k, candidate in enumerate(candidates):
                for contested in (False, True):
                    rival = replace(candidate, contested=contested)
                    names.update(features(context, rival, candidates[:k]))
        else:
            for source, best in scored_sources(context, candidates):
                names.update(source_features(context, source, candidates, best))
    return names


@pytest.mark.parametrize("model", ["candidate", "source"])
def test_examples_give_features_of_every_family_and_of_no_other(
    model: str, lexicon: Lexicon, scorer: Scorer
) -> None:
    names = _example_features(model, lexicon, scorer)
    assert [name for name in sorted(names) if not _matching_shapes(model, name)] == []
    assert {_parsed(name)[0] for name in names} == set(_FAMILIES[model])


@pytest.mark.parametrize("how", get_args(How))
@pytest.mark.parametrize("kind", get_args(SpeakerKind))
def test_the_features_of_a_speaker_are_of_known_families(how: How, kind: SpeakerKind) -> None:
    passage = Passage(1, 0, 4, "said")
    evidence = Evidence("subject_verb", passage, passage, "speech", 0.9)
    resolved = ResolvedSpeaker(Speaker("ana-ruiz", "Ana Ruiz", kind), 0, how)
    for carried in range(5):
        pending = PendingAttribution(0, resolved, evidence, ((0, 4),), carried)
        names = speaker_features(pending, ParagraphEvidence([pending]))
        assert [name for name in names if not _matching_shapes("speaker", name)] == []
        assert {_parsed(name)[0] for name in names} == set(_SPEAKER) - {"bias", "logit"}
