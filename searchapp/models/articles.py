"""Records of articles: paragraphs, the attributions in them, and speakers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

SpeakerKind = Literal["person", "organization", "group", "unnamed", "document"]
QuotationType = Literal["direct", "mixed", "indirect"]
Act = Literal["speech", "thought"]
Span = tuple[int, int]
"""A piece of a text as (start, end): Unicode code points, end exclusive."""


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody whose words an article reports.

    ``name`` is the fullest form in the article without honorifics; ``id`` is
    ``searchapp.models.normalize.slug(name)``.
    """

    id: str
    name: str
    kind: SpeakerKind


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one paragraph of an article, with its text.

    ``paragraph`` counts from 1; [start, end) are code points of that paragraph.
    """

    paragraph: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Attribution:
    """One source's words or thoughts in one paragraph, one for each cue.

    ``role`` is what the article calls the speaker, in its own words, or empty.
    ``cue`` is the reporting word as it stands in the text (``said``). ``spans``
    are the pieces of the content in this paragraph, in order, disjoint; they
    hold the quotation marks and a leading "that", but neither cue nor source.
    ``act`` tells words from thoughts (``believes``). ``confidence`` is the
    probability, 0 to 1, that speaker and cue are right. ``rule`` names what found
    it; ``cue_span`` and ``source_span`` say where cue and source stand, possibly
    in another paragraph than the content. ``antecedents`` lead from a source that
    is no full name to what it takes up, the nearest first. ``corrected`` tells
    that an editor gave the speaker.
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

    ``mentions`` are those whom it names and who do not speak in it. ``corrected`` tells
    that an editor said who speaks in it, or that nobody does.
    """

    number: int
    text: str
    attributions: tuple[Attribution, ...] = ()
    mentions: tuple[Speaker, ...] = ()
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """A news article. ``date`` is a calendar day, or None where undated.

    The optional texts are empty where the article does not give them. ``correction``
    is what its publisher says it corrected. ``date_evidence`` says what the date was
    taken from (``date line``).
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


def paragraph_id(article_id: str, number: int) -> str:
    """Return a paragraph's address, ``ARTICLE#pN``."""
    return f"{article_id}#p{number}"
