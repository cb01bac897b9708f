"""Turns of a transcript: the label that opens a paragraph and names its speaker.

``RUIZ: We close it.``, ``MR. HALE: No objection.``, ``ANA RUIZ, CNN ANCHOR: Good evening.``,
``Ana Ruiz (Oban North) (Lab): I beg to move.``, ``Mr. HALE. Mr. Speaker, I rise``,
``The Deputy Speaker: Order!``, ``UNIDENTIFIED FEMALE: It was terrible.``, ``Q. When was that?``
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from searchapp.attribution.entities.names.capital_runs import PARTICLES
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.datelines import dateline_end
from searchapp.attribution.syntax.tokens import Tokens

LabelKind = Literal["name", "description", "question", "answer"]

_MAX_LABEL_CHARACTERS = 120
_MAX_NAME_WORDS = 6
_MIN_TURNS = 3
_MIN_SHARE = 0.3
_TIME_CODE = re.compile(r"\s*[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?\s*")
_MARKS_BEFORE = " \t*_-–—“”\"'>•"
_QUESTION_OR_ANSWER = re.compile(r"(Q|A|Question|Answer|QUESTION|ANSWER)\s?\d{0,2}[:.]\s")
# The Congressional Record ends a label with a period: "Mr. HALE. ", "The SPEAKER pro tempore. ".
_PERIOD_LABEL = re.compile(
    r"((?:(?:Mr|Mrs|Ms|Dr)\.|Miss|Senator|Chairman|Chairwoman|Representative|Secretary|General"
    r"|Ambassador)\s[A-Z][A-Z'’-]+(?:\sof\s[A-Z]\w+(?:\s[A-Z]\w+)?)?"
    r"|The\s(?:VICE\s|ACTING\s)?[A-Z]{5,}(?:\spro\stempore)?(?:\s\([^)]{1,40}\))?)\.\s"
)
_ASIDES = re.compile(r"\s*[(\[][^)\]]{0,60}[)\]]\s*$")
_NAME_IN_BRACKETS = re.compile(r"^(.*?)\s*\(([^)]{3,60})\)\s*$")
_POSTNOMINALS = word_set("mp msp mep ms td qc kc obe cbe mbe phd md mla jr. sr.")
# Last words of labels that describe a speaker without a name: "UNIDENTIFIED MALE".
_ANONYMOUS = word_set(
    "announcer audience questioner reporter unknown unidentified male female man woman crowd voice"
    " all moderator host interviewer interviewee presenter narrator translator interpreter court"
    " witness clerk bailiff juror foreperson members member speaker chair president minister"
    " caller panelist panellist operator participant"
)
_CHAMBERS = word_set("the a an mr madam mister acting deputy vice prime hon. hon several")
# First words of lines with a colon that name no speaker: "Source: Reuters".
_NOT_LABELS = word_set(
    "note notes update updated correction corrections breaking watch read more live photo photos"
    " picture video source sources related topic topics tags location time date when where what"
    " who why how price cost venue tickets info contact address phone email web website summary"
    " key points background context result results score scores answer-key by editor's"
    " exclusive opinion analysis review headline caption file fact facts step part chapter item"
)


@dataclass(frozen=True, slots=True)
class Label:
    """The label of a turn: tokens [start, stop) name its speaker.

    The turn's words begin at code point ``content``, after the mark that ends the label,
    [``mark``, ``content``). ``text`` is the label as written without what is in brackets and
    after a comma; ``name`` is the same without titles. ``office`` is the description before a
    name in brackets: ``The Prime Minister (Ana Ruiz):``.
    """

    kind: LabelKind
    start: int
    stop: int
    mark: int
    content: int
    text: str
    name: str
    office: str = ""

    @property
    def in_capitals(self) -> bool:
        """Whether the label is set in capitals."""
        return self.text.isupper()

    @property
    def key(self) -> str:
        """The label as it is compared with others."""
        return self.text.lower()


def find_label(tokens: Tokens, lexicon: Lexicon) -> Label | None:
    """Return the label that opens a paragraph, None if it opens with none."""
    text = tokens.text
    head = text[:_MAX_LABEL_CHARACTERS]
    offset = 0
    time_code = _TIME_CODE.match(head) if head[:3].strip("[( ")[:1].isdigit() else None
    if time_code is not None:
        offset = time_code.end()
    while offset < len(head) and head[offset] in _MARKS_BEFORE:
        offset += 1
    lettered = _QUESTION_OR_ANSWER.match(head, offset)
    if lettered is not None:
        kind: LabelKind = "question" if lettered[1].upper().startswith("Q") else "answer"
        return _label(tokens, kind, (offset, lettered.end(1)), lettered.end() - 1)
    ended = _PERIOD_LABEL.match(head, offset)
    if ended is not None:
        return _named_label(tokens, offset, ended.end(1), lexicon)
    colon = head.find(":", offset)
    if colon <= offset or not _may_end_label(head, offset, colon):
        return None
    if dateline_end(tokens, lexicon):
        return None
    return _named_label(tokens, offset, colon, lexicon)


def _may_end_label(head: str, offset: int, colon: int) -> bool:
    """Whether the text before a colon begins with a capital and is short."""
    first, words = head[offset], head[offset:colon].split()
    clock = head[colon - 1].isdigit() and head[colon + 1 : colon + 2].isdigit()
    return first.isupper() and len(words) <= 2 * _MAX_NAME_WORDS and not clock


def _label(tokens: Tokens, kind: LabelKind, span: tuple[int, int], mark: int) -> Label:
    start, stop = (bisect_left(tokens.starts, at) for at in span)
    text = tokens.text[span[0] : span[1]]
    return Label(kind, start, stop, mark, mark + 1, text, text)


def _named_label(tokens: Tokens, begin: int, mark: int, lexicon: Lexicon) -> Label | None:
    """The label [begin, mark) in code points that names or describes somebody, or None."""
    head, office = tokens.text[begin:mark], ""
    bracketed = _NAME_IN_BRACKETS.match(head)
    name_begin = begin
    if bracketed is not None and _is_description(bracketed[1].split(), lexicon):
        inside = bracketed[2]
        if _is_name(inside.split(), lexicon) and " " in inside:
            office, head, name_begin = bracketed[1], inside, begin + bracketed.start(2)
    while _ASIDES.search(head):
        head = _ASIDES.sub("", head)
    if tokens.text[mark] == ".":
        head = head.partition(" of ")[0]
    head = head.partition(",")[0].rstrip()
    words = head.split()
    while len(words) > 1 and words[-1].lower() in _POSTNOMINALS:
        head = head[: head.rindex(words.pop())].rstrip()
    if not words or len(words) > _MAX_NAME_WORDS or words[0].lower() in _NOT_LABELS:
        return None
    kind: LabelKind
    if _is_description(words, lexicon):
        kind = "description"
    elif _is_name(words, lexicon):
        kind = "name"
    else:
        return None
    start = bisect_left(tokens.starts, name_begin)
    stop = bisect_left(tokens.starts, name_begin + len(head))
    bare = words
    while len(bare) > 1 and bare[0].lower() in lexicon.title_words:
        bare = bare[1:]
    return Label(kind, start, stop, mark, mark + 1, head, " ".join(bare), office)


def _is_description(words: list[str], lexicon: Lexicon) -> bool:
    """Whether a label describes somebody: ``THE COURT``, ``UNIDENTIFIED FEMALE``, ``Moderator``."""
    lowered = [word.lower().strip(".#").rstrip("0123456789") or word for word in words]
    if not lowered:
        return False
    if lowered[0] in ("unidentified", "unknown", "the"):
        return len(lowered) > 1 or lowered[0] != "the"
    last = next((word for word in reversed(lowered) if word.isalpha()), lowered[-1])
    role = last in _ANONYMOUS or last in lexicon.role_nouns or last in lexicon.group_nouns
    return role and all(
        word in _CHAMBERS
        or word in _ANONYMOUS
        or word in lexicon.title_modifiers
        or word in lexicon.title_words
        or word.isdigit()
        for word in lowered[:-1]
    )


def _is_name(words: list[str], lexicon: Lexicon) -> bool:
    """Whether the words of a label can be somebody's name."""
    return all(
        (word[0].isupper() and word.lower() not in lexicon.not_names) or word in PARTICLES
        for word in words
    )


@dataclass(frozen=True, slots=True)
class Transcript:
    """Which labels of an article are speakers.

    ``turns`` has the label of each paragraph, by index from 0. ``repeated`` are the keys of
    the labels that open two paragraphs or more; ``is_transcript`` is set if turns make up a
    good part of the article, so that a label that occurs once counts as well.
    """

    turns: dict[int, Label]
    repeated: frozenset[str]
    is_transcript: bool

    def first_word(self, index: int) -> int:
        """Return the token of paragraph *index* after the ``Q.`` or ``A.`` that opens it, else 0.

        ``A. Ana Ruiz.``: the letter is no initial.
        """
        label = self.turns.get(index)
        lettered = label is not None and label.kind in ("question", "answer")
        return label.stop if label is not None and lettered else 0


def find_transcript(paragraphs: Iterable[Tokens], lexicon: Lexicon) -> Transcript:
    """Return the turns of an article, given the tokens of its paragraphs.

    Question and answer count only together: ``A. Ruiz said`` alone is no answer.
    """
    turns: dict[int, Label] = {}
    counts: Counter[str] = Counter()
    first, last = -1, -1
    for index, tokens in enumerate(paragraphs):
        label = find_label(tokens, lexicon)
        last = index
        if label is not None and tokens.text[label.content :].strip():
            turns[index] = label
            counts[label.key] += 1
            first = index if first < 0 else first
    lettered = {label.kind for label in turns.values()} & {"question", "answer"}
    if lettered == {"answer"}:
        turns = {index: label for index, label in turns.items() if label.kind != "answer"}
    sure = sum(
        label.kind != "name" or counts[label.key] > 1 or label.text != label.name
        for label in turns.values()
    )
    share = len(turns) / max(1, last + 1 - first)
    return Transcript(
        turns,
        frozenset(key for key, count in counts.items() if count > 1),
        sure >= _MIN_TURNS and share >= _MIN_SHARE,
    )
