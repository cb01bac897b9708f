"""Questions about attributions: who may be the right speaker, and what an answer records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from searchapp.editorial import Correction
from searchapp.models.articles import (
    Article,
    Attribution,
    Paragraph,
    Speaker,
    SpeakerKind,
    paragraph_id,
)
from searchapp.models.normalize import slug

Answer = Literal["right", "wrong", "nobody", "speaker", "refusal"]
"""``wrong``: somebody else speaks, and nobody knows who; ``nobody``: the words are nobody's;
``speaker``: somebody else, who is named; ``refusal``: the speaker declined to say anything."""

ANSWERS: tuple[Answer, ...] = get_args(Answer)

MAX_CANDIDATES = 9


@dataclass(frozen=True, slots=True)
class Question:
    """An attribution to review, with its paragraph and article.

    ``attribution`` is None for a paragraph in which nobody speaks.
    """

    article: Article
    paragraph: Paragraph
    attribution: Attribution | None

    @property
    def address(self) -> str:
        """The address of the paragraph."""
        return paragraph_id(self.article.id, self.paragraph.number)

    @property
    def confidence(self) -> float:
        """The confidence of the attribution; 1 without one."""
        return self.attribution.confidence if self.attribution else 1.0

    def candidates(self) -> list[Speaker]:
        """Return other speakers of the article, those of the nearest paragraphs first."""
        number = self.paragraph.number
        nearest_first = sorted(self.article.paragraphs, key=lambda p: abs(p.number - number))
        named = dict.fromkeys(
            speaker
            for paragraph in nearest_first
            for speaker in (*(a.speaker for a in paragraph.attributions), *paragraph.mentions)
            if speaker.kind in ("person", "organization")
        )
        current = self.attribution.speaker.id if self.attribution else ""
        return [speaker for speaker in named if speaker.id != current][:MAX_CANDIDATES]

    def correction(self, name: str, kind: SpeakerKind) -> Correction:
        """Return the correction of the attribution to *name*, or to nobody if that is empty.

        Other cues of the paragraph stay as they are.
        """
        paragraph, attribution = self.paragraph, self.attribution
        correction = Correction(self.article.id, paragraph.number, paragraph.text, name, kind)
        if attribution is None:
            return correction
        return replace(
            correction,
            role=attribution.role if name == attribution.speaker.name else "",
            instead_of=attribution.speaker.id,
            cue=attribution.cue,
        )


@dataclass(frozen=True, slots=True)
class Judgement:
    """An editor's answer to a question; the speaker is named where the answer is ``speaker``."""

    answer: Answer
    name: str = ""
    kind: SpeakerKind = "person"
    role: str = ""


class JudgementError(ValueError):
    """An answer that cannot be recorded; the message says why, for the editor."""


def questions_of(article: Article, number: int) -> list[Question]:
    """Return a question for each attribution of a paragraph; at least one.

    Empty where the article has no such paragraph.
    """
    if not 1 <= number <= len(article.paragraphs):
        return []
    paragraph = article.paragraphs[number - 1]
    return [Question(article, paragraph, a) for a in paragraph.attributions or (None,)]


def corrections_behind(
    question: Question, corrections: Iterable[Correction]
) -> tuple[Correction, ...]:
    """Return those of *corrections* that decide the answer to *question* already.

    They made the attribution what it is, or will when the index has them.
    """
    attribution = question.attribution
    own = [c for c in corrections if c.paragraph == question.address]
    if attribution is None:
        return tuple(c for c in own if not c.speaker or not (c.instead_of or c.cue))[:1]
    if attribution.corrected:
        return tuple(
            c
            for c in own
            if slug(c.speaker) == attribution.speaker.id and c.cue in ("", attribution.cue)
        )
    return tuple(c for c in own if c.concerns(attribution))


def judged(question: Question, judgement: Judgement, behind: tuple[Correction, ...]) -> Correction:
    """Return the correction that records *judgement*, in place of those *behind* the question.

    Raises ``JudgementError`` where the question has no such answer.
    """
    attribution = question.attribution
    match judgement.answer:
        case "wrong" | "nobody":
            correction = question.correction("", "person")
        case "speaker":
            if len(slug(judgement.name)) < 2:
                raise JudgementError("Enter the name of the right speaker.")
            correction = question.correction(judgement.name, judgement.kind)
            correction = replace(correction, role=judgement.role or correction.role)
        case _ if attribution is None:
            raise JudgementError("The paragraph has no speaker to confirm.")
        case "right":
            speaker = attribution.speaker
            correction = question.correction(speaker.name, speaker.kind)
        case "refusal":
            speaker = attribution.speaker
            correction = question.correction(speaker.name, speaker.kind)
            correction = replace(correction, act="refusal")
    if behind:
        # The attribution has the name of an earlier correction; the text's own is behind it.
        correction = replace(correction, instead_of=behind[0].instead_of, cue=behind[0].cue)
    return correction
