import datetime

import pytest

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.formats.plaintext import read_text
from searchapp.models.articles import Article

DAY = datetime.date(2023, 3, 10)


def read(text: str | bytes, path: str = "a") -> Article:
    return read_text(text.encode() if isinstance(text, str) else text, path)[0]


def test_a_text_has_a_date_a_headline_and_paragraphs() -> None:
    article = read("March 10, 2023\n\nHeadline here\n\nOne\nstill one.\n\nTwo.\n")
    assert article.date == DAY
    assert article.title == "Headline here"
    assert [p.text for p in article.paragraphs] == ["One still one.", "Two."]


def test_without_a_date_line_the_file_name_gives_the_date() -> None:
    assert read("Headline\n\nText", "x/2023-03-10-desk").date == DAY
    assert read("Headline\n\nText", "2023-03-10/desk").date is None


def test_a_date_line_takes_precedence_over_the_file_name() -> None:
    assert read("10 March 2023\nHeadline\n\nText", "2001-01-01").date == DAY


def test_the_id_is_the_path_without_its_ending() -> None:
    assert read("H\n\nT", "politics/2023/a b.v2").id == "politics-2023-a-b.v2"


def test_a_byte_order_mark_is_removed() -> None:
    assert read("\ufeffHeadline\n\nText").title == "Headline"


def test_text_that_is_not_utf_8_is_read_as_windows_1252_with_a_warning() -> None:
    article, warning = read_text("Headline\n\n“Zoë’s”".encode("cp1252"), "a")
    assert article.paragraphs[0].text == "“Zoë’s”"
    assert warning
    assert "Windows-1252" in warning


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"Only a headline", "no paragraphs"),
        (b"March 10, 2023", "no headline"),
        (b"March 10, 2023\n\nHeadline\n", "no paragraphs"),
        (b"31 February 2023\n\nHeadline\n\nText", "31 February 2023"),
        (b"Head\n\nText \0 more", "NUL"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "NUL"),
        (b"Head\n\n\x81\x8d text", "neither UTF-8"),
        ("Head\n\nText".encode("utf-16"), "UTF-16"),
    ],
)
def test_the_error_says_why_a_file_is_not_an_article(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason) as caught:
        read(data)
    assert caught.value.article_id == "a"


def test_a_carriage_return_ends_a_line() -> None:
    article = read(b"2023-03-10\rHead\r\rOne\r\rTwo")
    assert article.date == DAY
    assert [p.text for p in article.paragraphs] == ["One", "Two"]
