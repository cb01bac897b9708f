import html
import re
from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.models.normalize import slug
from searchapp.web.api.search import MountedUrls
from tests.conftest import REAL_ARTICLE, Write, ids, line


def get(client: FlaskClient, path: str = "/api/v1/search", **query: Any) -> Any:
    if "from_" in query:
        query["from"] = query.pop("from_")
    response = client.get(path, query_string=query or None)
    assert response.status_code == 200, response.text
    return response.json


def of(article: str, *numbers: int) -> list[str]:
    return [f"{article}#p{number}" for number in numbers]


# The article that the project was made for


@pytest.mark.parametrize(
    ("q", "number", "speaker"),
    [
        ("industrial internet", 8, "Zhou Yunjie"),
        ('"real economy"', 2, "national legislators and political advisers"),
        ("zhou standards", 9, "Zhou Yunjie"),
    ],
)
def test_the_golden_queries_rank_their_paragraph_first(
    client: FlaskClient, q: str, number: int, speaker: str
) -> None:
    first = get(client, q=q)["results"][0]
    assert first["id"] == f"{REAL_ARTICLE}#p{number}"
    assert first["attributions"][0]["speaker"] == speaker
    assert first["date"] == "2023-03-10"


@pytest.mark.parametrize("speaker", ["Xi Jinping", "xi-jinping"])
def test_a_speaker_filter_takes_a_name_or_an_id(client: FlaskClient, speaker: str) -> None:
    assert ids(get(client, speaker=speaker)) == of(REAL_ARTICLE, 3, 4)


def test_the_complete_structure_of_a_response(client: FlaskClient) -> None:
    answer = get(client, q='"industrial internet"')
    assert list(answer) == [
        *("query", "total", "index", "results", "facets", "did_you_mean", "without"),
        *("relaxed", "next"),
    ]
    assert answer["total"] == {"value": 1, "relation": "eq", "paragraphs": 1}
    assert set(answer["index"]) == {"version", "built_at"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", answer["index"]["built_at"])
    assert answer["next"] is None
    [hit] = answer["results"]
    title = "Industry leaders underline high-end sectors, innovation, homegrown tech"
    assert hit["url"] == f"/articles/{REAL_ARTICLE}#p8"
    assert hit["article"] == {"id": REAL_ARTICLE, "title": title, "source": "", "author": ""}
    assert hit["number"] == 8
    marked = [hit["text"][s:e] for s, e in hit["matches"]]
    assert marked == ["industrial internet"]
    assert "<mark>industrial internet</mark>" in hit["snippet_html"]
    assert hit["score"] > 0
    [role] = [a["role"] for a in hit["attributions"]]
    assert role.startswith("deputy to the 14th NPC")
    assert answer["facets"] == {
        "speaker": [{"id": "zhou-yunjie", "value": "Zhou Yunjie", "count": 1, "selected": False}],
        "year": [{"value": "2023", "count": 1, "selected": False}],
        "source": [],
        "quotation": [{"value": "direct", "count": 1, "selected": False}],
        "role": [{"id": slug(role), "value": role, "count": 1, "selected": False}],
        "kind": [{"value": "person", "count": 1, "selected": False}],
    }
    assert answer["query"]["q"] == '"industrial internet"'
    assert answer["query"]["notices"] == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("yunj", ("speaker", "Zhou Yunjie", "zhou-yunjie", 3)),
        ("o'far", ("speaker", "Siobhán O’Farrell", "siobhan-o-farrell", 2)),
        ("caballero ru", ("speaker", "Inés Caballero-Ruiz", "ines-caballero-ruiz", 2)),
        ("manufac", ("term", "manufacturing", None, 12)),
        ("industrial int", ("term", "industrial internet", None, 1)),
        ("skerra ca", ("headline", None, "courier-2024-03-21-grid", None)),
    ],
)
def test_a_partly_typed_query_is_completed(
    client: FlaskClient, typed: str, first: tuple[str, str | None, str | None, int | None]
) -> None:
    suggestion = get(client, "/api/v1/suggest", q=typed)["suggestions"][0]
    for name, expected in zip(("kind", "value", "id", "count"), first, strict=True):
        if expected is not None or name == "id":
            assert suggestion[name] == expected


@pytest.mark.parametrize("typed", ["", "*", "qqq", '"', "- -"])
def test_a_query_without_completions_is_an_empty_list(client: FlaskClient, typed: str) -> None:
    assert get(client, "/api/v1/suggest", q=typed)["suggestions"] == []


def test_a_suggested_term_has_its_count_of_paragraphs(client: FlaskClient) -> None:
    for suggestion in get(client, "/api/v1/suggest", q="standard c")["suggestions"]:
        if suggestion["kind"] == "term":
            results = get(client, q=suggestion["value"])
            assert results["total"]["paragraphs"] == suggestion["count"]


def test_an_article_comes_with_its_paragraphs(client: FlaskClient) -> None:
    article = get(client, f"/api/v1/articles/{REAL_ARTICLE}")
    assert len(article["paragraphs"]) == 16
    assert article["paragraphs"][4]["attributions"][0]["speaker"] == "Miao Wei"


def test_health_is_ok_with_an_index(client: FlaskClient) -> None:
    health = get(client, "/health")
    assert health["status"] == "ok"
    assert health["index"] == get(client)["index"]


# A small archive whose every count is known


@pytest.fixture
def small(app: Flask, write: Write) -> FlaskClient:
    write(
        "a.jsonl",
        line(
            "a",
            '"Oil is cheap," said Ann Lee. The market, Bob Roe said, is calm.',
            "Ann Lee said gas is dear.",
            "The price of oil stood still.",
            date="2022-05-01",
            source="Post",
            title="Markets",
        )
        + line(
            "b", '"Oil is dear," said Bob Roe.', date="2023-06-30", source="Post", title="Prices"
        )
        + line("c", '"Oil and gas," said Ann Lee.', title="Undated", source="Globe")
        + line("d", "Rain fell.", date="2023-07-01", source="Globe", title="Oil in the headline"),
    )
    result = app.test_cli_runner().invoke(args=["reindex"])
    assert result.exit_code == 0, result.output
    return app.test_client()


def counts(answer: Any, facet: str) -> dict[str, int]:
    return {value["value"]: value["count"] for value in answer["facets"][facet]}


def test_all_unquoted_words_must_match(small: FlaskClient) -> None:
    assert ids(get(small, q="oil gas")) == ["c#p1"]
    assert sorted(ids(get(small, q="oil OR gas"))) == [
        "a#p1",
        "a#p2",
        "a#p3",
        "b#p1",
        "c#p1",
        "d#p1",
    ]


def test_words_match_the_names_of_speakers(small: FlaskClient) -> None:
    assert sorted(ids(get(small, q="lee gas"))) == ["a#p2", "c#p1"]


def test_a_match_in_the_headline_alone_gives_the_first_paragraph(small: FlaskClient) -> None:
    [hit] = get(small, q="headline")["results"]
    assert hit["id"] == "d#p1"
    assert hit["matches"] == []
    assert [hit["article"]["title"][s:e] for s, e in hit["title_matches"]] == ["headline"]


def test_a_headline_raises_the_score_and_adds_no_paragraph(small: FlaskClient) -> None:
    assert sorted(ids(get(small, q="calm OR markets"))) == ["a#p1"]
    plain = get(small, q="text:calm")["results"][0]["score"]
    assert get(small, q="calm OR markets")["results"][0]["score"] > plain


def test_title_searches_headlines(small: FlaskClient) -> None:
    assert ids(get(small, q="title:markets")) == ["a#p1", "a#p2", "a#p3"]


def test_a_quoted_phrase_is_exact(small: FlaskClient) -> None:
    assert ids(get(small, q='"oil is dear"')) == ["b#p1"]
    assert ids(get(small, q='"oils is dear"')) == []
    assert ids(get(small, q='"dear is"')) == []


@pytest.mark.parametrize(
    ("q", "numbers"),
    [
        ("role:deputy", [5, 7, 8, 9, 11, 12, 13, 14, 16]),
        ('role:"founder and chairman"', [13, 14]),
        ("role:chairwom*", [15]),
        ("speaker:jia", [11, 12]),
        ('speaker:"dong mingzhu"', [15, 16]),
        ("quotation:direct", [8, 13]),
        ("quotation:direct NOT speaker:li", [8]),
    ],
)
def test_the_speaker_can_be_a_clause_of_the_query(
    client: FlaskClient, q: str, numbers: list[int]
) -> None:
    hit_ids = ids(get(client, q=f"({q}) article:{REAL_ARTICLE}", sort="oldest"))
    assert hit_ids == of(REAL_ARTICLE, *numbers)


def test_a_phrase_does_not_match_across_two_names(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", '"Oil is cheap," said Ann Lee. Gas, Bob Roe said, is dear.'))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    assert ids(get(client, q='speaker:"ann lee" speaker:"bob roe"')) == ["a#p1"]
    assert ids(get(client, q='speaker:"lee bob"')) == []


def test_values_of_one_filter_are_ored_and_filters_are_anded(small: FlaskClient) -> None:
    everything = {"a#p1", "a#p2", "a#p3", "b#p1", "c#p1", "d#p1"}
    assert set(ids(get(small))) == everything
    assert ids(get(small, speaker=["bob-roe", "Ann Lee"], source="Post")) == [
        "b#p1",
        "a#p1",
        "a#p2",
    ]
    assert ids(get(small, year=["2023", "undated"])) == ["d#p1", "b#p1", "c#p1"]
    assert ids(get(small, from_="2023-06-30", to="2023-06-30")) == ["b#p1"]
    assert ids(get(small, from_="2023-06-30")) == ["d#p1", "b#p1"]
    assert ids(get(small, speaker="nobody")) == []


def test_speaker_and_quotation_apply_to_the_same_attribution(small: FlaskClient) -> None:
    assert ids(get(small, speaker="ann-lee", quotation="direct")) == ["a#p1", "c#p1"]
    assert ids(get(small, speaker="bob-roe", quotation="direct")) == ["b#p1"]
    assert ids(get(small, speaker="bob-roe", quotation="indirect")) == ["a#p1"]
    assert ids(get(small, speaker="bob-roe", quotation=["direct", "indirect"])) == ["b#p1", "a#p1"]


def test_a_facet_counts_under_all_other_filters(small: FlaskClient) -> None:
    answer = get(small, speaker="ann-lee", year="2022")
    assert answer["total"]["value"] == 2
    assert counts(answer, "speaker") == {"Ann Lee": 2, "Bob Roe": 1}
    assert counts(answer, "year") == {"2022": 2, "undated": 1}
    assert counts(answer, "source") == {"Post": 2}
    assert [v["value"] for v in answer["facets"]["speaker"] if v["selected"]] == ["Ann Lee"]


def test_the_speaker_facet_counts_only_the_selected_quotations(small: FlaskClient) -> None:
    assert counts(get(small, quotation="direct"), "speaker") == {"Ann Lee": 2, "Bob Roe": 1}
    both = get(small, quotation=["direct", "indirect"])
    assert counts(both, "speaker") == {"Ann Lee": 3, "Bob Roe": 2}


def test_a_selected_value_is_always_in_its_facet(small: FlaskClient) -> None:
    answer = get(small, q="rain", speaker="ann-lee", source="Nowhere", year="1999")
    assert counts(answer, "speaker") == {"Ann Lee": 0}
    assert counts(answer, "source") == {"Nowhere": 0}
    assert counts(answer, "year") == {"1999": 0}


def test_a_facet_lists_20_values_and_the_selected_ones(app: Flask, write: Write) -> None:
    write("a.jsonl", "".join(line(f"a{i}", "x", source=f"S{i:02}") for i in range(30)))
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    assert list(counts(get(client), "source")) == [f"S{i:02}" for i in range(20)]
    chosen = counts(get(client, source=["S29", "S00"]), "source")
    assert list(chosen) == [*(f"S{i:02}" for i in range(20)), "S29"]


def test_hits_are_sorted_by_day_with_the_undated_last(small: FlaskClient) -> None:
    newest = ["d#p1", "b#p1", "a#p1", "a#p2", "a#p3", "c#p1"]
    assert ids(get(small, sort="newest")) == newest
    assert ids(get(small, sort="oldest")) == ["a#p1", "a#p2", "a#p3", "b#p1", "d#p1", "c#p1"]


def test_pages_neither_repeat_nor_skip(small: FlaskClient) -> None:
    pages = []
    address = "/api/v1/search?limit=2"
    while address:
        answer = get(small, address)
        pages += ids(answer)
        address = answer["next"]
    assert pages == ids(get(small))
    beyond = get(small, page=999_999)
    assert (beyond["results"], beyond["next"], beyond["total"]["value"]) == ([], None, 6)


@pytest.mark.parametrize("q", ["", "*", " "])
def test_an_empty_query_and_a_star_match_every_filtered_paragraph(
    small: FlaskClient, q: str
) -> None:
    assert get(small, q=q)["total"]["value"] == 6
    assert get(small, q=q, source="Globe")["total"]["value"] == 2


def test_paragraph_10_follows_paragraph_9(app: Flask, write: Write) -> None:
    write("a.jsonl", line("a", *["same words"] * 12))
    app.test_cli_runner().invoke(args=["reindex"])
    assert ids(get(app.test_client(), q="same")) == [f"a#p{n}" for n in range(1, 13)]


def test_equal_names_are_one_speaker(app: Flask, write: Write) -> None:
    write(
        "a.jsonl",
        line("a", "Zoë Müller said yes.", "Zoë Müller said no.")
        + line("b", "Zoe Muller said maybe."),
    )
    app.test_cli_runner().invoke(args=["reindex"])
    answer = get(app.test_client(), speaker="Zoe Muller")
    assert ids(answer) == ["a#p1", "a#p2", "b#p1"]
    assert counts(answer, "speaker") == {"Zoë Müller": 3}


HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(1)> </mark> &amp; {{ 1234*4321 }}"


OUR_SCRIPT = re.compile('<script type="module" src="/static/[0-9a-f]+/searchapp.js"></script>')


def test_markup_is_shown_as_text_everywhere(app: Flask, write: Write) -> None:
    write(
        "a.jsonl",
        line(
            "a",
            f"{HOSTILE} oil, said Ann <b>Lee</b>.",
            title=f"T {HOSTILE}",
            source=f"S {HOSTILE}",
            author=f"A {HOSTILE}",
            url="javascript:alert(1)",
            language='en" onload="alert(1)',
        ),
    )
    app.test_cli_runner().invoke(args=["reindex"])
    client = app.test_client()
    [hit] = get(client, q="oil")["results"]
    assert hit["text"].startswith(HOSTILE)
    assert set(re.findall(r"<[^>]*>", hit["snippet_html"])) == {"<mark>", "</mark>"}
    for path in (
        "/search?q=oil",
        f"/search?q={HOSTILE}+oil",
        "/articles/a?q=oil",
        "/articles/%3Cb%3E",
    ):
        page = OUR_SCRIPT.sub("", client.get(path).text)
        # Structured data is a script block that is not run; "<" is escaped in it.
        assert "<script" not in page.replace('<script type="application/ld+json">', "")
        assert "<img" not in page
        assert "<b>" not in page
        assert "javascript:" not in page
        assert "5332114" not in page
        assert page.count("<mark>") == page.count("</mark>")


_queries = st.text(
    st.sampled_from('oil gas "()[]{}:*?~^-+’“” AND OR NOT title date speaker 2023-03 é \x00\n\\/<>')
) | st.text(max_size=40)


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(q=_queries)
def test_no_query_breaks_the_search_or_its_highlights(client: FlaskClient, q: str) -> None:
    response = client.get("/api/v1/search", query_string={"q": q})
    assert response.status_code in (200, 400), response.text
    answer = response.json
    assert answer is not None
    for hit in answer.get("results", []):
        for text, spans in (
            (hit["text"], hit["matches"]),
            (hit["article"]["title"], hit["title_matches"]),
        ):
            for start, end in spans:
                assert 0 <= start < end <= len(text)
        marked = [html.unescape(m) for m in re.findall("<mark>(.*?)</mark>", hit["snippet_html"])]
        assert marked == [hit["text"][start:end] for start, end in hit["matches"]]
    page = client.get("/search", query_string={"q": q})
    assert page.status_code == response.status_code


@given(st.text(min_size=1))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_the_url_of_a_paragraph_is_that_of_url_for(archive: Flask, name: str) -> None:
    with archive.test_request_context():
        url = MountedUrls().paragraph(name, 3)
        assert url == url_for("searchapp.article", article_id=name, _anchor="p3")
