"""Retrieval of the paragraphs that may hold a quotation.

Phrases of three words survive most changes to a quotation, so the paragraphs with most of its
phrases come first; where none has any, those with its rarer words. Both are ordinary queries,
which every engine answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from searchapp.models.search import Hit, SearchRequest
from searchapp.query.analysis import STOP_WORDS
from searchapp.quotes.pieces import Piece
from searchapp.search.service import SearchService
from searchapp.text_reuse.words import Word

CANDIDATES = 12
"""Paragraphs that a quotation is compared with."""
_PHRASE_WORDS = 3
_MAX_PHRASES = 12
_MAX_WORD_CHARACTERS = 100
"""No word of a language is longer: what is longer finds nothing, and is not searched for."""
_MAX_WORDS = 12


def _is_usual(word: Word) -> bool:
    return word.end - word.start <= _MAX_WORD_CHARACTERS


def _phrases(pieces: Iterable[Piece], text: str) -> list[str]:
    """Return overlapping phrases of the quotation, evenly spread where there are many."""
    phrases: list[str] = []
    for piece in pieces:
        words = piece.words
        for first in range(max(1, len(words) - _PHRASE_WORDS + 1)):
            phrase = words[first : first + _PHRASE_WORDS]
            if any(word.form not in STOP_WORDS for word in phrase) and all(map(_is_usual, phrase)):
                phrases.append(" ".join(text[word.start : word.end] for word in phrase))
    step = max(1, -(-len(phrases) // _MAX_PHRASES))
    return list(dict.fromkeys(phrases[::step]))


def _content_words(pieces: Iterable[Piece], text: str) -> list[str]:
    """Return the longest words that are no stop words: they tend to be the rarest."""
    words = {
        word.form: text[word.start : word.end]
        for piece in pieces
        for word in piece.words
        if word.form not in STOP_WORDS and _is_usual(word)
    }
    longest = sorted(words, key=len, reverse=True)[:_MAX_WORDS]
    return [words[form] for form in longest]


def _any_of(phrases: Sequence[str]) -> str:
    return " OR ".join('text:"' + phrase.replace('"', " ") + '"' for phrase in phrases)


def with_phrases(service: SearchService, pieces: Sequence[Piece], text: str) -> tuple[Hit, ...]:
    """Return the paragraphs with most phrases of the quotation *text*, each text once."""
    phrases = _phrases(pieces, text)
    if not phrases:
        return with_words(service, pieces, text)
    return service.top_hits(SearchRequest(q=_any_of(phrases), limit=CANDIDATES))


def with_words(
    service: SearchService, pieces: Sequence[Piece], text: str, speakers: tuple[str, ...] = ()
) -> tuple[Hit, ...]:
    """Return the paragraphs with most words of the quotation, of *speakers* if any are given."""
    words = _content_words(pieces, text)
    if not words:
        return ()
    request = SearchRequest(q=_any_of(words), speakers=speakers, limit=CANDIDATES)
    return service.top_hits(request)


def copies_of(service: SearchService, hit: Hit) -> tuple[str, ...]:
    """Return the addresses of the other paragraphs with the text of *hit*."""
    if not hit.copies:
        return ()
    request = SearchRequest(copies="all", copies_of=hit.id, limit=CANDIDATES)
    return tuple(copy.id for copy in service.top_hits(request) if copy.id != hit.id)
