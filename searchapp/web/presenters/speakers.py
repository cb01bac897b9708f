"""Who speaks in a paragraph, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask import url_for
from markupsafe import Markup

from searchapp.common.markup import mark
from searchapp.models.articles import Attribution, QuotationType, Span, Speaker


@dataclass(frozen=True, slots=True)
class Why:
    """What makes an attribution: its cue, and the probability that it is right.

    ``corrected`` tells that it is an editor's.
    """

    cue: str
    confidence: float
    corrected: bool = False

    @property
    def percent(self) -> str:
        """The confidence as a reader takes it in; never quite certain."""
        return f"{min(99, round(self.confidence * 100))} %"


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks in a paragraph: once for each role, with how they are quoted.

    ``name`` has what a query matched of it in ``<mark>``. ``number`` is the voice's own in
    its article, from 1, or 0 where voices have none.
    """

    speaker: Speaker
    name: Markup
    role: str
    quotations: tuple[QuotationType, ...]
    whys: tuple[Why, ...]
    url: str
    number: int = 0


def speech(attributions: Iterable[Attribution]) -> list[Attribution]:
    """Return those of *attributions* that report words."""
    return [attribution for attribution in attributions if attribution.act == "speech"]


def voices(
    attributions: Sequence[Attribution],
    matches: Sequence[Sequence[Span]] = (),
    numbers: dict[str, int] | None = None,
) -> list[Voice]:
    """Return who speaks.

    *matches* are spans of the speaker's name of each of *attributions*; *numbers* are
    those of the voices of an article, by speaker id.
    """
    matched = {
        attribution.speaker.name: spans
        for attribution, spans in zip(attributions, matches, strict=False)
    }
    grouped: dict[tuple[str, str], list[Attribution]] = {}
    for attribution in speech(attributions):
        grouped.setdefault((attribution.speaker.id, attribution.role), []).append(attribution)
    return [
        Voice(
            of_one[0].speaker,
            mark(of_one[0].speaker.name, matched.get(of_one[0].speaker.name, ())),
            role,
            tuple(dict.fromkeys(a.quotation for a in of_one)),
            tuple(
                dict.fromkeys(
                    Why(a.cue, a.confidence, a.corrected) for a in of_one if a.cue or a.corrected
                )
            ),
            url_for(".speaker", speaker_id=id_),
            (numbers or {}).get(id_, 0),
        )
        for (id_, role), of_one in grouped.items()
    ]
