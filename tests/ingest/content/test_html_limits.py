"""Limits on web pages, checked before parsing."""

import time

import pytest

from searchapp.ingest.articles import ArticleError
from searchapp.ingest.content.html_limits import check_page

_SCRIPT = "if (a <b" + " && c" * 5_000 + ") {}"


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        ("<p " + " ".join(f"a{n}=1" for n in range(40_000)) + ">", "more than 1,000 attributes"),
        ("<p " + " ".join(f'a{n}=">"' for n in range(40_000)) + ">", "more than 1,000 attributes"),
        ("<p " + "/a" * 40_000, "more than 1,000 attributes"),
        ("<p " + "='<' " * 40_000, "more than 1,000 attributes"),
        ("<!--" * 1_500_000, "more than 10,000 comments and declarations"),
        ("<?x " * 1_500_000, "more than 10,000 comments and declarations"),
        ('<a href="/x">y</a> ' * 250_000, "more than 10,000 links"),
        ("<p>x" * 2_000_000, "more than 60,000 tags"),
        ("<!--" * 9_999 + "<p " + " a" * 2_000, None),
        ('<p a="' * 50_000, "more than 1,000 attributes"),
        ("<p a='" * 50_000 + '"' * 100_000, "more than 1,000 attributes"),
        ("<p a=x'>" * 50_000, None),
        ("<p " + " " * 7_000_000, None),
        ("<script" * 50_000, None),
        (f"<script>{_SCRIPT}</script><p>Text.</p>", None),
        (f"<!-- {_SCRIPT} --><p>Text.</p>", None),
        ("".join(f'<p class="x" id={n}>Text.</p>' for n in range(20_000)), None),
    ],
)
def test_a_page_is_checked_in_linear_time(page: str, reason: str | None) -> None:
    started = time.process_time()
    if reason is None:
        check_page(page)
    else:
        with pytest.raises(ArticleError, match=reason):
            check_page(page)
    assert time.process_time() - started < 2
