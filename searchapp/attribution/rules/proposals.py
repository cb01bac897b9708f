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

    def __init__(self, view: SentenceContext, scorer: Scorer) -> None:
        self.view = view
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
                probability = self.scorer.probability(self.view, candidate, self.found)
                if probability >= max(self.scorer.floor, best.probability if best else 0.0):
                    best = candidate.scored(probability)
        if best is not None:
            self.found.append(best)
        return best

    def of_verb(self, cue: Cue) -> Candidate | None:
        view, found = self.view, self.found
        kept = (
            self.keep(passive(view, cue))
            or self.keep_best(_contest(inverted(view, cue), subject_verb(view, cue)))
            or self.keep(shared_subject(view, cue, found))
        )
        if kept is None and cue.form.tense in ("gerund", "base"):
            self.waiting.append(cue)
        return kept

    def of_word(self, k: int) -> Candidate | None:
        view, lexicon, low = self.view, self.view.lexicon, self.view.lows[k]
        kept: Candidate | None = None
        if low == "according":
            kept = self.keep(according_to(view, k))
        elif low in lexicon.shown:
            kept = self.keep(findings(view, k))
        if kept is None and low in lexicon.claims:
            kept = self.keep(claim_noun(view, k)) or self.keep(noun_of(view, k))
        if kept is None and (
            low in lexicon.cues or low in lexicon.phrasal or low in lexicon.supports
        ):
            cue = view.cue_at(k)
            kept = self.of_verb(cue) if cue is not None else None
        return kept

    def read(self) -> None:
        lows, triggers = self.view.lows, self.view.lexicon.triggers
        places = [k for k, low in enumerate(lows) if low in triggers]
        if not places and QUOTE not in lows and ":" not in lows:
            return
        for signature in dash_signatures(self.view):
            self.keep(signature)
        self.keep(transcript(self.view) or headline_colon(self.view))
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
                self.keep_best([absolute(self.view, cue), participle(self.view, cue, self.found)])
            else:
                self.keep(infinitive(self.view, cue, self.found))
        self.keep(quoting(self.view, self.found))
        if self.scorer.source_weights:
            self._weigh_sources()

    def _weigh_sources(self) -> None:
        """Give each source its own chance, and its cues theirs in proportion.

        That a cue is right is as likely as that its source is one, times the cue's
        chance if so: one for the likeliest, less for the others of the source.
        """
        view, by_rules = self.view, tuple(self.found)
        for place, best in weighed_places(view, by_rules):
            names = source_features(view, place, by_rules, best)
            ratio = self.scorer.source_probability(names) / best.probability
            for k, c in enumerate(by_rules):
                if place.at == c.phrase.head:
                    self.found[k] = c.scored(c.probability * ratio)


def find_candidates(view: SentenceContext, scorer: Scorer) -> list[Candidate]:
    """Return what the rules find in one sentence, in order of the cues.

    Candidates that are, by their rule, less likely than the scorer's floor are left out.
    """
    proposals = _Proposals(view, scorer)
    proposals.read()
    return sorted(proposals.found, key=lambda c: c.cue)
