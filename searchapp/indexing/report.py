"""The report of a reindexing run: what changed, what went wrong, what was written."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TypeVar

from searchapp.common.atomic_file import replace_file
from searchapp.editorial import StaleCorrection
from searchapp.engine.catalog import CatalogEntry
from searchapp.ingest import Deferred, ReadWarning, Rejected, Withdrawn
from searchapp.models.search import IndexInfo
from searchapp.plugins.loading import PluginProblem


@dataclass(slots=True)
class ArticleCount:
    """A number of articles, and of the paragraphs in them."""

    articles: int = 0
    paragraphs: int = 0

    def add(self, paragraphs: int) -> None:
        """Count one more article, with that number of paragraphs."""
        self.add_all(1, paragraphs)

    def add_all(self, articles: int, paragraphs: int) -> None:
        """Count more articles, with that number of paragraphs in all."""
        self.articles += articles
        self.paragraphs += paragraphs


@dataclass(slots=True)
class Changes:
    """The articles of the corpus compared with those of the index before the run."""

    added: ArticleCount = field(default_factory=ArticleCount)
    changed: ArticleCount = field(default_factory=ArticleCount)
    removed: ArticleCount = field(default_factory=ArticleCount)
    unchanged: ArticleCount = field(default_factory=ArticleCount)
    moved: ArticleCount = field(default_factory=ArticleCount)
    """Articles whose text is the same under another id, because their file was renamed."""


@dataclass(slots=True)
class Problems:
    """What could not be read or applied.

    ``withdrawn`` are the articles that their publishers have not published, which is not
    an error of the corpus. ``retained`` are the ids of rejected articles whose earlier version
    stays searchable; ``lost`` are those of which nothing is left, because the index was
    rebuilt. ``deferred`` are files that were being written. ``held_removals`` are articles
    that are no longer in the corpus and stay searchable, because too many disappeared at
    once. ``plugins`` says what is wrong with installed plugins.
    """

    rejected: list[Rejected] = field(default_factory=list)
    withdrawn: list[Withdrawn] = field(default_factory=list)
    warnings: list[ReadWarning] = field(default_factory=list)
    retained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    held_removals: list[CatalogEntry] = field(default_factory=list)
    stale_corrections: list[StaleCorrection] = field(default_factory=list)
    plugins: list[PluginProblem] = field(default_factory=list)

    @property
    def incomplete(self) -> bool:
        """Whether the index does not show all of the corpus as it is now."""
        return bool(self.rejected or self.deferred or self.held_removals or self.failed_plugins)

    @property
    def failed_plugins(self) -> list[PluginProblem]:
        """The problems of plugins that cost more than time."""
        return [problem for problem in self.plugins if not problem.warning]


Problem = Rejected | Deferred | Withdrawn | ReadWarning
"""What a run reports about one place in the corpus."""

_MAX_OPEN_PROBLEMS = 10_000

_SPECIFICS = re.compile(r"'[^']*'|\"[^\"]*\"|“[^”]*”|0x[0-9a-f]+|[\d.,]*\d")
_ProblemT = TypeVar("_ProblemT", bound=Problem)


def reason_of(problem: Problem) -> str:
    """Return the reason of a problem, or the text of a warning."""
    return problem.text if isinstance(problem, ReadWarning) else problem.reason


def by_reason(problems: Iterable[_ProblemT]) -> list[list[_ProblemT]]:
    """Return *problems* grouped by reason, in which numbers and quoted words may differ."""
    groups: dict[str, list[_ProblemT]] = {}
    for problem in problems:
        groups.setdefault(_SPECIFICS.sub("…", reason_of(problem)), []).append(problem)
    return list(groups.values())


def write_problems(path: Path, problems: Problems) -> None:
    """Write a line of JSON for each problem of reading to the file *path*.

    Its keys are ``kind`` (``rejected``, ``deferred``, ``withdrawn``, ``remark``), ``path``,
    ``line`` or ``item`` (from 1, where it is known), ``reason``, ``article_id`` and, of what
    was rejected or deferred, ``scope`` (see ``Scope``). Raises ``OSError``.
    """
    lines = [
        json.dumps(_problem_object(kind, problem), ensure_ascii=False)
        for kind, found in (
            ("rejected", problems.rejected),
            ("deferred", problems.deferred),
            ("withdrawn", problems.withdrawn),
            ("remark", problems.warnings),
        )
        for problem in found
    ]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def write_open_problems(path: Path, problems: Problems) -> None:
    """Write what waits for a person to the file *path*: a line of JSON each, at most 10,000.

    That is what was rejected or deferred, in the format of ``write_problems``, and removals that
    were held back (``held``), with the article's title. Raises ``OSError``.
    """
    kinds: tuple[tuple[str, list[Rejected] | list[Deferred]], ...] = (
        ("rejected", problems.rejected),
        ("deferred", problems.deferred),
    )
    objects: Iterable[dict[str, object]] = chain(
        (_problem_object(kind, problem) for kind, group in kinds for problem in group),
        (
            {
                "kind": "held",
                "path": entry.path,
                "reason": "its file is no longer in the corpus",
                "article_id": entry.article_id,
                "title": entry.title,
            }
            for entry in problems.held_removals
        ),
    )
    lines = (json.dumps(one, ensure_ascii=False) for one in islice(objects, _MAX_OPEN_PROBLEMS))
    replace_file(path, "".join(f"{line}\n" for line in lines))


def _problem_object(kind: str, problem: Problem) -> dict[str, object]:
    location = problem.location
    loaded: dict[str, object] = {"kind": kind, "path": location.path}
    if location.line:
        loaded[location.unit] = location.line
    loaded["reason"] = reason_of(problem)
    if not isinstance(problem, ReadWarning):
        loaded["article_id"] = problem.article_id
    if isinstance(problem, Rejected | Deferred):
        loaded["scope"] = problem.scope.value
    return loaded


@dataclass(slots=True)
class ReindexReport:
    """The result of a run.

    ``skipped_files`` counts the files that hold no articles. ``rebuild_reason`` says why
    everything was read anew; it is empty where only changes were. ``index`` is None after
    a dry run. ``superseded`` are the ids of the articles for which editors decided something
    while the run was going on, with an empty id for decisions about names.
    """

    changes: Changes = field(default_factory=Changes)
    problems: Problems = field(default_factory=Problems)
    skipped_files: int = 0
    rebuild_reason: str = ""
    seconds: float = 0.0
    index: IndexInfo | None = None
    superseded: frozenset[str] = frozenset()
