"""Trails of a generation as records: pages of them, and one by its id.

A page takes two requests: one for the trails, one for the paragraphs of all of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from searchapp.common.messages import Message
from searchapp.engine.common.highlighting import NO_HIGHLIGHTS
from searchapp.engine.common.trails import hash_in_id
from searchapp.engine.errors import REINDEX_ADVICE
from searchapp.engine.opensearch.format.mappings import MAX_RESULT_WINDOW
from searchapp.engine.opensearch.index_reader import Body, Search
from searchapp.engine.opensearch.query.query_dsl import all_of, constant_score
from searchapp.engine.opensearch.search.hit_details import to_hit
from searchapp.engine.opensearch.search.searcher import MAX_HITS, ClusterSearcher
from searchapp.engine.opensearch.trails.builder import passage_hits, trail_of
from searchapp.engine.opensearch.trails.documents import TRAIL_FACET
from searchapp.engine.opensearch.trails.passage_reader import CHRONOLOGICAL, with_passages
from searchapp.models.trails import Trail, TrailList, TrailsRequest

_MOST_ARTICLES_FIRST: list[Body] = [
    {"articles": "desc"},
    {"last": {"order": "desc", "missing": "_last"}},
    {"first": "asc"},
]


_NO_TRAILS = Message(
    "This index has no quotes yet, because an earlier version wrote it. %(advice)s",
    advice=Message(REINDEX_ADVICE),
)


def trails_page(searcher: ClusterSearcher, request: TrailsRequest) -> TrailList:
    """Return one page of the trails, those in most articles first."""
    if not searcher.trails.index:
        return TrailList(request, searcher.info, 0, (), _NO_TRAILS)
    clauses: list[Body] = [{"term": {"facet": TRAIL_FACET}}, {"term": {"set_phrase": False}}]
    if request.conflict:
        clauses.append({"term": {"conflict": True}})
    first = (request.page - 1) * request.limit
    is_shown = first + request.limit <= MAX_RESULT_WINDOW
    response = _trail_documents(
        searcher,
        {
            "query": all_of(*clauses),
            "sort": _MOST_ARTICLES_FIRST,
            "from": first if is_shown else 0,
            "size": request.limit if is_shown else 0,
            "track_total_hits": True,
        },
    )
    total = response["total"]["value"]
    return TrailList(request, searcher.info, total, _trails(searcher, response["hits"]))


def find_trail(searcher: ClusterSearcher, id_: str) -> Trail | None:
    """Return the trail that has a wording with the hash in *id_*, or None."""
    id_hash = hash_in_id(id_)
    if id_hash is None or not searcher.trails.index:
        return None
    # A wording that the archive has comes before one that has left it.
    by_score = [
        constant_score({"term": {field: id_hash}}, score)
        for field, score in (("texts", 2.0), ("aliases", 1.0))
    ]
    query = {"dis_max": {"queries": by_score}}
    found = _trail_documents(searcher, {"query": query, "size": 1})
    return next(iter(_trails(searcher, found["hits"])), None)


def _trail_documents(searcher: ClusterSearcher, body: Body) -> Any:
    body["_source"] = ["texts"]
    (response,) = searcher.multi_search([Search(searcher.trails.index, body)])
    return response["hits"]


def _trails(searcher: ClusterSearcher, documents: Sequence[Body]) -> tuple[Trail, ...]:
    """Return the trails that *documents* describe, with their paragraphs."""
    texts = [document["_source"]["texts"] for document in documents]
    searches = [
        searcher.on_paragraphs(
            {
                "query": with_passages(of_trail),
                "sort": CHRONOLOGICAL,
                "size": MAX_HITS,
                "track_total_hits": False,
            }
        )
        for of_trail in texts
    ]
    responses = searcher.multi_search(searches)
    return tuple(
        trail_of(
            list(passage_hits(response["hits"]["hits"], frozenset(of_trail))),
            searcher.joined.table,
            lambda raw: to_hit(raw, NO_HIGHLIGHTS, searcher.trails, scored=False),
        )
        for of_trail, response in zip(texts, responses, strict=True)
    )
