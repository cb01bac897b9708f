"""Runs of capitalised words that may name somebody, with the titles before them.

A mention is found by spelling alone; what it names is for ``entities`` to say.
"""

from __future__ import annotations

from typing import NamedTuple

from searchapp.attribution.entities.company_names import Conjuncts
from searchapp.attribution.entities.name_variants import names_with_acronym, ticker_end
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens
from searchapp.models.normalize import fold

PARTICLES = word_set("de la del della der den van von bin ibn al el ben da di du le dos ter")
"""The small words within names: ``Maria de la Cruz``."""

# "al-Assad", "el-Sisi": capitals behind an article.
_ARTICLES = ("al-", "el-", "ul-", "as-", "ad-", "an-")
_STARTS_SENTENCE = frozenset(".?!:“\"‘'`(;—–-…*•")
_KEEPS_START = frozenset("”’\"')")
_MAX_NICKNAME = 2
_MAX_WORDS = 12
_MAX_JOINED = 6
_MAX_OFFICE = 5
_NUMERALS = word_set("jr. sr. jr sr ii iii iv")
_PARTNERS = (["co"], ["co."], ["company"], ["sons"], ["bros."])
_VERSUS = frozenset(["v", "vs"])
# "Mr. President" addresses an office; "Mr. King" names a person.
_ADDRESSED = word_set(
    "president speaker secretary chairman chairwoman ambassador mayor senator governor minister"
)


class Mention(NamedTuple):
    """A run of capitalised tokens [start, stop) of one paragraph.

    The name proper is [name, stop): what stands before it are titles, demonyms
    and the like ("French President" of "French President Ana Ruiz"); an empty
    name is a title alone ("the President"). ``words`` are the name's words as
    they stand; ``titles`` all words of titles before it in lower case, the
    lower-case ones before the run too ("former senator"). A ``possessive`` is
    followed by 's, which [start, stop) does not hold. ``opens`` says that the
    run opens its sentence, where a capital proves nothing. ``generation`` is the "Jr." or
    "III" that ends it, which ``words`` lack.
    """

    start: int
    name_start: int
    stop: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    possessive: bool
    sentence_initial: bool
    generation: str = ""


def name_key(word: str) -> str:
    """Return what a word of a name is compared by: folded, without an article."""
    return fold(word[3:] if word[2:3] == "-" and _has_article(word) else word)


def _has_article(word: str) -> bool:
    return word.startswith(_ARTICLES) and word[3:4].isupper()


def is_headline(tokens: Tokens) -> bool:
    """Whether most longer words of a short paragraph are capitalised, as in a headline."""
    if len(tokens) > 45:
        return False
    capitals = [word[0].isupper() for word in tokens.words if len(word) > 3 and word[0].isalpha()]
    return len(capitals) > 3 and sum(capitals) >= 0.7 * len(capitals)


def lowercase_words(paragraphs: list[Tokens]) -> frozenset[str]:
    """Return the words that the article also writes in lower case."""
    return frozenset(w for tokens in paragraphs for w in tokens.words if w[0].islower())


class _Runs:
    """One pass over the tokens of one paragraph."""

    def __init__(
        self,
        tokens: Tokens,
        headline: bool,
        lower: frozenset[str],
        lexicon: Lexicon,
        firms: frozenset[Conjuncts],
    ) -> None:
        self.firms = firms
        self.tokens = tokens
        self.lower = lower
        self.lexicon = lexicon
        self.headline = headline

    def starts_run(self, i: int, opens: bool) -> bool:
        low, word, lexicon = self.tokens.lowered[i], self.tokens.words[i], self.lexicon
        if low in lexicon.not_names or ("'" in low and low.split("'")[0] in lexicon.not_names):
            return self._name_like_function_word(i, opens)
        cue = lexicon.cue_verbs.get(low)
        if opens and cue is not None and cue.strong and cue.tense == "past":
            # "Said Ana Ruiz": the verb before its subject.
            return False
        if not (opens or self.headline) or low in lexicon.given_names or low in lexicon.places:
            return True
        if low in lexicon.title_words or (len(word) > 1 and word.isupper()):
            return True
        if low in lexicon.complement_heads and self.tokens.lowered[i + 1 : i + 2] == ["of"]:
            return self._capital(i + 2)
        if low in self.lower or (self.headline and low in lexicon.cue_verbs):
            return False
        return not (
            opens and (low.endswith("ly") or (low.endswith("ing") and low in lexicon.cue_verbs))
        )

    def _name_like_function_word(self, i: int, opens: bool) -> bool:
        """Whether a capital "May" or "Will" begins a name, a capital following it."""
        words, lowered = self.tokens.words, self.tokens.lowered
        if opens and lowered[i] in self.lexicon.auxiliaries:
            return False
        return (
            lowered[i] in self.lexicon.given_names
            and i + 1 < len(words)
            and words[i + 1][0].isupper()
            and lowered[i + 1] not in self.lexicon.not_names
        )

    def _capital(self, i: int) -> bool:
        tokens = self.tokens
        if i >= len(tokens):
            return False
        word = tokens.words[i]
        return (
            word[0].isupper() and tokens.lowered[i] not in self.lexicon.not_names
        ) or _has_article(word)

    def _continues_headline(self, i: int) -> bool:
        low = self.tokens.lowered[i]
        return not self.headline or (low not in self.lexicon.cue_verbs and low not in self.lower)

    def next_token(self, start: int, i: int) -> int:
        """The token after *i* that goes on with the run from *start*, or -1."""
        lowered, j = self.tokens.lowered, i + 1
        if j >= len(lowered):
            return -1
        if self._capital(j):
            return j if self._continues_headline(j) else -1
        low = lowered[j]
        if low == "'s" and lowered[i] + low in self.lexicon.known_organizations:
            return j
        if low in QUOTATION_MARKS and lowered[i] in self.lexicon.given_names:
            return self._after_nickname(j)
        if low in PARTICLES and self.tokens.words[j].islower():
            after = j + 1 if self._capital(j + 1) else j + 2
            return after if self._capital(after) and lowered[after - 1] in PARTICLES else -1
        if low == "of" and lowered[i] in self.lexicon.role_nouns:
            after = j + 2 if lowered[j + 1 : j + 2] == ["the"] else j + 1
            if self._names_bearer(after):
                return after
        if low in ("of", "for") and lowered[i] in self.lexicon.complement_heads:
            after = j + 2 if j + 1 < len(lowered) and lowered[j + 1] == "the" else j + 1
            return after if self._capital(after) else -1
        if low == "and":
            of = any(low == "of" for low in lowered[start:i])
            joined = (
                of
                or lowered[j + 1 : j + 2] in _PARTNERS
                or (lowered[i], *lowered[j + 1 : j + 2]) in self.firms
                or self._joins(start, i)
            )
            return j + 1 if joined and self._capital(j + 1) else -1
        if low in _VERSUS:
            # "Ruiz v. Oban" is a case, not two parties.
            after = j + 2 if lowered[j + 1 : j + 2] == ["."] else j + 1
            return after if self._capital(after) else -1
        return j + 1 if low == "&" and self._capital(j + 1) else -1

    def _after_nickname(self, j: int) -> int:
        """The surname after the nickname that the mark at token *j* opens, or -1."""
        for k in range(j + 1, j + 1 + _MAX_NICKNAME):
            if not self._capital(k):
                return -1
            if k + 1 < len(self.tokens) and self.tokens.lowered[k + 1] in QUOTATION_MARKS:
                return k + 2 if self._capital(k + 2) else -1
        return -1

    def _names_bearer(self, k: int) -> bool:
        """Whether the capitals from token *k* on hold a full name: ``State Ana Ruiz``."""
        for j in range(k + 1, k + _MAX_OFFICE):
            if not self._capital(j):
                return False
            if self.tokens.lowered[j] in self.lexicon.given_names and self._capital(j + 1):
                return self._capital(k)
        return False

    def _joins(self, start: int, i: int) -> bool:
        """Whether "and" after *i* joins a name: ``the Wool and Linen Union``, not two names."""
        lowered, lexicon = self.tokens.lowered, self.lexicon
        lone = start == i and start > 0 and lowered[start - 1] == "the"
        if not lone or lowered[i] in lexicon.organization_heads | lexicon.known_organizations:
            return False
        k = i + 2
        while k - i < _MAX_JOINED and self._capital(k):
            k += 1
        return k - i > 3 and lowered[k - 1] in lexicon.organization_heads

    def run_end(self, start: int) -> int:
        end = start
        while end - start < _MAX_WORDS:
            following = self.next_token(start, end)
            if following < 0:
                break
            end = following
        return end + 1


def _split_titles(lowered: list[str], lexicon: Lexicon) -> int:
    """How many of a run's words are titles and what stands before them."""
    last = -1
    for k, low in enumerate(lowered):
        plural = k < len(lowered) - 1 and low.endswith("s") and low in lexicon.group_nouns
        compound = low.rpartition("-")[2] in lexicon.role_nouns
        if (low in lexicon.title_words or plural or compound) and not (
            k == 0 < len(lowered) - 1 and low in lexicon.given_names
        ):
            last = k
    if last < 0:
        return 0
    if last == len(lowered) - 1:
        # "Judd Baker", "Mr. King": a title word after a given name or "Mr." is a surname.
        if last and lowered[last - 1] in lexicon.honorifics and lowered[last] not in _ADDRESSED:
            return last
        if last and (lowered[last - 1] in lexicon.given_names or lowered[last - 1][1:] == "."):
            return _split_titles(lowered[:-1], lexicon)
        return 0 if last and lowered[0] in lexicon.given_names else len(lowered)
    body = lowered[-1] in lexicon.organization_heads
    named = (
        len(lowered) == 2 or lowered[0] in lexicon.parties or lowered[-1] in lexicon.company_heads
    )
    company = last > 0 and lowered[-1] in lexicon.company_heads
    if company or (last == 0 and body and named):
        # "General Motors", "General Weaving Corp", "Oban Weavers Service Inc".
        return 0
    if lowered[last + 1] in ("of", "for"):
        # "Secretary of Mill Safety Ana Ruiz"; "Secretary of State" alone is a title.
        for k in range(last + 3, len(lowered) - 1):
            if lowered[k] in lexicon.given_names:
                return k
        return min(last + 3, len(lowered))
    return last + 1


def _lower_titles(tokens: Tokens, start: int, lexicon: Lexicon) -> list[str]:
    """The lower-case titles just before token *start*, nearest first."""
    found: list[str] = []
    k = start - 1
    while k >= 0 and len(found) < 5:
        low = tokens.lowered[k]
        tail = low.rpartition("-")[2]
        if not tokens.words[k][0].islower():
            break
        if low in lexicon.title_words or low in lexicon.title_modifiers:
            found.append(low)
        elif tail in lexicon.role_nouns:
            found.append(tail)
        else:
            break
        k -= 1
    return found if any(low in lexicon.title_words for low in found) else []


def find_mentions(
    tokens: Tokens,
    headline: bool,
    lower: frozenset[str],
    lexicon: Lexicon,
    firms: frozenset[Conjuncts] = frozenset(),
) -> list[Mention]:
    """Return the mentions of a paragraph in order, disjoint.

    *headline* says whether the paragraph is set like one (``is_headline``).

    *lower* are the words that the article also writes in lower case: at the start
    of a sentence these are no names ("Manufacturing is ..."). *firms* are the pairs of
    words whose "and" belongs to a name (``firms.joined_words``).
    """
    runs = _Runs(tokens, headline, lower, lexicon, firms)
    words = tokens.words
    explained = names_with_acronym(tokens) if "(" in words else {}
    articles = any(article in tokens.text for article in _ARTICLES)
    mentions: list[Mention] = []
    stop = 0
    for i in [
        k for k, word in enumerate(words) if word[0].isupper() or (articles and _has_article(word))
    ]:
        if i < stop or (i and words[i - 1] == "<" and ticker_end(tokens, i - 1) > i):
            continue
        opens = _opens_sentence(words, i)
        if i in explained:
            stop = explained[i]
            mentions.append(_mention(tokens, i, stop, opens, lexicon, titled=False))
        elif runs.starts_run(i, opens):
            stop = runs.run_end(i)
            mentions.append(_mention(tokens, i, stop, opens, lexicon))
    return mentions


def _opens_sentence(words: list[str], i: int) -> bool:
    """Whether the token at *i* is the first word of its sentence."""
    k = i - 1
    while k >= 0 and words[k][0] in _KEEPS_START:
        k -= 1
    return k < 0 or words[k][0] in _STARTS_SENTENCE


def _without_nickname(words: list[str]) -> list[str]:
    """The words of a name without what stands in marks: ``Ben "Big Ben" Okafor``."""
    marks = [k for k, word in enumerate(words) if word in QUOTATION_MARKS]
    return words if len(marks) < 2 else words[: marks[0]] + words[marks[-1] + 1 :]


def _with_possessive(words: list[str]) -> list[str]:
    """The words of a name with an ``'s`` that belongs to it: ``Moody's Service Inc``."""
    whole: list[str] = []
    for word in words:
        if word in ("'s", "’s") and whole:
            whole[-1] += "'s"
        else:
            whole.append(word)
    return whole


def _mention(
    tokens: Tokens, start: int, stop: int, opens: bool, lexicon: Lexicon, *, titled: bool = True
) -> Mention:
    lowered = tokens.lowered[start:stop]
    name = start + (_split_titles(lowered, lexicon) if titled else 0)
    words = tokens.words[name:stop]
    if len(words) > _MAX_NICKNAME:
        words = _without_nickname(words)
    if "'s" in lowered:
        words = _with_possessive(words)
    generation = ""
    while len(words) > 1 and words[-1].lower() in _NUMERALS:
        *words, generation = words
    titles = [
        low
        for low in tokens.lowered[start:name]
        if low in lexicon.title_words or low in lexicon.title_modifiers
    ]
    possessive = stop < len(tokens) and (
        tokens.lowered[stop] == "'s"
        or (
            tokens.lowered[stop] == "'"
            and tokens.starts[stop] == tokens.ends[stop - 1]
            and lowered[-1].endswith("s")
        )
    )
    return Mention(
        start,
        name,
        stop,
        tuple(words),
        (*titles, *_lower_titles(tokens, start, lexicon)),
        possessive,
        opens,
        generation,
    )
