"""Conversion of timelines, speakers, comparisons and contexts to JSON objects."""

from __future__ import annotations

from searchapp.api_models import analytics_schemas as types
from searchapp.api_models.convert import UrlBuilder, day_text, hit_object, index_object
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
    """Return a timeline, with the generation that it was computed from."""
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


def speakers_answer(speaker_list: SpeakerList, next_page: str | None) -> types.SpeakersAnswer:
    """Return one page of speakers; *next_page* is the URL of the next one, if any."""
    return {
        "total": speaker_list.total,
        "index": index_object(speaker_list.index),
        "speakers": [_summary(speaker) for speaker in speaker_list.speakers],
        "next": next_page,
    }


def speaker_answer(profile: SpeakerProfile) -> types.SpeakerAnswer:
    """Return a speaker's profile."""
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


def compare_answer(comparison: Comparison) -> types.CompareAnswer:
    """Return a comparison of speakers."""
    return {
        "index": index_object(comparison.index),
        "series": [
            {
                "id": series.id,
                "name": series.name,
                "count": series.count,
                "out_of": series.out_of,
                "timeline": _timeline(series.timeline),
            }
            for series in comparison.series
        ],
    }


def context_answer(context: Context, urls: UrlBuilder) -> types.ContextAnswer:
    """Return a paragraph and its neighbours."""
    return {
        "index": index_object(context.index),
        "before": [hit_object(hit, urls) for hit in context.before],
        "paragraph": hit_object(context.paragraph, urls),
        "after": [hit_object(hit, urls) for hit in context.after],
    }


def articles_answer(results: SearchResults, urls: UrlBuilder) -> types.ArticlesAnswer:
    """Return one page of articles; *results* must be grouped by article."""
    return {
        "total": results.total,
        "index": index_object(results.index),
        "articles": [
            {
                "id": hit.article_id,
                "url": urls.paragraph(hit.article_id, hit.number),
                "title": hit.title,
                "date": day_text(hit.date),
                "source": hit.source,
                "author": hit.author,
                "paragraphs": [hit.number, *hit.collapsed],
            }
            for hit in results.hits
        ],
        "next": urls.next_page(results),
    }
