"""Attributions in the making, and their finish: role, quotation type, confidence."""

from __future__ import annotations

import math
from dataclasses import dataclass

from searchapp.attribution import content_spans
from searchapp.attribution.coref.speaker_resolver import Source
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.scoring.candidate_model import Scorer
from searchapp.models.articles import Act, Attribution, Passage, Span

NAMED = ("person", "organization")
_CLASSES = {"person": "named", "organization": "organization"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What found an attribution: a rule with its cue and source, and how likely it is."""

    rule: str
    cue: Passage
    source: Passage
    act: Act
    probability: float


@dataclass(frozen=True, slots=True)
class PendingAttribution:
    """An attribution before its role is known; ``at`` is the cue's place in its paragraph.

    ``carried`` counts the paragraphs between the cue's and this one.
    """

    at: int
    source: Source
    found: Evidence
    spans: tuple[Span, ...]
    carried: int = 0


def confidence(draft: PendingAttribution, scorer: Scorer) -> float:
    """Return the probability, 0 to 1, that the draft's paragraph reports its speaker.

    A speaker without a name is in the article's own words, which cannot mean another.
    """
    if draft.source.how == "label":
        return round(draft.found.probability, 3)
    given = min(max(draft.found.probability, 1e-4), 1 - 1e-4)
    total = math.log(given / (1 - given))
    if draft.source.speaker.kind in NAMED:
        weights = scorer.speaker_weights
        total = total * weights.get("logit", 1.0) + weights.get("bias", 0.0)
        for name in speaker_features(draft):
            total += weights.get(name, 0.0)
    return round(scorer.calibrated(total), 3)


def _threshold(draft: PendingAttribution, scorer: Scorer) -> float:
    """How sure an attribution must be: thoughts are looked for least, so most."""
    thresholds = scorer.thresholds
    if draft.found.act == "thought":
        return thresholds["thought"]
    return thresholds[_CLASSES.get(draft.source.speaker.kind, "described")]


def _kept(
    drafts: list[PendingAttribution], scorer: Scorer
) -> list[tuple[PendingAttribution, float]]:
    """The drafts of one paragraph that are sure enough, with how sure they are.

    Where the paragraph surely reports a speaker, a further cue of theirs needs less.
    """
    judged = [(draft, confidence(draft, scorer)) for draft in drafts]
    sure = {
        draft.source.speaker
        for draft, chance in judged
        if draft.found.act == "speech" and chance >= _threshold(draft, scorer)
    }
    again = scorer.thresholds["again"]
    return [
        (draft, chance)
        for draft, chance in judged
        if chance >= _threshold(draft, scorer)
        or (chance >= again and draft.found.act == "speech" and draft.source.speaker in sure)
    ]


def speaker_features(draft: PendingAttribution) -> tuple[str, ...]:
    """Return what tells whether the source was taken for the right speaker."""
    speaker = draft.source.speaker
    return (
        "how=" + draft.source.how,
        "kind=" + speaker.kind,
        f"attested={draft.source.attested}|{speaker.kind}",
        f"single={' ' not in speaker.name}|{speaker.kind}",
        "carried=" + str(min(draft.carried, 2)),
    )


def finish(
    drafts: list[PendingAttribution],
    reading: AnnotatedParagraph,
    first_roles: dict[int, str],
    scorer: Scorer,
) -> tuple[Attribution, ...]:
    """Return the attributions of one paragraph in order of their cues."""
    finished: list[Attribution] = []
    for draft, sure in _kept(sorted(drafts, key=lambda d: d.at), scorer):
        entity = draft.source.entity
        finished.append(
            Attribution(
                speaker=draft.source.speaker,
                role=reading.roles.get(entity) or first_roles.get(entity, ""),
                cue=draft.found.cue.text,
                quotation=content_spans.quotation_type(
                    reading.tokens, list(draft.spans), reading.quotations
                ),
                spans=draft.spans,
                act=draft.found.act,
                confidence=sure,
                rule=draft.found.rule,
                cue_span=draft.found.cue,
                source_span=draft.found.source,
                antecedents=draft.source.antecedents,
            )
        )
    return tuple(finished)
