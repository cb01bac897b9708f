from collections.abc import Callable, Mapping

import pytest

from searchapp.attribution import attribute
from searchapp.attribution.coref.speakers import ResolvedSpeaker
from searchapp.attribution.scoring.candidate_model import Scorer, load_scorer
from searchapp.attribution.scoring.finalize import (
    Evidence,
    ParagraphEvidence,
    PendingAttribution,
    confidence,
)
from searchapp.models.articles import Act, Article, Attribution, Paragraph, Passage, Speaker

_TEXT = "Ana Ruiz, a deputy, said the mill was old, adding that it would close."


def cues(**changes: float) -> list[str]:
    """The cues of a text with two by one speaker that reach their thresholds."""
    scorer = load_scorer()
    changed = Scorer(
        scorer.candidate_weights,
        scorer.speaker_weights,
        scorer.min_probability,
        {**scorer.thresholds, **changes},
        scorer.source_weights,
        scorer.calibration,
    )
    article = attribute(Article("a", "", None, (Paragraph(1, _TEXT),)), changed)
    return [a.cue for a in article.paragraphs[0].attributions]


def confidences(calibration: Mapping[str, float]) -> list[float]:
    scorer = load_scorer()
    scorer = Scorer(
        scorer.candidate_weights,
        scorer.speaker_weights,
        scorer.min_probability,
        dict.fromkeys(scorer.thresholds, 0.0),
        scorer.source_weights,
        calibration,
    )
    article = attribute(Article("a", "", None, (Paragraph(1, _TEXT),)), scorer)
    return [a.confidence for a in article.paragraphs[0].attributions]


def test_a_further_cue_of_a_certain_speaker_has_a_lower_threshold() -> None:
    said, adding = confidences(load_scorer().calibration)
    between = (said + adding) / 2
    assert adding < between < said
    assert cues(named=between, again=adding) == ["said", "adding"]
    assert cues(named=between, again=between) == ["said"]


def test_a_further_cue_is_dropped_if_its_speaker_is_not_certain() -> None:
    assert cues(named=1.0, again=0.0) == []


def test_calibration_changes_every_confidence_and_keeps_their_order() -> None:
    plain = confidences({"slope": 1.0, "offset": 0.0})
    lower = confidences({"slope": 1.0, "offset": -1.0})
    assert all(a > b for a, b in zip(plain, lower, strict=True))
    assert sorted(range(2), key=plain.__getitem__) == sorted(range(2), key=lower.__getitem__)


@pytest.mark.parametrize(("log_odds", "probability"), [(0.0, 0.5), (99.0, 1.0), (-99.0, 0.0)])
def test_log_odds_of_any_size_give_a_probability(log_odds: float, probability: float) -> None:
    assert Scorer({}, {}, 0.2, {}).calibrated(log_odds) == pytest.approx(probability)


def test_a_last_name_that_two_persons_share_is_in_doubt(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    _, (shared,) = attributed(
        "Stephen Lind came first and John Lind followed.", "“We close it,” Lind said."
    )
    _, (own,) = attributed(
        "Stephen Lind came first and John Okafor followed.", "“We close it,” Lind said."
    )
    assert shared.confidence < 0.75 < own.confidence


def test_a_noun_for_an_organization_is_less_certain_than_its_name(
    attributed: Callable[..., list[tuple[Attribution, ...]]],
) -> None:
    (named,), (referred,) = attributed(
        "Oban Savings Corp said it rained.", "The bank said it rained."
    )
    assert named.speaker == referred.speaker
    assert referred.confidence < 0.7 < named.confidence


def pending(speaker: str, probability: float, act: Act = "speech") -> PendingAttribution:
    passage = Passage(1, 0, 4, "said")
    evidence = Evidence("subject_verb", passage, passage, act, probability)
    resolved = ResolvedSpeaker(Speaker(speaker, speaker, "person"), 0, "full")
    return PendingAttribution(0, resolved, evidence, ((0, 4),))


def test_a_further_attribution_of_the_speaker_supports_the_likelier_one_only() -> None:
    likely, less_likely = pending("Ana Ruiz", 0.9), pending("Ana Ruiz", 0.6)
    evidence = ParagraphEvidence([less_likely, likely])
    assert evidence.support(likely) == "2"
    assert evidence.support(less_likely) == "none"


def test_the_likeliest_attribution_to_another_speaker_is_the_rival() -> None:
    attributions = [pending("Ana Ruiz", 0.9), pending("Ben Lind", 0.6), pending("Mei Oru", 0.1)]
    evidence = ParagraphEvidence(attributions)
    assert [evidence.rival(attribution) for attribution in attributions] == ["2", "4", "4"]


def test_a_refusal_is_no_evidence_of_speech() -> None:
    said, refused = pending("Ana Ruiz", 0.6), pending("Ana Ruiz", 0.5, "refusal")
    other = pending("Ben Lind", 0.9, "refusal")
    evidence = ParagraphEvidence([said, refused, other])
    assert (evidence.support(said), evidence.rival(said)) == ("none", "none")
    assert evidence.support(other) == "none"


def test_a_speaker_is_more_certain_with_a_further_attribution() -> None:
    first, second = pending("Ana Ruiz", 0.6), pending("Ana Ruiz", 0.5)
    alone, scorer = ParagraphEvidence([first]), load_scorer()
    supported = ParagraphEvidence([first, second])
    assert confidence(first, scorer, alone) < confidence(first, scorer, supported)
