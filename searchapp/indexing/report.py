"""The report of a reindexing run: what changed, what went wrong, what was written."""

from __future__ import annotations

from dataclasses import dataclass, field

from searchapp.editorial import StaleCorrection
from searchapp.engine.catalog import CatalogEntry
from searchapp.ingest import Deferred, ReadWarning, Rejected
from searchapp.models.search import IndexInfo


@dataclass(slots=True)
class ArticleCount:
    """A number of articles, and of the paragraphs in them."""

    articles: int = 0
    paragraphs: int = 0

    def add(self, paragraphs: int) -> None:
        """Count one more article, with that number of paragraphs."""
        self.articles += 1
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

    ``retained`` are the ids of rejected articles whose earlier version stays searchable;
    ``lost`` are those of which nothing is left, because the index was rebuilt. ``deferred``
    are files that were being written. ``held_removals`` are articles that are no longer in
    the corpus and stay searchable, because too many disappeared at once.
    """

    rejected: list[Rejected] = field(default_factory=list)
    warnings: list[ReadWarning] = field(default_factory=list)
    retained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    held_removals: list[CatalogEntry] = field(default_factory=list)
    stale_corrections: list[StaleCorrection] = field(default_factory=list)

    @property
    def incomplete(self) -> bool:
        """Whether the index does not show all of the corpus as it is now."""
        return bool(self.rejected or self.deferred or self.held_removals)


@dataclass(slots=True)
class ReindexReport:
    """The result of a run.

    ``skipped_files`` counts the files that hold no articles. ``rebuild_reason`` says why
    everything was read anew; it is empty where only changes were. ``index`` is None after
    a dry run.
    """

    changes: Changes = field(default_factory=Changes)
    problems: Problems = field(default_factory=Problems)
    skipped_files: int = 0
    rebuild_reason: str = ""
    seconds: float = 0.0
    index: IndexInfo | None = None
