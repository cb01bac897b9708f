"""Hostile front matter costs its own file alone; the campaign measures time and memory."""

import pytest

from searchapp.ingest import ArticleRead, Corpus, Rejected
from tests.campaigns.front_matter import READ, REJECTED, markdown
from tests.conftest import Write


@pytest.mark.parametrize("kind", [*REJECTED, *READ])
def test_hostile_front_matter_costs_its_file_alone(write: Write, kind: str) -> None:
    path = write("hostile.md", markdown({**REJECTED, **READ}[kind]))
    write("sound.md", "# Sound\n\nThe mill will close.\n")
    events = list(Corpus(path.parent, max_article_bytes=8_000_000).read())
    read = {event.article.id for event in events if isinstance(event, ArticleRead)}
    rejected = [event for event in events if isinstance(event, Rejected)]
    assert read == ({"sound"} if kind in REJECTED else {"sound", "hostile"})
    assert [event.location.path for event in rejected] == ["hostile.md"] * (kind in REJECTED)
    assert all(len(event.reason) < 300 for event in rejected)
