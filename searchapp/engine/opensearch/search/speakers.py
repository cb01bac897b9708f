"""The speakers of a generation: the list of all, and the profile of each."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from searchapp.engine.common.speakers import (
    MAX_CO_QUOTED,
    MIN_TERM_PARAGRAPHS,
    SAMPLE_PARAGRAPHS,
    shown_roles,
    significant_terms,
)
from searchapp.engine.common.timelines import build_timelines, timeline_base
from searchapp.engine.opensearch.search.query_dsl import Clause
from searchapp.engine.opensearch.search.request_builder import both
from searchapp.engine.opensearch.search.searcher import ClusterSearcher
from searchapp.engine.opensearch.search.timelines import days_of
from searchapp.engine.opensearch.write.documents import stored
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

EVERYTHING: Clause = {"match_all": {}}
_DAYS = {"first": {"min": {"field": "date"}}, "last": {"max": {"field": "date"}}}


@dataclass(frozen=True, slots=True)
class Listed:
    """A speaker in the list of all."""

    id: str
    name: str
    folded: str
    count: int
    first_date: datetime.date | None
    last_date: datetime.date | None


def _day(found: dict[str, Any]) -> datetime.date | None:
    if found["value"] is None:
        return None
    epoch = datetime.datetime(1970, 1, 1)
    return (epoch + datetime.timedelta(milliseconds=found["value"])).date()


def everybody(generation: ClusterSearcher) -> list[Listed]:
    """Return all speakers, in the order of their names; asked for once."""
    with generation.lock:
        if "everybody" not in generation.kept:
            names = generation.speaker_names
            found = [
                Listed(
                    id_,
                    names[id_],
                    fold(names[id_]),
                    bucket["doc_count"],
                    _day(bucket["first"]),
                    _day(bucket["last"]),
                )
                for id_, bucket in generation.values(EVERYTHING, "speaker_ids", **_DAYS)
            ]
            found.sort(key=lambda speaker: (speaker.folded, speaker.id))
            generation.kept["everybody"] = found
        listed: list[Listed] = generation.kept["everybody"]
        return listed


def speakers(generation: ClusterSearcher, request: SpeakersRequest) -> SpeakerList:
    """Return a page of the speakers that *request* finds."""
    found = everybody(generation)
    if words := fold(request.name).split():
        found = [s for s in found if all(word in s.folded for word in words)]
    if request.sort == "count":
        found = sorted(found, key=lambda s: -s.count)
    elif request.sort == "latest":
        found = sorted(found, key=lambda s: -(s.last_date or datetime.date.min).toordinal())
    first = (request.page - 1) * request.limit
    page = found[first : first + request.limit]
    kinds = _kinds(generation, [speaker.id for speaker in page])
    summaries = tuple(_summary(s, kinds.get(s.id, "person")) for s in page)
    return SpeakerList(request, generation.info, len(found), summaries)


def _summary(s: Listed, kind: SpeakerKind) -> SpeakerSummary:
    return SpeakerSummary(s.id, s.name, kind, s.count, s.first_date, s.last_date)


def _kinds(generation: ClusterSearcher, ids: list[str]) -> dict[str, SpeakerKind]:
    """Return what each speaker is, as the first of its paragraphs says."""
    if not ids:
        return {}
    first = {"top_hits": {"size": 1, "sort": ["article", "number"], "_source": ["document"]}}
    found = generation.aggregate(
        EVERYTHING,
        speakers={
            "filters": {"filters": {id_: {"term": {"speaker_ids": id_}} for id_ in ids}},
            "aggs": {"first": first},
        },
    )
    kinds: dict[str, SpeakerKind] = {}
    for id_, bucket in found["speakers"]["buckets"].items():
        for raw in bucket["first"]["hits"]["hits"]:
            for attribution in stored(raw["_source"]).paragraph.attributions:
                if slug(attribution.speaker.name) == id_:
                    kinds.setdefault(id_, attribution.speaker.kind)
    return kinds


def speaker(generation: ClusterSearcher, speaker_id: str) -> SpeakerProfile | None:
    """Return the profile of a speaker, or None."""
    id_ = slug(speaker_id)
    found = next((s for s in everybody(generation) if s.id == id_), None)
    if found is None:
        return None
    theirs: Clause = {"term": {"speaker_ids": id_}}
    everything = days_of(generation, EVERYTHING)
    base = timeline_base(SearchRequest())
    (when,) = build_timelines([days_of(generation, theirs)], [everything], base, SearchRequest())
    sources = [(v, b["doc_count"]) for v, b in generation.values(theirs, "source")]
    return SpeakerProfile(
        index=generation.info,
        summary=_summary(found, _kinds(generation, [id_]).get(id_, "person")),
        roles=_roles(generation, id_, theirs),
        timeline=when,
        terms=_terms(generation, found, theirs),
        co_quoted=_co_quoted(generation, id_, theirs),
        sources=tuple(sorted(sources, key=lambda pair: (-pair[1], pair[0]))),
    )


def _roles(generation: ClusterSearcher, id_: str, theirs: Clause) -> tuple[Role, ...]:
    """Return what a speaker is called most often, the latest first."""
    spellings: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for value, bucket in generation.values(theirs, "speaker_roles", **_DAYS):
        speaker_id, _, role = value.partition(PAIR_SEPARATOR)
        if speaker_id == id_:
            spellings.setdefault(slug(role), []).append((role, bucket))
    roles = []
    for found in spellings.values():
        shown = max(found, key=lambda pair: (pair[1]["doc_count"], pair[0]))[0]
        count = found[0][1]["doc_count"]
        if len(found) > 1:
            values = [f"{id_}{PAIR_SEPARATOR}{role}" for role, _ in found]
            count = generation.count(both({"terms": {"speaker_roles": values}}))
        firsts = [day for _, bucket in found if (day := _day(bucket["first"]))]
        lasts = [day for _, bucket in found if (day := _day(bucket["last"]))]
        roles.append(Role(shown, count, min(firsts, default=None), max(lasts, default=None)))
    return shown_roles(roles)


def _co_quoted(generation: ClusterSearcher, id_: str, theirs: Clause) -> tuple[CoQuoted, ...]:
    """Return who is quoted in most of the articles that quote a speaker."""
    articles = [value for value, _ in generation.values(theirs, "article")]
    counts: Counter[str] = Counter()
    for start in range(0, len(articles), 10_000):
        part = {"terms": {"article": articles[start : start + 10_000]}}
        quoted = {"exists": {"field": "speaker_ids"}}
        for other, bucket in generation.values(
            both(part, quoted), "speaker_ids", articles={"cardinality": {"field": "article"}}
        ):
            counts[other] += bucket["articles"]["value"]
    counts.pop(id_, None)
    names = generation.speaker_names
    found = [CoQuoted(other, names[other], count) for other, count in counts.items()]
    found.sort(key=lambda other: (-other.articles, fold(other.name)))
    return tuple(found[:MAX_CO_QUOTED])


def _terms(generation: ClusterSearcher, who: Listed, theirs: Clause) -> tuple[Term, ...]:
    """Return the words that stand out in a speaker's paragraphs against all of the archive.

    The sample is the first ``SAMPLE_PARAGRAPHS`` by a hash of their texts.
    """
    if who.count < MIN_TERM_PARAGRAPHS:
        return ()
    answer = generation.search(
        {
            "query": both(theirs),
            "size": SAMPLE_PARAGRAPHS,
            "sort": ["wording", "article", "number"],
            "_source": ["document"],
        }
    )
    return significant_terms(
        [stored(raw["_source"]).paragraph.text for raw in answer["hits"]["hits"]],
        who.name,
        lambda words: documents_with(generation, "exact", words),
        generation.info.paragraphs,
    )


def documents_with(generation: ClusterSearcher, field: str, words: Sequence[str]) -> dict[str, int]:
    """Return in how many paragraphs each of *words* stands in *field*."""
    counted: dict[str, int] = {}
    for start in range(0, len(words), 500):
        part = words[start : start + 500]
        filters = {word: {"term": {field: word}} for word in part}
        found = generation.aggregate(EVERYTHING, words={"filters": {"filters": filters}})
        counted |= {w: b["doc_count"] for w, b in found["words"]["buckets"].items()}
    return counted
