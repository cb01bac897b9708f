"""Facets, timelines and speakers compared with counting over the articles."""

import dataclasses
import datetime
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec
import pytest

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.protocol import SearchEngine
from searchapp.models.analytics import Bucket, SpeakersRequest, Timeline
from searchapp.models.articles import (
    QUOTATIONS,
    SPEAKER_KINDS,
    Act,
    Article,
    Attribution,
    Paragraph,
    Speaker,
    SpeakerKind,
)
from searchapp.models.intervals import label
from searchapp.models.normalize import slug
from searchapp.models.search import FacetRequest, SearchedAct, SearchRequest
from searchapp.query.parsed_query import parse

KINDS: dict[str, tuple[SpeakerKind, ...]] = {
    "Dee Poe": ("person", "organization"),
    "Eli Fox": ("group",),
}
NAMES = ["Ana Ruiz", "Bo Øst", "Cy Ng", "Dee Poe", "Eli Fox"]
ROLES = ["", "minister", "Minister", "head of the bank"]
ACTS: tuple[Act, ...] = ("speech", "thought", "refusal")
WORDS = ["oil", "gas", "trade", "rain", "harbour"]


def random_articles() -> list[Article]:
    rng = random.Random(11)
    articles = []
    for number in range(120):
        paragraphs = []
        for at in range(1, rng.randint(2, 6)):
            attributions = tuple(
                Attribution(
                    Speaker(slug(name), name, rng.choice(KINDS.get(name, ("person",)))),
                    rng.choice(ROLES),
                    "said",
                    rng.choice(QUOTATIONS),
                    ((0, 1),),
                    act=rng.choices(ACTS, (8, 1, 2))[0],
                )
                for name in rng.sample(NAMES, rng.choice([0, 1, 1, 2]))
            )
            paragraphs.append(Paragraph(at, " ".join(rng.sample(WORDS, 2)), attributions))
        day = datetime.date(2018, 1, 1) + datetime.timedelta(days=rng.randint(0, 1500))
        articles.append(
            Article(
                f"a{number:03}",
                "-",
                day if rng.random() < 0.85 else None,
                tuple(paragraphs),
                source=rng.choice(["Post", "Globe"]),
            )
        )
    return articles


ARTICLES = random_articles()
REMOVED = {f"a{number:03}" for number in range(0, 120, 7)}
REMAINING = [article for article in ARTICLES if article.id not in REMOVED]


@dataclasses.dataclass(frozen=True)
class Row:
    article: Article
    paragraph: Paragraph

    def of_acts(self, request: SearchRequest) -> list[Attribution]:
        return [a for a in self.paragraph.attributions if a.act in request.acts]

    @property
    def speech(self) -> list[Attribution]:
        return self.of_acts(SearchRequest())

    @property
    def speakers(self) -> set[str]:
        return {a.speaker.id for a in self.speech}

    def quotes(self, request: SearchRequest) -> bool:
        quotations = request.required_quotations
        if not (request.speakers or request.kinds or quotations) and "speech" in request.acts:
            return True
        return any(
            (not request.speakers or a.speaker.id in request.speakers)
            and (not request.kinds or a.speaker.kind in request.kinds)
            and (not quotations or a.quotation in quotations)
            for a in self.of_acts(request)
        )

    def passes(self, request: SearchRequest) -> bool:
        date = self.article.date
        year = f"{date.year:04}" if date else "undated"
        roles = {slug(a.role) for a in self.of_acts(request)}
        return (
            self.quotes(request)
            and (not request.sources or self.article.source in request.sources)
            and (not request.roles or bool(roles & {slug(role) for role in request.roles}))
            and (not request.years or year in request.years)
            and (not request.date_from or (date is not None and date >= request.date_from))
            and (not request.date_to or (date is not None and date <= request.date_to))
            and all(word in self.paragraph.text.split() for word in request.q.split())
        )


ROWS = [Row(article, paragraph) for article in REMAINING for paragraph in article.paragraphs]


def rows(request: SearchRequest) -> list[Row]:
    return [row for row in ROWS if row.passes(request)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterable[SearchEngine]:
    """An index of several segments with deleted articles in them."""
    folder: Path = tmp_path_factory.mktemp("aggregations")
    for until in (40, 80, 120):
        write(folder, ARTICLES[:until])
    write(folder, REMAINING)
    engine = EmbeddedEngine(folder)
    yield engine
    engine.close()


def write(folder: Path, articles: list[Article]) -> None:
    store = EmbeddedStore(folder, policy=MergePolicy(merge_factor=0))
    with store.writer(attribution="x", full=False) as writer:
        for article in articles:
            if article.id in writer.entries:
                writer.keep(writer.entries[article.id])
            else:
                writer.add(article, entry_for(article, "a.jsonl", 1, None, 0))
        writer.commit()


REQUESTS = [
    SearchRequest(),
    SearchRequest(q="oil"),
    SearchRequest(q="oil", speakers=("ana-ruiz",)),
    SearchRequest(speakers=("ana-ruiz", "bo-ost"), quotations=("direct",)),
    SearchRequest(sources=("Post",), years=("2019", "undated")),
    SearchRequest(roles=("minister",), sources=("Globe",), speakers=("cy-ng",)),
    SearchRequest(date_from=datetime.date(2019, 3, 5), date_to=datetime.date(2019, 3, 25)),
    SearchRequest(q="gas", date_from=datetime.date(2019, 6, 15)),
    SearchRequest(q="gas", years=("undated",)),
    SearchRequest(q="nothing"),
    SearchRequest(kinds=("group",)),
    SearchRequest(q="oil", kinds=("organization", "group"), quotations=("direct",)),
    SearchRequest(kinds=("organization",), speakers=("dee-poe",)),
    SearchRequest(kinds=("person",), speakers=("dee-poe",), quotations=("direct", "mixed")),
    SearchRequest(kinds=("document",)),
    SearchRequest(acts=("refusal",)),
    SearchRequest(q="oil", acts=("refusal",), speakers=("ana-ruiz",)),
    SearchRequest(acts=("refusal",), kinds=("person",), roles=("minister",)),
    SearchRequest(acts=("speech", "refusal")),
    SearchRequest(acts=("speech", "refusal"), speakers=("bo-ost",), quotations=("mixed",)),
    SearchRequest(acts=("speech", "refusal"), kinds=("group",), roles=("minister",)),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_a_timeline_counts_the_hits_of_the_search(
    engine: SearchEngine, request_: SearchRequest
) -> None:
    timeline = engine.timeline(request_, parse(request_.q))
    matched = rows(request_)
    assert timeline.total == len(matched) == engine.search(request_, parse(request_.q)).total
    check(timeline, matched, request_)


def count_in(bucket: Bucket, counted: list[Row]) -> int:
    dates = [row.article.date for row in counted]
    return sum(date is not None and bucket.start <= date <= bucket.end for date in dates)


def check(timeline: Timeline, matched: list[Row], request: SearchRequest) -> None:
    acts: tuple[SearchedAct, ...] = tuple({"speech": None, **dict.fromkeys(request.acts)})
    base = SearchRequest(speakers=request.speakers, sources=request.sources, acts=acts)
    out_of = rows(base)
    assert timeline.undated == sum(row.article.date is None for row in matched)
    assert timeline.undated_out_of == sum(row.article.date is None for row in out_of)
    for bucket in timeline.buckets:
        assert bucket.count == count_in(bucket, matched)
        assert bucket.out_of == count_in(bucket, out_of)
        assert bucket.label == label(bucket.start, timeline.interval)
        assert not request.date_from or bucket.start >= request.date_from
        assert not request.date_to or bucket.end <= request.date_to
    if timeline.buckets and not (request.date_from or request.date_to):
        assert timeline.buckets[0].count
        assert timeline.buckets[-1].count


@pytest.mark.parametrize(
    ("request_", "base"),
    [
        (SearchRequest(q="oil", quotations=("direct",)), "archive"),
        (SearchRequest(speakers=("a",)), "speaker"),
        (SearchRequest(sources=("a",)), "source"),
        (SearchRequest(speakers=("a",), sources=("a",)), "speaker_and_source"),
    ],
)
def test_a_timeline_names_its_base(
    engine: SearchEngine, request_: SearchRequest, base: str
) -> None:
    assert engine.timeline(request_, parse(request_.q)).base == base


@pytest.mark.parametrize("request_", REQUESTS, ids=str)
def test_each_facet_counts_under_all_filters_but_its_own(
    engine: SearchEngine, request_: SearchRequest
) -> None:
    facets = {f.name: f for f in engine.search(request_, parse(request_.q)).facets}
    quotations = {v.id: v.count for v in facets["quotation"].values}
    for quotation in QUOTATIONS:
        alone = dataclasses.replace(request_, quotations=(quotation,))
        assert quotations.get(quotation, 0) == len(rows(alone))
    roles = {v.id: v.count for v in facets["role"].values}
    for role in {slug(role) for role in ROLES if role}:
        alone = dataclasses.replace(request_, roles=(role,))
        assert roles.get(role, 0) == len(rows(alone))
    kinds = {v.id: v.count for v in facets["kind"].values}
    for kind in SPEAKER_KINDS:
        assert kinds.get(kind, 0) == len(rows(dataclasses.replace(request_, kinds=(kind,))))
    speakers = {v.id: v.count for v in facets["speaker"].values}
    for name in NAMES:
        alone = dataclasses.replace(request_, speakers=(slug(name),))
        assert speakers.get(slug(name), 0) == len(rows(alone))


def test_the_facet_of_speakers_lists_the_selected_kinds_only(engine: SearchEngine) -> None:
    request = SearchRequest(kinds=("group",))
    facets = {f.name: f for f in engine.search(request, parse("")).facets}
    assert [(v.id, v.value) for v in facets["speaker"].values] == [("eli-fox", "Eli Fox")]
    assert facets["speaker"].distinct == 1
    assert {v.id for v in facets["kind"].values} == {"person", "organization", "group"}
    page = engine.facet(request, parse(""), "speaker", FacetRequest())
    assert page.values == facets["speaker"].values


def test_the_values_of_a_facet_are_searched_and_paged(engine: SearchEngine) -> None:
    page = engine.facet(SearchRequest(), parse(""), "speaker", FacetRequest("ø"))
    counts = Counter(id_ for row in ROWS for id_ in row.speakers)
    containing_o = [(id_, n) for id_, n in counts.most_common() if "o" in id_]
    assert [(v.id, v.count) for v in page.values] == containing_o
    second = engine.facet(SearchRequest(), parse(""), "speaker", FacetRequest("o", 2, 1))
    assert second.total == len(containing_o)
    assert [v.id for v in second.values] == [containing_o[1][0]]


def test_speakers_are_listed_with_counts_and_dates(engine: SearchEngine) -> None:
    listed = engine.speakers(SpeakersRequest())
    assert listed.total == len(NAMES)
    for speaker in listed.speakers:
        theirs = [row for row in ROWS if speaker.id in row.speakers]
        dates = [row.article.date for row in theirs if row.article.date]
        assert speaker.count == len(theirs)
        assert (speaker.first_date, speaker.last_date) == (min(dates), max(dates))
        assert speaker.kind in KINDS.get(speaker.name, ("person",))
    counts = [speaker.count for speaker in listed.speakers]
    assert counts == sorted(counts, reverse=True)


def test_speakers_are_filtered_sorted_and_paged(engine: SearchEngine) -> None:
    def names(**changes: object) -> list[str]:
        request = SpeakersRequest(**changes)  # type: ignore[arg-type]
        return [speaker.name for speaker in engine.speakers(request).speakers]

    assert names(name="OST") == ["Bo Øst"]
    assert names(name="ana zz") == []
    assert names(sort="name") == sorted(NAMES)
    assert names(sort="name", page=2, limit=2) == ["Cy Ng", "Dee Poe"]
    assert names(page=9) == []
    latest = engine.speakers(SpeakersRequest(sort="latest")).speakers
    dates = [speaker.last_date for speaker in latest]
    assert dates == sorted(dates, key=lambda date: date or datetime.date.min, reverse=True)


def test_a_profile_has_roles_co_quoted_speakers_and_sources(engine: SearchEngine) -> None:
    profile = engine.speaker("bo-ost")
    assert profile is not None
    theirs = [row for row in ROWS if "bo-ost" in row.speakers]
    assert profile.summary.count == profile.timeline.total == len(theirs)
    for role in profile.roles:
        dates_with_role = [
            row.article.date
            for row in theirs
            if any(a.speaker.id == "bo-ost" and slug(a.role) == slug(role.role) for a in row.speech)
        ]
        dates = [date for date in dates_with_role if date]
        assert role.count == len(dates_with_role)
        assert (role.first_date, role.last_date) == (min(dates), max(dates))
    assert {slug(role.role) for role in profile.roles} == {"minister", "head-of-the-bank"}
    articles = {row.article.id for row in theirs}
    co_quoted: Counter[str] = Counter()
    for article in REMAINING:
        if article.id in articles:
            speakers = set().union(*(Row(article, p).speakers for p in article.paragraphs))
            co_quoted.update(speakers - {"bo-ost"})
    assert {other.id: other.articles for other in profile.co_quoted} == co_quoted
    counts = {source.source: source.count for source in profile.sources}
    assert counts == Counter(row.article.source for row in theirs)


def test_an_unknown_speaker_has_no_profile(engine: SearchEngine) -> None:
    assert engine.speaker("nobody") is None
    assert engine.speaker("") is None


def test_compared_speakers_have_the_same_buckets(engine: SearchEngine) -> None:
    request = SearchRequest(q="oil", speakers=("ana-ruiz", "Bo Øst", "nobody"))
    comparison = engine.compare(request, parse(request.q))
    assert [series.name for series in comparison.series] == ["Ana Ruiz", "Bo Øst", "nobody"]
    days = {tuple((b.start, b.end) for b in s.timeline.buckets) for s in comparison.series}
    assert len(days) == 1
    for series in comparison.series:
        alone = dataclasses.replace(request, speakers=(series.id,))
        matched = rows(alone)
        assert series.count == series.timeline.total == len(matched)
        assert series.out_of == len(rows(SearchRequest(speakers=(series.id,))))
        check(
            msgspec.structs.replace(
                series.timeline,
                buckets=tuple(b for b in series.timeline.buckets if b.count),
            ),
            matched,
            alone,
        )


def test_paragraphs_of_an_article_come_in_order(engine: SearchEngine) -> None:
    article = next(a for a in REMAINING if len(a.paragraphs) >= 4)
    hits = engine.paragraphs(article.id, 2, 3)
    assert [(hit.number, hit.text) for hit in hits] == [
        (p.number, p.text) for p in article.paragraphs[1:3]
    ]
    assert engine.paragraphs(next(iter(REMOVED)), 1, 3) == ()


def test_a_profile_has_significant_terms(tmp_path: Path) -> None:
    ruiz = Attribution(Speaker("ana-ruiz", "Ana Ruiz", "person"), "", "said", "direct", ())
    texts = ["Ruiz said the Harbour is full.", "The harbour, Ruiz said, is deep.", "A Harbour."]
    paragraphs = tuple(Paragraph(n, text, (ruiz,)) for n, text in enumerate(texts, 1))
    quoting = Article("a", "-", None, paragraphs)
    other = Article("b", "-", None, tuple(Paragraph(n, "Rain is full.") for n in range(1, 9)))
    write(tmp_path, [quoting, other])
    engine = EmbeddedEngine(tmp_path)
    profile = engine.speaker("ana-ruiz")
    engine.close()
    assert profile is not None
    # All 3 paragraphs of the speaker have it, and 3 of all 11: (1 - 3/11) * 11/3.
    word = next(term for term in profile.terms if term.word == "Harbour")
    assert (word.count, word.out_of) == (3, 3)
    assert word.score == pytest.approx(8 / 3)
    assert not {"Ruiz", "the", "is"} & {term.word for term in profile.terms}
