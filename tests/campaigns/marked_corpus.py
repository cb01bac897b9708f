"""Corpus whose paragraphs name the state of the corpus in which they were written.

An article that was changed in state K has the word ``stateK`` in each paragraph, so that an
answer that mixes two states shows.
"""

from __future__ import annotations

import json
import random
import re
from dataclasses import dataclass, field
from pathlib import Path

WORDS = re.findall(
    r"\w+",
    "harbour ferry council budget school teacher winter storm bridge engine farmer market "
    "price river valley union strike factory museum concert mayor deputy festival orchard "
    "railway ",
)

SPEAKERS = ("Ann Lee", "Otto Brandt", "Maria Ruiz", "Tom Okafor")


def _paragraph(rng: random.Random, article: str, mark: str) -> str:
    words = " ".join(rng.choice(WORDS) for _ in range(rng.randint(8, 40)))
    speaker = rng.choice(SPEAKERS)
    return f'"The {words} {mark} {article} must come first," {speaker} said on Tuesday.'


@dataclass
class MarkedCorpus:
    """Articles on the disk, and their paragraphs by article id in ``texts``."""

    folder: Path
    seed: int = 1
    files: int = 4
    state: int = 0
    texts: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rng = random.Random(self.seed)
        self._created = 0

    def grow(self, articles: int, paragraphs: int = 4) -> None:
        """Add articles in the next state, and write the files."""
        self.state += 1
        for _ in range(articles):
            self._created += 1
            self._write_article(f"art{self._created}", paragraphs)
        self._write()

    def churn(self, changed: int, removed: int, added: int) -> None:
        """Change, remove and add articles in the next state, and write the files."""
        self.state += 1
        ids = self._rng.sample(sorted(self.texts), changed + removed)
        for article in ids[:changed]:
            self._write_article(article, self._rng.randint(1, 6))
        for article in ids[changed:]:
            del self.texts[article]
        for _ in range(added):
            self._created += 1
            self._write_article(f"art{self._created}", self._rng.randint(1, 6))
        self._write()

    @property
    def paragraphs(self) -> int:
        """The number of paragraphs in the corpus."""
        return sum(map(len, self.texts.values()))

    def _write_article(self, article: str, paragraphs: int) -> None:
        mark = f"state{self.state}"
        self.texts[article] = [_paragraph(self._rng, article, mark) for _ in range(paragraphs)]

    def _write(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        for part in range(self.files):
            lines = [
                json.dumps({"id": article, "title": f"News of {article}", "paragraphs": texts})
                for article, texts in self.texts.items()
                if hash_of(article) % self.files == part
            ]
            path = self.folder / f"part-{part}.jsonl"
            new = path.with_suffix(".new")
            new.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
            new.replace(path)


def hash_of(article: str) -> int:
    """Return a number for an article id that is the same in every process."""
    return sum(article.encode()) * 31 + len(article)
