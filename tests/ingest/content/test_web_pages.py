"""Web pages: their whole text, and the date of their own article."""

import json

import pytest
import trafilatura

from searchapp.ingest.content.main_text import select_blocks
from searchapp.ingest.content.page_blocks import page_blocks
from tests.ingest.reading import article_of, texts_of

LEDE = "The harbour board of Eastmere met on Tuesday evening and chose a new pilot for the bar."
MORE = "Nobody had asked for the post since the last pilot left for the south two winters ago."


def page(body: str, head: str = "") -> str:
    return (
        f"<html><head><title>New pilot</title>{head}</head>"
        f"<body><article><h1>New pilot</h1>{body}</article></body></html>"
    )


def texts(body: str) -> list[str]:
    return texts_of(article_of("p.html", page(body)))


@pytest.mark.parametrize(
    ("inline", "text"),
    [
        ("sat until <time>9 p.m.</time> and", "sat until 9 p.m. and"),
        ("heard <q>aye</q> from", "heard “aye” from"),
        ("the <abbr title='Harbour Board'>HB</abbr> sat", "the HB sat"),
        ("read <cite>The Log</cite> and", "read The Log and"),
        ("the <i>Marigold</i>, <b>a brig</b>, sank", "the Marigold, a brig, sank"),
        ("cross&#8203;bar and co&shy;operation", "cross\u200bbar and cooperation"),
    ],
)
def test_no_word_inside_an_inline_element_is_lost(inline: str, text: str) -> None:
    sentence = f"<p>The members {inline} went home by the light of the old lamp on the quay.</p>"
    found = texts(f"<p>{LEDE}</p>{sentence}<p>{MORE}</p>")
    assert f"The members {text} went home by the light of the old lamp on the quay." in found


def test_hidden_paragraphs_are_left_out() -> None:
    hidden = "<p hidden>Subscribe to the newsletter of the harbour board to read on today.</p>"
    styled = "<p style='display: none'>An advertisement for lamp oil stood in this place once.</p>"
    assert texts(f"<p>{LEDE}</p>{hidden}{styled}<p>{MORE}</p>") == [LEDE, MORE]


def test_what_only_screen_readers_read_is_left_out() -> None:
    hidden = "<p class='lead visually-hidden'>Text for those who hear the page read to them.</p>"
    assert texts(f"<p>{LEDE}</p>{hidden}<p>{MORE}</p>") == [LEDE, MORE]


def test_blank_lines_part_text_that_is_set_as_typed() -> None:
    body = f"<html><title>T</title><body><pre>{LEDE}\n \n{MORE}</pre>"
    assert texts_of(article_of("p.html", body)) == [LEDE, MORE]


def test_the_parts_of_a_byline_are_not_glued_together() -> None:
    byline = "<div><span>Mia Holt</span><span>3 May 2016</span> at noon</div>"
    found = texts(f"<p>{LEDE}</p>{byline}<p>{MORE}<time>9 p.m.</time>Then</p>")
    assert found[-1] == f"{MORE} 9 p.m. Then"
    assert not any("Holt3" in text for text in found)


def test_two_line_breaks_and_a_byline_part_paragraphs() -> None:
    byline = "<p class='byline'><time datetime='2016-05-04'>4 May 2016</time></p>"
    article = article_of("p.html", page(f"{byline}<div>{LEDE}<br><br>{MORE}</div>"))
    assert texts_of(article) == [LEDE, MORE]
    assert str(article.date) == "2016-05-04"


def test_a_layout_table_is_no_row_of_cells() -> None:
    body = (
        f"<table><tr><td><a href='/'>Menu</a></td><td><p>{LEDE}</p><p>{MORE}</p></td></tr></table>"
    )
    assert texts_of(article_of("p.html", f"<html><title>T</title><body>{body}")) == [LEDE, MORE]


def test_a_teaser_that_repeats_a_paragraph_is_left_out() -> None:
    teaser = f"<div><ul><li><a href='/x'>{LEDE}</a></li></ul></div>"
    assert texts(f"<p>{LEDE}</p><p>{MORE}</p>{teaser}") == [LEDE, MORE]


LONG = "The bar lay under two fathoms at the ebb, and no ship had touched it since the spring."


def body_part(*paragraphs: str) -> str:
    inner = "".join(f"<p>{text}</p>" for text in paragraphs)
    return f"<section><div class='grid  story-body'>{inner}</div></section>"


def test_a_body_that_advertisements_cut_into_parts_is_whole() -> None:
    first = [f"{LEDE} {LONG} {n}." for n in range(3)]
    later = [f"{MORE} {n}." for n in range(3)]
    notice = "<div class='slot'><p>An advertisement for lamp oil stood in this place.</p></div>"
    markup = page(f"{body_part(*later)}{body_part(*first)}{notice}{body_part(*later)}")
    blocks = page_blocks(trafilatura.load_html(markup))
    assert select_blocks(blocks, first) == [*first, *later]


def test_a_text_for_browsers_without_scripts_is_read() -> None:
    paragraphs = [f"{LEDE} {LONG} {n}." for n in range(4)]
    assert select_blocks(page_blocks(trafilatura.load_html(page("<p>Menu</p>"))), paragraphs) == (
        paragraphs
    )


def test_cards_and_lists_of_links_to_other_articles_are_left_out() -> None:
    cards = "".join(
        f"<div><h3><a href='/{n}'>The {n}th ship went aground</a></h3>"
        f"<h4>It was the {n}th wreck of the bar this winter</h4></div>" for n in range(4)
    )  # fmt: skip
    links = "".join(f"<p><a href='/{n}'>More about the {n}th wreck</a></p>" for n in range(4))
    assert texts(f"<p>{LEDE}</p><p>{LONG}</p><p>{MORE}</p>{cards}{links}") == [LEDE, LONG, MORE]


def test_an_article_of_links_keeps_them() -> None:
    links = [
        f"The {n}th wreck of the bar, told by those who saw it from the quay" for n in range(6)
    ]
    body = "".join(f"<p><a href='/{n}'>{text}</a></p>" for n, text in enumerate(links))
    assert texts(body) == links


@pytest.mark.parametrize(
    ("body", "date"),
    [("<footer>Copyright 2019 Eastmere Log</footer>", "None"),
     ("<p>Posted January 1, 2019</p>", "2019-01-01")],
)  # fmt: skip
def test_a_year_alone_is_no_date_of_a_page(body: str, date: str) -> None:
    assert str(article_of("p.html", page(f"<p>{LEDE}</p><p>{MORE}</p>{body}")).date) == date


def linked(*objects: dict[str, object]) -> str:
    return f"<script type='application/ld+json'>{json.dumps({'@graph': objects})}</script>"


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (linked({"@type": "WebSite", "datePublished": "1999-01-01"},
                {"@type": ["Thing", "ReportageNewsArticle"],
                 "datePublished": "2017-02-03T23:30:00-08:00"}), "", "2017-02-03"),
        (linked({"@type": "NewsArticle", "headline": "Old pilot", "datePublished": "2010-01-01"},
                {"@type": "NewsArticle", "headline": "New pilot", "datePublished": "2017-02-03"}),
         "", "2017-02-03"),
        ("", "<aside><time datetime='2020-09-09'>today</time></aside>"
         "<time datetime='2017-02-03'>3 Feb</time>", "2017-02-03"),
        ("", "<div class='related'><time datetime='2020-09-09'>x</time></div>"
         "<span itemprop='datePublished' content='2017-02-03'></span>", "2017-02-03"),
        ("<meta name='date' content='2017/02/03'><meta name='expires' content='2030-01-01'>",
         "<p>Order number 2019-11-12</p>", "2017-02-03"),
        (linked({"@type": "ItemList", "itemListElement": [
            {"@type": "NewsArticle", "headline": "Other", "datePublished": "2020-01-02"}]})
         + "<meta property='article:published_time' content='2017-02-03T10:00:00Z'>", "",
         "2017-02-03"),
        ("<script type='application/ld+json'>/*<![CDATA[*/{'x'} \"@type\": \"NewsArticle\","
         " \"datePublished\": \"2017-02-03\",};</script>", "", "2017-02-03"),
        (linked({"@type": "NewsArticle", "headline": "One", "datePublished": "2020-01-02"},
                {"@type": "NewsArticle", "headline": "Two", "datePublished": "2020-01-03"}),
         "<time datetime='2017-02-03'>x</time>", "2017-02-03"),
        ("<meta name='date' content='1486080000'>", "", "2017-02-03"),
        ("", "<p>Published: 3 February 2017</p><footer>Built 2023-02-02</footer>", "2017-02-03"),
        ("", "<p class='datum'>Freitag, 3. Februar 2017</p><p>© 2020 by us, 4 May 2020</p>",
         "2017-02-03"),
        ("", "<div itemscope itemtype='http://schema.org/Product'>"
         "<meta itemprop='datePublished' content='2011-04-05'></div>", "None"),
        ("", "<p>Order no. 2019-11-12 was placed for the lamps of the quay.</p>", "None"),
        ("", "<p>The offer is valid until 31 December 2019.</p>", "None"),
        ("", "<p>The board will meet <time datetime='2019-11-12'>on 12 November</time> in the old"
         " hall at the end of the quay, as ever.</p>", "None"),
        (linked({"@type": "ImageObject", "datePublished": "2011-01-02"}), "", "None"),
        ("<meta name='date' content='03/04/2017'>", "<p>5 May 2018</p>", "None"),
        ("", "<time class='updated' datetime='2020-09-09'></time>"
         "<time class='published' datetime='2017-02-03'></time>", "2017-02-03"),
    ],
)  # fmt: skip
def test_the_date_of_a_page_is_that_of_its_own_article(head: str, body: str, date: str) -> None:
    article = article_of("p.html", page(f"{body}<p>{LEDE}</p><p>{MORE}</p>", head))
    assert str(article.date) == date


def test_the_clock_of_the_site_is_no_date_of_a_page() -> None:
    body = (
        "<header><time datetime='2024-01-02'>Today</time></header><main><article><h1>New pilot</h1>"
        f"<header><time datetime='2017-02-03'>x</time></header><p>{LEDE}</p><p>{MORE}</p>"
    )
    article = article_of("p.html", f"<html><title>New pilot</title><body>{body}")
    assert str(article.date) == "2017-02-03"
