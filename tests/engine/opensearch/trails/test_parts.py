"""The table of trails in parts: changed trail by trail, and divided when it grows."""

from __future__ import annotations

from searchapp.engine.opensearch.trails.documents import Part, PartDocument, TrailDocument
from searchapp.engine.opensearch.trails.parts import MAX_PART_SIZE, TrailParts
from searchapp.engine.opensearch.trails.table import TrailTable


def trail(
    *texts: int, later: tuple[str, ...] = (), articles: int = 2, set_phrase: bool = False
) -> TrailDocument:
    return TrailDocument(
        id=f"trail-{texts[0]}", texts=texts, links=(), first=texts[0], last=None,
        articles=articles, wordings=len(texts), set_phrase=set_phrase, conflict=False,
        speakers=(), later=later,
    )  # fmt: skip


def stored(*trails: TrailDocument) -> list[Part]:
    parts = TrailParts()
    for one in trails:
        parts.add(one)
    return [document.part for document in parts.documents()]


def test_counts_are_those_of_the_trail_in_most_articles() -> None:
    table = TrailTable("trails", stored(trail(5, -7), trail(9, articles=4), trail(4, articles=4)))
    count = table.count_of([-7])
    assert count is not None
    assert (count.id, count.articles, count.wordings) == ("trail-5", 2, 2)
    for texts, id_ in (([5, 4, 9], "trail-4"), ([9, 4], "trail-9"), ([1, 5], "trail-5")):
        best = table.count_of(texts)
        assert best is not None
        assert best.id == id_
    assert table.count_of([1]) is None
    assert TrailTable().count_of([5]) is None


def test_a_set_phrase_is_in_no_part() -> None:
    phrase = trail(5, later=("a#p1",), set_phrase=True)
    (part,) = stored(phrase)
    assert (part.texts, part.later) == ([], [])
    parts = TrailParts([part])
    parts.remove(phrase)
    assert list(parts.documents()) == []


def test_a_paragraph_stays_later_while_another_trail_has_it() -> None:
    one, other = trail(1, later=("a#p1", "b#p1")), trail(2, later=("a#p1",))
    parts = TrailParts(stored(one, other))
    parts.remove(one)
    ((document),) = parts.documents()
    assert document.part.later == ["a#p1"]
    assert document.part.texts == [2]


def test_only_changed_parts_are_written() -> None:
    parts = TrailParts([Part(4) for _ in range(4)])
    parts.add(trail(6))
    assert [document.number for document in parts.documents()] == [2]


def test_a_part_that_grows_too_large_is_divided() -> None:
    parts = TrailParts()
    keys = tuple(f"a{number}#p1" for number in range(MAX_PART_SIZE + 1))
    parts.add(trail(1, later=keys))
    documents: list[PartDocument] = list(parts.documents())
    assert [document.number for document in documents] == [0, 1, 2]
    assert {document.part.parts for document in documents} == {3}
    assert sorted(key for document in documents for key in document.part.later) == sorted(keys)
    again = TrailParts([document.part for document in documents])
    again.remove(trail(1, later=keys))
    assert {document.part.size for document in again.documents()} == {0}


def test_first_appearances_are_looked_up_in_each_part() -> None:
    table = TrailTable("trails", [Part(2), Part(2)])
    clause = table.first_appearances()
    assert clause is not None
    lookups = [lookup["terms"]["_id"]["id"] for lookup in clause["bool"]["must_not"]]
    assert lookups == ["part-0", "part-1"]
    assert TrailTable().first_appearances() is None
