"""From a request and its query to what the cluster is asked.

Filters never touch scores, and each facet is counted under all of them but its own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from whoosh import query as wq

from searchapp.engine.common.matched_terms import wanted_leaves
from searchapp.engine.opensearch.search.idf import weighed
from searchapp.engine.opensearch.search.query_dsl import KEYWORDS, Clause, translated
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.write.documents import document_key
from searchapp.engine.opensearch.write.mappings import FIRST, FOLLOWING, quoted_field
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, SearchRequest
from searchapp.query import boosts
from searchapp.query.parser import ParsedQuery

FACET_FIELDS: dict[FacetName, str] = {
    "speaker": "speaker_ids",
    "year": "year",
    "source": "source",
    "quotation": "quotation",
    "role": "role_ids",
}


def both(*clauses: Clause) -> Clause:
    """Return the clause for what matches all of *clauses*, without scores."""
    return {"bool": {"filter": list(clauses)}}


def one_of(field: str, values: Collection[str]) -> Clause:
    """Return the clause for what has one of *values* in *field*."""
    return {"terms": {field: sorted(values)}}


def _scored(tree: wq.Query) -> bool:
    """Whether what *tree* finds has scores that differ."""
    return any(
        isinstance(leaf, wq.Term | wq.Phrase) and leaf.field() not in KEYWORDS
        for leaf in wanted_leaves(tree)
    )


def _own_words() -> Clause:
    """Return the clause that adds what the most direct quotation of a paragraph counts."""
    kinds: tuple[Any, ...] = ("direct", "mixed", "indirect")
    bonuses = [
        {
            "constant_score": {
                "filter": {"term": {"quotation": kind}},
                "boost": boosts.BOOSTS.of_quotation(kind),
            }
        }
        for kind in kinds
    ]
    return {"dis_max": {"queries": bonuses}}


def found_by(generation: ClusterSearcher, query: ParsedQuery) -> Clause:
    """Return the clause for all that *query* finds, with scores.

    A match in the headline raises the score of the article's paragraphs that match by
    themselves. An article whose headline matches while none of its paragraphs does is found
    by its first paragraph.
    """
    tree, headline = weighed(generation, query)
    body = translated(tree)
    bonuses = []
    if _scored(query.body) and boosts.BOOSTS.own_words:
        bonuses.append(_own_words())
    if headline is None:
        return {"bool": {"must": [body], "should": bonuses}}
    title = boosts.BOOSTS.title
    wanted = [translated(leaf) for leaf in wanted_leaves(headline)]
    if wanted:
        bonuses.append({"bool": {"should": wanted, "boost": title}})
    headline_only = {
        "bool": {
            "must": [translated(headline)],
            "filter": [{"term": {"kind": FIRST}}],
            "must_not": [body, {"has_child": {"type": FOLLOWING, "query": body}}],
            "boost": title,
        }
    }
    return {
        "bool": {
            "should": [{"bool": {"must": [body], "should": bonuses}}, headline_only],
            "minimum_should_match": 1,
        }
    }


class Filters:
    """The filters of one request: a clause for each. *paragraphs* is the index they are for."""

    def __init__(self, request: SearchRequest, paragraphs: str) -> None:
        self.request = request
        self._clauses: dict[str, Clause] = {}
        speakers = {slug(speaker) for speaker in request.speakers}
        if request.quotations:
            self._clauses["quotation"] = one_of("quotation", request.quotations)
        if speakers:
            self._clauses["speaker"] = one_of(self.speaker_field, speakers)
        if request.sources:
            self._clauses["source"] = one_of("source", request.sources)
        if request.roles:
            self._clauses["role"] = one_of("role_ids", {slug(r) for r in request.roles})
        if request.years:
            self._clauses["year"] = one_of("year", request.years)
        if request.copies_of:
            self._clauses["copies_of"] = _copies_of(request.copies_of, paragraphs)
        if request.date_from or request.date_to:
            ends = {"gte": request.date_from, "lte": request.date_to}
            days = {name: day.isoformat() for name, day in ends.items() if day}
            self._clauses["date"] = {"range": {"date": days}}

    @property
    def speaker_field(self) -> str:
        """The field of those who are quoted as the request wants them quoted."""
        quotations = self.request.quotations
        return quoted_field(quotations) if quotations else "speaker_ids"

    def all(self, but: Collection[str] = ()) -> Clause:
        """Return the clause for what passes all filters, or all but those named."""
        return both(*(clause for name, clause in self._clauses.items() if name not in but))

    def field(self, name: FacetName) -> str:
        """Return the field that a facet counts."""
        return self.speaker_field if name == "speaker" else FACET_FIELDS[name]


def _copies_of(address: str, paragraphs: str) -> Clause:
    article = address.rpartition("#p")[0]
    lookup = {
        "index": paragraphs,
        "id": document_key(address),
        "routing": document_key(article),
        "path": "wording",
    }
    return {"terms": {"wording": lookup}}


def order_of(request: SearchRequest) -> list[dict[str, Any]]:
    """Return the order of hits; ties go by article and number."""
    by_address: list[dict[str, Any]] = [{"article": "asc"}, {"number": "asc"}]
    match request.sort:
        case "relevance":
            return [{"_score": "desc"}, *by_address]
        case "added":
            return [{"added_at": "desc"}, *by_address]
        case "newest":
            return [{"date": {"order": "desc", "missing": "_last"}}, *by_address]
        case "oldest":
            return [{"date": {"order": "asc", "missing": "_last"}}, *by_address]


def folding_field(request: SearchRequest) -> str:
    """Return the field of which each value is listed once, or an empty string."""
    if request.group == "article":
        return "article"
    return "wording" if request.copies == "fold" and not request.copies_of else ""
