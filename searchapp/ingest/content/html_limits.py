"""Limits on a web page, counted in linear time before it is parsed.

libxml2 compares each attribute of a tag with all others and looks for the end of each comment
from its beginning; trafilatura weighs each link against the text around it. Large pages of news
have some 5,000 tags and 1,000 links.
"""

from __future__ import annotations

import re
from itertools import islice

from searchapp.ingest.articles import ArticleError

MAX_ATTRIBUTES = 1_000
"""Most attributes of one tag."""

MAX_COMMENTS = 10_000
"""Most comments, declarations and processing instructions."""

MAX_LINKS = 10_000

MAX_TAGS = 60_000
"""Most start tags; each takes a tenth of a millisecond."""

_DECLARATION = re.compile(r"<[!?]")
_LINK = re.compile(r"<a[\s/>]", re.IGNORECASE)
_START_TAG = re.compile(r"<[A-Za-z]")
# Comments, scripts and styles contain no tags; a "<" in a script may be an operator.
_TAG_OR_OPAQUE = re.compile(r"<(?:!--|(?P<raw>script|style)\b|[A-Za-z][^\s/>]*)", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""[\s/]*[^\s/>=][^\s/>=]*\s*(?:=\s*(?:"[^"]*"|'[^']*'|[^\s>]*))?|[\s/]*=[^\s>]*"""
)


def check_page(page: str) -> None:
    """Raise ``ArticleError`` where *page* would take more than linear time to parse."""
    for pattern, limit, what in (
        (_DECLARATION, MAX_COMMENTS, "comments and declarations"),
        (_LINK, MAX_LINKS, "links"),
        (_START_TAG, MAX_TAGS, "tags"),
    ):
        if any(islice(pattern.finditer(page), limit, None)):
            raise ArticleError(f"the page has more than {limit:,} {what}")
    _check_attributes(page)


def _check_attributes(page: str) -> None:
    position = 0
    while tag := _TAG_OR_OPAQUE.search(page, position):
        position = tag.end()
        if tag[0] == "<!--":
            end = page.find("-->", position)
            position = end if end >= 0 else len(page)
            continue
        count = 0
        while attribute := _ATTRIBUTE.match(page, position):
            position = attribute.end()
            count += 1
            if count > MAX_ATTRIBUTES:
                raise ArticleError(f"a tag of the page has more than {MAX_ATTRIBUTES:,} attributes")
        if tag["raw"]:
            end = page.find(f"</{tag['raw']}", position)
            position = end if end >= 0 else position
