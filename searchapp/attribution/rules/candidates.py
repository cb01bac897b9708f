"""Attribution candidates, and the context of a sentence that rules look at.

Positions are item indexes of one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec import Struct

from searchapp.attribution.lexicons.lexicon import CueForm, Lexicon, word_set
from searchapp.attribution.rules.coordination import CoordinatedNames
from searchapp.attribution.rules.postverbal_spans import PostverbalSpanFinder
from searchapp.attribution.rules.source_spans import SourceSpan
from searchapp.attribution.rules.subjects.subject_spans import SubjectSpanFinder
from searchapp.attribution.syntax.nouns import NounPhrases
from searchapp.attribution.syntax.sentences import QUOTE, Sentence
from searchapp.models.articles import SpeakerKind

_OBJECT_REACH = 7
_DEFINITE = word_set("the this that these those such his her their")
# Verbs that report speech only with words for their object: "smiled", "sued the bank".
_ACTION_VERBS = word_set(
    "smile grin beam laugh chuckle nod sigh sing sob sue vote provide offer send sign push"
    " rally tackle withdraw veto plug expand link hesitate"
)
# What is written without reporting its words: "wrote the bill".
_WORKS = word_set(
    "bill law legislation novel play song songs music lyrics software code program screenplay"
)
_OFFERING = word_set("offer offers offered")
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
"""The rules' names; features in ``weights.json`` use these strings."""


class Candidate(Struct, frozen=True, gc=False):
    """An attribution that a rule proposes in one sentence.

    The cue is items [cue, cue_stop). The content lies ``after`` the cue from item
    ``content`` on, ``before`` cue and source, or ``around`` both. A ``shared`` source
    belongs to another cue of the sentence. ``form`` is the cue's verb, if it has one, and
    ``group`` the auxiliaries and adverbs before it. ``contested`` is set if another rule
    proposes another source for the cue. ``probability`` is the scorer's, 0 to 1.
    """

    rule: RuleName
    cue: int
    cue_stop: int
    source: SourceSpan
    direction: Direction
    content: int
    shared: bool = False
    form: CueForm | None = None
    group: frozenset[str] = frozenset()
    contested: bool = False
    probability: float = 1.0

    def scored(self, probability: float) -> Candidate:
        """Return the candidate with another probability."""
        # Each candidate is scored twice: this takes half the time of ``replace``.
        return Candidate(
            self.rule,
            self.cue,
            self.cue_stop,
            self.source,
            self.direction,
            self.content,
            self.shared,
            self.form,
            self.group,
            self.contested,
            probability,
        )


class Cue(Struct, frozen=True, gc=False):
    """A reporting verb or phrase at items [at, stop) of a sentence."""

    form: CueForm
    at: int
    stop: int


class SentenceContext:
    """A sentence with its names, its noun phrases and the sources beside its verbs.

    ``kinds`` are the kinds of the article's entities; ``headline`` is set if the paragraph
    is a headline. ``verb_groups`` are those found so far, by their verb.
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
        self.names = CoordinatedNames(sentence, lexicon)
        self.nouns = NounPhrases(sentence, lexicon)
        self._subjects = SubjectSpanFinder(sentence, lexicon, self.names, self.nouns, kinds)
        self._postverbal = PostverbalSpanFinder(sentence, lexicon, self.names, self.nouns)
        self.verb_groups: dict[int, tuple[int, frozenset[str]]] = {}

    def word(self, k: int) -> str:
        """Return the lower-case word of item *k*, "" outside the sentence."""
        return self.lowered[k] if 0 <= k < len(self.lowered) else ""

    def source_before(self, k: int) -> SourceSpan | None:
        """Return the source that ends with item *k*, the last before a verb group."""
        return self._subjects.before(k)

    def source_after(self, k: int) -> SourceSpan | None:
        """Return the source that begins at item *k*, directly after a verb or preposition."""
        return self._postverbal.after(k)

    def cue_at(self, k: int) -> Cue | None:
        """Return the reporting verb, or the longer phrase, that begins at item *k*."""
        word, lexicon = self.lowered[k], self.lexicon
        for form in lexicon.cue_phrases.get(word, ()):
            stop = k + 1 + len(form.particles)
            if self.lowered[k + 1 : stop] == form.particles:
                return Cue(form, k, stop)
        support = lexicon.support_verbs.get(word)
        if support is not None:
            noun = self._claim_object(k)
            if noun:
                return Cue(support, k, noun + 1)
        single = lexicon.cue_verbs.get(word)
        if single is None or (single.lemma in _ACTION_VERBS and not self._has_words(k)):
            return None
        if single.lemma == "write" and not _WORKS.isdisjoint(self.lowered[k + 1 : k + 4]):
            return None
        return Cue(single, k, k + 1)

    def _has_words(self, k: int) -> bool:
        """Whether the verb at item *k* has words for its object: a quotation or a clause."""
        if QUOTE in self.lowered or self.word(k + 1) in ("that", "how", "why"):
            return True
        offered = self.lowered[k] in _OFFERING and self.word(k + 1) == "to"
        claims = self.lexicon.claim_nouns
        return offered or not claims.isdisjoint(self.lowered[k + 1 : k + _OBJECT_REACH])

    def _claim_object(self, k: int) -> int:
        """The claim noun that is the object of the verb at item *k*: ``made a claim``; or 0."""
        lexicon = self.lexicon
        for j in range(k + 1, min(k + _OBJECT_REACH, len(self.lowered))):
            word = self.lowered[j]
            if word in lexicon.claim_nouns:
                following = self.word(j + 1)
                # "made the remark at a fair": the sentence does not hold the remark.
                reported = self.word(k + 1) in _DEFINITE and following in _OCCASIONS
                return 0 if reported or following in ("'s", "'") else j
            connective = word in lexicon.prepositions or word in lexicon.clause_openers
            if not word[0].isalpha() or connective or word in lexicon.auxiliaries:
                return 0
        return 0
