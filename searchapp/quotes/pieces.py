"""Pieces of a quotation: the stretches between its ellipses and bracketed insertions.

By the usual rules of newspapers, ``...`` stands for words that were left out, and square
brackets hold words of the quoting writer, in place of others or beside them.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.models.articles import Span
from searchapp.models.quotes import Change, ChangeKind
from searchapp.quotes.alignment import align, changes, meaning_flags
from searchapp.text_reuse.words import NEGATIONS, Word, forms, words_with_offsets

Gap = Literal["none", "ellipsis", "insertion"]

MAX_REPLACED_WORDS = 5
"""The words of the archive that a bracketed insertion may stand for."""

# A bracket around the first letter of a word, as in "[T]he", only changes its case.
_GAP = re.compile(
    r"\[?(?:…|\.\s?\.\s?\.(?:\s?\.)?)\]?|\[sic\]|\[(?P<inserted>[^\[\]\n]{1,200})\](?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a quotation without gaps, and the gap before it.

    ``inserted`` are the folded words of a bracketed insertion, [start, end) where the gap
    stands in the quotation.
    """

    words: tuple[Word, ...]
    gap: Gap = "none"
    inserted: tuple[str, ...] = ()
    start: int = 0
    end: int = 0


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Return the pieces of a quotation; an ellipsis at its ends stands for nothing."""
    words = deque(words_with_offsets(text))
    pieces: list[Piece] = []
    gap: Gap = "none"
    inserted: tuple[str, ...] = ()
    position = start = 0
    for match in [*_GAP.finditer(text), None]:
        until = match.start() if match else len(text)
        while words and words[0].start < position:
            words.popleft()
        own = []
        while words and words[0].end <= until:
            own.append(words.popleft())
        if own:
            pieces.append(Piece(tuple(own), gap if pieces else "none", inserted, start, position))
            gap, inserted = "none", ()
        if match:
            if match["inserted"]:
                inserted += tuple(forms(words_with_offsets(match["inserted"])))
            if match.group().lower() != "[sic]":
                gap = "insertion" if match["inserted"] and gap != "ellipsis" else "ellipsis"
            start, position = match.start(), match.end()
    return tuple(pieces)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a quotation fits a paragraph.

    ``stretches`` are where its pieces lie among the paragraph's words. ``distance`` is the
    number of words that differ, ``similarity``, 0 to 1, the share of words that do not.
    """

    stretches: tuple[Span, ...]
    distance: int
    similarity: float
    changes: tuple[Change, ...]

    @property
    def verbatim(self) -> bool:
        """Whether the paragraph has the words of the quotation, and nothing is hidden."""
        return self.distance == 0 and not self.changes


def no_fit(pieces: Iterable[Piece]) -> Fit:
    """Return the fit of a paragraph that does not have the pieces."""
    return Fit((), sum(len(piece.words) for piece in pieces), 0.0, ())


def max_similarity(pieces: Iterable[Piece], passage: Sequence[str]) -> float:
    """Return an upper bound of the similarity of ``fit``, from the words that both have.

    *passage* are the folded words of a paragraph. A word that it lacks differs in each alignment.
    """
    counts, joined = Counter(passage), "".join(passage)
    shared = total = 0
    for piece in pieces:
        quoted = forms(piece.words)
        total += len(quoted)
        if "".join(quoted) in joined:
            shared += len(quoted)
        else:
            shared += sum(min(count, counts[form]) for form, count in Counter(quoted).items())
    return shared / max(total, 1)


def fit(pieces: Sequence[Piece], text: str, passage: Sequence[Word], passage_text: str) -> Fit:
    """Return how the *pieces* of the quotation *text* fit a paragraph, in order.

    Where the paragraph has no words left for a piece, the similarity is 0.
    """
    passage_forms = forms(passage)
    stretches: list[Span] = []
    differences: list[Change] = []
    distance = total = position = 0
    for piece in pieces:
        aligned = align(forms(piece.words), passage_forms[position:])
        first, last = position + aligned.first, position + aligned.last
        if first == last:
            return no_fit(pieces)
        if stretches:
            hidden = passage[position:first]
            differences += _hidden_changes(piece, text, hidden, passage_text)
        differences += changes(piece.words, text, passage[first:last], passage_text)
        stretches.append((first, last))
        distance += aligned.distance
        total += max(len(piece.words), last - first)
        position = last
    similarity = max(0.0, 1 - distance / max(total, 1))
    return Fit(tuple(stretches), distance, similarity, tuple(differences))


def _hidden_changes(
    piece: Piece, text: str, hidden: Sequence[Word], passage_text: str
) -> list[Change]:
    """Return a change where the gap before *piece* hides, or says, what changes the meaning."""
    words = forms(hidden)
    flags = meaning_flags(piece.inserted, words)
    if piece.gap == "insertion":
        # A number that the writer adds is an explanation; in place of another one it is not.
        changed = "negation" in flags or bool(words and flags) or len(words) > MAX_REPLACED_WORDS
    else:
        changed = not NEGATIONS.isdisjoint(words)
    if not changed:
        return []
    kind: ChangeKind = "missing" if not piece.inserted else "replaced" if hidden else "added"
    archive = passage_text[hidden[0].start : hidden[-1].end] if hidden else ""
    quoted = text[piece.start : piece.end]
    return [Change(kind, quoted, archive, piece.start, piece.end, flags)]
