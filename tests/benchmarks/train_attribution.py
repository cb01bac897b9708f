"""Trains the weights of attribution: of candidates, sources and speakers.

    python -m tests.benchmarks.train_attribution SPANS --gold ARTICLES GOLD LINES ... --out FILE

SPANS are articles with marked spans. A candidate is right if its cue and source overlap a
marked cue and its source; a source is right if a marked source means it (``source_labels``).
The articles are in five folds (``labelled.fold_of``): fold 1 chooses the regularisation,
fold 0 is never trained on. Sources are trained on candidates scored with weights from the
other folds. Each ``--gold`` has resolved speakers of the first LINES articles of a set, which
train the weights of speakers. Calibration comes last: by the resolved speakers of each
paragraph, or without ``--gold`` by the marked cues and sources of fold 1, read with weights
from folds 2 to 4. FILE receives the weights as JSON.
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
from searchapp.attribution.preprocess import annotate_paragraphs
from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.proposals import find_candidates
from searchapp.attribution.scoring.candidate_model import Scorer, features
from searchapp.attribution.scoring.finalize import (
    NAMED_KINDS,
    ParagraphEvidence,
    PendingAttribution,
    speaker_features,
)
from searchapp.attribution.scoring.source_model import scored_sources, source_features
from searchapp.attribution.syntax.sentences import Sentence
from tests.benchmarks.attribution import cued_here, is_marked
from tests.benchmarks.labelled import (
    Json,
    alike,
    allowed_speakers,
    article_of,
    fold_of,
    read_lines,
)
from tests.benchmarks.regression import (
    Example,
    Floats,
    Regression,
    log_loss,
    named_weights,
)
from tests.benchmarks.source_labels import marked_sources

_MIN_COUNT = 4
_MIN_PROBABILITY = 0.2
_LASSO = 0.7
_SOURCE_PENALTY = 1.0
_SOURCE_LASSO = 2.0
# The confidence an attribution needs before calibration, which changes the thresholds.
_THRESHOLDS = {
    "named": 0.6,
    "organization": 0.55,
    "described": 0.45,
    "again": 0.5,
    "thought": 0.85,
}
_TRAINING_THRESHOLDS = dict.fromkeys(_THRESHOLDS, 0.5) | {"described": 0.4}

Judged = tuple[float, bool]


class _Recorder(Scorer):
    """A scorer that records the candidates it scores, with their features."""

    def __init__(self, weights: dict[str, float], min_probability: float) -> None:
        super().__init__(weights, {}, min_probability, _THRESHOLDS)
        self.recorded: list[tuple[list[str], Candidate]] = []

    def probability(
        self, context: SentenceContext, candidate: Candidate, earlier: Sequence[Candidate] = ()
    ) -> float:
        names = features(context, candidate, earlier)
        self.recorded.append((names, candidate))
        return self.logistic(sum(self.candidate_weights.get(name, 0.0) for name in names))


def _overlaps(spans: list[list[int]], paragraph: int, start: int, end: int) -> bool:
    return any(p == paragraph and s < end and start < e for p, s, e in spans)


def _is_right(
    candidate: Candidate, sentence: Sentence, paragraph: int, marks: Sequence[Json]
) -> bool:
    """Whether cue and source overlap a mark's; a ``quoting`` cue need only share its content."""
    items, source = sentence.items, candidate.source
    cue_start, cue_end = items[candidate.cue].start, items[candidate.cue_stop - 1].end
    stop = min(max(source.stop, source.head + 1), len(items))
    start, end = items[source.start].start, items[stop - 1].end
    return any(
        _overlaps(mark["source"], paragraph, start, end)
        and (
            _overlaps(mark["cue"], paragraph, cue_start, cue_end)
            or (
                candidate.rule == "quoting"
                and _overlaps(mark["content"], paragraph, sentence.start, sentence.end)
            )
        )
        for mark in marks
    )


def candidate_examples(
    path: Path, weights: dict[str, float], min_probability: float
) -> Iterator[Example]:
    """Yield every candidate that the rules propose in the articles with marked spans."""
    lexicon = load_lexicon("en")
    for line in read_lines(path):
        paragraphs, entities, _ = annotate_paragraphs(article_of(line), lexicon)
        kinds = [entity.kind for entity in entities.all]
        for paragraph in paragraphs:
            marks = [
                mark
                for mark in line["attributions"]
                if any(p == paragraph.index for p, _, _ in mark["cue"])
            ]
            for sentence in paragraph.sentences:
                recorder = _Recorder(weights, min_probability)
                context = SentenceContext(sentence, lexicon, kinds, headline=paragraph.headline)
                find_candidates(context, recorder)
                for names, candidate in recorder.recorded:
                    right = _is_right(candidate, sentence, paragraph.index, marks)
                    yield Example(names, right, fold_of(line["id"]))


def train_candidates(
    path: Path, weights: dict[str, float], min_probability: float, penalties: list[float]
) -> dict[int, dict[str, float]]:
    """Return the weights of candidates' features, trained without each fold, by that fold.

    The penalty is chosen on fold 1. No weights are trained on fold 0.
    """
    examples = list(candidate_examples(path, weights, min_probability))
    training = [e for e in examples if e.fold > 1]
    validation = [e for e in examples if e.fold == 1]
    held_out = [e for e in examples if e.fold == 0]
    model = Regression(training, _MIN_COUNT)
    losses = {
        penalty: log_loss(
            model.probabilities(validation, model.fit(training, penalty, _LASSO)), validation
        )
        for penalty in penalties
    }
    best = min(losses, key=lambda penalty: losses[penalty])
    without: dict[int, dict[str, float]] = {}
    for fold in (4, 3, 2, 1, 0):
        others = [e for e in training + validation if e.fold != fold]
        model = Regression(others, _MIN_COUNT)
        w = model.fit(others, best, _LASSO)
        without[fold] = named_weights(model.names, w)
    print(f"{len(examples)} candidates, {np.mean([e.right for e in examples]):.3f} right")
    print(f"losses by penalty {losses}")
    _print_held_out(model.probabilities(held_out, w), held_out, (0.2, 0.3, 0.4, 0.5, 0.6, 0.7))
    return without


def _print_held_out(
    probabilities: Floats, examples: list[Example], thresholds: Sequence[float]
) -> None:
    """Print the loss on fold 0, and precision and recall from each threshold on."""
    right = np.array([e.right for e in examples])
    print(f"held out {log_loss(probabilities, examples):.4f}")
    for threshold in thresholds:
        above = probabilities >= threshold
        precision, recall = right[above].mean(), above[right].mean()
        print(f"  >= {threshold}: precision {precision:.3f}, recall {recall:.3f}")


def source_examples(path: Path, scorers: dict[int, Scorer]) -> Iterator[Example]:
    """Yield every source that is scored in the articles with marked spans.

    *scorers* are those that score the candidates of each fold.
    """
    lexicon = load_lexicon("en")
    for line in read_lines(path):
        paragraphs, entities, _ = annotate_paragraphs(article_of(line), lexicon)
        kinds = [entity.kind for entity in entities.all]
        fold = fold_of(line["id"])
        for paragraph in paragraphs:
            spans = [
                (start, end)
                for mark in line["attributions"]
                for p, start, end in mark["source"]
                if p == paragraph.index
            ]
            for sentence in paragraph.sentences:
                context = SentenceContext(sentence, lexicon, kinds, headline=paragraph.headline)
                candidates = find_candidates(context, scorers[fold])
                marked = marked_sources(context, spans)
                for source, best in scored_sources(context, candidates):
                    names = source_features(context, source, candidates, best)
                    yield Example(names, source.at in marked, fold)


def train_sources(path: Path, scorers: dict[int, Scorer]) -> dict[int, dict[str, float]]:
    """Return the weights of sources' features, trained without fold 1 and with it, by 1 and 0."""
    examples = list(source_examples(path, scorers))
    held_out = [e for e in examples if e.fold == 0]
    without: dict[int, dict[str, float]] = {}
    for fold in (1, 0):
        others = [e for e in examples if e.fold not in (0, fold)]
        model = Regression(others, _MIN_COUNT)
        w = model.fit(others, _SOURCE_PENALTY, _SOURCE_LASSO)
        without[fold] = named_weights(model.names, w)
    print(f"{len(examples)} sources, {np.mean([e.right for e in examples]):.3f} right")
    _print_held_out(model.probabilities(held_out, w), held_out, (0.5, 0.6, 0.7, 0.8))
    return without


def speaker_examples(articles: Path, gold: Path, lines: int, scorer: Scorer) -> Iterator[Example]:
    """Yield the likeliest attribution of each paragraph to each name.

    Its log-odds are a feature ``logit:x``.
    """
    lexicon = load_lexicon("en")
    for line, labels in islice(zip(read_lines(articles), read_lines(gold), strict=True), lines):
        allowed = allowed_speakers(labels)
        by_paragraph = AttributionExtractor(article_of(line), lexicon, scorer).extract()
        for index, attributions in enumerate(by_paragraph):
            evidence = ParagraphEvidence(attributions)
            for pending in _likeliest_by_speaker(attributions):
                p = min(max(pending.evidence.probability, 1e-4), 1 - 1e-4)
                features_of_step = speaker_features(pending, evidence)
                names = [f"logit:{math.log(p / (1 - p))}", "bias", *features_of_step]
                right = any(alike(pending.resolved.speaker.name, name) for name in allowed[index])
                yield Example(names, right, fold_of(line["id"]))


def _likeliest_by_speaker(attributions: Sequence[PendingAttribution]) -> list[PendingAttribution]:
    """The likeliest attribution to each name, of speech if there is one."""
    likeliest: dict[str, PendingAttribution] = {}
    in_order = sorted(
        (a for a in attributions if a.evidence.act != "refusal"),
        key=lambda a: (a.evidence.act == "thought", -a.evidence.probability),
    )
    for pending in in_order:
        if pending.resolved.speaker.kind in NAMED_KINDS:
            likeliest.setdefault(pending.resolved.speaker.id, pending)
    return list(likeliest.values())


def train_speakers(examples: list[Example], penalty: float = 1.0) -> dict[str, float]:
    """Return the weights of the speakers' features and of the candidate's log-odds."""
    logits = np.array([float(e.features[0].partition(":")[2]) for e in examples])
    plain = [Example(e.features[1:], e.right, e.fold) for e in examples]
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


def judged_sources(path: Path, scorer: Scorer, fold: int) -> Iterator[Judged]:
    """Yield each cued attribution of a fold: its confidence, and whether it is marked."""
    for line in read_lines(path):
        if fold_of(line["id"]) == fold:
            article = attribute(article_of(line), scorer)
            for a in (a for p in article.paragraphs for a in cued_here(p)):
                yield a.confidence, is_marked(line["attributions"], a)


def judged_speakers(articles: Path, gold: Path, lines: int, scorer: Scorer) -> Iterator[Judged]:
    """Yield the names of each paragraph: the highest confidence, and whether it is labelled."""
    for line, labels in islice(zip(read_lines(articles), read_lines(gold), strict=True), lines):
        article = attribute(article_of(line), scorer)
        for paragraph, allowed in zip(article.paragraphs, allowed_speakers(labels), strict=True):
            highest: dict[str, float] = {}
            for a in paragraph.attributions:
                if a.speaker.kind in NAMED_KINDS and a.act == "speech":
                    speaker = a.speaker.name
                    highest[speaker] = max(a.confidence, highest.get(speaker, 0.0))
            for speaker, confidence in highest.items():
                yield confidence, any(alike(speaker, name) for name in allowed)


def calibrate(judged: list[Judged]) -> dict[str, float]:
    """Return slope and offset of the log-odds by Platt scaling, with Newton's method."""
    p = np.array([confidence for confidence, _ in judged]).clip(1e-3, 1 - 1e-3)
    x = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1)
    y = np.array([right for _, right in judged], dtype=float)
    w = np.array([1.0, 0.0])
    for _ in range(20):
        probabilities = 1 / (1 + np.exp(-x @ w))
        curvature = (x * (probabilities * (1 - probabilities))[:, None]).T @ x
        w -= np.linalg.solve(curvature, x.T @ (probabilities - y))
    return {"slope": round(float(w[0]), 3), "offset": round(float(w[1]), 3)}


def train(spans: Path, gold: Sequence[tuple[Path, Path, int]]) -> Json:
    """Return trained weights as the object of ``weights.json``.

    *gold* has articles, their labels and how many of them to use.
    """
    first = train_candidates(spans, {}, 0.0, [1.0])
    candidates = train_candidates(spans, first[0], _MIN_PROBABILITY, [2.0, 4.0])
    sources = train_sources(
        spans, {k: Scorer(w, {}, _MIN_PROBABILITY, _THRESHOLDS) for k, w in candidates.items()}
    )
    scorer = Scorer(candidates[0], {}, _MIN_PROBABILITY, _THRESHOLDS, sources[0])
    examples = [example for files in gold for example in speaker_examples(*files, scorer)]
    speakers = train_speakers(examples) if examples else {}
    calibration = _calibration(spans, gold, candidates, sources, speakers)
    final = Scorer(candidates[0], speakers, _MIN_PROBABILITY, _THRESHOLDS, sources[0], calibration)
    thresholds = {
        kind: round(final.calibrated(math.log(t / (1 - t))), 2) for kind, t in _THRESHOLDS.items()
    }
    return {
        "about": "Log-odds of features of candidates, of possible sources and of speakers.",
        "min_probability": _MIN_PROBABILITY,
        "thresholds": thresholds,
        "calibration": calibration,
        "speaker": speakers,
        "source": dict(sorted(sources[0].items())),
        "candidate": dict(sorted(candidates[0].items())),
    }


def _calibration(
    spans: Path,
    gold: Sequence[tuple[Path, Path, int]],
    candidates: dict[int, dict[str, float]],
    sources: dict[int, dict[str, float]],
    speakers: dict[str, float],
) -> dict[str, float]:
    """The calibration by labelled speakers, else by fold 1, with weights trained without it."""

    def scorer(fold: int) -> Scorer:
        thresholds = _TRAINING_THRESHOLDS
        return Scorer(candidates[fold], speakers, _MIN_PROBABILITY, thresholds, sources[fold])

    named = [judged for files in gold for judged in judged_speakers(*files, scorer(0))]
    return calibrate(named or list(judged_sources(spans, scorer(1), 1)))


def main() -> None:
    """Train and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spans", type=Path)
    parser.add_argument("--gold", nargs=3, action="append", default=[])
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    gold = [(Path(articles), Path(labels), int(n)) for articles, labels, n in arguments.gold]
    weights = train(arguments.spans, gold)
    text = json.dumps(weights, indent=0, ensure_ascii=False) + "\n"
    arguments.out.write_text(text, encoding="utf-8")
    count = len(weights["candidate"]) + len(weights["source"])
    print(f"{count} weights, {len(text.encode())} bytes")
    print(f"{weights['calibration']}; {weights['speaker']}")


if __name__ == "__main__":
    main()
