"""NewsML-G2, NITF, ninjs and WordPress's objects: status, versions, titles and packages."""

import json
from pathlib import Path

import pytest

from searchapp.ingest import Event, ReadWarning, Withdrawn
from tests.conftest import Write
from tests.ingest.reading import (
    article_of,
    articles,
    articles_of,
    events_of,
    read,
    rejections,
    texts_of,
)


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


def remarks(events: list[Event]) -> list[str]:
    return [event.text for event in events if isinstance(event, ReadWarning)]


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
    assert any("is replaced by the version in" in text for text in remarks(events))


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
def test_another_text_with_the_same_version_is_rejected(  # type: ignore[no-untyped-def]
    corpus: Path, write: Write, make, name: str
) -> None:
    write(f"1-{name}", make())
    write(f"2-{name}", make(text="Other text."))
    events = read(corpus)
    assert len(articles(events)) == 1
    assert "already has the id" in rejections(events)[0][1]


@pytest.mark.parametrize(("make", "name"), WIRES)
def test_the_same_version_in_two_files_is_one_article(  # type: ignore[no-untyped-def]
    corpus: Path, write: Write, make, name: str
) -> None:
    write(f"1-{name}", make())
    write(f"2-{name}", make())
    events = read(corpus)
    assert len(articles(events)) == 1
    assert not rejections(events)
    assert any("the same version of this article is in 1-" in text for text in remarks(events))


def package(*references: str, extra: str = "") -> str:
    refs = "".join(f'<itemRef residref="{reference}"/>' for reference in references)
    return (
        '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:p" version="1">'
        f"<groupSet><group>{refs}{extra}</group></groupSet></packageItem>"
    )


PICTURES = (
    '<itemRef residref="urn:i" contenttype="image/jpeg"/>'
    '<itemRef residref="urn:v"><itemClass qcode="ninat:video"/></itemRef>'
)


def test_the_items_of_a_package_are_read_from_their_files(corpus: Path, write: Write) -> None:
    write("a-package.xml", package("urn:g", "urn:h", extra=PICTURES))
    write("items/g.xml", news_item())
    write("items/h.xml", news_item().replace("urn:g", "urn:h"))
    events = read(corpus)
    assert not rejections(events)
    assert articles(events) == [
        ("urn-g", "items/g.xml, item 1"),
        ("urn-h", "items/h.xml, item 1"),
    ]
    assert not any("in none of the files" in text for text in remarks(events))


def test_a_package_that_refers_to_no_item_gets_a_remark(corpus: Path, write: Write) -> None:
    write("p.xml", package("urn:gone", "urn:g", "urn:h"))
    write("g.xml", news_item())
    write("h.xml", news_item("stat:canceled").replace("urn:g", "urn:h"))
    assert "it refers to items that are in none of the files read: 'urn-gone'" in remarks(
        read(corpus)
    )


def test_a_message_of_a_package_and_its_items_gives_each_item_once(
    corpus: Path, write: Write
) -> None:
    items = news_item() + news_item().replace("urn:g", "urn:h")
    write("m.xml", f"<newsMessage><itemSet>{package('urn:h', 'urn:g')}{items}</itemSet>"
                   "</newsMessage>")  # fmt: skip
    write("single.xml", news_item())
    events = read(corpus)
    assert articles(events) == [("urn-g", "m.xml, item 1"), ("urn-h", "m.xml, item 2")]
    assert not rejections(events)


@pytest.mark.parametrize(
    ("name", "document", "reason"),
    [
        ("x.xml", news_item("stat:embargoed"), 'pubStatus "stat:embargoed"'),
        ("x.xml", news_item().replace("<pubStatus", "<embargoed>2999-01-01</embargoed><pubStatus"),
         'embargoed until "2999-01-01"'),
        ("x.xml", news_item(text=" ").replace("<pubStatus",
                                              '<itemClass qcode="ninat:picture"/><pubStatus'),
         'itemClass "ninat:picture"'),
        ("x.json", json.dumps({"uri": "urn:g", "type": "video", "headline": "Waves",
                               "versioncreated": "2015-01-01"}), 'type "video"'),
        ("x.json", json.dumps({"guid": "urn:g", "title": {"rendered": "T"},
                               "content": {"rendered": "", "protected": True}}),
         "it is protected by a password"),
    ],
)  # fmt: skip
def test_what_is_no_text_or_not_yet_published_is_withdrawn(
    name: str, document: str, reason: str
) -> None:
    [event] = events_of(name, document)
    assert isinstance(event, Withdrawn)
    assert event.reason == reason


def test_an_embargo_that_is_over_does_not_matter() -> None:
    document = news_item().replace("<pubStatus", "<embargoed>2001-01-01</embargoed><pubStatus")
    assert article_of("x.xml", document).title == "Main"


def test_items_of_json_feed_are_articles() -> None:
    document = {"version": "https://jsonfeed.org/version/1.1", "items": [
        {"id": 7, "title": "Tar & salt", "content_html": "<p>One</p><p>Two &amp; 3</p>",
         "date_published": "2014-05-06T07:08:09Z", "authors": [{"name": "Ola Brand"}]},
        {"id": "b", "content_text": "A note without a title.\n\nIts end."},
    ]}  # fmt: skip
    first, second = articles_of("f.json", json.dumps(document))
    assert (first.id, first.title, first.author, str(first.date), texts_of(first)) == (
        *("7", "Tar & salt", "Ola Brand", "2014-05-06"),
        ["One", "Two & 3"],
    )
    assert (second.title, len(second.paragraphs)) == ("A note without a title.", 2)


@pytest.mark.parametrize("root", ["NewsML", "conceptItem", "opml"])
def test_xml_of_another_kind_is_rejected_by_its_name(root: str) -> None:
    [(_, reason)] = rejections(events_of("x.xml", f"<{root}><a/></{root}>"))
    assert f"its root element is <{root}>" in reason


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
