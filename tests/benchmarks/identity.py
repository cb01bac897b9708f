"""Benchmark: which names the table of speakers joins, against speakers judged by hand.

    python -m tests.benchmarks.identity INDEX GOLD.jsonl [--paragraphs FILE.json]

Each line of GOLD is a JSON object of one speaker: ``same`` are ids of the speaker, ``different``
are ids that look alike and are others. Pairs of two ids in ``same`` should be joined, pairs of
one of each should not. Ids that the index does not have are left out and counted: attribution
reads their names otherwise by now. With FILE.json, an object of the paragraphs (``ARTICLE#pN``)
of each id when it was judged, such an id stands for the one that speaks in most of them.

Speakers are split into five folds by line. For each fold, the threshold is the lowest at which
the other four have no wrong join; the figures are those of the fold itself, with that threshold
and with the one in use. The missed pairs below say what kept them apart: a pair that is no
candidate can be won by other candidates only, and not by evidence, weights or thresholds.
"""

from __future__ import annotations

import argparse
import itertools
import json
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from searchapp import create_app
from searchapp.engine.embedded.generations import Generations
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.archive_forms import GenerationForms
from searchapp.identity.decision import JOIN_CONFIDENCE
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.identity import PairStates, SpeakerTable

FOLDS = 5
THRESHOLDS = (0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.88, 0.91, 0.93, 0.95, 0.97, 0.99)

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class JudgedSpeaker:
    """Pairs of ids that are one speaker, and pairs that are not, all of them in the index."""

    same: tuple[Pair, ...]
    different: tuple[Pair, ...]
    missing: int


@dataclass(frozen=True, slots=True)
class Score:
    """How many pairs of one speaker are joined, of how many, and how many are wrongly joined."""

    joined: int
    pairs: int
    wrong: int

    def __str__(self) -> str:
        recall = self.joined / self.pairs if self.pairs else 0
        return f"{self.joined:>3} of {self.pairs:>3} joined ({recall:.2f}), {self.wrong} wrong"


def read_gold(
    path: Path, known: Iterable[str], renamed: Mapping[str, str] | None = None
) -> list[JudgedSpeaker]:
    """Return the judged speakers of a file, as far as their ids are *known* or *renamed*."""
    ids = {id_: id_ for id_ in known}
    ids |= {old: new for old, new in (renamed or {}).items() if old not in ids and new in ids}
    speakers = []
    for record in map(json.loads, path.read_text("utf-8").splitlines()):
        same = [ids[id_] for id_ in record["same"] if id_ in ids]
        different = [ids[id_] for id_ in record["different"] if id_ in ids]
        missing = len(record["same"]) + len(record["different"]) - len(same) - len(different)
        pairs = tuple(itertools.combinations(same, 2))
        speakers.append(JudgedSpeaker(pairs, tuple(itertools.product(same, different)), missing))
    return speakers


def read_renamed(path: Path, index: Path) -> dict[str, str]:
    """Return for each id of a file of paragraphs the id that speaks in most of them today."""
    service = create_app(index_dir=index).extensions["searchapp"]
    renamed = {}
    for old, addresses in json.loads(path.read_text("utf-8")).items():
        speaking = Counter[str]()
        for address in addresses:
            article_id, _, number = address.rpartition("#p")
            part = service.article_part(article_id, int(number), int(number))
            paragraphs = part.article.paragraphs if part else ()
            speaking.update({a.speaker.id for p in paragraphs for a in p.attributions})
        if speaking:
            renamed[old] = max(speaking, key=lambda id_: (speaking[id_], id_))
    service.close()
    return renamed


def score(speakers: Iterable[JudgedSpeaker], table: SpeakerTable) -> Score:
    """Compare *table* with judged speakers."""

    def joined(pairs: Iterable[Pair]) -> int:
        return sum(table.speaker_of(one) == table.speaker_of(other) for one, other in pairs)

    speakers = list(speakers)
    return Score(
        joined=sum(joined(speaker.same) for speaker in speakers),
        pairs=sum(len(speaker.same) for speaker in speakers),
        wrong=sum(joined(speaker.different) for speaker in speakers),
    )


def print_folds(speakers: Sequence[JudgedSpeaker], tables: dict[float, SpeakerTable]) -> None:
    """Print the scores of each fold, with the threshold of the others and the one in use."""
    in_use = tables[JOIN_CONFIDENCE]
    for fold in range(FOLDS):
        held_out = speakers[fold::FOLDS]
        others = [s for place, s in enumerate(speakers) if place % FOLDS != fold]
        right = (t for t, table in tables.items() if not score(others, table).wrong)
        threshold = min(right, default=max(tables))
        print(f"fold {fold + 1}: {score(held_out, in_use)} from {JOIN_CONFIDENCE} on;", end=" ")
        print(f"{score(held_out, tables[threshold])} from {threshold}, by the other folds")
    print(f"all:    {score(speakers, in_use)} from {JOIN_CONFIDENCE} on;", end=" ")
    missing = sum(speaker.missing for speaker in speakers)
    print(f"{missing} ids that the index does not have were left out")


def print_missed(speakers: Sequence[JudgedSpeaker], tables: dict[float, SpeakerTable]) -> None:
    """Print the pairs that are not joined, with their confidence if they are doubtful."""
    in_use = tables[JOIN_CONFIDENCE]
    doubtful = {(join.first, join.second): join.confidence for join in in_use.doubtful}
    for one, other in (pair for speaker in speakers for pair in speaker.same):
        if in_use.speaker_of(one) != in_use.speaker_of(other):
            confidence = doubtful.get((min(one, other), max(one, other)))
            print(f"missed: {one} = {other}: {confidence or 'no candidate, or less than 0.5'}")


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("index", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--paragraphs", type=Path)
    arguments = parser.parse_args()
    renamed = {}
    if arguments.paragraphs:
        renamed = read_renamed(arguments.paragraphs, arguments.index)
    generations = Generations(arguments.index)
    number, _ = generations.live()
    codec = ArrayCodec()
    with (
        open_searcher(generations.folder(number or 0), codec) as searcher,
        tempfile.TemporaryDirectory() as folder,
    ):
        forms = GenerationForms(searcher, codec)
        scores = Path(folder) / "scores"
        tables = {JOIN_CONFIDENCE: SpeakerIdentification().table(forms, scores)}
        for threshold in THRESHOLDS:
            rules = SpeakerIdentification(join_confidence=threshold)
            tables[threshold] = rules.update(forms, scores, (), PairStates()).part
        speakers = read_gold(arguments.gold, forms.forms, renamed)
    print_folds(speakers, tables)
    print_missed(speakers, tables)


if __name__ == "__main__":
    main()
