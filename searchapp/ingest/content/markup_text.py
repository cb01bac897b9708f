"""Paragraphs and titles of texts that are plain, HTML, or either.

Each function decodes entities as often as its format says: not at all in plain text, once in
HTML. A format that does not say, such as CSV, is HTML where it has tags of HTML, and otherwise
plain text in which entities are decoded once.
"""

from __future__ import annotations

import html
import re

from searchapp.common.markup import MarkupError, paragraphs
from searchapp.ingest.articles import ArticleError, split_paragraphs
from searchapp.ingest.content.html_limits import check_page
from searchapp.ingest.content.page_blocks import page_blocks
from searchapp.ingest.content.shortcodes import remove_shortcodes
from searchapp.ingest.content.visibility import MAYBE_HIDDEN

_HTML_TAG_NAMES = (
    "a abbr address area article aside audio b bdi bdo big blockquote body br button canvas caption"
    " center cite code col colgroup data dd del details dfn div dl dt em embed fieldset figcaption"
    " figure font footer form h[1-6] head header hr html i iframe img input ins kbd label legend li"
    " link main map mark meta meter nav noscript object ol option output p picture pre progress q"
    " rp rt ruby s samp script section select small source span strike strong style sub summary sup"
    " svg table tbody td template textarea tfoot th thead time tr track tt u ul var video wbr"
)
_HTML_TAG = re.compile(
    rf"</?(?:{_HTML_TAG_NAMES.replace(' ', '|')})(?:\s[^<>]*|\s?/)?>|<!--", re.IGNORECASE
)
_INLINE_TAG_PAIR = re.compile(
    r"<(b|i|u|em|strong|span|a|sup|sub|small|q|cite|mark|font|code|abbr)\b[^<>]*>.*?</\1\s*>"
    r"|<br\s?/?>|<img\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAX_TITLE_LENGTH = 2_000
_Q_TAG = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.IGNORECASE)
# Themes separate a time and the parts of a byline by styles, without a space.
_GLUED = re.compile(
    r"(?<=\w)(?=<time\b)|(?<=</time>)(?=\w)"
    r"|(?<=[a-z]</span>)(?=<span\b[^<>]*>[A-Z0-9])|(?<=[a-z]</a>)(?=<(?:a|span)\b[^<>]*>[A-Z0-9])",
    re.IGNORECASE,
)
# Blank lines separate paragraphs outside <p> only, as in WordPress's wpautop().
_P_OR_BLANK = re.compile(
    r"<(?P<close>/?)(?P<tag>p|pre|div|blockquote|ul|ol|li|table|td|h[1-6]|section|article)\b"
    r"|(?P<comment><!--|-->)|(?P<blank>\r?\n[^\S\n]*\r?\n\s*|\r[^\S\r\n]*\r\s*)",
    re.IGNORECASE,
)


def decode_entities(text: str) -> str:
    """Return *text* with character references decoded once; each must end in a semicolon."""
    return _ENTITY.sub(lambda match: html.unescape(match[0]), text)


def _mark_blank_lines(markup: str) -> str:
    inside = in_comment = False

    def replacement(match: re.Match[str]) -> str:
        nonlocal inside, in_comment
        if match["comment"]:
            in_comment = match["comment"] == "<!--"
        elif match["blank"]:
            return match[0] if inside or in_comment else "<br><br>"
        elif not in_comment:
            inside = match["tag"].lower() == "p" and not match["close"]
        return match[0]

    return _P_OR_BLANK.sub(replacement, markup)


def with_quotation_marks(markup: str) -> str:
    """Return *markup* with the marks that browsers draw around ``<q>``."""
    depth = 0

    def replacement(match: re.Match[str]) -> str:
        nonlocal depth
        if match[1]:
            depth = max(depth - 1, 0)
            return "’" if depth % 2 else "”"
        depth += 1
        return "“" if depth % 2 else "‘"

    return _Q_TAG.sub(replacement, markup)


def _shown_paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of HTML that may hold hidden elements. Raises ``MarkupError``."""
    # Imported here because it takes a fifth of a second, and few texts have hidden elements.
    import trafilatura

    try:
        check_page(markup)
    except ArticleError as error:
        raise MarkupError(str(error)) from None
    tree = trafilatura.load_html(f"<html><body><div>{markup}</div></body></html>")
    return [block.text for block in page_blocks(tree)] if tree is not None else []


def html_paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of HTML, in which blank lines may separate paragraphs too.

    Short codes and hidden elements are removed. Raises ``MarkupError``.
    """
    markup = _GLUED.sub(" ", remove_shortcodes(markup, "<br><br>"))
    markup = _mark_blank_lines(with_quotation_marks(markup))
    return _shown_paragraphs(markup) if MAYBE_HIDDEN.search(markup) else paragraphs(markup)


def plain_paragraphs(text: str) -> list[str]:
    """Return the paragraphs of plain text, which blank lines separate."""
    return split_paragraphs(text)


def is_html(text: str) -> bool:
    """Whether *text* has a tag of HTML."""
    return "<" in text and bool(_HTML_TAG.search(text))


def text_paragraphs(raw: str) -> list[str]:
    """Return the paragraphs of a text that may be plain or HTML. Raises ``MarkupError``."""
    if is_html(raw):
        return html_paragraphs(raw)
    return split_paragraphs(decode_entities(remove_shortcodes(raw)))


def title_text(raw: str) -> str:
    """Return a title that may hold entities and inline elements of HTML.

    Elements that are not closed are text: "Use of <i> in C" is about the tag.
    """
    if "<" in raw and _INLINE_TAG_PAIR.search(raw[:_MAX_TITLE_LENGTH]):
        return " ".join(paragraphs(with_quotation_marks(raw)))
    return decode_entities(raw)


def html_title(markup: str) -> str:
    """Return the text of a title that is HTML. Raises ``MarkupError``."""
    return " ".join(paragraphs(with_quotation_marks(markup)))
