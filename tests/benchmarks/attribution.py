"""Measures attribution against labels, and its speed.

    python -m tests.benchmarks.attribution --gold ARTICLES GOLD FIRST LAST ...
        [--spans SPANS] [--speed ARTICLES]

Each ``--gold`` names a set with resolved labels and the lines of it that are scored,
from 1, both inclusive; it prints speakers, a reliability table and the errors by
kind of source. ``--spans`` names articles with marked spans; the fifth that the
scorer was not trained on is scored: cues with their sources, contents, and
reliability. ``--speed`` reads any articles and prints paragraphs a second of the
processor and the peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from searchapp.attribution import attribute
from searchapp.attribution.syntax.tokens import tokenize
from searchapp.models.articles import Article, Attribution, Paragraph
from tests.benchmarks.labelled import (
    Json,
    alike,
    allowed_speakers,
    article_of,
    fold_of,
    read_lines,
    score,
)

_NAMED = ("person", "organization")
_BINS = 10


def reliability(judged: list[tuple[float, bool]]) -> float:
    """Print how often attributions of each confidence are right; return the expected error."""
    error = 0.0
    for k in range(_BINS):
        own = [(c, right) for c, right in judged if min(int(c * _BINS), _BINS - 1) == k]
        if not own:
            continue
        mean = sum(c for c, _ in own) / len(own)
        share = sum(right for _, right in own) / len(own)
        error += abs(mean - share) * len(own) / len(judged)
        print(f"  from {k / _BINS:.1f}  n {len(own):5}  said {mean:.3f}  right {share:.3f}")
    print(f"  expected calibration error {error:.4f} of {len(judged)}")
    return error


def names_in(paragraph: Paragraph) -> set[str]:
    """Return the persons and organizations that a paragraph gives words or thoughts to."""
    return {a.speaker.name for a in paragraph.attributions if a.speaker.kind in _NAMED}


def measure_speakers(articles: Path, gold: Path, first: int, last: int) -> None:
    """Print scores, reliability and errors on lines *first* to *last* of a labelled set."""
    golds = list(islice(read_lines(gold), first - 1, last))
    read = [attribute(article_of(line)) for line in islice(read_lines(articles), first - 1, last)]
    named = {a.id: [names_in(p) for p in a.paragraphs] for a in read}
    print(f"{articles.name} lines {first}-{last}")
    print("  persons               ", score(golds, named, {"person"}))
    print("  persons, organizations", score(golds, named, {"person", "org"}))
    judged: list[tuple[float, bool]] = []
    wrong: Counter[str] = Counter()
    for article, labels in zip(read, golds, strict=True):
        for paragraph, allowed in zip(article.paragraphs, allowed_speakers(labels), strict=True):
            for a in paragraph.attributions:
                if a.speaker.kind in _NAMED:
                    right = any(alike(a.speaker.name, s) for s in allowed)
                    judged.append((a.confidence, right))
                    wrong[f"{a.rule}, {a.act}"] += not right
    reliability(judged)
    print("  wrong by rule:", ", ".join(f"{rule} {n}" for rule, n in wrong.most_common(8) if n))


def _touches(spans: list[list[int]], attribution: Attribution, which: str) -> bool:
    passage = attribution.cue_span if which == "cue" else attribution.source_span
    return passage is not None and any(
        p == passage.paragraph - 1 and s < passage.end and passage.start < e for p, s, e in spans
    )


def _words(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """Return where the words in *spans* of *text* start."""
    tokens = tokenize(text)
    return {
        at
        for at, word in zip(tokens.starts, tokens.words, strict=True)
        if word[0].isalnum() and any(s <= at < e for s, e in spans)
    }


def _bare(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans without marks and space around them, those that touch joined."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if joined and not any(c.isalnum() for c in text[joined[-1][1] : start]):
            joined[-1] = (joined[-1][0], end)
        elif start < end:
            joined.append((start, end))
    return joined


def measure_spans(path: Path) -> None:
    """Print cues found, contents matched and reliability on the fifth kept from training."""
    found = marked = right = given = exact = contents = 0
    overlaps: list[float] = []
    judged: list[tuple[float, bool]] = []
    for line in read_lines(path):
        if fold_of(line["id"]) != 0:
            continue
        article = attribute(article_of(line))
        own = [a for p in article.paragraphs for a in cued_here(p)]
        marks = [m for m in line["attributions"] if m["cue"] and m["source"]]
        for mark in marks:
            hits = [a for a in own if _touches(mark["cue"], a, "cue")]
            hits = [a for a in hits if _touches(mark["source"], a, "source")]
            marked, found = marked + 1, found + bool(hits)
            if hits and mark["content"]:
                same, f1 = _compare(line, article, mark, hits[0])
                contents, exact = contents + 1, exact + same
                overlaps.append(f1)
        for a in own:
            good = is_marked(marks, a)
            given, right = given + 1, right + good
            judged.append((a.confidence, good))
    print(f"{path.name}, the fifth kept from training")
    precision, recall = right / max(1, given), found / max(1, marked)
    overlap = sum(overlaps) / max(1, len(overlaps))
    print(f"  cues with sources: precision {precision:.3f}, recall {recall:.3f} of {marked}")
    print(f"  contents: {exact / max(1, contents):.3f} exact, token F1 {overlap:.3f} of {contents}")
    reliability(judged)


def is_marked(marks: list[Json], attribution: Attribution) -> bool:
    """Whether cue and source overlap a marked cue and its source."""
    return any(
        _touches(m["cue"], attribution, "cue") and _touches(m["source"], attribution, "source")
        for m in marks
    )


def cued_here(paragraph: Paragraph) -> Iterator[Attribution]:
    """Yield the attributions of a paragraph whose cue stands in it."""
    for a in paragraph.attributions:
        if a.cue_span is not None and a.cue_span.paragraph == paragraph.number:
            yield a


def _compare(line: Json, article: Article, mark: Json, hit: Attribution) -> tuple[bool, float]:
    """Compare one marked content with the found one, over all paragraphs that they touch."""
    wanted: dict[int, list[tuple[int, int]]] = {}
    for p, start, end in mark["content"]:
        wanted.setdefault(p, []).append((start, end))
    got = {
        p.number - 1: list(a.spans)
        for p in article.paragraphs
        for a in p.attributions
        if a.cue_span == hit.cue_span and a.speaker == hit.speaker
    }
    same, common, total = True, 0, 0
    for p in wanted.keys() | got.keys():
        text = line["paragraphs"][p]
        one, other = wanted.get(p, []), got.get(p, [])
        same = same and _bare(text, one) == _bare(text, other)
        x, y = _words(text, one), _words(text, other)
        common, total = common + len(x & y), total + len(x) + len(y)
    return same, 2 * common / max(1, total)


def measure_speed(path: Path) -> None:
    """Print paragraphs a second of the processor, reading apart, and the peak memory."""
    paragraphs, seconds = 0, 0.0
    for line in read_lines(path):
        article = _any_article(line)
        start = time.process_time()
        attribute(article)
        seconds += time.process_time() - start
        paragraphs += len(article.paragraphs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = paragraphs / seconds
    print(f"{path.name}: {paragraphs} paragraphs, {rate:.0f} a second, peak {peak:.0f} MB")


def _any_article(line: Json) -> Article:
    if "paragraphs" in line:
        return article_of(line)
    texts = [text for text in line["body"].split("\n\n") if text.strip()]
    return article_of({**line, "paragraphs": texts})


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs=4, action="append", default=[])
    parser.add_argument("--spans", type=Path)
    parser.add_argument("--speed", type=Path)
    given = parser.parse_args()
    for articles, gold, first, last in given.gold:
        measure_speakers(Path(articles), Path(gold), int(first), int(last))
    if given.spans:
        measure_spans(given.spans)
    if given.speed:
        measure_speed(given.speed)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
