"""Other forms of a word in a query: abbreviations, numbers, hyphens, spellings, irregulars.

Texts stay as they are; an unquoted word is also searched in the forms given here. The lists
were written for this project and are under its licence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from searchapp.query import analysis

Form = tuple[str, ...]
"""Folded words next to one another."""

_ABBREVIATIONS: tuple[tuple[Form, ...], ...] = (
    (("usa",), ("u", "s"), ("u", "s", "a"), ("united", "states")),
    (("un",), ("u", "n"), ("united", "nations")),
    (("uk",), ("u", "k"), ("united", "kingdom")),
    (("eu",), ("e", "u"), ("european", "union")),
)
_US: Form = ("us",)
"""The pronoun unless it is typed in capitals."""

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+")
_DIGITS = re.compile(r"[1-9][0-9]{3,14}")
_AMOUNT = re.compile(r"([0-9.,]+)(m|mn|bn|tn)")
_AMOUNTS = {"m": "million", "mn": "million", "bn": "billion", "tn": "trillion"}
_LETTERS_DIGITS = re.compile(r"([^\W\d_]+)([0-9]+)")
_PREFIXES = ("anti", "semi", "multi", "post", "non", "pre", "co", "re")
_MIN_AFTER_PREFIX = 4
_ELECTRONIC = re.compile(
    r"e((?:mail|book|bike|scooter|sport|ticket|vote|cigarette|reader)s?|commerce|learning|waste)"
)

# Beginnings of words as they are spelled in Britain and in America.
_SPELLING_PAIRS = """
    armour/armor behaviour/behavior colour/color endeavour/endeavor favour/favor
    flavour/flavor harbour/harbor honour/honor humour/humor labour/labor
    neighbour/neighbor odour/odor parlour/parlor rumour/rumor saviour/savior
    splendour/splendor tumour/tumor valour/valor vapour/vapor vigour/vigor centre/center
    fibre/fiber litre/liter manoeuvre/maneuver metre/meter sabre/saber sceptre/scepter
    spectre/specter theatre/theater calibre/caliber defence/defense offence/offense
    licence/license pretence/pretense analyse/analyze catalogue/catalog dialogue/dialog
    paralyse/paralyze programme/program grey/gray plough/plow aluminium/aluminum
    jewellery/jewelry sceptic/skeptic mould/mold cosy/cozy pyjama/pajama
    moustache/mustache fulfil/fulfill enrol/enroll skilful/skillful wilful/willful
    instalment/installment cancell/cancel labell/label modell/model travell/travel
    fuell/fuel signall/signal paediatric/pediatric anaesthe/anesthe
    encyclopaedia/encyclopedia foetus/fetus haemo/hemo oestrogen/estrogen
    orthopaedic/orthopedic judgement/judgment acknowledgement/acknowledgment ageing/aging
    artefact/artifact draught/draft
"""
_SPELLINGS = tuple(pair.split("/") for pair in _SPELLING_PAIRS.split())
_ISE = re.compile(r"(\w{3,})(is|iz)(e|ed|es|er|ers|ing|ation|ations)")

_IRREGULAR_GROUPS = """
    man/men woman/women child/children person/people foot/feet tooth/teeth mouse/mice
    goose/geese ox/oxen life/lives wife/wives knife/knives wolf/wolves half/halves
    thief/thieves shelf/shelves loaf/loaves calf/calves crisis/crises analysis/analyses
    thesis/theses hypothesis/hypotheses criterion/criteria phenomenon/phenomena
    bacterium/bacteria referendum/referenda begin/began/begun bite/bit/bitten
    blow/blew/blown break/broke/broken bring/brought build/built buy/bought catch/caught
    choose/chose/chosen come/came deal/dealt drive/drove/driven draw/drew/drawn
    drink/drank/drunk eat/ate/eaten fall/fell/fallen feed/fed feel/felt fight/fought
    flee/fled fly/flew/flown forget/forgot/forgotten freeze/froze/frozen give/gave/given
    go/went/gone grow/grew/grown hear/heard hide/hid/hidden hold/held keep/kept
    know/knew/known lead/led lend/lent lose/lost make/made meet/met pay/paid
    ride/rode/ridden ring/rang/rung rise/rose/risen run/ran seek/sought sell/sold
    send/sent shake/shook/shaken shoot/shot sing/sang/sung sink/sank/sunk sit/sat
    sleep/slept speak/spoke/spoken spend/spent stand/stood steal/stole/stolen stick/stuck
    strike/struck swear/swore/sworn swim/swam/swum swing/swung take/took/taken
    teach/taught tear/tore/torn tell/told think/thought throw/threw/thrown
    understand/understood wear/wore/worn weep/wept win/won withdraw/withdrew/withdrawn
    write/wrote/written
"""
_IRREGULAR = tuple(tuple(group.split("/")) for group in _IRREGULAR_GROUPS.split())

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_WRITTEN_OUT = re.compile(r"([aou])e(?=[bcdfghjklmnpqrstuvwxz])")


@lru_cache(maxsize=4096)
def other_forms(text: str) -> tuple[Form, ...]:
    """Return the other forms of *text*, a word as typed, without the typed one."""
    typed = tuple(analysis.folded(word) for word in analysis.words_of(text))
    forms = dict.fromkeys(_forms(text, typed))
    forms.pop(typed, None)
    return tuple(forms)


def _forms(text: str, typed: Form) -> Iterator[Form]:
    yield from _abbreviations(text, typed)
    if len(typed) > 1:
        if "-" in text:
            yield ("".join(typed),)
        return
    for word in typed:
        yield from _numbers(word)
        yield from _parted(word)
        for spelled in _spelled(word):
            yield (spelled,)
        yield from ((form,) for group in _IRREGULAR if word in group for form in group)
    if text.translate(_UMLAUTS) != text:
        yield tuple(map(analysis.folded, analysis.words_of(text.translate(_UMLAUTS))))
    elif text[:1].isupper() and typed:
        yield (_WRITTEN_OUT.sub(r"\1", typed[0]),)


def _abbreviations(text: str, typed: Form) -> Iterable[Form]:
    if typed == _US:
        return _ABBREVIATIONS[0] if text.lstrip("+").startswith("US") else ()
    return next((group for group in _ABBREVIATIONS if typed in group), ())


def _numbers(word: str) -> Iterator[Form]:
    if _GROUPED.fullmatch(word):
        yield (word.replace(",", ""),)
        yield tuple(word.split(","))
    elif _DIGITS.fullmatch(word):
        grouped = f"{int(word):,}"
        yield (grouped,)
        yield tuple(grouped.split(","))
    elif amount := _AMOUNT.fullmatch(word):
        yield amount[1], _AMOUNTS[amount[2]]
        yield amount[1], amount[2]


def _parted(word: str) -> Iterator[Form]:
    """Yield a closed word as words that a hyphen joins."""
    if parts := _LETTERS_DIGITS.fullmatch(word):
        yield parts[1], parts[2]
    if electronic := _ELECTRONIC.fullmatch(word):
        yield "e", electronic[1]
    for prefix in _PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _MIN_AFTER_PREFIX and rest.isalpha():
            yield prefix, rest


def _spelled(word: str) -> Iterator[str]:
    for british, american in _SPELLINGS:
        if word.startswith(british):
            yield american + word.removeprefix(british)
        elif word.startswith(american):
            yield british + word.removeprefix(american)
    if ending := _ISE.fullmatch(word):
        other = "iz" if ending[2] == "is" else "is"
        yield f"{ending[1]}{other}{ending[3]}"
