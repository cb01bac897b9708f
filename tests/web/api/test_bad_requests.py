"""Bad requests: problem details in the API, an error page elsewhere, and notices."""

import html

import pytest
from flask import Flask
from flask.testing import FlaskClient


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({"page": "0"}, "page"),
        ({"page": "1000001"}, "page"),
        ({"limit": "101"}, "limit"),
        ({"sort": "up"}, "sort"),
        ({"from": "2023-02-31"}, "from"),
        ({"from": "2023-02-02", "to": "2023-02-01"}, "from"),
        ({"year": "next"}, "year"),
        ({"quotation": "loud"}, "quotation"),
        ({"q": "x" * 5000}, "q"),
        ({"q": "&&"}, "q"),
    ],
)
@pytest.mark.parametrize("path", ["/api/v1/search", "/search"])
def test_a_bad_parameter_is_a_400_that_names_it(
    client: FlaskClient, path: str, query: dict[str, str], parameter: str
) -> None:
    response = client.get(path, query_string=query)
    assert response.status_code == 400
    if path == "/search":
        assert response.mimetype == "text/html"
        return
    assert response.mimetype == "application/problem+json"
    problem = response.json
    assert problem is not None
    assert problem["status"] == 400
    assert problem["parameter"] == parameter
    assert problem["title"]
    assert problem["detail"]
    assert problem["allowed"]


@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/articles/none", 404), ("/api/v1/nothing", 404), ("/api/v2/search", 404)],
)
def test_an_unknown_article_is_problem_details(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert response.json is not None
    assert response.json["status"] == status


def test_another_method_is_a_405(client: FlaskClient) -> None:
    response = client.post("/api/v1/search")
    assert response.status_code == 405
    assert response.mimetype == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_without_an_index_it_is_a_503(app: Flask) -> None:
    response = app.test_client().get("/api/v1/search")
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert response.json is not None
    assert "Run: flask --app searchapp reindex" in response.json["detail"]


@pytest.mark.parametrize(
    ("q", "code", "text"),
    [
        ('"industrial internet', "unclosed_quote", '"'),
        ("(industrial internet", "stray_bracket", "("),
        ("foo:industrial", "unknown_field", "foo:"),
        ("industrial date:2023-02-31", "bad_date", "date:2023-02-31"),
    ],
)
def test_an_invalid_query_is_searched_as_words_with_a_notice(
    client: FlaskClient, q: str, code: str, text: str
) -> None:
    answer = client.get("/api/v1/search", query_string={"q": q}).get_json()
    [notice] = answer["query"]["notices"]
    assert notice["code"] == code
    assert q[notice["start"] : notice["end"]] == text
    page = client.get("/search", query_string={"q": q})
    assert notice["message"] in html.unescape(page.text)
