"""Who speaks in a paragraph, as the pages show it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for

from searchapp.records import Attribution, QuotationType, Speaker


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

    ``number`` is the voice's own in its article, from 1, or 0 where voices have none.
    """

    speaker: Speaker
    role: str
    quotations: tuple[QuotationType, ...]
    whys: tuple[Why, ...]
    url: str
    number: int = 0


def speech(attributions: Iterable[Attribution]) -> list[Attribution]:
    """Return those of *attributions* that report words."""
    return [attribution for attribution in attributions if attribution.act == "speech"]


def voices(
    attributions: Iterable[Attribution], numbers: dict[str, int] | None = None
) -> list[Voice]:
    """Return who speaks; *numbers* are those of the voices of an article, by speaker id."""
    grouped: dict[tuple[str, str], list[Attribution]] = {}
    for attribution in speech(attributions):
        grouped.setdefault((attribution.speaker.id, attribution.role), []).append(attribution)
    return [
        Voice(
            of_one[0].speaker,
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
