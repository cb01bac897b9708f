from pathlib import Path

import pytest

from searchapp.ingest import ReadWarning, Rejected
from tests.conftest import Write
from tests.ingest.reading import article_ids, articles_of, events_of, rejections, texts_of
from tests.ingest.reading import read as read_corpus


def read(data: str | bytes, name: str = "t.csv", **options: object) -> dict[str, list[str]]:
    return {a.id: texts_of(a) for a in articles_of(name, data, **options)}


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ('b,T,"Odd "marks" here"', 3),
        ('b,T,"Not closed', 3),
        ("b,T,too,many", 3),
        ("b,T,", 3),
    ],
)
def test_a_broken_row_costs_itself_alone(broken: str, line: int) -> None:
    data = f'id,title,body\na,T,One\n{broken}\nc,T,"Two\n\n""Three"""\nd,T,Four\n'
    events = events_of("t.csv", data)
    assert read(data) == {"a": ["One"], "c": ["Two", '"Three"'], "d": ["Four"]}
    assert [e.location.line for e in events if isinstance(e, Rejected)] == [line]


@pytest.mark.parametrize(
    "data",
    [
        "sep=;\nid;title;body\na;T;One\n",
        "id,title,body\ra,T,One\r",
        "id\ttitle\tbody\r\na\tT\tOne\r\n",
        "\ufeffid|title|body\na|T|One\n",
        '"id";"title";"body"\n"a";"T";"One"\n',
        '"id", "title", "body"\n"a", "T", "One"\n',
        "\n\n# Export of 2 May\nid,title,body\na,T,One\n",
        '\ufeff"sep=;"\r\n\r\nid;title;body\r\na;T;One;;\r\n',
        "sep=\t\nid\ttitle\tbody\na\tT\tOne\n",
        "id,post_title,post_content\na,T,One\n",
        "Publication,ID,Headline,Full Text\n,a,T,One\n",
    ],
)
def test_files_of_spreadsheets_are_read(data: str) -> None:
    assert read(data) == {"a": ["One"]}
    assert read(data, "t.txt") == {"a": ["One"]}


def test_files_with_tabs_know_no_quotation() -> None:
    data = 'id\ttitle\tbody\na\t"T\t"No," she said, "and yes\nb\tU\tx\n'
    assert read(data, "t.tsv") == {"a": ['"No," she said, "and yes'], "b": ["x"]}


def test_a_cell_that_a_spreadsheet_quoted_is_read_without_its_quotation() -> None:
    data = 'id\ttitle\tbody\na\tT\t"He said ""no"", and went"\nb\t"U"\t"""Yes."""\n'
    assert read(data, "t.tsv") == {"a": ['He said "no", and went'], "b": ['"Yes."']}


def test_exports_of_databases_are_read() -> None:
    data = 'id,title,body,date\na,"A \\"T\\"","She said \\"no, no\\" to it",\\N\nb,U\0,x,NULL\n'
    events = events_of("t.csv", data)
    assert read(data) == {"a": ['She said "no, no" to it'], "b": ["x"]}
    assert len([e for e in events if isinstance(e, ReadWarning)]) == 1


def test_a_row_that_is_too_long_costs_itself_alone(corpus: Path, write: Write) -> None:
    write("t.csv", f"id,title,body\na,T,One\nb,T,{'x' * 2_000}\nc,T,Two\n")
    events = read_corpus(corpus, max_article_bytes=1_000)
    assert article_ids(events) == ["a", "c"]
    [(location, reason)] = rejections(events)
    assert location == "t.csv, line 3"
    assert "larger than 1,000 bytes" in reason


def test_cells_are_decoded_once_and_bodies_may_be_html() -> None:
    data = (
        'id,title,body\na,Oats &amp; hay,"<p>One &eacute;</p><p>Two</p>"\nb,U,"C &amp;amp;\n\nD"\n'
    )
    assert read(data) == {"a": ["One é", "Two"], "b": ["C &amp;", "D"]}
    assert articles_of("t.csv", data)[0].title == "Oats & hay"


@pytest.mark.parametrize(
    ("cell", "order", "date"),
    [
        ("2018/9/3", "", "2018-09-03"),
        ("23/09/2018", "", "2018-09-23"),
        ("03/09/2018", "day", "2018-09-03"),
        ("09/03/2018", "month", "2018-09-03"),
        ("09/03/2018", "", "None"),
        ("0000-00-00", "", "None"),
        ("yesterday", "", "None"),
        ("2018-02-30", "", "None"),
    ],
)
def test_a_date_that_cannot_be_read_costs_the_date_alone(cell: str, order: str, date: str) -> None:
    data = f"id,title,date,body\na,T,{cell},One\n"
    [article] = articles_of("t.csv", data, date_order=order)
    assert str(article.date) == date


def test_a_remark_says_how_the_file_was_read() -> None:
    remarks = [e.text for e in events_of("t.csv", "Titel;title;body\nx;T;One\n")
               if isinstance(e, ReadWarning)]  # fmt: skip
    assert remarks == [
        "it was read as CSV with semicolons: title from 'title', body from 'body'; ids from the"
        " row's title, date and body"
    ]
