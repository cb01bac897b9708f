import datetime
from dataclasses import replace

from searchapp.engine.catalog import content_hash, entry_for
from searchapp.models.articles import Article, Paragraph


def article(*texts: str) -> Article:
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(texts, 1))
    return Article("a", "Title", datetime.date(2023, 3, 10), paragraphs)


def test_a_change_of_any_field_changes_the_content_hash() -> None:
    first = article("one", "two")
    changes = [
        {"title": "Other"},
        {"date": None},
        {"author": "x"},
        {"source": "x"},
        {"url": "x"},
        {"language": "x"},
        {"section": "x"},
        {"correction": "x"},
        {"paragraphs": article("one two").paragraphs},
    ]
    hashes = {content_hash(replace(first, **change)) for change in changes}  # type: ignore[arg-type]
    assert len(hashes | {content_hash(first)}) == len(changes) + 1


def test_a_paragraph_keeps_the_time_at_which_it_entered_the_index() -> None:
    first = entry_for(article("one", "two", "two"), "f", 1, None, now=100)
    second = entry_for(article("new", "two", "two", "two", "one"), "f", 1, first, now=200)
    assert second.added == [200, 100, 100, 200, 100]
