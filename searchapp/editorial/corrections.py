"""Corrections of attributions: the right speaker of a paragraph, or nobody."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from searchapp.models.articles import (
    Act,
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
"""The rule that a corrected attribution names."""

ELLIPSIS = "…"
"""Ends a correction's text that is only the beginning of the paragraph."""

_QUOTATION = re.compile(r"“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)")
_MIN_QUOTED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Correction:
    """An editor's correction of one paragraph.

    ``text`` is the paragraph's text, or its beginning followed by ``…``; it tells whether
    the correction still applies. ``speaker`` is empty for nobody. ``instead_of`` is the id
    of the only speaker to replace, ``cue`` the only cue whose speaker is; where both are empty
    all speakers of the paragraph are.
    """

    article_id: str
    number: int
    text: str
    speaker: str
    kind: SpeakerKind = "person"
    role: str = ""
    instead_of: str = ""
    cue: str = ""
    act: Act | Literal[""] = ""

    def concerns(self, attribution: Attribution) -> bool:
        """Whether *attribution*, one of the paragraph, is to be corrected."""
        return self.instead_of in ("", attribution.speaker.id) and self.cue in ("", attribution.cue)

    @property
    def paragraph(self) -> str:
        """The paragraph's address."""
        return paragraph_id(self.article_id, self.number)


@dataclass(frozen=True, slots=True)
class StaleCorrection:
    """A correction that does not apply to the article as it is now, and the reason."""

    correction: Correction
    reason: str


class Corrections:
    """The corrections of a corpus, by article."""

    def __init__(self, corrections: Iterable[Correction] = ()) -> None:
        by_article: dict[str, list[Correction]] = defaultdict(list)
        for correction in corrections:
            by_article[correction.article_id].append(correction)
        self._by_article = {id_: tuple(group) for id_, group in by_article.items()}

    @property
    def article_ids(self) -> frozenset[str]:
        """The ids of the articles that have corrections."""
        return frozenset(self._by_article)

    def for_article(self, article_id: str) -> tuple[Correction, ...]:
        """Return the corrections of an article, in the order of the file."""
        return self._by_article.get(article_id, ())

    def partition(self, article: Article) -> tuple[list[Correction], list[StaleCorrection]]:
        """Return the corrections of *article* that apply to its text, and the stale ones."""
        applicable: list[Correction] = []
        stale: list[StaleCorrection] = []
        for correction in self.for_article(article.id):
            reason = _mismatch(article, correction)
            if reason:
                stale.append(StaleCorrection(correction, reason))
            else:
                applicable.append(correction)
        return applicable, stale


def _matches_text(correction: Correction, paragraph: Paragraph) -> bool:
    expected = " ".join(correction.text.split())
    if expected.endswith(ELLIPSIS) and not paragraph.text.endswith(ELLIPSIS):
        return paragraph.text.startswith(expected[:-1].rstrip())
    return paragraph.text == expected


def _mismatch(article: Article, correction: Correction) -> str:
    """Return why *correction* does not apply, or the empty string."""
    if not 1 <= correction.number <= len(article.paragraphs):
        return f"the article has {len(article.paragraphs)} paragraphs"
    if _matches_text(correction, article.paragraphs[correction.number - 1]):
        return ""
    for paragraph in article.paragraphs:
        if _matches_text(correction, paragraph):
            return f"its text is now in paragraph {paragraph.number}"
    return "the text of the paragraph has changed"


def apply_corrections(article: Article, corrections: Iterable[Correction]) -> Article:
    """Return *article* with *corrections* applied, all of which must match its text."""
    paragraphs = list(article.paragraphs)
    for correction in corrections:
        index = correction.number - 1
        paragraphs[index] = _apply(paragraphs[index], correction)
    return replace(article, paragraphs=tuple(paragraphs))


def _apply(paragraph: Paragraph, correction: Correction) -> Paragraph:
    """Return *paragraph* with the attributions that *correction* concerns replaced.

    An attribution that an earlier correction made stays. Replaced speakers who can be named
    become mentions.
    """
    wrong = _concerned(paragraph, correction)
    unchanged = [a for a in paragraph.attributions if not any(a is other for other in wrong)]
    attributions = unchanged
    if correction.speaker:
        corrected = [_reattribute(attribution, correction) for attribution in wrong]
        attributions = sorted(
            [*unchanged, *(corrected or [_new_attribution(paragraph, correction)])],
            key=lambda a: a.spans[:1],
        )
    speaking = {a.speaker.id for a in attributions}
    replaced = [a.speaker for a in wrong if a.speaker.kind in ("person", "organization")]
    mentions = dict.fromkeys([*paragraph.mentions, *replaced])
    return replace(
        paragraph,
        attributions=tuple(attributions),
        mentions=tuple(speaker for speaker in mentions if speaker.id not in speaking),
        corrected=True,
    )


def _concerned(paragraph: Paragraph, correction: Correction) -> list[Attribution]:
    """Return the attributions of *paragraph* to replace.

    Where another speaker has the cue by now, *correction* still says who the right one is.
    """
    open_to_change = [a for a in paragraph.attributions if not a.corrected]
    concerned = [a for a in open_to_change if correction.concerns(a)]
    if not concerned and correction.speaker and correction.cue:
        return [a for a in open_to_change if a.cue == correction.cue]
    return concerned


def _speaker(correction: Correction) -> Speaker:
    return Speaker(slug(correction.speaker), correction.speaker, correction.kind)


def _reattribute(attribution: Attribution, correction: Correction) -> Attribution:
    """Return *attribution* with the right speaker, and its cue and content as they were."""
    speaker = _speaker(correction)
    role = attribution.role if attribution.speaker.id == speaker.id else ""
    # A correction of one cue is about its speaker, and one of the whole paragraph about speech.
    act = correction.act or (attribution.act if correction.cue else "speech")
    return replace(
        attribution,
        speaker=speaker,
        role=correction.role or role,
        act=act,
        # A refusal has no content.
        spans=() if act == "refusal" else attribution.spans,
        confidence=1.0,
        rule=RULE,
        source_span=None,
        antecedents=(),
        corrected=True,
    )


def _new_attribution(paragraph: Paragraph, correction: Correction) -> Attribution:
    """Return an attribution of the paragraph's quotations, or of all its text without any."""
    quotations: tuple[Span, ...] = tuple(
        match.span()
        for match in _QUOTATION.finditer(paragraph.text)
        if len(match[0].split()) >= _MIN_QUOTED_WORDS
    )
    quotation_type: QuotationType = "direct" if quotations else "indirect"
    return Attribution(
        speaker=_speaker(correction),
        role=correction.role,
        cue="",
        quotation=quotation_type,
        spans=() if correction.act == "refusal" else quotations or ((0, len(paragraph.text)),),
        act=correction.act or "speech",
        rule=RULE,
        corrected=True,
    )
