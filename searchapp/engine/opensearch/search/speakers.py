"""Speakers: pages of the list of all speakers, from the index of names."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from searchapp.engine.opensearch.index_reader import Body, Search
from searchapp.engine.opensearch.search.query_dsl import Clause, all_of
from searchapp.engine.opensearch.search.searcher import MAX_HITS, ClusterSearcher
from searchapp.models.analytics import SpeakerList, SpeakerOrder, SpeakersRequest, SpeakerSummary
from searchapp.models.normalize import fold

_BY_NAME: list[Any] = [{"folded": "asc"}, {"id": "asc"}]
_ORDERS: dict[SpeakerOrder, list[Any]] = {
    "name": _BY_NAME,
    "count": [{"count": "desc"}, *_BY_NAME],
    "latest": [{"last": {"order": "desc", "missing": "_last"}}, *_BY_NAME],
}
_WILDCARDS = str.maketrans({letter: f"\\{letter}" for letter in "*?\\"})


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
        summaries = [speaker_summary(raw["_source"]) for raw in response["hits"]["hits"]]
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
    return {"wildcard": {"folded": {"value": f"*{word.translate(_WILDCARDS)}*"}}}


def _all(searcher: ClusterSearcher, body: Body) -> Iterator[SpeakerSummary]:
    """Yield all speakers that *body* selects, in batches."""
    body = {**body, "from": 0, "size": MAX_HITS, "track_total_hits": False}
    while True:
        (response,) = searcher.multi_search([Search(searcher.names, body)])
        raw_hits = response["hits"]["hits"]
        for raw in raw_hits:
            yield speaker_summary(raw["_source"])
        if len(raw_hits) < MAX_HITS:
            return
        body["search_after"] = raw_hits[-1]["sort"]


def speaker_summary(source: Body) -> SpeakerSummary:
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
