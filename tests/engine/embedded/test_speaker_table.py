"""The files with the table of speakers of a generation, and with its judged pairs."""

from __future__ import annotations

import datetime
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import (
    PAIRS_NAME,
    SPEAKER_CHANGES_NAME,
    SPEAKERS_NAME,
)
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.errors import IndexWriteError, NoIndexError
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.identity import SpeakerTable
from searchapp.models.normalize import slug

FULL, SHORT = "Samuel Vask", "Sam Vask"
ROLE = "chairman of Oban Gas"


def said(*names: str) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(Speaker(slug(name), name, "person"), ROLE, "said", "indirect", ())
        for name in names
    )


def article(id_: str, *speakers: tuple[str, ...]) -> Article:
    paragraphs = (
        Paragraph(number, f"Words of {id_}", said(*names))
        for number, names in enumerate(speakers, start=1)
    )
    return Article(id_, f"Title {id_}", datetime.date(1999, 3, 1), tuple(paragraphs))


ARTICLES = (
    article("a", (FULL,), (FULL, SHORT)),
    article("b", (SHORT,)),
    article("c", (FULL,), ("Ann Lee",)),
)


def write(
    folder: Path,
    articles: Iterable[Article],
    rules: SpeakerIdentification | None,
    *,
    full: bool = False,
) -> None:
    with EmbeddedStore(folder).writer(attribution="", full=full, identify=rules) as writer:
        indexed = {article.id: article for article in articles}
        for id_ in sorted(writer.entries.keys() - indexed.keys()):
            writer.keep(writer.entries[id_])
        for added in indexed.values():
            writer.add(added, entry_for(added, "f", 1, None, 1, ""))
        writer.commit()


def remove(folder: Path, ids: set[str], rules: SpeakerIdentification) -> None:
    with EmbeddedStore(folder).writer(attribution="", full=False, identify=rules) as writer:
        for id_ in writer.entries.keys() - ids:
            writer.keep(writer.entries[id_])
        writer.commit()


def table_of(folder: Path) -> SpeakerTable:
    engine = EmbeddedEngine(folder)
    table = engine.speaker_table()
    engine.close()
    return table


def write_and_fail(
    folder: Path, articles: Iterable[Article], rules: SpeakerIdentification, removed: set[str]
) -> None:
    """Add *articles* in a run that fails when it asks for the time of its manifest."""
    times = [1.0]

    def clock() -> float:
        if not times:
            raise OSError("No clock")
        return times.pop()

    store = EmbeddedStore(folder, clock=clock)
    with store.writer(attribution="", full=False, identify=rules) as writer:
        writer.keep_others(removed)
        for added in articles:
            writer.add(added, entry_for(added, "f", 1, None, 1, ""))
        writer.commit()


OTHERS = tuple(article(f"z{number}", (f"Other{number} Speaker",)) for number in range(20))


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_any_order_of_additions_and_removals_gives_the_table_of_a_rebuild(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    rules = SpeakerIdentification()
    write(tmp_path / "full", (*OTHERS, *ARTICLES), rules, full=True)
    added = tmp_path / "added"
    write(added, OTHERS, rules)
    for number in order:
        write(added, ARTICLES[number : number + 1], rules)
    tables = [EmbeddedEngine(tmp_path / name).speaker_table() for name in ("full", "added")]
    assert tables[0] == tables[1]
    assert tables[0].speakers
    remove(added, {ARTICLES[order[0]].id, OTHERS[0].id}, rules)
    left = [*OTHERS[1:], *(a for a in ARTICLES if a.id != ARTICLES[order[0]].id)]
    write(tmp_path / "left", left, rules)
    tables = [EmbeddedEngine(tmp_path / name).speaker_table() for name in ("left", "added")]
    assert tables[0] == tables[1]


def test_a_small_change_compares_only_the_names_that_it_concerns(tmp_path: Path) -> None:
    rules = SpeakerIdentification()
    write(tmp_path, (*OTHERS, *ARTICLES), rules)
    # Names of which the file does not know are not compared.
    with closing(sqlite3.connect(tmp_path / PAIRS_NAME)) as pairs:
        pairs.executescript("DELETE FROM forms; DELETE FROM keys; DELETE FROM pairs;")
    write(tmp_path, (article("other", ("Ann Lee",)),), rules)
    assert table_of(tmp_path).speaker_of(slug(SHORT)) == slug(FULL)
    write(tmp_path, (article("new", (FULL,)),), rules)
    assert table_of(tmp_path).speaker_of(slug(SHORT)) == slug(SHORT)


def test_small_changes_of_a_large_table_leave_its_file_alone(tmp_path: Path) -> None:
    rules = SpeakerIdentification()
    last_names = [
        "Vask", "Oban", "Lundqvist", "Brandt", "Kessler", "Moreau", "Tanaka", "Whitlock", "Petrov",
        "Ibarra", "Nguyen", "Falk", "Dessalines", "Quigley", "Zimmer", "Haddad", "Rourke", "Ulrich",
    ]  # fmt: skip
    many = [
        article(f"{given}-{name}", (f"{given} {name}",), (f"{given} {name}", "Ann Lee"))
        for name in last_names
        for given in ("Samuel", "Sam")
    ]
    write(tmp_path / "added", many, rules)
    added = [article("new", ("Sam Vask",))]
    write(tmp_path / "added", added, rules)
    whole = [tmp_path / "added" / f"gen-{number}" / SPEAKERS_NAME for number in (1, 2)]
    assert whole[0].samefile(whole[1])
    changes = whole[1].with_name(SPEAKER_CHANGES_NAME)
    assert changes.stat().st_size * 10 < whole[1].stat().st_size
    write(tmp_path / "full", [*many, *added], rules)
    assert table_of(tmp_path / "added") == table_of(tmp_path / "full")
    # A change of much of it writes it anew.
    others = [article(f"other-{name}", (f"Samuel {name}",)) for name in last_names]
    write(tmp_path / "added", others, rules)
    assert not (tmp_path / "added" / "gen-3" / SPEAKER_CHANGES_NAME).exists()
    write(tmp_path / "full", others, rules)
    assert table_of(tmp_path / "added") == table_of(tmp_path / "full")


def test_a_run_that_fails_after_it_compared_names_changes_nothing(tmp_path: Path) -> None:
    rules = SpeakerIdentification()
    many = (*OTHERS, *(replace(other, id=f"{other.id}-2") for other in OTHERS))
    write(tmp_path / "failed", many, rules)
    with closing(sqlite3.connect(tmp_path / "failed" / PAIRS_NAME)) as pairs:
        before = pairs.execute("SELECT before, after FROM state").fetchall()
    with pytest.raises(IndexWriteError, match="No clock"):
        write_and_fail(tmp_path / "failed", ARTICLES, rules, removed={OTHERS[0].id})
    with closing(sqlite3.connect(tmp_path / "failed" / PAIRS_NAME)) as pairs:
        assert pairs.execute("SELECT before, after FROM state").fetchall() != before
    assert not (tmp_path / "failed" / "gen-2").exists()
    write(tmp_path / "failed", ARTICLES[1:], rules)
    write(tmp_path / "full", (*many, *ARTICLES[1:]), rules)
    assert table_of(tmp_path / "failed") == table_of(tmp_path / "full")


def test_an_index_without_the_file_of_pairs_gets_one(tmp_path: Path) -> None:
    rules = SpeakerIdentification()
    write(tmp_path, (*OTHERS, *ARTICLES[1:]), rules)
    (tmp_path / PAIRS_NAME).unlink()
    write(tmp_path, ARTICLES[:1], rules)
    assert EmbeddedEngine(tmp_path).speaker_table().speakers
    assert (tmp_path / PAIRS_NAME).exists()


def test_a_table_that_was_changed_counts_as_damage(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES, SpeakerIdentification())
    path = tmp_path / "gen-1" / SPEAKERS_NAME
    path.write_bytes(path.read_bytes().replace(b"Samuel", b"Lemuel"))
    assert SPEAKERS_NAME in EmbeddedStore(tmp_path).verify()[0]
    with pytest.raises(NoIndexError, match=SPEAKERS_NAME):
        EmbeddedEngine(tmp_path).info()
