"""Mentions: runs of capitalised words that may name somebody, with the titles before them.

Mentions are found by spelling alone; ``kinds`` decides what they name.
"""

from __future__ import annotations

from typing import NamedTuple

from searchapp.attribution.entities.capital_runs import ARTICLES, CapitalRuns, has_article
from searchapp.attribution.entities.company_names import Conjuncts
from searchapp.attribution.entities.name_variants import names_with_acronym, ticker_end
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import QUOTATION_MARKS, Tokens
from searchapp.models.normalize import fold

_SENTENCE_BOUNDARIES = frozenset(".?!:“\"‘'`(;—–-…*•")
_CLOSING_MARKS = frozenset("”’\"')")
_MIN_WITH_NICKNAME = 3
_MAX_LOWERCASE_TITLES = 5
_MAX_HEADLINE = 45
_GENERATIONS = word_set("jr. sr. jr sr ii iii iv")
# "Mr. President" addresses an office; "Mr. King" names a person.
_ADDRESSED_OFFICES = word_set(
    "president speaker secretary chairman chairwoman ambassador mayor senator governor minister"
)


class Mention(NamedTuple):
    """A run of capitalised tokens [start, stop) of one paragraph.

    The name itself is [name_start, stop), after titles, demonyms and the like ("French
    President" in "French President Ana Ruiz"); it is empty for a title alone ("the
    President"). ``words`` are the words of the name as written, without its ``generation``
    ("Jr.", "III"). ``titles`` are the words of the titles in lower case, including those
    before the run ("former senator"). A ``possessive`` mention is followed by 's, which is
    not in [start, stop). At the start of a sentence (``sentence_initial``) a capital is no
    evidence of a name.
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
    """Return the word of a name as it is compared: folded, without an article."""
    return fold(word[3:] if word[2:3] == "-" and has_article(word) else word)


def is_headline(tokens: Tokens) -> bool:
    """Whether a paragraph is short and most of its longer words are capitalised."""
    if len(tokens) > _MAX_HEADLINE:
        return False
    capitals = [word[0].isupper() for word in tokens.words if len(word) > 3 and word[0].isalpha()]
    return len(capitals) > 3 and sum(capitals) >= 0.7 * len(capitals)


def lowercase_words(paragraphs: list[Tokens]) -> frozenset[str]:
    """Return the words that an article also writes in lower case."""
    return frozenset(w for tokens in paragraphs for w in tokens.words if w[0].islower())


def _title_length(lowered: list[str], lexicon: Lexicon) -> int:
    """Return how many of a run's first words are its titles and the words before them."""
    last = _last_title(lowered, lexicon)
    if last < 0:
        return 0
    if last == len(lowered) - 1:
        # "Judd Baker", "Mr. King": a title word after a given name or "Mr." is a surname.
        before = lowered[last - 1] if last else ""
        if before in lexicon.honorifics and lowered[last] not in _ADDRESSED_OFFICES:
            return last
        if before in lexicon.given_names or before[1:] == ".":
            return _title_length(lowered[:-1], lexicon)
        return 0 if last and lowered[0] in lexicon.given_names else len(lowered)
    if _is_organization(lowered, last, lexicon):
        return 0
    if lowered[last + 1] in ("of", "for"):
        # "Secretary of Mill Safety Ana Ruiz"; "Secretary of State" alone is a title.
        for k in range(last + 3, len(lowered) - 1):
            if lowered[k] in lexicon.given_names:
                return k
        return min(last + 3, len(lowered))
    return last + 1


def _last_title(lowered: list[str], lexicon: Lexicon) -> int:
    """Return the index of the last title word of a run, or -1."""
    final = len(lowered) - 1
    for k in range(final, -1, -1):
        word = lowered[k]
        plural = k < final and word.endswith("s") and word in lexicon.group_nouns
        compound = word.rpartition("-")[2] in lexicon.role_nouns
        if (word in lexicon.title_words or plural or compound) and not (
            k == 0 < final and word in lexicon.given_names
        ):
            return k
    return -1


def _is_organization(lowered: list[str], last: int, lexicon: Lexicon) -> bool:
    """Whether a run with a title word at *last* is an organization's name.

    ``General Motors``, ``General Weaving Corp``, ``Oban Weavers Service Inc``.
    """
    company = lowered[-1] in lexicon.company_heads
    if last > 0:
        return company
    short = len(lowered) == 2 or lowered[0] in lexicon.parties or company
    return short and lowered[-1] in lexicon.organization_heads


def _lowercase_titles(tokens: Tokens, start: int, lexicon: Lexicon) -> list[str]:
    """Return the lower-case titles directly before token *start*, nearest first."""
    titles: list[str] = []
    k = start - 1
    while k >= 0 and len(titles) < _MAX_LOWERCASE_TITLES:
        word = tokens.lowered[k]
        compound_head = word.rpartition("-")[2]
        if not tokens.words[k][0].islower():
            break
        if word in lexicon.title_words or word in lexicon.title_modifiers:
            titles.append(word)
        elif compound_head in lexicon.role_nouns:
            titles.append(compound_head)
        else:
            break
        k -= 1
    return titles if any(title in lexicon.title_words for title in titles) else []


def find_mentions(
    tokens: Tokens,
    headline: bool,
    lowercase: frozenset[str],
    lexicon: Lexicon,
    company_conjuncts: frozenset[Conjuncts] = frozenset(),
) -> list[Mention]:
    """Return the mentions of a paragraph in order, disjoint.

    *headline* says whether the paragraph is set as a headline (``is_headline``). *lowercase*
    are the words that the article also writes in lower case: at the start of a sentence they
    are not names ("Manufacturing is ..."). *company_conjuncts* are the words around each "and"
    that is part of a name (``find_company_conjuncts``).
    """
    runs = CapitalRuns(tokens, headline, lowercase, lexicon, company_conjuncts)
    words = tokens.words
    explained = names_with_acronym(tokens) if "(" in words else {}
    articles = any(article in tokens.text for article in ARTICLES)
    capitals = [
        k for k, word in enumerate(words) if word[0].isupper() or (articles and has_article(word))
    ]
    mentions: list[Mention] = []
    stop = 0
    for i in capitals:
        if i < stop or (i and words[i - 1] == "<" and ticker_end(tokens, i - 1) > i):
            continue
        sentence_initial = _is_sentence_initial(words, i)
        if i in explained:
            stop = explained[i]
            mentions.append(_mention(tokens, (i, i, stop), sentence_initial, lexicon))
        elif runs.starts_run(i, sentence_initial):
            stop = runs.run_end(i)
            name_start = i + _title_length(tokens.lowered[i:stop], lexicon)
            mentions.append(_mention(tokens, (i, name_start, stop), sentence_initial, lexicon))
    return mentions


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
    if len(words) >= _MIN_WITH_NICKNAME:
        words = _without_nickname(words)
    if "'s" in tokens.lowered[start:stop]:
        words = _with_possessives(words)
    generation = ""
    while len(words) > 1 and words[-1].lower() in _GENERATIONS:
        *words, generation = words
    titles = [
        word
        for word in tokens.lowered[start:name_start]
        if word in lexicon.title_words or word in lexicon.title_modifiers
    ]
    return Mention(
        start,
        name_start,
        stop,
        tuple(words),
        (*titles, *_lowercase_titles(tokens, start, lexicon)),
        _is_possessive(tokens, stop),
        sentence_initial,
        generation,
    )


def _without_nickname(words: list[str]) -> list[str]:
    """Return the words of a name without those in quotation marks: ``Ben "Big Ben" Okafor``."""
    marks = [k for k, word in enumerate(words) if word in QUOTATION_MARKS]
    return words if len(marks) < 2 else words[: marks[0]] + words[marks[-1] + 1 :]


def _with_possessives(words: list[str]) -> list[str]:
    """Return the words of a name with each ``'s`` joined to its word: ``Moody's Service Inc``."""
    joined: list[str] = []
    for word in words:
        if word in ("'s", "’s") and joined:
            joined[-1] += "'s"
        else:
            joined.append(word)
    return joined


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
