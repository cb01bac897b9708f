"""Names that are joined to one subject: ``Ana Ruiz of Oban, John Lind, 43, and Mei Okafor``.

Item positions count within one sentence, and every walk is bounded.
"""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.sentences import NAME, Sentence

_MAX_NAMES = 6
_TITLES = 8
_APPOSITIVE = 12
_OWN = 5
_PLACES = 3
OWNERS = frozenset(["his", "her", "their"])
"""The pronouns before what is somebody's: ``Ana Ruiz and her lawyer``."""

_BELONGING = frozenset(["of", "from", "for"])
_WIDER = (("as", "well", "as"), ("along", "with"), ("together", "with"), ("but", "also"))
_LAST_OF_JOINTS = frozenset(["and", ",", *(words[-1] for words in _WIDER)])
_FIRST_OF_JOINTS = frozenset(["and", ",", "of", *(words[0] for words in _WIDER)])


class CoordinatedNames:
    """The names of one sentence, and which of them stand together."""

    def __init__(self, sentence: Sentence, lexicon: Lexicon) -> None:
        self.lowered = sentence.lowered
        self.items = sentence.items
        self.lexicon = lexicon

    def is_plain_name(self, k: int) -> bool:
        """Whether item *k* is a name and no possessive."""
        mention = self.items[k].mention if 0 <= k < len(self.items) else None
        return mention is not None and self.lowered[k] == NAME and not mention.possessive

    def start(self, j: int) -> int:
        """Return where the titles and determiners before the name at item *j* begin."""
        k = j
        while k > 0 and j - k < _TITLES:
            low = self.lowered[k - 1]
            if low in self.lexicon.determiners or low == "both":
                return k - 1
            tail = low.rpartition("-")[2]
            modifying = low in self.lexicon.title_modifiers or low in self.lexicon.title_words
            belonging = low in self.lexicon.demonyms or (low == NAME and k < j)
            described = tail in self.lexicon.role_nouns or low in self.lexicon.kin_nouns
            if not (modifying or belonging or described or low.endswith("-year-old")):
                break
            k -= 1
        return k

    # -- to the left

    def before(self, start: int) -> tuple[int, ...]:
        """The names joined to the one whose phrase begins at item *start*, nearest first.

        ``Ana Ruiz, John Lind and``: by "and", and by commas before it;
        ``Ana Ruiz of Oban and``, ``Ana Ruiz, 43, and``: a name may tell where from and
        how old; ``Ana Ruiz, a weaver, and``: or who it is;
        ``Ana Ruiz and her lawyer,``: the last one too;
        ``Ana Ruiz as well as``: what is as good as "and".
        """
        found: list[int] = []
        if start < 1 or self.lowered[start - 1] not in _LAST_OF_JOINTS:
            return ()
        k = self._past_joint(self._past_own(start - 1))
        while k >= 0 and len(found) < _MAX_NAMES:
            head = self.ended_by(k, apposed=self.lowered[k + 1] == ",")
            if head < 0:
                break
            found.append(head)
            k = self.start(head) - 1
            if k < 1:
                break
            k = k - 1 if self.lowered[k] == "," else self._past_joint(k)
        return tuple(found)

    def _past_own(self, k: int) -> int:
        """The item before ``her lawyer,`` that ends with item *k*, else *k*."""
        if k < 1 or self.lowered[k] != ",":
            return k
        for j in range(k - 1, max(-1, k - _OWN), -1):
            if self.lowered[j] in OWNERS:
                return j - 1
        return k

    def _past_joint(self, k: int) -> int:
        """The item before "and", or what is as good, that ends with item *k*; -1 for none."""
        if k > 0 and self.lowered[k] == "and":
            return k - 1 - (self.lowered[k - 1] == ",")
        return self._past_wider(k)

    def _past_wider(self, k: int) -> int:
        for words in _WIDER:
            begin = k + 1 - len(words)
            if begin > 0 and self.lowered[begin : k + 1] == words:
                return begin - 1 - (self.lowered[begin - 1] == ",")
        return -1

    def ended_by(self, k: int, *, apposed: bool = False) -> int:
        """The name whose phrase ends with item *k*, -1 for none.

        Where it is ``apposed``, a comma stands after it.
        """
        if apposed:
            described = self._described_until(k)
            if described >= 0:
                return described
        if self.is_plain_name(k):
            for _ in range(_PLACES):
                j = k - 1 - (self.lowered[k - 1 : k] == ("the",))
                if j < 1 or self.lowered[j] not in _BELONGING or not self.is_plain_name(j - 1):
                    break
                k = j - 1
            return k
        return -1

    def _described_until(self, k: int) -> int:
        """The name whose description between commas ends with item *k*, -1 for none."""
        begin = k
        while begin > 0 and k - begin < _APPOSITIVE and self.lowered[begin - 1] != ",":
            begin -= 1
        if begin < 2 or not self.is_plain_name(begin - 2):
            return -1
        return begin - 2 if self._is_aside(begin, k + 1) else -1

    def _is_aside(self, begin: int, end: int) -> bool:
        """Whether the items [begin, end) are an age, "who" and its clause, or a description."""
        lowered, lexicon = self.lowered[begin:end], self.lexicon
        if len(lowered) == 1:
            return lowered[0].isdigit()
        if lowered[0] == "who":
            return True
        if lowered[0] not in lexicon.articles and lowered[0] not in _BELONGING:
            return False
        return not any(self._opens_clause(low) for low in lowered)

    def _opens_clause(self, low: str) -> bool:
        """Whether a word between commas shows a clause; ``'s`` is mostly an owner's, not "is"."""
        lexicon = self.lexicon
        if low == "'s" or low in lexicon.conjunctions:
            return False
        return low in lexicon.auxiliaries or low in lexicon.clause_openers

    # -- to the right

    def after(self, name: int) -> tuple[int, ...]:
        """The names joined to the one at item *name*, in order, as ``before`` tells them."""
        found: list[int] = []
        k = name + 1
        if k >= len(self.lowered) or self.lowered[k] not in _FIRST_OF_JOINTS:
            return ()
        while len(found) < _MAX_NAMES:
            k = self._past_place(k)
            step, closes = self._joint(k)
            if not step:
                break
            following = self.name_starting_at(k + step)
            if following < 0:
                more = closes and self.lowered[k + step : k + step + 1] == ("others",)
                return tuple(found) if more else ()
            found.append(following)
            k = following + 1
            if closes:
                return tuple(found)
        return ()

    def _past_place(self, k: int) -> int:
        """Step from item *k* over ``of Oban`` and ``, 43``."""
        lowered = self.lowered
        if lowered[k : k + 1] == ("of",):
            j = k + 1 + (lowered[k + 1 : k + 2] == ("the",))
            return j + 1 if self.is_plain_name(j) else k
        if lowered[k : k + 1] == (",",) and k + 2 < len(lowered) and lowered[k + 1].isdigit():
            return k + 2
        return k

    def _joint(self, k: int) -> tuple[int, bool]:
        """How many items from *k* on join the next name, and whether it is the last."""
        lowered = self.lowered
        step = 1 if lowered[k : k + 1] == (",",) else 0
        if lowered[k + step : k + step + 1] == ("and",):
            return step + 1, True
        for words in _WIDER:
            if lowered[k + step : k + step + len(words)] == words:
                return step + len(words), True
        return step, False

    def name_starting_at(self, k: int) -> int:
        """The name that begins at item *k* with its titles, -1 for none."""
        for j in range(k, min(k + _TITLES, len(self.lowered))):
            if self.lowered[j] == NAME:
                return j if self.is_plain_name(j) and self.start(j) <= k else -1
        return -1
