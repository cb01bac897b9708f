"""Reading the paragraphs with given passages, or with words of them, from a generation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from searchapp.engine.opensearch.index_reader import Body, IndexReader, RawHit, Search, batches
from searchapp.engine.opensearch.trails.passages import (
    fingerprint_value,
    stored_passages,
)
from searchapp.text_reuse.fingerprints import Fingerprints

_ARTICLES_PER_REQUEST = 1_000
_PARAGRAPHS_PER_REQUEST = 5_000
_TEXTS_PER_REQUEST = 5_000
_SEARCHES_PER_REQUEST = 100
_CANDIDATES = 200
"""Paragraphs that a passage is compared with, those with most of its fingerprints."""

SOURCE = ["document", "wording", "passages"]
"""What is read of a paragraph."""

CHRONOLOGICAL: list[Body] = [
    {"date": {"order": "asc", "missing": "_last"}},
    {"article": {"order": "asc"}},
    {"number": {"order": "asc"}},
]
"""The sort order of the appearances of a trail; undated ones are last."""


def with_passages(texts: Collection[int]) -> Body:
    """Return the clause of the paragraphs with any of the passages *texts*."""
    return {"bool": {"filter": [{"terms": {"passages": sorted(texts)}}]}}


@dataclass(frozen=True, slots=True)
class PassageReader:
    """Reads the paragraph index *paragraphs*. All methods raise the errors of the client."""

    reader: IndexReader
    paragraphs: str

    def of_articles(self, articles: Collection[str]) -> Iterator[RawHit]:
        """Yield the paragraphs of *articles* that have passages."""
        for batch in batches(sorted(articles), _ARTICLES_PER_REQUEST):
            clauses = [{"terms": {"article": batch}}, {"exists": {"field": "speaker_ids"}}]
            for raw in self._hits({"bool": {"filter": clauses}}):
                if raw["_source"].get("passages"):
                    yield raw

    def with_any(self, texts: Collection[int]) -> Iterator[RawHit]:
        """Yield the paragraphs with any of the passages *texts* by date, undated ones last."""
        if texts:
            yield from self._hits(with_passages(texts))

    def counts(self, texts: Collection[int]) -> Counter[int]:
        """Return in how many paragraphs each of the passages *texts* is, if it is in any."""
        counts: Counter[int] = Counter()
        for batch in batches(sorted(texts), _TEXTS_PER_REQUEST):
            listed = frozenset(batch)
            for raw in self._hits(with_passages(batch), ["passages"]):
                counts.update(listed.intersection(stored_passages(raw)))
        return counts

    def _hits(self, query: Body, source: Sequence[str] = SOURCE) -> Iterator[RawHit]:
        body: Body = {
            "query": query,
            "sort": CHRONOLOGICAL,
            "size": _PARAGRAPHS_PER_REQUEST,
            "track_total_hits": False,
            "_source": source,
        }
        while True:
            hits = self.reader.search(self.paragraphs, body)["hits"]["hits"]
            yield from hits
            if len(hits) < _PARAGRAPHS_PER_REQUEST:
                return
            body["search_after"] = hits[-1]["sort"]

    def candidates(self, passages: Sequence[Fingerprints]) -> Iterator[Sequence[RawHit]]:
        """Yield for each of *passages* the paragraphs that share most of its fingerprints.

        Of paragraphs with one text, one is read.
        """
        for batch in batches(passages, _SEARCHES_PER_REQUEST):
            searches = [Search(self.paragraphs, _sharing(passage)) for passage in batch]
            for response in self.reader.multi_search(searches):
                yield response["hits"]["hits"]


def _sharing(passage: Fingerprints) -> Body:
    values = [fingerprint_value(value) for value in passage.hashes.tolist()]
    return {
        "query": {
            "bool": {
                "should": [
                    {"constant_score": {"filter": {"term": {"fingerprints": value}}}}
                    for value in values
                ]
            }
        },
        "sort": [{"_score": "desc"}, *CHRONOLOGICAL],
        "collapse": {"field": "wording"},
        "size": _CANDIDATES,
        "track_total_hits": False,
        "_source": SOURCE,
    }
