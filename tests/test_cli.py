import json
from pathlib import Path

import pytest
from flask import Flask

from searchapp import create_app
from tests.conftest import CORPUS, REAL_ARTICLE, Write

SEARCHED = Path(CORPUS, f"{REAL_ARTICLE}.txt")


def invoke(app: Flask, *arguments: str) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=arguments)
    return result.exit_code, result.stdout, result.stderr


def test_search_prints_ranked_paragraphs_with_speaker_and_date(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "industrial internet")
    assert code == 0
    assert "1-1 of 1 paragraphs" in out
    assert f"2023-03-10 · {REAL_ARTICLE}#p8" in out
    assert "Zhou Yunjie, deputy to the 14th NPC, and chairman and CEO" in out


def test_search_as_json_is_the_object_of_the_api(archive: Flask) -> None:
    code, out, _ = invoke(
        archive, "search", "said", "--json", "--limit", "3", "--speaker", "Zhou Yunjie"
    )
    query = {"q": "said", "limit": 3, "speaker": "Zhou Yunjie"}
    assert code == 0
    assert json.loads(out) == archive.test_client().get("/api/v1/search", query_string=query).json


def test_json_names_the_page_that_follows(archive: Flask) -> None:
    _, out, _ = invoke(archive, "search", "said", "--json", "--limit", "3", "--page", "2")
    following = json.loads(out)["next"]
    assert following == "/api/v1/search?q=said&page=3&limit=3"
    assert archive.test_client().get(following).status_code == 200


def test_no_hit_is_no_failure(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "zzzzz")
    assert (code, out) == (0, "No paragraph matches.\n")


def test_a_page_past_the_last_is_said(archive: Flask) -> None:
    code, out, _ = invoke(archive, "search", "said", "--page", "99")
    assert (code, out) == (0, "There is no such page.\n")


def test_notices_are_told(archive: Flask) -> None:
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
        (["search", "&&"], "no word to search for"),
    ],
)
def test_a_bad_query_exits_with_2(archive: Flask, arguments: list[str], message: str) -> None:
    code, out, err = invoke(archive, *arguments)
    assert (code, out) == (2, "")
    assert message in err


def test_without_an_index_the_command_to_run_is_said(app: Flask) -> None:
    code, _, err = invoke(app, "search", "x")
    assert code == 2
    assert "Run: flask --app searchapp reindex" in err


def test_attribute_prints_an_object_for_each_article(archive: Flask) -> None:
    code, out, _ = invoke(archive, "attribute", str(SEARCHED))
    assert code == 0
    [article] = map(json.loads, out.splitlines())
    assert article["id"] == REAL_ARTICLE
    assert article["date"] == "2023-03-10"
    paragraph = article["paragraphs"][7]
    assert paragraph["number"] == 8
    [attribution] = paragraph["attributions"]
    assert attribution["speaker"] == "Zhou Yunjie"
    assert attribution["speaker_id"] == "zhou-yunjie"
    assert attribution["speaker_kind"] == "person"
    assert attribution["quotation"] == "direct"
    [[start, end]] = attribution["spans"]
    assert paragraph["text"][start:end].startswith('"As the country')
    assert paragraph["text"][start:end].endswith('industrialization,"')


def test_attribute_gives_what_the_api_gives_less_the_sources(archive: Flask) -> None:
    _, out, _ = invoke(archive, "attribute", str(CORPUS))
    client = archive.test_client()
    for article in map(json.loads, out.splitlines()):
        given = client.get(f"/api/v1/articles/{article['id']}").json
        assert given is not None
        assert list(article) == ["id", "date", "title", "paragraphs"]
        assert {name: given[name] for name in article} == article


def test_attribute_reads_on_after_a_bad_file(app: Flask, write: Write) -> None:
    good = write("good.txt", "Headline\n\nText.")
    bad = write("bad.txt", b"\0")
    code, out, err = invoke(app, "attribute", str(bad), str(good), str(bad.parent / "none.txt"))
    assert code == 1
    assert json.loads(out)["id"] == "good"
    assert "bad.txt: it holds a NUL byte" in err
    assert "none.txt" in err
    assert invoke(app, "attribute", str(bad))[0] == 2


def test_attribute_touches_no_index(app: Flask, write: Write) -> None:
    invoke(app, "attribute", str(write("a.txt", "Headline\n\nText.")))
    assert not Path(app.config["SEARCHAPP_INDEX_DIR"]).exists()


def test_a_relative_corpus_is_below_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("corpus").mkdir()
    Path("corpus", "a.txt").write_text("Headline\n\nText.")
    assert invoke(create_app(), "reindex")[0] == 0
    assert Path("index", "CURRENT").read_text() == "gen-1\n"
