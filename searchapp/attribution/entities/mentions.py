"""Mentions: runs of capitalised words that may name somebody, with the titles before them.

Mentions are found by spelling alone; ``kinds`` decides what they name.
"""

from __future__ import annotations

import re
from functools import lru_cache

from msgspec import Struct

from searchapp.attribution.entities.names.boundaries import (
    bracketed_end,
    known_name_end,
    start_in_run,
)
from searchapp.attribution.entities.names.capital_runs import (
    NICKNAME_MARKS,
    CapitalRuns,
)
from searchapp.attribution.entities.names.common_words import NameWords
from searchapp.attribution.entities.names.company_names import Conjuncts
from searchapp.attribution.entities.names.starts import (
    ARTICLES,
    NameStarts,
    has_article,
)
from searchapp.attribution.entities.names.titles import GENERATIONS, lowercase_titles, title_length
from searchapp.attribution.entities.names.variants import names_with_acronym, ticker_end
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.datelines import dateline_end
from searchapp.attribution.syntax.tokens import Tokens
from searchapp.models.normalize import fold

# "Elizabeth II"
_NUMERAL = re.compile(r"[IVX]{1,5}$")
_SENTENCE_BOUNDARIES = frozenset(".?!:“„«\"‘'`(;—–-…*•")
_CLOSING_MARKS = frozenset("”»’\"')")
_MIN_WITH_NICKNAME = 3
_MAX_HEADLINE = 45
_NO_NAME_WORDS = NameWords()


class Mention(Struct, frozen=True, gc=False):
    """A run of capitalised tokens [start, stop) of one paragraph.

    The name itself is [name_start, stop), after titles, demonyms and the like ("French
    President" in "French President Ana Ruiz"); it is empty for a title alone ("the
    President"). ``words`` are the words of the name as written, without its ``generation``
    ("Jr.", "III"). ``titles`` are the words of the titles in lower case, including those
    before the run ("former senator"). A ``possessive`` mention is followed by 's, which is
    not in [start, stop). At the start of a sentence (``sentence_initial``) a capital is no
    evidence of a name.

    The names of royals and peers have a ``style`` before their words and may have a ``suffix``
    after them: "Queen" Elizabeth "II", "Lord" Vask "of Oban". ``nickname`` are the words of the
    name in quotation marks or brackets within it.
    """

    start: int
    name_start: int
    stop: int
    words: tuple[str, ...]
    titles: tuple[str, ...]
    possessive: bool
    sentence_initial: bool
    generation: str = ""
    style: str = ""
    suffix: str = ""
    nickname: tuple[str, ...] = ()

    @property
    def full_words(self) -> tuple[str, ...]:
        """The words of the name with its style and its suffix."""
        if not self.style:
            return self.words
        return (self.style, *self.words, *self.suffix.split())


@lru_cache(maxsize=16_384)
def name_key(word: str) -> str:
    """Return the word of a name as it is compared: folded, without an article."""
    return fold(word[3:] if word[2:3] == "-" and has_article(word) else word).rstrip(",")


def is_headline(tokens: Tokens) -> bool:
    """Whether a paragraph is short and most of its longer words are capitalised."""
    if len(tokens) > _MAX_HEADLINE:
        return False
    capitals = [word[0].isupper() for word in tokens.words if len(word) > 3 and word[0].isalpha()]
    return len(capitals) > 3 and sum(capitals) >= 0.7 * len(capitals)


def lowercase_words(paragraphs: list[Tokens]) -> frozenset[str]:
    """Return the words that an article also writes in lower case."""
    words: set[str] = set()
    for tokens in paragraphs:
        words.update(tokens.words)
    return frozenset([word for word in words if word[0].islower()])


def find_mentions(
    tokens: Tokens,
    headline: bool,
    lowercase: frozenset[str],
    lexicon: Lexicon,
    company_conjuncts: frozenset[Conjuncts] = frozenset(),
    first: int = 0,
    name_words: NameWords = _NO_NAME_WORDS,
) -> list[Mention]:
    """Return the mentions of a paragraph in order, disjoint.

    *headline* says whether the paragraph is set as a headline (``is_headline``). *lowercase*
    are the words that the article also writes in lower case: at the start of a sentence they
    are not names ("Manufacturing is ..."). *company_conjuncts* are the words around each "and"
    that is part of a name (``find_company_conjuncts``). The tokens before *first* name nobody.
    *name_words* are the common words that the article uses as names (``find_name_words``).
    """
    starts = NameStarts(tokens, headline, lowercase, lexicon, company_conjuncts, name_words)
    runs = CapitalRuns(tokens, headline, lowercase, lexicon, company_conjuncts, name_words)
    words = tokens.words
    explained = names_with_acronym(tokens) if "(" in words else {}
    mentions: list[Mention] = []
    stop = max(first, dateline_end(tokens, lexicon))
    for i in _capitalised(tokens):
        if i < stop or (i and words[i - 1] == "<" and ticker_end(tokens, i - 1) > i):
            continue
        sentence_initial = _is_sentence_initial(words, i)
        whole = _whole_name_end(tokens, i, lexicon) or explained.get(i, 0)
        if whole:
            stop = whole
            mentions.append(_mention(tokens, (i, i, stop), sentence_initial, lexicon))
        elif starts.is_start(i, sentence_initial):
            stop = runs.run_end(i)
            start = start_in_run(tokens, i, stop, sentence_initial, lexicon)
            if start < stop:
                stop = _before_owner(tokens, start, stop, lexicon)
                initial = sentence_initial and start == i
                mentions += _mentions_of_run(tokens, start, stop, initial, lexicon)
                stop = max(stop, mentions[-1].stop)
    return mentions


def _whole_name_end(tokens: Tokens, i: int, lexicon: Lexicon) -> int:
    """Return where the listed name, or that in angle brackets, at token *i* ends, else 0."""
    known = known_name_end(tokens, i, lexicon)
    if known or not i or tokens.words[i - 1] != "<":
        return known
    return bracketed_end(tokens, i)


def _capitalised(tokens: Tokens) -> list[int]:
    """Return the tokens with which a name may begin: ``Ruiz``, ``al-Hosni``."""
    text = tokens.text
    articles = "-" in text and any(map(text.__contains__, ARTICLES))
    return [
        k
        for k, word in enumerate(tokens.words)
        if word[0].isupper() or (articles and has_article(word))
    ]


def _mentions_of_run(
    tokens: Tokens, start: int, stop: int, sentence_initial: bool, lexicon: Lexicon
) -> list[Mention]:
    """Return the mention that the run [start, stop) is, or the two that it consists of."""
    person = _person_after_outlet(tokens, start, stop, lexicon)
    mentions: list[Mention] = []
    for begin, end in ((start, person), (person, stop)) if person else ((start, stop),):
        name_start = begin + title_length(tokens.lowered[begin:end], lexicon)
        initial = sentence_initial and begin == start
        mentions.append(_mention(tokens, (begin, name_start, end), initial, lexicon))
    return mentions


def _before_owner(tokens: Tokens, start: int, stop: int, lexicon: Lexicon) -> int:
    """Return where a person's full name ends before that of a place: ``told Ana Ruiz Chile's``."""
    lowered = tokens.lowered
    if stop - start < 3 or lowered[stop : stop + 1] != ["'s"]:
        return stop
    if lowered[stop - 1] in lexicon.places and lowered[stop - 3] in lexicon.given_names:
        return stop - 1
    return stop


def _person_after_outlet(tokens: Tokens, start: int, stop: int, lexicon: Lexicon) -> int:
    """Return where a person's name begins after that of an outlet in a run, 0 if nowhere.

    ``Speaking to the Daily Echo Ana Ruiz said``: no comma parts the two names.
    """
    lowered = tokens.lowered
    if stop - start < 3:
        return 0
    after_the = start > 0 and lowered[start - 1] == "the"
    if any(word in lexicon.organization_heads for word in lowered[stop - 2 : stop]):
        return 0
    for k in range(start + 1, stop - 1):
        if lowered[k] in lexicon.given_names and lowered[k - 1] not in lexicon.given_names:
            before = lowered[k - 1]
            outlet = (
                before in lexicon.organization_heads
                or before in lexicon.publication_names
                or before in lexicon.known_organizations
                or before in lexicon.places
            )
            cue = lexicon.cue_verbs.get(lowered[stop]) if stop < len(lowered) else None
            speaks = cue is not None and cue.finite and k - start > 1
            if not after_the:
                # "Oban Wool Commission Ana Ruiz said": a title was left out.
                outlet = before in lexicon.organization_heads and speaks and stop - k == 2
                speaks = False
            if (outlet or speaks) and lowered[start] not in lexicon.title_words:
                return k
    return 0


def _is_sentence_initial(words: list[str], i: int) -> bool:
    """Whether token *i* is the first word of its sentence."""
    k = i - 1
    while k >= 0 and words[k][0] in _CLOSING_MARKS:
        k -= 1
    return k < 0 or words[k][0] in _SENTENCE_BOUNDARIES


def _mention(
    tokens: Tokens, bounds: tuple[int, int, int], sentence_initial: bool, lexicon: Lexicon
) -> Mention:
    """Return the mention with these bounds: start, name_start, stop."""
    start, name_start, stop = bounds
    words = tokens.words[name_start:stop]
    nickname: tuple[str, ...] = ()
    if len(words) >= _MIN_WITH_NICKNAME:
        words, nickname = _without_nickname(words)
    if "'s" in tokens.lowered[start:stop] or "," in words or "'" in words:
        words = _with_marks(words)
    generation = ""
    while len(words) > 1 and words[-1].lower() in GENERATIONS:
        *words, generation = words
    style = ""
    if name_start > start:
        style = _style(tokens, name_start, words, bool(generation), lexicon)
    suffix, stop = _suffix(tokens, style, words, generation, stop, lexicon)
    if style and len(words) > 1 and _NUMERAL.match(words[-1]):
        words.pop()
    titles = [
        word
        for word in tokens.lowered[start:name_start]
        if word in lexicon.title_words or word in lexicon.title_modifiers
    ]
    return Mention(
        start,
        name_start - bool(style),
        stop,
        tuple(words),
        (*titles, *lowercase_titles(tokens, start, lexicon)),
        _is_possessive(tokens, stop),
        sentence_initial,
        generation,
        style,
        suffix,
        nickname,
    )


def _is_possessive(tokens: Tokens, stop: int) -> bool:
    """Whether the name before token *stop* is in the possessive: ``Ruiz's``, ``the Orus'``."""
    if stop >= len(tokens):
        return False
    mark = tokens.lowered[stop]
    return mark == "'s" or (
        mark == "'"
        and tokens.starts[stop] == tokens.ends[stop - 1]
        and tokens.lowered[stop - 1].endswith("s")
    )


def _style(
    tokens: Tokens, name_start: int, words: list[str], numbered: bool, lexicon: Lexicon
) -> str:
    """Return the title that is part of a royal's or a peer's name, or ""."""
    title = tokens.lowered[name_start - 1]
    names = words
    if len(words) > 1 and _NUMERAL.match(words[-1]):
        names, numbered = words[:-1], True
    lowered = [word.lower() for word in names]
    if not lowered or lowered[-1] in lexicon.geographic_heads or lowered[-1] == "county":
        return ""
    if any(word in lexicon.organization_heads for word in lowered[len(lowered) == 1 :]):
        return ""
    royal = title in lexicon.royal_titles and (
        len(lowered) == 1 or (numbered and lowered[0] in lexicon.given_names)
    )
    peer = title in lexicon.peer_titles and len(lowered) == 1
    return tokens.words[name_start - 1] if royal or peer else ""


def _suffix(
    tokens: Tokens, style: str, words: list[str], generation: str, stop: int, lexicon: Lexicon
) -> tuple[str, int]:
    """Return the numeral or the "of Oban" after a styled name, and the token after it."""
    if not style:
        return "", stop
    if generation or (len(words) > 1 and _NUMERAL.match(words[-1])):
        return generation or words[-1], stop
    territory = tokens.words[stop + 1 : stop + 2]
    peer = style.lower() in lexicon.peer_titles
    if (
        peer
        and tokens.lowered[stop : stop + 1] == ["of"]
        and territory
        and territory[0][0].isupper()
    ):
        return "of " + territory[0], stop + 2
    return "", stop


def _without_nickname(words: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Return a name without its nickname, and the nickname: ``Ben "Big Ben" Okafor``."""
    marks = [k for k, word in enumerate(words) if word in NICKNAME_MARKS]
    if len(marks) < 2:
        return words, ()
    first, last = marks[0], marks[-1]
    return words[:first] + words[last + 1 :], tuple(words[first + 1 : last])


def _with_marks(words: list[str]) -> list[str]:
    """Return the words of a name with each ``'s``, apostrophe and comma joined to its word.

    ``Moody's Service Inc``, ``Vask, Lind and Co``, ``Full O' Oats``.
    """
    joined: list[str] = []
    for word in words:
        if word in ("'s", "’s", ",", "'") and joined:
            joined[-1] += "'s" if word == "’s" else word
        else:
            joined.append(word)
    return joined
