import io
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from tests.conftest import Write, ids, invoke

# "She" after two women is a doubtful pronoun.
DOUBTFUL = """2012-05-01

The mill

Ana Ruiz, the owner, met Bea Oban, the mayor, on Monday.

“We will close the old mill,” she said.
"""


@pytest.fixture
def doubtful(app: Flask, write: Write) -> Flask:
    write("one.txt", DOUBTFUL)
    assert invoke(app, "reindex")[0] == 0
    return app


def review(app: Flask, answers: str, *options: str) -> str:
    result = app.test_cli_runner().invoke(args=["review", *options], input=answers)
    assert result.exit_code == 0, result.output
    return result.output


def corrections(app: Flask) -> list[dict[str, object]]:
    path = Path(app.config["SEARCHAPP_CORPUS_DIR"], "corrections.toml")
    return tomllib.loads(path.read_text())["correction"] if path.exists() else []


def speakers(app: Flask) -> list[tuple[str, bool]]:
    response = app.test_client().get("/api/v1/articles/one").json
    assert response is not None
    return [(a["speaker"], a["corrected"]) for a in response["paragraphs"][1]["attributions"]]


def attributions(app: Flask) -> list[tuple[str, str, bool]]:
    response = app.test_client().get("/api/v1/articles/one").json
    assert response is not None
    return [
        (a["speaker"], a["cue"], a["corrected"]) for a in response["paragraphs"][1]["attributions"]
    ]


def test_a_correction_is_shown_after_reindex_and_after_a_full_run(
    doubtful: Flask,
) -> None:
    [(wrong, corrected)] = speakers(doubtful)
    assert corrected is False
    right = {"Ana Ruiz": "Bea Oban", "Bea Oban": "Ana Ruiz"}[wrong]
    out = review(doubtful, "1\n", "--below", "1")
    assert f"Said by {wrong}" in out
    assert f"1  {right}" in out
    assert "1 written to" in out
    for options in ([], ["--full"]):
        assert invoke(doubtful, "reindex", *options)[0] == 0
        assert speakers(doubtful) == [(right, True)]
        query = {"speaker": right}
        assert ids(doubtful.test_client().get("/api/v1/search", query_string=query).json) == [
            "one#p2"
        ]


def test_a_new_name_needs_a_confirmation(doubtful: Flask) -> None:
    review(doubtful, "Cy Orr\ny\n", "--below", "1")
    invoke(doubtful, "reindex")
    assert speakers(doubtful) == [("Cy Orr", True)]


def test_an_attribution_can_be_removed_or_confirmed(doubtful: Flask) -> None:
    review(doubtful, "n\n", "--below", "1")
    invoke(doubtful, "reindex")
    assert speakers(doubtful) == []
    Path(doubtful.config["SEARCHAPP_CORPUS_DIR"], "corrections.toml").unlink()
    invoke(doubtful, "reindex")
    [(confirmed, _)] = speakers(doubtful)
    review(doubtful, "y\n", "--below", "1")
    invoke(doubtful, "reindex")
    assert speakers(doubtful) == [(confirmed, True)]


@pytest.mark.parametrize("answers", ["s\n", "\n", "q\n", "", "99\n?\ns\n", "Cy Orr\nn\ns\n"])
def test_skipping_and_quitting_write_nothing(doubtful: Flask, answers: str) -> None:
    assert "0 written" in review(doubtful, answers, "--below", "1")
    assert corrections(doubtful) == []


def test_a_reviewed_attribution_is_not_asked_about_again(doubtful: Flask) -> None:
    review(doubtful, "1\n", "--below", "1")
    assert "No attribution that you have not reviewed has a confidence below" in review(
        doubtful, "", "--below", "1"
    )
    invoke(doubtful, "reindex")
    assert "No attribution that you have not reviewed has a confidence below" in review(
        doubtful, "", "--below", "1"
    )


def test_only_attributions_below_the_limit_are_asked_about(doubtful: Flask) -> None:
    assert "No attribution that you have not reviewed has a confidence below 0" in review(
        doubtful, "", "--below", "0"
    )


def test_one_of_two_speakers_can_be_corrected_alone(app: Flask, write: Write) -> None:
    text = "Ann Lee said the pond is full, and Tom Ray said the mill is shut."
    write("one.txt", f"Headline\n\nIt rained.\n\n{text}\n")
    invoke(app, "reindex")
    assert [name for name, _ in speakers(app)] == ["Ann Lee", "Tom Ray"]
    review(app, "Cy Orr\ny\n", "--below", "1", "--limit", "1")
    [correction] = corrections(app)
    assert correction["instead_of"] in ("ann-lee", "tom-ray")
    invoke(app, "reindex")
    assert sorted(corrected for _, corrected in speakers(app)) == [False, True]


def test_a_correction_of_one_cue_leaves_another_of_the_same_speaker_alone(
    app: Flask, write: Write
) -> None:
    text = "Ann Lee said the pond is full. Ann Lee believes the mill is shut."
    write("one.txt", f"Headline\n\nIt rained.\n\n{text}\n")
    invoke(app, "reindex")
    assert attributions(app) == [("Ann Lee", "said", False), ("Ann Lee", "believes", False)]
    review(app, "Cy Orr\ny\n", "--below", "1")
    [correction] = corrections(app)
    assert (correction["instead_of"], correction["cue"]) == ("ann-lee", "said")
    for options in ([], ["--full"]):
        invoke(app, "reindex", *options)
        assert attributions(app) == [("Cy Orr", "said", True), ("Ann Lee", "believes", False)]


def test_an_address_asks_about_all_of_its_paragraph_and_shows_the_page(
    app: Flask, write: Write
) -> None:
    text = "Ann Lee, the mayor, said the pond is full. Ann Lee believes the mill is shut."
    write("one.txt", f"Headline\n\nIt rained.\n\n{text}\n")
    invoke(app, "reindex")
    out = review(app, "y\nBo Day\ny\n", "one#p2")
    assert "1 of 2 · one#p2" in out
    assert "The page says: Ann Lee, mayor (paraphrased)" in out
    assert "Thought by Ann Lee, mayor?" in out
    invoke(app, "reindex")
    assert attributions(app) == [("Ann Lee", "said", True), ("Bo Day", "believes", True)]
    assert "(paraphrased, corrected by hand)" in review(app, "q\n", "one#p2")


def test_an_address_without_speakers_can_be_given_one(app: Flask, write: Write) -> None:
    write("one.txt", "Headline\n\nIt rained.\n\nThe pond is full.\n")
    invoke(app, "reindex")
    assert "The page says: no speaker" in review(app, "Cy Orr\ny\n", "one#p2")
    invoke(app, "reindex")
    assert speakers(app) == [("Cy Orr", True)]


@pytest.mark.parametrize("address", ["one#p9", "one#p0", "two#p1", "one", "one#px", "#p1"])
def test_an_address_that_leads_nowhere_is_an_error(doubtful: Flask, address: str) -> None:
    code, _, err = invoke(doubtful, "review", address)
    assert code == 2
    assert repr(address) in err


def test_without_an_index_there_is_nothing_to_review(app: Flask) -> None:
    code, _, err = invoke(app, "review")
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err


def test_a_corrections_file_that_was_broken_meanwhile_is_left_alone(
    doubtful: Flask,
) -> None:
    path = Path(doubtful.config["SEARCHAPP_CORPUS_DIR"], "corrections.toml")

    def answers() -> Iterator[bytes]:
        path.write_text("[[correction")
        yield b"1\n"

    runner = doubtful.test_cli_runner()
    result = runner.invoke(args=["review", "--below", "1"], input=LateInput(answers()))
    assert result.exit_code == 2
    assert "corrections.toml is not valid TOML" in result.stderr
    assert path.read_text() == "[[correction"


class LateInput(io.RawIOBase):
    """Standard input whose lines are produced when they are read."""

    def __init__(self, lines: Iterator[bytes]) -> None:
        self._lines = lines

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        line = next(self._lines, b"")
        buffer[: len(line)] = line
        return len(line)
