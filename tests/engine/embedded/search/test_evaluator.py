"""Query evaluation compared with a slow reference and with Whoosh itself."""

import datetime
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.fields import ID, TEXT, Schema
from whoosh.qparser import QueryParser
from whoosh.searching import Searcher

from searchapp.engine.embedded.format.docid_sets import ScratchArray
from searchapp.engine.embedded.search.bm25 import ExplicitScores
from searchapp.engine.embedded.search.evaluator import IndexEvaluator
from searchapp.engine.embedded.search.leaves import expand
from searchapp.engine.embedded.search.matches import Matches, intersection, union
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.whoosh.weighting import Bm25Weighting
from searchapp.engine.embedded.write.policy import MergePolicy
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.models.articles import Article, Paragraph
from searchapp.query import analysis
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.query.limits import Limits, limited
from tests.engine.reference import Reference

WORDS = ["oil", "gas", "trade", "trades", "traded", "tradeoff", "the", "said"]


def article(number: int, text: str) -> Article:
    day = datetime.date(2020, 1, 1) + datetime.timedelta(days=number)
    return Article(f"a{number:04}", "-", day, (Paragraph(1, text),))


def fill(folder: Path, parts: list[list[str]], deleted: set[int], *, merge_factor: float) -> None:
    """Write *parts* as segments of their own, one document a text, and delete some."""
    policy = MergePolicy(merge_factor=merge_factor)
    number = 0
    for texts in parts:
        writer = SegmentWriter(folder, policy=policy)
        for text in texts:
            writer.add(article(number, text))
            number += 1
        writer.commit()
    writer = SegmentWriter(folder, policy=policy)
    for deleted_number in deleted:
        writer.delete(f"a{deleted_number:04}")
    writer.commit()


def run(searcher: Searcher, q: wq.Query) -> dict[int, float]:
    """Return the scores of the matches of *q*, by the numbers of their articles."""
    matches = IndexEvaluator(searcher).evaluate(q)
    assert list(matches.doc_ids) == sorted(set(matches.doc_ids))
    reader = searcher.reader()
    numbers = [int(reader.stored_fields(int(d))["article"][1:]) for d in matches.doc_ids]
    return dict(zip(numbers, matches.scores.tolist(), strict=True))


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = np.random.default_rng(7)
    return [" ".join(rng.choice(WORDS, rng.integers(1, 12))) for _ in range(90)]


@pytest.fixture(scope="module")
def searcher(texts: list[str]) -> Iterator[Searcher]:
    with TemporaryDirectory() as name:
        fill(Path(name), [texts[:40], texts[40:41], texts[41:]], set(), merge_factor=0)
        searcher = open_searcher(Path(name), ArrayCodec())
        assert len(searcher.leaf_searchers()) == 3
        yield searcher


_word = st.sampled_from([*WORDS, "absent"])


def _trees(field: str) -> st.SearchStrategy[wq.Query]:
    leaf = st.one_of(
        _word.map(lambda w: wq.Term(field, analysis.stem(w) if field == "text" else w)),
        st.sampled_from(["tr", "o", "zz"]).map(lambda w: wq.Prefix(field, w)),
        st.builds(
            lambda words, slop: wq.Phrase(
                field, [analysis.stem(w) if field == "text" else w for w in words], slop=slop
            ),
            st.lists(_word, min_size=2, max_size=3),
            st.integers(1, 3),
        ),
        st.just(wq.Every()),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=3).map(wq.And),
            st.lists(inner, min_size=1, max_size=3).map(wq.Or),
            inner.map(wq.Not),
            st.builds(wq.AndNot, inner, inner),
            st.builds(wq.AndMaybe, inner, inner),
            st.builds(wq.Require, inner, inner),
        ),
        max_leaves=6,
    )


_REFERENCES = {"exact": analysis.exact(), "text": analysis.stemmed()}


@pytest.mark.parametrize("field", ["exact", "text"])
@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_every_tree_matches_and_scores_as_in_the_reference(
    searcher: Searcher, texts: list[str], field: str, data: st.DataObject
) -> None:
    q = data.draw(_trees(field))
    expected = Reference(texts, _REFERENCES[field]).search(q)
    scores_by_article = run(searcher, q)
    assert scores_by_article.keys() == expected.keys()
    assert scores_by_article == pytest.approx(expected, abs=1e-6)


_parts = st.lists(
    st.lists(
        st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
        min_size=1,
        max_size=6,
    ),
    min_size=1,
    max_size=4,
)


@pytest.mark.parametrize("factor", [0, 3])
@settings(max_examples=40, deadline=None)
@given(parts=_parts, data=st.data())
def test_deleted_documents_never_match_whether_merged_or_not(
    factor: int, parts: list[list[str]], data: st.DataObject
) -> None:
    everything = [text for part in parts for text in part]
    deleted = data.draw(st.sets(st.integers(0, len(everything) - 1)))
    q = data.draw(_trees("text"))
    with TemporaryDirectory() as name:
        fill(Path(name), parts, deleted, merge_factor=factor)
        searcher = open_searcher(Path(name), ArrayCodec())
        expected = Reference(everything, analysis.stemmed()).search(q).keys() - deleted
        assert run(searcher, q).keys() == expected


def test_words_of_different_segments_are_together_in_no_document(tmp_path: Path) -> None:
    fill(tmp_path, [["oil gas"] * 20, ["trade"] * 3, ["trade oil"]], set(), merge_factor=0)
    searcher = open_searcher(tmp_path, ArrayCodec())
    words = [
        IndexEvaluator(searcher).evaluate(wq.Term("text", word)) for word in ("gas", "trade", "oil")
    ]
    scratch = ScratchArray(24)
    assert len(intersection(words[:2], scratch)) == 0
    assert list(intersection(words[1:], scratch).doc_ids) == [23]


@settings(max_examples=30, deadline=None)
@given(parts=_parts, q=_trees("text"), data=st.data())
def test_the_matches_of_several_segments_are_taken_and_looked_up_as_one(
    parts: list[list[str]], q: wq.Query, data: st.DataObject
) -> None:
    total = sum(map(len, parts))
    deleted = data.draw(st.sets(st.integers(0, total - 1), max_size=3)) if total else set()
    with TemporaryDirectory() as name:
        fill(Path(name), parts, deleted, merge_factor=0)
        searcher = open_searcher(Path(name), ArrayCodec())
        matches = IndexEvaluator(searcher).evaluate(q)
        rows = np.array(data.draw(st.permutations(range(len(matches)))), np.int64)[:5]
        assert matches.take(rows).scores.tolist() == matches.scores.take(rows).tolist()
        twice = matches.boosted(2.0)
        assert np.allclose(twice.take(np.sort(rows)).scores, 2 * matches.scores[np.sort(rows)])
        assert np.allclose(matches.approximate_scores(), matches.scores, rtol=1e-5)
        if matches.dense_keys is not None:
            keys = matches.dense_keys()
            assert len(keys) == searcher.doc_count_all()
            assert np.flatnonzero(keys).tolist() == matches.doc_ids.tolist()
            both = intersection([matches, Matches(matches.doc_ids)], ScratchArray(len(keys)))
            assert np.allclose(both.scores, matches.scores)
            united = union([matches, matches], len(keys), ScratchArray(len(keys)))
            assert np.allclose(united.scores, 2 * matches.scores)


def _scored(scores: dict[int, float]) -> Matches:
    ordered = sorted(scores)
    explicit = ExplicitScores(np.array([scores[doc_id] for doc_id in ordered]))
    return Matches(np.array(ordered, np.int32), (explicit,))


@given(
    scores=st.dictionaries(st.integers(0, 299), st.integers(1, 9).map(float), min_size=40),
    few=st.sets(st.integers(0, 299), max_size=2),
    fewer=st.dictionaries(st.integers(0, 299), st.integers(1, 9).map(float), max_size=2),
)
def test_a_few_matches_join_many_as_each_of_them_would(
    scores: dict[int, float], few: set[int], fewer: dict[int, float]
) -> None:
    parts = [_scored(scores), Matches(np.array(sorted(few), np.int32)), _scored(fewer)]
    for joined in (parts[:2], parts):
        united = union(joined, 300, ScratchArray(300))
        expected = {doc_id: 0.0 for part in joined for doc_id in part.doc_ids.tolist()}
        for part in joined:
            for doc_id, score in zip(part.doc_ids.tolist(), part.scores.tolist(), strict=True):
                expected[doc_id] += score
        assert united.doc_ids.tolist() == sorted(expected)
        assert united.scores.tolist() == [expected[doc_id] for doc_id in sorted(expected)]


@settings(max_examples=30, deadline=None)
@given(parts=_parts, q=_trees("text"))
def test_merging_changes_no_score(parts: list[list[str]], q: wq.Query) -> None:
    scores_of_factors = []
    for factor in (0, 100):
        with TemporaryDirectory() as name:
            fill(Path(name), parts, set(), merge_factor=factor)
            scores_of_factors.append(run(open_searcher(Path(name), ArrayCodec()), q))
    assert scores_of_factors[0] == pytest.approx(scores_of_factors[1], abs=1e-9)


# Whoosh's own kinds of query, through Whoosh's own collectors, over both codecs

KINDS = [
    wq.Term("exact", "oil"),
    wq.And([wq.Term("exact", "oil"), wq.Term("exact", "gas")]),
    wq.Or([wq.Term("exact", "oil"), wq.Term("exact", "trade", boost=2.0)]),
    wq.DisjunctionMax([wq.Term("exact", "oil"), wq.Term("exact", "gas")]),
    wq.Phrase("exact", ["oil", "gas"]),
    wq.Phrase("exact", ["oil", "gas"], slop=3),
    wq.Prefix("exact", "tra"),
    wq.Wildcard("exact", "tr?d*"),
    wq.Regex("exact", "tr.*d"),
    wq.FuzzyTerm("exact", "trad", maxdist=1),
    wq.TermRange("exact", "gas", "said"),
    wq.Every("exact"),
    wq.Every(),
    wq.ConstantScoreQuery(wq.Term("exact", "the"), 3.0),
    wq.Require(wq.Term("exact", "the"), wq.Term("exact", "oil")),
    wq.SpanNear(wq.Term("exact", "oil"), wq.Term("exact", "the"), slop=2),
    wq.SpanFirst(wq.Term("exact", "oil")),
    wq.SpanOr([wq.Term("exact", "oil"), wq.Term("exact", "gas")]),
    wq.SpanNot(wq.Term("exact", "oil"), wq.Term("exact", "gas")),
    wq.Ordered([wq.Term("exact", "oil"), wq.Term("exact", "gas")]),
    wq.Variations("exact", "trade"),
]


@pytest.fixture(scope="module")
def stock(texts: list[str]) -> Iterator[Searcher]:
    schema = Schema(article=ID(stored=True), exact=TEXT(analyzer=analysis.exact()))
    with TemporaryDirectory() as name:
        index = whoosh_index.create_in(name, schema)
        writer = index.writer()
        for number, text in enumerate(texts):
            writer.add_document(article=f"a{number:04}", exact=text)
        writer.commit()
        with index.searcher(weighting=Bm25Weighting()) as searcher:
            yield searcher


@pytest.mark.parametrize("q", KINDS, ids=lambda q: type(q).__name__)
def test_stock_queries_and_collectors_work_on_arrays(
    searcher: Searcher, stock: Searcher, q: wq.Query
) -> None:
    scores_by_article, expected = (
        {hit["article"]: hit.score for hit in s.search(q, limit=None)} for s in (searcher, stock)
    )
    assert expected
    assert scores_by_article.keys() == expected.keys()
    # "constantscore" patterns are scored by how large a segment is (searching.py, 316), and a
    # document may get the other word's score for its next document (binary.py, 367).
    if not isinstance(q, wq.MultiTerm | wq.DisjunctionMax):
        assert scores_by_article == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("q", KINDS, ids=lambda q: type(q).__name__)
def test_evaluation_has_the_matches_of_stock_whoosh(
    searcher: Searcher, stock: Searcher, q: wq.Query
) -> None:
    expected = {int(hit["article"][1:]): hit.score for hit in stock.search(q, limit=None)}
    scores_by_article = run(searcher, q)
    assert scores_by_article.keys() == expected.keys()
    if not isinstance(q, wq.MultiTerm | wq.DisjunctionMax | wq.Every):
        assert scores_by_article == pytest.approx(expected, abs=1e-6)


MARKED = [
    wq.Term("exact", "oil"),
    wq.And([wq.Prefix("exact", "tra"), wq.Wildcard("exact", "o?l")]),
    wq.FuzzyTerm("exact", "trad", maxdist=1),
]


@pytest.mark.parametrize("q", MARKED, ids=lambda q: type(q).__name__)
def test_the_stock_highlighter_works_on_arrays(
    searcher: Searcher, stock: Searcher, texts: list[str], q: wq.Query
) -> None:
    marked, expected = (
        {
            hit["article"]: hit.highlights("exact", text=texts[int(hit["article"][1:])])
            for hit in s.search(q, limit=None)
        }
        for s in (searcher, stock)
    )
    assert marked == expected
    assert all('class="match' in text for text in marked.values())


def test_a_query_is_corrected_on_arrays(searcher: Searcher) -> None:
    query = QueryParser("exact", searcher.schema).parse("oill trade")
    corrected = searcher.correct_query(query, "oill trade")
    assert corrected.string == "oil trade"
    assert corrected.query == wq.And([wq.Term("exact", "oil"), wq.Term("exact", "trade")])


def test_spelling_and_suggestions_work_on_arrays(searcher: Searcher) -> None:
    assert "trade" in searcher.suggest("exact", "trad", limit=10)
    assert searcher.corrector("exact").suggest("oill") == ["oil"]


def test_a_range_matches_the_days_in_it(searcher: Searcher) -> None:
    field = searcher.schema["date"]
    assert run(searcher, field.parse_query("date", "20200105")).keys() == {4}
    january = run(searcher, field.parse_query("date", "202001"))
    assert january.keys() == set(range(31))
    open_end = field.parse_range("date", "20200301", None, False, False)
    assert run(searcher, open_end).keys() == set(range(60, 90))
    first, last = (field.parse_query("date", day).start for day in ("20200105", "20200107"))
    without_ends = wq.NumericRange("date", first, last, startexcl=True, endexcl=True)
    assert run(searcher, without_ends).keys() == {5}


def test_a_pattern_with_too_many_expansions_is_an_error(searcher: Searcher) -> None:
    with limited(Limits(expansion=2)):
        with pytest.raises(QueryTooExpensiveError, match="more than 2 words"):
            list(expand(wq.Wildcard("exact", "*"), searcher.reader()))
        with pytest.raises(QueryTooExpensiveError, match="more than 2 words"):
            run(searcher, wq.Prefix("exact", ""))


def test_a_cached_expansion_is_as_long_as_it_was_and_keeps_the_limit(searcher: Searcher) -> None:
    reader = searcher.leaf_searchers()[0][0].reader()
    first = list(expand(wq.Prefix("exact", "t"), reader))
    assert len(first) > 2
    assert list(expand(wq.Prefix("exact", "t"), reader)) == first
    with limited(Limits(expansion=2)), pytest.raises(QueryTooExpensiveError, match="2 words"):
        list(expand(wq.Prefix("exact", "t"), reader))
    nearer, all_near = (wq.FuzzyTerm("exact", "trad", maxdist=most) for most in (1, 2))
    assert set(expand(nearer, reader)) < set(expand(all_near, reader))


@given(words=st.lists(st.text("abc", min_size=1, max_size=4), min_size=1, max_size=12))
def test_a_cursor_finds_the_first_term_not_before_a_word(
    searcher: Searcher, words: list[str]
) -> None:
    reader = searcher.leaf_searchers()[0][0].reader()
    terms = [term.decode() for term in reader.lexicon("exact")]
    cursor = reader.cursor("exact")
    for word in [*words, *(f"t{word}" for word in words)]:
        expected = next((term for term in terms if term >= word), None)
        assert cursor.find(word) == expected


def test_a_query_that_takes_too_long_is_an_error(searcher: Searcher) -> None:
    with (
        limited(Limits(milliseconds=0)),
        pytest.raises(QueryTooExpensiveError, match="limit of 0 milliseconds"),
    ):
        run(searcher, wq.Term("exact", "a"))


def test_a_field_that_does_not_exist_matches_nothing(searcher: Searcher) -> None:
    assert list(expand(wq.Prefix("nowhere", "a"), searcher.reader())) == []
    assert run(searcher, wq.Term("nowhere", "a")) == {}
    assert run(searcher, wq.Term("role", "a")) == {}
