import html
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from searchapp import create_app, web
from tests.conftest import REAL_ARTICLE, Write, invoke, line
from tests.web.html_pages import page, words


def test_home_shows_the_size_and_dates_of_the_archive(client: FlaskClient) -> None:
    text = words(page(client, "/"))
    assert "Search 7 articles" in text
    assert "54 paragraphs" in text
    assert "from 4 June 2019 to 21 March 2024" in text
    assert "Last indexed" in text


def test_a_hit_shows_speaker_role_date_and_marked_text(client: FlaskClient) -> None:
    text = page(client, "/search?q=%22industrial+internet%22")
    assert "<mark>industrial internet</mark>" in text
    shown = words(text)
    assert "1 result " in shown
    assert "10 March 2023" in shown
    assert "Zhou Yunjie deputy to the 14th NPC" in shown
    assert "quoted" in shown
    link = f"/articles/{REAL_ARTICLE}?q=%22industrial+internet%22#p8"
    assert f'href="{link}"' in text


def test_every_link_of_a_result_page_can_be_followed(client: FlaskClient) -> None:
    text = page(client, "/search?q=said&speaker=zhou-yunjie&year=2023&sort=newest&from=2020-01-01")
    links = {link.replace("&amp;", "&") for link in re.findall(r'href="(/[^"]*)"', text)}
    links -= {"/help", "/about"}
    assert len(links) > 10
    for link in links:
        with client.get(link) as response:
            assert response.status_code == 200, link


def test_a_facet_value_toggles(client: FlaskClient) -> None:
    text = page(client, "/search?q=said&page=2&limit=5")
    assert "/search?q=said&amp;quotation=direct&amp;limit=5" in text
    chosen = page(client, "/search?q=said&quotation=direct&limit=5")
    assert '<a href="/search?q=said&amp;limit=5" aria-current="true">' in chosen


def test_a_new_query_keeps_the_filters_and_not_the_page(client: FlaskClient) -> None:
    text = page(client, "/search?q=said&speaker=zhou-yunjie&from=2020-01-01&page=1&sort=oldest")
    [fields] = re.findall(r'<div class="hidden_fields">(.*?)</div>', text, re.DOTALL)
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', fields)
    assert hidden == [("speaker", "zhou-yunjie"), ("sort", "oldest")]
    assert '<input form="search" name="from" type="date" value="2020-01-01">' in text


def test_pages_are_linked(client: FlaskClient) -> None:
    first = page(client, "/search?limit=20")
    assert "54 results" in words(first)
    assert 'rel="next" href="/search?page=2"' in first
    last = page(client, "/search?page=3")
    assert 'rel="next"' not in last
    assert 'rel="prev" href="/search?page=2"' in last


def test_a_page_past_the_last_leads_back(client: FlaskClient) -> None:
    text = page(client, "/search?page=99")
    assert "There is no page 99" in words(text)
    assert 'href="/search?page=3"' in text


def test_a_search_without_hits_suggests_what_to_try(client: FlaskClient) -> None:
    text = page(client, "/search?q=zzzz&source=Nowhere")
    assert "Nothing matches" in words(text)
    assert '<a href="/search?q=zzzz">' in text


def test_an_unknown_address_is_a_404_page(client: FlaskClient) -> None:
    assert "Not Found" in page(client, "/nothing", 404)


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/articles/x"])
def test_without_an_index_the_page_says_which_command_to_run(app: Flask, path: str) -> None:
    text = page(app.test_client(), path, 503)
    assert "flask --app searchapp reindex" in text


def test_an_internal_error_shows_no_traceback(
    app: Flask, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    write("a.jsonl", line("a", "apple"))
    app.test_cli_runner().invoke(args=["reindex"])

    def fail(_request: object) -> None:
        raise RuntimeError("secret")

    for search in ("search", "search_with_timeline"):
        monkeypatch.setattr(app.extensions["searchapp"], search, fail)
    client = app.test_client()
    text = page(client, "/search?q=x", 500)
    assert "secret" not in text
    problem = client.get("/api/v1/search?q=x")
    assert problem.status_code == 500
    assert problem.mimetype == "application/problem+json"
    assert "secret" not in problem.text


def test_pages_load_nothing_from_other_hosts(client: FlaskClient) -> None:
    for path in ("/", "/search?q=said", f"/articles/{REAL_ARTICLE}", "/none"):
        response = client.get(path)
        inline = re.sub(
            r'<script type="(module" src="[^"]+">|application/ld\+json">[^<]*)</script>',
            "",
            response.text,
        )
        assert "<script" not in inline
        assert not re.search(r"\son\w+=", inline)
        assert "style=" not in response.text
        for address in re.findall(r'(?:href|src|action)="([^"]*)"', response.text):
            assert address.startswith(("/", "#", "?", "http://localhost/")), address
    headers = client.get("/").headers
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_pages_stay_small(client: FlaskClient) -> None:
    [sheet] = re.findall(r'rel="stylesheet" href="([^"]*)"', client.get("/").text)
    with client.get(sheet) as style:
        assert style.status_code == 200
        style_bytes = len(style.data)
    scripts = list(Path(web.__file__).with_name("static").glob("*.js"))
    script_bytes = sum(script.stat().st_size for script in scripts)
    page_bytes = len(client.get("/").data)
    assert len(scripts) > 5
    assert style_bytes < 30_000
    assert script_bytes < 30_000
    assert page_bytes < 60_000


@pytest.mark.parametrize(
    ("path", "says"),
    [
        (f"/articles/{REAL_ARTICLE}/paragraphs/99", "has no paragraph 99"),
        ("/articles/none/paragraphs/1", "no article"),
        ("/speakers/nobody", "There is no speaker with the id"),
        ("/search/facets/colour", "There is no filter"),
    ],
)
def test_an_unknown_page_is_a_404_that_names_it(client: FlaskClient, path: str, says: str) -> None:
    text = page(client, path, 404)
    assert says in text
    assert 'href="/search"' in text


@pytest.mark.parametrize(
    "path", ["/speakers?sort=up", "/speakers?page=0", "/search/facets/role?page=x"]
)
def test_a_bad_parameter_of_a_list_is_a_400(client: FlaskClient, path: str) -> None:
    assert "Invalid parameter" in page(client, path, 400)


def test_a_facet_lists_all_its_values(client: FlaskClient) -> None:
    text = page(client, "/search/facets/speaker?q=manufacturing&like=yun")
    assert '<a href="/search?q=manufacturing&amp;speaker=zhou-yunjie">' in text
    assert "1 value with" in words(text)


def test_the_pages_of_two_apps_can_be_mounted_side_by_side(app: Flask, archive: Flask) -> None:
    assert archive.test_client().get("/search").status_code == 200
    assert app.test_client().get("/search").status_code == 503


def test_the_next_search_sees_newly_indexed_paragraphs(app: Flask, write: Write) -> None:
    runner, client = app.test_cli_runner(), app.test_client()
    write("a.jsonl", line("a", "apple"))
    runner.invoke(args=["reindex"])
    assert "1 result" in words(page(client, "/search"))
    write("b.jsonl", line("b", "pear"))
    runner.invoke(args=["reindex"])
    assert "2 results" in words(page(client, "/search"))


def test_an_app_needs_nothing_but_its_defaults() -> None:
    assert create_app().url_map


def test_the_search_box_has_the_maximum_length_of_the_setting(archive: Flask) -> None:
    assert 'maxlength="1000"' in page(archive.test_client(), "/")
    app = create_app(index_dir=archive.config["SEARCHAPP_INDEX_DIR"], max_query_characters=77)
    assert 'maxlength="77"' in page(app.test_client(), "/")


def test_an_unknown_url_has_the_same_security_headers(client: FlaskClient) -> None:
    assert "default-src 'none'" in client.get("/nothing").headers["Content-Security-Policy"]
    assert client.post("/health").mimetype == "application/problem+json"


def test_hits_can_be_grouped_by_article(client: FlaskClient) -> None:
    assert "/search?q=said&amp;group=article" in page(client, "/search?q=said")
    text = page(client, "/search?q=said&group=article")
    assert "7 results" in words(text)
    assert "paragraphs match." in words(text)
    assert "Also in paragraph" in words(text)


def test_quotation_marks_are_mentioned_only_for_queries_with_phrases(client: FlaskClient) -> None:
    hint = "Without quotation marks"
    assert hint in client.get("/search", query_string={"q": '"economy unreal"'}).text
    plain = client.get("/search", query_string={"q": "economy zzzz", "strict": "1"}).text
    assert "Try fewer words" in plain
    assert hint not in plain


@pytest.mark.parametrize(
    ("query", "advice"),
    [
        ({"q": "zzzz"}, "Try other words."),
        ({"q": "zzzz", "source": "Nowhere"}, "Try other words."),
        ({"q": "zzzz OR yyyy"}, "Try other words."),
        ({"q": "zzzz yyyy"}, "Try fewer words, or other ones."),
        ({"q": "economy zzzz", "strict": "1"}, "Try fewer words, or other ones."),
    ],
)
def test_a_search_without_hits_advises_to_change_its_words(
    client: FlaskClient, query: dict[str, str], advice: str
) -> None:
    text = words(client.get("/search", query_string=query).text)
    assert re.findall(r"Try (?:fewer|other) [^.]*\.", text) == [advice]
    assert "each of them must be in the paragraph" not in text


@pytest.mark.parametrize("query", [{"source": "Nowhere"}, {"q": "*", "source": "Nowhere"}])
def test_a_search_for_no_words_has_no_advice_about_them(
    client: FlaskClient, query: dict[str, str]
) -> None:
    text = words(client.get("/search", query_string=query).text)
    assert "No results" in text
    assert not re.search("Try (?:fewer|other)", text)


def test_relaxed_hits_are_listed_without_the_advice_to_change_the_words(
    write: Write, app: Flask
) -> None:
    write("a.jsonl", line("a", "The harvest was good.") + line("b", "The glacier melts."))
    invoke(app, "reindex")
    text = words(page(app.test_client(), "/search?q=harvest+glacier"))
    assert "Nothing has all the words; 2 results with some of them follow." in text
    assert not re.search("Try (?:fewer|other)", text)


def test_a_frame_counts_hits_that_lack_words(write: Write, app: Flask) -> None:
    write("a.jsonl", line("a", "The harvest was good.") + line("b", "The glacier melts."))
    invoke(app, "reindex")
    text = words(page(app.test_client(), "/embed?q=harvest+glacier"))
    assert "2 results, none with all the words" in text
    assert "No results" not in text
    write("c.jsonl", line("c", "The glacier melts before the harvest."))
    invoke(app, "reindex")
    text = words(page(app.test_client(), "/embed?q=harvest+glacier"))
    assert "3 results, 1 with all the words" in text
    assert "1 result · Open in the archive" in words(page(app.test_client(), "/embed?q=good"))


def test_results_can_be_taken_elsewhere_by_plain_links(client: FlaskClient) -> None:
    text = page(client, "/search?q=said&speaker=zhou-yunjie&page=1").replace("&amp;", "&")
    query = "q=said&speaker=zhou-yunjie"
    for address in (
        f"/api/v1/export?{query}&format=csv",
        f"/api/v1/export?{query}&format=jsonl",
        f"/feed?{query}",
        f"/search?{query}",
        f"/embed/code?{query}",
        "/api/v1/docs",
    ):
        assert f'href="{address}"' in text


def test_hidden_copies_are_counted_and_can_be_shown(app: Flask, write: Write) -> None:
    wire = "The ferry ran aground in the harbour on Monday night, and nobody was hurt at all."
    write("a.jsonl", line("a", wire) + line("b", wire) + line("c", "The ferry sails again."))
    invoke(app, "reindex")
    client = app.test_client()
    text = words(page(client, "/search?q=ferry"))
    assert "2 results" in text
    assert "1 identical copy hidden: show" in text
    assert "3 results" in words(page(client, "/search?q=ferry&copies=all"))


def test_the_view_of_quotes_lists_only_paragraphs_that_quote(client: FlaskClient) -> None:
    everything = client.get("/api/v1/search?limit=100").get_json()
    quoting = {
        hit["id"]
        for hit in everything["results"]
        if any(a["quotation"] != "indirect" for a in hit["attributions"] if a["act"] == "speech")
    }
    quotes = client.get("/api/v1/search?limit=100&view=quotes").get_json()
    assert {hit["id"] for hit in quotes["results"]} == quoting
    text = page(client, "/search?view=quotes")
    assert text.count("<blockquote") >= min(len(quoting), 20)


def test_the_examples_of_the_api_page_run_against_this_server(client: FlaskClient) -> None:
    text = html.unescape(page(client, "/api/v1/docs"))
    examples = re.findall(r'curl "http://localhost([^"]+)"', text)
    assert len(examples) > 12
    for example in examples:
        with client.get(example) as response:
            assert response.status_code == 200, example
    assert client.get(examples[0]).get_json()["results"]
    assert "Example: <code></code>" not in text


def test_the_api_page_has_no_index_to_take_examples_from(app: Flask) -> None:
    assert 'curl "http://localhost/api/v1/search?q=*' in html.unescape(
        page(app.test_client(), "/api/v1/docs").replace("%2A", "*")
    )


def test_the_code_for_other_sites_carries_the_search(client: FlaskClient) -> None:
    response = client.get("/embed/code?q=%22said%22+x&speaker=a&speaker=b&limit=5")
    text = html.unescape(html.unescape(response.text))
    assert '<news-search endpoint="http://localhost/" q=""said" x" speaker="a|b" limit="5">' in text
    frame = "/embed?q=%22said%22+x&speaker=a&speaker=b&limit=5"
    assert f'<iframe src="http://localhost{frame}" title="News search: "said" x"' in text
    assert f'<iframe class="preview" src="{frame}"' in text
    assert "SEARCHAPP_FRAME_ANCESTORS" in text
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_a_frame_has_more_pages_than_one(client: FlaskClient) -> None:
    first = page(client, "/embed?limit=20")
    assert '<a rel="next" href="/embed?page=2" target="_self">' in first
    last = page(client, "/embed?limit=20&page=3")
    assert 'rel="next"' not in last
    assert '<a rel="prev" href="/embed?page=2" target="_self">' in last
