import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.formats.jsonlines import read_line

VALID = {"id": "a", "date": "2023-03-10", "title": "T", "paragraphs": ["One", "Two"]}


def read(**changes: object) -> object:
    return read_line(json.dumps({**VALID, **changes}).encode()).article


def test_all_fields_are_read() -> None:
    article = read_line(
        json.dumps({**VALID, "author": "A", "source": "S", "url": "u", "language": "en"}).encode()
    ).article
    assert (article.id, article.title, article.date) == ("a", "T", datetime.date(2023, 3, 10))
    assert [p.text for p in article.paragraphs] == ["One", "Two"]
    assert (article.author, article.source, article.url, article.language) == ("A", "S", "u", "en")


def test_a_body_is_split_at_blank_lines() -> None:
    article = read_line(b'{"id": 7, "title": "T", "body": "One\\n\\nTwo"}').article
    assert article.id == "7"
    assert article.date is None
    assert [p.text for p in article.paragraphs] == ["One", "Two"]


@pytest.mark.parametrize(
    ("line", "reason", "article_id"),
    [
        (b'{"id": "a", "title": "T", "paragraphs": ["x"', "broken JSON", None),
        (b'{"id": "a", "title": "\xff"}', "not UTF-8", None),
        (b'{"title": "T", "paragraphs": ["x"]}', '"id"', None),
        (b'{"id": true, "title": "T", "paragraphs": ["x"]}', '"id"', None),
        (b'["a"]', "expected an object", None),
        (b"[" * 100_000, "nested too deeply", None),
        (b"NaN", "broken JSON", None),
        (b"9" * 10_000, "broken JSON", None),
        (b'{"id": "a", "title": 3, "paragraphs": ["x"]}', '"title" is int', "a"),
        (b'{"id": "a", "title": "T", "paragraphs": "x"}', "list of texts", "a"),
        (b'{"id": "a", "title": "T", "paragraphs": [1]}', "list of texts", "a"),
        (b'{"id": "a", "title": "T", "paragraphs": []}', "no paragraphs", "a"),
        (b'{"id": "a", "title": "T"}', "no paragraphs", "a"),
        (b'{"id": "a", "title": "T", "body": "\\ud800"}', "lone surrogate", "a"),
        (b'{"id": "?", "title": "T", "body": "x"}', "no letters or digits", None),
    ],
)
def test_the_error_says_what_is_wrong_with_a_line(
    line: bytes, reason: str, article_id: str | None
) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        read_line(line)
    assert caught.value.article_id == article_id


@pytest.mark.parametrize(
    ("date", "remark"),
    [
        ('"soon"', "expected a day"),
        ('"2023-02-31"', "2023-02-31"),
        ("[20230310]", "expected text"),
        ('"05/06/2023"', "SEARCHAPP_DATE_ORDER"),
    ],
)
def test_a_date_that_cannot_be_read_leaves_the_article_undated(date: str, remark: str) -> None:
    parsed = read_line(f'{{"id": "a", "title": "T", "date": {date}, "body": "x"}}'.encode())
    assert parsed.article.date is None
    assert remark in parsed.remarks[0]


def test_an_id_in_a_broken_line_is_not_used() -> None:
    for line in (b'{"id": "caf\\u00e9", "title"', b'{"meta": {"id": "zz"}, "id": "y", '):
        with pytest.raises(ArticleError) as caught:
            read_line(line)
        assert caught.value.article_id is None


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: json.dumps(t).encode()))
def test_no_line_raises_another_error(line: bytes) -> None:
    try:
        read_line(line)
    except ArticleError as error:
        assert str(error)
