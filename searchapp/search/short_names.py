"""Short names: the speaker whom the articles call by a name that is nobody's full name.

An article that names "Ana Lorvik" once and "Lorvik" afterwards reports the words of Ana Lorvik,
and no speaker has the id "lorvik". The id still leads to her where no other speaker is called
so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from searchapp.engine.protocol import SearchEngine
from searchapp.models.articles import QUOTATIONS, Attribution
from searchapp.models.normalize import slug
from searchapp.models.search import SearchRequest
from searchapp.query.errors import QueryError
from searchapp.search.request_parser import RequestParser

T = TypeVar("T")

MAX_PARAGRAPHS = 200
"""How many paragraphs with a name are looked at, the best hits."""
_MAX_WORDS = 8
_MAX_UNKNOWN_NAMES = 8
"""How many names of one request are looked up; each costs about as much as a search."""


def speaker_called(engine: SearchEngine, parser: RequestParser, name: str) -> str | None:
    """Return the id of the one speaker whom articles call *name*, or None.

    There is none where nobody is called so, and where two speakers are. A name or an id may be
    given. Raises ``NoIndexError`` and ``QueryTooExpensiveError``.
    """
    form_id = slug(name)
    words = form_id.split("-")
    if not form_id or len(words) > _MAX_WORDS:
        return None
    request = SearchRequest(
        f'"{" ".join(words)}"',
        quotations=QUOTATIONS,
        copies="all",
        strict=True,
        limit=MAX_PARAGRAPHS,
    )
    try:
        query = parser.parse_and_check(request)
    except QueryError:
        return None
    with parser.limited():
        hits = engine.search(request, query).hits
    table = engine.speaker_table()
    speakers = {
        table.speaker_of(attribution.speaker.id)
        for hit in hits
        for attribution in hit.attributions
        if _is_called(attribution, form_id)
    }
    return speakers.pop() if len(speakers) == 1 else None


def _is_called(attribution: Attribution, form_id: str) -> bool:
    """Whether the words of an attribution's source are a name."""
    passages = (attribution.source_span, *attribution.antecedents)
    return any(passage is not None and slug(passage.text) == form_id for passage in passages)


class FullNames:
    """Answers requests whose speakers may be short names."""

    def __init__(self, engine: SearchEngine, parser: RequestParser) -> None:
        self._engine = engine
        self._parser = parser

    def answer(
        self,
        request: SearchRequest,
        evaluate: Callable[[SearchRequest], T],
        is_empty: Callable[[T], bool],
    ) -> T:
        """Return the answer to *request* by *evaluate*.

        Where it *is_empty*, short names among the speakers are replaced by the speakers whom
        they mean, and the request is evaluated again, unless it has more unknown names than
        ``_MAX_UNKNOWN_NAMES``. Raises as ``speaker_called`` and *evaluate* do.
        """
        answer = evaluate(request)
        if request.speakers and is_empty(answer):
            speakers = self._full_names(request.speakers)
            if speakers != request.speakers:
                return evaluate(replace(request, speakers=speakers))
        return answer

    def _full_names(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Return *names* with the ids of speakers for short names, without duplicates."""
        request = SearchRequest(speakers=names)
        # Counts cost a twentieth of the profiles of speakers.
        comparison = self._engine.compare(request, self._parser.parse(request))
        # Names of one speaker have one series.
        counts = zip(comparison.request.speakers, comparison.series, strict=True)
        unknown = [name for name, series in counts if not series.out_of]
        if len(unknown) > _MAX_UNKNOWN_NAMES:
            return names
        called = {slug(name): speaker_called(self._engine, self._parser, name) for name in unknown}
        return tuple(dict.fromkeys(called.get(slug(name)) or name for name in names))
