"""Limits of a request: each is a setting, and its error says what to do."""

import pytest
from flask import Flask

from searchapp import create_app

SLOW = "+OR+".join(f"*{a}*{b}*" for a in "abcdefghij" for b in "aeiou")


@pytest.mark.parametrize(
    ("setting", "value", "path", "parameter", "says"),
    [
        ("max_query_characters", 3, "search?q=real", "q", "at most 3 characters"),
        ("max_query_clauses", 2, "search?q=china+real+economy", "q", "at most 2 are allowed"),
        ("max_query_nesting", 0, "search?q=real+(economy+OR+(a+b))", "q", "at most 0"),
        (
            "max_query_milliseconds",
            1,
            f"search?q={SLOW}",
            "q",
            "longer than the limit of 1 milliseconds",
        ),
        ("max_expansion", 3, "search?q=a*", "q", "more than 3 words"),
        ("max_expansion", 3, "timeline?q=a*", "q", "more than 3 words"),
        ("max_fuzzy_distance", 1, "search?q=econmy~2", "q", "Write ~1"),
        ("max_page", 2, "search?page=3", "page", "from 1 to 2"),
        ("max_export_paragraphs", 5, "export", "q", "at most 5"),
    ],
)
def test_each_limit_is_a_setting_and_its_error_says_what_to_do(
    archive: Flask, setting: str, value: int, path: str, parameter: str, says: str
) -> None:
    index = archive.config["SEARCHAPP_INDEX_DIR"]
    app = create_app({"TESTING": True}, index_dir=index, **{setting: value})
    answer = app.test_client().get(f"/api/v1/{path}")
    app.extensions["searchapp"].close()
    assert answer.status_code == 400
    problem = answer.get_json(force=True)
    assert problem["parameter"] == parameter
    assert says in problem["detail"]
    assert archive.test_client().get(f"/api/v1/{path}").status_code == 200


def test_the_page_explains_a_query_beyond_the_limits(archive: Flask) -> None:
    app = create_app(index_dir=archive.config["SEARCHAPP_INDEX_DIR"], max_expansion=3)
    answer = app.test_client().get("/search?q=a*")
    app.extensions["searchapp"].close()
    assert answer.status_code == 400
    assert "The query is too expensive" in answer.text
    assert "Add letters to it" in answer.text
