"""XML that breaks the rules in the ways of real exports costs an item at most."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest import ArticleRead, Rejected, Scope
from searchapp.ingest.content.xml_text import xml_text
from tests.ingest.reading import article_of, articles_of, events_of, texts_of


def feed(title: str, declaration: str = "<?xml version='1.0'?>") -> str:
    return (
        f"{declaration}<rss xmlns:dc='urn:dc'><channel><title>Log</title><item>"
        f"<title>{title}</title><guid>a</guid><description>x</description></item><item>"
        "<title>Good</title><dc:creator>Ola Brand</dc:creator><guid>b</guid>"
        "<description>y</description></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Salt&nbsp;&amp; pepper&mdash;tar", "Salt & pepper—tar"),
        ("Salt & tar, R&D", "Salt & tar, R&D"),
        ("Salt\x0b and\x08 tar&#11;&#x0;", "Salt and tar"),
        ("5 < 6 ]]> 4", "5 < 6 ]]> 4"),
        ("It&#146;s &unheard; of", "It’s &unheard; of"),
        ("<![CDATA[Salt &nbsp; & <tar\x0c>]]>", "Salt & <tar >"),
    ],
)
def test_faults_of_characters_and_references_are_mended(raw: str, title: str) -> None:
    first, second = articles_of("f.xml", feed(raw))
    assert first.title == title
    assert (second.title, second.author, second.source) == ("Good", "Ola Brand", "Log")


@pytest.mark.parametrize(
    "title",
    ["Line<br>", "</description>", "<b><i>crossed</b></i>", "<![CDATA[not closed", "<a b=c>"],
)
def test_a_broken_item_costs_itself_alone(title: str) -> None:
    broken, good = events_of("f.xml", feed(title))
    assert isinstance(broken, Rejected)
    assert "item 1" in str(broken.location)
    assert isinstance(good, ArticleRead)
    article = good.article
    assert (article.id, article.author, article.source) == ("b", "Ola Brand", "Log")


def test_many_broken_items_among_good_ones_are_counted() -> None:
    items = "".join(
        f"<item><guid>{n}</guid><title>{'<br>' if n % 3 else ''}T</title>"
        f"<description>{'word ' * 900}</description></item>"
        for n in range(30)
    )
    events = events_of("f.rss", f"<rss><channel>{items}</channel></rss>\n\n")
    assert [e.article.id for e in events if isinstance(e, ArticleRead)] == [
        str(n) for n in range(0, 30, 3)
    ]
    assert [e.location.line for e in events if isinstance(e, Rejected)] == [
        n + 1 for n in range(30) if n % 3
    ]


def test_a_feed_that_is_cut_off_is_rejected_as_a_whole_after_its_items() -> None:
    *good, cut = events_of("f.xml", feed("Salt").partition("<guid>b")[0])
    assert [type(e) for e in good] == [ArticleRead]
    assert isinstance(cut, Rejected)
    assert cut.scope is Scope.FILE


@pytest.mark.parametrize("start", ["\n\n ", "\ufeff\n", ""])
def test_nothing_before_the_declaration_matters(start: str) -> None:
    assert len(articles_of("f.xml", start + feed("Salt"))) == 2


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("", "cp1252"),
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("iso-8859-1", "cp1252"),
        ("utf-16", "utf-8"),
        ("windows-1250", "cp1250"),
    ],
)
def test_the_bytes_decide_where_the_declaration_is_wrong(declared: str, codec: str) -> None:
    declaration = f"<?xml version='1.0' encoding='{declared}'?>" if declared else ""
    data = feed("“Größe” – später", declaration).encode(codec)
    assert articles_of("f.xml", data)[0].title == "“Größe” – später"


def test_a_feed_may_hold_texts_in_two_encodings() -> None:
    data = feed("Zoë’s § caf\N{LATIN SMALL LETTER E WITH ACUTE}").encode()
    mixed = data.replace(b"<description>x", b"<description>na\xefve \x96 yes")
    article = articles_of("f.xml", mixed)[0]
    assert (article.title, texts_of(article)) == ("Zoë’s § café", ["naïve – yes"])


def test_a_single_document_is_mended_too() -> None:
    nitf = "<nitf><body><body.content><p>Salt &eacute; & tar\x0b</p></body.content></body></nitf>"
    assert texts_of(article_of("x.nitf", nitf)) == ["Salt é & tar"]


_PIECES = ("<![CDATA[", "]]>", "<!--", "-->", "&amp;", "&eacute;", "&#8217;", "&", "<a>", "</a>",
           "<", "]", "-", "?", "<?x", "?>", "é", "\x0b", " ", "text;")  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES)), st.integers(1, 7))
def test_chunks_make_no_difference(pieces: list[str], size: int) -> None:
    data = "".join(pieces).encode()

    def repaired(chunk_bytes: int) -> str:
        chunks = iter([data[k : k + chunk_bytes] for k in range(0, len(data), chunk_bytes)])
        return "".join(text for text, _ in xml_text(lambda _size: next(chunks, b""), data))

    assert repaired(size) == repaired(1 << 20)
