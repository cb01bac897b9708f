"""Reading the names of a generation from its paragraphs: roles, and forms of speakers.

A full run counts all names. An incremental run counts those anew that an article has or had
which was added, replaced or removed; a clone brings the others along.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from searchapp.engine.opensearch.format.documents import read_stored
from searchapp.engine.opensearch.format.name_documents import (
    NameDocument,
    joined_document,
    role_document,
)
from searchapp.engine.opensearch.index_reader import (
    DATE_RANGE,
    IndexReader,
    Search,
    batches,
    read_date,
)
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import JoinedSpeaker, SpeakerForm
from searchapp.models.normalize import slug

Query = dict[str, Any]
_RoleArticles = dict[str, dict[str, frozenset[str]]]

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
_PARAGRAPHS_PER_REQUEST = 10_000
_SEARCHES_PER_REQUEST = 200


class NameBuilder:
    """Counts names in the paragraph index *paragraphs*. Raises the errors of the client.

    Where a method takes ids as *only*, it leaves out all others; None takes all.
    """

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
        """Yield the documents of the values of one of ``NAME_FACETS``."""
        if only is not None and not only:
            return
        query = _query(facet, only)
        names = self._commonest(query, _PAIRS[facet], only)
        for id_, bucket in self._reader.value_buckets(self._paragraphs, query, _FIELDS[facet]):
            if only is None or id_ in only:
                yield role_document(facet, id_, names.get(id_, id_), bucket["doc_count"])

    def forms(self, only: Collection[str] | None = None) -> Iterator[SpeakerForm]:
        """Yield the forms of speakers' names."""
        if only is not None and not only:
            return
        query = _query("speaker", only)
        names = self._commonest(query, _PAIRS["speaker"], only)
        kinds = self._kinds(query, only)
        articles, role_articles = self._articles(query)
        roles: dict[str, dict[str, int]] = defaultdict(dict)
        for id_, role, count in self._pairs(query, "speaker_roles", only):
            roles[id_][role] = count
        buckets = self._reader.value_buckets(self._paragraphs, query, "speaker_ids", **DATE_RANGE)
        for id_, bucket in buckets:
            if only is None or id_ in only:
                yield SpeakerForm(
                    id=id_,
                    name=names.get(id_, id_),
                    kind=kinds.get(id_, "person"),
                    paragraphs=bucket["doc_count"],
                    articles=frozenset(articles[id_]),
                    roles=roles[id_],
                    first_day=_ordinal(bucket["first"]),
                    last_day=_ordinal(bucket["last"]),
                    role_articles=role_articles[id_] if len(roles[id_]) > 1 else {},
                )

    def joined_documents(self, speakers: Iterable[JoinedSpeaker]) -> Iterator[NameDocument]:
        """Yield the documents of *speakers*, whose paragraphs under two forms count once."""
        for batch in batches(speakers, _SEARCHES_PER_REQUEST):
            forms = {
                speaker.id: {"terms": {"speaker_ids": [form.id for form in speaker.forms]}}
                for speaker in batch
            }
            each = {"filters": {"filters": forms}, "aggs": DATE_RANGE}
            body = {"size": 0, "track_total_hits": False, "aggs": {"each": each}}
            response = self._reader.search(self._paragraphs, body)
            buckets = response["aggregations"]["each"]["buckets"]
            for speaker in batch:
                bucket = buckets[speaker.id]
                days = _iso_day(bucket["first"]), _iso_day(bucket["last"])
                yield joined_document(speaker, bucket["doc_count"], days)

    def texts(self, articles: Collection[str]) -> dict[str, str]:
        """Return the texts of *articles* by id, as ``ArchiveForms.text`` returns them."""
        texts: dict[str, list[str]] = {}
        for batch in batches(sorted(articles), _ARTICLES_PER_REQUEST):
            body = {
                "query": {"bool": {"filter": [{"terms": {"article": batch}}]}},
                "sort": ["article", "number"],
                "_source": ["document.shared", "document.paragraph.text"],
            }
            for hit in self._ordered_hits(body):
                document = hit["_source"]["document"]
                shared = document["shared"]
                text = texts.setdefault(shared["article"], [shared["title"]])
                text.append(document["paragraph"]["text"])
        return {article: f"-{slug(' '.join(parts))}-" for article, parts in texts.items()}

    def _articles(self, query: Query) -> tuple[dict[str, set[str]], _RoleArticles]:
        """Return the articles of each form, by its id, and those of each of its roles."""
        from opensearchpy.helpers import scan

        articles: dict[str, set[str]] = defaultdict(set)
        by_role: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        fields = ["article", "speaker_ids", "speaker_roles"]
        body = {"query": query, "_source": False, "docvalue_fields": fields}
        size = _PARAGRAPHS_PER_REQUEST
        for hit in scan(self._reader.client, body, index=self._paragraphs, size=size):
            (article,) = hit["fields"]["article"]
            for id_ in hit["fields"]["speaker_ids"]:
                articles[id_].add(article)
            for pair in hit["fields"].get("speaker_roles", ()):
                id_, _, role = pair.partition(PAIR_SEPARATOR)
                by_role[id_][role].add(article)
        frozen: _RoleArticles = defaultdict(dict)
        for id_, roles in by_role.items():
            frozen[id_] = {role: frozenset(ids) for role, ids in sorted(roles.items())}
        return articles, frozen

    def _ordered_hits(self, body: Query) -> Iterator[dict[str, Any]]:
        """Yield all hits of a search, in the order of its ``sort``, which has no ties."""
        body = {**body, "size": _PARAGRAPHS_PER_REQUEST, "track_total_hits": False}
        while True:
            hits = self._reader.search(self._paragraphs, body)["hits"]["hits"]
            yield from hits
            if len(hits) < _PARAGRAPHS_PER_REQUEST:
                return
            body["search_after"] = hits[-1]["sort"]

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

    def _kinds(self, query: Query, only: Collection[str] | None) -> dict[str, SpeakerKind]:
        """Return the kind of each form; of several, the one in its first paragraph."""
        kinds: dict[str, list[Any]] = {}
        for id_, kind, _ in self._pairs(query, "speaker_kinds", only):
            kinds.setdefault(id_, []).append(kind)
        several = [id_ for id_, values in kinds.items() if len(values) > 1]
        chosen: dict[str, SpeakerKind] = {id_: values[0] for id_, values in kinds.items()}
        for batch in batches(several, _SEARCHES_PER_REQUEST):
            chosen |= self._first_kinds(batch)
        return chosen

    def _first_kinds(self, ids: Collection[str]) -> dict[str, SpeakerKind]:
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
        first: dict[str, SpeakerKind] = {}
        for id_, response in zip(ids, self._reader.multi_search(searches), strict=True):
            for raw in response["hits"]["hits"]:
                for attribution in read_stored(raw["_source"]).paragraph.attributions:
                    if slug(attribution.speaker.name) == id_:
                        first.setdefault(id_, attribution.speaker.kind)
        return first


def _query(facet: str, only: Collection[str] | None) -> Query:
    if only is None:
        return {"exists": {"field": _FIELDS[facet]}}
    return {"terms": {_FIELDS[facet]: sorted(only)}}


def _ordinal(result: dict[str, Any]) -> int:
    """Return the date in the *result* of a ``min`` or ``max`` aggregation, 0 for none."""
    date = read_date(result)
    return date.toordinal() if date else 0


def _iso_day(result: dict[str, Any]) -> str | None:
    date = read_date(result)
    return date.isoformat() if date else None
