"""Random queries, and the properties that every response to a query must have."""

import re
from html import unescape
from typing import Any

from flask.testing import FlaskClient
from hypothesis import strategies as st

from searchapp.query.compiler import FIELD_NAMES

_WORDS = ["oil", "the", "manufacturing", "Zhou", "Yunjie", "制造业", "Müller", "O’Neill", "3,000.5"]
_OPERATORS = [
    *(f"{name}:" for name in FIELD_NAMES),
    *(" AND ", " OR ", " NOT ", "AND", "OR", "NOT", " TO ", "-", "+", "(", ")", '"', "'", "“", "”"),
    *("‘", "’", "[", "]", "{", "}", ":", "*", "?", "~", "~2", "~3/2", "^2", "^", "<", ">=", "\\"),
    *(
        " ",
        "  ",
        "\t",
        "\n",
        "\x00",
        "\x07",
        "\u2028",
        "\u200b",
        "\u202e",
        "\ufeff",
        "\u0301",
        "😀",
    ),
    *("2023", "2023-03", "2023-13-45", "last month", "<mark>", "&amp;", "%00", "x" * 60),
]

RANDOM_QUERIES = st.one_of(
    st.lists(st.sampled_from([*_WORDS, *_OPERATORS, " "]), max_size=16).map("".join),
    st.lists(st.sampled_from([*_WORDS, *_OPERATORS]), max_size=10).map(" ".join),
    st.text(st.characters(codec="utf-8"), max_size=40),
)

_MARK = re.compile("</?mark>")


def check(client: FlaskClient, q: str) -> None:
    """Search for *q* by page and API, and check both responses."""
    page = client.get("/search", query_string={"q": q})
    response = client.get("/api/v1/search", query_string={"q": q, "limit": "100"})
    assert page.status_code == response.status_code
    assert response.status_code in (200, 400)
    body: Any = response.get_json(force=True)
    if response.status_code == 400:
        assert body["parameter"] == "q"
        assert body["detail"]
        check_notices(q, body.get("notices", []))
        return
    check_notices(body["query"]["q"], body["query"]["notices"])
    assert body["query"]["read_as"]
    assert body["total"]["value"] <= body["total"]["paragraphs"]
    for hit in body["results"]:
        check_hit(hit)


def check_notices(q: str, notices: list[Any]) -> None:
    """Check that each notice has a message and a span in *q*."""
    for notice in notices:
        assert 0 <= notice["start"] <= notice["end"] <= len(q)
        assert notice["message"]


def check_hit(hit: Any) -> None:
    """Check that the matches of a hit are in its texts, in order, and agree with its HTML."""
    names = [attribution["speaker"] for attribution in hit["attributions"]]
    pairs = [(hit["text"], hit["matches"]), (hit["article"]["title"], hit["title_matches"])]
    for text, matches in [*pairs, *zip(names, hit["speaker_matches"], strict=True)]:
        last = 0
        for start, end in matches:
            assert last <= start < end <= len(text)
            last = end
    check_marks(hit)


def check_marks(hit: Any) -> None:
    """Check that the stretches marked in the HTML are those of the offsets."""
    pieces = _MARK.split(hit["snippet_html"])
    assert len(pieces) % 2 == 1
    plain = [unescape(piece) for piece in pieces]
    shown = "".join(plain)
    start = hit["text"].find(shown.removeprefix("… ").removesuffix(" …"))
    assert start >= 0
    marked = [hit["text"][s:e] for s, e in hit["matches"]]
    marked_in_html = plain[1::2]
    assert marked_in_html == [text for text in marked if text in marked_in_html][
        : len(marked_in_html)
    ] or set(marked_in_html) <= {*marked}
    if not shown.startswith("… ") and not shown.endswith(" …"):
        assert marked_in_html == marked
