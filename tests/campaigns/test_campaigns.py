"""Each campaign in a form so short that the suite can run it."""

from pathlib import Path

import pytest
from flask import Flask

from tests.campaigns import (
    changing_corpus,
    crash,
    damage,
    editors,
    full_disk,
    hand_edits,
    hostile_files,
    races,
    relaxed_queries,
    reviewers,
    worst_queries,
    xss,
)
from tests.campaigns.attacks import ATTACKS


def test_a_killed_reindex_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    outcome = crash.campaign(tmp_path, kills=3, articles=60, seed=3)
    assert outcome.failures == []
    assert outcome.kills + outcome.finished == 3
    assert outcome.before + outcome.after == 3


def test_files_that_change_during_a_run_lose_nothing(tmp_path: Path) -> None:
    outcome = changing_corpus.campaign(tmp_path, rounds=16, seed=2)
    assert outcome.failures == []
    assert outcome.changes.total() == 16


def test_two_editors_at_the_desk_lose_no_answer(tmp_path: Path) -> None:
    assert editors.run(tmp_path, 3, reindex=False) == 0


def test_files_edited_by_hand_and_by_the_desk_keep_everything(tmp_path: Path) -> None:
    edits = hand_edits.campaign(tmp_path, rounds=6, seed=2)
    assert edits.failures == []
    assert len(edits.comments["corrections.toml"]) > 20


def test_a_reindex_on_a_full_disk_loses_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    outcome = full_disk.campaign(tmp_path, runs=4, articles=30, seed=1)
    assert outcome.failures == []
    assert outcome.refused > 0


def test_a_damaged_file_never_gives_a_wrong_answer(tmp_path: Path) -> None:
    outcome = damage.campaign(tmp_path, damages=60, seed=5)
    assert outcome.failures == []
    detected = outcome.reported + outcome.fell_back
    assert detected.total() > 0
    assert (detected + outcome.unaffected).total() == 60


def test_a_damaged_index_is_mended_by_the_next_run(tmp_path: Path) -> None:
    outcome = damage.heal(tmp_path, damages=14, seed=7)
    assert outcome.failures == []
    assert (outcome.healed + outcome.refused).total() == 14


def test_random_relaxed_queries_have_the_hits_of_a_slow_search(tmp_path: Path) -> None:
    outcome = relaxed_queries.campaign(tmp_path, queries=40, seed=4)
    assert outcome.failures == []
    assert outcome.with_hits.keys() == set(relaxed_queries.TIERS)


def test_searches_during_commits_see_whole_generations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A reader process imports the campaign by its module name.
    monkeypatch.syspath_prepend(Path(__file__).parents[2])
    commits, reports = races.campaign(tmp_path, readers=2, seconds=4)
    assert [f for report in reports for f in (*report.failures, *races.leaks(report))] == []
    assert commits > 0
    assert all(report.requests > 0 for report in reports)


def test_two_editors_lose_no_answer(tmp_path: Path) -> None:
    assert reviewers.lost(tmp_path, answers=20) == 0


def test_a_hostile_file_costs_itself_alone(tmp_path: Path) -> None:
    outcome = hostile_files.run(tmp_path, "overlap-200.zip")
    assert (outcome.exit_code, outcome.hits) == (1, 2)


def test_the_worst_queries_are_answered_or_refused(archive: Flask) -> None:
    found, memory = worst_queries.campaign(Path(archive.config["SEARCHAPP_INDEX_DIR"]), rounds=1)
    assert len(found) > 300
    # No test depends on how fast the machine is: the campaign itself looks at the times.
    assert worst_queries.wrong_of([(0.0, what, status) for _, what, status in found], memory) == []


def test_the_campaign_of_worst_queries_would_see_one_that_is_too_slow() -> None:
    slow, broken = (501.0, "slow", 200), (1.0, "broken", 500)
    assert worst_queries.wrong_of([slow, broken], [0, 0]) == ["slow: 501 ms", "broken: status 500"]
    assert worst_queries.wrong_of([], [0, 40 * 1024]) == ["memory grew from 0 to 40,960 KiB"]


def test_an_attack_is_text_wherever_it_stands(tmp_path: Path) -> None:
    assert len(set(ATTACKS)) > 100
    outcome = xss.campaign(tmp_path, stored=ATTACKS[::3], asked=ATTACKS[::20])
    assert outcome.wrong == []
    assert outcome.pages > 100


def test_the_campaign_of_attacks_would_see_one_that_came_through() -> None:
    harmless = xss.structure("<p>harmless</p>")[0]
    assert [a for a in ATTACKS[:76] if xss.structure(f"<p>{a}</p>")[0] == harmless] == []
