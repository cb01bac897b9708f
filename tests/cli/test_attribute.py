import json
from pathlib import Path

from flask import Flask

from tests.conftest import CORPUS, REAL_ARTICLE, Write, invoke

SAMPLE = Path(CORPUS, f"{REAL_ARTICLE}.txt")


def test_it_prints_an_object_for_each_article(archive: Flask) -> None:
    code, out, _ = invoke(archive, "attribute", str(SAMPLE))
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


def test_its_objects_are_those_of_the_api_without_some_keys(archive: Flask) -> None:
    _, out, _ = invoke(archive, "attribute", str(CORPUS))
    client = archive.test_client()
    for article in map(json.loads, out.splitlines()):
        response = client.get(f"/api/v1/articles/{article['id']}").json
        assert response is not None
        assert list(article) == ["id", "date", "title", "paragraphs"]
        assert {name: response[name] for name in article} == article


def test_a_bad_file_does_not_prevent_reading_the_others(app: Flask, write: Write) -> None:
    good = write("good.txt", "Headline\n\nText.")
    bad = write("bad.txt", b"\0")
    code, out, err = invoke(app, "attribute", str(bad), str(good), str(bad.parent / "none.txt"))
    assert code == 1
    assert json.loads(out)["id"] == "good"
    assert "bad.txt: it contains a NUL byte" in err
    assert "none.txt" in err
    assert invoke(app, "attribute", str(bad))[0] == 2


def test_it_needs_and_writes_no_index(app: Flask, write: Write) -> None:
    invoke(app, "attribute", str(write("a.txt", "Headline\n\nText.")))
    assert not Path(app.config["SEARCHAPP_INDEX_DIR"]).exists()
