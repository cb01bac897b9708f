"""Corrections: for a paragraph the right speaker, or nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from searchapp.models.articles import (
    Article,
    Attribution,
    Paragraph,
    QuotationType,
    Span,
    Speaker,
    SpeakerKind,
    paragraph_id,
)
from searchapp.models.normalize import slug

RULE = "corrected by hand"
"""The rule of an attribution that an editor gave."""

ELLIPSIS = "…"
"""At the end of a correction's text: the paragraph goes on."""

_QUOTED = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_FEWEST_QUOTED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """What an editor says of one paragraph.

    ``text`` is the paragraph's, or how it begins, ending in ``…``. ``speaker`` is empty
    for nobody. ``instead_of`` is the id of the one speaker that was wrong, or empty: then
    the correction is about all who were found.
    """

    article_id: str
    number: int
    text: str
    speaker: str
    kind: SpeakerKind = "person"
    role: str = ""
    instead_of: str = ""

    @property
    def paragraph(self) -> str:
        """The paragraph's address."""
        return paragraph_id(self.article_id, self.number)


@dataclass(frozen=True, slots=True)
class Stale:
    """A correction that does not apply, and why."""

    correction: Correction
    reason: str


class Corrections:
    """Corrections by article."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        by_article: dict[str, list[Correction]] = defaultdict(list)
        for correction in corrections:
            by_article[correction.article_id].append(correction)
        self._by_article = {id_: tuple(found) for id_, found in by_article.items()}

    @property
    def articles(self) -> frozenset[str]:
        """The ids of the articles that corrections speak of."""
        return frozenset(self._by_article)

    def of(self, article_id: str) -> tuple[Correction, ...]:
        """Return the corrections of an article, in the order of the file."""
        return self._by_article.get(article_id, ())

    def sort_out(self, article: Article) -> tuple[list[Correction], list[Stale]]:
        """Return the corrections that apply to *article*, and those that do not."""
        applying: list[Correction] = []
        stale: list[Stale] = []
        for correction in self.of(article.id):
            reason = _mismatch(article, correction)
            if reason:
                stale.append(Stale(correction, reason))
            else:
                applying.append(correction)
        return applying, stale


def _is_text(correction: Correction, paragraph: Paragraph) -> bool:
    wanted = " ".join(correction.text.split())
    if wanted.endswith(ELLIPSIS) and not paragraph.text.endswith(ELLIPSIS):
        return paragraph.text.startswith(wanted[:-1].rstrip())
    return paragraph.text == wanted


def _mismatch(article: Article, correction: Correction) -> str:
    """Return why *correction* does not apply, or the empty string."""
    if not 1 <= correction.number <= len(article.paragraphs):
        return f"the article has {len(article.paragraphs)} paragraphs"
    if _is_text(correction, article.paragraphs[correction.number - 1]):
        return ""
    for paragraph in article.paragraphs:
        if _is_text(correction, paragraph):
            return f"its text stands in paragraph {paragraph.number}"
    return "the paragraph's text is another"


def corrected(article: Article, corrections: Iterable[Correction]) -> Article:
    """Return *article* with *corrections* applied, which must be of its paragraphs."""
    paragraphs = list(article.paragraphs)
    for correction in corrections:
        paragraphs[correction.number - 1] = _corrected(
            paragraphs[correction.number - 1], correction
        )
    return replace(article, paragraphs=tuple(paragraphs))


def _corrected(paragraph: Paragraph, correction: Correction) -> Paragraph:
    kept: list[Attribution] = []
    wrong: list[Attribution] = []
    for attribution in paragraph.attributions:
        right = correction.instead_of not in ("", attribution.speaker.id)
        (kept if right or attribution.corrected else wrong).append(attribution)
    attributions = kept
    if correction.speaker:
        given = [_given(found, correction) for found in wrong] or [_new(paragraph, correction)]
        attributions = sorted([*kept, *given], key=lambda a: a.spans[:1])
    speaking = {a.speaker.id for a in attributions}
    left = [a.speaker for a in wrong if a.speaker.kind in ("person", "organization")]
    named = dict.fromkeys([*paragraph.mentions, *left])
    return replace(
        paragraph,
        attributions=tuple(attributions),
        mentions=tuple(speaker for speaker in named if speaker.id not in speaking),
        corrected=True,
    )


def _speaker(correction: Correction) -> Speaker:
    return Speaker(slug(correction.speaker), correction.speaker, correction.kind)


def _given(found: Attribution, correction: Correction) -> Attribution:
    """Return *found* with the right speaker; cue and content stay as they were."""
    speaker = _speaker(correction)
    role = found.role if found.speaker.id == speaker.id else ""
    return replace(
        found,
        speaker=speaker,
        role=correction.role or role,
        act="speech",
        confidence=1.0,
        rule=RULE,
        source_span=None,
        antecedents=(),
        corrected=True,
    )


def _new(paragraph: Paragraph, correction: Correction) -> Attribution:
    """Return an attribution where none was found: of the quotations, else of all the text."""
    quoted: tuple[Span, ...] = tuple(
        found.span()
        for found in _QUOTED.finditer(paragraph.text)
        if len(found[0].split()) >= _FEWEST_QUOTED_WORDS
    )
    quotation: QuotationType = "direct" if quoted else "indirect"
    return Attribution(
        speaker=_speaker(correction),
        role=correction.role,
        cue="",
        quotation=quotation,
        spans=quoted or ((0, len(paragraph.text)),),
        rule=RULE,
        corrected=True,
    )
