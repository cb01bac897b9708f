"""JSON of trails: passages of reported speech that stand in several articles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import UNSET, Struct

from searchapp.api_models.convert import UrlBuilder, converted
from searchapp.api_models.parameter_values import parse_flag
from searchapp.api_models.parameters import PARAMETERS, Parameter, parse_pairs
from searchapp.api_models.quotes import QuoteChange
from searchapp.api_models.shared_schemas import AnsweringIndex, Notices
from searchapp.models.articles import Kind, QuotationType, Spans
from searchapp.models.fields import ArticleDay, Source, SpeakerId, Title, doc
from searchapp.models.search import Index, IndexInfo
from searchapp.models.trails import (
    Appearance,
    ComparedWording,
    Trail,
    TrailList,
    TrailsRequest,
)

TRAILS_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        "conflict",
        "conflict",
        parse_flag,
        {"type": "string", "enum": ["0", "1"], "default": "0"},
        "With `1`, only passages that are credited to different speakers.",
        "1",
    ),
    *(parameter for parameter in PARAMETERS if parameter.name in ("page", "limit")),
)


def read_trails_request(pairs: Iterable[tuple[str, str]]) -> TrailsRequest:
    """Return the request for a page of trails that *pairs* of name and value make.

    Raises ``ParameterError``.
    """
    return TrailsRequest(**parse_pairs(TRAILS_PARAMETERS, pairs))


TrailId = Annotated[
    str, doc("The id: its earliest words and a hash.", "nobody-won-this-war-1f3a9c02b7d4")
]


class TrailAppearance(Struct, frozen=True):
    """A paragraph that has the passage."""

    id: Annotated[str, doc("The paragraph's address.", "port-ellory#p2")]
    url: Annotated[
        str, doc("The URL of the paragraph in the article's page.", "/articles/port-ellory#p2")
    ]
    title: Title
    date: ArticleDay
    source: Source
    speaker: Annotated[str, doc("Whom the article credits.", "Ann Lee")]
    speaker_id: SpeakerId
    speaker_kind: Kind
    role: Annotated[str, doc("The speaker's role there.", "harbour master")]
    quotation: Annotated[QuotationType, doc("The type of quotation.", "direct")]
    text: Annotated[str, doc("The paragraph.", "“We will not go,” said Ann Lee.")]
    spans: Spans
    wording: Annotated[int, doc("Its place in `wordings`, from 0.", 0, ge=0)]
    also_in: Annotated[
        tuple[str, ...], doc("Other paragraphs with the same text.", ["port-ellory-2#p4"])
    ]


class WordsLeftOut(Struct, frozen=True):
    """How many words of the first wording another one lacks, by where they stood."""

    start: Annotated[int, doc("Cut at the start.", 3, ge=0)]
    end: Annotated[int, doc("Cut at the end.", 0, ge=0)]
    ellipsis: Annotated[int, doc("Left out where the wording has an ellipsis.", 0, ge=0)]
    unmarked: Annotated[int, doc("Missing between other words, without an ellipsis.", 1, ge=0)]
    replaced: Annotated[int, doc("With other words in their place.", 0, ge=0)]


class TrailWording(Struct, frozen=True):
    """A wording of the passage, and how it differs from the first one."""

    text: Annotated[str, doc("The words, as they are first written.", "We will not go")]
    appearances: Annotated[int, doc("How many paragraphs have it.", 2, ge=1)]
    cut: Annotated[
        float, doc("The share of the first wording's words that it lacks.", 0.25, ge=0, le=1)
    ]
    left_out: Annotated[
        WordsLeftOut,
        doc(
            "Their numbers, by where they stood.",
            {"start": 3, "end": 0, "ellipsis": 0, "unmarked": 1, "replaced": 0},
        ),
    ]
    changes: Annotated[tuple[QuoteChange, ...], doc("The differences from the first.", [])]


class TrailSummary(Struct, frozen=True):
    """A passage that several articles report."""

    id: TrailId
    url: Annotated[str, doc("The URL of its page.", "/quotes/nobody-won-this-war-1f3a9c02b7d4")]
    text: Annotated[str, doc("The earliest wording.", "Nobody won this war")]
    articles: Annotated[int, doc("In how many articles it stands.", 12, ge=2)]
    wordings: Annotated[int, doc("In how many wordings.", 3, ge=1)]
    conflict: Annotated[bool, doc("Whether different speakers are credited with it.", False)]
    speakers: Annotated[
        tuple[str, ...], doc("The ids of the credited speakers, the earliest first.", ["ann-lee"])
    ]
    first_date: ArticleDay
    last_date: ArticleDay


class TrailAnswer(Struct, frozen=True):
    """A passage, its wordings and all its appearances, the earliest first."""

    quote: Annotated[TrailSummary, doc("The passage.", {"id": "nobody-won-1f3a9c02b7d4"})]
    wordings: Annotated[tuple[TrailWording, ...], doc("Its wordings, the earliest first.", [])]
    appearances: Annotated[tuple[TrailAppearance, ...], doc("Where it stands, in order.", [])]
    index: AnsweringIndex
    notices: Notices = UNSET


class TrailsAnswer(Struct, frozen=True):
    """A page of passages that several articles report, those in most articles first."""

    total: Annotated[int, doc("The number of passages on all pages.", 85, ge=0)]
    quotes: Annotated[tuple[TrailSummary, ...], doc("The passages of this page.", [])]
    index: AnsweringIndex
    next: Annotated[str | None, doc("The URL of the next page, or null.", None)]
    notices: Notices = UNSET


def trail_summary(trail: Trail, url: str) -> TrailSummary:
    """Return the JSON object of a trail in a list."""
    days = [one.hit.date for one in trail.appearances if one.hit.date]
    return TrailSummary(
        id=trail.id,
        url=url,
        text=trail.wordings[0],
        articles=trail.articles,
        wordings=len(trail.wordings),
        conflict=trail.conflict,
        speakers=trail.speaker_ids,
        first_date=min(days, default=None),
        last_date=max(days, default=None),
    )


def _appearance(appearance: Appearance, urls: UrlBuilder) -> TrailAppearance:
    hit, attribution = appearance.hit, appearance.attribution
    return TrailAppearance(
        id=hit.id,
        url=urls.paragraph(hit.article_id, hit.number),
        title=hit.title,
        date=hit.date,
        source=hit.source,
        speaker=attribution.speaker.name,
        speaker_id=appearance.speaker_id,
        speaker_kind=attribution.speaker.kind,
        role=attribution.role,
        quotation=attribution.quotation,
        text=hit.text,
        spans=appearance.spans,
        wording=appearance.wording,
        also_in=appearance.copies,
    )


def _wording(wording: ComparedWording) -> TrailWording:
    return TrailWording(
        text=wording.text,
        appearances=wording.appearances,
        cut=round(wording.cut, 4),
        left_out=converted(wording.left_out, WordsLeftOut),
        changes=tuple(converted(change, QuoteChange) for change in wording.changes),
    )


def trail_answer(
    trail: Trail,
    wordings: Sequence[ComparedWording],
    index: IndexInfo,
    url: str,
    urls: UrlBuilder,
) -> TrailAnswer:
    """Return the JSON object of a trail, whose page has the URL *url*."""
    return TrailAnswer(
        quote=trail_summary(trail, url),
        wordings=tuple(map(_wording, wordings)),
        appearances=tuple(_appearance(one, urls) for one in trail.appearances),
        index=converted(index, Index),
    )


def trails_answer(
    trails: TrailList, urls_of_trails: Sequence[str], next_page: str | None
) -> TrailsAnswer:
    """Return the JSON object of a page of trails, with the URL of each of them."""
    return TrailsAnswer(
        total=trails.total,
        quotes=tuple(
            trail_summary(trail, url)
            for trail, url in zip(trails.trails, urls_of_trails, strict=True)
        ),
        index=converted(trails.index, Index),
        next=next_page,
    )
