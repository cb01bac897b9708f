"""Completing what is being typed: speakers, headlines, words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import numpy as np
from whoosh import query as wq

from searchapp.engine.common.completion import (
    MAX_HEADLINES,
    MAX_WORDS_TRIED,
    MIN_PREFIX_LETTERS,
)
from searchapp.engine.embedded.search.doc_values import DocValues
from searchapp.engine.embedded.search.docid_sets import rows_in
from searchapp.engine.embedded.search.matches import Matches
from searchapp.models.normalize import slug
from searchapp.models.search import Suggestion
from searchapp.query import analysis
from searchapp.query.limits import exempt

Run = Callable[[wq.Query], Matches]


class Completion:
    """Completes what is typed from one generation; *run* answers a query tree on it."""

    def __init__(self, columns: DocValues, run: Run) -> None:
        self._columns = columns
        self._run = run
        self._listed: _SpeakerList | None = None

    def suggestions(self, typed: str, limit: int) -> tuple[Suggestion, ...]:
        """Return at most *limit* completions: speakers, then headlines, then words.

        Speakers take at most half of the places. A name matches by any of its words; all
        words typed must begin a word of what is suggested.
        """
        words = [(m.start(), analysis.folded(m[0])) for m in analysis.find_words(typed)]
        if not words or limit < 1:
            return ()
        if self._listed is None:
            with exempt():
                self._listed = _SpeakerList(self._columns, self._run)
        each_once = [*dict.fromkeys(word for _, word in words)]
        found = self._listed.beginning_with(each_once, max(1, limit // 2))
        start, last = words[-1]
        if len(last) >= MIN_PREFIX_LETTERS:
            earlier = [*dict.fromkeys(word for _, word in words[:-1])]
            found += self._headlines(earlier, last, min(MAX_HEADLINES, limit - len(found)))
            found += self._words(typed[:start], earlier, last, limit - len(found))
        return tuple(found)

    def _headlines(self, earlier: list[str], last: str, limit: int) -> list[Suggestion]:
        columns = self._columns
        wanted: list[wq.Query] = [wq.Term("title_exact", word) for word in earlier]
        found = self._run(wq.And([*wanted, wq.Prefix("title_exact", last)])).documents
        paragraphs = np.bincount(columns.article[found]) if len(found) else np.zeros(0)
        first = found[columns.number[found] == 1]
        if len(first) > limit:
            newest = np.argsort(-columns.day[first], kind="stable")[:limit]
            first = first[newest]
        suggestions = []
        for document in first.tolist():
            shared = columns.stored(document).shared
            count = int(paragraphs[columns.article[document]])
            suggestions.append(Suggestion("headline", shared.title, shared.article, count))
        return suggestions

    def _words(self, before: str, earlier: list[str], last: str, limit: int) -> list[Suggestion]:
        rest = [_finding(word) for word in earlier]
        with_rest = self._run(wq.And(rest)).documents if rest else None
        counted: dict[str, tuple[int, str]] = {}
        for word in self._common(last):
            stem = analysis.stem(word)
            if word in analysis.STOP_WORDS or stem in counted:
                continue
            documents = self._run(_finding(word)).documents
            count = len(documents if with_rest is None else rows_in(with_rest, documents)[0])
            counted[stem] = (count, word)
            if with_rest is None and len(counted) >= limit:
                break
        ranked = sorted((-count, word) for count, word in counted.values() if count)
        return [Suggestion("term", before + word, "", -count) for count, word in ranked[:limit]]

    def _common(self, prefix: str) -> list[str]:
        """Return the commonest words of the texts that begin with *prefix*."""
        totals: dict[str, int] = {}
        for segment in self._columns.segments:
            field = segment.words("exact")
            if field is None:
                continue
            first, last = field.lexicon.prefix_range(prefix.encode())
            counts = field.document_frequencies(first, last)
            for place in np.argsort(-counts, kind="stable")[:MAX_WORDS_TRIED].tolist():
                word = field.lexicon[first + place].decode()
                totals[word] = totals.get(word, 0) + int(counts[place])
        return sorted(totals, key=lambda word: (-totals[word], word))[:MAX_WORDS_TRIED]


def _finding(word: str) -> wq.Query:
    """Return the query that *word* without a field stands for, headlines left out."""
    return wq.Or([wq.Term("text", analysis.stem(word)), wq.Term("speaker_name", word)])


class _SpeakerList:
    """The speakers of a generation, the most quoted first, as one text that is searched."""

    def __init__(self, columns: DocValues, run: Run) -> None:
        facet = columns.facet("speaker")
        counts = facet.counts(columns.parts(run(wq.Every()).documents))
        order = [i for i in np.argsort(-counts, kind="stable").tolist() if counts[i]]
        self._speakers: list[Any] = [(facet.ids[i], facet.names[i], int(counts[i])) for i in order]
        lines = [f"-{id_}\n" for id_, _, _ in self._speakers]
        self._starts = [0, *accumulate(map(len, lines))]
        self._text = "".join(lines)

    def beginning_with(self, words: list[str], limit: int) -> list[Suggestion]:
        """Return the most quoted speakers of whose names *words* begin words."""
        begun = [f"-{slug(word)}" for word in words]
        longest = max(begun, key=len)
        found: list[Suggestion] = []
        at = self._text.find(longest)
        while at >= 0 and len(found) < limit:
            number = bisect_right(self._starts, at) - 1
            start, end = self._starts[number], self._starts[number + 1]
            if all(self._text.find(word, start, end) >= 0 for word in begun):
                id_, name, count = self._speakers[number]
                found.append(Suggestion("speaker", name, id_, count))
            at = self._text.find(longest, end)
        return found
