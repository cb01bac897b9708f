"""JSON of a quote check, and its conversion from records."""

from __future__ import annotations

from typing import Annotated

from msgspec import Struct

from searchapp.api_models.convert import UrlBuilder, converted
from searchapp.api_models.shared_schemas import AnsweringIndex
from searchapp.models.articles import Spans
from searchapp.models.fields import ArticleDay, Source, doc
from searchapp.models.quotes import (
    ChangeFlag,
    ChangeKind,
    CheckedQuotation,
    QuoteMatch,
    QuoteReport,
    Verdict,
)
from searchapp.models.search import Index


class CheckRequest(Struct, frozen=True, forbid_unknown_fields=True):
    """A text to check."""

    text: Annotated[str, doc("A quotation, a paragraph or a whole draft.", "“We will go.”")]


class QuoteChange(Struct, frozen=True):
    """A difference between a quotation and the archive."""

    kind: Annotated[
        ChangeKind,
        doc("`missing` from the quotation, `added` to it, or `replaced`.", "missing"),
    ]
    quoted: Annotated[str, doc("The quotation's words.", "")]
    archive: Annotated[str, doc("The archive's words.", "not")]
    start: Annotated[int, doc("Where it begins in the quotation's text.", 12, ge=0)]
    end: Annotated[int, doc("Where it ends in the quotation's text, exclusive.", 12, ge=0)]
    flags: Annotated[
        tuple[ChangeFlag, ...],
        doc("What is likely to change the meaning.", ["negation"]),
    ]


class QuotePassage(Struct, frozen=True):
    """A paragraph that has the quotation, or a part of it."""

    id: Annotated[str, doc("The paragraph's address.", "port-ellory#p2")]
    url: Annotated[
        str, doc("The URL of the paragraph in the article's page.", "/articles/port-ellory#p2")
    ]
    speaker: Annotated[str | None, doc("The speaker, according to the archive.", "Ann Lee")]
    speaker_id: Annotated[str | None, doc("The speaker's id.", "ann-lee")]
    role: Annotated[str, doc("The speaker's role there.", "harbour master")]
    date: ArticleDay
    source: Source
    text: Annotated[str, doc("The paragraph.", "“We will not go,” said Ann Lee.")]
    spans: Spans
    in_quotation_marks: Annotated[
        bool, doc("Whether the archive has them in quotation marks.", True)
    ]
    similarity: Annotated[
        float, doc("The share of words that are the same, in order.", 0.75, ge=0, le=1)
    ]
    changes: Annotated[tuple[QuoteChange, ...], doc("Where the quotation differs, in order.", [])]
    also_in: Annotated[
        tuple[str, ...], doc("Other paragraphs with the same text.", ["port-ellory-2#p4"])
    ]


class QuotationVerdict(Struct, frozen=True):
    """A quotation of the text, with its verdict."""

    text: Annotated[str, doc("The quotation without its marks.", "We will go")]
    start: Annotated[int, doc("Where it begins in the text, in code points.", 1, ge=0)]
    end: Annotated[int, doc("Where it ends in the text, exclusive.", 11, ge=0)]
    claimed_speaker: Annotated[str, doc("The speaker, according to the text, or empty.", "Ann Lee")]
    verdict: Annotated[
        Verdict,
        doc(
            "`verbatim`: the same words. `altered`: with the `changes` of the first match."
            " `spliced`: two passages made one. `other_speaker`: the archive attributes the words"
            " to somebody else. `paraphrased`: the speaker says the same in other words."
            " `not_found`: not in the archive.",
            "altered",
        ),
    ]
    matches: Annotated[tuple[QuotePassage, ...], doc("The passages, the best first.", [])]


class CheckAnswer(Struct, frozen=True):
    """The quotations of a text, in their order."""

    quotations: Annotated[tuple[QuotationVerdict, ...], doc("The quotations, in order.", [])]
    index: AnsweringIndex


def _passage(match: QuoteMatch, urls: UrlBuilder) -> QuotePassage:
    hit, attribution = match.hit, match.attribution
    return QuotePassage(
        id=hit.id,
        url=urls.paragraph(hit.article_id, hit.number),
        speaker=attribution.speaker.name if attribution else None,
        speaker_id=attribution.speaker.id if attribution else None,
        role=attribution.role if attribution else "",
        date=hit.date,
        source=hit.source,
        text=hit.text,
        spans=match.spans,
        in_quotation_marks=match.in_quotation_marks,
        similarity=round(match.similarity, 4),
        changes=tuple(converted(change, QuoteChange) for change in match.changes),
        also_in=match.copies,
    )


def _verdict(checked: CheckedQuotation, urls: UrlBuilder) -> QuotationVerdict:
    return QuotationVerdict(
        text=checked.text,
        start=checked.start,
        end=checked.end,
        claimed_speaker=checked.claimed_speaker,
        verdict=checked.verdict,
        matches=tuple(_passage(match, urls) for match in checked.matches),
    )


def check_answer(report: QuoteReport, urls: UrlBuilder) -> CheckAnswer:
    """Return the JSON object of *report*."""
    return CheckAnswer(
        tuple(_verdict(checked, urls) for checked in report.quotations),
        converted(report.index, Index),
    )
