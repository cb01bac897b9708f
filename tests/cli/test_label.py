import json
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import Write, invoke, line


def _labels(path: Path, *paragraphs: tuple[str, list[str]]) -> Path:
    own = [{"text": text, "speakers": speakers} for text, speakers in paragraphs]
    path.write_text(json.dumps({"id": "mill", "date": None, "title": "", "paragraphs": own}))
    return path


def test_label_writes_accepted_and_corrected_speakers(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    file = write("mill.jsonl", line("mill", "Ana Ruiz said it was old.", "It closed.", "It fell."))
    output = tmp_path / "labels.jsonl"
    result = app.test_cli_runner().invoke(
        args=["label", str(file), "--output", str(output)], input="\n\nJohn Lind; Mei Okafor\n"
    )
    assert result.exit_code == 0, result.output
    labels = json.loads(output.read_text(encoding="utf-8"))
    assert [p["speakers"] for p in labels["paragraphs"]] == [
        ["Ana Ruiz"],
        [],
        ["John Lind", "Mei Okafor"],
    ]


def test_label_keeps_nothing_of_an_article_left_unfinished(
    app: Flask, write: Write, tmp_path: Path
) -> None:
    file = write("mill.jsonl", line("mill", "Ana Ruiz said it was old.", "It closed."))
    output = tmp_path / "labels.jsonl"
    result = app.test_cli_runner().invoke(
        args=["label", str(file), "--output", str(output)], input="\n"
    )
    assert result.exit_code == 2
    assert not output.exists()


def test_evaluate_counts_right_false_and_missed_speakers(app: Flask, tmp_path: Path) -> None:
    gold = _labels(
        tmp_path / "gold.jsonl",
        ("Ana Ruiz said it was old.", ["Ruiz"]),
        ("John Lind said it was new.", []),
        ("It fell.", ["Mei Okafor"]),
    )
    code, out, _ = invoke(app, "evaluate", str(gold))
    assert code == 0
    assert "1 articles, 2 labelled speakers" in out
    assert "precision 0.500, recall 0.500, F1 0.500" in out


@pytest.mark.parametrize("text", ["{", "[]", '{"paragraphs": [{"text": 1, "speakers": []}]}'])
def test_evaluate_names_the_line_that_is_no_label(app: Flask, tmp_path: Path, text: str) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text(text)
    code, _, err = invoke(app, "evaluate", str(gold))
    assert code == 2
    assert "line 1: expected an object with paragraphs" in err


def test_evaluate_of_an_empty_file_fails(app: Flask, tmp_path: Path) -> None:
    gold = tmp_path / "gold.jsonl"
    gold.write_text("")
    assert invoke(app, "evaluate", str(gold))[0] == 2
