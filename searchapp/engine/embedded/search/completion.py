"""Completion of what is typed: speakers, headlines and words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import cached_property
from itertools import accumulate

import numpy as np
from whoosh import query as wq

from searchapp.engine.common.completion import (
    MAX_HEADLINES,
    MAX_WORDS_TRIED,
    MIN_PREFIX_LETTERS,
)
from searchapp.engine.embedded.columns.doc_values import DocValues
from searchapp.engine.embedded.format.docid_sets import common_rows
from searchapp.engine.embedded.search.matches import Matches
from searchapp.models.normalize import slug
from searchapp.models.search import Suggestion
from searchapp.query import analysis
from searchapp.query.limits import exempt

Evaluate = Callable[[wq.Query], Matches]


class Completer:
    """Completes what is typed from one generation, on which *evaluate* runs queries."""

    def __init__(self, doc_values: DocValues, evaluate: Evaluate) -> None:
        self._doc_values = doc_values
        self._evaluate = evaluate

    @cached_property
    def _speakers(self) -> _SpeakerList:
        with exempt():
            return _SpeakerList(self._doc_values, self._evaluate)

    def complete(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions: speakers, then headlines, then words.

        Speakers take at most half of the places. A name matches by any of its words; each
        word typed must begin a word of the suggestion.
        """
        words = [(m.start(), analysis.folded(m[0])) for m in analysis.find_words(typed)]
        if not words or limit < 1:
            return ()
        distinct = [*dict.fromkeys(word for _, word in words)]
        suggestions = self._speakers.with_prefixes(distinct, max(1, limit // 2))
        start, last = words[-1]
        if len(last) >= MIN_PREFIX_LETTERS:
            earlier = [*dict.fromkeys(word for _, word in words[:-1])]
            most = min(MAX_HEADLINES, limit - len(suggestions))
            suggestions += self._headlines(earlier, last, most)
            suggestions += self._words(typed[:start], earlier, last, limit - len(suggestions))
        return tuple(suggestions)

    def _headlines(self, earlier: list[str], last: str, limit: int) -> list[Suggestion]:
        """Return the newest headlines with all *earlier* words and one that begins with *last*."""
        doc_values = self._doc_values
        terms: list[wq.Query] = [wq.Term("title_exact", word) for word in earlier]
        doc_ids = self._evaluate(wq.And([*terms, wq.Prefix("title_exact", last)])).doc_ids
        paragraphs = np.bincount(doc_values.article[doc_ids]) if len(doc_ids) else np.zeros(0)
        first = doc_ids[doc_values.number[doc_ids] == 1]
        if len(first) > limit:
            first = first[np.argsort(-doc_values.day[first], kind="stable")[:limit]]
        suggestions = []
        for doc_id in first.tolist():
            shared = doc_values.stored(doc_id).shared
            count = int(paragraphs[doc_values.article[doc_id]])
            suggestions.append(Suggestion("headline", shared.title, shared.article, count))
        return suggestions

    def _words(self, before: str, earlier: list[str], last: str, limit: int) -> list[Suggestion]:
        """Return completions of the word *last*, one for each stem, by number of paragraphs.

        They count paragraphs that have the *earlier* words, too, and follow the text *before*.
        """
        queries = [_word_query(word) for word in earlier]
        with_earlier = self._evaluate(wq.And(queries)).doc_ids if queries else None
        counts: dict[str, tuple[int, str]] = {}
        for word in self._most_frequent_words(last):
            stem = analysis.stem(word)
            if word in analysis.STOP_WORDS or stem in counts:
                continue
            doc_ids = self._evaluate(_word_query(word)).doc_ids
            if with_earlier is None:
                counts[stem] = (len(doc_ids), word)
                if len(counts) >= limit:
                    break
            else:
                counts[stem] = (len(common_rows(with_earlier, doc_ids)[0]), word)
        ranked = sorted((-count, word) for count, word in counts.values() if count)
        return [Suggestion("term", before + word, None, -count) for count, word in ranked[:limit]]

    def _most_frequent_words(self, prefix: str) -> list[str]:
        """Return the most frequent words of texts that begin with *prefix*."""
        totals: dict[str, int] = {}
        for segment in self._doc_values.segments:
            field = segment.segment.word_field("exact")
            if field is None:
                continue
            first, last = field.terms.prefix_range(prefix.encode())
            counts = field.document_frequencies(first, last)
            for offset in np.argsort(-counts, kind="stable")[:MAX_WORDS_TRIED].tolist():
                word = field.terms[first + offset].decode()
                totals[word] = totals.get(word, 0) + int(counts[offset])
        return sorted(totals, key=lambda word: (-totals[word], word))[:MAX_WORDS_TRIED]


def _word_query(word: str) -> wq.Query:
    """Return the query for *word* in texts and in speakers' names."""
    return wq.Or([wq.Term("text", analysis.stem(word)), wq.Term("speaker_name", word)])


class _SpeakerList:
    """The speakers of a generation, the most quoted first.

    Their ids are joined into one text, as searching that is faster than a loop: each line
    has ``-`` before each id, in which words are joined by ``-``.
    """

    def __init__(self, doc_values: DocValues, evaluate: Evaluate) -> None:
        facet = doc_values.facet("speaker")
        live = evaluate(wq.Every()).doc_ids
        counts = facet.counts(doc_values.split_by_segment(live))
        order = [i for i in np.argsort(-counts, kind="stable").tolist() if counts[i]]
        self._speakers = [
            Suggestion("speaker", facet.names[i], facet.ids[i], int(counts[i])) for i in order
        ]
        forms_of = doc_values.speaker_table.forms_of
        # All forms of a speaker's name are in its line.
        lines = [
            "".join(f"-{form.id}" for form in forms_of(facet.ids[i])) + "\n"
            if forms_of(facet.ids[i])
            else f"-{facet.ids[i]}\n"
            for i in order
        ]
        self._starts = [0, *accumulate(map(len, lines))]
        self._text = "".join(lines)

    def with_prefixes(self, words: list[str], limit: int) -> list[Suggestion]:
        """Return the most quoted speakers with a name in which each of *words* begins a word."""
        prefixes = [f"-{slug(word)}" for word in words]
        longest = max(prefixes, key=len)
        suggestions: list[Suggestion] = []
        at = self._text.find(longest)
        while at >= 0 and len(suggestions) < limit:
            number = bisect_right(self._starts, at) - 1
            start, end = self._starts[number], self._starts[number + 1]
            if all(self._text.find(prefix, start, end) >= 0 for prefix in prefixes):
                suggestions.append(self._speakers[number])
            at = self._text.find(longest, end)
        return suggestions
