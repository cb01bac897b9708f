"""Building the index of names of a generation from its paragraphs.

A full run counts all names. An incremental run counts those anew that an article has or had
which was added, replaced or removed; a clone brings the others along.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from searchapp.engine.opensearch.index_reader import (
    DATE_RANGE,
    IndexReader,
    Search,
    batches,
    read_date,
)
from searchapp.engine.opensearch.write.documents import read_stored
from searchapp.engine.opensearch.write.name_documents import NameDocument, name_document
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.normalize import slug

Query = dict[str, Any]

_FIELDS = {
    "speaker": "speaker_ids",
    "role": "role_ids",
    "refusal_speaker": "refusal_speaker_ids",
    "refusal_role": "refusal_role_ids",
}
_PAIRS = {
    "speaker": "speaker_names",
    "role": "role_names",
    "refusal_speaker": "refusal_speaker_names",
    "refusal_role": "refusal_role_names",
}

_ARTICLES_PER_REQUEST = 10_000
MAX_TOUCHED_ARTICLES = 2_000
"""Up to this many changed articles only their names are counted anew."""

_SEARCHES_PER_REQUEST = 200


class NameBuilder:
    """Counts names in the paragraph index *paragraphs*. Raises the errors of the client."""

    def __init__(self, reader: IndexReader, paragraphs: str) -> None:
        self._reader = reader
        self._paragraphs = paragraphs

    def ids_in(self, facet: str, articles: Collection[str]) -> set[str]:
        """Return the ids of the speakers or roles in the paragraphs of *articles*."""
        ids: set[str] = set()
        for batch in batches(sorted(articles), _ARTICLES_PER_REQUEST):
            query = {"terms": {"article": batch}}
            buckets = self._reader.value_buckets(self._paragraphs, query, _FIELDS[facet])
            ids.update(value for value, _ in buckets)
        return ids

    def documents(self, facet: str, only: Collection[str] | None = None) -> Iterator[NameDocument]:
        """Yield the documents of all speakers or roles, or of those *only* with these ids."""
        query: Query = {"exists": {"field": _FIELDS[facet]}}
        if only is not None:
            query = {"terms": {_FIELDS[facet]: sorted(only)}}
        names = self._commonest(query, _PAIRS[facet], only)
        kinds = self._kinds(query, only) if facet == "speaker" else {}
        days = DATE_RANGE if facet == "speaker" else {}
        buckets = self._reader.value_buckets(self._paragraphs, query, _FIELDS[facet], **days)
        for id_, bucket in buckets:
            if only is None or id_ in only:
                yield name_document(
                    facet,
                    id_,
                    names.get(id_, id_),
                    bucket["doc_count"],
                    kinds.get(id_, "person" if facet == "speaker" else ""),
                    (_day(bucket.get("first")), _day(bucket.get("last"))),
                )

    def _pairs(
        self, query: Query, field: str, only: Collection[str] | None
    ) -> Iterator[tuple[str, str, int]]:
        for pair, bucket in self._reader.value_buckets(self._paragraphs, query, field):
            id_, _, value = pair.partition(PAIR_SEPARATOR)
            if only is None or id_ in only:
                yield id_, value, bucket["doc_count"]

    def _commonest(self, query: Query, field: str, only: Collection[str] | None) -> dict[str, str]:
        """Return the commonest name of each id; of equally common ones the first by spelling."""
        commonest: dict[str, tuple[int, str]] = {}
        for id_, name, count in self._pairs(query, field, only):
            if id_ not in commonest or count > commonest[id_][0]:
                commonest[id_] = count, name
        return {id_: name for id_, (_, name) in commonest.items()}

    def _kinds(self, query: Query, only: Collection[str] | None) -> dict[str, str]:
        """Return the kind of each speaker; of several, the one in its first paragraph."""
        kinds: dict[str, list[str]] = {}
        for id_, kind, _ in self._pairs(query, "speaker_kinds", only):
            kinds.setdefault(id_, []).append(kind)
        several = [id_ for id_, values in kinds.items() if len(values) > 1]
        chosen = {id_: values[0] for id_, values in kinds.items()}
        for batch in batches(several, _SEARCHES_PER_REQUEST):
            chosen |= self._first_kinds(batch)
        return chosen

    def _first_kinds(self, ids: Collection[str]) -> dict[str, str]:
        searches = [
            Search(
                self._paragraphs,
                {
                    "size": 1,
                    "track_total_hits": False,
                    "query": {"bool": {"filter": [{"term": {"speaker_ids": id_}}]}},
                    "sort": ["article", "number"],
                },
            )
            for id_ in ids
        ]
        first: dict[str, str] = {}
        for id_, response in zip(ids, self._reader.multi_search(searches), strict=True):
            for raw in response["hits"]["hits"]:
                for attribution in read_stored(raw["_source"]).paragraph.attributions:
                    if slug(attribution.speaker.name) == id_:
                        first.setdefault(id_, attribution.speaker.kind)
        return first


def _day(result: dict[str, Any] | None) -> str | None:
    """Return the date in the *result* of a ``min`` or ``max`` aggregation as ISO 8601."""
    date = read_date(result) if result else None
    return date.isoformat() if date else None
