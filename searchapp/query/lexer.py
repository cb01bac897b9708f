"""Lexer of queries: the tokens of what was typed, and notices about what has no meaning in it.

A reader types `"we will not`, `(oil`, `http://example.org` or a phone's curly quotation
marks. Each is read as far as it can be: an unclosed mark or bracket counts as a blank, a
colon without a known field before it too, and a ``Notice`` says so. All offsets are those
of the query as typed, in code points. The time is linear in its length.
"""

from __future__ import annotations

import re
import string
from collections.abc import Collection
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from searchapp.common.messages import N_, Message
from searchapp.models.articles import Span
from searchapp.models.search import Notice
from searchapp.query.errors import QueryTooExpensiveError
from searchapp.settings import MAX_QUERY_CHARACTERS, MAX_QUERY_NESTING

MAX_MARKS = 10_000
"""Brackets and quotation marks in one query; one with more is refused."""

TokenKind = Literal[
    "word", "fuzzy", "wild", "phrase", "range", "field", "compare", "boost", "open", "close"
]
OperatorKind = Literal["and", "or", "not", "minus"]

_DOUBLE = dict.fromkeys("“”„‟«»＂″「」『』〝〞〟", '"')
_MARKS = str.maketrans(
    {**_DOUBLE, "（": "(", "）": ")", "：": ":", "＊": "*", "？": "?", "\u3000": " ", "＇": "'"}
)
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‚": "'", "‛": "'", "‹": "'", "›": "'"})
# A phrase in single quotation marks stands free on both sides, as O'Neill's does not.
_SINGLE_QUOTED = re.compile(
    r"(?:(?<=[\s(:\-])|^)(['‘‚‛‹])(?=[^\s'‘’])((?:[^\"'‘’‚‛‹›]|(?<=\w)['’](?=\w))*)(['’‘›])(?![\w'’])"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_MARK = re.compile(r'"[^"]*"|["()\[\]{}]')
_BRACKETED = re.compile(r"[\[{]([^\[\]{}]*)[\]}]")
_BLANKS = f"{string.whitespace}<>:"
TO = re.compile(r"\b[Tt][Oo]\b")
_WILD = r"*?\u055e\u061f\u1367"
_BOOST = r"\^(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?=[\s)]|$)"
# Once stray marks are blanks, every bracket and quotation mark has its partner.
_TOKEN = re.compile(
    rf"""(?P<blank>[\s<>:]+)
    |(?P<phrase>"(?P<quoted>[^"]*)"(?:~(?P<slop>[1-9][0-9]*))?)
    |(?P<range>[\[{{][^\]}}]*[\]}}])
    |(?P<open>\()
    |(?P<close>\))
    |(?P<address>(?<![^\s(])(?i:(?:https?|ftp)://|www\.|(?:[a-z0-9-]+\.)+[a-z]{{2,}}/)[^\s"<>()\[\]{{}}]+)
    |(?P<wild>[{_WILD}])
    |(?P<boost>{_BOOST})
    |(?P<fuzzy>(?<=[^\s<>:])~(?P<distance>[0-9])?(?:/(?P<fixed>[1-9][0-9]*))?)
    |(?P<word>(?:[^\s<>:"()\[\]{{}}{_WILD}~^]+|\^(?!{_BOOST[2:]})|(?<![^\s<>:])~)+)""",
    re.VERBOSE,
)
_COMPARISON = re.compile(r"(?:[<>]=?|=[<>])(?=[^\s<>=:()])")
_NO_VALUE = re.compile(r"[\s:)*]|$|[<>=]+(?:[\s)]|$)|(?=[<>])(?!(?:[<>]=?|=[<>])[^\s<>=:()])")
_WORD_CHARACTER = re.compile(r"\w")
OPERATORS: dict[str, OperatorKind] = {"AND": "and", "OR": "or", "NOT": "not"}
"""The operators as they are typed."""

_LONE_OPERATOR = {
    (True, True): N_("The operator %(operator)s needs something after it and was passed over."),
    (True, False): N_(
        "The operator %(operator)s needs something after it and was searched as a plain word."
    ),
    (False, True): N_(
        "The operator %(operator)s needs something before and after it and was passed over."
    ),
    (False, False): N_(
        "The operator %(operator)s needs something before and after it and was searched as a"
        " plain word."
    ),
}
"""Notices, by whether the operator is NOT and whether the query has words."""
_OPERATOR_KINDS = ("and", "or", "not", "minus")
_MAX_DIGITS = 6


@dataclass(slots=True)
class Token:
    """A token with its place in the query.

    ``text`` is what it searches for: the inside of a phrase, the name of a field. ``slop``
    and ``fixed`` are those of ``QueryNode``. ``spaced`` tells whether a blank precedes it;
    ``chunk`` is its number among the ``Tokens.chunks``.
    """

    kind: TokenKind | OperatorKind
    text: str
    start: int
    end: int
    spaced: bool
    chunk: int
    slop: int = 1
    fixed: int = 0


class Lexer:
    """Splits one query into ``tokens``.

    ``chunks`` are the stretches between the blanks outside of all brackets, phrases and
    ranges. ``typed`` may name the fields *known*.
    """

    def __init__(self, typed: str, known: Collection[str]) -> None:
        self.notices: list[Notice] = []
        self.tokens: list[Token] = []
        self.chunks: list[Span] = []
        self._known = known
        self._depth = 0
        self._spaced = True
        self.text = self._without_strays(_plain(typed))
        position = 0
        while position < len(self.text):
            position = self._next_token(position)
        self._drop_lone_operators()

    def notice(self, code: str, message: str, start: int, end: int) -> None:
        """Add a notice about the text from *start* to *end*."""
        self.notices.append(Notice(code, message, start, end))

    def _without_strays(self, text: str) -> str:
        """Return *text* with blanks for marks without a partner and for a final question mark."""
        if sum(map(text.count, '"()[]{}')) > MAX_MARKS:
            raise QueryTooExpensiveError(
                Message(
                    "The query has more than %(most)s brackets and quotation marks. Remove some.",
                    most=MAX_MARKS,
                )
            )
        ranges = {m.start(): m.end() for m in _BRACKETED.finditer(text) if TO.search(m[1])}
        stray: list[int] = []
        opened: list[int] = []
        position = 0
        while mark := _MARK.search(text, position):
            at, position = mark.span()
            if at in ranges:
                position = ranges[at]
            elif mark[0] == "(" and len(opened) < MAX_QUERY_NESTING:
                opened.append(at)
            elif mark[0] == ")" and opened:
                opened.pop()
            elif len(mark[0]) == 1:
                stray.append(at)
        for at in stray + opened:
            self._stray(at, text[at])
        stray += opened
        text = _blanked(text, stray)
        # A question asked in words is no pattern for one more letter.
        trailing = len(text.rstrip(_BLANKS)) - 1
        is_question = trailing > 0 and text[trailing] == "?" and "*" not in text
        return _blanked(text, [trailing]) if is_question else text

    def _stray(self, at: int, mark: str) -> None:
        if mark == '"':
            code = "unclosed_quote"
            message = Message(
                "The quotation mark is not closed, so the text after it was searched as plain"
                " words."
            )
        else:
            code = "stray_bracket"
            message = Message(
                "The bracket %(bracket)s has no counterpart and was ignored.", bracket=repr(mark)
            )
        self.notice(code, message, at, at + 1)

    def _next_token(self, position: int) -> int:
        """Append the token at *position*, if any; return where the next one starts."""
        match = _TOKEN.match(self.text, position)
        if match is None:  # A lone "]" or "}" that a range left behind.
            self._spaced = True
            return position + 1
        match match.lastgroup:
            case "blank":
                self._spaced = True
            case "phrase":
                self._append("phrase", match["quoted"], *match.span(), slop=_number(match["slop"]))
            case "fuzzy":
                self._fuzzy(match)
            case "word":
                return self._word(match)
            case "address":
                self._append("word", match[0], *match.span())
            case "open":
                self._append("open", "(", *match.span())
                self._depth += 1
            case "close":
                self._depth -= 1
                self._append("close", ")", *match.span())
            case "wild" | "boost" | "range" as kind:
                self._append(kind, match[0], *match.span())
        return match.end()

    def _append(
        self, kind: TokenKind | OperatorKind, text: str, start: int, end: int, slop: int = 1
    ) -> None:
        if not self.chunks or (self._spaced and not self._depth and kind != "close"):
            self.chunks.append((start, end))
        else:
            self.chunks[-1] = (self.chunks[-1][0], end)
        chunk = len(self.chunks) - 1
        self.tokens.append(Token(kind, text, start, end, self._spaced, chunk, slop))
        self._spaced = False

    def _fuzzy(self, match: re.Match[str]) -> None:
        """Make the word before a tilde fuzzy; a tilde after anything else is a word."""
        word = self.tokens[-1] if self.tokens and not self._spaced else None
        if word is None or word.kind != "word":
            self._append("word", match[0], *match.span())
            return
        word.kind, word.end = "fuzzy", match.end()
        word.slop, word.fixed = int(match["distance"] or 1), _number(match["fixed"], default=0)
        self.chunks[-1] = (self.chunks[-1][0], match.end())

    def _word(self, match: re.Match[str]) -> int:
        """Append a word, an operator, or the name of a field with what compares its value."""
        start, end = match.span()
        word, following = match[0], self.text[end : end + 1]
        before = "blank" if self._spaced else self.tokens[-1].kind
        if before in ("blank", "open", "close"):
            minus = word[1:2] or following
            if word[0] == "-" and (minus in ('"', "(") or _WORD_CHARACTER.match(minus)):
                self._append("minus", "-", start, start + 1)
                return start + 1
            ends = not following or following.isspace() or following in ")<>"
            if ends and word in OPERATORS and (word == "NOT" or before != "close"):
                self._append(OPERATORS[word], word, start, end)
                return end
        if following != ":":
            self._append("word", word, start, end)
            return end
        return self._field(start, end)

    def _field(self, start: int, colon: int) -> int:
        name_start = colon
        while name_start > start and _WORD_CHARACTER.match(self.text[name_start - 1]):
            name_start -= 1
        name, value = self.text[name_start:colon], colon + 1
        follows_colon = self.text[name_start - 1 : name_start] == ":"
        if name in self._known and not follows_colon and not _NO_VALUE.match(self.text, value):
            if name_start > start:
                self._append("word", self.text[start:name_start], start, name_start)
            self._append("field", name, name_start, value)
            if comparison := _COMPARISON.match(self.text, value):
                self._append("compare", comparison[0], *comparison.span())
                return comparison.end()
            return value
        self._append("word", self.text[start:colon], start, colon)
        if name in self._known and not follows_colon:
            self.notice(
                "field_without_value",
                Message(
                    "The field %(field)s has no value, so it was searched as a plain word.",
                    field=repr(name),
                ),
                name_start,
                value,
            )
        elif name and not follows_colon and not name.isdigit():
            self.notice(
                "unknown_field",
                Message(
                    "There is no field %(field)s, so it was searched as a plain word. The fields"
                    " are %(fields)s.",
                    field=repr(name),
                    fields=", ".join(sorted(self._known)),
                ),
                name_start,
                value,
            )
        self._spaced = True
        return value

    def _drop_lone_operators(self) -> None:
        """Drop operators that have nothing to join; where nothing else is typed, make words."""
        lone = _lone_operators(self.tokens)
        if not lone:
            return
        has_words = any(
            token.kind not in _OPERATOR_KINDS and _WORD_CHARACTER.search(token.text)
            for token in self.tokens
        )
        for token in lone:
            msgid = _LONE_OPERATOR[token.kind == "not", has_words]
            message = Message(msgid, operator=token.text)
            self.notice("lone_operator", message, token.start, token.end)
            token.kind, token.text = "word", token.text.lower()
        if has_words:
            self._drop(lone)

    def _drop(self, dropped: list[Token]) -> None:
        """Take *dropped* out of the tokens, and those that are a chunk out of the chunks."""
        ids = set(map(id, dropped))
        spans = {(token.start, token.end) for token in dropped}
        self.tokens = [token for token in self.tokens if id(token) not in ids]
        numbers = list(accumulate(chunk not in spans for chunk in self.chunks))
        for token in self.tokens:
            token.chunk = numbers[token.chunk] - 1
        self.chunks = [chunk for chunk in self.chunks if chunk not in spans]


def _lone_operators(tokens: list[Token]) -> list[Token]:
    """Return the operators without an operand; of a run, only the first can join two."""
    lone: list[Token] = []
    following, has_operand = "close", False
    for number in range(len(tokens) - 1, -1, -1):
        token, kind = tokens[number], tokens[number].kind
        if kind in ("and", "or", "not"):
            previous = tokens[number - 1].kind if number else "open"
            joins_nothing = kind != "not" and previous in ("open", *_OPERATOR_KINDS)
            if not has_operand or following in ("and", "or") or joins_nothing:
                lone.append(token)
        else:
            has_operand = kind != "close"
        following = kind
    return lone


def _blanked(text: str, places: list[int]) -> str:
    characters = list(text) if places else []
    for place in places:
        characters[place] = " "
    return "".join(characters) if places else text


def _number(digits: str | None, default: int = 1) -> int:
    return int(digits[:_MAX_DIGITS]) if digits else default


def _plain(typed: str) -> str:
    """Return *typed* with the usual marks for all others of their kind, as long as it is."""
    if len(typed) > MAX_QUERY_CHARACTERS:
        raise QueryTooExpensiveError(
            Message(
                "The query has %(characters)s characters; at most %(most)s are allowed. Shorten"
                " it.",
                characters=len(typed),
                most=MAX_QUERY_CHARACTERS,
            )
        )
    if typed.isascii() and typed.isprintable() and "'" not in typed:
        return typed
    plain = _UNPRINTABLE.sub(" ", typed.translate(_MARKS))
    plain = _SINGLE_QUOTED.sub(lambda quoted: f'"{quoted[2]}"', plain)
    return plain.translate(_APOSTROPHES)
