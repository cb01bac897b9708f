"""Titles before a name: how many of a run's words they are, and those in lower case before it."""

from __future__ import annotations

from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

GENERATIONS = word_set("jr. sr. jr sr ii iii iv")
"""Generational suffixes: words after the name of a person with an elder namesake."""

# Surnames that are titles too: "Oru King", but not "the Pope".
_SURNAME_TITLES = word_set("king pope duke singer carpenter farmer baker painter miner mason")
# Titles that begin the names of organizations too: "General Accounting Office", "PC World".
_OPENING_WORDS = word_set("general pc pm cm asp dsp mp")
# "Mr. President" addresses an office; "Mr. King" names a person.
_ADDRESSED_OFFICES = word_set(
    "president speaker secretary chairman chairwoman ambassador mayor senator governor minister"
)
_FIRM_OFFICES = frozenset(["manager", "managers"])
_MAX_LOWERCASE_TITLES = 5
# "Citizens for Mill Safety", "Doctors Without Mills": plurals that open the names of leagues.
_LEAGUES = word_set("americans britons citizens doctors mothers physicians students veterans")


def title_length(lowered: list[str], lexicon: Lexicon) -> int:
    """Return how many of a run's first words are its titles and the words before them."""
    while len(lowered) > 1 and lowered[-1] in GENERATIONS:
        lowered = lowered[:-1]
    last = _last_title(lowered, lexicon)
    if opens_league(lowered, lexicon) or (last == 0 and " ".join(lowered[:2]) in lexicon.places):
        # "St. Oban Post"
        return 0
    if last < 0 or " ".join(lowered) in lexicon.places:
        # "Sri Lanka"
        return 0
    if last == len(lowered) - 1:
        # "Judd Baker", "Mr. King": a title word after a given name or "Mr." is a surname.
        before = lowered[last - 1] if last else ""
        if before in lexicon.honorifics and lowered[last] not in _ADDRESSED_OFFICES:
            return last
        if before in lexicon.given_names or before[1:] == ".":
            return title_length(lowered[:-1], lexicon)
        if last == 1 and lowered[1] in _SURNAME_TITLES and not _modifies_title(before, lexicon):
            return 0
        return 0 if last and lowered[0] in lexicon.given_names else len(lowered)
    if _is_organization(lowered, last, lexicon):
        return 0
    if lowered[last - 1 : last + 2] == ["high", "commissioner", "for"]:
        # "the Oban High Commissioner for Mills" is an office, and no title of a person.
        return 0
    if lowered[last + 1] in ("and", "'s"):
        # "Association of Machinists and Aerospace Workers", "Investors's Fund"
        return 0
    if lowered[last + 1] in ("of", "for"):
        return _name_after_office(lowered, last, lexicon)
    return last + 1


def opens_league(lowered: list[str], lexicon: Lexicon) -> bool:
    """Whether words begin the name of a league: ``Citizens for Mill Safety``.

    "Doctors for Oban" and "Students for Ana Ruiz" are whose the doctors and the students are.
    """
    if len(lowered) < 3 or lowered[0] not in _LEAGUES:
        return False
    after = lowered[2]
    owner = after in lexicon.given_names or after in lexicon.honorifics or after in lexicon.places
    return not owner and lowered[1] in (
        ("without",) if lowered[0] == "doctors" else ("for", "against")
    )


def office_end(lowered: list[str], k: int, lexicon: Lexicon) -> int:
    """Return where the name begins after ``Minister of Mines and Energy``, 0 if it is unclear.

    *k* is the word after "of", which may be "the".
    """
    first = k = k + (lowered[k : k + 1] == ["the"])
    while k < len(lowered) - 1 and (
        lowered[k] in lexicon.portfolios
        or (lowered[k] == "and" and lowered[k + 1] in lexicon.portfolios)
    ):
        k += 1
    return k if k > first else 0


def _name_after_office(lowered: list[str], last: int, lexicon: Lexicon) -> int:
    """Return where the name begins after the title at *last* and its "of" or "for".

    ``Secretary of Mill Safety Ana Ruiz``; "Secretary of State" alone is a title.
    """
    office = office_end(lowered, last + 2, lexicon)
    if office:
        return office
    for k in range(last + 3, len(lowered) - 1):
        if lowered[k] in lexicon.given_names:
            return k
    return min(last + 3, len(lowered))


def _modifies_title(word: str, lexicon: Lexicon) -> bool:
    """Whether a word before a title belongs to it: "former", "Danish", "Oban"."""
    return (
        word in lexicon.title_modifiers
        or word in lexicon.title_words
        or word in lexicon.demonyms
        or word in lexicon.places
        or word in lexicon.organization_heads
        or word in lexicon.known_organizations
    )


def _last_title(lowered: list[str], lexicon: Lexicon) -> int:
    """Return the index of the last title word of a run, or -1."""
    final = len(lowered) - 1
    for k in range(final, -1, -1):
        word = lowered[k]
        plural = k < final and word.endswith("s") and word in lexicon.group_nouns
        compound = "-" in word and (
            word.removesuffix("-elect").rpartition("-")[2] in lexicon.role_nouns
        )
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
    head = lowered[-1] in lexicon.organization_heads
    if head and last == len(lowered) - 2 and lowered[-1] not in lexicon.surname_heads:
        # "American Bankers Association", "Mill Workers Union"
        return True
    if last > 0:
        return company
    styled = lowered[0] in lexicon.royal_titles or lowered[0] in lexicon.peer_titles
    if head and (
        lowered[0] in _OPENING_WORDS or (styled and lowered[-1] not in lexicon.surname_heads)
    ):
        # "General Accounting Office", "Queen Mary University"
        return lowered[1] not in lexicon.given_names or styled
    if lowered[0] in lexicon.group_nouns and lowered[1] not in lexicon.given_names:
        # "Farmers Home Administration", "Writers Guild of America"
        return any(word in lexicon.organization_heads for word in lowered[1:])
    short = len(lowered) == 2 or lowered[0] in lexicon.parties or company
    return short and lowered[-1] in lexicon.organization_heads


def lowercase_titles(tokens: Tokens, start: int, lexicon: Lexicon) -> list[str]:
    """Return the lower-case titles directly before token *start*, nearest first."""
    titles: list[str] = []
    k = start - 1
    while k >= 0 and len(titles) < _MAX_LOWERCASE_TITLES:
        word = tokens.lowered[k]
        if not tokens.words[k][0].islower():
            break
        if word in _FIRM_OFFICES and tokens.lowered[k - 1 : k] == ["lead"]:
            # "the lead manager Oban Bank": of an issue of bonds
            break
        if word in lexicon.title_words or word in lexicon.title_modifiers:
            titles.append(word)
        elif "-" in word and word != "lead-manager":
            head = word.rpartition("-")[2]
            if head not in lexicon.role_nouns:
                break
            titles.append(head)
        else:
            break
        k -= 1
    return [] if lexicon.title_words.isdisjoint(titles) else titles
