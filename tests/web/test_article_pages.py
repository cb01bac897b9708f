from flask import Flask
from flask.testing import FlaskClient

from tests.conftest import REAL_ARTICLE, Write, invoke, line
from tests.web.html_pages import page, words


def test_an_article_shows_its_speakers_and_the_query(client: FlaskClient) -> None:
    text = page(client, f"/articles/{REAL_ARTICLE}?q=real+economy")
    assert text.count('class="paragraph"') == 16
    assert 'id="p8"' in text
    assert "<mark>real</mark> <mark>economy</mark>" in text
    assert "Li Dongsheng" in text
    assert "<mark>" not in page(client, f"/articles/{REAL_ARTICLE}")


def test_an_unknown_article_is_a_404_page_with_links(client: FlaskClient) -> None:
    text = page(client, "/articles/none", 404)
    assert "no article" in text
    assert 'href="/search"' in text


def test_the_page_of_a_removed_article_says_when_it_was_removed(app: Flask, write: Write) -> None:
    runner, client = app.test_cli_runner(), app.test_client()
    write("b.jsonl", line("b", "pear"))
    path = write("a.jsonl", line("a", "apple", title="Apples", date="2024-05-01"))
    runner.invoke(args=["reindex"])
    assert page(client, "/articles/a")
    path.unlink()
    runner.invoke(args=["reindex"])
    for address in ("/articles/a", "/articles/a/paragraphs/1"):
        text = page(client, address, 410)
        assert "“Apples” of 1 May 2024 was removed from the archive on" in text
        assert 'href="/search"' in text
    assert page(client, "/articles/c", 404)


def test_speakers_of_an_article_are_numbered_and_marked(client: FlaskClient) -> None:
    text = page(client, f"/articles/{REAL_ARTICLE}")
    assert '<span class="said s2">manufacturing is an indispensable sector' in text
    assert '<span class="swatch s2" aria-hidden="true">2</span> <a class="name"' in text


def test_a_paragraph_shows_its_neighbours_evidence_and_citations(client: FlaskClient) -> None:
    text = words(page(client, f"/articles/{REAL_ARTICLE}/paragraphs/8?q=industrial"))
    assert "Paragraph 7" in text
    assert "Paragraph 9" in text
    assert "Why is this attributed to Zhou Yunjie?" in text
    assert "@article{2023-03-10-high-end-manufacturing-p8," in text
    assert f"http://localhost/articles/{REAL_ARTICLE}/paragraphs/8?text=" in text


def test_an_article_is_shown_even_with_an_invalid_query(client: FlaskClient) -> None:
    text = page(client, f"/articles/{REAL_ARTICLE}?q=%26")
    assert text.count('class="paragraph"') == 16


def test_an_article_shows_its_publisher_s_correction(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", "apple", correction="The figure was 12.", section="Food"))
    app.test_cli_runner().invoke(args=["reindex"])
    text = page(app.test_client(), "/articles/a")
    assert "Correction: The figure was 12." in text
    assert "· <bdi>Food</bdi>" in text


def test_an_article_page_says_who_declined_to_comment(write: Write, app: Flask) -> None:
    write("mill.jsonl", line("mill", "Ana Ruiz declined to comment.", "John Lind said it closes."))
    invoke(app, "reindex")
    client = app.test_client()
    assert 'class="meta declined"' in page(client, "/articles/mill")
    first, _ = client.get("/api/v1/articles/mill").get_json()["paragraphs"]
    assert first["attributions"] == []
    assert [(a["speaker"], a["act"]) for a in first["refusals"]] == [("Ana Ruiz", "refusal")]
    assert client.get("/api/v1/search?speaker=ana-ruiz").get_json()["total"]["value"] == 0
