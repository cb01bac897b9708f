"""Unknown parameters of the API."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import REAL_ARTICLE


@pytest.mark.parametrize(
    ("name", "nearest"), [("spaeker", "speaker"), ("query", "q"), ("Limit", "limit")]
)
def test_an_unknown_parameter_is_a_notice_with_the_nearest_name(
    client: FlaskClient, name: str, nearest: str
) -> None:
    response = client.get("/api/v1/search", query_string={"q": "said", name: "x"})
    [notice] = response.get_json()["query"]["notices"]
    assert notice["code"] == "unknown_parameter"
    assert f"{name!r}" in notice["message"]
    assert f"did you mean {nearest!r}?" in notice["message"]
    assert client.get("/api/v1/search?q=said").get_json()["query"]["notices"] == []


PATHS = (
    "suggest?q=zhou",
    "articles",
    f"articles/{REAL_ARTICLE}",
    f"articles/{REAL_ARTICLE}/paragraphs/8",
    "timeline",
    "compare?speaker=zhou-yunjie",
    "speakers",
    "speakers/zhou-yunjie",
)


def with_parameters(path: str, parameters: str) -> str:
    return f"/api/v1/{path}{'&' if '?' in path else '?'}{parameters}"


@pytest.mark.parametrize("path", ["search", "export", *PATHS])
def test_a_strict_request_refuses_unknown_parameters(client: FlaskClient, path: str) -> None:
    assert client.get(with_parameters(path, "strict=1")).status_code == 200
    assert client.get(with_parameters(path, "pgae=2")).status_code == 200
    response = client.get(with_parameters(path, "pgae=2&strict=1"))
    assert response.status_code == 400
    problem = response.get_json(force=True)
    assert problem["parameter"] == "pgae"
    assert client.get(with_parameters(path, "strict=maybe")).status_code == 400


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_tells_of_unknown_parameters(client: FlaskClient, path: str) -> None:
    plain = client.get(f"/api/v1/{path}")
    told = client.get(with_parameters(path, "pgae=2"))
    answer = told.get_json()
    [notice] = answer["query"]["notices"] if "query" in answer else answer["notices"]
    assert notice["code"] == "unknown_parameter"
    assert "'pgae'" in notice["message"]
    assert "notices" not in plain.get_json()
    assert told.headers["ETag"] != plain.headers["ETag"]


@pytest.mark.parametrize("path", ["suggest?q=zhou", "timeline", "compare?speaker=zhou-yunjie"])
def test_parameters_of_a_search_are_known_where_they_have_no_effect(
    client: FlaskClient, path: str
) -> None:
    url = with_parameters(path, "sort=newest&page=1&limit=5&group=article&strict=1")
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", ["utm_source", "utm_campaign", "fbclid", "gclid", "mc_cid"])
def test_parameters_appended_by_other_programs_change_nothing(
    client: FlaskClient, name: str
) -> None:
    plain = client.get("/api/v1/search?q=said")
    tracked = client.get(f"/api/v1/search?q=said&{name}=x")
    assert tracked.data == plain.data
    assert tracked.headers["ETag"] == plain.headers["ETag"]
    assert client.get(f"/api/v1/search?q=said&{name}=x&strict=1").status_code == 200


def test_the_query_of_a_list_of_speakers_is_a_name(client: FlaskClient) -> None:
    by_name = client.get("/api/v1/speakers?name=zhou").get_json()
    assert by_name["total"] >= 1
    assert client.get("/api/v1/speakers?q=zhou").get_json()["speakers"] == by_name["speakers"]
    assert client.get("/api/v1/speakers").get_json()["total"] > by_name["total"]
