"""NewsML-G2, NITF, ninjs and WordPress's objects: status, versions, titles and packages."""

import json
from pathlib import Path

import pytest

from searchapp.ingest import ReadWarning, Withdrawn
from tests.conftest import Write
from tests.ingest.reading import article_of, articles, events_of, read, rejections, texts_of


def news_item(status: str = "stat:usable", version: int = 1, text: str = "Text.") -> str:
    return (
        f'<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:g" version="{version}">'
        f'<itemMeta><pubStatus qcode="{status}"/></itemMeta><contentMeta>'
        '<headline role="hld:subHeadline">Below</headline><headline>Main</headline>'
        f'</contentMeta><contentSet><inlineData contenttype="text/plain">{text}</inlineData>'
        "</contentSet></newsItem>"
    )


def nitf(status: str = "usable", version: int = 1, text: str = "Text.") -> str:
    return (
        f'<nitf><head><docdata management-status="{status}"><doc-id id-string="urn:g"/>'
        f'<du-key version="{version}"/></docdata></head><body><body.head><hedline><hl1>Main</hl1>'
        f"</hedline></body.head><body.content><p>{text}</p></body.content></body></nitf>"
    )


def ninjs(status: str = "usable", version: int = 1, text: str = "Text.") -> str:
    return json.dumps({"uri": "urn:g", "pubstatus": status, "version": str(version),
                       "headlines": [{"role": "subHeadline", "value": "Below"},
                                     {"value": "Main"}], "body_text": text})  # fmt: skip


WIRES = [(news_item, "x.xml"), (nitf, "x.nitf"), (ninjs, "x.json")]


@pytest.mark.parametrize(("make", "name"), WIRES)
@pytest.mark.parametrize("status", ["canceled", "withheld"])
def test_a_status_that_is_not_published_withdraws(make, name: str, status: str) -> None:  # type: ignore[no-untyped-def]
    prefix = "stat:" if make is news_item else ""
    [event] = events_of(name, make(f"{prefix}{status}"))
    assert isinstance(event, Withdrawn)
    assert event.article_id == "urn-g"
    assert status in event.reason


@pytest.mark.parametrize(("make", "name"), WIRES)
def test_a_subordinate_headline_is_no_title(make, name: str) -> None:  # type: ignore[no-untyped-def]
    assert article_of(name, make()).title == "Main"


@pytest.mark.parametrize(("make", "name"), WIRES)
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_highest_version_of_a_story_is_indexed(  # type: ignore[no-untyped-def]
    corpus: Path, write: Write, make, name: str, order: tuple[int, int]
) -> None:
    for number, version in enumerate(order):
        write(f"{number}-{name}", make(version=version, text=f"Version {version}."))
    events = read(corpus)
    newest = order.index(2)
    assert [path for _, path in articles(events) if path.startswith(f"{newest}-")]
    assert len(articles(events)) == 1
    assert not rejections(events)
    assert any("is replaced by the version in" in e.text for e in events
               if isinstance(e, ReadWarning))  # fmt: skip


@pytest.mark.parametrize(("make", "name"), WIRES)
def test_a_withdrawn_version_takes_back_the_earlier_ones(  # type: ignore[no-untyped-def]
    corpus: Path, write: Write, make, name: str
) -> None:
    prefix = "stat:" if make is news_item else ""
    write(f"1-{name}", make(f"{prefix}usable", 1))
    write(f"2-{name}", make(f"{prefix}canceled", 2))
    events = read(corpus)
    assert articles(events) == []
    assert [e.article_id for e in events if isinstance(e, Withdrawn)] == ["urn-g"]


@pytest.mark.parametrize(("make", "name"), WIRES)
def test_the_same_version_twice_is_rejected(corpus: Path, write: Write, make, name: str) -> None:  # type: ignore[no-untyped-def]
    write(f"1-{name}", make())
    write(f"2-{name}", make())
    events = read(corpus)
    assert len(articles(events)) == 1
    assert "is that of the article in" in rejections(events)[0][1]


def test_a_package_in_a_file_of_its_own_is_no_fault(corpus: Path, write: Write) -> None:
    write("p.xml", '<packageItem guid="urn:p"><groupSet><group><itemRef residref="urn:g"/></group>'
                   "</groupSet></packageItem>")  # fmt: skip
    write("x.xml", news_item())
    events = read(corpus)
    assert not rejections(events)
    assert articles(events) == [("urn-g", "x.xml, item 1")]


@pytest.mark.parametrize("extra", [{"status": "draft"}, {"type": "attachment"}])
def test_posts_of_wordpress_may_be_withdrawn(extra: dict[str, str]) -> None:
    post = {"id": 1, "title": {"rendered": "T"}, "content": {"rendered": "<p>x</p>"}, **extra}
    [event] = events_of("w.json", json.dumps([post]))
    assert isinstance(event, Withdrawn)


@pytest.mark.parametrize(
    ("body", "paragraphs"),
    [
        ("<p>One<br/>still one<br/> <br/>Two</p>", ["One still one", "Two"]),
        ("One\n\nTwo", ["One", "Two"]),
        ("<p>He said <q>no, <q>never</q></q>.</p>", ["He said “no, ‘never’”."]),
        ("<p>Mia Holt<time>3 May</time></p><p style='display:none'>x</p>", ["Mia Holt 3 May"]),
        ("<pre>One\n\nTwo</pre><hl2>Three</hl2>", ["One", "Two", "Three"]),
    ],
)
def test_blocks_and_line_breaks_part_paragraphs(body: str, paragraphs: list[str]) -> None:
    document = f"<nitf><body><body.content>{body}</body.content></body></nitf>"
    assert texts_of(article_of("x.nitf", document)) == paragraphs
