"""Candidate generation: the proposals of all rules for a sentence, with their probabilities."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from searchapp.attribution.rules.candidates import Candidate, Cue, SentenceContext
from searchapp.attribution.rules.line_rules import dash_signatures, headline_colon, transcript
from searchapp.attribution.rules.nonfinite_rules import absolute, infinitive, participle
from searchapp.attribution.rules.noun_rules import according_to, claim_noun, findings, noun_of
from searchapp.attribution.rules.quotation_rules import quoting
from searchapp.attribution.rules.verb_rules import inverted, passive, shared_subject, subject_verb
from searchapp.attribution.scoring.candidate_model import Scorer
from searchapp.attribution.scoring.source_model import scored_sources, source_features
from searchapp.attribution.syntax.sentences import QUOTE

# No sentence of prose has more; the limits bound the work on other text.
_MAX_CUES = 48
_MAX_TRIGGERS = 240


def find_candidates(context: SentenceContext, scorer: Scorer) -> list[Candidate]:
    """Return the candidates of one sentence in order of their cues.

    Candidates below the scorer's ``min_probability`` by rule and cue are left out; the
    probabilities of the others count their source, too.
    """
    generator = _CandidateGenerator(context, scorer)
    generator.generate()
    candidates = generator.accepted
    if scorer.source_weights:
        candidates = _scored_by_source(context, candidates, scorer)
    if len(candidates) < 2:
        return candidates
    return sorted(candidates, key=lambda candidate: candidate.cue)


class _CandidateGenerator:
    """The candidates of one sentence, accepted one after the other.

    ``nonfinite`` are the cues that need the candidates of all finite verbs.
    """

    def __init__(self, context: SentenceContext, scorer: Scorer) -> None:
        self.context = context
        self.scorer = scorer
        self.accepted: list[Candidate] = []
        self.nonfinite: list[Cue] = []

    def generate(self) -> None:
        """Run the rules: lines, then cues from left to right, then what depends on them."""
        context = self.context
        lowered, triggers = context.lowered, context.lexicon.cue_triggers
        positions = [k for k, word in enumerate(lowered) if word in triggers]
        if not (positions or QUOTE in lowered or ":" in lowered or lowered[1:2] == ("on",)):
            return
        for signature in dash_signatures(context):
            self._accept(signature)
        self._accept(transcript(context) or headline_colon(context))
        self._run_on_triggers(positions)
        for cue in self.nonfinite:
            if cue.form.tense == "gerund":
                self._accept(absolute(context, cue), participle(context, cue, self.accepted))
            else:
                self._accept(infinitive(context, cue, self.accepted))
        self._accept(quoting(context, self.accepted))

    def _run_on_triggers(self, positions: Sequence[int]) -> None:
        """Run the rules for the words that may begin a cue, past those within a longer cue."""
        stop = tried = 0
        for k in positions:
            if k < stop:
                continue
            tried += 1
            if tried > _MAX_TRIGGERS or len(self.accepted) + len(self.nonfinite) >= _MAX_CUES:
                break
            candidate = self._candidate_of_word(k)
            if candidate is not None and candidate.cue == k:
                stop = candidate.cue_stop

    def _candidate_of_word(self, k: int) -> Candidate | None:
        """The candidate accepted for the word at item *k*, by noun rules, else verb rules."""
        context, lexicon = self.context, self.context.lexicon
        word = context.lowered[k]
        candidate: Candidate | None = None
        if word == "according":
            candidate = self._accept(according_to(context, k))
        elif word in lexicon.document_verbs:
            candidate = self._accept(findings(context, k))
        if candidate is None and word in lexicon.claim_nouns:
            candidate = self._accept(claim_noun(context, k)) or self._accept(noun_of(context, k))
        if candidate is None and (
            word in lexicon.cue_verbs
            or word in lexicon.cue_phrases
            or word in lexicon.support_verbs
        ):
            cue = context.cue_at(k)
            candidate = self._candidate_of_verb(cue) if cue is not None else None
        return candidate

    def _candidate_of_verb(self, cue: Cue) -> Candidate | None:
        """The candidate accepted for a verb by the rules for finite verbs."""
        context = self.context
        by_agent = passive(context, cue)
        candidate = self._accept(by_agent) if by_agent is not None else None
        if candidate is None:
            rivals = _contest(inverted(context, cue), subject_verb(context, cue))
            candidate = self._accept(*rivals) if rivals else None
        if candidate is None:
            shared = shared_subject(context, cue, self.accepted)
            candidate = self._accept(shared) if shared is not None else None
        if candidate is None and cue.form.tense in ("gerund", "base"):
            self.nonfinite.append(cue)
        return candidate

    def _accept(self, *candidates: Candidate | None) -> Candidate | None:
        """Accept the likeliest of the candidates for one cue, if it is likely enough."""
        best: Candidate | None = None
        highest = self.scorer.min_probability
        for candidate in candidates:
            if candidate is not None:
                probability = self.scorer.probability(self.context, candidate, self.accepted)
                if probability >= highest:
                    best, highest = candidate, probability
        if best is None:
            return None
        accepted = best.scored(highest)
        self.accepted.append(accepted)
        return accepted


def _contest(first: Candidate | None, second: Candidate | None) -> list[Candidate]:
    """The candidates that there are, marked as contested if both are."""
    if first is not None and second is not None:
        return [replace(first, contested=True), replace(second, contested=True)]
    return [candidate for candidate in (first, second) if candidate is not None]


def _scored_by_source(
    context: SentenceContext, candidates: Sequence[Candidate], scorer: Scorer
) -> list[Candidate]:
    """The candidates with the probabilities of their sources.

    The likeliest candidate of a source is as likely as the source; the others keep their
    proportion to it.
    """
    rescored = list(candidates)
    for source, best in scored_sources(context, candidates):
        names = source_features(context, source, candidates, best)
        ratio = scorer.source_probability(names) / best.probability
        for k, candidate in enumerate(candidates):
            if source.at == candidate.source.head:
                rescored[k] = candidate.scored(candidate.probability * ratio)
    return rescored
