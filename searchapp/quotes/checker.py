"""Quote checker: gives each quotation of a draft its verdict and its passages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from searchapp.attribution.syntax.quotations import find_quotations
from searchapp.common.messages import Message
from searchapp.models.analytics import SpeakersRequest
from searchapp.models.articles import Attribution, Span
from searchapp.models.quotes import CheckedQuotation, QuoteMatch, QuoteReport, Verdict
from searchapp.models.search import Hit
from searchapp.query.analysis import STOP_WORDS, stem
from searchapp.query.limits import exempt, limited
from searchapp.quotes.draft import DraftQuotation, quotations_in, with_claimed_speakers
from searchapp.quotes.pieces import Fit, Piece, fit, max_similarity, no_fit, pieces_of
from searchapp.quotes.retrieval import copies_of, with_phrases, with_words
from searchapp.quotes.splices import MIN_PART_WORDS, find_splice, uncovered
from searchapp.search.service import SearchService
from searchapp.text_reuse.speakers import attribution_of, may_be_same
from searchapp.text_reuse.words import Word, forms, words_with_offsets

MAX_QUOTATION_CHARACTERS = 10_000
"""The longest quotation that is compared; none that a reader meets is as long."""
MIN_SIMILARITY = 0.6
"""The least similarity of an altered quotation: below it, it is not the archive's."""
MIN_SHORT_SIMILARITY = 0.7
"""The same for quotations of fewer than ``_SHORT_WORDS`` words: four of six words, such as those
of a line of figures, are the same by chance."""
_SHORT_WORDS = 8
_MIN_SHARED_STEMS = 0.6
"""The share of a paraphrase's content words that the speaker's paragraph must have."""
_MIN_STEMS = 4
_MATCHES = 5
_SPEAKER_IDS = 8


class DraftTooLongError(ValueError):
    """A draft is larger than the settings allow."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    hit: Hit
    words: list[Word]
    fit: Fit


class QuoteChecker:
    """Checks quotations against the archive of *service*."""

    def __init__(self, service: SearchService) -> None:
        self._service = service

    def check(self, text: str) -> QuoteReport:
        """Return the verdicts of all quotations of *text*; nothing of it is stored.

        Raises ``DraftTooLongError`` where it is beyond ``max_check_characters``, has more than
        ``max_check_quotations``, or one beyond ``MAX_QUOTATION_CHARACTERS``;
        ``QueryTooExpensiveError`` where it takes longer than ``max_check_milliseconds`` of
        processor time; and ``NoIndexError``.
        """
        quotations = self._read(text)
        milliseconds = self._service.settings.max_check_milliseconds
        limits = replace(self._service.parser.limits, milliseconds=milliseconds)
        # A draft of many quotations needs longer than a search.
        with exempt(), limited(limits):
            checked, index = self._service.read_consistently(
                lambda: tuple(self._check_quotation(quotation) for quotation in quotations)
            )
        return QuoteReport(checked, index)

    def _read(self, text: str) -> tuple[DraftQuotation, ...]:
        """Return the quotations of *text*. Raises ``DraftTooLongError``."""
        settings = self._service.settings
        if len(text) > settings.max_check_characters:
            raise DraftTooLongError(
                Message(
                    "The text has %(characters)s characters; at most %(most)s are checked at a"
                    " time.",
                    characters=len(text),
                    most=settings.max_check_characters,
                )
            )
        quotations = quotations_in(text)
        if len(quotations) > settings.max_check_quotations:
            raise DraftTooLongError(
                Message(
                    "The text has %(quotations)s quotations; at most %(most)s are checked at a"
                    " time.",
                    quotations=len(quotations),
                    most=settings.max_check_quotations,
                )
            )
        for quotation in quotations:
            if len(quotation.text) > MAX_QUOTATION_CHARACTERS:
                raise DraftTooLongError(
                    Message(
                        "The quotation at character %(start)s has %(characters)s characters; at"
                        " most %(most)s are compared. Check it in parts.",
                        start=quotation.start + 1,
                        characters=len(quotation.text),
                        most=MAX_QUOTATION_CHARACTERS,
                    )
                )
        return with_claimed_speakers(text, quotations)

    def _check_quotation(self, quotation: DraftQuotation) -> CheckedQuotation:
        text, claimed = quotation.text, quotation.claimed_speaker
        verdict, matches = self._judge(text, pieces_of(text), claimed)
        return CheckedQuotation(
            text, quotation.start, quotation.end, claimed, verdict, matches[:_MATCHES]
        )

    def _judge(
        self, text: str, pieces: Sequence[Piece], claimed: str
    ) -> tuple[Verdict, tuple[QuoteMatch, ...]]:
        if not pieces:
            return "not_found", ()
        least = _min_similarity(pieces)
        hits = with_phrases(self._service, pieces, text)
        candidates = _compare(pieces, text, hits)
        if not candidates or candidates[0].fit.similarity < least:
            more = with_words(self._service, pieces, text)
            candidates = _compare(pieces, text, {h.id: h for h in (*hits, *more)}.values())
        if spliced := self._spliced(text, pieces, candidates):
            return "spliced", spliced
        best = [c for c in candidates if c.fit.similarity >= least]
        if not best:
            paraphrases = self._paraphrases(text, pieces, claimed)
            return ("paraphrased" if paraphrases else "not_found"), paraphrases
        matches = self._matches(best)
        if claimed and _credited_to_another(matches, claimed):
            return "other_speaker", matches
        return ("verbatim" if best[0].fit.verbatim else "altered"), matches

    def _match(
        self, candidate: _Candidate, stretches: Iterable[Span], similarity: float
    ) -> QuoteMatch:
        hit = candidate.hit
        spans = _spans(candidate.words, stretches)
        return QuoteMatch(
            hit,
            spans,
            similarity,
            _is_quoted(hit.text, spans),
            attribution_of((a for a in hit.attributions if a.act == "speech"), spans),
            copies=copies_of(self._service, hit),
        )

    def _matches(self, candidates: Sequence[_Candidate]) -> tuple[QuoteMatch, ...]:
        return tuple(
            replace(self._match(c, c.fit.stretches, c.fit.similarity), changes=c.fit.changes)
            for c in candidates[:_MATCHES]
        )

    def _spliced(
        self, text: str, pieces: Sequence[Piece], candidates: Sequence[_Candidate]
    ) -> tuple[QuoteMatch, ...]:
        """Return the passages of a quotation that joins two, or nothing."""
        if not candidates:
            return ()
        if candidates[0].fit.distance < MIN_PART_WORDS:
            return ()
        quoted = [word for piece in pieces for word in piece.words]
        parts = find_splice(forms(quoted), [forms(c.words) for c in candidates])
        if parts is None:
            # The phrases of the longer part may have left no place for the shorter one.
            rest = uncovered(forms(quoted), forms(candidates[0].words))
            if rest is None:
                return ()
            piece = Piece(tuple(quoted[slice(*rest)]))
            others = _compare((piece,), text, with_phrases(self._service, (piece,), text))
            candidates = [*candidates, *others]
            parts = find_splice(forms(quoted), [forms(c.words) for c in candidates])
        return tuple(
            self._match(candidates[part.candidate], (part.stretch,), 1.0) for part in parts or ()
        )

    def _paraphrases(
        self, text: str, pieces: Sequence[Piece], claimed: str
    ) -> tuple[QuoteMatch, ...]:
        """Return paragraphs of the claimed speaker with most of the quotation's words."""
        stems = _stems(forms([word for piece in pieces for word in piece.words]))
        if not claimed or len(stems) < _MIN_STEMS:
            return ()
        speakers = self._speaker_ids(claimed)
        hits = with_words(self._service, pieces, text, speakers) if speakers else ()
        matches = []
        for hit in hits:
            shared = len(stems & _stems(forms(words_with_offsets(hit.text)))) / len(stems)
            if shared >= _MIN_SHARED_STEMS:
                own = next((a for a in hit.attributions if a.speaker.id in speakers), None)
                spans = own.spans if own else ()
                matches.append(QuoteMatch(hit, spans, shared, _is_quoted(hit.text, spans), own))
        return tuple(sorted(matches, key=lambda match: -match.similarity)[:_MATCHES])

    def _speaker_ids(self, name: str) -> tuple[str, ...]:
        listed = self._service.speakers(SpeakersRequest(name=name.split()[-1], limit=50))
        found = (
            speaker.id
            for speaker in listed.speakers
            if may_be_same(name, speaker.name, speaker.kind)
        )
        return tuple(islice(found, _SPEAKER_IDS))


def _min_similarity(pieces: Iterable[Piece]) -> float:
    is_short = sum(len(piece.words) for piece in pieces) < _SHORT_WORDS
    return MIN_SHORT_SIMILARITY if is_short else MIN_SIMILARITY


def _compare(pieces: Sequence[Piece], text: str, hits: Iterable[Hit]) -> list[_Candidate]:
    """Return *hits* with how the quotation fits them, the best first.

    Those that cannot be similar enough are not aligned.
    """
    least = _min_similarity(pieces)
    candidates = []
    for hit in hits:
        words = words_with_offsets(hit.text)
        is_similar = max_similarity(pieces, forms(words)) >= least
        fitted = fit(pieces, text, words, hit.text) if is_similar else no_fit(pieces)
        candidates.append(_Candidate(hit, words, fitted))
    candidates.sort(key=_rank)
    return candidates


def _rank(candidate: _Candidate) -> tuple[float, int, int]:
    """Return the sort key: the same words first, then few changes and few hidden words."""
    found = candidate.fit
    hidden = sum(b[0] - a[1] for a, b in pairwise(found.stretches))
    return -found.similarity, len(found.changes), hidden


def _spans(words: Sequence[Word], stretches: Iterable[Span]) -> tuple[Span, ...]:
    return tuple((words[first].start, words[last - 1].end) for first, last in stretches)


def _is_quoted(text: str, spans: Iterable[Span]) -> bool:
    """Whether all of *spans* lie within quotation marks of *text*."""
    quotations = find_quotations(text)
    return all(any(q.start <= start and end <= q.end for q in quotations) for start, end in spans)


def _stems(words: Iterable[str]) -> set[str]:
    return {stem(word) for word in words if word not in STOP_WORDS}


def _credited_to_another(matches: Sequence[QuoteMatch], claimed: str) -> bool:
    """Whether the best passages all have a speaker, and none may be the *claimed* one."""
    best = [match for match in matches if match.similarity == matches[0].similarity]
    return all(_is_of_another(match.attribution, claimed) for match in best)


def _is_of_another(attribution: Attribution | None, claimed: str) -> bool:
    if attribution is None:
        return False
    return not may_be_same(claimed, attribution.speaker.name, attribution.speaker.kind)
