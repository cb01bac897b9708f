from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp.editorial import EditorialError, read_overrides
from searchapp.editorial.file_edits import append_decision
from tests.conftest import Write, invoke, line

SENTENCE = '"We will not sell," said {}, chairman of Oban Gas, on Monday.'


@pytest.fixture
def joined(app: Flask, write: Write) -> Flask:
    """An archive where one speaker has two names."""
    names = ("Samuel Vask", "Samuel J. Vask", "Ann Lee")
    write("a.jsonl", "".join(line(f"a{i}", SENTENCE.format(n)) for i, n in enumerate(names)))
    assert invoke(app, "reindex")[0] == 0
    return app


def test_it_lists_speakers_with_several_names_and_why(joined: Flask) -> None:
    code, out, err = invoke(joined, "speakers", "--merged", "--doubtful")
    assert code == 0
    assert "1 Samuel Vask" in out
    assert "samuel-j-vask = samuel-vask (1.00): middle name; roles with" in out
    assert "Ann Lee" not in out
    assert err == "1 speaker with several names\n0 doubtful pairs of names\n"


def test_names_that_were_parted_stay_so_from_the_next_reindex_on(
    joined: Flask, corpus: Path
) -> None:
    (corpus / "speakers.toml").write_text('# kept\n[[speaker]]\nname = "Ann Lee"\n')
    for _ in range(2):
        assert invoke(joined, "speakers", "--different", "Samuel Vask", "Samuel J. Vask")[0] == 0
    text = (corpus / "speakers.toml").read_text()
    assert text.startswith("# kept\n")
    assert text.count("Samuel J. Vask") == 1
    assert read_overrides(corpus).decisions.different == (("samuel-vask", "samuel-j-vask"),)
    assert invoke(joined, "reindex")[0] == 0
    assert invoke(joined, "speakers", "--merged")[1] == ""


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), "choose what to do"),
        (("--different", "Ann Lee", "ann lee"), "are the same name"),
        (("--different", "Ann Lee", "..."), "is not a name"),
    ],
)
def test_it_says_what_is_wrong_with_its_arguments(
    app: Flask, arguments: tuple[str, ...], expected: str
) -> None:
    code, _, err = invoke(app, "speakers", *arguments)
    assert code == 2
    assert expected in err


def test_without_an_index_it_says_what_to_do(app: Flask) -> None:
    code, _, err = invoke(app, "speakers", "--merged")
    assert code == 2
    assert "reindex" in err


def test_a_name_cannot_be_the_same_and_different(app: Flask, corpus: Path, write: Write) -> None:
    write("a.jsonl", line("a", SENTENCE.format("Ann Lee")))
    (corpus / "speakers.toml").write_text(
        '[[speaker]]\nname = "Ann Lee"\nsame = ["A. Lee"]\ndifferent = ["A Lee"]\n'
    )
    code, _, err = invoke(app, "reindex")
    assert code == 2
    assert "'Ann Lee' and 'A Lee' are said to be the same and different" in err


def test_the_address_of_each_name_leads_to_the_speaker(joined: Flask) -> None:
    client = joined.test_client()
    for address in ("/speakers/", "/api/v1/speakers/"):
        moved = client.get(f"{address}samuel-j-vask")
        own = client.get(f"{address}samuel-vask")
        moved, own = (moved, own) if moved.status_code == 308 else (own, moved)
        assert moved.status_code == 308
        assert own.status_code == 200
        assert client.get(moved.headers["Location"]).data == own.data
    page = client.get("/speakers/samuel-j-vask", follow_redirects=True).text
    assert "Also called" in page
    answer: Any = client.get("/api/v1/speakers/samuel-j-vask", follow_redirects=True).json
    assert {form["name"] for form in answer["forms"]} == {"Samuel Vask", "Samuel J. Vask"}


def test_a_dry_run_shows_names_that_would_be_joined_or_parted(
    joined: Flask, write: Write, corpus: Path
) -> None:
    write("b.jsonl", line("b1", SENTENCE.format("Sam Vask")))
    lines = invoke(joined, "reindex", "--dry-run")[1].splitlines()
    joins = [text for text in lines if "one speaker:" in text]
    assert len(joins) == 1
    assert joins[0].startswith("+ sam-vask: one speaker: Sam Vask = Samuel J. Vask = Samuel Vask (")
    assert invoke(joined, "speakers", "--different", "Samuel Vask", "Samuel J. Vask")[0] == 0
    (corpus / "b.jsonl").unlink()
    out = invoke(joined, "reindex", "--dry-run")[1]
    assert "- samuel-j-vask: one speaker: Samuel J. Vask = Samuel Vask\n" in out
    assert "1 Samuel Vask" in invoke(joined, "speakers", "--merged")[1]


def test_a_dry_run_parts_no_name_that_leaves_the_archive(
    joined: Flask, write: Write, corpus: Path
) -> None:
    write("a.jsonl", line("a0", SENTENCE.format("Samuel Vask")))
    assert "one speaker" not in invoke(joined, "reindex", "--dry-run")[1]


# The same given name in short, and no evidence but four bearers of the last name.
DOUBTFUL = ("Samuel Vask", "Sam Vask", "Ann Vask", "Rolf Vask")


@pytest.fixture
def doubtful(app: Flask, write: Write) -> Flask:
    said = '"We will not sell," said {} on Monday.'
    write("a.jsonl", "".join(line(f"a{i}", said.format(n)) for i, n in enumerate(DOUBTFUL)))
    assert invoke(app, "reindex")[0] == 0
    return app


def review(app: Flask, answers: str) -> str:
    result = app.test_cli_runner().invoke(args=["review", "--speakers"], input=answers)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize(("answer", "together"), [("s", True), ("d", False)])
def test_review_records_that_two_names_are_one_speaker_or_two(
    doubtful: Flask, answer: str, together: bool
) -> None:
    out = review(doubtful, f"what\n{answer}\n")
    assert "1 of 1" in out
    assert "Sam Vask (1 paragraph" in out
    assert "We will not sell" in out
    assert "1 decision written to" in out
    assert "no doubtful names" in review(doubtful, "")
    assert invoke(doubtful, "reindex")[0] == 0
    assert ("Sam Vask" in invoke(doubtful, "speakers", "--merged")[1]) == together
    assert invoke(doubtful, "speakers", "--doubtful")[1] == ""


@pytest.mark.parametrize("answers", ["l\n", "q\n", ""])
def test_review_leaves_names_for_later(doubtful: Flask, answers: str, corpus: Path) -> None:
    assert "0 decisions written" in review(doubtful, answers)
    assert not (corpus / "speakers.toml").exists()


def test_review_of_names_takes_no_paragraph(doubtful: Flask) -> None:
    code, _, err = invoke(doubtful, "review", "--speakers", "a0#p1")
    assert code == 2
    assert "leave out the address" in err


def test_a_decision_against_an_earlier_one_is_refused(corpus: Path) -> None:
    append_decision(corpus, "same", "Ann Lee", "A. Lee")
    with pytest.raises(EditorialError, match="are same; remove that first"):
        append_decision(corpus, "different", "A. Lee", "Ann Lee")
    append_decision(corpus, "different", "A. Lee", "B. Lee")
    with pytest.raises(EditorialError, match="are different"):
        append_decision(corpus, "same", "B. Lee", "A. Lee")


def test_a_name_of_two_people_is_listed_and_shown(app: Flask, write: Write) -> None:
    said = '"We will not sell," said John Hale, {}, on Monday.'
    roles = ("mayor of Oban", "mayor of Oban", "a chemist at Vask Labs", "a chemist at Vask Labs")
    write("a.jsonl", "".join(line(f"a{i}", said.format(role)) for i, role in enumerate(roles)))
    assert invoke(app, "reindex")[0] == 0
    reason = "roles that share no word and no article: chemist at Vask Labs; mayor of Oban"
    out = invoke(app, "speakers", "--doubtful")[1]
    assert out == f"john-hale may be several speakers: {reason}\n"
    client = app.test_client()
    assert f">{reason}</li>" in client.get("/speakers/john-hale").text
    assert client.get("/api/v1/speakers/john-hale").json["namesakes"] == [reason]  # type: ignore[index]


def test_a_name_that_an_editor_tells_apart_by_role_is_not_listed(app: Flask, write: Write) -> None:
    said = '"We will not sell," said John Hale, {}, on Monday.'
    roles = ("mayor of Oban", "mayor of Oban", "a chemist at Vask Labs", "a chemist at Vask Labs")
    write("a.jsonl", "".join(line(f"a{i}", said.format(role)) for i, role in enumerate(roles)))
    entry = '[[speaker]]\nname = "John Hale ({0})"\naliases = ["John Hale"]\nroles = ["{0}"]\n'
    write("speakers.toml", entry.format("mayor") + entry.format("chemist"))
    assert invoke(app, "reindex")[0] == 0
    assert invoke(app, "speakers", "--doubtful")[1] == ""
    names = {s["id"] for s in app.test_client().get("/api/v1/speakers").json["speakers"]}  # type: ignore[index]
    assert names == {"john-hale-mayor", "john-hale-chemist"}
