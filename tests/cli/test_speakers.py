from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from searchapp.editorial import read_overrides
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
    assert err == "1 speaker with several names\n"


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
