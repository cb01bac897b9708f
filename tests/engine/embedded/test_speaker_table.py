"""The table of speakers of a generation, and what it joins."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import PAIRS_NAME, SPEAKERS_NAME, Generations
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.errors import NoIndexError
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.identity import SpeakerForm
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.parser import parse

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


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[EmbeddedEngine]:
    write(tmp_path, ARTICLES, SpeakerIdentification())
    engine = EmbeddedEngine(tmp_path)
    yield engine
    engine.close()


def total(engine: EmbeddedEngine, speaker: str, **filters: tuple[str, ...]) -> int:
    request = SearchRequest(speakers=(speaker,), **filters)  # type: ignore[arg-type]
    return engine.count(request, parse(""))


def speaker_facet(engine: EmbeddedEngine, request: SearchRequest) -> dict[str, tuple[int, bool]]:
    (facet,) = (f for f in engine.search(request, parse("")).facets if f.name == "speaker")
    return {value.id: (value.count, value.selected) for value in facet.values}


def test_a_paragraph_under_two_forms_counts_once(engine: EmbeddedEngine) -> None:
    assert total(engine, FULL) == total(engine, "sam-vask") == 4
    assert total(engine, SHORT, quotations=("indirect",)) == 4
    assert total(engine, SHORT, kinds=("person",)) == 4
    assert total(engine, SHORT, kinds=("organization",)) == 0
    assert speaker_facet(engine, SearchRequest(kinds=("person",))) == {
        "samuel-vask": (4, False),
        "ann-lee": (1, False),
    }
    assert speaker_facet(engine, SearchRequest()) == {
        "samuel-vask": (4, False),
        "ann-lee": (1, False),
    }


def test_either_name_selects_the_speaker(engine: EmbeddedEngine) -> None:
    request = SearchRequest(speakers=(SHORT,))
    assert speaker_facet(engine, request)["samuel-vask"] == (4, True)
    assert engine.search(request, parse("")).request == request


def test_the_list_has_a_speaker_once_and_finds_it_by_each_name(engine: EmbeddedEngine) -> None:
    for name in ("", "sam va", "samuel"):
        listed = engine.speakers(SpeakersRequest(name=name)).speakers
        assert [s.count for s in listed if s.id == "samuel-vask"] == [4]
        assert "sam-vask" not in {s.id for s in listed}
    assert engine.suggest("sam", 5)[0].id == "samuel-vask"


def test_a_profile_has_all_forms_and_why_they_are_one(engine: EmbeddedEngine) -> None:
    profile = engine.speaker("sam-vask")
    assert profile is not None
    assert profile.summary.id == "samuel-vask"
    assert [(form.name, form.count) for form in profile.forms] == [(FULL, 3), (SHORT, 2)]
    assert [role.count for role in profile.roles] == [4]
    assert [join.relation for join in profile.joins] == ["short given name"]
    assert [other.id for other in profile.co_quoted] == ["ann-lee"]


def test_a_comparison_has_the_speaker_of_each_name(engine: EmbeddedEngine) -> None:
    request = SearchRequest(speakers=(SHORT, "Ann Lee"))
    series = engine.compare(request, parse("")).series
    assert [(s.id, s.count, s.out_of) for s in series] == [
        ("samuel-vask", 4, 4),
        ("ann-lee", 1, 1),
    ]
    assert engine.timeline(SearchRequest(speakers=(SHORT,)), parse("")).buckets[0].out_of == 4


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


def test_a_decision_alone_publishes_a_new_table(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES, SpeakerIdentification())
    apart = SpeakerIdentification(different=((slug(SHORT), slug(FULL)),))
    for _ in range(2):
        write(tmp_path, (), apart)
    assert Generations(tmp_path).current() == 2
    assert total(EmbeddedEngine(tmp_path), SHORT) == 2


def test_an_index_without_a_table_tells_names_apart(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES, None)
    engine = EmbeddedEngine(tmp_path)
    assert total(engine, SHORT) == 2
    assert not engine.speaker_table().speakers
    write(tmp_path, (), SpeakerIdentification())
    assert total(engine, SHORT) == 4


def test_a_table_that_was_changed_counts_as_damage(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES, SpeakerIdentification())
    path = tmp_path / "gen-1" / SPEAKERS_NAME
    path.write_bytes(path.read_bytes().replace(b"Samuel", b"Lemuel"))
    assert SPEAKERS_NAME in EmbeddedStore(tmp_path).verify()[0]
    with pytest.raises(NoIndexError, match=SPEAKERS_NAME):
        EmbeddedEngine(tmp_path).info()
