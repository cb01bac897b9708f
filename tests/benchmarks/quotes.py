"""Benchmark of quote checking: seeded passages of an archive, changed in one of ten ways.

``python -m tests.benchmarks.quotes CORPUS.jsonl INDEX [--passages 1000] [--seed 29]``, where
INDEX is an index of the corpus. Prints the share of right verdicts by kind of change, the share
whose first passage is the right one or has its text, the share of shuffled passages that are
found at all, and the processor time of a quotation.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchapp.models.quotes import CheckedQuotation, Verdict
from searchapp.quotes import QuoteChecker
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from searchapp.text_reuse.words import forms, words_with_offsets

SHORTEST, LONGEST = 6, 60
TENSES = {
    "is": "was", "are": "were", "has": "had", "have": "had", "will": "would", "can": "could",
    "was": "is", "were": "are", "had": "has", "would": "will", "could": "can", "said": "says",
    "rose": "rises", "fell": "falls",
}  # fmt: skip


@dataclass(frozen=True)
class Passage:
    """Consecutive words of a paragraph."""

    address: str
    paragraph: str
    words: tuple[str, ...]


Change = Callable[[random.Random, list[str]], list[str]]


def _drop(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(1, len(words) - 1)
    return words[:place] + words[place + 1 :]


def _replace(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(len(words))
    return [*words[:place], "pomegranate", *words[place + 1 :]]


def _insert(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(1, len(words))
    return [*words[:place], "certainly", *words[place:]]


def _ellipsis(choose: random.Random, words: list[str]) -> list[str]:
    first = choose.randrange(1, len(words) - 2)
    last = min(first + choose.randint(1, 4), len(words) - 1)
    return [*words[:first], "...", *words[last:]]


def _bracket(choose: random.Random, words: list[str]) -> list[str]:
    place = choose.randrange(1, len(words))
    return [*words[:place], "[as he put it]", *words[place:]]


def _case(_: random.Random, words: list[str]) -> list[str]:
    return [re.sub(r"[,;:]$", "", word).upper() for word in words]


def _tense(_: random.Random, words: list[str]) -> list[str]:
    return [TENSES.get(word, word) for word in words]


def _ends(choose: random.Random, words: list[str]) -> list[str]:
    cut = choose.randint(1, max(1, len(words) // 4))
    return words[cut:] if choose.random() < 0.5 else words[:-cut]


CHANGES: dict[str, tuple[Change, Verdict]] = {
    "nothing": (lambda _, words: words, "verbatim"),
    "case and marks": (_case, "verbatim"),
    "a word dropped": (_drop, "altered"),
    "a word replaced": (_replace, "altered"),
    "a word inserted": (_insert, "altered"),
    "an ellipsis": (_ellipsis, "verbatim"),
    "a bracketed insertion": (_bracket, "verbatim"),
    "tense": (_tense, "altered"),
    "truncated ends": (_ends, "verbatim"),
    "two spliced": (lambda _, words: words, "spliced"),
}


def read_passages(path: Path, choose: random.Random, count: int) -> list[Passage]:
    """Return *count* seeded passages of the paragraphs of a JSONL corpus."""
    paragraphs = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            for number, text in enumerate(article["paragraphs"], 1):
                text = re.sub(r"\s+", " ", text)
                if len(text.split()) >= SHORTEST and not set('"“”[]') & set(text):
                    paragraphs.append((f"{article['id']}#p{number}", text))
    passages: list[Passage] = []
    while len(passages) < count:
        address, text = choose.choice(paragraphs)
        words = text.split()
        size = choose.randint(SHORTEST, min(LONGEST, len(words)))
        first = choose.randint(0, len(words) - size)
        chosen = tuple(words[first : first + size])
        if len(forms(words_with_offsets(" ".join(chosen)))) >= SHORTEST and "..." not in text:
            passages.append(Passage(address, text, chosen))
    return passages


def _holds(checked: CheckedQuotation, passage: Passage, kind: str, words: Sequence[str]) -> bool:
    """Whether the first passage is the right one, or has the quoted words verbatim as well.

    Of two spliced passages, the quoted words are the first half of the first one, and with an
    ellipsis those on both sides of it, in their order.
    """
    if not checked.matches:
        return False
    first = checked.matches[0].hit
    parts = [" ".join(passage.words)]
    if kind == "two spliced":
        parts = [" ".join(passage.words[: _half(passage.words)])]
    elif kind == "an ellipsis":
        parts = " ".join(words).split(" ... ")
    text, position = " ".join(forms(words_with_offsets(first.text))), 0
    for part in parts:
        position = text.find(" ".join(forms(words_with_offsets(part))), position)
        if position < 0:
            return first.id == passage.address
    return True


def _half(words: Sequence[str]) -> int:
    return max(3, len(words) // 2)


def _changed(
    choose: random.Random, passage: Passage, other: Passage, kind: str
) -> list[str] | None:
    """Return the words of a passage after a change of *kind*, None if it changes nothing."""
    words = list(passage.words)
    if kind == "two spliced":
        return [*words[: _half(words)], *other.words[-_half(other.words) :]]
    changed = CHANGES[kind][0](choose, words)
    return None if kind == "tense" and changed == words else changed


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


class Benchmark:
    """Checks changed passages and counts the right verdicts; *verbose* prints what is wrong."""

    def __init__(self, checker: QuoteChecker, *, verbose: bool) -> None:
        self.checker = checker
        self.verbose = verbose
        self.right: Counter[str] = Counter()
        self.first: Counter[str] = Counter()
        self.total: Counter[str] = Counter()
        self.seconds: list[float] = []

    def _check(self, words: Sequence[str]) -> CheckedQuotation:
        started = time.thread_time()
        [checked] = self.checker.check(" ".join(words)).quotations
        self.seconds.append(time.thread_time() - started)
        return checked

    def check_changed(self, choose: random.Random, passages: Sequence[Passage]) -> None:
        """Check each passage, changed in one of the ways in turn."""
        kinds = list(CHANGES)
        for number, passage in enumerate(passages):
            kind = kinds[number % len(kinds)]
            words = _changed(choose, passage, passages[number - 1], kind)
            if words is None:
                continue
            checked = self._check(words)
            is_right, is_first = (
                checked.verdict == CHANGES[kind][1],
                _holds(checked, passage, kind, words),
            )
            self.total[kind] += 1
            self.right[kind] += is_right
            self.first[kind] += is_first
            if self.verbose and not (is_right and is_first):
                print(f"{kind}: {checked.verdict}: {' '.join(words)!r} {passage.address}")
                for match in checked.matches[:2]:
                    print("    ", match.hit.id, match.similarity, match.changes)

    def count_shuffled(self, choose: random.Random, passages: Sequence[Passage]) -> int:
        """Return how many of the passages are found with their words shuffled."""
        count = 0
        for passage in passages:
            shuffled = choose.sample(passage.words, len(passage.words))
            checked = self._check(shuffled)
            if checked.verdict != "not_found" and shuffled != list(passage.words):
                count += 1
                if self.verbose:
                    print(f"shuffled: {checked.verdict}: {' '.join(shuffled)!r}")
        return count

    def print_shares(self) -> None:
        """Print the shares of right verdicts and first passages, by kind and in all."""
        right, first, total = self.right, self.first, self.total
        for kind in CHANGES:
            print(f"{kind:24} right {_share(right[kind], total[kind]):>8}"
                  f"  first {_share(first[kind], total[kind]):>8}  of {total[kind]}")  # fmt: skip
        print(f"right verdict {_share(right.total(), total.total())},"
              f" right passage first {_share(first.total(), total.total())}")  # fmt: skip


def main() -> None:
    """Run the benchmark that the command line describes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--passages", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=29)
    parser.add_argument("-v", "--verbose", action="store_true", help="print what is wrong")
    options = parser.parse_args()
    choose = random.Random(options.seed)
    passages = read_passages(options.corpus, choose, options.passages)
    checker = QuoteChecker(SearchService(Settings(index_dir=options.index)))
    benchmark = Benchmark(checker, verbose=options.verbose)
    benchmark.check_changed(choose, passages)
    benchmark.print_shares()
    shuffled = benchmark.count_shuffled(choose, passages)
    print(f"shuffled passages found: {_share(shuffled, len(passages))}")
    quantiles = statistics.quantiles(benchmark.seconds, n=100)
    print(f"processor time of a quotation: p50 {1000 * quantiles[49]:.1f} ms,"
          f" p99 {1000 * quantiles[98]:.1f} ms")  # fmt: skip


if __name__ == "__main__":
    main()
