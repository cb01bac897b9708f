"""Speaker profile policy: what both engines list of a speaker, and the significant terms."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from whoosh.lang import stopwords

from searchapp.models.analytics import Role, Term
from searchapp.models.identity import SpeakerTable
from searchapp.models.normalize import fold, slug
from searchapp.models.search import SearchRequest
from searchapp.query import analysis

MAX_CO_QUOTED = 12
_MAX_ROLES = 20
_MAX_TERMS = 24

SAMPLE_PARAGRAPHS = 200
"""Significant terms are worked out from this many of a speaker's paragraphs at most."""

MIN_TERM_PARAGRAPHS = 3
"""A speaker with fewer paragraphs has no significant terms."""

_MIN_TERM_COUNT = 2
_MIN_TERM_SHARE = 0.05
_REPORTING_WORDS = (
    *("added", "also", "asked", "believe", "called", "going", "like", "made", "make", "much"),
    *("said", "say", "says", "see", "think", "told", "mr", "mrs", "ms", "one", "two"),
    *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    *("today", "tomorrow", "week", "yesterday"),
)
"""Words that report speech or date it, which any speaker's paragraphs have."""

_STOP_WORDS = frozenset(map(fold, stopwords.stoplists["en"])).union(_REPORTING_WORDS)


def with_joined_speakers(request: SearchRequest, table: SpeakerTable) -> SearchRequest:
    """Return *request* with the speakers that its names and ids mean in *table*."""
    if not request.speakers or not table.speakers:
        return request
    speakers = {}
    for requested in request.speakers:
        speaker = table.speakers.get(table.speaker_of(slug(requested)))
        speakers[speaker.id if speaker else slug(requested)] = (
            speaker.name if speaker else requested
        )
    return replace(request, speakers=tuple(speakers.values()))


def shown_roles(roles: Collection[Role]) -> tuple[Role, ...]:
    """Return the most frequent of *roles*, the latest first."""
    commonest = sorted(roles, key=lambda role: (-role.count, role.role))[:_MAX_ROLES]
    earliest = datetime.date.min
    return tuple(
        sorted(
            commonest,
            key=lambda r: (r.last_date or earliest, r.first_date or earliest),
            reverse=True,
        )
    )


class SignificantTerms:
    """The words that stand out in a *sample* of a speaker's paragraphs, given as texts.

    ``candidates`` are folded; words of the speaker's *name*, stop words and numbers are left
    out.
    """

    def __init__(self, sample: Sequence[str], name: str) -> None:
        self._sample_size = len(sample)
        self._spellings = _spellings(sample)
        self._counts = _frequent(self._spellings, len(sample), name)
        self.candidates = list(self._counts)

    def rank(self, document_frequencies: Mapping[str, int], total: int) -> tuple[Term, ...]:
        """Return the candidates that are commoner in the sample than in the archive, best first.

        *document_frequencies* holds for each candidate the number of paragraphs of the archive
        that contain it; the archive has *total* paragraphs.

        A word's score is JLH, the default of Elasticsearch's significant terms: with f its
        share of the sample and b its share of the archive, (f - b) * f / b.
        """
        terms = []
        for folded, count in self._counts.items():
            foreground = count / self._sample_size
            background = max(count, document_frequencies[folded]) / total
            if foreground > background:
                spellings = self._spellings[folded].items()
                word = max(spellings, key=lambda pair: (pair[1], pair[0]))[0]
                score = (foreground - background) * foreground / background
                terms.append(Term(word, count, self._sample_size, score))
        terms.sort(key=lambda term: (-term.score, term.word))
        return tuple(terms[:_MAX_TERMS])


def _spellings(sample: Sequence[str]) -> dict[str, Counter[str]]:
    """Return by folded word in how many texts each spelling is the first of that word."""
    spellings: dict[str, Counter[str]] = {}
    for text in sample:
        first_spelling: dict[str, str] = {}
        for word in analysis.words_of(text):
            first_spelling.setdefault(analysis.folded(word), word)
        for folded, word in first_spelling.items():
            spellings.setdefault(folded, Counter())[word] += 1
    return spellings


def _frequent(spellings: Mapping[str, Counter[str]], sample_size: int, name: str) -> dict[str, int]:
    """Return the number of texts of each word that may be significant."""
    least = max(_MIN_TERM_COUNT, sample_size * _MIN_TERM_SHARE)
    excluded = _STOP_WORDS.union(map(analysis.folded, analysis.words_of(name)))
    counts = {word: spelled.total() for word, spelled in spellings.items()}
    return {
        word: count
        for word, count in counts.items()
        if count >= least and len(word) >= 2 and word not in excluded and not word[0].isdigit()
    }
