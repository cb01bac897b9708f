"""Timelines, speakers, comparisons and contexts as JSON objects."""

from __future__ import annotations

from searchapp.api_models import analytics_schemas as types
from searchapp.api_models.convert import Addresses, day_text, hit_object, index_object
from searchapp.models.analytics import (
    Comparison,
    Context,
    SpeakerList,
    SpeakerProfile,
    SpeakerSummary,
    Timeline,
)
from searchapp.models.search import IndexInfo, SearchResults


def _timeline(timeline: Timeline) -> types.Timeline:
    return {
        "interval": timeline.interval,
        "base": timeline.base,
        "total": timeline.total,
        "undated": timeline.undated,
        "undated_out_of": timeline.undated_out_of,
        "buckets": [
            {
                "label": bucket.label,
                "start": bucket.start.isoformat(),
                "end": bucket.end.isoformat(),
                "count": bucket.count,
                "out_of": bucket.out_of,
            }
            for bucket in timeline.buckets
        ],
    }


def timeline_answer(timeline: Timeline, index: IndexInfo) -> types.TimelineAnswer:
    """Return when matching paragraphs are dated."""
    return {"index": index_object(index), "timeline": _timeline(timeline)}


def _summary(speaker: SpeakerSummary) -> types.SpeakerSummary:
    return {
        "id": speaker.id,
        "name": speaker.name,
        "kind": speaker.kind,
        "count": speaker.count,
        "first_date": day_text(speaker.first_date),
        "last_date": day_text(speaker.last_date),
    }


def speakers_answer(found: SpeakerList, next_page: str | None) -> types.SpeakersAnswer:
    """Return one page of speakers."""
    return {
        "total": found.total,
        "index": index_object(found.index),
        "speakers": [_summary(speaker) for speaker in found.speakers],
        "next": next_page,
    }


def speaker_answer(profile: SpeakerProfile) -> types.SpeakerAnswer:
    """Return what the archive has of a speaker."""
    return {
        "index": index_object(profile.index),
        "speaker": _summary(profile.summary),
        "roles": [
            {
                "role": role.role,
                "count": role.count,
                "first_date": day_text(role.first_date),
                "last_date": day_text(role.last_date),
            }
            for role in profile.roles
        ],
        "timeline": _timeline(profile.timeline),
        "terms": [
            {"word": t.word, "count": t.count, "out_of": t.out_of, "score": t.score}
            for t in profile.terms
        ],
        "co_quoted": [
            {"id": other.id, "name": other.name, "articles": other.articles}
            for other in profile.co_quoted
        ],
        "sources": [{"source": source, "count": count} for source, count in profile.sources],
    }


def compare_answer(found: Comparison) -> types.CompareAnswer:
    """Return speakers beside each other."""
    return {
        "index": index_object(found.index),
        "series": [
            {
                "id": series.id,
                "name": series.name,
                "count": series.count,
                "out_of": series.out_of,
                "timeline": _timeline(series.timeline),
            }
            for series in found.series
        ],
    }


def context_answer(found: Context, addresses: Addresses) -> types.ContextAnswer:
    """Return a paragraph and its neighbours."""
    return {
        "index": index_object(found.index),
        "before": [hit_object(hit, addresses) for hit in found.before],
        "paragraph": hit_object(found.paragraph, addresses),
        "after": [hit_object(hit, addresses) for hit in found.after],
    }


def articles_answer(found: SearchResults, addresses: Addresses) -> types.ArticlesAnswer:
    """Return one page of articles out of results that are grouped by article."""
    return {
        "total": found.total,
        "index": index_object(found.index),
        "articles": [
            {
                "id": hit.article_id,
                "url": addresses.paragraph(hit.article_id, hit.number),
                "title": hit.title,
                "date": day_text(hit.date),
                "source": hit.source,
                "author": hit.author,
                "paragraphs": [hit.number, *hit.collapsed],
            }
            for hit in found.hits
        ],
        "next": addresses.next_page(found),
    }
