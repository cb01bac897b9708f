"""What the rules hand to the resolver: a cue, a source phrase, a side of content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from searchapp.attribution.lexicons.lexicon import CueForm, Lexicon, word_set
from searchapp.attribution.rules.source_spans import SourceSpan, SourceSpanFinder
from searchapp.attribution.syntax.sentences import Sentence
from searchapp.models.articles import SpeakerKind

_OBJECT_REACH = 7
_KNOWN = word_set("the this that these those such his her their")
_OCCASIONS = word_set("during in at when while as after before with .")

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
    phrase: SourceSpan
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


class SentenceContext:
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
        self.lowered = sentence.lowered
        self.finder = SourceSpanFinder(sentence, lexicon, kinds)

    def word(self, k: int) -> str:
        """The lower-case word of item *k*, "" outside the sentence."""
        return self.lowered[k] if 0 <= k < len(self.lowered) else ""

    def _supported(self, k: int) -> int:
        """The noun of saying that is the object of the verb at item *k*, 0 for none."""
        lexicon = self.lexicon
        for j in range(k + 1, min(k + _OBJECT_REACH, len(self.lowered))):
            low = self.lowered[j]
            if low in lexicon.claim_nouns:
                following = self.word(j + 1)
                # "made the remark at a fair": what was remarked stands elsewhere.
                known = self.word(k + 1) in _KNOWN and following in _OCCASIONS
                return 0 if known or following in ("'s", "'") else j
            joins = low in lexicon.prepositions or low in lexicon.clause_openers
            if not low[0].isalpha() or joins or low in lexicon.auxiliaries:
                return 0
        return 0

    def cue_at(self, k: int) -> Cue | None:
        """The reporting verb or, longer, phrase that begins at item *k*."""
        for form in self.lexicon.cue_phrases.get(self.lowered[k], ()):
            stop = k + 1 + len(form.particles)
            if self.lowered[k + 1 : stop] == form.particles:
                return Cue(form, k, stop)
        support = self.lexicon.support_verbs.get(self.lowered[k])
        if support is not None:
            noun = self._supported(k)
            if noun:
                return Cue(support, k, noun + 1)
        single = self.lexicon.cue_verbs.get(self.lowered[k])
        return Cue(single, k, k + 1) if single is not None else None
