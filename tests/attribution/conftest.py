from collections.abc import Callable

import pytest

from searchapp.attribution import attribute
from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.preprocess import read_paragraphs
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import load_scorer
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import Article, Attribution, Paragraph

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Found = Callable[[str], list[tuple[str, str, str]]]


def _article(*texts: str, language: str = "") -> Article:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    return Article("oban", "A mill in Oban", None, paragraphs, language=language)


def _contexts(text: str, lexicon: Lexicon) -> list[SentenceContext]:
    (reading,), entities = read_paragraphs(_article(text), lexicon)
    kinds = [entity.kind for entity in entities.all]
    return [
        SentenceContext(sentence, lexicon, kinds, headline=reading.headline)
        for sentence in reading.sentences
    ]


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    return load_lexicon("en")


@pytest.fixture
def attributed() -> Attributed:
    """The attributions of each of some paragraphs."""

    def attributions(*texts: str, language: str = "") -> list[tuple[Attribution, ...]]:
        article = attribute(_article(*texts, language=language))
        return [paragraph.attributions for paragraph in article.paragraphs]

    return attributions


@pytest.fixture
def speakers(attributed: Attributed) -> Callable[..., list[list[str]]]:
    """The names of the speakers of each of some paragraphs, in order of their cues."""

    def names(*texts: str) -> list[list[str]]:
        return [[a.speaker.name for a in own] for own in attributed(*texts)]

    return names


@pytest.fixture
def contents(attributed: Attributed) -> Callable[[str], list[list[str]]]:
    """The pieces of each content of one paragraph, as text."""

    def pieces(text: str) -> list[list[str]]:
        return [[text[start:end] for start, end in a.spans] for a in attributed(text)[0]]

    return pieces


@pytest.fixture
def sentences(lexicon: Lexicon) -> Callable[[str], list[Sentence]]:
    return lambda text: [context.sentence for context in _contexts(text, lexicon)]


@pytest.fixture
def candidates(lexicon: Lexicon) -> Callable[[str], list[Candidate]]:
    def find(text: str) -> list[Candidate]:
        return find_candidates(_contexts(text, lexicon)[0], load_scorer())

    return find


@pytest.fixture
def found(lexicon: Lexicon) -> Found:
    """What the rules find in one sentence: (rule, cue, head of the source phrase)."""

    def rules(text: str) -> list[tuple[str, str, str]]:
        context = _contexts(text, lexicon)[0]
        items = context.sentence.items
        return [
            (
                c.rule,
                text[items[c.cue].start : items[c.cue_stop - 1].end],
                text[items[c.phrase.head].start : items[c.phrase.head].end],
            )
            for c in find_candidates(context, load_scorer())
        ]

    return rules


@pytest.fixture
def entities(lexicon: Lexicon) -> Callable[..., Entities]:
    def gather(*texts: str) -> Entities:
        return read_paragraphs(_article(*texts), lexicon)[1]

    return gather
