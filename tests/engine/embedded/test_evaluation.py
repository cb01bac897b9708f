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
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from searchapp.engine import analysis
from searchapp.engine.embedded import evaluation
from searchapp.engine.embedded.evaluation import MatchCollector, Matches, expand
from searchapp.engine.language import QueryError
from tests.engine.reference import Reference, has_phrase

WORDS = ["oil", "gas", "trade", "tradeoff", "the", "said"]


def run(searcher: Searcher, q: wq.Query) -> dict[int, float]:
    collector = MatchCollector()
    searcher.search_with_collector(q, collector)
    documents, scores = collector.matches.documents, collector.matches.scores
    assert list(documents) == sorted(set(documents))
    return dict(zip(documents.tolist(), scores.tolist(), strict=True))


def index_of(folder: Path, segments: list[list[str]], deleted: set[int]) -> Searcher:
    schema = Schema(id=ID, exact=TEXT(analyzer=analysis.exact()))
    index = whoosh_index.create_in(str(folder), schema)
    number = 0
    for texts in segments:
        writer = index.writer()
        for text in texts:
            writer.add_document(id=str(number), exact=text)
            number += 1
        writer.commit(merge=False)
    if deleted:
        writer = index.writer()
        for gone in deleted:
            writer.delete_by_term("id", str(gone))
        writer.commit(merge=False)
    return index.searcher(weighting=BM25F())


@pytest.fixture(scope="module")
def texts() -> list[str]:
    rng = np.random.default_rng(7)
    return [" ".join(rng.choice(WORDS, rng.integers(1, 12))) for _ in range(90)]


@pytest.fixture(scope="module")
def searcher(texts: list[str]) -> Iterator[Searcher]:
    with TemporaryDirectory() as folder:
        searcher = index_of(Path(folder), [texts[:40], texts[40:41], texts[41:]], set())
        with searcher:
            yield searcher


_word = st.sampled_from([*WORDS, "absent"])
_leaf = st.one_of(
    _word.map(lambda w: wq.Term("exact", w)),
    st.sampled_from(["tr", "o", "zz"]).map(lambda w: wq.Prefix("exact", w)),
    st.builds(
        lambda words, slop: wq.Phrase("exact", words, slop=slop),
        st.lists(_word, min_size=2, max_size=3),
        st.integers(1, 3),
    ),
    st.just(wq.Every()),
)
_tree = st.recursive(
    _leaf,
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


@settings(max_examples=300, deadline=None)
@given(q=_tree)
def test_every_tree_finds_and_scores_as_the_reference_does(
    searcher: Searcher, texts: list[str], q: wq.Query
) -> None:
    expected = Reference(texts).search(q)
    found = run(searcher, q)
    assert found.keys() == expected.keys()
    if not has_phrase(q):
        assert found == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    segments=st.lists(
        st.lists(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
            min_size=1,
            max_size=6,
        ),
        min_size=1,
        max_size=3,
    ),
    q=_tree,
    data=st.data(),
)
def test_deleted_documents_are_never_found(
    segments: list[list[str]], q: wq.Query, data: st.DataObject
) -> None:
    texts = [text for segment in segments for text in segment]
    deleted = data.draw(st.sets(st.integers(0, len(texts) - 1)))
    with TemporaryDirectory() as folder, index_of(Path(folder), segments, deleted) as searcher:
        # A segment that has nothing left is dropped, and the numbers move up.
        if searcher.doc_count_all() != len(texts):
            return
        assert run(searcher, q).keys() == Reference(texts).search(q).keys() - deleted


def test_a_pattern_for_too_many_words_is_an_error(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evaluation, "MAX_EXPANSION", 2)
    with pytest.raises(QueryError, match="more than 2 words"):
        list(expand(wq.Wildcard("exact", "*"), searcher.reader()))


def test_a_field_that_is_not_there_holds_no_word(searcher: Searcher) -> None:
    assert list(expand(wq.Prefix("nowhere", "a"), searcher.reader())) == []


def test_joining_nothing_gives_nothing() -> None:
    empty = Matches(np.empty(0, np.int32), np.empty(0))
    assert len(evaluation.union([])) == 0
    assert len(evaluation.intersection(empty, empty)) == 0
