"""Alignment of a quotation with a paragraph, word by word.

The stretch of the paragraph that a quotation is nearest to is found by rapidfuzz's partial
ratio and refined by the Levenshtein distance over words; its operations are the changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq, Levenshtein

from searchapp.models.articles import Span
from searchapp.models.quotes import Change, ChangeFlag, ChangeKind
from searchapp.query.analysis import STOP_WORDS
from searchapp.text_reuse.words import NEGATIONS, Word, find_verbatim, forms, is_number

_MAX_SHIFT = 6
"""How far, in words, the ends of a stretch are moved to lower the distance."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """The stretch of a paragraph's words, [first, last), that a quotation is nearest to.

    ``distance`` is the number of words that differ. A word that only stands in another place
    counts twice more: a sentence of the same words in another order is another sentence.
    """

    first: int
    last: int
    distance: int


def align(quoted: Sequence[str], passage: Sequence[str]) -> Alignment:
    """Return the alignment of the folded words *quoted* with those of a paragraph."""
    if verbatim := find_verbatim(quoted, passage):
        return Alignment(*verbatim, 0)
    first, last = _nearest(quoted, passage)
    stretch = passage[first:last]
    around = (*passage[max(0, first - len(quoted)) : first], *passage[last : last + len(quoted)])
    distance = Levenshtein.distance(quoted, stretch) + 2 * _moved(quoted, stretch, around)
    return Alignment(first, last, distance)


def _nearest(quoted: Sequence[str], passage: Sequence[str]) -> Span:
    """Return the stretch of *passage* with the smallest distance.

    Of several, the one with most of the words, and of these the one most alike in length.
    """
    if len(quoted) >= len(passage):
        first, last = 0, len(passage)
    else:
        found = fuzz.partial_ratio_alignment(quoted, passage)
        first, last = (found.dest_start, found.dest_end) if found else (0, len(quoted))

    def cost(stretch: Span) -> tuple[int, int, int]:
        words = passage[slice(*stretch)]
        shared = LCSseq.similarity(quoted, words)
        return Levenshtein.distance(quoted, words), -shared, abs(len(words) - len(quoted))

    # Each end depends on the other one, so both are moved twice.
    for _ in range(2):
        ends = range(max(first, last - _MAX_SHIFT), min(len(passage), last + _MAX_SHIFT) + 1)
        _, last = min(((first, end) for end in ends), key=cost)
        starts = range(max(0, first - _MAX_SHIFT), min(last, first + _MAX_SHIFT) + 1)
        first, _ = min(((start, last) for start in starts), key=cost)
    return first, last


def _moved(quoted: Sequence[str], stretch: Sequence[str], around: Iterable[str]) -> int:
    """Return how many words of *quoted* stand in another place in or around *stretch*."""
    added: list[str] = []
    missing = [word for word in around if word not in STOP_WORDS]
    for operation in Levenshtein.opcodes(quoted, stretch):
        if operation.tag != "equal":
            added += quoted[operation.src_start : operation.src_end]
            missing += stretch[operation.dest_start : operation.dest_end]
    return sum(min(added.count(word), missing.count(word)) for word in set(added))


def _differences(quoted: Sequence[str], passage: Sequence[str]) -> list[tuple[Span, Span]]:
    """Return where two texts differ: stretches of *quoted* and of *passage*, in order."""
    stretches: list[tuple[Span, Span]] = []
    for operation in Levenshtein.opcodes(quoted, passage):
        if operation.tag == "equal":
            continue
        ours = operation.src_start, operation.src_end
        theirs = operation.dest_start, operation.dest_end
        if stretches and (stretches[-1][0][1], stretches[-1][1][1]) == (ours[0], theirs[0]):
            (first, _), (archive_first, _) = stretches.pop()
            ours, theirs = (first, ours[1]), (archive_first, theirs[1])
        stretches.append((ours, theirs))
    return stretches


def changes(
    quoted: Sequence[Word], quoted_text: str, passage: Sequence[Word], passage_text: str
) -> tuple[Change, ...]:
    """Return the differences of a quotation from the stretch *passage* that it quotes."""
    found = []
    for (first, last), archive in _differences(forms(quoted), forms(passage)):
        ours, theirs = quoted[first:last], passage[slice(*archive)]
        if ours and theirs and find_verbatim(forms(ours), forms(theirs)) == (0, len(theirs)):
            continue
        kind: ChangeKind = "replaced" if ours and theirs else "added" if ours else "missing"
        # Where words are missing, the place is behind the word before them.
        place = quoted[first - 1].end if first else quoted[0].start
        start, end = (ours[0].start, ours[-1].end) if ours else (place, place)
        found.append(
            Change(
                kind,
                quoted_text[start:end],
                passage_text[theirs[0].start : theirs[-1].end] if theirs else "",
                start,
                end,
                meaning_flags(forms(ours), forms(theirs)),
            )
        )
    return tuple(found)


def meaning_flags(quoted: Iterable[str], archive: Iterable[str]) -> tuple[ChangeFlag, ...]:
    """Return what differs between two lists of folded words and may change the meaning."""
    quoted, archive = set(quoted), set(archive)
    flags: list[ChangeFlag] = []
    if bool(NEGATIONS & quoted) != bool(NEGATIONS & archive):
        flags.append("negation")
    if {w for w in quoted if is_number(w)} != {w for w in archive if is_number(w)}:
        flags.append("number")
    return tuple(flags)
