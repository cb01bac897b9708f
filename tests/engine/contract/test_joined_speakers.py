"""Both engines join the forms of a speaker's name by the table of their generation."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from searchapp import create_app
from searchapp.engine.catalog import entry_for
from searchapp.engine.factory import open_engine, open_store
from searchapp.engine.protocol import (
    IndexStore,
    IndexWriter,
    PreviewsSpeakers,
    SearchEngine,
    identity,
)
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import Act, Article, Attribution, Paragraph, Speaker
from searchapp.models.identity import TablePreview
from searchapp.models.normalize import slug
from searchapp.models.search import Facet, FacetRequest, SearchRequest
from searchapp.query.parsed_query import parse
from tests.conftest import CLUSTER_GROUP, close_archive
from tests.engine.contract.conftest import ENGINES, settings_of

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)

FULL, SHORT = "Samuel Vask", "Sam Vask"
ROLE = "chairman of Oban Gas"


def said(*names: str, act: Act = "speech", role: str = ROLE) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(Speaker(slug(name), name, "person"), role, "said", "indirect", (), act=act)
        for name in names
    )


def article(id_: str, *speakers: tuple[Attribution, ...], year: int = 1999) -> Article:
    paragraphs = (
        Paragraph(number, f"Words of {id_}", attributions)
        for number, attributions in enumerate(speakers, start=1)
    )
    return Article(id_, f"Title {id_}", datetime.date(year, 3, 1), tuple(paragraphs))


ARTICLES = (
    article("a", said(FULL), said(FULL, SHORT)),
    article("b", said(SHORT), said(SHORT, act="refusal")),
    article("c", said(FULL), said("Ann Lee")),
)


@dataclass(frozen=True)
class Index:
    """An index of one engine."""

    store: IndexStore
    engine: SearchEngine

    def write(
        self,
        articles: Iterable[Article],
        rules: SpeakerIdentification | None = None,
        *,
        full: bool = False,
        without: Sequence[str] = (),
    ) -> None:
        """Add *articles* to those of the index *without* some, and write the table by *rules*."""
        with self._filled(articles, rules, full, without) as writer:
            writer.commit()
        self.engine.close()

    def preview(
        self, articles: Iterable[Article], *, full: bool = False, without: Sequence[str] = ()
    ) -> TablePreview:
        """Return the table that ``write`` would publish, and the live one."""
        with self._filled(articles, SpeakerIdentification(), full, without) as writer:
            assert isinstance(writer, PreviewsSpeakers)
            return writer.preview_speakers()

    @contextmanager
    def _filled(
        self,
        articles: Iterable[Article],
        rules: SpeakerIdentification | None,
        full: bool,
        without: Sequence[str],
    ) -> Iterator[IndexWriter]:
        with self.store.writer(
            attribution="", full=full, prepare=identity, workers=1, identify=rules
        ) as writer:
            indexed = {article.id: article for article in articles}
            for id_ in sorted(writer.entries.keys() - indexed.keys() - set(without)):
                writer.keep(writer.entries[id_])
            for added in indexed.values():
                writer.add(added, entry_for(added, "f", 1, None, 1, ""))
            yield writer

    def total(self, speaker: str, **filters: Any) -> int:
        """Return the number of a speaker's paragraphs that pass *filters*."""
        return self.engine.count(SearchRequest(speakers=(speaker,), **filters), parse(""))

    def speaker_facet(self, **filters: Any) -> Facet:
        """Return the facet of speakers under *filters*."""
        facets = self.engine.search(SearchRequest(**filters), parse("")).facets
        return next(facet for facet in facets if facet.name == "speaker")

    def counts(self, **filters: Any) -> dict[str, int]:
        """Return the counts in the facet of speakers, by id."""
        return {value.id: value.count for value in self.speaker_facet(**filters).values}


@contextmanager
def new_index(folder: Path, engine: str, request: pytest.FixtureRequest) -> Iterator[Index]:
    folder.mkdir(exist_ok=True)
    app = create_app(
        {"TESTING": True}, corpus_dir=folder, index_dir=folder, **settings_of(engine, request)
    )
    settings = app.extensions["searchapp"].settings
    index = Index(open_store(settings), open_engine(settings))
    yield index
    index.engine.close()
    close_archive(app)


@pytest.fixture(scope="module", params=ENGINES)
def joined(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Index]:
    """An index that no test writes to."""
    with new_index(tmp_path_factory.mktemp("joined"), request.param, request) as index:
        index.write(ARTICLES, SpeakerIdentification())
        yield index


@pytest.fixture(params=ENGINES)
def empty(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Index]:
    """An index without a generation."""
    with new_index(tmp_path, request.param, request) as index:
        yield index


def test_a_paragraph_under_two_forms_counts_once(joined: Index) -> None:
    assert joined.total(FULL) == joined.total("sam-vask") == 4
    assert joined.total(SHORT, quotations=("indirect",)) == 4
    assert joined.total(SHORT, kinds=("person",)) == 4
    assert joined.total(SHORT, kinds=("organization",)) == 0
    assert joined.total(FULL, acts=("refusal",)) == 1
    assert joined.total(FULL, acts=("speech", "refusal")) == 5
    expected = {"samuel-vask": 4, "ann-lee": 1}
    assert joined.counts() == joined.counts(kinds=("person",)) == expected
    assert joined.counts(quotations=("indirect",)) == expected
    assert joined.counts(acts=("speech", "refusal")) == {**expected, "samuel-vask": 5}
    assert joined.counts(acts=("refusal",)) == {"samuel-vask": 1}
    assert joined.speaker_facet().distinct == 2


def test_a_page_of_the_facet_has_the_speaker_once(joined: Index) -> None:
    for like, names in (("", [FULL, "Ann Lee"]), ("samuel", [FULL])):
        page = joined.engine.facet(SearchRequest(), parse(""), "speaker", FacetRequest(like=like))
        assert [value.value for value in page.values] == names
        assert page.values[0].count == 4
        assert page.total == len(names)


def test_either_name_selects_the_speaker(joined: Index) -> None:
    request = SearchRequest(speakers=(SHORT,))
    (value,) = (v for v in joined.speaker_facet(speakers=(SHORT,)).values if v.selected)
    assert (value.id, value.value, value.count) == ("samuel-vask", FULL, 4)
    assert joined.engine.search(request, parse("")).request == request


def test_the_list_has_a_speaker_once_and_finds_it_by_each_name(joined: Index) -> None:
    for name in ("", "sam va", "samuel"):
        listed = joined.engine.speakers(SpeakersRequest(name=name)).speakers
        assert [s.count for s in listed if s.id == "samuel-vask"] == [4]
        assert "sam-vask" not in {s.id for s in listed}
    assert joined.engine.suggest("sam", 5)[0].id == "samuel-vask"


def test_a_profile_has_all_forms_and_why_they_are_one(joined: Index) -> None:
    profile = joined.engine.speaker("sam-vask")
    assert profile is not None
    assert profile.summary.id == "samuel-vask"
    assert [(form.name, form.count) for form in profile.forms] == [(FULL, 3), (SHORT, 2)]
    assert [role.count for role in profile.roles] == [4]
    assert [join.relation for join in profile.joins] == ["short given name"]
    assert [other.id for other in profile.co_quoted] == ["ann-lee"]
    other = joined.engine.speaker("ann-lee")
    assert other is not None
    assert [(o.id, o.name, o.articles) for o in other.co_quoted] == [("samuel-vask", FULL, 1)]


def test_a_comparison_has_the_speaker_of_each_name(joined: Index) -> None:
    request = SearchRequest(speakers=(SHORT, "Ann Lee"))
    series = joined.engine.compare(request, parse("")).series
    assert [(s.id, s.count, s.out_of) for s in series] == [
        ("samuel-vask", 4, 4),
        ("ann-lee", 1, 1),
    ]
    timeline = joined.engine.timeline(SearchRequest(speakers=(SHORT,)), parse(""))
    assert timeline.buckets[0].out_of == 4


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0)])
def test_any_order_of_additions_gives_the_table_of_a_rebuild(
    empty: Index, order: tuple[int, ...]
) -> None:
    rules = SpeakerIdentification()
    for number in order:
        empty.write(ARTICLES[number : number + 1], rules)
    added = empty.engine.speaker_table(), empty.engine.speakers(SpeakersRequest()).speakers
    empty.write(ARTICLES, rules, full=True)
    assert added[0] == empty.engine.speaker_table()
    assert added[1] == empty.engine.speakers(SpeakersRequest()).speakers
    assert added[0].speakers


def test_a_name_that_leaves_the_archive_leaves_its_speaker(empty: Index) -> None:
    rules = SpeakerIdentification()
    empty.write(
        (article("d", said(SHORT)), article("e", said(FULL), said(FULL), said("Ann Lee"))), rules
    )
    assert empty.counts() == {"samuel-vask": 3, "ann-lee": 1}
    empty.write((), rules, without=["e"])
    assert empty.counts() == {"sam-vask": 1}
    assert [s.id for s in empty.engine.speakers(SpeakersRequest()).speakers] == ["sam-vask"]
    assert empty.engine.speaker("samuel-vask") is None
    assert not empty.engine.speaker_table().speakers


def test_a_decision_alone_publishes_a_new_table(empty: Index) -> None:
    empty.write(ARTICLES, SpeakerIdentification())
    apart = SpeakerIdentification(different=((slug(SHORT), slug(FULL)),))
    for _ in range(2):
        empty.write((), apart)
    assert empty.engine.info().version == "2"
    assert empty.total(SHORT) == 2
    assert empty.counts() == {"samuel-vask": 3, "sam-vask": 2, "ann-lee": 1}
    same = SpeakerIdentification(same=((slug("Ann Lee"), slug(SHORT)),))
    empty.write((), same)
    assert empty.counts()["ann-lee"] == empty.total(SHORT) == 5
    listed = empty.engine.speakers(SpeakersRequest()).speakers
    assert [(s.id, s.count) for s in listed] == [("ann-lee", 5)]


def test_a_preview_has_the_table_of_a_run_and_publishes_nothing(empty: Index) -> None:
    first = empty.preview(ARTICLES)
    assert (first.before.speakers, list(first.after.speakers)) == ({}, ["samuel-vask"])
    rules = SpeakerIdentification()
    empty.write(ARTICLES[:1], rules, full=True)
    before = empty.engine.info(), empty.engine.speaker_table()
    for full in (False, True):
        added = empty.preview(ARTICLES, full=full)
        assert added.before == before[1]
        assert dict(added.after.speakers) == dict(first.after.speakers)
        assert not added.gone
    removed = empty.preview((), without=["a"])
    assert not removed.after.speakers
    assert removed.gone == frozenset(["samuel-vask", "sam-vask"])
    assert empty.preview(()).after == before[1]
    empty.engine.close()
    assert (empty.engine.info(), empty.engine.speaker_table()) == before
    empty.write(ARTICLES, rules)
    assert dict(empty.engine.speaker_table().speakers) == dict(first.after.speakers)


def test_an_index_without_a_table_tells_names_apart(empty: Index) -> None:
    empty.write(ARTICLES)
    assert empty.total(SHORT) == 2
    assert not empty.engine.speaker_table().speakers
    empty.write((), SpeakerIdentification())
    assert empty.total(SHORT) == 4


def test_a_cluster_is_written_from_machines_with_and_without_the_file_of_pairs(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    rules = SpeakerIdentification()
    with new_index(tmp_path, "opensearch", request) as index:
        tables = []
        for is_first_machine in (True, False):
            index.write(ARTICLES[:2], rules, full=True, without=["c"])
            (pairs,) = tmp_path.glob("*-pairs-*.sqlite")
            if not is_first_machine:
                pairs.unlink()
            index.write(ARTICLES[2:], rules)
            tables.append(index.engine.speaker_table())
        assert tables[0].speakers
        assert tables[0] == tables[1]
        assert len(list(tmp_path.glob("*-pairs-*.sqlite"))) == 1


GIVEN = ("Ann", "Bob", "Carla", "Dan", "Eva", "Finn", "Gina", "Hugo", "Ida", "Jon")
LAST = ("Aldric", "Bremmel", "Corvin", "Dresner", "Eskil", "Fenwold", "Garmin", "Holst")
SPEAKERS = [f"{given} {last}" for given in GIVEN for last in LAST]


def random_articles(count: int) -> list[Article]:
    """Return articles whose speakers have a middle initial in some of their paragraphs.

    From the middle on they have another role.
    """
    rng = random.Random(7)

    def speaker() -> str:
        name = SPEAKERS[min(rng.randrange(len(SPEAKERS)), rng.randrange(len(SPEAKERS)))]
        given, last = name.split()
        return rng.choice([name, f"{given} Q. {last}"])

    def paragraph(number: int) -> tuple[Attribution, ...]:
        names = {speaker() for _ in range(rng.randint(1, 3))}
        role = "mayor of Oban" if number < count // 2 else "chemist at Vask Labs"
        return said(*sorted(names), role=role)

    return [
        article(
            f"r{number:03}",
            *(paragraph(number) for _ in range(3)),
            said(speaker(), act="refusal"),
            year=1990 + number % 5,
        )
        for number in range(count)
    ]


def test_both_engines_join_alike(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    articles = random_articles(120)
    same = tuple((slug(name), slug(name.replace(" ", " Q. "))) for name in SPEAKERS[::2])
    rules = SpeakerIdentification(same=same)
    with ExitStack() as stack:
        one, other = (
            stack.enter_context(new_index(tmp_path / name, name, request)) for name in ENGINES
        )
        for index in (one, other):
            index.write(articles[:80], rules)
            index.write(articles[80:], rules, without=["r005", "r006"])
        assert one.engine.speaker_table() == other.engine.speaker_table()
        assert len(one.engine.speaker_table().speakers) >= len(SPEAKERS) // 2 - 2
        assert one.engine.speaker_table().namesakes
        lists = [i.engine.speakers(SpeakersRequest(limit=200)).speakers for i in (one, other)]
        assert lists[0] == lists[1]
        for summary in lists[0][::9]:
            profiles = [index.engine.speaker(summary.id) for index in (one, other)]
            assert profiles[0] is not None
            assert profiles[1] is not None
            assert replace(profiles[0], index=profiles[1].index) == profiles[1]
        for filters in ({}, {"acts": ("speech", "refusal")}, {"years": ("1991",)}):
            assert one.counts(**filters) == other.counts(**filters)
            searched = SearchRequest(**filters)
            pages = [
                i.engine.facet(searched, parse(""), "speaker", FacetRequest(limit=200))
                for i in (one, other)
            ]
            assert pages[0] == pages[1]
