import html
import re
from concurrent.futures import ThreadPoolExecutor

import bleach
import nh3
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from searchapp.common.markup import MarkupError, escaped, mark, mark_speakers, paragraphs


def test_spans_are_marked() -> None:
    assert mark("trade and tariffs", [(0, 5), (10, 17)]) == (
        "<mark>trade</mark> and <mark>tariffs</mark>"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "</mark><b>",
        "<mark onclick=x>",
        "&lt;script&gt; & &amp;",
        "<!-- a --> <![CDATA[ b ]]>",
        "a < b > c",
    ],
)
def test_markup_in_a_text_is_shown_as_text(text: str) -> None:
    marked = str(mark(text, [(0, 3)]))
    assert re.findall(r"<[^>]*>", marked) == ["<mark>", "</mark>"]
    assert html.unescape(marked.replace("<mark>", "").replace("</mark>", "")) == text


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)


@given(st.text(st.sampled_from("&<>\"'a ;#"), max_size=20))
def test_texts_are_escaped_as_in_templates(text: str) -> None:
    assert escaped(text) == str(escape(text))


@given(_TEXT, st.data())
def test_taking_the_marks_away_gives_the_text_back(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    marked = str(mark(text, spans))
    bare = marked.replace("<mark>", "").replace("</mark>", "")
    assert html.unescape(bare) == text
    inside = [html.unescape(m) for m in re.findall(r"<mark>(.*?)</mark>", marked, re.DOTALL)]
    assert inside == [text[start:end] for start, end in spans]


# Characters of all kinds, and often those that have a meaning in HTML.
_TRICKY = st.text(
    st.one_of(
        st.sampled_from("<>&\"'/=;#!-x \t\n\r\f\0\x1f\x7f\x85\xa0\u2028\ufffe\ufdd0🦊"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=40,
)


@settings(max_examples=500)
@given(_TRICKY, st.data())
def test_bleach_changes_nothing_where_it_is_skipped(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    contents = [(span, number) for number, span in enumerate(spans, start=1)]
    tags = {"mark": [], "span": ["class"]}
    cleaner = bleach.Cleaner(tags=tags, attributes=tags, strip_comments=False)
    assert cleaner.clean(str(mark(text, spans))) == mark(text, spans)
    speakers = mark_speakers(text, spans[:2], contents)
    assert cleaner.clean(str(speakers)) == speakers


def test_threads_do_not_share_a_cleaner() -> None:
    texts = [f"{letter} < said & {letter}" * 40 for letter in "abcdefgh"]

    def mark_often(text: str) -> set[str]:
        return {str(mark(text, [(0, 1)])) for _ in range(60)}

    with ThreadPoolExecutor(8) as pool:
        for text, results in zip(texts, pool.map(mark_often, texts), strict=True):
            assert results == {str(mark(text, [(0, 1)]))}


def test_html_is_split_into_the_paragraphs_that_a_browser_shows() -> None:
    html_text = """<!-- note --><style>p {}</style><p>One <b>bold</b> &amp; &lt;i&gt;
    <script>x()</script> word<p>Two<br>lines<br><br>Three<ul><li>a<li>b</ul>tail
    <svg><text>no</text></svg><button>Go"""
    assert paragraphs(html_text) == [
        *("One bold & <i> word", "Two lines", "Three", "a", "b", "tail"),
    ]


@given(st.text())
def test_escaped_text_comes_out_normalized_and_unescaped_does_not_break(text: str) -> None:
    assert all(p and p == " ".join(p.split()) for p in paragraphs(f"<p>{text}<script>{text}"))
    shown = " ".join(paragraphs(f"<p>{html.escape(text)}</p>"))
    letters = [c for c in text if c.isalnum() and c.isascii()]
    assert [c for c in shown if c.isalnum() and c.isascii()] == letters


@pytest.mark.parametrize(
    ("markup", "reason"),
    [("<div>" * 10_000, "nested too deeply"), ("<p>" * 100_001, "more than 100,000 tags")],
)
def test_markup_that_would_take_long_to_parse_is_refused(markup: str, reason: str) -> None:
    with pytest.raises(MarkupError, match=reason):
        paragraphs(markup)


def test_a_match_in_a_speakers_words_is_marked_inside_their_span() -> None:
    marked = mark_speakers("He said oil is up.", [(8, 11)], [((8, 17), 2)])
    assert marked == 'He said <span class="said s2"><mark>oil</mark> is up</span>.'


def test_of_two_overlapping_speakers_the_inner_one_is_shown() -> None:
    marked = mark_speakers("abcdef", [], [((0, 6), 1), ((2, 4), 8)])
    assert marked == (
        '<span class="said s1">ab</span><span class="said s2">cd</span>'
        '<span class="said s1">ef</span>'
    )


@given(st.data())
def test_speakers_let_no_markup_through_and_keep_the_text(data: st.DataObject) -> None:
    text = data.draw(st.text(st.sampled_from('ab<>&"/span mark=class')))
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(
        lambda pair: (min(pair), max(pair))
    )
    contents = data.draw(st.lists(st.tuples(span, st.integers(1, 9)), max_size=3))
    match = data.draw(span)
    marked = mark_speakers(text, [match], contents)
    tags = re.findall(r"<[^>]*>", marked)
    assert set(tags) <= {
        *("<mark>", "</mark>", "</span>"),
        *(f'<span class="said s{number}">' for number in range(1, 7)),
    }
    assert html.unescape(re.sub(r"<[^>]*>", "", marked)) == text


@given(_TRICKY, st.data())
def test_what_bleach_lets_through_a_second_sanitiser_lets_through_too(
    text: str, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=4)))
    spans = list(zip(cuts[::2], cuts[1::2], strict=False))
    contents = [(span, number) for number, span in enumerate(spans, start=1)]
    for marked in (mark(text, spans), mark_speakers(text, spans, contents)):
        second = nh3.clean(
            str(marked), tags={"mark", "span"}, attributes={"span": {"class"}}, link_rel=None
        )
        tags = re.findall(r"<[^>]*>", str(marked))
        assert re.findall(r"<[^>]*>", second) == tags
        assert all(
            re.fullmatch(r'</?mark>|</?span>|<span class="said s[1-6]">', tag) for tag in tags
        )
        shown = html.unescape(re.sub(r"<[^>]*>", "", second))
        assert shown.split() == html.unescape(re.sub(r"<[^>]*>", "", str(marked))).split()
