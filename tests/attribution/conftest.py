from collections.abc import Callable

import pytest

from searchapp.attribution import attribute
from searchapp.attribution.entities.entities import Entities
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.preprocess import annotate_paragraphs
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import load_scorer
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import Article, Attribution, Paragraph

Attributed = Callable[..., list[tuple[Attribution, ...]]]
Proposals = Callable[[str], list[tuple[str, str, str]]]


def _article(*texts: str, language: str = "") -> Article:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, start=1))
    return Article("oban", "A mill in Oban", None, paragraphs, language=language)


def _contexts(text: str, lexicon: Lexicon) -> list[SentenceContext]:
    (paragraph,), entities, _ = annotate_paragraphs(_article(text), lexicon)
    kinds = [entity.kind for entity in entities.all]
    return [
        SentenceContext(sentence, lexicon, kinds, headline=paragraph.headline)
        for sentence in paragraph.sentences
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
        return [[a.speaker.name for a in attributions] for attributions in attributed(*texts)]

    return names


@pytest.fixture
def contents(attributed: Attributed) -> Callable[[str], list[list[str]]]:
    """The spans of each content of one paragraph, as text."""

    def texts(text: str) -> list[list[str]]:
        return [[text[start:end] for start, end in a.spans] for a in attributed(text)[0]]

    return texts


@pytest.fixture
def sentences(lexicon: Lexicon) -> Callable[[str], list[Sentence]]:
    return lambda text: [context.sentence for context in _contexts(text, lexicon)]


@pytest.fixture
def candidates(lexicon: Lexicon) -> Callable[[str], list[Candidate]]:
    """The candidates of one sentence."""

    def find(text: str) -> list[Candidate]:
        return find_candidates(_contexts(text, lexicon)[0], load_scorer())

    return find


@pytest.fixture
def proposals(
    candidates: Callable[[str], list[Candidate]], sentences: Callable[[str], list[Sentence]]
) -> Proposals:
    """What the rules propose for one sentence: (rule, cue, head of the source)."""

    def described(text: str) -> list[tuple[str, str, str]]:
        items = sentences(text)[0].items
        return [
            (
                c.rule,
                text[items[c.cue].start : items[c.cue_stop - 1].end],
                text[items[c.source.head].start : items[c.source.head].end],
            )
            for c in candidates(text)
        ]

    return described


@pytest.fixture
def entities(lexicon: Lexicon) -> Callable[..., Entities]:
    def gather(*texts: str) -> Entities:
        return annotate_paragraphs(_article(*texts), lexicon)[1]

    return gather
