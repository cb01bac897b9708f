"""The trails of an index folder, beyond what both engines do: merges, damage, old indices."""

from __future__ import annotations

from collections.abc import Iterable
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
from searchapp.models.articles import Article
from searchapp.models.trails import Trail, TrailsRequest
from tests.engine.quoting_articles import (
    ALTERED,
    ARTICLES,
    BOATS,
    FIRST,
    LIBRARY,
    SECOND,
    THIRD,
    article,
)

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


def test_names_of_one_speaker_are_no_conflict(tmp_path: Path) -> None:
    other = article("other", 2004, ("A. Lee", LIBRARY))
    write(tmp_path, (FIRST, other))
    (trail,) = trails(tmp_path)
    assert not trail.conflict
    assert trails(tmp_path, TrailsRequest(conflict=True)) == ()


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
