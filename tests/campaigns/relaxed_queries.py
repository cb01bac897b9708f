"""Campaign of random queries with other forms of words, synonyms and relaxed tiers.

``python -m tests.campaigns.relaxed_queries [NUMBER [SEED]]`` compares the hits, tiers and missing
words of each query with ``slow_search.py``, in an index of one segment and in one of three, and
prints the slowest query. A word is also replaced by another form of it, and then has the same
hits.
"""

from __future__ import annotations

import datetime
import random
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.search import MatchTier, SearchRequest
from searchapp.query.errors import QueryError
from searchapp.query.parsed_query import ParsedQuery, parse
from searchapp.query.synonyms import Synonyms
from tests.campaigns.slow_search import Hits, SlowSearch

FORMS = (
    ("e-mail", "email"), ("10,000", "10000"), ("harbour", "harbor"), ("covid-19", "covid19"),
    ("US", "U.S.", "USA"), ("NATO", "N.A.T.O."), ("Müller", "Mueller"), ("organised", "organized"),
)  # fmt: skip
"""Forms of words; each finds all texts with any of its group."""

_WORDS = [
    *(form for forms in FORMS for form in forms), "United States", "us", "e mail", "10 000",
    "$5bn", "$5 billion", "3.5%", "3.5 percent", "went", "go", "women", "C++", "C", "ferry",
    "ferries", "steel", "quay", "pier", "landing stage", "the", "why", "Ruiz", "制造业",
]  # fmt: skip
_OPERATORS = (" OR ", " AND ", " -", " +", " NOT ", " (", ") ", ' "', '" ', '" ', "* ", "^2 ")
_FIELDS = (" title:", " text:", " speaker:ruiz ", " source:two ", " date:2021 ", " date:>=2021-02 ")
_SYNONYMS = Synonyms([("pier", ("quay", "landing stage")), ("steel works", ("mill",))])
TIERS: tuple[MatchTier, ...] = ("all", "article", "some")

_SPEAKER = Speaker("ana-ruiz", "Ana Ruiz", "person")


@dataclass
class Outcome:
    """The number of queries, how many had hits in each tier, and the failures."""

    queries: int = 0
    with_hits: dict[str, int] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def random_articles(rng: random.Random) -> list[Article]:
    """Return articles whose words are those of the queries."""
    articles = []
    for number in range(24):
        paragraphs = []
        for at in range(1, rng.randint(2, 5)):
            said = Attribution(_SPEAKER, "", "said", rng.choice(("direct", "indirect")), ((0, 1),))
            text = " ".join(rng.choices(_WORDS, k=rng.randint(2, 6)))
            paragraphs.append(Paragraph(at, text, (said,) if rng.random() < 0.2 else ()))
        title = " ".join(rng.choices([*_WORDS, "Now"], k=rng.randint(0, 2)))
        day = datetime.date(2021, rng.randint(1, 3), 1) if rng.random() < 0.8 else None
        source = rng.choice(("One", "Two", ""))
        articles.append(Article(f"a{number:02}", title, day, tuple(paragraphs), source=source))
    return articles


def build(folder: Path, articles: list[Article], segments: int) -> EmbeddedEngine:
    """Return an engine over *articles* in that many segments."""
    store = EmbeddedStore(folder, policy=MergePolicy(merge_factor=0))
    for part in range(1, segments + 1):
        with store.writer(attribution="x", full=False) as writer:
            for article in articles[: len(articles) * part // segments]:
                if article.id in writer.entries:
                    writer.keep(writer.entries[article.id])
                else:
                    writer.add(article, entry_for(article, "a.jsonl", 1, None, 0))
            writer.commit()
    return EmbeddedEngine(folder)


def random_query(rng: random.Random) -> str:
    """Return one to five words, with operators, fields and phrases among them."""
    parts = []
    for _ in range(rng.randint(1, 5)):
        parts.append(rng.choice(_WORDS))
        chance = rng.random()
        others = _OPERATORS if chance < 0.3 else _FIELDS if chance < 0.4 else (" ",)
        parts.append(rng.choice(others))
    return "".join(parts)


def parsed(q: str) -> ParsedQuery:
    """Return the query *q* with synonyms."""
    return parse(q, datetime.date(2021, 3, 1), _SYNONYMS)


def hits_of(engine: EmbeddedEngine, q: str, query: ParsedQuery) -> Hits:
    """Return all hits of *q*, relaxed as far as it can be."""
    request = SearchRequest(q=q, copies="all", relaxed=True, limit=20)
    hits = list(engine.scan(request, query).hits)
    results = engine.search(request, query)
    tiers = [hit.matched for hit in hits]
    totals = (results.total, results.relaxed.article, results.relaxed.some)
    assert totals == tuple(tiers.count(tier) for tier in TIERS), q
    assert tiers == sorted(tiers, key=TIERS.index), q
    assert [hit.id for hit in results.hits] == [hit.id for hit in hits[:20]], q
    return {hit.id: (hit.matched, hit.missing) for hit in hits}


def campaign(folder: Path, queries: int, seed: int) -> Outcome:
    """Compare random *queries* with the slow search."""
    rng = random.Random(seed)
    articles = random_articles(rng)
    slow = SlowSearch(articles)
    outcome = Outcome()
    with (
        closing(build(folder / "one", articles, 1)) as one,
        closing(build(folder / "three", articles, 3)) as three,
    ):
        while outcome.queries < queries:
            q = random_query(rng)
            started = time.process_time()
            try:
                query = parsed(q)
            except QueryError:  # Nothing is left to search for.
                continue
            hits = hits_of(one, q, query)
            outcome.queries += 1
            outcome.slowest = max(outcome.slowest, (time.process_time() - started, q))
            for tier in {tier for tier, _ in hits.values()}:
                outcome.with_hits[tier] = outcome.with_hits.get(tier, 0) + 1
            expected = slow.hits(query)
            if not hits == expected == hits_of(three, q, query):
                outcome.failures.append(f"{q!r}: {hits.items() ^ expected.items()}")
        outcome.failures += _differing_forms(one, rng, queries // 20)
    return outcome


def _differing_forms(engine: EmbeddedEngine, rng: random.Random, rounds: int) -> list[str]:
    """Return the pairs of queries that differ in the form of a word and in their hits."""
    failures = []
    for _ in range(rounds):
        first, second = rng.sample(rng.choice(FORMS), 2)
        others = rng.choices(("ferry", "steel", "quay", "Ruiz"), k=rng.randint(0, 2))
        pair = [" ".join([*others, form]) for form in (first, second)]
        of_first, of_second = (_complete_hits(engine, q) for q in pair)
        if of_first != of_second:
            failures.append(f"{pair}: {of_first ^ of_second}")
    return failures


def _complete_hits(engine: EmbeddedEngine, q: str) -> set[str]:
    return {id_ for id_, (tier, _) in hits_of(engine, q, parsed(q)).items() if tier == "all"}


def main() -> None:
    """Run the campaign and print its result."""
    queries = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        outcome = campaign(Path(folder), queries, seed)
    print(f"{outcome.queries:,} queries; with hits by tier: {outcome.with_hits}")
    print(f"the slowest took {outcome.slowest[0] * 1000:.0f} ms: {outcome.slowest[1]!r}")
    print(*outcome.failures[:20], sep="\n")
    if outcome.failures:
        sys.exit(f"{len(outcome.failures)} failures")


if __name__ == "__main__":
    main()
