"""Other forms of a word in a query: abbreviations, numbers, hyphens, spellings, irregulars.

Texts are indexed as they are, with a few markers beside them (``analysis.markers``); an unquoted
word is also searched in the forms given here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from urllib.parse import unquote

from searchapp.query import analysis
from searchapp.query.analysis import PERCENT, UMLAUTS, US
from searchapp.query.spellings import (
    COMPOUND_ENDINGS,
    ENDINGS,
    IRREGULAR_GROUPS,
    PREFIXES,
    SPELLING_PAIRS,
)


@dataclass(frozen=True, slots=True)
class WordForm:
    """Folded words next to one another, in a text that has the *marker* too, if any."""

    words: tuple[str, ...]
    marker: str = ""


def _forms_of(*texts: str) -> tuple[WordForm, ...]:
    return tuple(WordForm(tuple(text.split())) for text in texts)


_US_FORM = WordForm(("us",), US)
_ABBREVIATIONS = (
    (*_forms_of("usa", "u s", "u s a", "united states", "united states of america"), _US_FORM),
    _forms_of("un", "u n", "united nations"),
    _forms_of("uk", "u k", "united kingdom"),
    _forms_of("eu", "e u", "european union"),
    (*_forms_of("percent", "per cent", "pct"), WordForm((), PERCENT)),
)

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(\.[0-9]+)?")
_DIGITS = re.compile(r"([1-9][0-9]{3,14})(\.[0-9]+)?")
_CURRENCY = re.compile(r"\+?(?:US|A|C|HK|NZ|S)?[$£€¥]")
_AMOUNT = re.compile(r"([0-9.,]*[0-9])(k|m|mn|mln|b|bn|t|tn|trn)")
_SCALES = {
    "thousand": ("k",),
    "million": ("m", "mn", "mln"),
    "billion": ("bn", "b"),
    "trillion": ("tn", "trn", "t"),
}
_SCALE_OF = {short: scale for scale, shorts in _SCALES.items() for short in shorts}
_NUMBER = re.compile(r"[0-9][0-9.,]*")
_LETTERS_DIGITS = re.compile(r"([^\W\d_]{1,12})([0-9]{1,4})(s?)")
_CLOSED = re.compile(r"[^\W\d_]{3,24}|[^\W\d_]{1,6}[0-9]{1,4}")
_DIGITS_PLURAL = re.compile(r"[0-9]+s")
_DOTTED = re.compile(r"\+?(?:[^\W\d_]\.){2,}(?:[^\W\d_])?\.?")
_ACRONYM = re.compile(r"\+?[A-Z]{3,5}")
_DASH = re.compile(r"[-\u2010-\u2015]")
_ADDRESS_START = re.compile(r"\+?(?:(?:https?|ftp)://)?(?:www\.)?", re.IGNORECASE)
_ELECTRONIC = re.compile(
    r"e((?:mail|book|bike|scooter|sport|ticket|vot|cigarette|reader|commerce|learning|waste"
    r"|government|signature|paper|shop|zine)\w*)"
)
_MIN_PART = 3
_MAX_PARTS = 3
_ISE = re.compile(r"(\w{3,})(is|iz|ys|yz)(e|ed|es|er|ers|ing|ation|ations|ational)")
_DOUBLED = re.compile(
    r"(\w*[aeiouy]\w*?[^\Waeiou]?[aeiou])(ll?)(ed|ing|er|ers|or|ors|ist|ous|ation)"
)
_REGULAR_ENDINGS = ("s", "es", "ing", "ings")
_WRITTEN_OUT = re.compile("[aou]e")
_MAX_UMLAUTS = 3
_MAX_FORMS = 16


def _by_stem(groups: Iterable[Sequence[str]]) -> dict[str, tuple[Sequence[str], ...]]:
    """Return the groups that each form of a word belongs to, and regular forms of its base."""
    by_stem: dict[str, tuple[Sequence[str], ...]] = {}
    for group in groups:
        base = group[0]
        bases = {
            f"{stem}{ending}" for stem in (base, base.rstrip("e")) for ending in _REGULAR_ENDINGS
        }
        for form in dict.fromkeys([*group, *sorted(bases)]):
            by_stem[form] = (*by_stem.get(form, ()), group)
    return by_stem


_IRREGULAR = _by_stem(IRREGULAR_GROUPS)


@lru_cache(maxsize=4096)
def other_forms(text: str) -> tuple[WordForm, ...]:
    """Return the other forms of *text*, a word as typed, without the typed one."""
    text = _CURRENCY.sub("", text)
    if "/" in text or "@" in text:
        decoded = typed_form(unquote(text))
        return () if decoded == typed_form(text) else (decoded,)
    typed = typed_form(text)
    return tuple(form for form in dict.fromkeys(_forms(text, typed.words)) if form != typed)[
        :_MAX_FORMS
    ]


def typed_form(text: str) -> WordForm:
    """Return *text*, a word as typed, as the words that are searched for.

    An address counts without its scheme and *www*, a name without a final *'s*.
    """
    if "/" in text or text[:4].lower() == "www.":
        text = _ADDRESS_START.sub("", text, count=1) or text
    words = [analysis.folded(word) for word in analysis.words_of(text)]
    if len(words) > 1 and words[-1] == "s" and text[-2:-1] in ("'", "’"):
        words.pop()
    return (
        _US_FORM if words == ["us"] and text.lstrip("+").startswith(US) else WordForm(tuple(words))
    )


@lru_cache(maxsize=4096)
def joined_forms(texts: tuple[str, ...]) -> tuple[tuple[WordForm, ...], ...]:
    """Return for each of *texts*, neighbouring words, the forms that stand for several."""
    words = [typed_form(text).words for text in texts]
    forms: list[list[WordForm]] = [[] for _ in texts]
    for start, stop in _windows(len(texts)):
        window = words[start:stop]
        if all(len(word) == 1 for word in window):
            typed = tuple(word[0] for word in window)
            joined = [form for form in _joined(typed) if form.words != typed]
            for place in range(start, stop):
                forms[place] += joined
    return tuple(tuple(dict.fromkeys(place)) for place in forms)


def _windows(count: int) -> Iterator[tuple[int, int]]:
    for start in range(count):
        yield from ((start, stop) for stop in range(start + 2, min(start + 5, count + 1)))


def _joined(words: tuple[str, ...]) -> Iterator[WordForm]:
    digits = ",".join(words)
    if _GROUPED.fullmatch(digits):
        yield from _forms_of(digits, "".join(words))
    yield from _abbreviations(words, is_us=False)
    if len(words) > 2:
        return
    first, second = words
    if _NUMBER.fullmatch(first):
        yield from map(WordForm, _amounts(first, second))
    elif _CLOSED.fullmatch(first + second):
        yield from _forms_of(first + second)


def _amounts(number: str, scale: str) -> Iterator[tuple[str, ...]]:
    """Yield an amount with its scale written out and abbreviated, apart and closed."""
    scale = _SCALE_OF.get(scale, scale)
    if scale in _SCALES:
        yield number, scale
        for short in _SCALES[scale]:
            yield (number + short,)
            yield number, short


def _forms(text: str, typed: tuple[str, ...]) -> Iterator[WordForm]:
    if _DOTTED.fullmatch(text) and "".join(typed) != "us":
        yield WordForm(("".join(typed),))
    elif _ACRONYM.fullmatch(text):
        yield WordForm(tuple(typed[0]))
    yield from _abbreviations(typed, is_us=text.lstrip("+").startswith(US))
    parts = [part for part in map(analysis.words_of, _DASH.split(text)) if part]
    if len(typed) == 1:
        yield from map(WordForm, _forms_of_word(typed[0]))
        yield from _without_umlauts(text, typed[0])
    elif len(parts) > 1:
        yield from map(WordForm, _forms_of_compound(parts, typed))
    elif len(typed) == 2 and _NUMBER.fullmatch(typed[0]):
        yield from map(WordForm, _amounts(*typed))


def _abbreviations(typed: tuple[str, ...], *, is_us: bool) -> Iterable[WordForm]:
    if typed == ("us",):
        return _ABBREVIATIONS[0] if is_us else ()
    return next((group for group in _ABBREVIATIONS if WordForm(typed) in group), ())


def _forms_of_word(word: str) -> Iterator[tuple[str, ...]]:
    yield from _numbers(word)
    yield from _parted(word)
    for form in (*_spelled(word), *_irregular(word)):
        yield (form,)


def _forms_of_compound(parts: list[list[str]], typed: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield *parts* joined by hyphens as one word, and with other forms of each part."""
    yield ("".join(typed),)
    if len(typed) == 2 and _DIGITS_PLURAL.fullmatch(typed[1]):
        yield typed[0], typed[1][:-1]
        yield ("".join(typed)[:-1],)
    elif len(typed) == 2 and typed[1].isdigit() and len(typed[1]) <= 4:
        yield typed[0], f"{typed[1]}s"
        yield (f"{''.join(typed)}s",)
    if _NUMBER.fullmatch(typed[0]):
        yield from _amounts(typed[0], typed[1])
    elif len(parts) <= _MAX_PARTS:
        for chosen in product(*map(_part_forms, parts)):
            yield tuple(word for form in chosen for word in form)


def _part_forms(part: list[str]) -> list[tuple[str, ...]]:
    words = tuple(map(analysis.folded, part))
    others = [form.words for form in _abbreviations(words, is_us=part == [US]) if form.words]
    if len(words) == 1:
        others += [(form,) for form in _spelled(words[0])]
    return list(dict.fromkeys([words, *others]))


def _numbers(word: str) -> Iterator[tuple[str, ...]]:
    if _GROUPED.fullmatch(word):
        yield (word.replace(",", ""),)
        yield tuple(word.split(","))
    elif digits := _DIGITS.fullmatch(word):
        grouped = f"{int(digits[1]):,}{digits[2] or ''}"
        yield (grouped,)
        yield tuple(grouped.split(","))
    elif amount := _AMOUNT.fullmatch(word):
        yield from _amounts(amount[1], amount[2])
        if amount[2] == "k" and amount[1].isdigit():
            yield (f"{amount[1]}000",)
            yield (f"{int(amount[1]) * 1000:,}",)


def _parted(word: str) -> Iterator[tuple[str, ...]]:
    """Yield a closed word as words that a hyphen joins."""
    if parts := _LETTERS_DIGITS.fullmatch(word):
        yield parts[1], parts[2]
        yield parts[1], f"{parts[2]}s"
        yield (f"{parts[1]}{parts[2]}" if parts[3] else f"{word}s",)
    if electronic := _ELECTRONIC.fullmatch(word):
        yield "e", electronic[1]
    if not word.isalpha():
        return
    for prefix in PREFIXES:
        rest = word.removeprefix(prefix)
        if rest != word and len(rest) >= _MIN_PART:
            yield prefix, rest
    for ending in ENDINGS:
        for suffix in (ending, f"{ending}s"):
            beginning = word.removesuffix(suffix)
            if beginning != word and len(beginning) >= _MIN_PART:
                yield beginning, suffix


def _spelled(word: str) -> Iterator[str]:
    for british, american in SPELLING_PAIRS:
        if word.startswith(british):
            yield american + word.removeprefix(british)
        if word.startswith(american):
            yield british + word.removeprefix(american)
    if ending := _ISE.fullmatch(word):
        swapped = ending[2].translate(str.maketrans("sz", "zs"))
        yield f"{ending[1]}{swapped}{ending[3]}"
    if doubled := _DOUBLED.fullmatch(word):
        yield f"{doubled[1]}{'l' if doubled[2] == 'll' else 'll'}{doubled[3]}"


def _irregular(word: str) -> Iterator[str]:
    for group in _IRREGULAR.get(word, ()):
        yield from group
    for singular, plural in COMPOUND_ENDINGS:
        if word.endswith(plural) and word != plural:
            yield word.removesuffix(plural) + singular
        elif word.endswith(singular) and word != singular:
            yield word.removesuffix(singular) + plural


def _without_umlauts(text: str, word: str) -> Iterator[WordForm]:
    """Yield a word with umlauts as it is written without them, and the reverse."""
    if text.translate(UMLAUTS) != text:
        yield WordForm(tuple(map(analysis.folded, analysis.words_of(text.translate(UMLAUTS)))))
        return
    places = [match.start() + 1 for match in _WRITTEN_OUT.finditer(word)]
    if not 0 < len(places) <= _MAX_UMLAUTS or not word.isalpha():
        return
    for left_out in product((True, False), repeat=len(places)):
        dropped = {place for place, is_dropped in zip(places, left_out, strict=True) if is_dropped}
        if dropped:
            folded = "".join(c for at, c in enumerate(word) if at not in dropped)
            yield WordForm((folded,), word.upper())
