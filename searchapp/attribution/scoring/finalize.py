"""Finished attributions: confidence, threshold, role and quotation type."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterable, Mapping

from msgspec import Struct

from searchapp.attribution import content_spans
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.preprocess import AnnotatedParagraph
from searchapp.attribution.scoring.candidate_model import Scorer
from searchapp.models.articles import Act, Attribution, Passage, Span, SpeakerKind

NAMED_KINDS = ("person", "organization")
_THRESHOLD_CLASSES: Mapping[SpeakerKind, str] = {"person": "named", "organization": "organization"}
# Of two about equally likely speakers the chosen one is right in two of three cases or so.
_DOUBT = 0.7
_DOUBTFUL_STEPS = frozenset(["doubtful pronoun", "epithet", "plural"])
# The lowest probabilities of the levels 1 to 4 of other attributions.
_LEVELS = (0.25, 0.5, 0.75, 0.9)
# "It" and "the company" mean another organization as often as "he" means another person.
_DOUBTFUL_STEPS_TO_ORGANIZATIONS = frozenset(["pronoun", "noun"])


class Evidence(Struct, frozen=True, gc=False):
    """The rule of an attribution, its cue and source, and its probability, 0 to 1."""

    rule: str
    cue: Passage
    source: Passage
    act: Act
    probability: float


class PendingAttribution(Struct, frozen=True, gc=False):
    """An attribution before its confidence and its role are known.

    ``at`` is the code point of the cue in its paragraph; ``carried`` counts the paragraphs
    from the cue's to this one.
    """

    at: int
    resolved: ResolvedSpeaker
    evidence: Evidence
    spans: tuple[Span, ...]
    carried: int = 0


class ParagraphEvidence:
    """How likely the attributions of one paragraph are, by their speaker.

    Refusals report nothing and are left out.
    """

    def __init__(self, attributions: Iterable[PendingAttribution]) -> None:
        by_speaker: dict[str, list[float]] = {}
        for pending in attributions:
            if pending.evidence.act != "refusal":
                probabilities = by_speaker.setdefault(pending.resolved.speaker.id, [])
                probabilities.append(pending.evidence.probability)
        for probabilities in by_speaker.values():
            probabilities.sort(reverse=True)
        self._by_speaker = by_speaker
        self._likeliest = sorted(
            ((probabilities[0], speaker) for speaker, probabilities in by_speaker.items()),
            reverse=True,
        )[:2]

    def support(self, pending: PendingAttribution) -> str:
        """Return the level of the speaker's next most likely attribution, or "none"."""
        probabilities = self._by_speaker.get(pending.resolved.speaker.id, [])
        probability = pending.evidence.probability
        if probability not in probabilities:
            return "none"
        following = probabilities[probabilities.index(probability) + 1 :]
        return _level(following[0]) if following else "none"

    def rival(self, pending: PendingAttribution) -> str:
        """Return the level of the likeliest attribution to another speaker."""
        for probability, speaker in self._likeliest:
            if speaker != pending.resolved.speaker.id:
                return _level(probability)
        return "none"


def _level(probability: float) -> str:
    return str(bisect(_LEVELS, probability))


def confidence(pending: PendingAttribution, scorer: Scorer, evidence: ParagraphEvidence) -> float:
    """Return the probability, 0 to 1, that the paragraph reports the speaker.

    A speaker without a name is described in the article's own words and cannot be taken
    for another, so only named speakers are scored by how they were resolved and by the
    paragraph's other attributions.
    """
    if pending.resolved.how == "label":
        return round(pending.evidence.probability, 3)
    probability = min(max(pending.evidence.probability, 1e-4), 1 - 1e-4)
    log_odds = math.log(probability / (1 - probability))
    if pending.resolved.speaker.kind in NAMED_KINDS:
        weights = scorer.speaker_weights
        log_odds = log_odds * weights.get("logit", 1.0) + weights.get("bias", 0.0)
        for name in speaker_features(pending, evidence):
            log_odds += weights.get(name, 0.0)
    return round(scorer.calibrated(log_odds), 3)


def speaker_features(pending: PendingAttribution, evidence: ParagraphEvidence) -> tuple[str, ...]:
    """Return the features of the step from the source to its speaker.

    *evidence* is that of the paragraph.
    """
    resolved = pending.resolved
    speaker = resolved.speaker
    return (
        "how=" + resolved.how,
        "kind=" + speaker.kind,
        f"attested={resolved.attested}|{speaker.kind}",
        f"single={' ' not in speaker.name}|{speaker.kind}",
        "carried=" + str(min(pending.carried, 2)),
        "support=" + evidence.support(pending),
        "rival=" + evidence.rival(pending),
    )


def _threshold(pending: PendingAttribution, scorer: Scorer) -> float:
    """The lowest confidence of the attribution's class."""
    if pending.evidence.act == "thought":
        return scorer.thresholds["thought"]
    kind = pending.resolved.speaker.kind
    return scorer.thresholds[_THRESHOLD_CLASSES.get(kind, "described")]


def _above_threshold(
    attributions: list[PendingAttribution], scorer: Scorer
) -> list[tuple[PendingAttribution, float]]:
    """The attributions of one paragraph that reach their threshold, with their confidence.

    A speaker whom the paragraph surely reports needs only the ``again`` threshold for
    further cues.
    """
    evidence = ParagraphEvidence(attributions)
    scored = [(pending, confidence(pending, scorer, evidence)) for pending in attributions]
    sure = {
        pending.resolved.speaker
        for pending, probability in scored
        if pending.evidence.act == "speech" and probability >= _threshold(pending, scorer)
    }
    again = scorer.thresholds["again"]
    return [
        (pending, probability)
        for pending, probability in scored
        if probability >= _threshold(pending, scorer)
        or (
            probability >= again
            and pending.evidence.act == "speech"
            and pending.resolved.speaker in sure
        )
    ]


def _is_doubtful(resolved: ResolvedSpeaker) -> bool:
    """Whether another speaker is about as likely as the one that was chosen."""
    steps = _DOUBTFUL_STEPS
    if resolved.speaker.kind == "organization":
        steps |= _DOUBTFUL_STEPS_TO_ORGANIZATIONS
    return resolved.doubtful or resolved.how in steps


def _stated(probability: float, resolved: ResolvedSpeaker) -> float:
    """The confidence of an attribution, from its speaker's *probability*."""
    return round(_DOUBT * probability, 3) if _is_doubtful(resolved) else probability


def finalize(
    attributions: list[PendingAttribution],
    paragraph: AnnotatedParagraph,
    first_roles: dict[int, str],
    scorer: Scorer,
) -> tuple[Attribution, ...]:
    """Return the attributions of one paragraph in order of their cues.

    A speaker's role is that of the paragraph, else the first of the article, by entity.
    """
    finished: list[Attribution] = []
    in_order = sorted(attributions, key=lambda pending: pending.at)
    for pending, probability in _above_threshold(in_order, scorer):
        resolved, evidence = pending.resolved, pending.evidence
        finished.append(
            Attribution(
                speaker=resolved.speaker,
                role=paragraph.roles.get(resolved.entity) or first_roles.get(resolved.entity, ""),
                cue=evidence.cue.text,
                quotation=content_spans.quotation_type(
                    paragraph.tokens, list(pending.spans), paragraph.quotations
                ),
                spans=pending.spans,
                act=evidence.act,
                confidence=_stated(probability, resolved),
                rule=evidence.rule,
                cue_span=evidence.cue,
                source_span=evidence.source,
                antecedents=resolved.antecedents,
            )
        )
    return tuple(finished)
