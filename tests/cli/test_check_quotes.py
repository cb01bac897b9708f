"""``check-quotes``: verdicts for texts in files, and exit codes for scripts."""

import json
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import invoke


@pytest.mark.parametrize(
    ("text", "code", "printed"),
    [
        ("“The mill will close,” said Ann Lee.", 0, "verbatim (attributed to Ann Lee)"),
        ("The mill will not close", 1, "added: not (negation)"),
        ("“The mill has wings and a tail,” she said.", 1, "not found"),
        ("No quotation “here”.", 0, "no quotations"),
    ],
)
def test_the_exit_code_tells_whether_all_are_verbatim(
    indexed: Flask, tmp_path: Path, text: str, code: int, printed: str
) -> None:
    path = tmp_path / "draft.txt"
    path.write_text(text, "utf-8")
    exit_code, out, _ = invoke(indexed, "check-quotes", str(path))
    assert exit_code == code
    assert printed in out


def test_standard_input_is_checked_and_printed_as_the_api_does(indexed: Flask) -> None:
    result = indexed.test_cli_runner().invoke(
        args=["check-quotes", "--json", "-"], input="the pond is full"
    )
    assert result.exit_code == 0
    [quotation] = json.loads(result.stdout)["quotations"]
    assert quotation["matches"][0]["id"] == "b#p1"


def test_what_cannot_be_checked_is_said_and_exits_with_2(indexed: Flask, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_bytes(b"\xff\xfe\xfa")
    code, _, err = invoke(indexed, "check-quotes", str(path))
    assert code == 2
    assert "not plain text in UTF-8" in err
    assert invoke(indexed, "check-quotes", str(tmp_path / "none.txt"))[0] == 2


def test_without_an_index_nothing_is_checked(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "draft.txt"
    path.write_text("we will go", "utf-8")
    code, _, err = invoke(app, "check-quotes", str(path))
    assert code == 2
    assert "no index" in err
