"""Benchmark of trails: seeded passages of an index, put into new articles in other wordings.

``python -m tests.benchmarks.trails INDEX [--passages 1000] [--seed 29]`` adds an article with
each changed passage to a copy of the index in a temporary folder. It prints the share of these
that are in one trail with their original (recall), by kind of change; the share of the pairs of
such an article and another one in one trail that are right (precision); and the processor time of
adding them, of adding one more, and of reading the trails. Originals are passages of paragraphs
that are in no trail. A pair is right if the other paragraph has all words of the original in their
order, or is an article with another change of the same words.
"""

from __future__ import annotations

import argparse
import datetime
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchapp.engine.catalog import entry_for
from searchapp.engine.embedded.engine import EmbeddedEngine
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.write.index_writer import EmbeddedStore
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker
from searchapp.models.search import SearchRequest
from searchapp.models.trails import Trail, TrailsRequest
from searchapp.query.analysis import folded_words
from searchapp.query.parsed_query import parse
from searchapp.text_reuse.passages import MIN_WORDS, passages_of
from searchapp.text_reuse.words import words_with_offsets
from tests.benchmarks.quotes import TENSES

Change = Callable[[random.Random, list[str]], list[str]]


def _drop(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(len(words))
    return words[:place] + words[place + 1 :]


def _replace(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(len(words))
    return [*words[:place], "pomegranate", *words[place + 1 :]]


def _insert(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(len(words))
    return [*words[:place], "certainly", *words[place:]]


def _ends(choose: random.Random, words: list[str]) -> list[str]:
    cut = choose.randint(1, max(1, len(words) // 4))
    return words[cut:] if choose.random() < 0.5 else words[:-cut]


CHANGES: dict[str, Change] = {
    "nothing": lambda _, words: words,
    "a word dropped": _drop,
    "a word replaced": _replace,
    "a word inserted": _insert,
    "two words changed": lambda choose, words: _insert(choose, _replace(choose, words)),
    "tense": lambda _, words: [TENSES.get(word, word) for word in words],
    "truncated ends": _ends,
    "within more words": lambda _, words: ["asked", "whether", "it", "was", "so,", *words],
}


@dataclass(frozen=True)
class Seeded:
    """A changed passage: its folded words before, their paragraph, and the kind of change."""

    key: str
    original: str
    kind: str
    text: str

    def article(self, id_: str) -> Article:
        """Return an article that reports it."""
        speaker = Speaker("jane-doe", "Jane Doe", "person")
        text = f"{self.text}, said Jane Doe."
        said = Attribution(speaker, "", "said", "indirect", ((0, len(self.text)),))
        return Article(id_, "T", datetime.date(1999, 1, 1), (Paragraph(1, text, (said,)),))


def seeded_passages(engine: EmbeddedEngine, choose: random.Random, count: int) -> list[Seeded]:
    """Return at most *count* changed passages of paragraphs that are in no trail."""
    hits = [
        hit for hit in engine.scan(SearchRequest(copies="all"), parse("")).hits if not hit.trail
    ]
    choose.shuffle(hits)
    seeded: list[Seeded] = []
    kinds = list(CHANGES)
    for hit in hits:
        passages = passages_of(Paragraph(hit.number, hit.text, hit.attributions))
        if len(seeded) < count and passages:
            passage = choose.choice(passages)
            kind = kinds[len(seeded) % len(kinds)]
            words = hit.text[passage.start : passage.end].split()
            text = " ".join(CHANGES[kind](choose, words))
            if len(words_with_offsets(text)) >= MIN_WORDS:
                seeded.append(Seeded(passage.key, hit.id, kind, text))
    return seeded


def add(index: Path, articles: Sequence[Article]) -> float:
    """Add *articles* to an index; return the seconds of processor time."""
    live = Generations(index)
    number = live.current()
    assert number is not None
    attribution = live.manifest(number).attribution
    started = time.process_time()
    with EmbeddedStore(index).writer(attribution=attribution, full=False) as writer:
        for entry in list(writer.entries.values()):
            writer.keep(entry)
        for article in articles:
            writer.add(article, entry_for(article, "seeded", 1, None, 1, ""))
        writer.commit()
    return time.process_time() - started


def _all_trails(engine: EmbeddedEngine) -> Iterator[Trail]:
    page = 1
    while trails := engine.trails(TrailsRequest(page=page, limit=100)).trails:
        yield from trails
        page += 1


def measure(engine: EmbeddedEngine, seeded: Sequence[Seeded]) -> None:
    """Print recall and precision."""
    by_id = {f"seeded-{number}#p1": one for number, one in enumerate(seeded)}
    found: Counter[str] = Counter()
    right = pairs = 0
    for trail in _all_trails(engine):
        texts = {
            id_: b" ".join(folded_words(appearance.hit.text)).decode()
            for appearance in trail.appearances
            for id_ in (appearance.hit.id, *appearance.copies)
        }
        for member in texts.keys() & by_id.keys():
            one = by_id[member]
            found[one.kind] += one.original in texts
            for other in texts.keys() - {member}:
                words = by_id[other].key if other in by_id else texts[other]
                right += one.key in words
                pairs += 1
    total = Counter(one.kind for one in seeded)
    for kind in CHANGES:
        print(f"{kind:20} {100 * found[kind] / max(total[kind], 1):5.1f} %  of {total[kind]}")
    print(f"recall {100 * found.total() / total.total():.1f} %")
    print(f"precision {100 * right / max(pairs, 1):.1f} % of {pairs} pairs")


def main() -> None:
    """Run the benchmark that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("index", type=Path)
    parser.add_argument("--passages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=29)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder) / "index"
        shutil.copytree(options.index, index)
        engine = EmbeddedEngine(index)
        print(f"{engine.trails(TrailsRequest()).total} trails before")
        choose = random.Random(options.seed)
        seeded = seeded_passages(engine, choose, options.passages)
        articles = [one.article(f"seeded-{number}") for number, one in enumerate(seeded)]
        print(f"{len(articles)} articles added in {add(index, articles):.2f} s")
        one_more = Seeded("", "", "", "nobody has ever added an article with these words before")
        print(f"one more in {add(index, [one_more.article('more')]):.2f} s")
        started = time.process_time()
        engine.trails(TrailsRequest(conflict=True))
        print(f"trails and conflicts read in {time.process_time() - started:.2f} s")
        measure(engine, seeded)
        engine.close()


if __name__ == "__main__":
    main()
