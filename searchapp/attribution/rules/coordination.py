"""Coordinated names: ``Ana Ruiz of Oban, John Lind, 43, and Mei Okafor``.

Positions are item indexes of one sentence; each walk is bounded.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.sentences import NAME, QUOTE, Sentence

OWNERS = frozenset(["his", "her", "their"])
"""The possessives that tie a noun to a name: ``Ana Ruiz and her lawyer``."""

_MAX_CONJUNCTS = 6
_TITLE_REACH = 8
_MAX_COMPOUND = 3
_APPOSITIVE_REACH = 12
_OWNED_REACH = 5
_MAX_PLACES = 3
_PLACE_PREPOSITIONS = frozenset(["of", "from", "for"])
# Conjunctions of several words, as good as "and".
_CONJUNCTIONS = (("as", "well", "as"), ("along", "with"), ("together", "with"), ("but", "also"))
_BEFORE_CONJUNCT = frozenset(["and", ",", *(words[-1] for words in _CONJUNCTIONS)])
_AFTER_CONJUNCT = frozenset(["and", ",", "of", *(words[0] for words in _CONJUNCTIONS)])


class CoordinatedNames:
    """The names of one sentence, and which of them are coordinated."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.lowered = sentence.lowered
        self.items = sentence.items
        self.lexicon = lexicon

    def is_plain_name(self, k: int) -> bool:
        """Whether item *k* is a name without a possessive."""
        mention = self.items[k].mention if 0 <= k < len(self.items) else None
        return mention is not None and self.lowered[k] == NAME and not mention.possessive

    def start(self, name: int) -> int:
        """Return where the titles and determiners before the name at item *name* begin."""
        k, lexicon = name, self.lexicon
        while k > 0 and name - k < _TITLE_REACH:
            word = self.lowered[k - 1]
            if word in lexicon.determiners or word == "both":
                return k - 1
            title = word in lexicon.title_modifiers or word in lexicon.title_words
            demonym_or_name = word in lexicon.demonyms or (word == NAME and k < name)
            role = word.rpartition("-")[2] in lexicon.role_nouns or word in lexicon.kin_nouns
            if not (title or demonym_or_name or role or word.endswith("-year-old")):
                break
            k -= 1
        return self._compound_start(k) if k < name else k

    def _compound_start(self, title: int) -> int:
        """Return where the nouns that a title ends begin: ``, [city council] chairwoman Ruiz``.

        They begin after a comma or a quotation, or else they are not told from other words.
        """
        lexicon = self.lexicon
        for k in range(title - 1, max(title - 2 - _MAX_COMPOUND, -1), -1):
            word = self.lowered[k]
            if word in (",", QUOTE):
                return k + 1
            noun = word.isalpha() and not (
                word in lexicon.word_classes
                or word in lexicon.conjunctions
                or word in lexicon.cue_verbs
            )
            if word != NAME and not noun:
                break
        return title

    def name_starting_at(self, k: int) -> int:
        """Return the name whose titles begin at item *k*, -1 if there is none."""
        for j in range(k, min(k + _TITLE_REACH, len(self.lowered))):
            if self.lowered[j] == NAME:
                return j if self.is_plain_name(j) and self.start(j) <= k else -1
        return -1

    # -- to the left

    def before(self, start: int) -> tuple[int, ...]:
        """Return the conjuncts of the name whose titles begin at item *start*, nearest first.

        They end with "and", with commas before it: ``Ana Ruiz, John Lind and``; or with what
        is as good as "and": ``Ana Ruiz as well as``. Place, age and description may follow
        a conjunct: ``Ana Ruiz of Oban and``, ``Ana Ruiz, 43, and``, ``Ana Ruiz, a weaver,
        and``. The last name may be apposed: ``Ana Ruiz and her lawyer,``.
        """
        conjuncts: list[int] = []
        if start < 1 or self.lowered[start - 1] not in _BEFORE_CONJUNCT:
            return ()
        k = self._before_conjunction(self._before_owned(start - 1))
        while k >= 0 and len(conjuncts) < _MAX_CONJUNCTS:
            head = self.ended_by(k, apposed=self.lowered[k + 1] == ",")
            if head < 0:
                break
            conjuncts.append(head)
            k = self.start(head) - 1
            if k < 1:
                break
            k = k - 1 if self.lowered[k] == "," else self._before_conjunction(k)
        return tuple(conjuncts)

    def _before_owned(self, k: int) -> int:
        """The item before ``her lawyer,`` that ends with item *k*, else *k*."""
        if k < 1 or self.lowered[k] != ",":
            return k
        for j in range(k - 1, max(-1, k - _OWNED_REACH), -1):
            if self.lowered[j] in OWNERS:
                return j - 1
        return k

    def _before_conjunction(self, k: int) -> int:
        """The item before the conjunction that ends with item *k*, -1 if there is none."""
        if k > 0 and self.lowered[k] == "and":
            return k - 1 - (self.lowered[k - 1] == ",")
        for words in _CONJUNCTIONS:
            begin = k + 1 - len(words)
            if begin > 0 and self.lowered[begin : k + 1] == words:
                return begin - 1 - (self.lowered[begin - 1] == ",")
        return -1

    def ended_by(self, k: int, *, apposed: bool = False) -> int:
        """Return the name whose phrase ends with item *k*, -1 if there is none.

        With *apposed*, a comma follows and the phrase may end with a description.
        """
        if apposed:
            described = self._described_until(k)
            if described >= 0:
                return described
        if self.is_plain_name(k):
            for _ in range(_MAX_PLACES):
                j = k - 1 - (self.lowered[k - 1 : k] == ("the",))
                if j < 1 or self.lowered[j] not in _PLACE_PREPOSITIONS:
                    break
                if not self.is_plain_name(j - 1):
                    break
                k = j - 1
            return k
        return -1

    def _described_until(self, k: int) -> int:
        """The name whose description between commas ends with item *k*, -1 if there is none."""
        begin = k
        while begin > 0 and k - begin < _APPOSITIVE_REACH and self.lowered[begin - 1] != ",":
            begin -= 1
        if begin < 2 or not self.is_plain_name(begin - 2):
            return -1
        return begin - 2 if self._is_description(begin, k + 1) else -1

    def _is_description(self, begin: int, end: int) -> bool:
        """Whether the items [begin, end) are an age, a relative clause or an appositive."""
        words = self.lowered[begin:end]
        if len(words) == 1:
            return words[0].isdigit()
        if words[0] == "who":
            return True
        if words[0] not in self.lexicon.articles and words[0] not in _PLACE_PREPOSITIONS:
            return False
        return not any(self._opens_clause(word) for word in words)

    def _opens_clause(self, word: str) -> bool:
        """Whether a word between commas shows a clause; ``'s`` is mostly a possessive."""
        if word == "'s" or word in self.lexicon.conjunctions:
            return False
        return word in self.lexicon.auxiliaries or word in self.lexicon.clause_openers

    # -- to the right

    def after(self, name: int) -> tuple[int, ...]:
        """Return the conjuncts of the name at item *name*, in order, coordinated as in ``before``.

        ``Ruiz, Lind and others`` counts as well.
        """
        conjuncts: list[int] = []
        k = name + 1
        if k >= len(self.lowered) or self.lowered[k] not in _AFTER_CONJUNCT:
            return ()
        while len(conjuncts) < _MAX_CONJUNCTS:
            k = self._after_place(k)
            length, is_last = self._conjunction(k)
            if not length:
                break
            following = self.name_starting_at(k + length)
            if following < 0:
                others = self.lowered[k + length : k + length + 1] == ("others",)
                return tuple(conjuncts) if is_last and others else ()
            conjuncts.append(following)
            k = following + 1
            if is_last:
                return tuple(conjuncts)
        return ()

    def _after_place(self, k: int) -> int:
        """The item after ``of Oban`` or ``, 43`` at item *k*, else *k*."""
        lowered = self.lowered
        if lowered[k : k + 1] == ("of",):
            j = k + 1 + (lowered[k + 1 : k + 2] == ("the",))
            return j + 1 if self.is_plain_name(j) else k
        if lowered[k : k + 1] == (",",) and k + 2 < len(lowered) and lowered[k + 1].isdigit():
            return k + 2
        return k

    def _conjunction(self, k: int) -> tuple[int, bool]:
        """The length in items of the comma or conjunction at *k*, and whether it is the last."""
        lowered = self.lowered
        comma = 1 if lowered[k : k + 1] == (",",) else 0
        if lowered[k + comma : k + comma + 1] == ("and",):
            return comma + 1, True
        for words in _CONJUNCTIONS:
            if lowered[k + comma : k + comma + len(words)] == words:
                return comma + len(words), True
        return comma, False
