"""All candidates of a sentence, each with its probability."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from searchapp.attribution.rules.candidates import Candidate, Cue, SentenceContext
from searchapp.attribution.rules.line_rules import (
    dash_signatures,
    headline_colon,
    transcript,
)
from searchapp.attribution.rules.noun_rules import according_to, claim_noun, findings, noun_of
from searchapp.attribution.rules.verb_rules import (
    absolute,
    infinitive,
    inverted,
    participle,
    passive,
    quoting,
    shared_subject,
    subject_verb,
)
from searchapp.attribution.scoring.candidate_model import Scorer
from searchapp.attribution.scoring.source_model import source_features, weighed_places
from searchapp.attribution.syntax.sentences import QUOTE

# No sentence of prose has more; it bounds the work on what is no prose.
_MAX_CUES = 48
_MAX_TRIGGERS = 240


def _contest(one: Candidate | None, other: Candidate | None) -> list[Candidate]:
    """The candidates there are, marked as contested where both are."""
    if one is not None and other is not None:
        return [replace(one, contested=True), replace(other, contested=True)]
    return [candidate for candidate in (one, other) if candidate is not None]


class _Proposals:
    """The candidates of one sentence as they are gathered."""

    def __init__(self, context: SentenceContext, scorer: Scorer) -> None:
        self.context = context
        self.scorer = scorer
        self.found: list[Candidate] = []
        self.waiting: list[Cue] = []

    def keep(self, candidate: Candidate | None) -> Candidate | None:
        """Take a candidate in if it is likely enough."""
        return self.keep_best([candidate]) if candidate is not None else None

    def keep_best(self, candidates: Sequence[Candidate | None]) -> Candidate | None:
        """Take in the likeliest of the candidates for one cue if it is likely enough."""
        best: Candidate | None = None
        for candidate in candidates:
            if candidate is not None:
                probability = self.scorer.probability(self.context, candidate, self.found)
                if probability >= max(self.scorer.floor, best.probability if best else 0.0):
                    best = candidate.scored(probability)
        if best is not None:
            self.found.append(best)
        return best

    def of_verb(self, cue: Cue) -> Candidate | None:
        context, found = self.context, self.found
        kept = (
            self.keep(passive(context, cue))
            or self.keep_best(_contest(inverted(context, cue), subject_verb(context, cue)))
            or self.keep(shared_subject(context, cue, found))
        )
        if kept is None and cue.form.tense in ("gerund", "base"):
            self.waiting.append(cue)
        return kept

    def of_word(self, k: int) -> Candidate | None:
        context, lexicon, low = self.context, self.context.lexicon, self.context.lowered[k]
        kept: Candidate | None = None
        if low == "according":
            kept = self.keep(according_to(context, k))
        elif low in lexicon.document_verbs:
            kept = self.keep(findings(context, k))
        if kept is None and low in lexicon.claim_nouns:
            kept = self.keep(claim_noun(context, k)) or self.keep(noun_of(context, k))
        if kept is None and (
            low in lexicon.cue_verbs or low in lexicon.cue_phrases or low in lexicon.support_verbs
        ):
            cue = context.cue_at(k)
            kept = self.of_verb(cue) if cue is not None else None
        return kept

    def read(self) -> None:
        lowered, triggers = self.context.lowered, self.context.lexicon.cue_triggers
        places = [k for k, low in enumerate(lowered) if low in triggers]
        if not places and QUOTE not in lowered and ":" not in lowered:
            return
        for signature in dash_signatures(self.context):
            self.keep(signature)
        self.keep(transcript(self.context) or headline_colon(self.context))
        stop = tried = 0
        for k in places:
            if k < stop:
                continue
            tried += 1
            if tried > _MAX_TRIGGERS or len(self.found) + len(self.waiting) >= _MAX_CUES:
                break
            kept = self.of_word(k)
            stop = kept.cue_stop if kept is not None and kept.cue == k else stop
        for cue in self.waiting:
            if cue.form.tense == "gerund":
                self.keep_best(
                    [absolute(self.context, cue), participle(self.context, cue, self.found)]
                )
            else:
                self.keep(infinitive(self.context, cue, self.found))
        self.keep(quoting(self.context, self.found))
        if self.scorer.source_weights:
            self._weigh_sources()

    def _weigh_sources(self) -> None:
        """Give each source its own chance, and its cues theirs in proportion.

        That a cue is right is as likely as that its source is one, times the cue's
        chance if so: one for the likeliest, less for the others of the source.
        """
        context, by_rules = self.context, tuple(self.found)
        for place, best in weighed_places(context, by_rules):
            names = source_features(context, place, by_rules, best)
            ratio = self.scorer.source_probability(names) / best.probability
            for k, c in enumerate(by_rules):
                if place.at == c.phrase.head:
                    self.found[k] = c.scored(c.probability * ratio)


def find_candidates(context: SentenceContext, scorer: Scorer) -> list[Candidate]:
    """Return what the rules find in one sentence, in order of the cues.

    Candidates that are, by their rule, less likely than the scorer's floor are left out.
    """
    proposals = _Proposals(context, scorer)
    proposals.read()
    return sorted(proposals.found, key=lambda c: c.cue)
