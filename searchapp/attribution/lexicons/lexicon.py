"""The words that the rules know, read once from the data files of a language.

A file of ``lexicons/LANGUAGE/`` holds words under ``[section]`` headings; its
head says in which form. Extend the lists there; no code changes with them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

Tense = Literal["base", "third", "past", "participle", "gerund"]
Tier = Literal["strong", "weak", "clausal", "seldom", "support", "thought"]

_COMPASS = frozenset(["new", "north", "south", "west", "east", "united", "st."])
_VOWELS = frozenset("aeiou")
# "criticize", "analyzing": in Britain with an s.
_IN_IZE = re.compile(r"([iy])z(?=(?:e[sd]?|ing)$)")


class LexiconError(ValueError):
    """A lexicon file has a line that its format does not allow."""


@dataclass(frozen=True, slots=True)
class CueForm:
    """One inflected form of a reporting verb or phrase.

    ``particles`` are the words that must follow it (``out`` for ``pointed out``);
    ``tier`` is the section of ``cue_verbs.txt`` that lists it, how surely it reports.
    """

    base: str
    tense: Tense
    tier: Tier
    particles: tuple[str, ...] = ()

    @property
    def strong(self) -> bool:
        """Whether the form reports nearly whenever a speaker is its subject."""
        return self.tier == "strong"

    @property
    def clausal(self) -> bool:
        """Whether it reports only with a clause or a quotation after it."""
        return self.tier == "clausal"

    @property
    def finite(self) -> bool:
        """Whether the form can stand as a clause's verb by itself."""
        return self.tense in ("base", "third", "past")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word lists of one language, all in lower case.

    ``triggers`` are the words that can begin a cue; ``classes`` are those of the small
    words and marks that tell how a clause goes on. ``shared_titles`` gives the roles of all
    whose names a plural title stands before ("sens.", "attorneys").
    """

    cues: dict[str, CueForm]
    phrasal: dict[str, tuple[CueForm, ...]]
    supports: dict[str, CueForm]
    documents: frozenset[str]
    shown: frozenset[str]
    claims: frozenset[str]
    occasions: frozenset[str]
    roles: frozenset[str]
    groups: frozenset[str]
    nobody: frozenset[str]
    kin: frozenset[str]
    same_roles: dict[str, frozenset[str]]
    anonymous: frozenset[str]
    running: frozenset[str]
    political: frozenset[str]
    parties: dict[str, str]
    titles: frozenset[str]
    honorifics: frozenset[str]
    modifiers: frozenset[str]
    male_words: frozenset[str]
    female_words: frozenset[str]
    male_names: frozenset[str]
    female_names: frozenset[str]
    given_names: frozenset[str]
    organization_heads: frozenset[str]
    surname_heads: frozenset[str]
    company_heads: frozenset[str]
    firms: frozenset[tuple[str, str]]
    organization_nouns: frozenset[str]
    joining_heads: frozenset[str]
    known_organizations: frozenset[str]
    bodies: dict[str, frozenset[str]]
    public_heads: frozenset[str]
    papers: frozenset[str]
    places: frozenset[str]
    peoples: frozenset[str]
    place_words: frozenset[str]
    states: dict[str, str]
    determiners: frozenset[str]
    articles: frozenset[str]
    prepositions: frozenset[str]
    auxiliaries: frozenset[str]
    negatives: frozenset[str]
    adverbs: frozenset[str]
    being: frozenset[str]
    conjunctions: frozenset[str]
    clause_openers: frozenset[str]
    times: frozenset[str]
    not_names: frozenset[str]
    telling: frozenset[str]
    foreign: frozenset[str]
    pronouns: dict[str, str]
    humans: frozenset[str]
    helpers: frozenset[str]
    titling: frozenset[str]
    shared_titles: dict[str, frozenset[str]]
    short_for: dict[str, frozenset[str]]
    to_come: frozenset[str]
    triggers: frozenset[str]
    classes: dict[str, str]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a text, which white space separates, as a set."""
    return frozenset(words.split())


def parse_sections(text: str) -> dict[str, list[str]]:
    """Return the lines of each ``[section]`` of a lexicon file, comments removed.

    Lines before the first heading are in the section named by the empty string.
    """
    sections: dict[str, list[str]] = {"": []}
    current = ""
    for raw in text.splitlines():
        line = raw.partition("#")[0].strip()
        if line.startswith("["):
            current = line.strip("[]").strip()
            sections.setdefault(current, [])
        elif line:
            sections[current].append(line.lower())
    return sections


def inflect(base: str, past: str = "", participle: str = "") -> dict[Tense, str]:
    """Return the forms of the verb *base*; irregular ones are given.

    ``inflect("deny")["past"] == "denied"``. Where the past has a doubled letter
    (``admitted``) the gerund doubles it too.
    """
    consonant_y = base.endswith("y") and base[-2:-1] not in _VOWELS
    if consonant_y:
        third, regular = base[:-1] + "ies", base[:-1] + "ied"
    elif base.endswith(("s", "x", "z", "ch", "sh", "o")):
        third, regular = base + "es", base + "ed"
    else:
        third, regular = base + "s", base + ("d" if base.endswith("e") else "ed")
    stem = base[:-1] if base.endswith("e") and not base.endswith(("ee", "ye", "oe")) else base
    if past == base + base[-1] + "ed" or base in ("hit", "put"):
        stem = base + base[-1]
    return {
        "participle": participle or past or regular,
        "gerund": stem + "ing",
        "base": base,
        "third": third,
        "past": past or regular,
    }


def plural(noun: str) -> str:
    """Return the regular plural of *noun*, by its last word."""
    if noun.endswith("man"):
        return noun[:-3] + "men"
    if noun.endswith("y") and noun[-2:-1] not in _VOWELS:
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def _cue_verbs(sections: dict[str, list[str]], *tiers: Tier) -> dict[str, CueForm]:
    """The verbs of the *tiers*; a form that two of them share is the last one's."""
    cues: dict[str, CueForm] = {}
    for tier in tiers:
        for line in sections[tier]:
            parts = line.split()
            if len(parts) > 3:
                raise LexiconError(f"cue_verbs.txt: {line!r} has more than three words")
            for tense, form in inflect(*parts).items():
                british = _IN_IZE.sub(r"\1s", form)
                cues[form] = cues[british] = CueForm(parts[0], tense, tier)
    return cues


def _firms(lines: list[str]) -> frozenset[tuple[str, str]]:
    """The words around the "and" of each firm's name."""
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        words = line.split()
        if len(words) != 2:
            raise LexiconError(f"organizations.txt: {line!r} under [firms] is not two words")
        pairs.add((words[0], words[1]))
    return frozenset(pairs)


def _cue_phrases(lines: list[str]) -> dict[str, tuple[CueForm, ...]]:
    found: dict[str, list[CueForm]] = {}
    for line in lines:
        phrase, _, irregular = line.partition("/")
        base, *particles = phrase.split()
        if not particles:
            raise LexiconError(f"cue_phrases.txt: {line!r} has no particle")
        for tense, form in inflect(base, *irregular.split()).items():
            found.setdefault(form, []).append(
                CueForm(phrase.strip(), tense, "strong", tuple(particles))
            )
    # The longest first, and of equals the finite form: "hit back" is past before it is base.
    return {
        form: tuple(sorted(cues, key=lambda cue: (-len(cue.particles), cue.tense != "past")))
        for form, cues in found.items()
    }


def _word_classes(sections: dict[str, list[str]]) -> dict[str, str]:
    """The class of each small word and mark, that of the last line where several fit."""

    def words(section: str) -> list[str]:
        return [word for line in sections[section] for word in line.split()]

    classes = dict.fromkeys(words("adverbs"), "adverb")
    classes |= dict.fromkeys(words("auxiliaries"), "auxiliary")
    classes |= {word: word for name in ("clause openers", "prepositions") for word in words(name)}
    for name in ("times", "determiners"):
        classes |= dict.fromkeys(words(name), name[:-1])
    for name in sections:
        if name.startswith("pronouns "):
            classes |= dict.fromkeys(words(name), "pronoun")
    classes |= dict.fromkeys(".?!;…", ".")
    classes |= {word: word for word in ("that", ",", ":", "to", "and", "who", "not")}
    return classes | {"": "end"}


@cache
def load(language: str = "en") -> Lexicon:
    """Return the lexicon of *language*, a folder under ``lexicons``.

    Raises FileNotFoundError for a language without a folder and LexiconError for
    a line that breaks its file's format.
    """
    folder = files("searchapp.attribution.lexicons") / language

    def read(name: str) -> dict[str, list[str]]:
        return parse_sections((folder / f"{name}.txt").read_text(encoding="utf-8"))

    def words(sections: dict[str, list[str]], *names: str) -> frozenset[str]:
        return frozenset(w for name in names for line in sections[name] for w in line.split())

    nouns, people, titles = read("cue_nouns"), read("humans"), read("titles")
    organizations, places = read("organizations"), read("places")
    function, names = read("function_words"), read("given_names")
    role_male = words(people, "roles male")
    role_female = words(people, "roles female")
    roles = words(people, "roles") | role_male | role_female
    groups = words(people, "groups") | frozenset(plural(role) for role in roles)
    kin_male, kin_female = words(people, "kin male"), words(people, "kin female")
    kin = words(people, "kin") | kin_male | kin_female
    same: dict[str, frozenset[str]] = {}
    for line in people["same"]:
        alike = frozenset(line.split())
        same.update((role, same.get(role, frozenset()) | alike) for role in alike)
    short_for = {p[0]: frozenset(p[1:]) for p in map(str.split, titles["short for"])}
    honorifics = words(titles, "honorifics", "honorifics male", "honorifics female")
    genders = (("male", "m"), ("female", "f"), ("plural", "p"), ("neuter", "o"), ("other", "x"))
    given = words(names, "male", "female", "either")
    # From the least sure: a form that two sections share ("saw") is the surer one's.
    verbs = read("cue_verbs")
    cues = _cue_verbs(verbs, "thought", "seldom", "clausal", "weak", "strong")
    supports, phrasal = _cue_verbs(verbs, "support"), _cue_phrases(read("cue_phrases")[""])
    shown, claims = words(nouns, "shown"), words(nouns, "claims")
    return Lexicon(
        cues=cues,
        phrasal=phrasal,
        supports=supports,
        documents=words(nouns, "documents"),
        shown=shown,
        claims=claims,
        occasions=words(nouns, "occasions"),
        roles=roles,
        groups=groups,
        nobody=words(people, "nobody"),
        kin=kin,
        same_roles=same,
        anonymous=words(people, "anonymous"),
        running=words(people, "running"),
        political=words(people, "political"),
        parties={w: line.split()[0] for line in people["parties"] for w in line.split()},
        titles=words(titles, "titles"),
        honorifics=honorifics,
        modifiers=words(titles, "modifiers"),
        male_words=role_male | kin_male | words(titles, "honorifics male"),
        female_words=role_female | kin_female | words(titles, "honorifics female"),
        male_names=words(names, "male"),
        female_names=words(names, "female"),
        given_names=given,
        organization_heads=words(organizations, "heads", "companies"),
        surname_heads=words(organizations, "surnames"),
        firms=_firms(organizations["firms"]),
        company_heads=words(organizations, "companies"),
        organization_nouns=words(organizations, "nouns"),
        joining_heads=words(organizations, "joining"),
        known_organizations=words(organizations, "known"),
        bodies={noun: frozenset(own) for noun, *own in map(str.split, organizations["taken up"])},
        public_heads=words(organizations, "public"),
        papers=words(organizations, "papers"),
        places=frozenset(w.replace("_", " ") for w in words(places, "places")),
        peoples=words(places, "peoples"),
        place_words=frozenset(
            w for name in words(places, "places") for w in name.split("_") if w not in _COMPASS
        ),
        states={line.split()[0]: line.split()[1] for line in places["states"]},
        determiners=words(function, "determiners"),
        articles=words(function, "articles"),
        prepositions=words(function, "prepositions"),
        auxiliaries=words(function, "auxiliaries"),
        negatives=words(function, "negatives"),
        adverbs=words(function, "adverbs"),
        being=words(function, "being"),
        conjunctions=words(function, "conjunctions"),
        clause_openers=words(function, "clause openers"),
        times=words(function, "times"),
        not_names=words(function, "not names"),
        telling=words(function, "telling"),
        foreign=words(function, "foreign"),
        pronouns={w: sign for name, sign in genders for w in words(function, f"pronouns {name}")},
        humans=roles | groups | kin,
        short_for=short_for,
        shared_titles={plural(role): frozenset([role]) for role in sorted(roles)}
        | {title: of for title, of in short_for.items() if title[:-2] + "." in short_for},
        helpers=words(function, "auxiliaries", "adverbs", "negatives") | {"to"},
        to_come=words(function, "to come"),
        triggers=frozenset((*cues, *phrasal, *supports, "according")) | shown | claims,
        titling=roles | words(titles, "titles") | honorifics,
        classes=_word_classes(function),
    )
