"""Readers of test collections, on small files of each format, and the figures of the benchmark."""

import json
import math
from pathlib import Path

import pytest

from tests.benchmarks.judged_collections import Collection, read_collection
from tests.benchmarks.ranked_peers import Fts5Peer, RankedPeer, WhooshPeer
from tests.benchmarks.relevance import Product, content_words, ndcg, paired_t, rankings, table

FILES = {
    "cran": {
        "cran.all.1400": ".I 1\n.T\nflow past\na wing .\n.A\nlee,a.\n.B\nj. 1958.\n"
        ".W\nflow past a wing .\n"
        ".I 2\n.T\nheat .\n.A\n.B\n.W\nheat in a slab .\n",
        "cran.qry": ".I 001\n.W\nwhat flows past wings .\n.I 004\n.W\nwhat is heat .\n",
        "cranqrel": "1 1 2\n1 2 -1\n2 2 3\n",
    },
    "cisi": {
        "CISI.ALL": ".I 1\n.T\nTitles\n.A\nLee, A.\n.W\n   A study of titles.\n.X\n1\t5\t1\n"
        ".I 2\n.T \nLibraries\n.W\nUse of libraries.\n.X\n2\t5\t1\n",
        "CISI.QRY": ".I 1\n.W\nWhat are titles?\n.I 2\n.T\nUse\n.W\nWho uses libraries?\n",
        "CISI.REL": "     1     1\t0\t0.000000\n     2     2\t0\t0.000000\n",
    },
    "time": {
        "TIME.ALL": "*TEXT 017 01/04/63 PAGE 020\n\nTHE ALLIES MET .\n\nNOBODY SPOKE .\n\n"
        "*TEXT 020 01/11/63 PAGE 021\n\nRAIN FELL .\n\n*STOP\n",
        "TIME.QUE": "*FIND     1\n\n WHO MET .\n\n*FIND     2\n\n WHERE RAIN FELL .\n\n*STOP\n",
        "TIME.REL": "1   1\n\n2   2\n",
    },
    "lisa": {
        "LISA0.001": "Document    1\nLIBRARIES OF INDIA.\n\nTHE SCENE IS LARGE.\n"
        + "*" * 44
        + "\n",
        "LISA0.501": "Document  501\nCATALOGUES.\n\nON CARDS.\n" + "*" * 44 + "\n",
        "LISA.QUE": "1\nI AM INTERESTED IN LIBRARIES. INDIA. #\n2\nCARD CATALOGUES. #\n",
        "LISA.REL": "Query 1\n1 Relevant Refs:\n1 -1\n\nQuery 2\n1 Relevant Refs:\n501 -1\n",
    },
    "jsonl": {
        "news.jsonl": '{"id": "a", "title": "Rain", "paragraphs": ["It fell."]}\n'
        '{"id": "b", "paragraphs": ["Snow fell.", "It lay."]}\n',
        "news.queries.jsonl": '{"id": "1", "text": "WHAT FELL", "short": "rain",'
        ' "relevant": ["a"]}\n',
    },
}


def collection(folder: Path, name: str) -> Collection:
    for file, text in FILES[name].items():
        (folder / file).write_text(text)
    return read_collection(folder)


@pytest.mark.parametrize(
    ("name", "documents", "questions"),
    [
        (
            "cran",
            [
                ("1", "flow past a wing .", "flow past a wing ."),
                ("2", "heat .", "heat in a slab ."),
            ],
            [("1", "what flows past wings .", "", {"1"}), ("2", "what is heat .", "", {"2"})],
        ),
        (
            "cisi",
            [("1", "Titles", "A study of titles."), ("2", "Libraries", "Use of libraries.")],
            [("1", "What are titles?", "", {"1"}), ("2", "Use Who uses libraries?", "", {"2"})],
        ),
        (
            "time",
            [("1", "", "the allies met . nobody spoke ."), ("2", "", "rain fell .")],
            [("1", "who met .", "", {"1"}), ("2", "where rain fell .", "", {"2"})],
        ),
        (
            "lisa",
            [
                ("1", "libraries of india.", "the scene is large."),
                ("501", "catalogues.", "on cards."),
            ],
            [
                ("1", "i am interested in libraries. india.", "", {"1"}),
                ("2", "card catalogues.", "", {"501"}),
            ],
        ),
        (
            "jsonl",
            [("a", "Rain", "It fell."), ("b", "", "Snow fell. It lay.")],
            [("1", "WHAT FELL", "rain", {"a"})],
        ),
    ],
)
def test_each_format_is_read(
    tmp_path: Path,
    name: str,
    documents: list[tuple[str, str, str]],
    questions: list[tuple[str, str, str, set[str]]],
) -> None:
    read = collection(tmp_path, name)
    assert [(d.id, d.title, " ".join(d.paragraphs)) for d in read.documents] == documents
    assert [(q.id, q.text, q.short, set(q.relevant)) for q in read.questions] == questions


def test_dates_of_time_are_calendar_days(tmp_path: Path) -> None:
    assert [d.date for d in collection(tmp_path, "time").documents] == ["1963-01-04", "1963-01-11"]


def test_a_folder_without_a_collection_and_one_that_lacks_a_file_say_so(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"has no collection; expected cran\.all\.1400"):
        read_collection(tmp_path)
    (tmp_path / "CISI.ALL").write_text(FILES["cisi"]["CISI.ALL"])
    with pytest.raises(ValueError, match=r"lacks cisi\.rel"):
        read_collection(tmp_path)


def test_judgments_of_another_corpus_are_an_error(tmp_path: Path) -> None:
    (tmp_path / "news.jsonl").write_text(FILES["jsonl"]["news.jsonl"])
    question = {"id": "1", "text": "x", "relevant": ["elsewhere"]}
    (tmp_path / "news.queries.jsonl").write_text(json.dumps(question))
    with pytest.raises(ValueError, match="such as elsewhere, have no document"):
        read_collection(tmp_path)


def test_ndcg_with_binary_gains() -> None:
    relevant = frozenset("ab")
    best = 1 + 1 / math.log2(3)
    assert ndcg(["a", "b"], relevant) == pytest.approx(1.0)
    assert ndcg(["x", "a"], relevant) == pytest.approx((1 / math.log2(3)) / best)
    assert ndcg([], relevant) == 0.0
    assert ndcg([*"0123456789", "a"], relevant) == 0.0


def test_the_paired_t_value_is_that_of_the_differences() -> None:
    # Differences 0.1, 0.3, 0.2: mean 0.2, standard deviation 0.1.
    assert paired_t([0.5, 0.6, 0.7], [0.4, 0.3, 0.5]) == pytest.approx(0.2 / (0.1 / math.sqrt(3)))
    assert paired_t([0.5, 0.6], [0.5, 0.6]) == 0.0
    assert paired_t([0.0, 0.0], [1.0, 1.0]) == -math.inf


def test_content_words_are_distinct_and_without_stop_words() -> None:
    assert content_words("What is the Flow of flow in AIR? 12") == ["flow", "air", "12"]


@pytest.mark.parametrize("peer_class", [Fts5Peer, WhooshPeer])
def test_peers_rank_the_document_with_the_words_first(
    tmp_path: Path, peer_class: type[RankedPeer]
) -> None:
    peer = peer_class()
    peer.build(collection(tmp_path, "lisa").documents)
    assert peer.rank(["catalogue", "zebra"]) == ["501"]
    assert peer.rank(["zebra"]) == []


def test_the_table_has_a_row_for_each_engine(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    read = collection(tmp_path / "files", "jsonl")
    product = Product(read.documents, tmp_path)
    lines = table(rankings(read, product, "short", [Fts5Peer]), read.questions)
    assert [line.split("  ")[0] for line in lines[1:]] == [
        "this program, as typed, articles",
        "this program, as typed, paragraphs",
        "this program, OR, articles",
        "this program, OR, paragraphs",
        "FTS5, OR, documents",
    ]
    assert lines[5].split()[3:] == ["1.000", "0.0%", "0.00", "0.00"]
