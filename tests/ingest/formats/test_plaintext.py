import datetime

import pytest

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.formats.plaintext import parse
from searchapp.ingest.formats.single_article import ParsedArticle
from searchapp.ingest.input_file import InputFile, ReadOptions
from searchapp.models.articles import Article

DAY = datetime.date(2023, 3, 10)


def parsed(text: str | bytes, path: str = "a") -> ParsedArticle:
    data = text.encode() if isinstance(text, str) else text
    return parse(InputFile.from_bytes(f"{path}.txt", data, ReadOptions(1000)))


def read(text: str | bytes, path: str = "a") -> Article:
    return parsed(text, path).article


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
    result = parsed("Headline\n\n“Zoë’s”".encode("cp1252"))
    assert result.article.paragraphs[0].text == "“Zoë’s”"
    assert result.remarks == ("it is not UTF-8 and was read as Windows-1252",)


def test_text_in_utf_16_is_read_by_its_byte_order_mark() -> None:
    assert read("2021/09/08\n\nHeadline\n\nŁódź".encode("utf-16")).paragraphs[0].text == "Łódź"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("September 8, 2021, 10:30 a.m.", datetime.date(2021, 9, 8)),
        ("2021/09/08", datetime.date(2021, 9, 8)),
        ("Mittwoch, 8. September 2021", datetime.date(2021, 9, 8)),
        ("0000-00-00", None),
    ],
)
def test_the_first_line_is_a_date_line_in_any_form(line: str, date: datetime.date | None) -> None:
    article = read(f"{line}\n\nHeadline\n\nText")
    assert (article.title, article.date) == ("Headline", date)


@pytest.mark.parametrize("line", ["31 February 2023", "9999-12-31", "04/05/2020"])
def test_a_date_line_without_a_day_leaves_the_article_undated(line: str) -> None:
    result = parsed(f"{line}\n\nHeadline\n\nText")
    assert (result.article.title, result.article.date) == ("Headline", None)
    assert line in result.remarks[0]


def test_numbers_in_a_file_name_that_are_no_day_are_no_date() -> None:
    assert read("H\n\nT", "call-0555-99-41").date is None
    assert read("H\n\nT", "call-0555-99-41-2023-03-10").date == DAY


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"Only a headline", "no paragraphs"),
        (b"March 10, 2023", "no headline"),
        (b"March 10, 2023\n\nHeadline\n", "no paragraphs"),
        (b"Head\n\nText \0 more", "NUL"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "NUL"),
        (b"Head\n\n\x81\x8d text", "neither UTF-8"),
        ("Head\n\nText".encode("utf-16")[:-1], "not valid UTF-16"),
    ],
)
def test_the_error_says_why_a_file_is_not_an_article(data: bytes, reason: str) -> None:
    with pytest.raises(ArticleError, match=reason):
        read(data)


def test_a_carriage_return_ends_a_line() -> None:
    article = read(b"2023-03-10\rHead\r\rOne\r\rTwo")
    assert article.date == DAY
    assert [p.text for p in article.paragraphs] == ["One", "Two"]


@pytest.mark.parametrize(
    "text",
    [
        "Headline here\nMarch 10, 2023\n\nOne.\n",
        "Headline here\n\nPublished: 10 March 2023, 9 a.m.\n\nOne.",
        "2023/03/10\u2029Headline here\u2029One.",
    ],
)
def test_the_date_may_follow_the_headline(text: str) -> None:
    article = read(text)
    assert (article.title, article.date) == ("Headline here", DAY)
    assert [p.text for p in article.paragraphs] == ["One."]


def test_a_text_that_is_a_headline_and_a_date_keeps_both() -> None:
    article = read("Headline here\n\nMarch 10, 2023\n")
    assert [p.text for p in article.paragraphs] == ["March 10, 2023"]
