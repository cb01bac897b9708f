"""The files with the table of speakers of a generation, and with its judged pairs."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import PAIRS_NAME, SPEAKERS_NAME
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.errors import NoIndexError
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.identity import SpeakerForm
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
    scores = tmp_path / "gen-1" / PAIRS_NAME
    rules.table(NoForms(), scores)
    write(tmp_path, (article("new", ("New Speaker",)),), rules)
    engine = EmbeddedEngine(tmp_path)
    assert not engine.speaker_table().speakers
    engine.close()


class NoForms:
    """An archive without any name."""

    forms: Mapping[str, SpeakerForm] = MappingProxyType({})

    def text(self, article: str) -> str:
        raise KeyError(article)

    def read_ahead(self, articles: Collection[str]) -> None:
        assert not articles


def test_an_index_without_the_file_of_pairs_gets_one(tmp_path: Path) -> None:
    rules = SpeakerIdentification()
    write(tmp_path, (*OTHERS, *ARTICLES[1:]), rules)
    (tmp_path / "gen-1" / PAIRS_NAME).unlink()
    write(tmp_path, ARTICLES[:1], rules)
    assert EmbeddedEngine(tmp_path).speaker_table().speakers
    assert (tmp_path / "gen-2" / PAIRS_NAME).exists()


def test_a_table_that_was_changed_counts_as_damage(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES, SpeakerIdentification())
    path = tmp_path / "gen-1" / SPEAKERS_NAME
    path.write_bytes(path.read_bytes().replace(b"Samuel", b"Lemuel"))
    assert SPEAKERS_NAME in EmbeddedStore(tmp_path).verify()[0]
    with pytest.raises(NoIndexError, match=SPEAKERS_NAME):
        EmbeddedEngine(tmp_path).info()
