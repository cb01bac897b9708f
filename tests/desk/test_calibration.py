"""Calibration reads answers of the log and reports precision with intervals."""

import datetime
import json

import pytest
from flask import Flask

from searchapp.desk.calibration import (
    JudgedAttribution,
    Precision,
    by_confidence,
    by_group,
    judged_attributions,
    threshold_for,
)
from searchapp.editorial.change_log import Action, Change, append_change
from searchapp.search.service import SearchService
from tests.conftest import invoke

NOON = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)


def change(
    number: int,
    answer: str,
    confidence: float = 0.6,
    *,
    action: Action = "correct",
    speaker: str = "Ann Lee",
    corrected: bool = False,
    undoes: str = "",
    subject: str = "",
) -> Change:
    evidence = {"speaker": "Ann Lee", "cue": "said", "rule": "r", "source": "Gazette"}
    return Change(
        f"c{number}",
        NOON,
        "ann",
        action,
        subject or f"a#p{number}",
        answer,
        after=({"paragraph": "x", "speaker": speaker},),
        evidence={**evidence, "confidence": confidence, "corrected": corrected},
        undoes=undoes,
    )


def test_only_the_last_answer_about_the_programs_own_attribution_counts() -> None:
    judged = judged_attributions(
        [
            change(1, "right"),
            change(2, "nobody"),
            change(3, "speaker", speaker="Ann  LEE"),
            change(4, "speaker", speaker="Bo Day"),
            change(5, "right", corrected=True),
            change(6, "right"),
            change(7, "", action="undo", undoes="c6"),
            change(8, "wrong", subject="b#p1"),
            change(9, "right", subject="b#p1"),
        ]
    )
    assert [one.is_right for one in judged] == [True, False, True, False, True]


@pytest.mark.parametrize(
    ("right", "count", "low", "high"),
    # R: binom::binom.wilson(x, n)
    [(0, 10, 0.0, 0.2775), (8, 10, 0.4902, 0.9433), (90, 100, 0.8256, 0.9448), (10, 10, 0.7225, 1)],
)
def test_intervals_are_wilsons(right: int, count: int, low: float, high: float) -> None:
    assert Precision(count, right).interval == pytest.approx((low, high), abs=5e-4)
    assert Precision(0, 0).interval == (0.0, 1.0)


def sample(confidence: float, right: int, wrong: int) -> list[JudgedAttribution]:
    return [JudgedAttribution("r", "s", confidence, k < right) for k in range(right + wrong)]


def test_a_threshold_is_where_answers_prove_it() -> None:
    good, bad = sample(0.82, 60, 1), sample(0.55, 10, 30)
    assert threshold_for([*good, *bad], 0.9) == pytest.approx(0.6)
    assert threshold_for(good[:5], 0.9) is None
    assert threshold_for(bad, 0.9) is None
    assert threshold_for([], 0.9) is None


def test_groups_are_ordered() -> None:
    judged = [*sample(0.82, 1, 1), *sample(0.31, 1, 0), *sample(1.0, 1, 0)]
    assert list(by_confidence(judged)) == ["0.3 to 0.4", "0.8 to 0.9", "0.9 to 1.0"]
    assert by_group(judged, lambda one: one.rule) == {"r": Precision(4, 3)}


def test_the_command_reports_and_changes_nothing(app: Flask) -> None:
    code, _, err = invoke(app, "calibrate")
    assert (code, "has no answers about speakers yet" in err) == (2, True)
    service: SearchService = app.extensions["searchapp"]
    for number in range(50):
        append_change(service.settings.corpus_dir, change(number, "right", 0.85))
    code, out, _ = invoke(app, "calibrate")
    assert code == 0
    assert "50 answers, 50 of them right." in out
    assert "0.8 to 0.9" in out
    assert "From a confidence of" in out
    report = json.loads(invoke(app, "calibrate", "--json")[1])
    assert (report["answers"]["count"], report["answers"]["right"]) == (50, 50)
    assert list(report["confidence"]) == ["0.8 to 0.9"]
    assert report["target"] == 0.9
    assert "prove no confidence" in invoke(app, "calibrate", "--target", "0.99")[1]
