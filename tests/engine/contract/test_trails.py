"""Both engines gather the passages that several articles report, when an index is written."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from searchapp import create_app
from searchapp.engine.catalog import entry_for
from searchapp.engine.factory import open_engine, open_store
from searchapp.engine.protocol import SearchEngine, identity
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.identity import IdentifySpeakers
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.models.trails import Trail, TrailsRequest
from searchapp.query.parsed_query import parse
from searchapp.settings import Settings
from tests.conftest import CLUSTER_GROUP, close_archive
from tests.engine.contract.conftest import ENGINES, settings_of
from tests.engine.quoting_articles import (
    ALTERED,
    ARTICLES,
    BOATS,
    COAL,
    CUT,
    FIRST,
    LIBRARY,
    SECOND,
    THIRD,
    article,
)

pytestmark = pytest.mark.xdist_group(CLUSTER_GROUP)

Summary = list[tuple[str, list[str], int, bool]]


@dataclass(frozen=True)
class Index:
    """An index of one engine."""

    settings: Settings

    def write(
        self,
        articles: Sequence[Article],
        *,
        full: bool = False,
        identify: IdentifySpeakers | None = None,
    ) -> None:
        """Index *articles* and no others, those that are indexed already as they are."""
        store = open_store(self.settings)
        identify = identify or SpeakerIdentification()
        with store.writer(
            attribution="", full=full, prepare=identity, workers=1, identify=identify
        ) as writer:
            for added in articles:
                entry = entry_for(added, "f", 1, None, 1, repr(added))
                if not writer.rebuilding and writer.entries.get(added.id) == entry:
                    writer.keep(entry)
                else:
                    writer.add(added, entry)
            writer.commit()

    @contextmanager
    def engine(self) -> Iterator[SearchEngine]:
        engine = open_engine(self.settings)
        yield engine
        engine.close()

    def trails(self, request: TrailsRequest | None = None) -> tuple[Trail, ...]:
        with self.engine() as engine:
            return engine.trails(request or TrailsRequest(limit=100)).trails

    def summary(self) -> Summary:
        return [
            (t.id, [a.hit.id for a in t.appearances], len(t.wordings), t.conflict)
            for t in self.trails()
        ]

    def resolved(self, id_: str) -> str | None:
        """Return the id of the trail that *id_* leads to."""
        with self.engine() as engine:
            trail = engine.trail(id_)
            return trail.id if trail else None


NewIndex = Callable[[Path], Index]


@pytest.fixture(params=ENGINES, scope="module")
def new_index(request: pytest.FixtureRequest) -> Iterator[NewIndex]:
    apps = []

    def new(folder: Path) -> Index:
        folder.mkdir(exist_ok=True)
        settings = settings_of(request.param, request)
        app = create_app(corpus_dir=folder, index_dir=folder / "index", **settings)
        apps.append(app)
        return Index(app.extensions["searchapp"].settings)

    yield new
    for app in apps:
        close_archive(app)


@pytest.fixture
def index(new_index: NewIndex, tmp_path: Path) -> Index:
    """An index without articles."""
    return new_index(tmp_path)


@pytest.fixture(scope="module")
def engine(new_index: NewIndex, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
    """The engine over ``ARTICLES``."""
    index = new_index(tmp_path_factory.mktemp("trails"))
    index.write(ARTICLES)
    with index.engine() as engine:
        yield engine


def test_a_passage_is_followed_through_its_wordings(engine: SearchEngine) -> None:
    (trail,) = engine.trails(TrailsRequest()).trails
    assert trail.id.startswith("the-harbour-will-stay-closed-until-")
    assert [a.hit.id for a in trail.appearances] == ["first#p1", "second#p1", "third#p1"]
    assert [a.wording for a in trail.appearances] == [0, 1, 2]
    assert trail.wordings == (BOATS, CUT, ALTERED)
    assert trail.first.passage == BOATS
    assert trail.first.hit.trail is not None
    assert trail.articles == 3
    assert trail.speaker_ids == ("ann-lee", "ben-okafor")


def test_the_ids_of_all_wordings_lead_to_the_trail(engine: SearchEngine, index: Index) -> None:
    (trail,) = engine.trails(TrailsRequest()).trails
    index.write((SECOND, THIRD))
    (later,) = index.trails()
    assert later.id != trail.id
    for id_ in (trail.id, later.id, later.id.rpartition("-")[2]):
        assert engine.trail(id_) == trail
    for unknown in ("", "the-harbour", "x-000000000000", "0" * 400, "first#p1", "x-ffffffffffff"):
        assert engine.trail(unknown) is None


def test_hits_count_the_articles_and_wordings(engine: SearchEngine) -> None:
    hits = engine.search(SearchRequest(sort="oldest"), parse("")).hits
    counts = {hit.id: (hit.trail.articles, hit.trail.wordings) for hit in hits if hit.trail}
    assert counts == dict.fromkeys(["first#p1", "second#p1", "third#p1"], (3, 3))
    scanned = engine.scan(SearchRequest(sort="oldest"), parse("")).hits
    assert [hit.trail for hit in scanned] == [hit.trail for hit in hits]
    assert engine.paragraphs("second", 1, 1)[0].trail == hits[2].trail


def test_first_leaves_out_what_an_earlier_article_has(engine: SearchEngine) -> None:
    request = SearchRequest(sort="oldest", first=True)
    results = engine.search(request, parse(""))
    assert [hit.id for hit in results.hits] == ["first#p1", "first#p2", "third#p2"]
    assert engine.count(request, parse("")) == 3
    counted = {value.id: value.count for facet in results.facets for value in facet.values}
    assert (counted["ann-lee"], counted["ben-okafor"]) == (2, 1)
    assert sum(bucket.count for bucket in engine.timeline(request, parse("")).buckets) == 3
    assert [hit.id for hit in engine.scan(request, parse("closed")).hits] == ["first#p1"]


def test_conflicts_are_listed_apart(index: Index) -> None:
    other = article("other", 2004, ("Ben Okafor", LIBRARY))
    index.write((FIRST, SECOND, other))
    assert len(index.trails()) == 2
    (conflict,) = index.trails(TrailsRequest(conflict=True))
    assert [a.speaker_id for a in conflict.appearances] == ["ann-lee", "ben-okafor"]


def test_pages_follow_one_another(index: Index) -> None:
    other = article("other", 2004, ("Ann Lee", LIBRARY))
    index.write((*ARTICLES, other))
    pages = [index.trails(TrailsRequest(page=n, limit=1)) for n in (1, 2, 3, 2_000_000)]
    assert [t.first.hit.id for page in pages for t in page] == ["first#p1", "first#p2"]
    with index.engine() as engine:
        assert engine.trails(TrailsRequest(page=2_000_000, limit=1)).total == 2


def test_copies_of_whole_paragraphs_make_no_trail(index: Index) -> None:
    one = article("one", 2001, ("Ann Lee", BOATS))
    copy = Article("copy", "Copy", datetime.date(2002, 1, 1), one.paragraphs, source="Other")
    index.write((one, copy))
    assert index.trails() == ()
    index.write((one, copy, SECOND))
    (trail,) = index.trails()
    assert [a.hit.id for a in trail.appearances] == ["one#p1", "second#p1"]
    assert trail.first.copies == ("copy#p1",)
    assert trail.articles == 3


def test_announcements_of_many_speakers_are_set_phrases(index: Index) -> None:
    words = "it will pay its regular dividend to all holders of record next month"
    articles = []
    for number in range(5):
        name = f"Firm {chr(65 + number) * 3}"
        said = Attribution(
            Speaker(slug(name), name, "organization"), "", "said", "indirect", ((0, len(words)),)
        )
        paragraph = Paragraph(1, f"{words}, {name} said.", (said,))
        articles.append(Article(f"a{number}", "T", None, (paragraph,)))
    index.write(articles)
    assert index.trails() == ()
    with index.engine() as engine:
        assert engine.count(SearchRequest(first=True), parse("")) == 5
        assert all(hit.trail is None for hit in engine.search(SearchRequest(), parse("")).hits)
    index.write(articles[:3])
    assert len(index.trails()) == 1


def test_a_removed_article_leaves_no_trace(index: Index) -> None:
    index.write(ARTICLES)
    index.write((THIRD,))
    assert index.summary() == []
    with index.engine() as engine:
        assert engine.count(SearchRequest(first=True), parse("")) == 2
        assert all(hit.trail is None for hit in engine.search(SearchRequest(), parse("")).hits)


@pytest.mark.parametrize("full", [False, True])
def test_an_id_outlives_the_removal_of_the_earliest_articles(index: Index, full: bool) -> None:
    fourth = article("fourth", 2004, ("Ann Lee", f"{ALTERED} by us"))
    everyone = (*ARTICLES, fourth)
    index.write(everyone)
    ids = [index.trails()[0].id]
    for first in (1, 2):
        index.write(everyone[first:], full=full)
        (trail,) = index.trails()
        ids.append(trail.id)
        assert [index.resolved(id_) for id_ in ids] == [trail.id] * len(ids)
    assert len(set(ids)) == 3
    index.write((fourth,), full=full)
    assert [index.resolved(id_) for id_ in ids] == [None] * 3


def test_a_chain_parts_where_the_wording_between_leaves(index: Index) -> None:
    head = "the old mill by the river was sold to a family from the coast"
    tail = "it will open its doors as a school for young clock makers in May"
    ends = (article("head", 2001, ("Ann Lee", head)), article("tail", 2002, ("Ann Lee", tail)))
    between = article("between", 2003, ("Ann Lee", f"{head} and {tail}"))
    index.write((*ends, between))
    ((_, members, wordings, _),) = index.summary()
    assert (members, wordings) == (["head#p1", "tail#p1", "between#p1"], 3)
    index.write(ends)
    assert index.summary() == []


WORDINGS = (BOATS, CUT, ALTERED, COAL, LIBRARY, f"{COAL} or of ash", f"as I said {LIBRARY}")
NAMES = ("Ann Lee", "A. Lee", "Ben Okafor", "Carol Ng")


def test_any_sequence_of_changes_ends_with_the_trails_of_a_rebuild(
    index: Index, tmp_path: Path
) -> None:
    chance = random.Random(29)
    ids = [f"a{number}" for number in range(8)]

    def some(id_: str) -> Article:
        quotations = [(chance.choice(NAMES), chance.choice(WORDINGS)) for _ in range(3)]
        return article(id_, chance.choice([2001, 2002, 2003, None]), *quotations)

    current = {id_: some(id_) for id_ in ids[:4]}
    index.write(list(current.values()))
    for _ in range(3):
        for id_ in chance.sample(ids, 3):
            if id_ in current and chance.random() < 0.5:
                del current[id_]
            else:
                current[id_] = some(id_)
        index.write(list(current.values()))
    app = create_app(corpus_dir=tmp_path, index_dir=tmp_path / "rebuilt")
    rebuilt = Index(app.extensions["searchapp"].settings)
    rebuilt.write(list(current.values()))
    assert index.summary() == rebuilt.summary()
    assert len(index.summary()) > 2
    with index.engine() as one, rebuilt.engine() as other:
        for request in (SearchRequest(first=True, limit=50), SearchRequest(limit=50)):
            hits, expected = (e.search(request, parse("")).hits for e in (one, other))
            assert {h.id: h.trail for h in hits} == {h.id: h.trail for h in expected}
