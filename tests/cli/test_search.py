import json

import pytest
from flask import Flask

from tests.conftest import REAL_ARTICLE, invoke


def test_it_prints_ranked_paragraphs_with_speaker_and_date(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", '"industrial internet"')
    assert code == 0
    assert "1-1 of 1 paragraph\n" in out
    assert f"2023-03-10 · {REAL_ARTICLE}#p8" in out
    assert "Zhou Yunjie, deputy to the 14th NPC, and chairman and CEO" in out


def test_it_prints_paragraphs_that_lack_words_below_a_heading(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "manufacturing otters")
    assert code == 0
    assert "Paragraphs that have some of the words:" in out
    assert "   missing: otters" in out


def test_json_is_the_object_of_the_api(archive: Flask) -> None:
    code, out, _ = invoke(
        archive, "search", "said", "--json", "--limit", "3", "--speaker", "Zhou Yunjie"
    )
    query = {"q": "said", "limit": 3, "speaker": "Zhou Yunjie"}
    assert code == 0
    assert json.loads(out) == archive.test_client().get("/api/v1/search", query_string=query).json


def test_json_has_the_url_of_the_next_page(archive: Flask) -> None:
    _, out, _ = invoke(archive, "search", "said", "--json", "--limit", "3", "--page", "2")
    next_url = json.loads(out)["next"]
    assert next_url == "/api/v1/search?q=said&page=3&limit=3"
    assert archive.test_client().get(next_url).status_code == 200


def test_a_query_without_hits_exits_with_0(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "zzzzz")
    assert (code, out) == (0, "No results.\n")


def test_a_page_after_the_last_is_reported(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "said", "--page", "99")
    assert (code, out) == (0, "There is no such page.\n")


def test_notices_are_printed_to_stderr(archive: Flask) -> None:
    code, _, err = invoke(archive, "search", '"industrial internet')
    assert code == 0
    assert "quotation mark is not closed" in err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["search", "x", "--sort", "up"], "'sort'"),
        (["search", "x", "--page", "0"], "'page'"),
        (["search", "x", "--from", "soon"], "'from'"),
        (["search", "x" * 1001], "1,000 characters"),
        (["search", "&&"], "nothing to search for"),
    ],
)
def test_a_bad_query_exits_with_2(archive: Flask, arguments: list[str], message: str) -> None:
    code, out, err = invoke(archive, *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_without_an_index_it_names_the_command_to_run(app: Flask) -> None:
    code, _, err = invoke(app, "search", "x")
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err
