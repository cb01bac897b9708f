"""The trails of an index: what is gathered when articles are added, changed and removed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.whoosh.codec import PASSAGES_EXTENSION
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.models.trails import Trail, TrailsRequest
from searchapp.query.parsed_query import parse

BOATS = "the harbour will stay closed until the last of the old boats has been repaired"
CUT = "closed until the last of the old boats has been repaired"
ALTERED = "the harbour will remain closed until the last of the old boats has been mended"
COAL = "nobody in this town has any need of another four hundred tonnes of wet coal"
LIBRARY = "a library without a roof is a garden and we have enough of those already"


def article(id_: str, year: int, *quotations: tuple[str, str]) -> Article:
    paragraphs = []
    for number, (speaker, words) in enumerate(quotations, 1):
        text = f"“{words},” said {speaker} in {id_}."
        spans = ((0, len(words) + 3),)
        said = Attribution(Speaker(slug(speaker), speaker, "person"), "", "said", "direct", spans)
        paragraphs.append(Paragraph(number, text, (said,)))
    return Article(
        id_, f"Title {id_}", datetime.date(year, 3, 1), tuple(paragraphs), source=f"Post {id_}"
    )


FIRST = article("first", 2001, ("Ann Lee", BOATS), ("Ann Lee", LIBRARY))
SECOND = article("second", 2002, ("Ann Lee", CUT))
THIRD = article("third", 2003, ("Ben Okafor", ALTERED), ("Ben Okafor", COAL))
ARTICLES = (FIRST, SECOND, THIRD)

Summary = list[tuple[str, list[str], int, bool]]


def write(
    folder: Path, articles: Iterable[Article], *, merge: bool = True, full: bool = False
) -> None:
    """Index *articles* and no others, those that are indexed already as they are."""
    policy = None if merge else MergePolicy(merge_factor=0, max_deleted_share=1)
    store = EmbeddedStore(folder, policy=policy)
    with store.writer(attribution="", full=full, identify=SpeakerIdentification()) as writer:
        for added in articles:
            entry = entry_for(added, "f", 1, None, 1, added.paragraphs[0].text)
            if not writer.rebuilding and writer.entries.get(added.id) == entry:
                writer.keep(entry)
            else:
                writer.add(added, entry)
        writer.commit()


def trails(folder: Path, request: TrailsRequest | None = None) -> tuple[Trail, ...]:
    engine = EmbeddedEngine(folder)
    try:
        return engine.trails(request or TrailsRequest()).trails
    finally:
        engine.close()


def summary(folder: Path) -> Summary:
    return [
        (t.id, [a.hit.id for a in t.appearances], len(t.wordings), t.conflict)
        for t in trails(folder)
    ]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedEngine]:
    folder = tmp_path_factory.mktemp("trails")
    write(folder, ARTICLES)
    engine = EmbeddedEngine(folder)
    yield engine
    engine.close()


def test_a_passage_is_followed_through_its_wordings(engine: EmbeddedEngine) -> None:
    (trail,) = engine.trails(TrailsRequest()).trails
    assert trail.id.startswith("the-harbour-will-stay-closed-until-")
    assert [a.hit.id for a in trail.appearances] == ["first#p1", "second#p1", "third#p1"]
    assert [a.wording for a in trail.appearances] == [0, 1, 2]
    assert trail.wordings == (BOATS, CUT, ALTERED)
    assert trail.first.passage == BOATS
    assert trail.articles == 3
    assert trail.speaker_ids == ("ann-lee", "ben-okafor")


def test_the_ids_of_all_wordings_lead_to_the_trail(engine: EmbeddedEngine, tmp_path: Path) -> None:
    (trail,) = engine.trails(TrailsRequest()).trails
    write(tmp_path, (SECOND, THIRD))
    (later,) = trails(tmp_path)
    assert later.id != trail.id
    for id_ in (trail.id, later.id, later.id.rpartition("-")[2]):
        assert engine.trail(id_) == trail
    for unknown in ("", "the-harbour", "x-000000000000", "0" * 400, "first#p1"):
        assert engine.trail(unknown) is None


def test_hits_count_the_articles_and_wordings(engine: EmbeddedEngine) -> None:
    hits = engine.search(SearchRequest(sort="oldest"), parse("")).hits
    counts = {hit.id: (hit.trail.articles, hit.trail.wordings) for hit in hits if hit.trail}
    assert counts == dict.fromkeys(["first#p1", "second#p1", "third#p1"], (3, 3))


def test_first_leaves_out_what_an_earlier_article_has(engine: EmbeddedEngine) -> None:
    request = SearchRequest(sort="oldest", first=True)
    hits = engine.search(request, parse("")).hits
    assert [hit.id for hit in hits] == ["first#p1", "first#p2", "third#p2"]
    assert engine.count(request, parse("")) == 3


def test_conflicts_are_listed_apart(tmp_path: Path) -> None:
    other = article("other", 2004, ("Ben Okafor", LIBRARY))
    write(tmp_path, (FIRST, SECOND, other))
    assert len(trails(tmp_path)) == 2
    (conflict,) = trails(tmp_path, TrailsRequest(conflict=True))
    assert [a.speaker_id for a in conflict.appearances] == ["ann-lee", "ben-okafor"]


def test_names_of_one_speaker_are_no_conflict(tmp_path: Path) -> None:
    other = article("other", 2004, ("A. Lee", LIBRARY))
    write(tmp_path, (FIRST, other))
    (trail,) = trails(tmp_path)
    assert not trail.conflict
    assert trails(tmp_path, TrailsRequest(conflict=True)) == ()


def test_pages_follow_one_another(tmp_path: Path) -> None:
    other = article("other", 2004, ("Ann Lee", LIBRARY))
    write(tmp_path, (*ARTICLES, other))
    pages = [trails(tmp_path, TrailsRequest(page=n, limit=1)) for n in (1, 2, 3)]
    assert [t.first.hit.id for page in pages for t in page] == ["first#p1", "first#p2"]
    assert pages[2] == ()


def test_copies_of_whole_paragraphs_make_no_trail(tmp_path: Path) -> None:
    one = article("one", 2001, ("Ann Lee", BOATS))
    copy = Article("copy", "Copy", datetime.date(2002, 1, 1), one.paragraphs, source="Other")
    write(tmp_path, (one, copy))
    assert trails(tmp_path) == ()
    write(tmp_path, (one, copy, SECOND))
    (trail,) = trails(tmp_path)
    assert [a.hit.id for a in trail.appearances] == ["one#p1", "second#p1"]
    assert trail.first.copies == ("copy#p1",)
    assert trail.articles == 3


def test_announcements_of_many_speakers_are_set_phrases(tmp_path: Path) -> None:
    words = "it will pay its regular dividend to all holders of record next month"
    articles = []
    for number in range(5):
        name = f"Firm {chr(65 + number) * 3}"
        said = Attribution(
            Speaker(slug(name), name, "organization"), "", "said", "indirect", ((0, len(words)),)
        )
        paragraph = Paragraph(1, f"{words}, {name} said.", (said,))
        articles.append(Article(f"a{number}", "T", None, (paragraph,)))
    write(tmp_path, articles)
    assert trails(tmp_path) == ()
    engine = EmbeddedEngine(tmp_path)
    assert engine.count(SearchRequest(first=True), parse("")) == 5
    assert all(hit.trail is None for hit in engine.search(SearchRequest(), parse("")).hits)
    engine.close()


@pytest.mark.parametrize("merge", [True, False])
def test_articles_added_one_by_one_have_the_trails_of_a_rebuild(
    tmp_path: Path, merge: bool
) -> None:
    rebuilt = tmp_path / "rebuilt"
    write(rebuilt, ARTICLES)
    for order in (ARTICLES, ARTICLES[::-1]):
        grown = tmp_path / order[0].id
        for count in range(1, len(order) + 1):
            write(grown, order[:count], merge=merge)
        assert summary(grown) == summary(rebuilt)


def test_a_removed_article_leaves_no_trace(tmp_path: Path) -> None:
    kept, changed = tmp_path / "kept", tmp_path / "changed"
    write(kept, (SECOND, THIRD))
    write(changed, ARTICLES, merge=False)
    write(changed, (SECOND, THIRD), merge=False)
    assert summary(changed) == summary(kept)
    write(changed, (THIRD,), merge=False)
    assert summary(changed) == []
    write(changed, ARTICLES)
    assert [members for _, members, _, _ in summary(changed)] == [
        ["first#p1", "second#p1", "third#p1"]
    ]


def resolved(folder: Path, id_: str) -> str | None:
    """Return the id of the trail that *id_* leads to."""
    engine = EmbeddedEngine(folder)
    try:
        trail = engine.trail(id_)
        return trail.id if trail else None
    finally:
        engine.close()


@pytest.mark.parametrize(("merge", "full"), [(True, False), (False, False), (False, True)])
def test_an_id_outlives_the_removal_of_the_earliest_articles(
    tmp_path: Path, merge: bool, full: bool
) -> None:
    fourth = article("fourth", 2004, ("Ann Lee", f"{ALTERED} by us"))
    everyone = (*ARTICLES, fourth)
    for first in (1, 0):  # The earliest article arrives last.
        write(tmp_path, everyone[first:], merge=merge)
    ids = [trails(tmp_path)[0].id]
    for first in (1, 2):
        write(tmp_path, everyone[first:], merge=merge, full=full)
        (trail,) = trails(tmp_path)
        ids.append(trail.id)
        assert [resolved(tmp_path, id_) for id_ in ids] == [trail.id] * len(ids)
    assert len(set(ids)) == 3
    write(tmp_path, (fourth,), merge=merge, full=full)
    assert [resolved(tmp_path, id_) for id_ in ids] == [None] * 3
    write(tmp_path, everyone, merge=merge, full=full)
    (trail,) = trails(tmp_path)
    assert (trail.id, resolved(tmp_path, ids[0])) == (ids[0], ids[0])


def test_an_id_outlives_a_change_of_its_words(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES)
    (before,) = trails(tmp_path)
    changed = article("first", 2001, ("Ann Lee", f"today {BOATS}"))
    write(tmp_path, (changed, SECOND, THIRD))
    (after,) = trails(tmp_path)
    assert after.id != before.id
    assert resolved(tmp_path, before.id) == after.id


def test_damaged_aliases_cost_nothing_but_themselves(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES)
    (trail,) = trails(tmp_path)
    write(tmp_path, (SECOND, THIRD))
    assert resolved(tmp_path, trail.id) is not None
    (path,) = tmp_path.glob("gen-2/*.aliases")
    content = bytearray(path.read_bytes())
    content[0] ^= 1
    path.write_bytes(content)
    assert any(path.name in damage for damage in EmbeddedStore(tmp_path).verify())
    write(tmp_path, (SECOND, THIRD), full=True)
    assert len(trails(tmp_path)) == 1
    assert resolved(tmp_path, trail.id) is None


def test_an_index_without_passages_gets_them_in_the_next_run(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES)
    expected = summary(tmp_path)
    _remove_passages(Generations(tmp_path))
    assert summary(tmp_path) == []
    write(tmp_path, ARTICLES)
    assert summary(tmp_path) == expected


def _remove_passages(generations: Generations) -> None:
    """Make the live generation one of a version that had no passages."""
    number = generations.current()
    assert number is not None
    manifest = generations.manifest(number)
    for path in generations.folder(number).glob(f"*{PASSAGES_EXTENSION}"):
        path.unlink()
    files = generations.files(number).describe()
    generations.publish(replace(manifest, files=files))


def test_damage_is_found_before_an_index_is_built_upon(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES)
    (path,) = tmp_path.rglob(f"*{PASSAGES_EXTENSION}")
    content = bytearray(path.read_bytes())
    content[64] ^= 1
    path.write_bytes(content)
    assert any(path.name in damage for damage in EmbeddedStore(tmp_path).verify())
