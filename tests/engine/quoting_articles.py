"""Articles with a passage in three wordings, for tests of trails."""

from __future__ import annotations

import datetime

from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug

BOATS = "the harbour will stay closed until the last of the old boats has been repaired"
CUT = "closed until the last of the old boats has been repaired"
ALTERED = "the harbour will remain closed until the last of the old boats has been mended"
COAL = "nobody in this town has any need of another four hundred tonnes of wet coal"
LIBRARY = "a library without a roof is a garden and we have enough of those already"


def article(id_: str, year: int | None, *quotations: tuple[str, str]) -> Article:
    paragraphs = []
    for number, (speaker, words) in enumerate(quotations, 1):
        text = f"“{words},” said {speaker} in {id_}."
        spans = ((0, len(words) + 3),)
        said = Attribution(Speaker(slug(speaker), speaker, "person"), "", "said", "direct", spans)
        paragraphs.append(Paragraph(number, text, (said,)))
    date = datetime.date(year, 3, 1) if year else None
    return Article(id_, f"Title {id_}", date, tuple(paragraphs), source=f"Post {id_}")


FIRST = article("first", 2001, ("Ann Lee", BOATS), ("Ann Lee", LIBRARY))
SECOND = article("second", 2002, ("Ann Lee", CUT))
THIRD = article("third", 2003, ("Ben Okafor", ALTERED), ("Ben Okafor", COAL))
ARTICLES = (FIRST, SECOND, THIRD)
