"""The clauses of one query: its matches, its relaxed tiers, and the scores of both.

The score of a paragraph adds up BM25 of the query's words in its text, among its speakers, in
its headline and in its whole article, and the bonus of its most direct quotation.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from whoosh import query as wq

from searchapp.engine.common.matched_terms import has_text_scores, positive_leaves, text_of
from searchapp.engine.opensearch.format.mappings import FIRST, FOLLOWING
from searchapp.engine.opensearch.query.query_dsl import (
    KEYWORD_FIELDS,
    MAX_LEAVES,
    Clause,
    all_of,
    any_of,
    constant_score,
    leaf_count,
    to_query_dsl,
)
from searchapp.models.articles import QUOTATIONS
from searchapp.query import analysis, boosts
from searchapp.query.parsed_query import Condition, ParsedQuery

_ARTICLE_FIELDS = {"text": "article_text", "speaker_name": "article_speakers"}
"""The fields of a whole article, by those of its paragraphs that have the same words."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A condition that has to match, as clauses. ``anywhere`` is in text or headline."""

    condition: Condition
    body: Clause
    anywhere: Clause

    @classmethod
    def of(cls, condition: Condition, name: str = "") -> _Part:
        """Return the part of *condition*; hits say by its *name* whether they match it."""
        trees = [condition.body, condition.headline][: 1 + condition.has_headline]
        anywhere = _any_unscored(trees)
        if name:
            anywhere = {"bool": {"filter": [anywhere], "_name": name}}
        return cls(condition, to_query_dsl(condition.body), anywhere)


class QueryClauses:
    """The clauses of *query*, before any filter.

    If *named*, the response to a search tells for each hit which conditions it has, as names
    that ``missing`` reads.
    """

    def __init__(self, query: ParsedQuery, *, named: bool = False) -> None:
        self._query = query
        conditions = [c for c in query.conditions if c.demand != "excluded"]
        self._parts = [_Part.of(c, str(i) if named else "") for i, c in enumerate(conditions)]
        self._bare = [part for part in self._parts if part.condition.has_headline]
        self._excluded = [
            to_query_dsl(c.headline) for c in query.conditions if c.demand == "excluded"
        ]
        self._body = to_query_dsl(query.body)
        self._headline: Clause | None = None
        if query.headline is not None:
            headlines = [_any_unscored([condition.headline]) for condition in conditions]
            self._headline = {"bool": {"filter": headlines, "must_not": self._excluded}}

    @cached_property
    def complete(self) -> Clause:
        """The clause of the paragraphs that have all of the query, in text or headline.

        Where only the headline matches, the article's first paragraph is the hit.
        """
        in_paragraph = self._in_paragraph
        if self._headline is None:
            return in_paragraph
        # Below a headline with all of the query, a paragraph matches by any part of it.
        own = self._any_bare if self._bare else in_paragraph
        headline_only = {
            "bool": {
                "filter": [self._headline, {"term": {"kind": FIRST}}],
                "must_not": [own, *self._own_in_article(self._headline, own)],
            }
        }
        return any_of(in_paragraph, headline_only)

    @cached_property
    def _in_paragraph(self) -> Clause:
        """The clause of the paragraphs that have all of the query, some of it in themselves."""
        if len(self._parts) < 2 or not self._bare:
            return self._body
        with_headline = {
            "bool": {
                "filter": [*(part.anywhere for part in self._parts), self._any_bare],
                "must_not": self._excluded,
            }
        }
        # An excluded word may be in the headline of a paragraph that has all the others.
        return any_of(self._body, with_headline) if self._excluded else with_headline

    @property
    def _any_bare(self) -> Clause:
        return _any_unscored(part.condition.body for part in self._bare)

    def _own_in_article(self, headline: Clause, own: Clause) -> list[Clause]:
        """Return the clauses of first paragraphs above one that matches *headline* and *own*.

        They may match those that match *own* themselves, too. Words that a field of the whole
        article has need no join, which takes longer than all else of a query; but a condition
        that names a field has to hold of the same paragraph.
        """
        if not all(condition.has_headline for condition in self._query.conditions):
            return [_with_following(all_of(headline, own))]
        clauses, others = _article_clauses(part.condition.body for part in self._bare)
        if others:
            clauses.append(_with_following(all_of(headline, any_of(*others))))
        return clauses

    @cached_property
    def scores(self) -> list[Clause]:
        """The clauses whose scores add up to that of a paragraph.

        Where they are too many for the cluster, only the words of the text are scored.
        """
        scores = self._all_scores()
        if leaf_count(*scores, self.complete) <= MAX_LEAVES:
            return scores
        return [
            next((to_query_dsl(leaf) for leaf in _text_terms(part)), part.body)
            for part in self._parts
        ]

    def _all_scores(self) -> list[Clause]:
        scores = [self._body_score(part) for part in self._parts] or [self._body]
        if has_text_scores(self._query.body) and boosts.BOOSTS.own_words:
            scores.append(_quotation_bonus())
        headline = self._query.headline
        title_leaves = [] if headline is None else list(positive_leaves(headline))
        if title_leaves:
            scores += self._headline_scores([to_query_dsl(leaf) for leaf in title_leaves])
        if article_words := list(self._article_words()):
            of_article = {"bool": {"should": article_words}}
            scores += [of_article, _below_first(of_article, scored=True)]
        return scores

    def _headline_scores(self, leaves: list[Clause]) -> list[Clause]:
        """Return the clauses that score a headline, and again one that is exactly the query."""
        title = boosts.BOOSTS.title
        scores: list[Clause] = [{"bool": {"should": leaves, "boost": title}}]
        if self._query.words:
            stems = " ".join(map(analysis.stem, self._query.words))
            again = title * (boosts.BOOSTS.exact_headline - 1)
            is_query = {"term": {"headline": stems}}
            scores.append({"bool": {"filter": [is_query], "should": leaves, "boost": again}})
        return scores

    def _body_score(self, part: _Part) -> Clause:
        """Return the clause that scores a part.

        A named field does not raise the score of a paragraph that only its headline matches.
        """
        if part.condition.has_headline or not self._bare:
            return part.body
        return {"bool": {"must": [part.body], "filter": [self._any_bare]}}

    def _article_words(self) -> Iterator[Clause]:
        """Yield a scored clause for each single word; only first paragraphs match it."""
        if not boosts.BOOSTS.article:
            return
        for part in self._parts:
            for leaf in _text_terms(part):
                boost = leaf.boost * boosts.BOOSTS.article
                yield to_query_dsl(wq.Term(_ARTICLE_FIELDS["text"], leaf.text, boost=boost))

    @cached_property
    def incomplete(self) -> Clause:
        """The clause of the paragraphs with all that is required, and any that names no field."""
        required = [part.anywhere for part in self._parts if part.condition.demand == "required"]
        return {"bool": {"filter": [self._any_bare, *required], "must_not": self._excluded}}

    @cached_property
    def complete_articles(self) -> Clause:
        """The clause of paragraphs whose article has all optional conditions in any of them."""
        optional = [part for part in self._parts if part.condition.demand == "optional"]
        whole = all_of({"term": {"kind": FIRST}}, *map(_in_article, optional))
        return any_of(whole, _below_first(whole, scored=False))

    def missing(self, names: list[str]) -> tuple[str, ...]:
        """Return the conditions that a hit with these *names* lacks, as typed."""
        return tuple(
            part.condition.text for i, part in enumerate(self._parts) if str(i) not in names
        )


def _text_terms(part: _Part) -> Iterator[wq.Term]:
    """Yield the single words that a part searches in texts."""
    for leaf in positive_leaves(part.condition.body):
        if isinstance(leaf, wq.Term) and leaf.fieldname == "text":
            yield leaf


def _any_unscored(trees: Iterable[wq.Query]) -> Clause:
    """Return the clause that matches where any of *trees* does, with a leaf for each field."""
    words, others = _flattened(trees)
    return any_of(*({"terms": {f: sorted(values)}} for f, values in words.items()), *others)


def _flattened(trees: Iterable[wq.Query]) -> tuple[dict[str, set[str]], list[Clause]]:
    """Return the words of *trees* joined by OR, by field, and the clauses of all else."""
    words: dict[str, set[str]] = {}
    others: list[Clause] = []
    remaining = list(trees)
    while remaining:
        tree = remaining.pop()
        if isinstance(tree, wq.Or):
            remaining += tree.subqueries
        elif isinstance(tree, wq.Term) and tree.fieldname not in KEYWORD_FIELDS:
            words.setdefault(tree.fieldname, set()).add(text_of(tree.text))
        else:
            others.append(to_query_dsl(tree))
    return words, others


def _below_first(clause: Clause, *, scored: bool) -> Clause:
    """Return the clause of the paragraphs that follow a first one which matches *clause*."""
    return {"has_parent": {"parent_type": FIRST, "query": clause, "score": scored}}


def _in_article(part: _Part) -> Clause:
    """Return the clause of first paragraphs of articles that have a part anywhere."""
    clauses, others = _article_clauses([part.condition.body])
    clauses += [any_of(clause, _with_following(clause)) for clause in others]
    if part.condition.has_headline:
        clauses.append(_any_unscored([part.condition.headline]))
    return any_of(*clauses)


def _article_clauses(trees: Iterable[wq.Query]) -> tuple[list[Clause], list[Clause]]:
    """Return the clauses of *trees* joined by OR that fields of whole articles can have.

    Only first paragraphs match them. The clauses of all else come second; paragraphs match them.
    """
    words, others = _flattened(trees)
    clauses: list[Clause] = []
    for field, values in words.items():
        if field in _ARTICLE_FIELDS:
            clauses.append({"terms": {_ARTICLE_FIELDS[field]: sorted(values)}})
        else:
            others.append({"terms": {field: sorted(values)}})
    return clauses, others


def _with_following(clause: Clause) -> Clause:
    """Return the clause of first paragraphs of articles where a later one matches *clause*."""
    return {"has_child": {"type": FOLLOWING, "query": clause}}


def _quotation_bonus() -> Clause:
    """Return the clause that adds the boost of a paragraph's most direct quotation type."""
    bonuses = [
        constant_score({"term": {"quotation": quotation}}, boosts.BOOSTS.of_quotation(quotation))
        for quotation in QUOTATIONS
    ]
    return {"dis_max": {"queries": bonuses}}
