"""Records of articles: paragraphs, the attributions in them, and speakers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, get_args

from msgspec import Struct

from searchapp.models.fields import SpeakerId, doc

SpeakerKind = Literal["person", "organization", "group", "unnamed", "document"]
SPEAKER_KINDS: tuple[SpeakerKind, ...] = get_args(SpeakerKind)
QuotationType = Literal["direct", "mixed", "indirect"]
QUOTATIONS: tuple[QuotationType, ...] = get_args(QuotationType)
QUOTATION_LABELS: Mapping[QuotationType, str] = {
    "direct": "quoted",
    "mixed": "partly quoted",
    "indirect": "paraphrased",
}
"""What readers see for each quotation type."""

Act = Literal["speech", "thought", "refusal"]
Span = tuple[int, int]
"""A stretch of a text as (start, end): Unicode code points, end exclusive."""

Spans = Annotated[
    tuple[Span, ...],
    doc("Ranges as [start, end] in Unicode code points, end exclusive.", [[0, 12]]),
]
Kind = Annotated[SpeakerKind, doc("The kind of speaker.", "person")]


class Speaker(Struct, frozen=True, gc=False):
    """A person or organization that a paragraph names."""

    id: SpeakerId
    name: Annotated[str, doc("The fullest name in the article.", "Li Dongsheng")]
    kind: Kind


class Passage(Struct, frozen=True, gc=False):
    """A stretch of one paragraph of an article."""

    paragraph: Annotated[int, doc("The number of the paragraph in its article, starting at 1.", 8)]
    start: Annotated[int, doc("The start, in Unicode code points.", 0)]
    end: Annotated[int, doc("The end, exclusive.", 11)]
    text: Annotated[str, doc("Its text.", "Zhou Yunjie")]


@dataclass(frozen=True, slots=True)
class Attribution:
    """One source's words or thoughts in one paragraph, one for each cue.

    ``role`` is the speaker's role in the article's own words, or empty. ``cue`` is the
    reporting word as written in the text (``said``). ``spans`` are the stretches of the content
    in this paragraph, in order, disjoint; they include quotation marks and a leading "that",
    but neither cue nor source. ``act`` distinguishes words from thoughts (``believes``) and
    from refusals (``declined to comment``), which have no content. ``confidence`` is the
    probability, 0 to 1, that speaker and cue are right. ``rule`` is the name of the attribution
    rule; ``cue_span`` and ``source_span`` locate cue and source, possibly in another paragraph
    than the content. ``antecedents`` are the mentions that a source such as "he" refers back
    to, the nearest first. ``corrected`` is true where an editor set the speaker.
    """

    speaker: Speaker
    role: str
    cue: str
    quotation: QuotationType
    spans: tuple[Span, ...]
    act: Act = "speech"
    confidence: float = 1.0
    rule: str = ""
    cue_span: Passage | None = None
    source_span: Passage | None = None
    antecedents: tuple[Passage, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """The unit of search. ``number`` counts from 1 within its article.

    ``mentions`` are the people and organizations that it names and that do not speak in
    it. ``corrected`` is true where an editor set its speakers, or removed them.
    """

    number: int
    text: str
    attributions: tuple[Attribution, ...] = ()
    mentions: tuple[Speaker, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. ``date`` is a calendar day, or None where undated.

    The optional texts are empty where the article lacks them. ``correction`` is the
    publisher's note of what was corrected. ``date_evidence`` names where the date was
    read from (``date line``).
    """

    id: str
    title: str
    date: datetime.date | None
    paragraphs: tuple[Paragraph, ...]
    author: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    section: str = ""
    correction: str = ""
    date_evidence: str = ""


@dataclass(frozen=True, slots=True)
class ArticlePart:
    """Consecutive paragraphs of an article: the only ones that ``article`` holds.

    ``total`` is the number of paragraphs of the whole article.
    """

    article: Article
    total: int


PART_PARAGRAPHS = 500
"""The most paragraphs of an article that one page or one answer of the API holds."""


def part_number(number: int) -> int:
    """Return the number, from 1, of the part of an article that holds paragraph *number*."""
    return (number - 1) // PART_PARAGRAPHS + 1


def paragraph_suffix(number: int) -> str:
    """Return what follows an article's URL to lead to its paragraph *number*: ``#p3``.

    It names the part of a long article: ``?page=2#p600``.
    """
    part = part_number(number)
    return f"?page={part}#p{number}" if part > 1 else f"#p{number}"


def paragraph_id(article_id: str, number: int) -> str:
    """Return a paragraph's address, ``ARTICLE#pN``."""
    return f"{article_id}#p{number}"
