"""Editorial overrides in the index: applied to the articles they concern, or reported stale."""

import datetime
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp.editorial import (
    Correction,
    Corrections,
    EditorialOverrides,
    RegistryEntry,
    RolePeriod,
    SpeakerRegistry,
)
from searchapp.models.articles import Paragraph
from tests.conftest import Write, ids, invoke, line
from tests.editorial.articles import article, attribution

DAY = datetime.date(2010, 1, 1)

ONE = "2012-05-01\n\nHeadline\n\nThe mill will close, said D. Trump.\n\nIt rained.\n"
TWO = "2012-05-02\n\nHeadline\n\nThe mill will stay, said Donald Trump.\n"
THREE = "2012-05-03\n\nHeadline\n\nThe pond is full, said Ann Lee.\n"
REGISTRY = '[[speaker]]\nname = "Donald Trump"\naliases = ["D. Trump"]\n'
CORRECTION = """[[correction]]
paragraph = "one#p1"
text = "The mill will close, said D. Trump."
speaker = "Bo Day"
"""


@pytest.fixture
def corpus_of_three(write: Write) -> None:
    write("one.txt", ONE)
    write("two.txt", TWO)
    write("three.txt", THREE)


def reindex(app: Flask, *options: str, expect: int = 0) -> tuple[str, str]:
    code, out, err = invoke(app, "reindex", *options)
    assert code == expect, out + err
    return out, err


def said_by(app: Flask, speaker: str) -> list[str]:
    query = {"speaker": speaker, "sort": "oldest"}
    return ids(app.test_client().get("/api/v1/search", query_string=query).json)


def paragraph(app: Flask, article: str, number: int) -> dict[str, Any]:
    response = app.test_client().get(f"/api/v1/articles/{article}").json
    assert response is not None
    return dict(response["paragraphs"][number - 1])


def changed(out: str) -> str:
    return " ".join(next(row for row in out.splitlines() if "changed " in row).split()[:2])


pytestmark = pytest.mark.usefixtures("corpus_of_three")


def test_an_alias_merges_two_speakers_and_changes_only_their_articles(
    app: Flask, write: Write
) -> None:
    reindex(app)
    assert said_by(app, "Donald Trump") == ["two#p1"]
    write("speakers.toml", REGISTRY)
    out, _ = reindex(app)
    # Only these two articles contain a name of the entry.
    assert changed(out) == "changed 2"
    assert "read again" not in out
    assert said_by(app, "Donald Trump") == ["one#p1", "two#p1"]
    assert changed(reindex(app)[0]) == "changed 0"
    reindex(app, "--full")
    assert said_by(app, "donald-trump") == ["one#p1", "two#p1"]
    (app.config["SEARCHAPP_CORPUS_DIR"] / "speakers.toml").unlink()
    assert changed(reindex(app)[0]) == "changed 2"
    assert said_by(app, "Donald Trump") == ["two#p1"]


def test_a_correction_changes_only_its_article_and_survives_a_full_run(
    app: Flask, write: Write
) -> None:
    reindex(app)
    write("corrections.toml", CORRECTION)
    assert changed(reindex(app)[0]) == "changed 1"
    for options in ((), ("--full",)):
        reindex(app, *options)
        shown = paragraph(app, "one", 1)
        assert shown["corrected"] is True
        [attribution] = shown["attributions"]
        assert (attribution["speaker"], attribution["corrected"]) == ("Bo Day", True)
        assert attribution["evidence"]["rule"] == "corrected by hand"
        assert said_by(app, "Bo Day") == ["one#p1"]
        assert said_by(app, "D. Trump") == []
        for address, sentence in (
            ("/articles/one", "corrected by an editor"),
            ("/articles/one/paragraphs/1", "An editor set the speaker."),
            ("/search?q=mill", "corrected by an editor"),
        ):
            assert sentence in app.test_client().get(address).text
        assert "corrected by an editor" not in app.test_client().get("/articles/two").text
    assert paragraph(app, "two", 1)["corrected"] is False


def test_a_correction_to_nobody_is_shown_as_an_editors(app: Flask, write: Write) -> None:
    write("corrections.toml", CORRECTION.replace('speaker = "Bo Day"', "nobody = true"))
    reindex(app)
    shown = paragraph(app, "one", 1)
    assert (shown["attributions"], shown["corrected"]) == ([], True)
    page = app.test_client().get("/articles/one").text
    assert page.count("no speaker (corrected by an editor)") == 1


def test_a_corrected_speaker_is_looked_up_in_the_registry(app: Flask, write: Write) -> None:
    write("speakers.toml", REGISTRY)
    write("corrections.toml", CORRECTION.replace("Bo Day", "D. Trump"))
    reindex(app)
    assert said_by(app, "Donald Trump") == ["one#p1", "two#p1"]


def test_a_stale_correction_is_reported_and_not_applied(app: Flask, write: Write) -> None:
    write("corrections.toml", CORRECTION + CORRECTION.replace("one#", "gone#"))
    write("one.txt", ONE.replace("The mill will close", "The mill may close"))
    for _ in range(2):
        _, err = reindex(app)
        assert "one#p1: the text of the paragraph has changed" in err
        assert "gone#p1: there is no such article" in err
    assert said_by(app, "D. Trump") == ["one#p1"]


@pytest.mark.parametrize("name", ["speakers.toml", "corrections.toml"])
def test_an_invalid_file_leaves_the_index_as_it_was(app: Flask, write: Write, name: str) -> None:
    reindex(app)
    write(name, "[[speaker")
    write("three.txt", THREE.replace("Ann Lee", "Cy Orr"))
    _, err = reindex(app, expect=2)
    assert f"{name} is not valid TOML" in err
    assert "The index is unchanged." in err
    assert said_by(app, "Ann Lee") == ["three#p1"]


def test_lookalikes_are_reported_when_their_names_are_new(app: Flask, write: Write) -> None:
    _, err = reindex(app)
    assert "Possible duplicate: 'D. Trump' / 'Donald Trump' (same first and last name)" in err
    write("four.jsonl", line("four", "The pond is empty, said Cy Orr."))
    assert "alike" not in reindex(app)[1]
    write("speakers.toml", REGISTRY)
    assert "alike" not in reindex(app, "--full")[1]


def test_editorial_files_are_not_counted_as_skipped(app: Flask, write: Write) -> None:
    write("speakers.toml", REGISTRY)
    assert "skipped" not in reindex(app)[0]


def test_attribute_applies_the_overrides(app: Flask, write: Write) -> None:
    write("corrections.toml", CORRECTION)
    _, out, _ = invoke(app, "attribute", str(Path(app.config["SEARCHAPP_CORPUS_DIR"], "one.txt")))
    assert '"speaker": "Bo Day"' in out


OVERRIDES = EditorialOverrides(
    SpeakerRegistry(
        [
            RegistryEntry("Ann Lee", ("A. Lee",), "person", (RolePeriod("mayor", first=DAY),)),
            RegistryEntry("Bo Day"),
        ]
    ),
    Corrections([Correction("a", 1, "Text of …", "Bo Day", role="baker")]),
)


def test_the_fingerprint_changes_with_values_and_not_with_names_in_the_code() -> None:
    # It is stored in the index, so another hash would make every such article "changed".
    concerned = article(Paragraph(1, "Text of A. Lee.", (attribution("A. Lee"),)))
    assert OVERRIDES.fingerprint(concerned) == "52bbecf3219075c7"
    assert OVERRIDES.fingerprint(article(Paragraph(1, "Text."), article_id="b")) == ""
    assert EditorialOverrides().fingerprint(concerned) == ""


# The dry run


def test_a_dry_run_shows_what_would_change_and_changes_nothing(app: Flask, write: Write) -> None:
    reindex(app)
    write("one.txt", ONE + "\nA third paragraph, said Di Fay.\n")
    (app.config["SEARCHAPP_CORPUS_DIR"] / "two.txt").unlink()
    write("five.txt", "New\n\nText.")
    write("corrections.toml", CORRECTION)
    before = sorted(Path(app.config["SEARCHAPP_INDEX_DIR"]).rglob("*"))
    out, _ = reindex(app, "--dry-run")
    lines = [
        re.sub(r", confidence 0\.\d\d$", "", row)
        for row in out.splitlines()
        if row[:2] in ("+ ", "- ")
    ]
    assert lines == [
        "+ five: headline 'New', date 'none'",
        "+ five#p1: Text.",
        "- one#p1: D. Trump (d-trump), without a role: said, indirect, speech",
        "+ one#p1: Bo Day (bo-day), without a role: said, indirect, speech, corrected by hand",
        "+ one#p3: A third paragraph, said Di Fay.",
        "+ one#p3: Di Fay (di-fay), without a role: said, indirect, speech",
        "- two: headline 'Headline', date '2012-05-02'",
    ]
    assert "Nothing was changed" in out
    assert sorted(Path(app.config["SEARCHAPP_INDEX_DIR"]).rglob("*")) == before
    assert said_by(app, "Donald Trump") == ["two#p1"]


def test_a_dry_run_before_the_first_index_lists_what_would_be_in_it(app: Flask) -> None:
    out, _ = reindex(app, "--dry-run")
    assert "+ one: headline 'Headline', date '2012-05-01'" in out
    assert app.test_client().get("/health").json["status"] == "no_index"  # type: ignore[index]


def test_the_article_page_says_what_the_date_was_taken_from(app: Flask, write: Write) -> None:
    write(
        "five.md", "---\ntitle: T\ndate: 2001-02-03\nsection: Town\ncorrection: Nine.\n---\n\nText."
    )
    reindex(app)
    page = app.test_client().get("/articles/five").text
    for shown in ("(by its front matter, date)", "· <bdi>Town</bdi>", "Correction: Nine."):
        assert shown in page
