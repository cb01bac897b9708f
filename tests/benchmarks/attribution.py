"""Measures attribution against labels, and its speed.

    python -m tests.benchmarks.attribution --gold ARTICLES GOLD FIRST LAST ...
        [--diagram FILE] [--spans SPANS] [--speed ARTICLES]

Each ``--gold`` names a set with resolved speakers and the lines of it to score, from 1, both
inclusive; it prints scores of speakers, a reliability table and the errors by rule, and the
scores by publisher where the articles have one. ``--diagram`` writes the reliability of
persons and of organizations in all these sets as an SVG file.
``--spans`` names articles with marked spans, of which it scores the fold that the weights
were not trained on: cues with their sources, contents, and reliability. ``--speed`` reads any
articles and prints paragraphs per second of processor time and the peak memory.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from searchapp.attribution import attribute
from searchapp.attribution.syntax.tokens import tokenize
from searchapp.models.articles import Article, Attribution, Paragraph, SpeakerKind
from tests.benchmarks.labelled import (
    Json,
    alike,
    allowed_speakers,
    article_of,
    fold_of,
    read_lines,
    score,
)
from tests.benchmarks.reliability_diagram import Judged, bins, calibration_error, diagram

_NAMED_KINDS: tuple[SpeakerKind, ...] = ("person", "organization")


def reliability(judged: list[Judged]) -> None:
    """Print how often attributions of each confidence are right, and the expected error."""
    for count, mean, share in bins(judged):
        print(f"  n {count:5}  mean {mean:.3f}  right {share:.3f}")
    print(f"  expected calibration error {calibration_error(judged):.4f} of {len(judged)}")


def named_speakers(paragraph: Paragraph, kinds: Collection[SpeakerKind] = _NAMED_KINDS) -> set[str]:
    """Return the speakers of *kinds* that a paragraph attributes words or thoughts to."""
    return {
        a.speaker.name
        for a in paragraph.attributions
        if a.speaker.kind in kinds and a.act != "refusal"
    }


def measure_speakers(
    articles: Path, gold: Path, first: int, last: int
) -> dict[SpeakerKind, list[Judged]]:
    """Print scores, reliability and errors on lines *first* to *last* of a labelled set.

    Return the pairs of a paragraph and a speaker it quotes, by the speaker's kind.
    """
    golds = list(islice(read_lines(gold), first - 1, last))
    lines = list(islice(read_lines(articles), first - 1, last))
    attributed = [attribute(article_of(line)) for line in lines]
    named = {article.id: [named_speakers(p) for p in article.paragraphs] for article in attributed}
    persons = {a.id: [named_speakers(p, ["person"]) for p in a.paragraphs] for a in attributed}
    print(f"{articles.name} lines {first}-{last}")
    print("  persons               ", score(golds, named, {"person"}, persons))
    print("  persons, organizations", score(golds, named, {"person", "org"}))
    _print_by_publisher(lines, golds, named, persons)
    judged: list[Judged] = []
    by_kind: dict[SpeakerKind, list[Judged]] = {kind: [] for kind in _NAMED_KINDS}
    wrong: Counter[str] = Counter()
    for article, labels in zip(attributed, golds, strict=True):
        for paragraph, allowed in zip(article.paragraphs, allowed_speakers(labels), strict=True):
            for a in paragraph.attributions:
                if a.speaker.kind in _NAMED_KINDS:
                    right = any(alike(a.speaker.name, name) for name in allowed)
                    judged.append((a.confidence, right))
                    wrong[f"{a.rule}, {a.act}"] += not right
            for kind, own in by_kind.items():
                own += _judged_pairs(paragraph, kind, allowed)
    reliability(judged)
    print("  wrong by rule:", ", ".join(f"{rule} {n}" for rule, n in wrong.most_common(8) if n))
    return by_kind


def _judged_pairs(paragraph: Paragraph, kind: SpeakerKind, allowed: set[str]) -> list[Judged]:
    """The speakers of a kind whom a paragraph quotes, each with the highest confidence."""
    highest: dict[str, float] = {}
    for a in paragraph.attributions:
        if a.speaker.kind == kind and a.act == "speech":
            name = a.speaker.name
            highest[name] = max(a.confidence, highest.get(name, 0.0))
    return [
        (confidence, any(alike(name, other) for other in allowed))
        for name, confidence in highest.items()
    ]


def _print_by_publisher(
    lines: list[Json],
    golds: list[Json],
    named: dict[str, list[set[str]]],
    persons: dict[str, list[set[str]]],
) -> None:
    """Print the scores of each publisher, and of the set without it."""
    publishers = Counter(line["source"] for line in lines if line.get("source"))
    if len(publishers) < 2:
        return
    for publisher, count in publishers.most_common():
        own = {line["id"] for line in lines if line.get("source") == publisher}
        only = score([gold for gold in golds if gold["id"] in own], named, {"person"}, persons)
        without = score(
            [gold for gold in golds if gold["id"] not in own], named, {"person"}, persons
        )
        print(f"    {publisher} ({count}): persons {only.f1:.3f}, without it {without.f1:.3f}")


def _touches(spans: list[list[int]], attribution: Attribution, which: str) -> bool:
    passage = attribution.cue_span if which == "cue" else attribution.source_span
    return passage is not None and any(
        p == passage.paragraph - 1 and s < passage.end and passage.start < e for p, s, e in spans
    )


def _word_starts(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    """The starts of the words in *spans* of *text*."""
    tokens = tokenize(text)
    return {
        start
        for start, word in zip(tokens.starts, tokens.words, strict=True)
        if word[0].isalnum() and any(s <= start < e for s, e in spans)
    }


def _normalized(text: str, spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans without marks and space around them; adjacent ones are joined."""
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


@dataclass(slots=True)
class SpanScores:
    """Counts of marked cues and of attributions, and how well their contents match."""

    marked: int = 0
    matched: int = 0
    attributed: int = 0
    right: int = 0
    exact_contents: int = 0
    content_f1: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        precision = self.right / max(1, self.attributed)
        recall = self.matched / max(1, self.marked)
        contents = len(self.content_f1)
        exact = self.exact_contents / max(1, contents)
        f1 = sum(self.content_f1) / max(1, contents)
        return (
            f"  cues with sources: precision {precision:.3f}, recall {recall:.3f} of {self.marked}"
            f"\n  contents: {exact:.3f} exact, token F1 {f1:.3f} of {contents}"
        )


def measure_spans(path: Path) -> None:
    """Print scores of cues and contents, and reliability, on the fold kept from training."""
    scores = SpanScores()
    judged: list[Judged] = []
    for line in read_lines(path):
        if fold_of(line["id"]) != 0:
            continue
        article = attribute(article_of(line))
        own = [a for paragraph in article.paragraphs for a in cued_here(paragraph)]
        marks = [mark for mark in line["attributions"] if mark["cue"] and mark["source"]]
        for mark in marks:
            _score_mark(scores, line, article, mark, own)
        for a in own:
            right = is_marked(marks, a)
            scores.attributed, scores.right = scores.attributed + 1, scores.right + right
            judged.append((a.confidence, right))
    print(f"{path.name}, the fold kept from training")
    print(scores)
    reliability(judged)


def _score_mark(
    scores: SpanScores, line: Json, article: Article, mark: Json, attributions: list[Attribution]
) -> None:
    """Count a marked cue and compare its content with that of the first matching attribution."""
    matches = [
        a
        for a in attributions
        if _touches(mark["cue"], a, "cue") and _touches(mark["source"], a, "source")
    ]
    scores.marked += 1
    if matches:
        scores.matched += 1
        if mark["content"]:
            exact, f1 = _compare_contents(line, article, mark, matches[0])
            scores.exact_contents += exact
            scores.content_f1.append(f1)


def is_marked(marks: list[Json], attribution: Attribution) -> bool:
    """Whether cue and source overlap a marked cue and its source."""
    return any(
        _touches(mark["cue"], attribution, "cue")
        and _touches(mark["source"], attribution, "source")
        for mark in marks
    )


def cued_here(paragraph: Paragraph) -> Iterator[Attribution]:
    """Yield the attributions of a paragraph that have their cue in it."""
    for a in paragraph.attributions:
        if a.cue_span is not None and a.cue_span.paragraph == paragraph.number:
            yield a


def _compare_contents(
    line: Json, article: Article, mark: Json, match: Attribution
) -> tuple[bool, float]:
    """Whether a marked content and an attribution's are the same, and their token F1."""
    marked: dict[int, list[tuple[int, int]]] = {}
    for p, start, end in mark["content"]:
        marked.setdefault(p, []).append((start, end))
    extracted = {
        p.number - 1: list(a.spans)
        for p in article.paragraphs
        for a in p.attributions
        if a.cue_span == match.cue_span and a.speaker == match.speaker
    }
    exact, common, total = True, 0, 0
    for p in marked.keys() | extracted.keys():
        text = line["paragraphs"][p]
        gold, own = marked.get(p, []), extracted.get(p, [])
        exact = exact and _normalized(text, gold) == _normalized(text, own)
        gold_words, own_words = _word_starts(text, gold), _word_starts(text, own)
        common += len(gold_words & own_words)
        total += len(gold_words) + len(own_words)
    return exact, 2 * common / max(1, total)


def measure_speed(path: Path) -> None:
    """Print paragraphs per second of processor time, without reading, and the peak memory."""
    paragraphs, seconds = 0, 0.0
    for line in read_lines(path):
        article = _article_of_any(line)
        start = time.process_time()
        attribute(article)
        seconds += time.process_time() - start
        paragraphs += len(article.paragraphs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    rate = paragraphs / seconds
    print(f"{path.name}: {paragraphs} paragraphs, {rate:.0f} a second, peak {peak:.0f} MB")


def _article_of_any(line: Json) -> Article:
    """The article of a line with ``paragraphs`` or with one ``body``."""
    if "paragraphs" in line:
        return article_of(line)
    texts = [text for text in line["body"].split("\n\n") if text.strip()]
    return article_of({**line, "paragraphs": texts})


def main() -> None:
    """Measure what the arguments name."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs=4, action="append", default=[])
    parser.add_argument("--diagram", type=Path)
    parser.add_argument("--spans", type=Path)
    parser.add_argument("--speed", type=Path)
    arguments = parser.parse_args()
    by_kind: dict[SpeakerKind, list[Judged]] = {kind: [] for kind in _NAMED_KINDS}
    for articles, gold, first, last in arguments.gold:
        judged = measure_speakers(Path(articles), Path(gold), int(first), int(last))
        for kind, own in judged.items():
            by_kind[kind] += own
    if arguments.diagram:
        series = {f"{kind}s": own for kind, own in by_kind.items()}
        arguments.diagram.write_text(diagram(series), encoding="utf-8")
    if arguments.spans:
        measure_spans(arguments.spans)
    if arguments.speed:
        measure_speed(arguments.speed)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
