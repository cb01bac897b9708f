"""Paragraphs and titles of texts that are plain, HTML, or either.

Each function decodes entities as often as its format says: not at all in plain text, once in
HTML. A format that does not say, such as CSV, is HTML where it has tags of HTML, and otherwise
plain text in which entities are decoded once.
"""

from __future__ import annotations

import html
import re

from searchapp.common.markup import paragraphs
from searchapp.ingest.articles import split_paragraphs
from searchapp.ingest.content.shortcodes import remove_shortcodes

_HTML_TAG = re.compile(
    r"</?(?:p|br|div|b|i|u|s|q|em|strong|a|ul|ol|li|dl|dt|dd|h[1-6]|hr|blockquote|span|img|figure"
    r"|figcaption|picture|video|audio|iframe|table|t[rdh]|thead|tbody|section|article|header|footer"
    r"|aside|font|small|sup|sub|cite|abbr|time|code|pre|center|script|style|ins|del|mark"
    r"|strike|big|tt|svg|object|embed|input|form|noscript)(?:\s[^<>]*|\s?/)?>"
    r"|<!--",
    re.IGNORECASE,
)
_INLINE_TAG_PAIR = re.compile(
    r"<(b|i|u|em|strong|span|a|sup|sub|small|q|cite|mark|font|code|abbr)\b[^<>]*>.*?</\1\s*>"
    r"|<br\s?/?>|<img\b[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MAX_TITLE_LENGTH = 2_000
_Q_TAG = re.compile(r"<(/?)q(?:\s[^<>]*)?>", re.IGNORECASE)
# Blank lines part paragraphs outside <p> and <pre> only, as in WordPress's wpautop().
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
            inside = match["tag"].lower() in ("p", "pre") and not match["close"]
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


def html_paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of HTML, in which blank lines may part paragraphs too.

    Short codes are removed. Raises ``MarkupError``.
    """
    markup = _mark_blank_lines(with_quotation_marks(remove_shortcodes(markup, "<br><br>")))
    return paragraphs(markup)


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
