"""What to say of an article that is not in the index."""

from __future__ import annotations

from typing import NoReturn

from flask import abort

from searchapp.search.service import SearchService
from searchapp.web.presenters.formatting import long_date, moment_of


def not_there(service: SearchService, article_id: str) -> NoReturn:
    """Answer 410 where the article was there once, else 404."""
    removed = service.removed(article_id)
    if removed is None:
        abort(404, f"The archive has no article {article_id[:80]!r}.")
    dated = f" of {long_date(removed.date)}" if removed.date else ""
    abort(
        410,
        f"“{removed.title}”{dated} was removed from the archive on"
        f" {moment_of(removed.removed_at)}.",
    )
