import pytest

from searchapp.ingest import Withdrawn
from searchapp.ingest.content.markup_text import html_paragraphs, text_paragraphs, title_text
from searchapp.ingest.content.shortcodes import remove_shortcodes
from tests.ingest.reading import article_of, events_of, texts_of


@pytest.mark.parametrize(
    ("raw", "paragraphs"),
    [
        ("Rain &amp; hail: &#8216;enough&#8217; [&hellip;]", ["Rain & hail: ‘enough’ […]"]),
        ("The sum is &amp;amp; not &", ["The sum is &amp; not &"]),
        ("5 < 6 &lt;p&gt; stays", ["5 < 6 <p> stays"]),
        ('<video src="x"></video>Said &eacute;lan.', ["Said élan."]),
        ("One.\n\nTwo <cite>words</cite>.\r\n\r\nThree.", ["One.", "Two words.", "Three."]),
        ("<p>One\n\nstill one.</p>\n\nTwo.", ["One still one.", "Two."]),
        ("One<br/><br />Two<br>still two.", ["One", "Two still two."]),
        ("He said <q>no, <q>never</q> again</q>.", ["He said “no, ‘never’ again”."]),
        ("<h2>Head</h2>One.\n\n<blockquote>Two.</blockquote>", ["Head", "One.", "Two."]),
        ("<!-- a\n\nb --><em>One</em>.", ["One."]),
        ("One<br>&nbsp;<br/>\u00a0<br>Two", ["One", "Two"]),
        ("<pre>One\nline\n\nTwo</pre>", ["One line", "Two"]),
        ("<div>One</div><div><br></div><div>Two</div>", ["One", "Two"]),
        (
            "<details><summary>One</summary>Two</details><address>Three</address>",
            ["One", "Two", "Three"],
        ),
        (
            "<p class='byline'>Mia Holt<time>3 May</time></p><p><span class='d'>Jo</span>ined</p>",
            ["Mia Holt 3 May", "Joined"],
        ),
        ("<span>Mia Holt</span><span>3 May</span>", ["Mia Holt 3 May"]),
        (
            "<p>One</p><p hidden>x</p><div style='color:red; display:none'>x<p>y</p></div>"
            "<span class='sr-only'>x</span>Two.\n\n<q>Three</q>",
            ["One", "Two.", "“Three”"],
        ),
        ("Hidden: <b>display:none</b> is a style.", ["Hidden: display:none is a style."]),
    ],
)
def test_a_text_that_may_be_html_gives_its_paragraphs(raw: str, paragraphs: list[str]) -> None:
    assert text_paragraphs(raw) == paragraphs


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Marsh &amp; sons: &#8220;yes&#8221;", "Marsh & sons: “yes”"),
        ("The meaning of <b> and <table>", "The meaning of <b> and <table>"),
        ("A <em>very</em> old oak", "A very old oak"),
        ("AT&T and &copy", "AT&T and &copy"),
    ],
)
def test_a_title_is_decoded_once_whatever_tags_are_in_it(raw: str, title: str) -> None:
    assert title_text(raw) == title


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("A[gallery ids='4,5' link=\"file\"]", "A"),
        ("[embed]https://v.example/1[/embed]", "https://v.example/1"),
        ("[highlight]Bold[/highlight] words", "Bold words"),
        ("[vc_row full_width=“x”][vc_column]In.[/vc_column][/vc_row]", "In."),
        ("[contact-form-7 id=&quot;3&quot;]", ""),
        ("[newest /]", ""),
        ("“[The] plan [sic] is [...] dead,” he [Hale] said [1].",
         "“[The] plan [sic] is [...] dead,” he [Hale] said [1]."),
        ("[woocommerce_cart] [instagram-feed] A [co-author] [sic]", "A [co-author] [sic]"),
        ("a [[gallery]] b", "a [gallery] b"),
        ("x [y z] and [applause]", "x [y z] and [applause]"),
    ],
)  # fmt: skip
def test_short_codes_leave_a_text_and_brackets_of_editors_stay(raw: str, text: str) -> None:
    assert remove_shortcodes(raw).strip() == text


def test_a_caption_is_a_paragraph_of_its_own() -> None:
    raw = '[caption id="a" width="90"]<img src="b"/> The weir[/caption]It broke at noon.'
    assert html_paragraphs(raw) == ["The weir", "It broke at noon."]


def test_markdown_is_read_as_the_html_that_it_holds() -> None:
    data = '# Tar\n\nHe said <q>no</q> &amp; *left*.\n\n<p hidden>x</p>\n\n[gallery ids="1"]\n'
    assert texts_of(article_of("a.md", data)) == ["He said “no” & left."]


@pytest.mark.parametrize("line", ["draft: true", "published: false", "status: private"])
def test_a_draft_in_markdown_is_withdrawn(line: str) -> None:
    [event] = events_of("a.md", f"---\ntitle: Tar\n{line}\n---\nText.\n")
    assert isinstance(event, Withdrawn)
