"""Request bodies: the scored query, the filters and the sort order of a search.

Filters do not change scores. Each facet is counted under all filters but its own.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Any

from searchapp.engine.common.facets import Selection, dimension, selection_of
from searchapp.engine.opensearch.format.documents import document_key, join_values
from searchapp.engine.opensearch.format.mappings import quoted_field
from searchapp.engine.opensearch.joined_speakers import JoinedSpeakers
from searchapp.engine.opensearch.query.query_clauses import QueryClauses
from searchapp.engine.opensearch.query.query_dsl import Clause, all_of, any_of, check_size
from searchapp.engine.opensearch.trails.table import TrailTable
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.articles import QUOTATIONS, SPEAKER_KINDS
from searchapp.models.normalize import slug
from searchapp.models.search import QUOTED, SPEECH, FacetName, SearchRequest, TieOrder
from searchapp.query.parsed_query import ParsedQuery

FACET_FIELDS: dict[FacetName, str] = {
    "speaker": "speaker_ids",
    "kind": "speaker_kind",
    "year": "year",
    "source": "source",
    "quotation": "quotation",
    "role": "role_ids",
}
"""The field of each facet, for speech."""

_SPEAKERS_SCRIPT = """
Set ids = new TreeSet();
for (String value : doc['attributions']) {
  int end = value.lastIndexOf(params.separator);
  if (params.types.contains(value.substring(0, end))) { ids.add(value.substring(end + 1)); }
}
return ids;
"""
_VALUES_SCRIPT = """
Set values = new TreeSet();
for (String field : params.fields) { values.addAll(doc[field]); }
return values;
"""


def any_value(field: str, values: Collection[str]) -> Clause:
    """Return the clause that matches where *field* has any of *values*, without scores."""
    return {"terms": {field: sorted(values)}}


class Filters:
    """The filters of one request, a clause for each. *paragraphs* is the index searched.

    *trails* have the paragraphs that are no first appearances.

    "attribution" is the one of speakers, their kinds and quotation types. A speaker that is
    *joined* passes under all forms.
    """

    def __init__(
        self, request: SearchRequest, paragraphs: str, joined: JoinedSpeakers, trails: TrailTable
    ) -> None:
        self.request = request
        self.joined = joined
        self._clauses: dict[str, Clause] = {}
        selection = selection_of(request)
        if selection:
            self._clauses["attribution"] = self._attributed(selection)
        if request.view == "quotes" and not request.quotations:
            self._clauses["view"] = self._attributed({"quotation": QUOTED})
        if "speech" not in request.acts:
            self._clauses["act"] = self._attributed({})
        if request.sources:
            self._clauses["source"] = any_value("source", request.sources)
        if request.roles:
            self._clauses["role"] = self._with_role({slug(r) for r in request.roles})
        if request.years:
            self._clauses["year"] = any_value("year", request.years)
        if request.copies_of:
            self._clauses["copies_of"] = _duplicates_of(request.copies_of, paragraphs)
        if request.first and (first := trails.first_appearances()):
            self._clauses["first"] = first
        if request.date_from or request.date_to:
            ends = {"gte": request.date_from, "lte": request.date_to}
            days = {name: day.isoformat() for name, day in ends.items() if day}
            self._clauses["date"] = {"range": {"date": days}}

    def clause(self, without: Collection[str] = ()) -> Clause:
        """Return the clause of all filters, or of all but those *without* names."""
        return all_of(*(clause for name, clause in self._clauses.items() if name not in without))

    def facet_clause(self, name: FacetName) -> Clause:
        """Return the clause under which a facet is counted: all filters but its own."""
        others = self._others(name)
        if dimension(name) is None:
            return self.clause(without=(name,))
        rest = self.clause(without=("attribution",))
        return all_of(rest, self._attributed(others)) if others else rest

    def facet_values(self, name: FacetName) -> str | Clause | None:
        """Return what a facet counts: the values of a field, or those that a script returns.

        None means that each value is counted by ``value_clause``.
        """
        acts, others = self.request.acts, self._others(name)
        if name == "speaker" and (acts != SPEECH or self.request.kinds):
            types = self._types(others)
            return _script(_SPEAKERS_SCRIPT, separator=PAIR_SEPARATOR, types=types)
        if name == "speaker" and others:
            return quoted_field(self.request.required_quotations)
        if dimension(name) and (others or acts != SPEECH):
            return None
        if name == "role" and acts != SPEECH:
            return _script(_VALUES_SCRIPT, fields=self._role_fields)
        return FACET_FIELDS[name]

    def value_clause(self, name: FacetName, value: str) -> Clause:
        """Return the clause of the paragraphs that a facet counts for *value*."""
        if joint := dimension(name):
            return self._attributed({**self._others(name), joint: (value,)})
        if name == "role":
            return self._with_role((value,))
        return any_value(FACET_FIELDS[name], (value,))

    def _others(self, name: FacetName) -> Selection:
        """Return the filters that hold of the attribution that has the value of a facet."""
        if dimension(name) is None:
            return {}
        return {d: ids for d, ids in selection_of(self.request).items() if d != name}

    def _types(self, selection: Selection) -> list[str]:
        """Return the values of ``attribution_types`` that *selection* allows."""
        kinds = selection.get("kind", SPEAKER_KINDS)
        quotations = selection.get("quotation", QUOTATIONS)
        types = itertools.product(self.request.acts, kinds, quotations)
        return [join_values(*values) for values in types]

    def _attributed(self, selection: Selection) -> Clause:
        """Return the clause of the paragraphs with an attribution of *selection*."""
        forms = self.joined.all_form_ids(selection.get("speaker", ()))
        if self.request.acts == SPEECH and len(selection) == 1:
            ((name, ids),) = selection.items()
            return any_value(FACET_FIELDS[name], forms or ids)
        types = self._types(selection)
        if not forms:
            return any_value("attribution_types", types)
        pairs = itertools.product(types, forms)
        return any_value("attributions", [join_values(*pair) for pair in pairs])

    @property
    def _role_fields(self) -> list[str]:
        acts = self.request.acts
        return ["role_ids" if act == "speech" else "refusal_role_ids" for act in acts]

    def _with_role(self, ids: Collection[str]) -> Clause:
        return any_of(*(any_value(field, ids) for field in self._role_fields))


def _script(source: str, **params: object) -> Clause:
    """Return what an aggregation counts in place of a field."""
    return {"script": {"source": " ".join(source.split()), "params": params}}


class ResultSet:
    """The clauses that find the matches of *query* under the filters of *request*.

    Every request about a search is made from them: hits, total, facets, timeline, scan, and
    the counts under other filters. *paragraphs* is the index searched. The speakers of
    *request* are as ``with_joined_speakers`` returns them.
    """

    def __init__(
        self,
        request: SearchRequest,
        query: ParsedQuery,
        paragraphs: str,
        joined: JoinedSpeakers,
        trails: TrailTable,
        clauses: QueryClauses | None = None,
    ) -> None:
        self.request = request
        self.query = query
        self.filters = Filters(request, paragraphs, joined, trails)
        self._clauses = clauses or QueryClauses(query)
        self._paragraphs = paragraphs
        self._trails = trails

    def under(self, request: SearchRequest) -> ResultSet:
        """Return the matches of the same query under the filters of another *request*."""
        joined = self.filters.joined
        return ResultSet(request, self.query, self._paragraphs, joined, self._trails, self._clauses)

    @property
    def matched(self) -> Clause:
        """The clause of the matches before any filter, without scores."""
        return self._clauses.complete

    @property
    def sort(self) -> list[dict[str, Any]]:
        """The sort order of the hits."""
        return _sort_order(self.request, self.query.tie_order)

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


def _sort_order(request: SearchRequest, ties: TieOrder) -> list[dict[str, Any]]:
    """Return the sort order of hits, where *ties* orders those of equal score.

    What ties still goes by article id and paragraph number.
    """
    by_address: list[dict[str, Any]] = [{"article": "asc"}, {"number": "asc"}]
    newest = {"date": {"order": "desc", "missing": "_last"}}
    oldest = {"date": {"order": "asc", "missing": "_last"}}
    match request.sort:
        case "relevance":
            by_date = {"newest": [newest], "oldest": [oldest], "none": []}[ties]
            return [{"_score": "desc"}, *by_date, *by_address]
        case "added":
            return [{"added_at": "desc"}, *by_address]
        case "newest":
            return [newest, *by_address]
        case "oldest":
            return [oldest, *by_address]


def collapse_field(request: SearchRequest) -> str:
    """Return the field of which each value is listed once, or an empty string for none."""
    if request.group == "article":
        return "article"
    return "wording" if request.copies == "fold" and not request.copies_of else ""
