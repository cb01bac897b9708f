import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.articles import (
    ArticleError,
    clean_id,
    clean_text,
    make_article,
    split_paragraphs,
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("2023/03/a b", "2023-03-a-b"),
        ("..hidden/x", "hidden-x"),
        ("../../etc/passwd", "etc-passwd"),
        ("Zoë_1.2", "Zoë_1.2"),
        ("cafe\u0301", "café"),
        ("<script>", "script-"),
        ("--", ""),
    ],
)
def test_ids_keep_letters_digits_dots_underscores_and_dashes(raw: str, cleaned: str) -> None:
    assert clean_id(raw) == cleaned


@given(st.text())
def test_cleaning_an_id_again_changes_nothing(raw: str) -> None:
    assert clean_id(clean_id(raw)) == clean_id(raw)
    assert not clean_id(raw).startswith((".", "-"))


def test_white_space_is_collapsed_and_control_characters_removed() -> None:
    assert clean_text(" a\tb\r\nc\x00\x07d\u00a0e ") == "a b cd e"


def test_decomposed_letters_are_composed() -> None:
    assert clean_text("Mu\u0308ller") == "Müller"


def test_blank_lines_separate_paragraphs() -> None:
    assert split_paragraphs("a\nb\n\nc\r\n \t\r\n\r\nd") == ["a\nb", "c", "d"]


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"article_id": "???"}, "no letters or digits"),
        ({"article_id": "x" * 301}, "301 characters"),
        ({"title": " "}, "no headline"),
        ({"paragraphs": ["", "\n"]}, "no paragraphs"),
        ({"paragraphs": ["a\ud800"]}, "lone surrogate"),
        ({"source": "s" * 301}, "its source has 301 characters"),
    ],
)
def test_the_error_says_why_input_cannot_become_an_article(
    parts: dict[str, object], reason: str
) -> None:
    valid: dict[str, object] = {"article_id": "a", "title": "t", "date": None, "paragraphs": ["p"]}
    arguments = valid | parts
    with pytest.raises(ArticleError, match=reason):
        make_article(str(arguments.pop("article_id")), **arguments)  # type: ignore[arg-type]


def test_empty_paragraphs_are_dropped_and_the_rest_is_numbered_from_1() -> None:
    article = make_article("a", title="t", date=None, paragraphs=["x", " ", "y"])
    assert [(p.number, p.text) for p in article.paragraphs] == [(1, "x"), (2, "y")]
