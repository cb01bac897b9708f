"""Trains the scorer of attribution candidates.

    python -m tests.benchmarks.train_attribution SPANS --gold ARTICLES GOLD LINES ... --out FILE

SPANS are articles with marked spans; candidates are right where cue and source
overlap a marked cue and its source; possible sources are right where a marked source
means them (``source_labels``). A fifth of the articles chooses the
regularisation, another fifth is never trained on (``labelled.fold_of``). Possible
sources learn from candidates as likely as weights from the other fifths say. Each
``--gold`` gives resolved labels of the first LINES articles of a set: they fit how
sure the speaker is, given the candidate. Last, confidence is calibrated: half by the
marked cues and sources of the fifth that chose, read with weights from the other
three, half by the resolved speakers. FILE takes the weights as JSON.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from searchapp.attribution import attribute
from searchapp.attribution.extractor import AttributionExtractor
from searchapp.attribution.lexicons.loader import load_lexicon
from searchapp.attribution.preprocess import read_paragraphs
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import Scorer, features
from searchapp.attribution.scoring.finalize import NAMED, speaker_features
from searchapp.attribution.scoring.source_model import source_features, weighed_places
from tests.benchmarks.attribution import cued_here, is_marked
from tests.benchmarks.labelled import (
    Json,
    alike,
    allowed_speakers,
    article_of,
    fold_of,
    read_lines,
)
from tests.benchmarks.regression import Example, Regression, log_loss, readable
from tests.benchmarks.source_labels import marked_places

_SMALLEST_COUNT = 4
_FLOOR = 0.2
_LASSO = 0.7
_SOURCE_PENALTY = 1.0
_SOURCE_LASSO = 2.0
# How sure an attribution must be before calibration, which moves them.
_THRESHOLDS = {
    "named": 0.76,
    "organization": 0.67,
    "described": 0.45,
    "again": 0.64,
    "thought": 0.85,
}
_LOWEST = dict.fromkeys(_THRESHOLDS, 0.5) | {"described": 0.4}

Judged = tuple[float, bool]


class _Recorder(Scorer):
    """A scorer that keeps what it was asked about."""

    def __init__(self, weights: dict[str, float], floor: float) -> None:
        super().__init__(weights, {}, floor, _THRESHOLDS)
        self.asked: list[tuple[list[str], Candidate]] = []

    def probability(
        self, context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
    ) -> float:
        names = features(context, candidate, earlier)
        self.asked.append((names, candidate))
        return self.logistic(sum(self.weights.get(name, 0.0) for name in names))


def _overlaps(spans: list[list[int]], paragraph: int, start: int, end: int) -> bool:
    return any(p == paragraph and s < end and start < e for p, s, e in spans)


def candidate_examples(path: Path, weights: dict[str, float], floor: float) -> Iterator[Example]:
    """Yield every candidate that the rules propose in the articles with marked spans."""
    lexicon = load_lexicon("en")
    for line in read_lines(path):
        readings, entities = read_paragraphs(article_of(line), lexicon)
        kinds = [entity.kind for entity in entities.all]
        fifth = fold_of(line["id"])
        for number, reading in enumerate(readings):
            near = [a for a in line["attributions"] if any(p == number for p, _, _ in a["cue"])]
            for sentence in reading.sentences:
                recorder = _Recorder(weights, floor)
                context = SentenceContext(sentence, lexicon, kinds, headline=reading.headline)
                find_candidates(context, recorder)
                items = sentence.items
                for names, c in recorder.asked:
                    cue = items[c.cue].start, items[c.cue_stop - 1].end
                    stop = min(max(c.phrase.stop, c.phrase.head + 1), len(items))
                    source = items[c.phrase.start].start, items[stop - 1].end
                    right = any(
                        _overlaps(a["source"], number, *source)
                        and (
                            _overlaps(a["cue"], number, *cue)
                            or (
                                c.rule == "quoting"
                                and _overlaps(a["content"], number, sentence.start, sentence.end)
                            )
                        )
                        for a in near
                    )
                    yield Example(names, right, fifth)


def train_candidates(
    path: Path, weights: dict[str, float], floor: float, penalties: list[float]
) -> dict[int, dict[str, float]]:
    """Return the weights of the candidates' features without each fifth.

    The penalty is chosen on fifth 1. Those without fifth 0 are from all that is
    trained on; it is missing from the others too.
    """
    examples = list(candidate_examples(path, weights, floor))
    fit = [e for e in examples if e.fifth > 1]
    choose = [e for e in examples if e.fifth == 1]
    tell = [e for e in examples if e.fifth == 0]
    model = Regression(fit, _SMALLEST_COUNT)
    losses = {
        p: log_loss(model.chances(choose, model.fit(fit, p, _LASSO)), choose) for p in penalties
    }
    best = min(losses, key=lambda p: losses[p])
    without: dict[int, dict[str, float]] = {}
    for fifth in (4, 3, 2, 1, 0):
        own = [e for e in fit + choose if e.fifth != fifth]
        model = Regression(own, _SMALLEST_COUNT)
        w = model.fit(own, best, _LASSO)
        without[fifth] = readable(model.names, w)
    chances = model.chances(tell, w)
    right = np.array([e.right for e in tell])
    print(f"{len(examples)} candidates, {np.mean([e.right for e in examples]):.3f} right")
    print(f"losses by penalty {losses}; held out {log_loss(chances, tell):.4f}")
    for t in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        kept = chances >= t
        print(
            f"  >= {t}: precision {right[kept].mean():.3f}, of the right {kept[right].mean():.3f}"
        )
    return without


def source_examples(path: Path, scorers: dict[int, Scorer]) -> Iterator[Example]:
    """Yield every possible source that is weighed in the articles with marked spans.

    *scorers* are those that weigh the candidates of each fifth.
    """
    lexicon = load_lexicon("en")
    for line in read_lines(path):
        readings, entities = read_paragraphs(article_of(line), lexicon)
        kinds = [entity.kind for entity in entities.all]
        fifth = fold_of(line["id"])
        for number, reading in enumerate(readings):
            spans = [
                (start, end)
                for a in line["attributions"]
                for p, start, end in a["source"]
                if p == number
            ]
            for sentence in reading.sentences:
                context = SentenceContext(sentence, lexicon, kinds, headline=reading.headline)
                found = find_candidates(context, scorers[fifth])
                marked = marked_places(context, spans)
                for place, best in weighed_places(context, found):
                    names = source_features(context, place, found, best)
                    yield Example(names, place.at in marked, fifth)


def train_sources(path: Path, scorers: dict[int, Scorer]) -> dict[int, dict[str, float]]:
    """Return the weights of the features of possible sources without fifth 1, and with it."""
    examples = list(source_examples(path, scorers))
    tell = [e for e in examples if e.fifth == 0]
    without: dict[int, dict[str, float]] = {}
    for fifth in (1, 0):
        own = [e for e in examples if e.fifth not in (0, fifth)]
        model = Regression(own, _SMALLEST_COUNT)
        w = model.fit(own, _SOURCE_PENALTY, _SOURCE_LASSO)
        without[fifth] = readable(model.names, w)
    chances = model.chances(tell, w)
    print(f"{len(examples)} possible sources, {np.mean([e.right for e in examples]):.3f} right")
    print(f"held out {log_loss(chances, tell):.4f}")
    right = np.array([e.right for e in tell])
    for t in (0.5, 0.6, 0.7, 0.8):
        kept = chances >= t
        print(
            f"  >= {t}: precision {right[kept].mean():.3f}, of the right {kept[right].mean():.3f}"
        )
    return without


def speaker_examples(articles: Path, gold: Path, lines: int, scorer: Scorer) -> Iterator[Example]:
    """Yield the drafts with a named speaker; the logit stands as a feature ``logit:x``."""
    lexicon = load_lexicon("en")
    for line, labels in islice(zip(read_lines(articles), read_lines(gold), strict=True), lines):
        allowed = allowed_speakers(labels)
        drafts = AttributionExtractor(article_of(line), lexicon, scorer).read()
        for number, own in enumerate(drafts):
            for draft in own:
                if draft.source.speaker.kind not in NAMED:
                    continue
                p = min(max(draft.found.probability, 1e-4), 1 - 1e-4)
                names = [f"logit:{math.log(p / (1 - p))}", "bias", *speaker_features(draft)]
                right = any(alike(draft.source.speaker.name, s) for s in allowed[number])
                yield Example(names, right, fold_of(line["id"]))


def train_speakers(examples: list[Example], penalty: float = 2.0) -> dict[str, float]:
    """Return the weights of the speakers' features and of the candidate's log-odds."""
    logits = np.array([float(e.features[0].partition(":")[2]) for e in examples])
    plain = [Example(e.features[1:], e.right, e.fifth) for e in examples]
    model = Regression(plain, 8)
    x, y = model.matrix(plain), np.array([e.right for e in examples], dtype=float)
    w, slope = np.zeros(len(model.names) + 1), 1.0
    for _ in range(4000):
        error = 1 / (1 + np.exp(-(w[x].sum(axis=1) + slope * logits))) - y
        gradient = np.bincount(x.ravel(), np.repeat(error, x.shape[1]), minlength=len(w))
        w -= 0.5 / len(y) * (gradient + penalty * w)
        w[-1] = 0.0
        slope -= 0.2 / len(y) * float(error @ logits)
    weights = {name: round(float(w[k]), 2) for k, name in enumerate(model.names)}
    return {"logit": round(slope, 3), **weights}


def judged_sources(path: Path, scorer: Scorer, fifth: int) -> Iterator[Judged]:
    """Yield how sure each cued attribution of a fifth is, and whether cue and source are marked."""
    for line in read_lines(path):
        if fold_of(line["id"]) == fifth:
            article = attribute(article_of(line), scorer)
            for a in (a for p in article.paragraphs for a in cued_here(p)):
                yield a.confidence, is_marked(line["attributions"], a)


def judged_speakers(articles: Path, gold: Path, lines: int, scorer: Scorer) -> Iterator[Judged]:
    """Yield how sure each attribution to a name is, and whether its paragraph has that speaker."""
    for line, labels in islice(zip(read_lines(articles), read_lines(gold), strict=True), lines):
        read = attribute(article_of(line), scorer)
        for paragraph, allowed in zip(read.paragraphs, allowed_speakers(labels), strict=True):
            for a in paragraph.attributions:
                if a.speaker.kind in NAMED:
                    yield a.confidence, any(alike(a.speaker.name, s) for s in allowed)


def calibrate(*samples: list[Judged]) -> dict[str, float]:
    """Return the slope and the offset of the log-odds that fit best, by Newton's method.

    Each of *samples* weighs as much as the others.
    """
    judged = [one for sample in samples for one in sample]
    p = np.array([sure for sure, _ in judged]).clip(1e-3, 1 - 1e-3)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)
    y = np.array([right for _, right in judged], dtype=float)
    weight = np.concatenate([np.full(len(sample), 1 / len(sample)) for sample in samples])
    w = np.array([1.0, 0.0])
    for _ in range(20):
        chances = 1 / (1 + np.exp(-x @ w))
        curvature = (x * (weight * chances * (1 - chances))[:, None]).T @ x
        w -= np.linalg.solve(curvature, x.T @ (weight * (chances - y)))
    return {"slope": round(float(w[0]), 3), "offset": round(float(w[1]), 3)}


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spans", type=Path)
    parser.add_argument("--gold", nargs=3, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    given = parser.parse_args()
    first = train_candidates(given.spans, {}, 0.0, [1.0])
    candidates = train_candidates(given.spans, first[0], _FLOOR, [2.0, 4.0])
    sources_by_fifth = train_sources(
        given.spans, {k: Scorer(w, {}, _FLOOR, _THRESHOLDS) for k, w in candidates.items()}
    )
    weights, sources = candidates[0], sources_by_fifth[0]
    scorer = Scorer(weights, {}, _FLOOR, _THRESHOLDS, sources)
    examples: list[Example] = []
    for articles, gold, lines in given.gold:
        examples += speaker_examples(Path(articles), Path(gold), int(lines), scorer)
    speakers = train_speakers(examples) if examples else {}
    apart = Scorer(candidates[1], speakers, _FLOOR, _LOWEST, sources_by_fifth[1])
    samples = [list(judged_sources(given.spans, apart, 1))]
    unsure = Scorer(weights, speakers, _FLOOR, _LOWEST, sources)
    named: list[Judged] = []
    for articles, gold, lines in given.gold:
        named += judged_speakers(Path(articles), Path(gold), int(lines), unsure)
    calibration = calibrate(*samples, *([named] if named else []))
    final = Scorer(weights, speakers, _FLOOR, _THRESHOLDS, sources, calibration)
    thresholds = {
        kind: round(final.calibrated(math.log(t / (1 - t))), 2) for kind, t in _THRESHOLDS.items()
    }
    written: Json = {
        "about": "Log-odds of features of candidates, of possible sources and of speakers.",
        "floor": _FLOOR,
        "thresholds": thresholds,
        "calibration": calibration,
        "speaker": speakers,
        "source": dict(sorted(sources.items())),
        "candidate": dict(sorted(weights.items())),
    }
    text = json.dumps(written, indent=0, ensure_ascii=False) + "\n"
    given.out.write_text(text, encoding="utf-8")
    print(
        f"{len(weights) + len(sources)} weights, {len(text.encode())} bytes; "
        f"{calibration}; {speakers}"
    )


if __name__ == "__main__":
    main()
