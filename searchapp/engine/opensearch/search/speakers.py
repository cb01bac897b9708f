"""Speakers: pages of the list of all, from the index of names, and the profile of one.

A profile takes two requests: one for all that is counted in the speaker's paragraphs and
articles, one for what is looked up of that.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from searchapp.engine.common.speakers import (
    MAX_CO_QUOTED,
    MIN_TERM_PARAGRAPHS,
    SAMPLE_PARAGRAPHS,
    SignificantTerms,
    shown_roles,
)
from searchapp.engine.common.timelines import build_timelines, timeline_base
from searchapp.engine.opensearch.format.mappings import FIRST, FOLLOWING
from searchapp.engine.opensearch.format.name_documents import name_key
from searchapp.engine.opensearch.index_reader import (
    DATE_RANGE,
    Body,
    Search,
    all_values,
    read_all_values,
    read_date,
    total,
)
from searchapp.engine.opensearch.joined_speakers import JoinedCounts
from searchapp.engine.opensearch.query.query_dsl import MATCH_ALL, Clause, all_of, any_of
from searchapp.engine.opensearch.query.request_builder import any_value
from searchapp.engine.opensearch.search.searcher import MAX_HITS, ClusterSearcher
from searchapp.engine.opensearch.search.timelines import DayCountsLookup
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.analytics import (
    CoQuoted,
    Role,
    SourceCount,
    SpeakerList,
    SpeakerOrder,
    SpeakerProfile,
    SpeakersRequest,
    SpeakerSummary,
)
from searchapp.models.normalize import fold, slug
from searchapp.models.search import SearchRequest

_BY_NAME: list[Any] = [{"folded": "asc"}, {"id": "asc"}]
_ORDERS: dict[SpeakerOrder, list[Any]] = {
    "name": _BY_NAME,
    "count": [{"count": "desc"}, *_BY_NAME],
    "latest": [{"last": {"order": "desc", "missing": "_last"}}, *_BY_NAME],
}
_WILDCARDS = str.maketrans({letter: f"\\{letter}" for letter in "*?\\"})
_MAX_ROLES = 5_000


@dataclass(frozen=True, slots=True)
class _Spelling:
    """A role as it is spelled, of one form of a speaker; *pair* is its ``speaker_roles`` value."""

    pair: str
    role: str
    count: int
    first: datetime.date | None
    last: datetime.date | None

    @classmethod
    def of(cls, role: str, bucket: Body) -> _Spelling:
        first, last = read_date(bucket["first"]), read_date(bucket["last"])
        return cls(bucket["key"], role, bucket["doc_count"], first, last)


Spellings = list[_Spelling]
"""The spellings of one role."""


def speakers_page(searcher: ClusterSearcher, request: SpeakersRequest) -> SpeakerList:
    """Return one page of the speakers that *request* selects."""
    body: Body = {
        "query": all_of(
            {"term": {"facet": "speaker"}}, *map(_contains, fold(request.name).split())
        ),
        "sort": _ORDERS[request.sort],
        "track_total_hits": True,
    }
    first = (request.page - 1) * request.limit
    body |= {"from": min(first, MAX_HITS), "size": 0}
    # The kind is stored and not indexed, so that a list of some kinds is read as a whole.
    if not request.kinds and first + request.limit <= MAX_HITS:
        body["size"] = request.limit
        (response,) = searcher.multi_search([Search(searcher.names, {**body, "from": first})])
        number = response["hits"]["total"]["value"]
        summaries = [_summary(raw["_source"]) for raw in response["hits"]["hits"]]
    else:
        everyone = [
            speaker
            for speaker in _all(searcher, body)
            if not request.kinds or speaker.kind in request.kinds
        ]
        number = len(everyone)
        summaries = everyone[first : first + request.limit]
    return SpeakerList(request, searcher.info, number, tuple(summaries))


def _contains(word: str) -> Clause:
    return {"wildcard": {"forms": {"value": f"*{word.translate(_WILDCARDS)}*"}}}


def _all(searcher: ClusterSearcher, body: Body) -> Iterator[SpeakerSummary]:
    """Yield all speakers that *body* selects, in batches."""
    body = {**body, "from": 0, "size": MAX_HITS, "track_total_hits": False}
    while True:
        (response,) = searcher.multi_search([Search(searcher.names, body)])
        raw_hits = response["hits"]["hits"]
        for raw in raw_hits:
            yield _summary(raw["_source"])
        if len(raw_hits) < MAX_HITS:
            return
        body["search_after"] = raw_hits[-1]["sort"]


def _summary(source: Body) -> SpeakerSummary:
    """Return the speaker that the ``_source`` of a name's document describes."""
    return SpeakerSummary(
        source["id"],
        source["name"],
        source["kind"],
        source["count"],
        _day(source.get("first")),
        _day(source.get("last")),
    )


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def profile(searcher: ClusterSearcher, speaker_id: str) -> SpeakerProfile | None:
    """Return the profile of a speaker, or None for an unknown id."""
    table = searcher.joined.table
    id_ = table.speaker_of(slug(speaker_id))
    quoting = any_value("speaker_ids", searcher.joined.form_ids(id_))
    days = DayCountsLookup(searcher, [quoting, MATCH_ALL])
    described, values, shared, sampled, *day_responses = searcher.multi_search(
        [
            _speaker_search(searcher, id_),
            _values_search(searcher, quoting),
            _co_quoted_search(searcher, quoting),
            _sample_search(searcher, quoting),
            *days.searches(),
        ]
    )
    days.read(day_responses)
    theirs, archive = days.counts
    if not described["hits"]["hits"]:
        return None
    summary = _summary(described["hits"]["hits"][0]["_source"])
    lookup = _ProfileLookup(searcher, summary, quoting, values, shared, sampled)
    request = SearchRequest()
    (timeline,) = build_timelines([theirs], [archive], timeline_base(request), request)
    sources = read_all_values(values["aggregations"]["sources"]) or {}
    return SpeakerProfile(
        index=searcher.info,
        summary=summary,
        roles=lookup.roles,
        timeline=timeline,
        terms=lookup.terms,
        co_quoted=lookup.co_quoted,
        sources=tuple(
            SourceCount(source, count)
            for source, count in sorted(sources.items(), key=lambda pair: (-pair[1], pair[0]))
        ),
        forms=table.forms_of(id_),
        joins=table.joins_of(id_),
        same_as=table.same_as.get(id_, ()),
        namesakes=table.namesakes_of(id_),
    )


def _speaker_search(searcher: ClusterSearcher, id_: str) -> Search:
    by_key = {"ids": {"values": [name_key("speaker", id_)]}}
    return Search(searcher.names, {"size": 1, "track_total_hits": False, "query": all_of(by_key)})


def _values_search(searcher: ClusterSearcher, quoting: Clause) -> Search:
    roles = {"terms": {"field": "speaker_roles", "size": _MAX_ROLES}, "aggs": DATE_RANGE}
    return searcher.aggregations(quoting, roles=roles, sources=all_values("source"))


def _beside(quoting: Clause) -> Clause:
    """Return the clause of the paragraphs with speakers in the articles that *quoting* matches.

    An article's first paragraph is the parent of the later ones: from a paragraph that quotes
    the speaker it leads up to the first, and from there down to all.
    """
    below = {"has_child": {"type": FOLLOWING, "query": quoting}}
    first = all_of({"term": {"kind": FIRST}}, any_of(quoting, below))
    siblings = {"has_parent": {"parent_type": FIRST, "query": first}}
    return all_of({"exists": {"field": "speaker_ids"}}, any_of(first, siblings))


_ARTICLES: Body = {"articles": {"cardinality": {"field": "article"}}}


def _co_quoted_search(searcher: ClusterSearcher, quoting: Clause) -> Search:
    by_form = {**all_values("speaker_ids"), "aggs": _ARTICLES}
    return searcher.aggregations(_beside(quoting), others=by_form)


def _co_quoted_recount(
    searcher: ClusterSearcher, quoting: Clause, ids: Iterable[str]
) -> list[Search]:
    """Return the search for the number of articles of speakers with several forms."""
    forms = {id_: any_value("speaker_ids", searcher.joined.form_ids(id_)) for id_ in ids}
    each = {"filters": {"filters": forms}, "aggs": _ARTICLES}
    return [searcher.aggregations(_beside(quoting), others=each)] if forms else []


def _sample_search(searcher: ClusterSearcher, quoting: Clause) -> Search:
    """Return the search for the speaker's paragraphs that come first by a hash of their texts."""
    body = {
        "query": all_of(quoting),
        "size": SAMPLE_PARAGRAPHS,
        "sort": ["wording", "article", "number"],
        "track_total_hits": False,
        "_source": ["document.paragraph.text"],
    }
    return searcher.on_paragraphs(body)


class _ProfileLookup:
    """What is looked up in the second request, from the responses to the first."""

    def __init__(
        self,
        searcher: ClusterSearcher,
        summary: SpeakerSummary,
        quoting: Clause,
        values: Body,
        shared: Body,
        sampled: Body,
    ) -> None:
        self._form_ids = frozenset(searcher.joined.form_ids(summary.id))
        texts = [raw["_source"]["document"]["paragraph"]["text"] for raw in sampled["hits"]["hits"]]
        if summary.count < MIN_TERM_PARAGRAPHS:
            texts = []
        terms = SignificantTerms(texts, summary.name)
        articles = self._articles_by_speaker(searcher, shared)
        others = articles.among_first(MAX_CO_QUOTED)
        roles = self._spelled_roles(values)
        in_two_ways = [spellings for spellings in roles if len(spellings) > 1]
        names = searcher.name_lookup({"speaker": others})
        counts: list[int] = []
        counted = [
            *map(self._any_spelling, in_two_ways),
            *({"term": {"exact": word}} for word in terms.candidates),
        ]
        searcher.send_together(
            (names.searches(), names.read),
            (
                _co_quoted_recount(searcher, quoting, sorted(others & articles.inexact)),
                partial(_read_recount, articles),
            ),
            (list(map(searcher.counting, counted)), lambda read: counts.extend(map(total, read))),
        )
        role_counts = iter(counts[: len(in_two_ways)])
        self.roles = shown_roles(
            [_role(s, next(role_counts) if len(s) > 1 else s[0].count) for s in roles]
        )
        frequencies = dict(zip(terms.candidates, counts[len(in_two_ways) :], strict=True))
        self.terms = terms.rank(frequencies, searcher.info.paragraphs)
        most = {id_: articles.counts[id_] for id_ in others}
        self.co_quoted = _co_quoted(most, names.names["speaker"])

    def _spelled_roles(self, values: Body) -> list[Spellings]:
        """Return the roles; spellings that differ only in case or accents are one role."""
        spellings: dict[str, Spellings] = {}
        for bucket in values["aggregations"]["roles"]["buckets"]:
            form_id, _, role = bucket["key"].partition(PAIR_SEPARATOR)
            # A paragraph that quotes several speakers has pairs of the others as well.
            if form_id in self._form_ids:
                spellings.setdefault(slug(role), []).append(_Spelling.of(role, bucket))
        return list(spellings.values())

    def _any_spelling(self, spellings: Spellings) -> Clause:
        # A paragraph with two spellings, or under two forms, counts once.
        return any_value("speaker_roles", [spelling.pair for spelling in spellings])

    def _articles_by_speaker(self, searcher: ClusterSearcher, shared: Body) -> JoinedCounts:
        """Return the number of articles that the other speakers share with this one."""
        by_form = {
            bucket["key"]: bucket["articles"]["value"]
            for bucket in shared["aggregations"]["others"]["buckets"]
            if bucket["key"] not in self._form_ids
        }
        # An article can have a speaker under two forms where no paragraph has.
        return JoinedCounts(by_form, searcher.joined, known=False)


def _read_recount(articles: JoinedCounts, responses: Sequence[Body]) -> None:
    """Put the counts in the *responses* to ``_co_quoted_recount`` in place of *articles*'."""
    for response in responses:
        for id_, bucket in response["aggregations"]["others"]["buckets"].items():
            articles.counts[id_] = bucket["articles"]["value"]


def _co_quoted(articles: Mapping[str, int], names: Mapping[str, str]) -> tuple[CoQuoted, ...]:
    co_quoted = [CoQuoted(id_, names.get(id_, id_), count) for id_, count in articles.items()]
    co_quoted.sort(key=lambda other: (-other.articles, fold(other.name)))
    return tuple(co_quoted[:MAX_CO_QUOTED])


def _role(spellings: Spellings, count: int) -> Role:
    """Return the role of *count* paragraphs, in the commonest of its *spellings*."""
    counts: Counter[str] = Counter()
    for spelling in spellings:
        counts[spelling.role] += spelling.count
    commonest = max(counts, key=lambda role: (counts[role], role))
    firsts = [spelling.first for spelling in spellings if spelling.first]
    lasts = [spelling.last for spelling in spellings if spelling.last]
    return Role(commonest, count, min(firsts, default=None), max(lasts, default=None))
