"""What in whoosh3 3.54 this engine guards against, each worded as a report of the bug.

Every test shows the fault in stock Whoosh and the right answer of this engine. Where one
fails because Whoosh has mended the fault, the guard it names can go.
"""

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.analysis import RegexTokenizer, StemFilter
from whoosh.fields import ID, TEXT, Schema
from whoosh.scoring import BM25F

from searchapp.engine import analysis
from searchapp.engine.embedded.codec import ArrayCodec
from searchapp.engine.embedded.evaluation import MatchCollector, expand
from searchapp.engine.embedded.segments import SegmentWriter, open_searcher
from searchapp.records import Article, Paragraph

Stock = Callable[..., whoosh_index.FileIndex]


@pytest.fixture
def stock(tmp_path: Path) -> Stock:
    """Make a stock index with one document for each text."""

    def make(*texts: str) -> whoosh_index.FileIndex:
        folder = tmp_path / "stock"
        folder.mkdir()
        schema = Schema(id=ID(stored=True), exact=TEXT(analyzer=analysis.exact()))
        index = whoosh_index.create_in(str(folder), schema)
        writer = index.writer()
        for number, text in enumerate(texts):
            writer.add_document(id=str(number), exact=text)
        writer.commit()
        return index

    return make


def ours(folder: Path, *texts: str) -> Callable[[wq.Query], dict[int, float]]:
    """Index *texts* with this engine and return its search: numbers of texts and scores."""
    root = folder / "ours"
    root.mkdir()
    writer = SegmentWriter(root)
    for number, text in enumerate(texts):
        writer.add(Article(str(number), "-", datetime.date(2020, 1, 1), (Paragraph(1, text),)))
    writer.commit()
    searcher = open_searcher(root, ArrayCodec())

    def search(q: wq.Query) -> dict[int, float]:
        collector = MatchCollector()
        searcher.search_with_collector(q, collector)
        found = collector.matches
        reader = searcher.reader()
        numbers = [int(reader.stored_fields(int(d))["article"]) for d in found.documents]
        return dict(zip(numbers, found.scores.tolist(), strict=True))

    return search


OIL, GAS = wq.Term("exact", "oil"), wq.Term("exact", "gas")


def test_refresh_shows_documents_twice_after_an_optimize(stock: Stock, tmp_path: Path) -> None:
    """index.py, 541: ``Searcher.refresh()`` re-adds segments that were merged away.

    Expected the documents of the newest commit; found them and those of its parts. Guard:
    opened.py opens each generation from its own list of segments and shares only files.
    """
    index = stock("oil")
    writer = index.writer()
    writer.add_document(id="1", exact="oil")
    writer.commit(merge=False)
    before = index.searcher()
    index.optimize()
    with before.refresh() as refreshed:
        assert refreshed.doc_count() == 4
    assert len(ours(tmp_path, "oil", "oil")(OIL)) == 2


def test_an_excluded_first_document_stays_in(stock: Stock, tmp_path: Path) -> None:
    """matching/binary.py, 573: ``AndNotMatcher`` keeps an excluded first document.

    Guard: evaluation.py takes differences of arrays.
    """
    texts = ("gas", "oil gas", "oil")
    q = wq.AndNot(OIL, GAS)
    with stock(*texts).searcher() as searcher:
        assert {hit["id"] for hit in searcher.search(q, limit=None)} == {"1", "2"}
    assert ours(tmp_path, *texts)(q).keys() == {2}


def test_a_stemmer_leaves_the_doubled_consonant(tmp_path: Path) -> None:
    """lang/porter.py, 73: ``match`` for ``search``: "running" becomes "runn".

    A search for "run" then misses it. Guard: analysis.py takes Snowball's stemmer.
    """
    porter = RegexTokenizer() | StemFilter()
    assert [token.text for token in porter("running")] == ["runn"]
    assert analysis.stem("running") == analysis.stem("run") == "run"
    assert len(ours(tmp_path, "running")(wq.Term("text", "run"))) == 1


def test_merging_lets_the_total_length_drift(stock: Stock, tmp_path: Path) -> None:
    """writing.py, 746: merging adds up lengths that were rounded into a byte.

    All scores change with each merge. Guard: segments keep exact lengths (postings.py).
    """
    long = " ".join(["word"] * 501)
    index = stock(long)
    writer = index.writer()
    writer.add_document(id="1", exact=long)
    writer.commit(merge=False)
    with index.searcher() as searcher:
        assert searcher.field_length("exact") == 1002
    index.optimize()
    with index.searcher() as searcher:
        assert searcher.field_length("exact") != 1002
    root = tmp_path / "merged"
    root.mkdir()
    for number in range(2):
        writer = SegmentWriter(root)
        writer.add(Article(str(number), "-", None, (Paragraph(1, long),)))
        writer.commit()
    assert open_searcher(root, ArrayCodec()).field_length("exact") == 1002


def test_and_with_not_scores_one_more(stock: Stock, tmp_path: Path) -> None:
    """And(x, Not(y)) adds 1.0 to each score, for what is not there.

    Guard: evaluation.py lets what is excluded add nothing.
    """
    texts = ("oil", "oil gas", "trade")
    q = wq.And([OIL, wq.Not(GAS)])
    with stock(*texts).searcher(weighting=BM25F()) as searcher:
        plain = {hit["id"]: hit.score for hit in searcher.search(OIL)}["0"]
        assert searcher.search(q)[0].score == pytest.approx(plain + 1.0)
    search = ours(tmp_path, *texts)
    assert search(q)[0] == pytest.approx(search(OIL)[0])


def test_constant_scores_depend_on_how_large_a_segment_is(stock: Stock, tmp_path: Path) -> None:
    """searching.py, 316: ``weighting or self.weighting`` scores what is asked not to be.

    Guard: evaluation.py gives every paragraph that a pattern finds the same score.
    """
    texts = ("oil oils oiled", "oil", "oils")
    q = wq.Prefix("exact", "oil")
    assert q.constantscore
    with stock(*(texts * 1700)).searcher(weighting=BM25F()) as searcher:
        assert searcher.search(q)[0].score > 2.0
    assert set(ours(tmp_path, *texts)(q).values()) == {1.0}


def test_fuzzy_words_come_as_text_and_all_others_as_bytes(stock: Stock) -> None:
    """query/terms.py, 563: ``FuzzyTerm._btexts`` yields str, against its name.

    Guard: ``expand`` encodes them.
    """
    with stock("oil").searcher() as searcher:
        reader = searcher.reader()
        fuzzy, prefix = wq.FuzzyTerm("exact", "oik"), wq.Prefix("exact", "oi")
        assert [type(t) for t in fuzzy._btexts(reader)] == [str]
        assert [type(t) for t in prefix._btexts(reader)] == [bytes]
        assert list(expand(fuzzy, reader)) == list(expand(prefix, reader)) == [b"oil"]
