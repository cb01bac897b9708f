"""``--json``: one object on standard output, from every command that prints facts."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Write, invoke, line


def facts(app: Flask, *arguments: str, code: int = 0) -> Any:
    exit_code, out, err = invoke(app, *arguments, "--json")
    assert exit_code == code, err
    return json.loads(out)


def test_stats_has_the_counts_as_numbers(indexed: Flask) -> None:
    statistics = facts(indexed, "stats")
    assert statistics["info"]["articles"] == 3
    assert statistics["info"]["first_date"] == "2012-05-01"
    assert statistics["counts"]["attributions"] == 2
    assert statistics["counts"]["speaker_kinds"] == {"person": 2}
    assert statistics["speakers"] == 2
    assert statistics["index_bytes"] > 1000


def test_stats_alike_has_the_pairs(indexed: Flask) -> None:
    [pair] = facts(indexed, "stats", "--alike")
    assert {pair["first"], pair["second"]} == {"Ann Lee", "Ann B. Lee"}


def test_check_has_the_differences(indexed: Flask, write: Write) -> None:
    assert facts(indexed, "check")["matches"] is True
    write("c.jsonl", line("c", "Something."))
    result = facts(indexed, "check", code=1)
    assert (result["matches"], result["differing_lines"]) == (False, 2)
    assert {(d["mark"], d["text"]) for d in result["differences"]} == {
        ("+", "Something."),
        ("-", "Nothing."),
    }


@pytest.mark.parametrize("dry_run", [True, False])
def test_reindex_has_the_counts_of_the_run(indexed: Flask, write: Write, dry_run: bool) -> None:
    write("d.jsonl", line("d", "New.", "Newer."))
    arguments = ("reindex", "--dry-run") if dry_run else ("reindex",)
    summary = facts(indexed, *arguments)
    assert summary["changes"]["added"] == {"articles": 1, "paragraphs": 2}
    assert (summary["rejected"], summary["held_removals"]) == (0, 0)
    assert (summary["index"] is None) == dry_run


def test_speakers_has_the_lists_that_were_asked_for(indexed: Flask) -> None:
    lists = facts(indexed, "speakers", "--merged")
    assert isinstance(lists["merged"], list)
    assert lists["doubtful"] is None


def test_backup_and_restore_name_the_generation(indexed: Flask, tmp_path: Path) -> None:
    copied = facts(indexed, "backup", str(tmp_path / "copy"))
    assert copied["generation"] == 1
    assert copied["files"] > 3
    restored = facts(indexed, "restore", str(tmp_path / "copy"))
    assert (restored["articles"], restored["paragraphs"]) == (3, 4)


def test_evaluate_has_the_scores(indexed: Flask, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    paragraph = {"text": "The mill will close, said Ann Lee.", "speakers": ["Ann Lee"]}
    gold.write_text(json.dumps({"title": "x", "paragraphs": [paragraph]}) + "\n", "utf-8")
    scores = facts(indexed, "evaluate", str(gold))
    assert (scores["articles"], scores["labelled_speakers"], scores["f1"]) == (1, 1, 1.0)
