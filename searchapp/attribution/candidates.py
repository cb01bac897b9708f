"""What the rules hand to the resolver: a cue, a source phrase, a side of content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.attribution.lexicon import CueForm, Lexicon
from searchapp.attribution.phrases import Phrase, PhraseFinder
from searchapp.attribution.sentences import Sentence
from searchapp.records import SpeakerKind

Direction = Literal["after", "before", "around"]
RuleName = Literal[
    "absolute",
    "according_to",
    "appositive",
    "claim_noun",
    "dash_signature",
    "findings",
    "gerund",
    "headline_colon",
    "infinitive",
    "inverted",
    "made_to_say",
    "noun_of",
    "participle",
    "passive",
    "quoting",
    "relative",
    "shared_subject",
    "subject_verb",
    "transcript",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One cue that a rule found in one sentence, in item positions.

    The cue is items [cue, cue_stop); ``phrase`` is the source phrase; where it is
    ``shared`` it belongs to another cue of the sentence. The content lies
    ``after`` the cue from item ``content`` on, ``before`` the cue and its phrase,
    or ``around`` both. ``form`` is the cue's verb where it has one and ``group``
    the auxiliaries and adverbs before it; ``probability`` is what the scorer gives.
    """

    rule: RuleName
    cue: int
    cue_stop: int
    phrase: Phrase
    direction: Direction
    content: int
    shared: bool = False
    form: CueForm | None = None
    group: frozenset[str] = frozenset()
    contested: bool = False
    probability: float = 1.0

    def scored(self, probability: float) -> Candidate:
        """The candidate with its probability."""
        return Candidate(
            self.rule,
            self.cue,
            self.cue_stop,
            self.phrase,
            self.direction,
            self.content,
            self.shared,
            self.form,
            self.group,
            self.contested,
            probability,
        )


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb or phrase at items [at, stop) of a sentence."""

    form: CueForm
    at: int
    stop: int


class View:
    """A sentence with what every rule needs to look at it.

    ``kinds`` are the kinds of the article's entities; ``headline`` says that the
    paragraph is set like one.
    """

    def __init__(
        self,
        sentence: Sentence,
        lexicon: Lexicon,
        kinds: Sequence[SpeakerKind] = (),
        *,
        headline: bool = False,
    ) -> None:
        self.sentence = sentence
        self.lexicon = lexicon
        self.kinds = kinds
        self.headline = headline
        self.lows = sentence.lows
        self.finder = PhraseFinder(sentence, lexicon)

    def low(self, k: int) -> str:
        """The lower-case word of item *k*, "" outside the sentence."""
        return self.lows[k] if 0 <= k < len(self.lows) else ""

    def cue_at(self, k: int) -> Cue | None:
        """The reporting verb or, longer, phrase that begins at item *k*."""
        for form in self.lexicon.phrasal.get(self.lows[k], ()):
            stop = k + 1 + len(form.particles)
            if self.lows[k + 1 : stop] == form.particles:
                return Cue(form, k, stop)
        single = self.lexicon.cues.get(self.lows[k])
        return Cue(single, k, k + 1) if single is not None else None
