"""View models of the speakers of a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from markupsafe import Markup
from msgspec import Struct

from searchapp.common.markup import mark
from searchapp.engine.common.highlighting import clipped_spans
from searchapp.models.analytics import SpeakerProfile
from searchapp.models.articles import Attribution, QuotationType, Span, Speaker
from searchapp.web.presenters.formatting import cut_long, percent
from searchapp.web.presenters.urls import speaker_url

_NAME_CHARACTERS = 60
"""A longer name is cut at a word."""

LOW_CONFIDENCE = 0.7
"""Pages name the confidence of an attribution below it without being asked."""


class Evidence(Struct, frozen=True):
    """Evidence of an attribution: its cue and confidence (0 to 1).

    ``corrected`` is true where an editor set the speaker.
    """

    cue: str
    confidence: float
    corrected: bool = False

    @property
    def percent(self) -> str:
        """The confidence as a percentage, at most 99."""
        return percent(self.confidence)


class QuotedSpeaker(Struct, frozen=True):
    """A speaker quoted in a paragraph, under one role.

    ``name`` has the query's matches in ``<mark>``, and so has ``rest_of_name``, the end of a
    long one, which is shown on demand. ``number`` is the speaker's number in the article,
    from 1, or 0 where speakers are not numbered.
    """

    speaker: Speaker
    name: Markup
    rest_of_name: Markup
    role: str
    quotations: tuple[QuotationType, ...]
    evidence: tuple[Evidence, ...]
    url: str
    number: int = 0

    @property
    def confidence(self) -> float:
        """The lowest confidence of the speaker's attributions; 1 where an editor set them."""
        return min([e.confidence for e in self.evidence if not e.corrected], default=1.0)

    @property
    def corrected(self) -> bool:
        """Whether an editor set the speaker."""
        return any(evidence.corrected for evidence in self.evidence)


class OtherForm(Struct, frozen=True):
    """Another form of a speaker's name: its number of paragraphs, and why it is the speaker's."""

    name: str
    count: int
    evidence: str


def other_forms(profile: SpeakerProfile) -> list[OtherForm]:
    """Return the forms of a speaker's name but its own, with the evidence of each.

    The evidence is that of the most confident join of the form with another one.
    """
    forms = []
    for form in profile.forms[1:]:
        joins = [join for join in profile.joins if form.id in (join.first, join.second)]
        best = max(joins, key=lambda join: join.confidence, default=None)
        forms.append(OtherForm(form.name, form.count, "; ".join(best.reasons) if best else ""))
    return forms


def speech(attributions: Iterable[Attribution]) -> list[Attribution]:
    """Return those of *attributions* that report speech, not thoughts."""
    return [attribution for attribution in attributions if attribution.act == "speech"]


def speaker_numbers(attributions: Iterable[Attribution]) -> dict[str, int]:
    """Return numbers of the speakers of *attributions* by id, from 1, in order of appearance."""
    ids = dict.fromkeys([attribution.speaker.id for attribution in speech(attributions)])
    return {id_: number for number, id_ in enumerate(ids, start=1)}


def quoted_speakers(
    attributions: Sequence[Attribution],
    matches: Sequence[Sequence[Span]] = (),
    numbers: dict[str, int] | None = None,
) -> list[QuotedSpeaker]:
    """Return the speakers of *attributions*, one for each role.

    *matches* are the matched spans of each attribution's speaker name; *numbers* are the
    numbers of an article's speakers, by speaker id.
    """
    matched = {
        attribution.speaker.name: spans
        for attribution, spans in zip(attributions, matches, strict=False)
    }
    grouped: dict[tuple[str, str], list[Attribution]] = {}
    for attribution in speech(attributions):
        grouped.setdefault((attribution.speaker.id, attribution.role), []).append(attribution)
    return [
        _quoted_speaker(own_attributions, role, matched, (numbers or {}).get(id_, 0))
        for (id_, role), own_attributions in grouped.items()
    ]


def _marked_name(name: str, matches: Sequence[Span]) -> tuple[Markup, Markup]:
    """Return the start of *name* and the rest of a long one, with *matches* marked."""
    if len(name) <= _NAME_CHARACTERS:
        return mark(name, matches), Markup("")
    start, rest = cut_long(name, _NAME_CHARACTERS)
    return (
        mark(start, clipped_spans(matches, (0, len(start)))),
        mark(rest, clipped_spans(matches, (len(start), len(name)))),
    )


def _quoted_speaker(
    attributions: Sequence[Attribution],
    role: str,
    matched: Mapping[str, Sequence[Span]],
    number: int,
) -> QuotedSpeaker:
    """Return the view model of *attributions*, all of one speaker and *role*."""
    speaker = attributions[0].speaker
    evidence = (
        Evidence(attribution.cue, attribution.confidence, attribution.corrected)
        for attribution in attributions
        if attribution.cue or attribution.corrected
    )
    return QuotedSpeaker(
        speaker,
        *_marked_name(speaker.name, matched.get(speaker.name, ())),
        role,
        tuple(dict.fromkeys(attribution.quotation for attribution in attributions)),
        tuple(dict.fromkeys(evidence)),
        speaker_url(speaker.id),
        number,
    )
