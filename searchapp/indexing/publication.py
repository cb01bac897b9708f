"""Publication of editorial decisions: a generation of the index that differs in a few articles.

A run of ``reindex`` reads the corpus. A publication attributes only the articles of the journal
anew (``editorial/pending.py``), from the texts that the index has, and writes what the next run
would write.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from functools import partial
from typing import Literal, Protocol

from searchapp.editorial import EditorialOverrides, read_overrides
from searchapp.editorial.pending import PendingDecision, PendingDecisions
from searchapp.engine.catalog import content_hash
from searchapp.engine.errors import LockedError
from searchapp.engine.factory import open_engine, open_store
from searchapp.engine.protocol import IndexWriter
from searchapp.indexing.identification import identification
from searchapp.indexing.plugins import attribution_fingerprint
from searchapp.indexing.reindexer import attribute_with_overrides
from searchapp.models.articles import Article
from searchapp.settings import Settings


class IndexedArchive(Protocol):
    """What a publication reads of the live generation."""

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None."""
        ...


Outcome = Literal["published", "locked", "needs reindex"]
"""``locked``: another process writes the index and will publish the decisions; ``needs
reindex``: nothing of the index can be kept, for example after an upgrade."""


def publish_pending(settings: Settings, archive: IndexedArchive | None = None) -> Outcome:
    """Publish the decisions of the journal; with none, nothing is written.

    *archive* reads the index; without one, it is opened. Raises ``EditorialError`` where an
    editorial file is invalid, ``EngineError``, and ``OSError`` where the journal cannot be read.
    """
    journal = PendingDecisions(settings.index_dir)
    if not journal.decisions():
        return "published"
    if archive is not None:
        return _publish(settings, archive, journal)
    engine = open_engine(settings)
    try:
        return _publish(settings, engine, journal)
    finally:
        engine.close()


def publish_decisions(settings: Settings, article_ids: Collection[str]) -> Outcome:
    """Publish the decisions about *article_ids*, and those of the journal.

    An empty id stands for decisions about names. Raises as ``publish_pending`` does.
    """
    journal = PendingDecisions(settings.index_dir)
    for article_id in sorted(article_ids):
        journal.add("", article_id)
    return publish_pending(settings)


def _publish(settings: Settings, archive: IndexedArchive, journal: PendingDecisions) -> Outcome:
    while decisions := journal.decisions():
        # Decisions are in their files before they are in the journal.
        overrides = read_overrides(settings.corpus_dir)
        try:
            with open_store(settings).writer(
                attribution=attribution_fingerprint(),
                full=False,
                prepare=partial(attribute_with_overrides, overrides),
                workers=1,
                identify=identification(overrides),
            ) as writer:
                if writer.rebuilding:
                    return "needs reindex"
                if journal.decisions() != decisions:
                    continue  # The overrides may be older than what another process published.
                _write(writer, archive, overrides, decisions)
                writer.commit()
                journal.discard(decisions)
        except LockedError:
            return "locked"
    return "published"


def _write(
    writer: IndexWriter,
    archive: IndexedArchive,
    overrides: EditorialOverrides,
    decisions: list[PendingDecision],
) -> None:
    """Add the articles that *decisions* concern anew, drop removed ones, keep all others."""
    removed = {d.article_id for d in decisions if d.removed}
    changed = {d.article_id for d in decisions if d.article_id and not d.removed}
    for article_id in sorted(changed - removed):
        entry = writer.entries.get(article_id)
        article = _unattributed(archive, article_id) if entry else None
        if entry is None or article is None or content_hash(article) != entry.content_hash:
            # The text of the index is not that of its file: the next run reads that.
            continue
        fingerprint = overrides.fingerprint(article)
        if fingerprint != entry.overrides_hash:
            writer.add(article, replace(entry, overrides_hash=fingerprint))
    writer.keep_others(removed)


def _unattributed(archive: IndexedArchive, article_id: str) -> Article | None:
    """Return an article of the index as its file has it, without attributions, or None."""
    article = archive.article(article_id)
    if article is None:
        return None
    paragraphs = tuple(
        replace(paragraph, attributions=(), mentions=(), corrected=False)
        for paragraph in article.paragraphs
    )
    return replace(article, paragraphs=paragraphs)
