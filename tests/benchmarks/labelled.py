"""Labelled articles, and scores of attributed speakers against the labels.

Articles are JSON lines: ``id``, ``title``, ``paragraphs`` (texts) and, for marked spans,
``attributions``: each with ``source``, ``cue`` and ``content``, lists of
[paragraph from 0, start, end]. Gold files are JSON lines too: ``id``, ``paragraphs`` (their
number) and ``attributions`` with ``paragraphs``, ``cue_paragraph``, ``kind``, ``speakers``,
``speech`` and ``direct``.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.models.articles import Article, Paragraph
from searchapp.models.normalize import fold

Json = dict[str, Any]

_HONORIFICS = word_set(
    "mr mrs ms dr sen senator rep representative gov governor president vice secretary judge"
    " justice sir lady lord prof professor gen general col capt rev the former jr sr ii iii"
)
_SKIPPED_IN_ACRONYMS = frozenset(["of", "and", "for"])


def read_lines(path: Path) -> Iterator[Json]:
    """Yield the objects of a ``.jsonl`` or ``.jsonl.gz`` file."""
    reader = gzip.open if path.suffix == ".gz" else open
    with reader(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.strip():
                yield json.loads(line)


def article_of(line: Json) -> Article:
    """Return the article of one line."""
    paragraphs = tuple(Paragraph(n, text) for n, text in enumerate(line["paragraphs"], start=1))
    day = date.fromisoformat(line["date"][:10]) if line.get("date") else None
    return Article(line["id"], line.get("title", ""), day, paragraphs)


def fold_of(article_id: str) -> int:
    """Return the fold, 0 to 4, of an article; it depends on its id alone."""
    return zlib.crc32(article_id.encode()) % 5


def _tokens(name: str) -> list[str]:
    words = re.findall(r"[a-z0-9@_]+", re.sub(r"['’]s\b", "", fold(name)))
    return [w for w in words if w not in _HONORIFICS and len(w) > 1] or words


def same_name(one: str, other: str, kind: str) -> bool:
    """Whether two names of a ``person`` or an ``org`` are aliases of each other."""
    x, y = _tokens(one), _tokens(other)
    if not x or not y:
        return False
    if x == y:
        return True
    contained = set(x) <= set(y) or set(y) <= set(x)
    if kind == "person":
        if len(x) == 1 or len(y) == 1:
            short, long = (x, y) if len(x) == 1 else (y, x)
            return short[0] in (long[0], long[-1])
        return (x[-1] == y[-1] and x[0][0] == y[0][0]) or contained
    short, long = (x, y) if len(x) == 1 else (y, x)
    if len(short) == 1 < len(long) and short[0] == "".join(
        word[0] for word in long if word not in _SKIPPED_IN_ACRONYMS
    ):
        return True
    common = set(x) & set(y)
    return bool(common) and (contained or len(common) / len(set(x) | set(y)) >= 0.5)


def alike(one: str, other: str) -> bool:
    """Whether two names may be aliases, of a person or an organization."""
    return same_name(one, other, "person") or same_name(one, other, "org")


def allowed_speakers(gold: Json) -> list[set[str]]:
    """Return the speakers that are correct in each paragraph: the sources marked there."""
    allowed: list[set[str]] = [set() for _ in range(gold["paragraphs"])]
    for item in gold["attributions"]:
        for p in {*item["paragraphs"], item["cue_paragraph"]} - {None}:
            allowed[p].update(item["speakers"])
    return allowed


@dataclass(slots=True)
class Scores:
    """Counts of (paragraph, speaker) pairs, and of labelled attributions by quotation.

    ``direct`` of ``directs`` and ``indirect`` of ``indirects`` are matched.
    """

    right: int = 0
    wrong: int = 0
    missed: int = 0
    direct: int = 0
    directs: int = 0
    indirect: int = 0
    indirects: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.right / max(1, 2 * self.right + self.wrong + self.missed)

    def __str__(self) -> str:
        precision = self.right / max(1, self.right + self.wrong)
        recall = self.right / max(1, self.right + self.missed)
        return (
            f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}"
            f"  direct {self.direct / max(1, self.directs):.3f}"
            f"  indirect {self.indirect / max(1, self.indirects):.3f}"
            f"  pairs {self.right + self.missed}"
        )


def score(
    golds: Iterable[Json],
    named: dict[str, list[set[str]]],
    kinds: set[str],
    counted: dict[str, list[set[str]]] | None = None,
) -> Scores:
    """Score the names in each paragraph, by article id, against the labels of *kinds*.

    Only *counted* names can be wrong, all if it is None: to name an organization is no
    mistake among persons.
    """
    scores = Scores()
    for gold in golds:
        names = named[gold["id"]]
        speakers: list[set[str]] = [set() for _ in names]
        for item in gold["attributions"]:
            if item["kind"] not in kinds or not item["speech"] or not item["speakers"]:
                continue
            matched = _is_matched(item, names)
            if item["direct"]:
                scores.direct, scores.directs = scores.direct + matched, scores.directs + 1
            else:
                scores.indirect, scores.indirects = scores.indirect + matched, scores.indirects + 1
            for p in set(item["paragraphs"]):
                speakers[p].update(item["speakers"])
        own = names if counted is None else counted[gold["id"]]
        _add_pairs(scores, names, speakers, allowed_speakers(gold), own)
    return scores


def _is_matched(item: Json, names: list[set[str]]) -> bool:
    """Whether a paragraph of a labelled attribution, or its cue's, names one of its speakers."""
    return any(
        same_name(name, speaker, item["kind"])
        for p in {*item["paragraphs"], item["cue_paragraph"]} - {None}
        for name in names[p]
        for speaker in item["speakers"]
    )


def _add_pairs(
    scores: Scores,
    names: list[set[str]],
    speakers: list[set[str]],
    allowed: list[set[str]],
    counted: list[set[str]],
) -> None:
    """Count the (paragraph, speaker) pairs that are right, missed and wrong."""
    for p, own in enumerate(names):
        used: set[str] = set()
        for speaker in speakers[p]:
            matches = {name for name in own if alike(name, speaker)}
            used |= matches
            scores.right += bool(matches)
            scores.missed += not matches
        scores.wrong += sum(not any(alike(n, s) for s in allowed[p]) for n in counted[p] - used)
