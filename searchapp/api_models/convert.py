"""Conversion of records to the JSON objects of the API and the command line.

``msgspec`` converts where a record has the fields of its object; hits, attributions and what
depends on the application's URLs are converted by hand.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Protocol, TypeVar

import msgspec
from markupsafe import Markup
from msgspec import UNSET

from searchapp.api_models import analytics_schemas, query_schemas
from searchapp.api_models import schemas as types
from searchapp.api_models.query_strings import query_string
from searchapp.common.markup import mark
from searchapp.common.messages import Message
from searchapp.engine.common.highlighting import SNIPPET_CHARACTERS, best_window, clipped_spans
from searchapp.models.analytics import Context, SimilarParagraphs, SpeakerList
from searchapp.models.articles import Article, Attribution, Paragraph, Span
from searchapp.models.search import (
    SEARCHED_ACTS,
    SPEECH,
    Acts,
    DescribedClause,
    DidYouMean,
    Facet,
    Hit,
    Index,
    SearchRequest,
    SearchResults,
)
from searchapp.plugins.result_plugins import ExtrasByPlugin, result_plugins

T = TypeVar("T")


class UrlBuilder(Protocol):
    """Builder of the URLs in JSON objects, which depend on where the app is mounted."""

    def paragraph(self, article_id: str, number: int) -> str:
        """Return the URL of a paragraph within its article page."""
        ...

    def next_page(self, results: SearchResults) -> str | None:
        """Return the URL of the page after *results*, or None at the end."""
        ...


def converted(record: object, to: type[T]) -> T:
    """Return *record* as the JSON object *to*, each field from the attribute of its name."""
    return msgspec.convert(record, to, from_attributes=True)


def builtin_value(value: object) -> str:
    """Return the text of a ``Message``, for encoders, which know only ``str`` itself."""
    if isinstance(value, Message):
        return str(value)
    raise NotImplementedError(f"{type(value).__name__} is not a value of JSON")


def attribution_object(attribution: Attribution) -> types.Attribution:
    """Return an attribution, in the one form that every response uses."""
    return types.Attribution(
        speaker=attribution.speaker.name,
        speaker_id=attribution.speaker.id,
        speaker_kind=attribution.speaker.kind,
        role=attribution.role,
        cue=attribution.cue,
        quotation=attribution.quotation,
        spans=attribution.spans,
        act=attribution.act,
        confidence=attribution.confidence,
        evidence=converted(attribution, types.Evidence),
        corrected=attribution.corrected,
    )


def _paragraph_object(paragraph: Paragraph) -> types.Paragraph:
    attributions = [(a.act, attribution_object(a)) for a in paragraph.attributions]
    return types.Paragraph(
        number=paragraph.number,
        text=paragraph.text,
        attributions=tuple(a for act, a in attributions if act != "refusal"),
        refusals=tuple(a for act, a in attributions if act == "refusal"),
        mentions=paragraph.mentions,
        corrected=paragraph.corrected,
    )


def attributed_object(article: Article) -> types.AttributedArticle:
    """Return an article's paragraphs with their attributions and mentions."""
    paragraphs = tuple(map(_paragraph_object, article.paragraphs))
    return types.AttributedArticle(article.id, article.date, article.title, paragraphs)


def article_object(article: Article) -> types.Article:
    """Return an article: ``attributed_object`` and its metadata."""
    values = {field.name: getattr(article, field.name) for field in fields(Article)}
    values["paragraphs"] = tuple(map(_paragraph_object, article.paragraphs))
    return types.Article(**values)


def snippet(
    text: str, matches: tuple[Span, ...], max_characters: int = SNIPPET_CHARACTERS
) -> Markup:
    """Return the best part of *text* as safe HTML, its matches in ``<mark>``.

    A text of up to *max_characters* characters is returned whole.
    """
    start, end = best_window(text, matches, max_characters)
    if end - start == len(text):
        return mark(text, matches)
    before = "… " if start > 0 else ""
    after = " …" if end < len(text) else ""
    return before + mark(text[start:end], clipped_spans(matches, (start, end))) + after


def hit_object(
    hit: Hit, urls: UrlBuilder, acts: Acts = SPEECH, extras: ExtrasByPlugin | None = None
) -> types.Hit:
    """Return a hit, with the *extras* of plugins.

    The refusals of its paragraph are only part of it where *acts* include them.
    """
    refusals = hit.refusals if "refusal" in acts else ()
    speaking = [k for k, attribution in enumerate(hit.attributions) if attribution.act != "refusal"]
    matches = hit.speaker_matches
    return types.Hit(
        id=hit.id,
        url=urls.paragraph(hit.article_id, hit.number),
        article=types.ArticleOfHit(hit.article_id, hit.title, hit.source, hit.author),
        number=hit.number,
        date=hit.date,
        attributions=tuple([attribution_object(hit.attributions[k]) for k in speaking]),
        text=hit.text,
        snippet_html=str(snippet(hit.text, hit.matches)),
        matches=hit.matches,
        title_matches=hit.title_matches,
        speaker_matches=tuple([matches[k] for k in speaking]) if matches else (),
        score=hit.score,
        folded=hit.collapsed,
        copies=hit.copies,
        added_at=hit.added_at,
        refusals=tuple(map(attribution_object, refusals)),
        matched=hit.matched,
        missing=hit.missing,
        trail=hit.trail,
        plugins=converted(extras, dict[str, types.PluginExtras]) if extras else UNSET,
    )


def _facets_object(facets: tuple[Facet, ...]) -> types.Facets:
    values: dict[str, object] = {facet.name: facet.values for facet in facets}
    everything = {name: values.get(name, ()) for name in types.Facets.__struct_fields__}
    return converted(everything, types.Facets)


def _query_object(results: SearchResults) -> query_schemas.Query:
    description = results.description
    return query_schemas.Query(
        **{field.name: getattr(results.request, field.name) for field in fields(SearchRequest)},
        notices=results.notices,
        read_as=description.sentence,
        parts=tuple(query_schemas.Part(*_part_values(part)) for part in description.parts),
    )


def _part_values(part: DescribedClause) -> tuple[str, str, int | None, int | None, str]:
    start, end = part.span or (None, None)
    return part.text, part.parameter or "q", start, end, query_string(part.without)


def _did_you_mean_object(spelling: DidYouMean | None) -> query_schemas.DidYouMean | None:
    if spelling is None:
        return None
    query = query_string(spelling.request)
    return query_schemas.DidYouMean(spelling.request.q, spelling.changes, spelling.total, query)


def results_object(results: SearchResults, urls: UrlBuilder) -> types.SearchAnswer:
    """Return one page of results, with the extras of plugins."""
    extras, acts = result_plugins().extras(results.hits), results.request.acts
    return types.SearchAnswer(
        query=_query_object(results),
        total=types.Total(results.total, results.relation, results.paragraphs),
        index=converted(results.index, Index),
        results=tuple(hit_object(hit, urls, acts, extras.get(hit.id)) for hit in results.hits),
        facets=_facets_object(results.facets),
        did_you_mean=_did_you_mean_object(results.did_you_mean),
        without=tuple(
            query_schemas.PartLess(*_part_values(relaxed.part), relaxed.total)
            for relaxed in results.without
        ),
        relaxed=results.relaxed,
        next=urls.next_page(results),
    )


def articles_answer(results: SearchResults, urls: UrlBuilder) -> analytics_schemas.ArticlesAnswer:
    """Return one page of articles; *results* must be grouped by article."""
    articles = tuple(
        analytics_schemas.ArticleSummary(
            hit.article_id,
            urls.paragraph(hit.article_id, hit.number),
            *(hit.title, hit.date, hit.source, hit.author),
            paragraphs=(hit.number, *hit.collapsed),
        )
        for hit in results.hits
    )
    index = converted(results.index, Index)
    return analytics_schemas.ArticlesAnswer(results.total, index, articles, urls.next_page(results))


def context_answer(context: Context, urls: UrlBuilder) -> analytics_schemas.ContextAnswer:
    """Return a paragraph and its neighbours."""
    return analytics_schemas.ContextAnswer(
        index=converted(context.index, Index),
        before=tuple(hit_object(hit, urls, SEARCHED_ACTS) for hit in context.before),
        paragraph=hit_object(context.paragraph, urls, SEARCHED_ACTS),
        after=tuple(hit_object(hit, urls, SEARCHED_ACTS) for hit in context.after),
    )


def similar_answer(similar: SimilarParagraphs, urls: UrlBuilder) -> analytics_schemas.SimilarAnswer:
    """Return a paragraph and those like it."""
    return analytics_schemas.SimilarAnswer(
        index=converted(similar.index, Index),
        paragraph=hit_object(similar.paragraph, urls),
        terms=similar.terms,
        results=tuple(hit_object(hit, urls) for hit in similar.hits),
    )


def speakers_answer(page: SpeakerList, next_page: str | None) -> analytics_schemas.SpeakersAnswer:
    """Return one page of speakers; *next_page* is the URL of the next one, if any."""
    index = converted(page.index, Index)
    return analytics_schemas.SpeakersAnswer(page.total, index, page.speakers, next_page)
