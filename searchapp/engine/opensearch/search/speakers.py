"""Speakers: the list of all speakers of a generation, and the profile of each."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from searchapp.engine.common.speakers import (
    MAX_CO_QUOTED,
    MIN_TERM_PARAGRAPHS,
    SAMPLE_PARAGRAPHS,
    shown_roles,
    significant_terms,
)
from searchapp.engine.common.timelines import build_timelines, timeline_base
from searchapp.engine.opensearch.search.query_dsl import MATCH_ALL, Clause
from searchapp.engine.opensearch.search.request_builder import all_of
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.timelines import count_days
from searchapp.engine.opensearch.write.documents import join_pair, read_stored
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.analytics import (
    CoQuoted,
    Role,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
    SpeakerSummary,
    Term,
)
from searchapp.models.articles import SpeakerKind
from searchapp.models.normalize import fold, slug
from searchapp.models.search import SearchRequest

_DATE_RANGE = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}
_ARTICLES_PER_REQUEST = 10_000

Bucket = Mapping[str, Any]
"""A bucket of an aggregation, as the cluster returns it."""


@dataclass(frozen=True, slots=True)
class ListedSpeaker:
    """A speaker, the number of paragraphs that quote it, and the first and last date of these."""

    id: str
    name: str
    folded: str
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


def _date(result: Mapping[str, Any]) -> datetime.date | None:
    """Return the date in the *result* of a ``min`` or ``max`` aggregation: ms since 1970."""
    if result["value"] is None:
        return None
    epoch = datetime.datetime(1970, 1, 1)
    return (epoch + datetime.timedelta(milliseconds=result["value"])).date()


def list_speakers(searcher: ClusterSearcher) -> list[ListedSpeaker]:
    """Return all speakers, sorted by folded name; cached after the first call."""
    return searcher.cached("speakers", partial(_load_speakers, searcher))


def _load_speakers(searcher: ClusterSearcher) -> list[ListedSpeaker]:
    names = searcher.speaker_names
    speakers = [
        ListedSpeaker(
            id_,
            names[id_],
            fold(names[id_]),
            bucket["doc_count"],
            _date(bucket["first"]),
            _date(bucket["last"]),
        )
        for id_, bucket in searcher.value_buckets(MATCH_ALL, "speaker_ids", **_DATE_RANGE)
    ]
    speakers.sort(key=lambda speaker: (speaker.folded, speaker.id))
    return speakers


def speakers_page(searcher: ClusterSearcher, request: SpeakersRequest) -> SpeakerList:
    """Return one page of the speakers that *request* selects."""
    selected = list_speakers(searcher)
    if words := fold(request.name).split():
        selected = [s for s in selected if all(word in s.folded for word in words)]
    if request.sort == "count":
        selected = sorted(selected, key=lambda s: -s.count)
    elif request.sort == "latest":
        selected = sorted(selected, key=lambda s: -(s.last_date or datetime.date.min).toordinal())
    first = (request.page - 1) * request.limit
    page = selected[first : first + request.limit]
    kinds = _kinds(searcher, [speaker.id for speaker in page])
    summaries = tuple(_summary(speaker, kinds) for speaker in page)
    return SpeakerList(request, searcher.info, len(selected), summaries)


def _summary(speaker: ListedSpeaker, kinds: Mapping[str, SpeakerKind]) -> SpeakerSummary:
    return SpeakerSummary(
        speaker.id,
        speaker.name,
        kinds.get(speaker.id, "person"),
        speaker.count,
        speaker.first_date,
        speaker.last_date,
    )


def _kinds(searcher: ClusterSearcher, ids: list[str]) -> dict[str, SpeakerKind]:
    """Return the kind of each speaker, from the first paragraph that quotes it."""
    if not ids:
        return {}
    first = {"top_hits": {"size": 1, "sort": ["article", "number"], "_source": ["document"]}}
    by_speaker = {id_: {"term": {"speaker_ids": id_}} for id_ in ids}
    results = searcher.aggregate(
        MATCH_ALL, speakers={"filters": {"filters": by_speaker}, "aggs": {"first": first}}
    )
    kinds: dict[str, SpeakerKind] = {}
    for id_, bucket in results["speakers"]["buckets"].items():
        for raw in bucket["first"]["hits"]["hits"]:
            for attribution in read_stored(raw["_source"]).paragraph.attributions:
                if slug(attribution.speaker.name) == id_:
                    kinds.setdefault(id_, attribution.speaker.kind)
    return kinds


def profile(searcher: ClusterSearcher, speaker_id: str) -> SpeakerProfile | None:
    """Return the profile of a speaker, or None where there is no such speaker."""
    id_ = slug(speaker_id)
    speaker = next((s for s in list_speakers(searcher) if s.id == id_), None)
    if speaker is None:
        return None
    quoting: Clause = {"term": {"speaker_ids": id_}}
    archive = count_days(searcher, MATCH_ALL)
    request = SearchRequest()
    (timeline,) = build_timelines(
        [count_days(searcher, quoting)], [archive], timeline_base(request), request
    )
    sources = [(v, b["doc_count"]) for v, b in searcher.value_buckets(quoting, "source")]
    return SpeakerProfile(
        index=searcher.info,
        summary=_summary(speaker, _kinds(searcher, [id_])),
        roles=_roles(searcher, id_, quoting),
        timeline=timeline,
        terms=_terms(searcher, speaker, quoting),
        co_quoted=_co_quoted(searcher, id_, quoting),
        sources=tuple(sorted(sources, key=lambda pair: (-pair[1], pair[0]))),
    )


def _roles(searcher: ClusterSearcher, id_: str, quoting: Clause) -> tuple[Role, ...]:
    """Return the roles that a speaker is given most often, the latest first.

    Spellings that differ only in case or accents are one role, shown in the commonest one.
    """
    spellings: dict[str, list[tuple[str, Bucket]]] = {}
    for pair, bucket in searcher.value_buckets(quoting, "speaker_roles", **_DATE_RANGE):
        speaker_id, _, role = pair.partition(PAIR_SEPARATOR)
        # A paragraph that quotes several speakers has pairs of the others as well.
        if speaker_id == id_:
            spellings.setdefault(slug(role), []).append((role, bucket))
    return shown_roles([_role(searcher, id_, spelled) for spelled in spellings.values()])


def _role(searcher: ClusterSearcher, id_: str, spellings: list[tuple[str, Bucket]]) -> Role:
    commonest = max(spellings, key=lambda pair: (pair[1]["doc_count"], pair[0]))[0]
    count = spellings[0][1]["doc_count"]
    if len(spellings) > 1:
        # A paragraph with two spellings counts once.
        pairs = [join_pair(id_, role) for role, _ in spellings]
        count = searcher.count(all_of({"terms": {"speaker_roles": pairs}}))
    firsts = [day for _, bucket in spellings if (day := _date(bucket["first"]))]
    lasts = [day for _, bucket in spellings if (day := _date(bucket["last"]))]
    return Role(commonest, count, min(firsts, default=None), max(lasts, default=None))


def _co_quoted(searcher: ClusterSearcher, id_: str, quoting: Clause) -> tuple[CoQuoted, ...]:
    """Return the speakers who share most articles with a speaker."""
    articles = [value for value, _ in searcher.value_buckets(quoting, "article")]
    counts: Counter[str] = Counter()
    count_articles = {"cardinality": {"field": "article"}}
    for start in range(0, len(articles), _ARTICLES_PER_REQUEST):
        batch = {"terms": {"article": articles[start : start + _ARTICLES_PER_REQUEST]}}
        quoted = all_of(batch, {"exists": {"field": "speaker_ids"}})
        buckets = searcher.value_buckets(quoted, "speaker_ids", articles=count_articles)
        for other, bucket in buckets:
            counts[other] += bucket["articles"]["value"]
    counts.pop(id_, None)
    names = searcher.speaker_names
    co_quoted = [CoQuoted(other, names[other], count) for other, count in counts.items()]
    co_quoted.sort(key=lambda other: (-other.articles, fold(other.name)))
    return tuple(co_quoted[:MAX_CO_QUOTED])


def _terms(searcher: ClusterSearcher, speaker: ListedSpeaker, quoting: Clause) -> tuple[Term, ...]:
    """Return the significant terms of a sample of a speaker's paragraphs.

    The sample is the first ``SAMPLE_PARAGRAPHS`` by a hash of their texts.
    """
    if speaker.count < MIN_TERM_PARAGRAPHS:
        return ()
    response = searcher.search(
        {
            "query": all_of(quoting),
            "size": SAMPLE_PARAGRAPHS,
            "sort": ["wording", "article", "number"],
            "_source": ["document"],
        }
    )
    return significant_terms(
        [read_stored(raw["_source"]).paragraph.text for raw in response["hits"]["hits"]],
        speaker.name,
        partial(searcher.document_frequencies, "exact"),
        searcher.info.paragraphs,
    )
