"""Request bodies: the scored query, the filters and the sort order of a search.

Filters do not change scores. Each facet is counted under all filters but its own.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from searchapp.engine.opensearch.search.query_clauses import QueryClauses
from searchapp.engine.opensearch.search.query_dsl import Clause, all_of, check_size
from searchapp.engine.opensearch.write.documents import document_key
from searchapp.engine.opensearch.write.mappings import quoted_field
from searchapp.models.normalize import slug
from searchapp.models.search import FacetName, SearchRequest
from searchapp.query.parser import ParsedQuery

FACET_FIELDS: dict[FacetName, str] = {
    "speaker": "speaker_ids",
    "year": "year",
    "source": "source",
    "quotation": "quotation",
    "role": "role_ids",
}


def any_value(field: str, values: Collection[str]) -> Clause:
    """Return the clause that matches where *field* has any of *values*, without scores."""
    return {"terms": {field: sorted(values)}}


class Filters:
    """The filters of one request, a clause for each. *paragraphs* is the index searched."""

    def __init__(self, request: SearchRequest, paragraphs: str) -> None:
        self.request = request
        self._clauses: dict[str, Clause] = {}
        speakers = {slug(speaker) for speaker in request.speakers}
        if request.quotations:
            self._clauses["quotation"] = any_value("quotation", request.quotations)
        elif request.required_quotations:
            self._clauses["view"] = any_value("quotation", request.required_quotations)
        if speakers:
            self._clauses["speaker"] = any_value(self.speaker_field, speakers)
        if request.sources:
            self._clauses["source"] = any_value("source", request.sources)
        if request.roles:
            self._clauses["role"] = any_value("role_ids", {slug(r) for r in request.roles})
        if request.years:
            self._clauses["year"] = any_value("year", request.years)
        if request.copies_of:
            self._clauses["copies_of"] = _duplicates_of(request.copies_of, paragraphs)
        if request.date_from or request.date_to:
            ends = {"gte": request.date_from, "lte": request.date_to}
            days = {name: day.isoformat() for name, day in ends.items() if day}
            self._clauses["date"] = {"range": {"date": days}}

    @property
    def speaker_field(self) -> str:
        """The field with the speakers who are quoted in the quotation types requested."""
        quotations = self.request.required_quotations
        return quoted_field(quotations) if quotations else "speaker_ids"

    def clause(self, without: Collection[str] = ()) -> Clause:
        """Return the clause of all filters, or of all but those *without* names."""
        return all_of(*(clause for name, clause in self._clauses.items() if name not in without))

    def facet_field(self, name: FacetName) -> str:
        """Return the field whose values a facet counts."""
        return self.speaker_field if name == "speaker" else FACET_FIELDS[name]


class ResultSet:
    """The clauses that find the matches of *query* under the filters of *request*.

    Every request about a search is made from them: hits, total, facets, timeline, scan, and
    the counts under other filters. *paragraphs* is the index searched.
    """

    def __init__(
        self,
        request: SearchRequest,
        query: ParsedQuery,
        paragraphs: str,
        clauses: QueryClauses | None = None,
    ) -> None:
        self.request = request
        self.query = query
        self.filters = Filters(request, paragraphs)
        self._clauses = clauses or QueryClauses(query)
        self._paragraphs = paragraphs

    def under(self, request: SearchRequest) -> ResultSet:
        """Return the matches of the same query under the filters of another *request*."""
        return ResultSet(request, self.query, self._paragraphs, self._clauses)

    @property
    def matched(self) -> Clause:
        """The clause of the matches before any filter, without scores."""
        return self._clauses.complete

    def matches(self, without: Collection[str] = ()) -> Clause:
        """Return the clause of the matches that pass all filters but those *without* names."""
        return all_of(self.matched, self.filters.clause(without))

    @property
    def hits(self) -> Clause:
        """The clause of the matches that pass the filters, with scores where they order hits."""
        scores = self._clauses.scores if self.request.sort == "relevance" else []
        matches = [self.matched, self.filters.clause()]
        hits: Clause = {"bool": {"filter": matches, "should": scores}}
        check_size(hits)
        return hits


def _duplicates_of(address: str, paragraphs: str) -> Clause:
    article = address.rpartition("#p")[0]
    lookup = {
        "index": paragraphs,
        "id": document_key(address),
        "routing": document_key(article),
        "path": "wording",
    }
    return {"terms": {"wording": lookup}}


def sort_order(request: SearchRequest) -> list[dict[str, Any]]:
    """Return the sort order of hits; ties go by article id and paragraph number."""
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


def collapse_field(request: SearchRequest) -> str:
    """Return the field of which each value is listed once, or an empty string for none."""
    if request.group == "article":
        return "article"
    return "wording" if request.copies == "fold" and not request.copies_of else ""
