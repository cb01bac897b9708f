"""Evidence for and against a candidate pair that depends on the relation of its two names.

Each rule yields weights in log-odds. They were set by hand on one archive, as ``decision`` says.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.evidence import Evidence
from searchapp.identity.names import lexicon, listed
from searchapp.identity.vetoes import common_words
from searchapp.models.identity import Relation, SpeakerForm

Contribution = tuple[float, str]
"""A weight in log-odds, and the reason that an editor reads, "" for none."""

# Set by hand, like the weights below.
_MIN_LETTERS_MISSPELLED = 6
_MIN_LETTERS_LONG = 9
_COMMON_NAME_BEARERS = 4
_SHORT_WORD = 3
_MUCH_MORE_FREQUENT = 5


# Names of persons


def _personal(names: NameIndex, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
    """Judge two full names of persons that differ in the given or the middle name."""
    if evidence.bearers <= 2:
        yield 1.5, "nobody else has the last name"
    elif evidence.bearers >= _COMMON_NAME_BEARERS:
        yield -1.0, f"{evidence.bearers} given names with the last name"
    if max(map(len, names.names[candidate.short].words)) <= _SHORT_WORD:
        yield -3.0, "a name of short words"


def _title_before(names: NameIndex, candidate: Candidate, _: Evidence) -> Iterator[Contribution]:
    if names.forms[candidate.short].paragraphs < names.forms[candidate.full].paragraphs:
        yield -1.5, "the name is rarer without the words before it"


def _last_name(
    names: NameIndex, candidate: Candidate, evidence: Evidence
) -> Iterator[Contribution]:
    yield from _full_name_in_texts(evidence)
    short, full = names.forms[candidate.short], names.forms[candidate.full]
    if short.kind == "organization" and full.kind == "person":
        yield -2.0, "the short name is that of an organization"
    if not evidence.named and evidence.bearers == 1 and _same_main_role(short, full):
        yield 7.0, "the same role, and nobody else has the last name"


def _same_main_role(short: SpeakerForm, full: SpeakerForm) -> bool:
    """Whether the most frequent role of the short form is one of the full form, too."""
    if not short.roles:
        return False
    most = max(sorted(short.roles), key=lambda role: short.roles[role])
    return most.lower() in {role.lower() for role in full.roles}


# Names of organizations


def _legal_form(
    names: NameIndex, candidate: Candidate, evidence: Evidence
) -> Iterator[Contribution]:
    short, full = names.names[candidate.short], names.names[candidate.full]
    families = {names.names[i].family for i in names.by_core[short.core]} - {""}
    if short.family and full.family and short.family != full.family:
        yield -6.0, "legal forms of different countries"
    if not (short.family and full.family) and len(families) > 1:
        yield -3.0, "companies of several countries have the name"
    if len(short.core) > 1 or short.words == full.words[: max(3, len(short.words))]:
        yield 1.5, ""
    elif _is_common(short.core[0]):
        yield -3.0, "the name is a common word"
    elif _is_distinctive(names, candidate):
        yield 1.5, "no other company's name has the word"
    if evidence.named >= 0.5:
        yield 2.0, "texts that have the one name have the other"


def _is_common(word: str) -> bool:
    return word in common_words() or word in lexicon().organization_heads


def _is_distinctive(names: NameIndex, candidate: Candidate) -> bool:
    """Whether only the two forms and others of the same core have their one word."""
    (word,) = names.names[candidate.short].core
    kinds = {names.forms[candidate.short].kind, names.forms[candidate.full].kind}
    others = {*names.by_core_word.get(word, ()), *names.by_last.get(word, ())}
    return kinds == {"organization"} and all(names.names[other].core == (word,) for other in others)


def _short_name(
    names: NameIndex, candidate: Candidate, evidence: Evidence
) -> Iterator[Contribution]:
    yield from _full_name_in_texts(evidence)
    if names.forms[candidate.full].kind == "organization" and evidence.named == 1:
        yield 1.0, ""
    if not listed("units").isdisjoint(names.names[candidate.full].words):
        yield -3.0, "the fuller name may be that of a unit"


def _cut_name(names: NameIndex, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
    if evidence.named == 1 and not evidence.alone:
        yield 5.0, "its texts always have the full name"
    else:
        yield -4.0, "its texts have the name by itself"
    if names.forms[candidate.full].kind != "organization":
        yield -6.0, ""


def _acronym(names: NameIndex, candidate: Candidate, evidence: Evidence) -> Iterator[Contribution]:
    if names.names[candidate.full].words[0] in lexicon().given_names:
        yield -6.0, "the full name is that of a person"
    if evidence.declared:
        yield 5.0, "its texts have the letters beside the full name"
    elif evidence.declared_elsewhere:
        yield 2.5, "another text has the letters beside the full name"
    for weight, reason in _full_name_in_texts(evidence):
        yield weight / 2, reason


def _full_name_in_texts(evidence: Evidence) -> Iterator[Contribution]:
    """Judge a short name by the articles in which it speaks: they have the full one, or rivals."""
    percent = round(100 * evidence.named)
    yield 8 * evidence.named - 4, f"{percent} % of its articles have the full name"
    if evidence.rivals:
        yield -6.0, "their texts also name " + ", ".join(evidence.rivals[:3])


# Spellings


def _misspelling(
    names: NameIndex, candidate: Candidate, evidence: Evidence
) -> Iterator[Contribution]:
    short, full = names.forms[candidate.short], names.forms[candidate.full]
    if full.paragraphs >= _MUCH_MORE_FREQUENT * short.paragraphs:
        yield 1.0, "one spelling is much more frequent"
    if evidence.named:
        yield 3.0, "texts with the one spelling have the other"
    if short.id + "s" == full.id or full.id + "s" == short.id:
        yield -8.0, "the plural of a name"
    if not names.is_personal(candidate.short):
        yield from _differing_words(names, candidate)


def _differing_words(names: NameIndex, candidate: Candidate) -> Iterator[Contribution]:
    """Judge the first words in which two spellings of a company's name differ."""
    words, others = names.names[candidate.short].words, names.names[candidate.full].words
    pairs = zip(words, others, strict=True)
    one, other = next((pair for pair in pairs if pair[0] != pair[1]), ("", ""))
    if min(len(one), len(other)) < _MIN_LETTERS_MISSPELLED:
        yield -4.0, "short words that differ"
    if {one, other} <= listed("contrasts"):
        yield -8.0, "words that mean different things"
    if one + "s" == other or other + "s" == one:
        yield 2.0, "singular and plural"
    elif _american(one) == _american(other):
        yield 4.0, "British and American spelling"
    elif all(len(names.by_core_word.get(word, ())) > 1 for word in (one, other)):
        yield -3.0, "both spellings are words of other names"
    elif len(one) >= _MIN_LETTERS_LONG:
        yield 1.0, ""


def _american(word: str) -> str:
    return word.replace("isation", "ization").replace("defence", "defense").replace("our", "or")


RELATION_RULES: dict[
    Relation, Callable[[NameIndex, Candidate, Evidence], Iterator[Contribution]]
] = {
    "legal form": _legal_form,
    "middle name": _personal,
    "short given name": _personal,
    "initial": _personal,
    "misspelling": _misspelling,
    "title before": _title_before,
    "last name": _last_name,
    "short name": _short_name,
    "cut name": _cut_name,
    "acronym": _acronym,
}
"""The rule of each relation between candidates; a pair joined by an editor is not judged."""
