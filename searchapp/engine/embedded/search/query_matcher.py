"""Matching of one query: which paragraphs have all its clauses, and the scores of any.

The score of a paragraph p of an article a is

    sum over words w of  bm25(w, text of p) + SPEAKER * bm25(w, speakers of p)
                         + TITLE * bm25(w, headline of a) + ARTICLE * bm25(w, text of a)
    + the bonus of its most direct quotation

where TITLE is several times as much for a headline that is exactly the query, with the boosts
of ``query/boosts.py``. Fields are combined as a weighted sum, and a passage with the document
that contains it likewise (Callan, "Passage-Level Evidence in Document Retrieval", SIGIR 1994).
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from whoosh import query as wq

from searchapp.engine.common.matched_terms import has_text_scores, positive_leaves
from searchapp.engine.embedded.format.docid_sets import (
    DocIds,
    Mask,
    common_rows,
    membership,
    to_doc_ids,
    to_mask,
)
from searchapp.engine.embedded.search.article_scores import ScoreTable
from searchapp.engine.embedded.search.bm25 import DocValueScores, ExplicitScores
from searchapp.engine.embedded.search.matches import (
    NO_MATCHES,
    Matches,
    difference,
    intersection,
    union,
)
from searchapp.query import analysis, boosts
from searchapp.query.parsed_query import ParsedQuery

if TYPE_CHECKING:
    from searchapp.engine.embedded.search.searcher import Searcher


class ScoreBonuses:
    """What headline, article and quotation add to the scores of a query's matches."""

    def __init__(self, searcher: Searcher, query: ParsedQuery) -> None:
        self._searcher = searcher
        self._query = query
        self._scratch = searcher.doc_values.scratch

    @cached_property
    def headline(self) -> Matches:
        """The paragraphs with any of the query's words in the headline."""
        if self._query.headline is None:
            return NO_MATCHES
        any_word = wq.Or(list(positive_leaves(self._query.headline)))
        in_headline = self._searcher.evaluate(any_word).boosted(boosts.BOOSTS.title)
        exact = self._exact_headlines(in_headline.doc_ids)
        if not len(exact):
            return in_headline
        is_exact = membership(in_headline.doc_ids, exact, self._scratch)
        factors = np.where(is_exact, boosts.BOOSTS.exact_headline, 1.0)
        return Matches(in_headline.doc_ids, (ExplicitScores(in_headline.scores * factors),))

    def _exact_headlines(self, in_headline: DocIds) -> DocIds:
        """Return those of *in_headline* whose headline is exactly the query."""
        words = [analysis.stem(word) for word in self._query.words]
        if not words:
            return NO_MATCHES.doc_ids
        same_length = self._searcher.doc_values.headline_lengths(in_headline) == len(words)
        # Few headlines have so few words, and most of them others.
        candidates: DocIds = in_headline.compress(same_length)
        if not len(candidates):
            return candidates
        query = wq.Phrase("title", words) if len(words) > 1 else wq.Term("title", words[0])
        return _common(candidates, self._searcher.evaluate(query).doc_ids)

    def added_to(self, matches: Matches) -> Matches:
        """Return *matches* with scores to which headline, article and quotation are added."""
        if not len(matches):
            return matches
        doc_values = self._searcher.doc_values
        parts = list(matches.score_parts)
        bonus = self.headline
        rows, rows_in_bonus = common_rows(matches.doc_ids, bonus.doc_ids, self._scratch)
        if len(rows):
            added = np.zeros(len(matches))
            added[rows] = bonus.take(rows_in_bonus).scores
            parts.append(ExplicitScores(added))
        if boosts.BOOSTS.own_words and has_text_scores(self._query.body):
            parts.append(DocValueScores(doc_values.quotation_bonus(boosts.BOOSTS), matches.doc_ids))
        if self._article_scores is not None:
            owners = doc_values.article.take(matches.doc_ids)
            parts.append(DocValueScores(self._article_scores, owners))
        return Matches(matches.doc_ids, tuple(parts), matches.constant)

    @cached_property
    def _article_scores(self) -> ScoreTable | None:
        """What each article contributes to the scores of its paragraphs, if any does."""
        conditions = [c for c in self._query.conditions if c.demand != "excluded"]
        leaves = [leaf for c in conditions for leaf in positive_leaves(c.body)]
        table = self._searcher.articles.scores(leaves) if boosts.BOOSTS.article else None
        return None if table is None else table * np.float32(boosts.BOOSTS.article)


class QueryMatcher:
    """The matches of *query* in one generation, before any filter."""

    def __init__(self, searcher: Searcher, query: ParsedQuery) -> None:
        self._searcher = searcher
        self._query = query
        self._scratch = searcher.doc_values.scratch
        self.conditions = [c for c in query.conditions if c.demand != "excluded"]
        """The clauses that have to match."""
        self._bonuses = ScoreBonuses(searcher, query)
        self._body: dict[int, Matches] = {}

    def body(self, number: int) -> Matches:
        """Return the paragraphs whose text or speakers match a condition."""
        if number not in self._body:
            self._body[number] = self._searcher.evaluate(self.conditions[number].body)
        return self._body[number]

    def in_text_or_headline(self, number: int) -> Mask:
        """Return which paragraphs have a condition in text, speakers or headline."""
        places = [self.body(number).doc_ids, self.headlines[number]]
        return to_mask(places, self._searcher.doc_values.size)

    @cached_property
    def headlines(self) -> list[DocIds]:
        """The paragraphs whose headline matches each condition, none for a named field."""
        none = NO_MATCHES.doc_ids
        return [
            self._searcher.evaluate(c.headline).doc_ids if c.has_headline else none
            for c in self.conditions
        ]

    @cached_property
    def matches(self) -> Matches:
        """The paragraphs that have all the clauses, with scores.

        Each clause is in the text, among the speakers or in the headline, and at least one
        is in the paragraph itself. Where the headline of an article has all of them, and
        no paragraph any, its first paragraph stands for it.
        """
        in_body = self._in_body()
        if not len(self._bonuses.headline):
            return self._bonuses.added_to(in_body)
        added = [self._with_headline(in_body)] if len(self.conditions) > 1 else []
        parts = [in_body, *added]
        first = self._headline_only(np.concatenate([part.doc_ids for part in parts]))
        parts.append(Matches(first))
        doc_values = self._searcher.doc_values
        return self._bonuses.added_to(union(parts, doc_values.size, doc_values.scratch))

    def _in_body(self) -> Matches:
        if not self.conditions:
            return self._searcher.evaluate(self._query.body)
        parts = []
        for number in range(len(self.conditions)):
            parts.append(self.body(number))
            if not len(parts[-1]):
                return NO_MATCHES
        matches = intersection(parts, self._scratch)
        for condition in self._query.conditions:
            if condition.demand == "excluded" and len(matches):
                excluded = self._searcher.evaluate(condition.body)
                matches = difference(matches, excluded, self._scratch)
        return matches

    def _with_headline(self, in_body: Matches) -> Matches:
        """Return the paragraphs that have some clauses only in the headline."""
        if not any(len(doc_ids) for doc_ids in self.headlines):
            return NO_MATCHES
        size = self._searcher.doc_values.size
        complete = to_mask(self.headlines, size)
        own = np.zeros(size, np.bool_)
        for number, condition in enumerate(self.conditions):
            complete &= self.in_text_or_headline(number)
            if condition.has_headline:
                own[self.body(number).doc_ids] = True
        complete &= own
        complete[in_body.doc_ids] = False
        return self.scored(self.not_excluded(to_doc_ids(complete)))

    def _headline_only(self, matched: DocIds) -> DocIds:
        """Return the first paragraphs of articles without a match whose headline matches."""
        if self._query.headline is None:
            return NO_MATCHES.doc_ids
        doc_values = self._searcher.doc_values
        in_headline = self._whole_in_headline()
        first: DocIds = in_headline[doc_values.number[in_headline] == 1]
        if not len(first):
            return first
        has_match = doc_values.articles.of(matched)
        alone: DocIds = first[~has_match[doc_values.article[first]]]
        return alone

    def _whole_in_headline(self) -> DocIds:
        """Return the paragraphs whose headline matches all clauses, but for named fields."""
        in_all: DocIds | None = None
        for number, condition in enumerate(self.conditions):
            part = self.headlines[number]
            if not condition.has_headline:
                part = self.body(number).doc_ids
            in_all = part if in_all is None else _common(in_all, part)
            if not len(in_all):
                return NO_MATCHES.doc_ids
        return NO_MATCHES.doc_ids if in_all is None else self.not_excluded(in_all)

    def not_excluded(self, doc_ids: DocIds) -> DocIds:
        """Return those of *doc_ids* that no excluded clause matches, in text or headline."""
        for condition in self._query.conditions:
            if condition.demand == "excluded" and len(doc_ids):
                excluded = self._searcher.evaluate(condition.headline).doc_ids
                included = ~membership(doc_ids, excluded, self._scratch)
                doc_ids = doc_ids.compress(included).astype(np.int32, copy=False)
        return doc_ids

    def scored(self, doc_ids: DocIds) -> Matches:
        """Return *doc_ids* with the scores of the clauses that each of them has."""
        scores = np.zeros(len(doc_ids))
        for number in range(len(self.conditions)):
            part = self.body(number)
            rows, rows_in_part = common_rows(doc_ids, part.doc_ids, self._scratch)
            if len(rows):
                scores[rows] += part.take(rows_in_part).scores
        return Matches(doc_ids, (ExplicitScores(scores),))

    def relaxed(self, doc_ids: DocIds) -> Matches:
        """Return *doc_ids*, which may lack clauses, with their scores."""
        return self._bonuses.added_to(self.scored(doc_ids))

    def missing(self, doc_ids: DocIds) -> list[tuple[str, ...]]:
        """Return the clauses that neither each paragraph nor its headline has, as typed."""
        lacks = []
        for number in range(len(self.conditions)):
            in_text, in_headline = self.body(number).doc_ids, self.headlines[number]
            lacks.append(~(_is_in(doc_ids, in_text) | _is_in(doc_ids, in_headline)))
        return [
            tuple(c.text for c, lack in zip(self.conditions, lacks, strict=True) if lack[row])
            for row in range(len(doc_ids))
        ]


def _common(first: DocIds, second: DocIds) -> DocIds:
    """Return the ids that are in both."""
    return first.take(common_rows(first, second)[0])


def _is_in(doc_ids: DocIds, of: DocIds) -> Mask:
    """Return for each of *doc_ids*, in any order, whether it is in *of*."""
    if not len(of):
        return np.zeros(len(doc_ids), np.bool_)
    is_in: Mask = of.take(np.searchsorted(of, doc_ids), mode="clip") == doc_ids
    return is_in
