"""Company names with "and" in them: ``Weaver and Sons Corp`` is one name, not two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

Conjuncts = tuple[str, str]
"""The words before and after an "and", in lower case."""

_EMPLOYEES = word_set(
    "analyst analysts economist economists trader dealer broker strategist partner"
)
_EMPLOYER_PREPOSITIONS = frozenset(["of", "at", "with", "for", "from"])
_FIRM_NOUNS = word_set(
    "auditor auditors accountants broker brokers brokerage firm house trader underwriters"
)
_MAX_FIRM = 7
_MAX_BEFORE = 3
_MAX_AFTER = 3
# "Vask and Lind Corp said they": two firms
_PLURALS = frozenset(["they", "their", "both", "each"])
_PLURAL_REACH = 12
_ACTIVITY_ENDINGS = ("ing", "tion", "ment")
_MIN_ACTIVITY = 6
# Trades of a firm: such a word after "and" names no other firm.
_TRADES = word_set(
    "development telephone loan trust supply manufacturing engineering exploration refining"
    " marketing technology trading light power chemical electric gas gasoline minerals investment"
    " savings health rehabilitation smelting banking coal oil mining refinery insurance industry"
    " commerce"
)


def find_company_conjuncts(paragraphs: Sequence[Tokens], lexicon: Lexicon) -> frozenset[Conjuncts]:
    """Return the words before and after each "and" that is part of a company's name.

    ``Oban Gas and Electric Corp``: the words before "and" never occur without it in the
    article, and at most one word after it precedes the end of a company's full name. Pairs of
    single letters ("S and P") and the pairs in the lexicon always count.
    """
    candidates: dict[Conjuncts, tuple[str, ...]] = {}
    plural: set[Conjuncts] = set()
    conjuncts: set[Conjuncts] = set()
    for tokens in paragraphs:
        for k in _capitalised_conjunctions(tokens):
            pair, before = (tokens.lowered[k - 1], tokens.lowered[k + 1]), _run_before(tokens, k)
            if _is_surely_company(tokens, k, before, lexicon):
                conjuncts.add(pair)
            elif _may_be_company(before, tokens.lowered[k + 1 : k + 1 + _MAX_AFTER], lexicon):
                candidates[pair] = before
                if not _PLURALS.isdisjoint(tokens.lowered[k : k + _PLURAL_REACH]):
                    plural.add(pair)
    if candidates:
        conjuncts |= _confirmed(candidates, plural, paragraphs, lexicon)
    return frozenset(conjuncts)


def _is_surely_company(tokens: Tokens, k: int, before: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether the "and" at token *k* is part of a company's name, whatever else the article has.

    *before* is the run of capitalised words before it.
    """
    pair = tokens.lowered[k - 1], tokens.lowered[k + 1]
    return (
        sorted(map(len, pair)) in ([1, 1], [1, 2])
        or pair[0] == pair[1]
        or pair in lexicon.company_conjuncts
        or _adds_trade(before, tokens.lowered[k + 1 : k + 1 + _MAX_AFTER], lexicon)
        or _adds_activity(before, tokens.lowered[k + 1 : k + 3], lexicon)
        or _is_employer(tokens, k, before, lexicon)
        or _is_called_it(tokens, k, before, lexicon)
    )


def _confirmed(
    candidates: Mapping[Conjuncts, tuple[str, ...]],
    plural: Set[Conjuncts],
    paragraphs: Sequence[Tokens],
    lexicon: Lexicon,
) -> set[Conjuncts]:
    """Return the *candidates* that the article nowhere shows to be two names.

    Their values are the runs of words before the "and"; *plural* are those that a plural
    pronoun follows.
    """
    alone = {run for tokens in paragraphs for run in _runs_alone(tokens)}
    named = {run[0] for run in alone if run[-1] not in lexicon.company_heads}
    firms = {run[0] for run in alone if run[-1] in lexicon.company_heads}
    last_names = {run[-1] for run in alone if run[0] in lexicon.given_names}
    return {
        pair
        for pair, run in candidates.items()
        if (run not in alone and not (len(run) == 1 and run[0] in last_names))
        or (len(run) == 1 and pair not in plural and _is_first_partner(pair, named, firms))
    }


def leads_to_head(tokens: Tokens, first: int, reach: int, heads: Set[str]) -> bool:
    """Whether the capitals from token *first* on lead to one of *heads*: ``American Can Co``.

    The head is after *first*, and at most *reach* - 1 tokens from it.
    """
    words = tokens.words
    for k, word in enumerate(words[first : first + reach], start=first):
        if not word[0].isupper():
            return False
        if k > first and tokens.lowered[k] in heads:
            return True
    return False


def precedes_head(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether the end of a company's name follows token *i*: ``Reading Co``."""
    k = i + 1
    return (
        k < len(tokens.words)
        and tokens.lowered[k] in lexicon.company_heads
        and tokens.words[k][0].isupper()
    )


def opens_firm(tokens: Tokens, i: int, lexicon: Lexicon) -> bool:
    """Whether the common word *i* begins a firm's full name: ``Computer Weavers Inc``."""
    word = tokens.lowered[i]
    described = word in lexicon.organization_nouns or word in lexicon.person_nouns
    if described or word.endswith("ly"):
        return False
    return leads_to_head(tokens, i, _MAX_FIRM, lexicon.company_heads)


def _is_first_partner(pair: Conjuncts, named: set[str], firms: set[str]) -> bool:
    """Whether a firm is also called by the word before its "and": ``Vask and Lind Corp``, ``Vask``.

    The word after the "and" never begins a name (*named* are the words that begin one), and no
    firm's name begins with the first (*firms* are the words that begin one).
    """
    return pair[1] not in named and pair[0] not in firms


def _capitalised_conjunctions(tokens: Tokens) -> Iterator[int]:
    """Return the tokens "and" between two capitals."""
    words, lowered, k = tokens.words, tokens.lowered, 0
    for _ in range(lowered.count("and") - (lowered[:1] == ["and"])):
        k = lowered.index("and", k + 1)
        if k + 1 < len(lowered) and words[k - 1][0].isupper() and words[k + 1][0].isupper():
            yield k


def _run_before(tokens: Tokens, k: int) -> tuple[str, ...]:
    """Return the run of capitalised words that ends before token *k*."""
    first = k
    while first > 0 and tokens.words[first - 1][0].isupper():
        first -= 1
    return tuple(tokens.lowered[first:k])


def _runs_alone(tokens: Tokens) -> Iterator[tuple[str, ...]]:
    """Return the runs of capitalised words that no "and" joins to another capital."""
    words, first = tokens.words, -1
    for k, word in enumerate([*words, "."]):
        if word[0].isupper():
            first = k if first < 0 else first
        elif first >= 0:
            joined = word == "and" and words[k + 1 : k + 2] and words[k + 1][0].isupper()
            joins = first > 1 and words[first - 1] == "and" and words[first - 2][0].isupper()
            if not joined and not joins:
                yield tuple(tokens.lowered[first:k])
            first = -1


def _may_be_company(before: tuple[str, ...], after: list[str], lexicon: Lexicon) -> bool:
    """Whether the words around an "and" can be one company's name."""
    if len(before) > _MAX_BEFORE or not any(word in lexicon.company_heads for word in after[1:]):
        return False
    if len(before) > 1 and before[0] in lexicon.given_names:
        # "Ana Ruiz and Oban Capital Inc"
        return False
    if before[-1] in _TRADES and len(before) > 1 and before[-1] not in lexicon.company_heads:
        # "Oban Refining and Smelting Co"
        return True
    if after[0] in lexicon.company_heads or not lexicon.known_organizations.isdisjoint(before):
        return False
    named = lexicon.places.isdisjoint(before) and lexicon.company_heads.isdisjoint(before)
    return named and before[-1] not in lexicon.organization_heads


def _is_employer(tokens: Tokens, k: int, before: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether the words around the "and" at token *k* are the name of somebody's firm.

    ``analyst Ana Ruiz of Vask and Lind``, ``brokers Vask and Lind``, ``Vask and Lind analyst``.
    """
    lowered, start, stop = tokens.lowered, k - len(before), k + 2
    names = (*before, lowered[k + 1])
    if len(before) > _MAX_BEFORE or start < 2:
        return False
    following = lowered[stop] if stop < len(lowered) else "."
    if stop < len(lowered) and tokens.words[stop][0].isupper():
        return False
    listed = (
        lexicon.places,
        lexicon.given_names,
        lexicon.known_organizations,
        lexicon.demonyms,
        lexicon.title_words,
        lexicon.organization_heads,
        lexicon.group_nouns,
        lexicon.not_names,
        lexicon.portfolios,
    )
    if any(name in words for name in names for words in listed):
        return False
    previous, earlier = lowered[start - 1], start - 2
    employed = previous in _EMPLOYER_PREPOSITIONS and (
        lowered[earlier] in _EMPLOYEES
        or (previous == "of" and _is_full_name(tokens, earlier, lexicon))
    )
    return employed or previous in _FIRM_NOUNS or following in _EMPLOYEES


def _is_called_it(tokens: Tokens, k: int, before: tuple[str, ...], lexicon: Lexicon) -> bool:
    """Whether "it" shows that the words around the "and" at token *k* name one firm.

    ``Vask and Lind said it would``, ``Oban Television and Cable Corp said its board``.
    """
    lowered, words, verb = tokens.lowered, tokens.words, k + 1
    while verb < len(words) and verb - k <= _MAX_AFTER and words[verb][0].isupper():
        verb += 1
    singular = lowered[verb : verb + 2] in (["said", "it"], ["said", "its"])
    if not singular or k - len(before) > 1 or len(before) > _MAX_BEFORE:
        return False
    listed = [lexicon.known_organizations, lexicon.company_heads, lexicon.given_names]
    if lowered[verb - 1] in lexicon.company_heads and verb > k + 2:
        # "Davis Water and Waste Industries Inc said its": of two names it would be "their".
        listed.pop()
    return all(names.isdisjoint((*before, lowered[k + 1])) for names in listed)


def _is_full_name(tokens: Tokens, last: int, lexicon: Lexicon) -> bool:
    """Whether token *last* ends a person's full name: ``Ana Ruiz of``."""
    if not tokens.words[last][0].isupper():
        return False
    return any(word in lexicon.given_names for word in tokens.lowered[max(0, last - 2) : last])


def _adds_trade(before: tuple[str, ...], after: list[str], lexicon: Lexicon) -> bool:
    """Whether the word after an "and" is a firm's trade: ``Oban Land and Exploration Co``."""
    trade = after[0] in _TRADES and any(
        word in lexicon.company_heads or word == "trust" for word in after[1:]
    )
    other = before[-1] in lexicon.company_heads or before[-1] in lexicon.known_organizations
    long_enough = len(before) > 1 or before[-1] in _TRADES
    return trade and long_enough and len(before) <= _MAX_BEFORE and not other


def _adds_activity(before: tuple[str, ...], after: list[str], lexicon: Lexicon) -> bool:
    """Whether an "and" joins two activities of a body: ``Wool Inspection and Licensing Board``."""
    activity = before[-1].endswith(_ACTIVITY_ENDINGS) and len(before[-1]) > _MIN_ACTIVITY
    joined = after[0].endswith(_ACTIVITY_ENDINGS) or after[0] in _TRADES
    known = before[-1] in lexicon.organization_heads or before[-1] in lexicon.known_organizations
    return activity and joined and not known and after[-1] in lexicon.organization_heads
