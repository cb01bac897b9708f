"""Reads of an index that need no query: articles, paragraphs and speakers."""

from __future__ import annotations

from contextlib import suppress

from searchapp.engine.catalog import RemovedArticle
from searchapp.engine.errors import GoneError
from searchapp.models.analytics import (
    Context,
    SimilarParagraphs,
    SpeakerList,
    SpeakerProfile,
    SpeakersRequest,
)
from searchapp.models.articles import Article, ArticlePart
from searchapp.models.identity import SpeakerTable
from searchapp.models.normalize import slug
from searchapp.models.trails import Trail, TrailList, TrailsRequest
from searchapp.search.index_state import IndexState
from searchapp.search.similar import find_similar, rare_terms


class ArchiveReader(IndexState):
    """Articles, paragraphs and speakers of one index, by id or name."""

    def article(self, article_id: str) -> Article | None:
        """Return an article with its attributions, or None. Raises ``NoIndexError``."""
        return self._engine.article(article_id)

    def article_part(self, article_id: str, first: int, last: int) -> ArticlePart | None:
        """Return an article with its paragraphs numbered from *first* to *last*, or None.

        Raises ``NoIndexError``.
        """
        return self._engine.article_part(article_id, first, last)

    def speaker_table(self) -> SpeakerTable:
        """Return which names are one speaker. Raises ``NoIndexError``."""
        return self._engine.speaker_table()

    def speaker_id(self, name: str) -> str:
        """Return the id of the speaker with a name or id. Raises ``NoIndexError``."""
        return self._engine.speaker_table().speaker_of(slug(name))

    def has_article(self, article_id: str) -> bool:
        """Whether there is an article with this id. Raises ``NoIndexError``."""
        return self._engine.article_part(article_id, 1, 1) is not None

    def removed(self, article_id: str) -> RemovedArticle | None:
        """Return the record of an article that was removed from the archive, or None.

        Raises ``NoIndexError``.
        """
        return self._engine.removed(article_id)

    def context(self, article_id: str, number: int, around: int = 1) -> Context | None:
        """Return a paragraph with up to *around* neighbours on each side, or None.

        Raises ``NoIndexError``.
        """
        hits, index = self.read_consistently(
            lambda: self._engine.paragraphs(article_id, number - around, number + around)
        )
        paragraph = next((hit for hit in hits if hit.number == number), None)
        if paragraph is None:
            return None
        return Context(
            index=index,
            before=tuple(hit for hit in hits if hit.number < number),
            paragraph=paragraph,
            after=tuple(hit for hit in hits if hit.number > number),
        )

    def similar(self, article_id: str, number: int, limit: int) -> SimilarParagraphs | None:
        """Return at most *limit* paragraphs like one, or None where the article does not have it.

        See ``similar.py``. Raises ``NoIndexError`` and ``QueryTooExpensiveError``.
        """
        while True:
            context = self.context(article_id, number, 0)
            if context is None:
                return None
            version = context.index.version
            with suppress(GoneError):  # The generation was deleted; the next one is searched.
                terms = rare_terms(self._engine, context.paragraph, version)
                hits = find_similar(self._engine, context.paragraph, list(terms), limit, version)
                return SimilarParagraphs(
                    context.index, context.paragraph, tuple(terms.values()), hits
                )

    def speakers(self, request: SpeakersRequest) -> SpeakerList:
        """Return one page of speakers. Raises ``NoIndexError``."""
        return self._engine.speakers(request)

    def speaker(self, speaker_id: str) -> SpeakerProfile | None:
        """Return a speaker's profile, or None. Raises ``NoIndexError``."""
        return self._engine.speaker(speaker_id)

    def trails(self, request: TrailsRequest) -> TrailList:
        """Return one page of the passages that several articles report. Raises ``NoIndexError``."""
        return self._engine.trails(request)

    def trail(self, trail_id: str) -> Trail | None:
        """Return the trail with an id, or one of whose wordings has it. Raises ``NoIndexError``."""
        return self._engine.trail(trail_id)
