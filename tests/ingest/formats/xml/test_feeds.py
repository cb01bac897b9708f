import pytest

from searchapp.ingest import Withdrawn
from tests.ingest.reading import article_of, articles_of, events_of, texts_of


def rss(*items: str) -> str:
    names = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:wp="http://wordpress.org/export/1.2/"'
    )
    body = "".join(f"<item>{item}</item>" for item in items)
    return f"<rss {names}><channel><title>Fen &amp;amp; Field</title>{body}</channel></rss>"


def atom(entry: str) -> str:
    return (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>F</title>'
        f"<entry><id>a</id>{entry}</entry></feed>"
    )


def test_titles_of_rss_are_decoded_once_more_than_xml_is() -> None:
    title = "<title>Hay &amp;amp; oats: &amp;#8220;dear&amp;#8221;</title>"
    cdata = "<title><![CDATA[Hay &#8211; dear]]></title>"
    first, second = articles_of("f.rss", rss(f"{title}<description>x</description>",
                                             f"{cdata}<description>y</description>"))  # fmt: skip
    assert first.title == "Hay & oats: “dear”"
    assert second.title == "Hay – dear"
    assert first.source == "Fen & Field"


@pytest.mark.parametrize(
    ("entry", "title", "paragraphs"),
    [
        ('<title>About &lt;td&gt;</title><content>A &lt;b&gt;\n\nB &amp;amp;</content>',
         "About <td>", ["A <b>", "B &amp;"]),
        ('<title type="html">Oats &amp;mdash; dear</title>'
         '<content type="html">&lt;p&gt;A&lt;/p&gt;&lt;p&gt;B&amp;rsquo;s&lt;/p&gt;</content>',
         "Oats — dear", ["A", "B’s"]),
        ('<title type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">An <i>old</i> oak</div>'
         '</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>A <q>b</q></p>'
         "<p hidden=''>no</p></div></content>", "An old oak", ["A “b”"]),
    ],
)  # fmt: skip
def test_the_type_of_an_element_of_atom_says_how_it_is_decoded(
    entry: str, title: str, paragraphs: list[str]
) -> None:
    article = article_of("f.atom", atom(entry))
    assert (article.title, texts_of(article)) == (title, paragraphs)


def test_an_item_without_a_title_has_its_first_words_as_one() -> None:
    long = "The ferry to Holm was late again on Monday because the tide had turned early and so on."
    [article] = articles_of("f.rss", rss(f"<guid>g</guid><description>{long}</description>"))
    assert article.title == "The ferry to Holm was late again on Monday because the tide …"
    assert texts_of(article) == [long]


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2019/3/9 8:00:00", "2019-03-09"),
        ("Sat, 09 Mars 2019 08:00:00 +0100", "2019-03-09"),
        ("Mon, 30 Nov -0001 00:00:00 +0000", "None"),
    ],
)
def test_dates_of_items_are_read_in_any_form(date: str, day: str) -> None:
    item = f"<title>T</title><pubDate>{date}</pubDate><description>x</description>"
    assert str(article_of("f.rss", rss(item)).date) == day


def test_a_zero_date_gives_way_to_the_date_of_the_post() -> None:
    item = (
        "<title>T</title><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
        "<description>x</description><wp:post_date>2018-07-06 05:04:03</wp:post_date>"
        "<wp:status>publish</wp:status>"
    )
    assert str(article_of("e.xml", rss(item)).date) == "2018-07-06"


@pytest.mark.parametrize(
    "wordpress",
    [
        "<wp:status>draft</wp:status>",
        "<wp:status>private</wp:status>",
        "<wp:status>trash</wp:status>",
        "<wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>",
        "<wp:status>publish</wp:status><wp:post_type>nav_menu_item</wp:post_type>",
        "<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>",
    ],
)
def test_what_wordpress_does_not_show_is_withdrawn(wordpress: str) -> None:
    item = f"<title>T</title><guid>g</guid><description>x</description>{wordpress}"
    [event] = events_of("e.xml", rss(item))
    assert isinstance(event, Withdrawn)
    assert event.article_id == "g"
