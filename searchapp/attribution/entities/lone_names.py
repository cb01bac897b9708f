"""Evidence about lone names, those of one word: who speaks, what is a thing, which gender."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchapp.attribution.entities.clusters import Clusters
from searchapp.attribution.entities.contexts import (
    has_adjacent_cue,
    has_firm_context,
    is_antecedent_of_it,
    is_cited,
)
from searchapp.attribution.entities.kinds import MentionKind
from searchapp.attribution.entities.occurrences import Occurrence
from searchapp.attribution.entities.officeholders import load_officeholders
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.syntax.tokens import Tokens

_PRONOUN_WINDOW = 9
# "Oru, speaking in Oban, said": words that open a phrase between a speaker and the verb.
_INTRODUCING = frozenset(["citing", "quoting", "speaking", "addressing", "writing", "whose"])
_HUMAN_WORDS = frozenset(["he", "she", "his", "her", "him", "who", "himself", "herself"])
_HUMAN_REACH = 30
_MIN_VOTES = 2
_MAX_BEARERS = 20


@dataclass(frozen=True, slots=True)
class LoneNames:
    """The keys of lone names with a title or a cue, and of those that only name things.

    ``firms`` are the things that the words beside them show to be firms, ``persons`` the
    names that a title, or "he" or "she" soon after, shows to be a person's.
    """

    speaking: frozenset[str]
    things: frozenset[str]
    firms: frozenset[str]
    persons: frozenset[str]


def find_lone_names(clusters: Clusters) -> LoneNames:
    """Return what an article shows about its lone names."""
    lexicon = clusters.lexicon
    speaking: set[str] = set()
    things: set[str] = set()
    firms: set[str] = set()
    persons: set[str] = set()
    maybe_persons: set[str] = set()
    cited: set[str] = set()
    for occurrence in clusters.occurrences:
        if len(occurrence.keys) != 1:
            continue
        (key,), mention = occurrence.keys, occurrence.mention
        tokens = clusters.tokens_of(occurrence)
        comma, participle = (*tokens.lowered[mention.stop : mention.stop + 2], "", "")[:2]
        introduced = comma == "," and participle in _INTRODUCING
        if mention.titles or introduced or has_adjacent_cue(tokens, mention, lexicon):
            speaking.add(key)
        if occurrence.kind is MentionKind.PERSON:
            persons.add(key)
        elif occurrence.kind in (MentionKind.MAYBE_LONE, MentionKind.MAYBE_GIVEN):
            if _pronoun_gender(tokens, mention.stop, lexicon):
                persons.add(key)
            elif has_firm_context(tokens, mention, lexicon):
                firms.add(key)
            elif occurrence.kind is MentionKind.MAYBE_LONE and is_cited(tokens, mention):
                cited.add(key)
            elif is_antecedent_of_it(tokens, mention):
                things.add(key)
            following = tokens.lowered[mention.stop : mention.stop + _HUMAN_REACH]
            if key not in maybe_persons and not _HUMAN_WORDS.isdisjoint(following):
                maybe_persons.add(key)
    known = load_officeholders("en")
    cited -= {key for key in cited if key in lexicon.family_names or known.is_last_name(key)}
    return LoneNames(
        frozenset(speaking | cited),
        frozenset((things | firms | cited) - persons),
        frozenset(firms - persons),
        frozenset(persons | maybe_persons),
    )


def _pronoun_gender(tokens: Tokens, stop: int, lexicon: Lexicon) -> str:
    """Return the gender of the first pronoun soon after token *stop*, "" if a name intervenes."""
    for k, word in enumerate(tokens.lowered[stop : stop + _PRONOUN_WINDOW], start=stop):
        if word in ("he", "his", "him", "himself"):
            return "m"
        if word in ("she", "her", "herself"):
            return "f"
        if tokens.words[k][0].isupper() or word in lexicon.kin_nouns:
            break
    return ""


@dataclass(frozen=True, slots=True)
class LoneNameGenders:
    """The genders of last names used alone, by key.

    ``majority`` is the gender of most occurrences; ``unborne`` holds the names whose gender
    none of the persons with that last name has, so that they name somebody else.
    """

    majority: Mapping[str, str]
    unborne: Mapping[str, str]


def find_lone_name_genders(
    clusters: Clusters, bearers: Mapping[str, Sequence[int]]
) -> LoneNameGenders:
    """Return the genders of the last names used alone, by their titles and the next pronoun.

    *bearers* are the clusters of the persons of each last name. ``Ana Ruiz left. Ruiz said he
    would stay. ... Ruiz added that he knew.``: this Ruiz is not Ana.
    """
    votes: Counter[tuple[str, str]] = Counter()
    for occurrence in clusters.occurrences:
        if len(occurrence.keys) == 1 and occurrence.keys[0] in bearers:
            votes[occurrence.keys[0], _gender_in_context(occurrence, clusters)] += 1
    majority: dict[str, str] = {}
    unborne: dict[str, str] = {}
    for key in {key for key, _ in votes}:
        male, female = votes[key, "m"], votes[key, "f"]
        if male != female:
            majority[key] = "m" if male > female else "f"
        if max(male, female) < _MIN_VOTES or max(male, female) <= 2 * min(male, female):
            continue
        genders = {clusters.gender(index) for index in bearers[key][:_MAX_BEARERS]}
        if not genders & {majority[key], ""}:
            unborne[key] = majority[key]
    return LoneNameGenders(majority, unborne)


def _gender_in_context(occurrence: Occurrence, clusters: Clusters) -> str:
    tokens, mention = clusters.tokens_of(occurrence), occurrence.mention
    return clusters.title_gender(mention) or _pronoun_gender(tokens, mention.stop, clusters.lexicon)
