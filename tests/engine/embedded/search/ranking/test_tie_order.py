"""The order of hits of near-equal score, compared with sorting them one by one."""

import datetime
import random
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.catalog import entry_for
from searchapp.engine.common.score_steps import SCORE_STEP, TIE_DECIMALS
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.models.articles import QUOTATIONS, Article, Attribution, Paragraph, Speaker
from searchapp.models.search import Hit, SearchRequest, TieOrder
from searchapp.query.parsed_query import parse

WORDS = ["ferry", "steel", "glacier", "mayor", "the"]
SPEAKER = Speaker("ana-ruiz", "Ana Ruiz", "person")
TIE_ORDERS: tuple[TieOrder, ...] = ("newest", "oldest", "none")


def random_articles() -> list[Article]:
    rng = random.Random(3)
    articles = []
    for number in rng.sample(range(30), 30):
        paragraphs = []
        for at in range(1, rng.randint(2, 5)):
            quotation = rng.choice([*QUOTATIONS, None])
            quoted = quotation and Attribution(SPEAKER, "", "said", quotation, ((0, 1),))
            text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(3, 7)))
            paragraphs.append(Paragraph(at, text, (quoted,) if quoted else ()))
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=rng.randint(0, 4))
        title = " ".join(rng.choice([*WORDS, "now"]) for _ in range(rng.randint(0, 2)))
        dated = day if rng.random() < 0.8 else None
        articles.append(Article(f"a{number:02}", title, dated, tuple(paragraphs)))
    return articles


ARTICLES = random_articles()


def indexed(folder: Path, parts: int) -> EmbeddedEngine:
    """Return an engine over ``ARTICLES`` in that many segments."""
    store = EmbeddedStore(folder, policy=MergePolicy(merge_factor=0))
    for part in range(1, parts + 1):
        with store.writer(attribution="x", full=False) as writer:
            for article in ARTICLES[: len(ARTICLES) * part // parts]:
                if article.id in writer.entries:
                    writer.keep(writer.entries[article.id])
                else:
                    writer.add(article, entry_for(article, "a.jsonl", 1, None, 0))
            writer.commit()
    return EmbeddedEngine(folder)


@pytest.fixture(scope="module")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[EmbeddedEngine]]:
    opened = [indexed(tmp_path_factory.mktemp("ties"), parts) for parts in (1, 3)]
    yield opened
    for engine in opened:
        engine.close()


def has_phrase(text: list[str], typed: list[str]) -> bool:
    """Return whether the words of *typed* but "the" stand in *text* as they do there."""
    return any(
        all(text[at + i : at + i + 1] == [word] for i, word in enumerate(typed) if word != "the")
        for at in range(-len(typed), len(text))
        if all(at + i >= 0 for i, word in enumerate(typed) if word != "the")
    )


def shortest_window(text: list[str], words: set[str]) -> int:
    present = words & set(text)
    windows = [
        end - start + 1
        for start in range(len(text))
        for end in range(start, len(text))
        if present <= set(text[start : end + 1])
    ]
    return min(windows) if len(present) > 1 else 1000


@lru_cache
def article_of(article_id: str) -> Article:
    return next(article for article in ARTICLES if article.id == article_id)


def sort_key(hit: Hit, typed: list[str], ties: TieOrder) -> tuple[object, ...]:
    words = {word for word in typed if word != "the"} or set(typed)
    counted = typed if words == set(typed) else [w if w in words else "the" for w in typed]
    text = hit.text.split()
    day = hit.date.toordinal() if hit.date else None
    recency = 0 if ties == "none" or day is None else day if ties == "newest" else 10**7 - day
    quotations = [a.quotation for a in hit.attributions]
    article = article_of(hit.article_id)
    is_pair = len(words) > 1
    return (
        -round(round(hit.score, TIE_DECIMALS) / SCORE_STEP),
        not (is_pair and has_phrase(text, counted)),
        shortest_window(text, words),
        -len(words & set(article.title.split())),
        -max([("indirect", "mixed", "direct").index(q) + 1 for q in quotations], default=0),
        -recency,
        hit.article_id,
        hit.number,
    )


queries = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4, unique=True)


@settings(max_examples=15)
@given(typed=queries, ties=st.sampled_from(TIE_ORDERS), relaxed=st.booleans())
def test_hits_of_near_equal_score_are_in_the_documented_order(
    engines: list[EmbeddedEngine], typed: list[str], ties: TieOrder, relaxed: bool
) -> None:
    query = replace(parse(" ".join(typed)), tie_order=ties)
    request = SearchRequest(q=" ".join(typed), copies="all", relaxed=relaxed, limit=100)
    for engine in engines:
        hits = list(engine.scan(request, query).hits)
        assert len(hits) == engine.search(request, query).total or relaxed
        for tier in ("all", "article", "some"):
            listed = [hit for hit in hits if hit.matched == tier]
            assert listed == sorted(listed, key=lambda hit: sort_key(hit, typed, ties))


@pytest.mark.parametrize(
    ("q", "limit"),
    [("ferry", 9), ("steel ferry", 4), ("the", 30), ("*", 25), ("mayor OR glacier", 13)],
)
def test_pages_have_each_hit_once_and_in_the_same_order_over_all_segments(
    engines: list[EmbeddedEngine], q: str, limit: int
) -> None:
    query = parse(q)
    request = SearchRequest(q=q, copies="all", limit=limit, strict=True)
    orders = []
    for engine in engines:
        whole = [hit.id for hit in engine.scan(request, query).hits]
        pages = [
            hit.id
            for page in range(1, len(whole) // limit + 2)
            for hit in engine.search(replace(request, page=page), query).hits
        ]
        assert pages == whole
        orders.append(whole)
    assert orders[0] == orders[1]


@pytest.mark.parametrize("q", ["ferry text:[a TO m]", "ferry text:>=mayor", "ferry text:<steel"])
def test_a_range_of_words_has_no_places(engines: list[EmbeddedEngine], q: str) -> None:
    hits = [list(engine.scan(SearchRequest(q=q), parse(q)).hits) for engine in engines]
    assert hits[0]
    assert [hit.id for hit in hits[0]] == [hit.id for hit in hits[1]]
    assert all("ferry" in hit.text or "ferry" in hit.title for hit in hits[0])


def test_a_search_without_words_lists_newer_articles_first(engines: list[EmbeddedEngine]) -> None:
    hits = list(engines[1].scan(SearchRequest(), parse("")).hits)
    assert len(hits) == sum(len(article.paragraphs) for article in ARTICLES)
    assert hits == sorted(
        hits,
        key=lambda hit: (-(hit.date.toordinal() if hit.date else 0), hit.article_id, hit.number),
    )


def test_a_headline_that_is_exactly_the_query_is_above_a_mention(tmp_path: Path) -> None:
    quoted = Attribution(SPEAKER, "", "said", "direct", ((0, 13),))
    others = [
        Article(f"m{n}", "News", None, (Paragraph(1, "“Ferry strike,” said Ana Ruiz.", (quoted,)),))
        for n in range(3)
    ]
    rest = [Article(f"r{n}", "Rain", None, (Paragraph(1, "Nothing else."),)) for n in range(30)]
    exact = Article("z", "The ferry strikes", None, (Paragraph(1, "Boats stay in the harbour."),))
    store = EmbeddedStore(tmp_path)
    with store.writer(attribution="x", full=False) as writer:
        for article in [*others, *rest, exact]:
            writer.add(article, entry_for(article, "a.jsonl", 1, None, 0))
        writer.commit()
    engine = EmbeddedEngine(tmp_path)
    for q in ("the ferry strike", "the “ferry strikes”"):
        hits = engine.search(SearchRequest(q=q), parse(q)).hits
        assert hits[0].id == "z#p1", q
    engine.close()
