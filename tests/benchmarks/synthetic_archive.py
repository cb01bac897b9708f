"""Synthetic news archive: seeded articles whose vocabulary and speakers grow as real ones do.

Words and people are drawn from a Lomax distribution over ranks without end (a Zipf-Mandelbrot
law, ``p(rank) ~ (rank + q) ** -a``), so that n draws have about ``n ** (1 / a)`` distinct values:
Heaps' law. The constants were chosen so that 100,000 paragraphs have about as many words and
speakers as the same number of paragraphs of wire news: 45,000 and 14,000. Articles have words
and speakers of their own, which return in their paragraphs.

Articles are made in batches, each by a generator of its own, so that an archive is the beginning
of every larger one with the same seed, and memory holds one batch.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count

import numpy as np
import numpy.typing as npt

from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug

SEED = 20230310
ARTICLE_PARAGRAPHS = 16
BATCH_ARTICLES = 250

_SPEECH_SHARE = 0.45
_ROLE_SHARE = 0.4
_TOPIC_SHARE = 0.15
"""The share of words that are drawn from the article's own."""
_TOPIC_WORDS = 10
_ARTICLE_SPEAKERS = 5
_WORDS = (14, 42)
"""The fewest and the most words of a paragraph, 28 on average."""
_FIRST_DAY = datetime.date(1990, 1, 1)
_DAYS = 9_000

# fmt: off
_FREQUENT = (
    "the", "of", "to", "in", "a", "and", "said", "on", "for", "mln", "it", "that", "company",
    "year", "is", "by", "with", "from", "at", "billion", "was", "its", "would", "he", "as", "be",
    "pct", "has", "new", "not", "bank", "will", "market", "oil", "trade", "up", "last", "one",
    "had", "government", "which", "stock", "were", "this", "price", "are", "shares", "sales",
    "dollar", "interest", "rate", "profit", "tax",
)
_CONSONANTS = (
    "b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z",
    "br", "st", "tr", "pl", "ch",
)
# fmt: on
_SYLLABLES = [consonant + vowel for vowel in "aeiou" for consonant in _CONSONANTS]
_ENDINGS = ("", "s", "ed", "ing")
_OFFICES = ("minister", "spokesman", "analyst", "president")
_SOURCES = ("Northern Wire", "The Courier", "Evening Post", "Harbour News")

Ranks = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Lomax:
    """A power law over the ranks 0, 1, 2, ...: exponent *a* above 1, offset *q*."""

    a: float
    q: float

    def ranks(self, uniform: npt.NDArray[np.float64]) -> Ranks:
        """Return the ranks at these places of the distribution, each from 0 up to 1."""
        tail = 1 - uniform
        ranks: Ranks = (self.q * (tail ** (-1 / (self.a - 1)) - 1)).astype(np.int64)
        return ranks


_WORD_LAW = Lomax(1.6, 10)
_TOPIC_LAW = Lomax(1.6, 400)
_PERSON_LAW = Lomax(1.4, 200)
_GIVEN_LAW = Lomax(2.5, 60)
_SURNAME_LAW = Lomax(1.6, 400)


def _syllables(number: int) -> str:
    parts = []
    while number >= 0:
        number, last = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[last])
        number -= 1
    return "".join(reversed(parts))


@lru_cache(maxsize=1 << 19)
def word(rank: int) -> str:
    """Return the word of a rank; the words of four ranks are forms of one."""
    if rank < len(_FREQUENT):
        return _FREQUENT[rank]
    stem, ending = divmod(rank - len(_FREQUENT), len(_ENDINGS))
    return _syllables(stem + len(_SYLLABLES)) + _ENDINGS[ending]


@dataclass(frozen=True, slots=True)
class Person:
    """A speaker: the full name, and what the archive calls the office."""

    given: str
    surname: str
    role: str

    def name(self, draw: float) -> str:
        """Return the name as an article has it: mostly in full, seldom in another form."""
        if draw < 0.02:
            return self.surname
        if draw < 0.06:
            return f"{self.given} {self.surname[0]}. {self.surname}"
        return f"{self.given} {self.surname}"


@lru_cache(maxsize=1 << 16)
def person(rank: int) -> Person:
    """Return the person of a rank. Several may share a surname, and a few the whole name."""
    draws = np.random.default_rng([SEED, rank]).random(4)
    given = _syllables(len(_SYLLABLES) + int(_GIVEN_LAW.ranks(draws[:1])[0])).title()
    surname = _syllables(len(_SYLLABLES) ** 2 + int(_SURNAME_LAW.ranks(draws[1:2])[0])).title()
    office = _OFFICES[int(draws[2] * len(_OFFICES))]
    of = _syllables(len(_SYLLABLES) + int(draws[3] * 4_000))
    return Person(given, surname, f"{of} {office}" if rank % 2 else f"{office} of {of.title()}")


@dataclass(frozen=True, slots=True)
class _Batch:
    """The random numbers of the articles of one batch, a row for each."""

    words: list[list[list[int]]]
    """Ranks of the words of each paragraph."""
    people: list[list[int]]
    draws: list[list[list[float]]]
    """Five draws for each paragraph."""

    @classmethod
    def of(cls, seed: int, number: int) -> _Batch:
        draw = np.random.default_rng([seed, number])
        shape = (BATCH_ARTICLES, ARTICLE_PARAGRAPHS, _WORDS[1])
        words = _WORD_LAW.ranks(draw.random(shape))
        topics = _TOPIC_LAW.ranks(draw.random((BATCH_ARTICLES, _TOPIC_WORDS)))
        picked = draw.integers(0, _TOPIC_WORDS, shape)
        of_topic = topics[np.arange(BATCH_ARTICLES)[:, None, None], picked]
        words = np.where(draw.random(shape) < _TOPIC_SHARE, of_topic, words)
        people = _PERSON_LAW.ranks(draw.random((BATCH_ARTICLES, _ARTICLE_SPEAKERS)))
        draws = draw.random((*shape[:2], 5))
        return cls(words.tolist(), people.tolist(), draws.tolist())


def _paragraph(number: int, ranks: list[int], people: list[int], draws: list[float]) -> Paragraph:
    length_draw, speech, who, role_draw, form = draws
    length = _WORDS[0] + int(length_draw * (_WORDS[1] - _WORDS[0] + 1))
    text = " ".join(map(word, ranks[:length]))
    if speech >= _SPEECH_SHARE:
        return Paragraph(number, f"{text[0].upper()}{text[1:]}.")
    speaker = person(people[int(who * len(people))])
    name = speaker.name(form)
    role = speaker.role if role_draw < _ROLE_SHARE else ""
    source = f"{name}, {role}," if role else name
    # The draw of speech is below its share: half of these quote.
    if speech < _SPEECH_SHARE / 2:
        paragraph, spans = f"“{text},” said {source.rstrip(',')}.", ((0, len(text) + 3),)
        quoted = True
    else:
        start = len(source) + len(" said ")
        paragraph, spans = f"{source} said {text}.", ((start, start + len(text)),)
        quoted = False
    attribution = Attribution(
        Speaker(slug(name), name, "person"), role, "said", "direct" if quoted else "indirect", spans
    )
    return Paragraph(number, paragraph, (attribution,))


def _article(number: int, batch: _Batch, row: int) -> Article:
    texts, people, draws = batch.words[row], batch.people[row], batch.draws[row]
    paragraphs = [
        _paragraph(n, ranks, people, own)
        for n, (ranks, own) in enumerate(zip(texts, draws, strict=True), 1)
    ]
    return Article(
        id=f"article-{number}",
        title=" ".join(map(word, texts[0][-8:])).capitalize(),
        date=_FIRST_DAY + datetime.timedelta(number % _DAYS),
        paragraphs=tuple(paragraphs),
        source=_SOURCES[int(draws[0][0] ** 2 * len(_SOURCES))],
        language="en",
    )


def articles(paragraphs: int, seed: int = SEED, first: int = 0) -> Iterator[Article]:
    """Yield articles with *paragraphs* paragraphs in all, from the article *first* on.

    The last may have fewer than ``ARTICLE_PARAGRAPHS``.
    """
    remaining = paragraphs
    for article in _endless(seed, first):
        if remaining <= 0:
            return
        yield replace(article, paragraphs=article.paragraphs[:remaining])
        remaining -= len(article.paragraphs)


def _endless(seed: int, first: int) -> Iterator[Article]:
    for number in count(first // BATCH_ARTICLES):
        batch = _Batch.of(seed, number)
        start = max(0, first - number * BATCH_ARTICLES)
        for row in range(start, BATCH_ARTICLES):
            yield _article(number * BATCH_ARTICLES + row, batch, row)
