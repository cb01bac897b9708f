"""Relevance benchmark: this program beside its peers on public test collections.

    python -m tests.benchmarks.relevance FOLDER... [--questions short,text]

Each folder holds one collection: TIME, Cranfield, CISI or LISA in its public format, or JSON
Lines (``judged_collections.py``). This program is asked through its API, in the question's own
words as typed and in its content words joined by OR; ``articles`` are the hits grouped by
article, ``paragraphs`` the articles of the hits in their order. Peers index whole documents and
get the content words joined by OR. Needs the extra ``bench``.

Printed for each: nDCG@10 (binary gain, discount log2(rank + 1)), the share of questions that find
nothing, and paired t values of this program, as typed and joined by OR, both by article, less
the row; above 2 this program is ahead at the 5 % level, and below -2 it is behind.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import tempfile
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from flask.testing import FlaskClient

from searchapp import create_app
from searchapp.models.normalize import fold
from searchapp.query import analysis
from tests.benchmarks.judged_collections import Collection, Document, Question, read_collection
from tests.benchmarks.ranked_peers import DEPTH, PEERS, RankedPeer

TOP = 10

Ranking = Callable[[Question], list[str]]


def content_words(text: str) -> list[str]:
    """Return the distinct words of *text*, folded, without stop words and single letters."""
    words = (fold(word) for word in analysis.words_of(text))
    content = (w for w in words if len(w) > 1 and w.isalnum() and w not in analysis.STOP_WORDS)
    return list(dict.fromkeys(content))


def ndcg(ids: Sequence[str], relevant: frozenset[str]) -> float:
    """Return the nDCG of the first ``TOP`` of *ids* with binary gains.

    Discount ``log2(rank + 1)`` (Järvelin and Kekäläinen, 2002).
    """
    gained = math.fsum(
        1 / math.log2(rank + 1) for rank, id_ in enumerate(ids[:TOP], start=1) if id_ in relevant
    )
    best = math.fsum(1 / math.log2(rank + 1) for rank in range(1, min(TOP, len(relevant)) + 1))
    return gained / best


def paired_t(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Return Student's t of the paired differences, positive where *ours* are larger.

    0.0 where all pairs are equal, infinite where all differ by the same.
    """
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    mean = statistics.fmean(differences)
    deviation = statistics.stdev(differences) if len(differences) > 1 else 0.0
    if deviation == 0.0:
        return math.copysign(math.inf, mean) if mean else 0.0
    return mean / (deviation / math.sqrt(len(differences)))


class Product:
    """The program over the documents of a collection, asked through its API."""

    def __init__(self, documents: Sequence[Document], folder: Path) -> None:
        (folder / "corpus").mkdir()
        with (folder / "corpus" / "collection.jsonl").open("w", encoding="utf-8") as file:
            for document in documents:
                file.write(json.dumps(_article(document)) + "\n")
        app = create_app(
            corpus_dir=folder / "corpus",
            index_dir=folder / "index",
            max_query_milliseconds=60_000,
            max_query_characters=10_000,
        )
        result = app.test_cli_runner().invoke(args=["reindex"])
        if result.exit_code:
            raise RuntimeError(result.output)
        self._client: FlaskClient = app.test_client()

    def rank(self, q: str, *, grouped: bool) -> list[str]:
        """Return the ids of the articles that *q* finds, each once, the best first."""
        parameters = {"q": q, "limit": str(DEPTH), "group": "article" if grouped else "none"}
        response = self._client.get("/api/v1/search", query_string=parameters)
        # A question of stop words alone, say, has nothing to search for.
        answer = response.get_json() if response.status_code == 200 else {"results": []}
        return list(dict.fromkeys(hit["article"]["id"] for hit in answer["results"]))


def _article(document: Document) -> dict[str, object]:
    return {
        "id": document.id,
        "title": document.title or "Untitled",
        "date": document.date,
        "paragraphs": list(document.paragraphs),
    }


def rankings(
    collection: Collection,
    product: Product,
    kind: str,
    peers: Iterable[type[RankedPeer]] = PEERS,
) -> dict[str, Ranking]:
    """Return for each row of the table how it ranks; *kind* is ``short`` or ``text``."""

    def typed(question: Question) -> str:
        text: str = getattr(question, kind)
        return text

    def joined(question: Question) -> str:
        return " OR ".join(content_words(typed(question)))

    rows: dict[str, Ranking] = {
        "this program, as typed, articles": lambda q: product.rank(typed(q), grouped=True),
        "this program, as typed, paragraphs": lambda q: product.rank(typed(q), grouped=False),
        "this program, OR, articles": lambda q: product.rank(joined(q), grouped=True),
        "this program, OR, paragraphs": lambda q: product.rank(joined(q), grouped=False),
    }
    for peer_class in peers:
        peer = peer_class()
        peer.build(collection.documents)
        rows[f"{peer.name}, OR, documents"] = partial(_ranked_by, peer, typed)
    return rows


def _ranked_by(peer: RankedPeer, typed: Callable[[Question], str], question: Question) -> list[str]:
    return peer.rank(content_words(typed(question)))


def table(rows: dict[str, Ranking], questions: Sequence[Question]) -> list[str]:
    """Return the lines of the table of *rows*."""
    scores: dict[str, list[float]] = {}
    lines = [f"{'':36} nDCG@10  nothing  t typed  t OR"]
    for name, ranking in rows.items():
        ranked = [ranking(question) for question in questions]
        pairs = zip(ranked, questions, strict=True)
        scores[name] = [ndcg(ids, question.relevant) for ids, question in pairs]
        nothing = sum(not ids for ids in ranked) / len(ranked)
        lines.append(f"{name:36} {statistics.fmean(scores[name]):7.3f} {nothing:8.1%}")
    typed, joined = (scores[f"this program, {form}, articles"] for form in ("as typed", "OR"))
    for number, own in enumerate(scores.values(), start=1):
        lines[number] += f" {paired_t(typed, own):8.2f} {paired_t(joined, own):5.2f}"
    return lines


def main() -> None:
    """Print a table for each collection and kind of question."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--questions", default="short,text")
    arguments = parser.parse_args()
    for folder in arguments.folders:
        collection = read_collection(folder)
        with tempfile.TemporaryDirectory() as name:
            product = Product(collection.documents, Path(name))
            for kind in arguments.questions.split(","):
                questions = [q for q in collection.questions if getattr(q, kind)]
                if questions:
                    print(f"\n{collection.name}, {len(questions)} questions ({kind})")
                    print("\n".join(table(rankings(collection, product, kind), questions)))


if __name__ == "__main__":
    main()
