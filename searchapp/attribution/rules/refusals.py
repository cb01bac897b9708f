"""Refusals: reports that a source did not speak, ``declined to comment``, ``never said``.

Positions are item indexes of one sentence.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import word_set
from searchapp.attribution.rules.candidates import Candidate, SentenceContext

_SPEECH_LEMMAS = word_set(
    "say tell comment respond reply answer elaborate explain specify disclose reveal mention speak"
    " discuss address talk identify name clarify confirm"
)
_REFUSALS = word_set(
    "decline declines declined declining refuse refuses refused refusing fail fails failed failing"
)
_DENIALS = word_set("deny denies denied denying avoid avoids avoided avoiding without")
_NEGATIVE_ADVERBS = frozenset(["never"])


def is_refusal(context: SentenceContext, candidate: Candidate) -> bool:
    """Whether a candidate reports that its source did not speak.

    ``Ana Ruiz declined to comment``, ``did not say``, ``never said``, ``has yet to say``,
    ``denied saying``. "Declined to join" is speech.
    """
    at, form, word = candidate.cue, candidate.form, context.word
    lemma = form.lemma.partition(" ")[0] if form is not None else ""
    if word(at) in _REFUSALS:
        verb = context.lexicon.cue_verbs.get(word(at + 2))
        return word(at + 1) == "to" and verb is not None and verb.lemma in _SPEECH_LEMMAS
    if lemma not in _SPEECH_LEMMAS:
        return False
    if word(at - 1) == "to":
        return word(at - 2) in _REFUSALS or word(at - 2) == "yet"
    negatives = context.lexicon.negatives | _NEGATIVE_ADVERBS
    return not candidate.group.isdisjoint(negatives) or word(at - 1) in _DENIALS
