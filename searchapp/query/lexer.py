"""Lexer of the query language: its tokens, with blanks for marks that have no meaning.

Every character is part of a token or a blank. The time is linear in the length of the query.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from searchapp.models.articles import Span
from searchapp.models.search import Notice
from searchapp.query.compiler import FIELD_NAMES
from searchapp.query.errors import lone_operator, notice, too_large
from searchapp.settings import MAX_QUERY_CHARACTERS, MAX_QUERY_NESTING

MAX_MARKS = 10_000
"""Brackets and quotation marks in one query; one with more is refused."""

OPERATORS = {"AND": "and", "OR": "or", "NOT": "not", "-": "minus"}
"""The kinds of tokens that operators become, by what is typed."""

_DOUBLE_QUOTES = dict.fromkeys("“”„‟«»＂″「」『』〝〞〟", '"')
_WIDE_MARKS = {"（": "(", "）": ")", "：": ":", "＊": "*", "？": "?", "\u3000": " ", "＇": "'"}
_MARKS = str.maketrans(_DOUBLE_QUOTES | _WIDE_MARKS)
_SINGLE_QUOTES = str.maketrans(dict.fromkeys("’‘‚‛‹›", "'"))
# A phrase in single quotation marks stands free on both sides, as O'Neill's does not.
_SINGLE_QUOTED = re.compile(
    r"(?:(?<=[\s(:\-])|^)(['‘‚‛‹])(?=[^\s'‘’])((?:[^\"'‘’‚‛‹›]|(?<=\w)['’](?=\w))*)(['’‘›])(?![\w'’])"
)
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_RANGE = r"[\[{](?=[^\[\]{}]*\b[Tt][Oo]\b)[^\[\]{}]*[\]}]"
_MARK = re.compile(rf'"[^"]*"|{_RANGE}|["()\[\]{{}}]')
# A question asked in words is no pattern for one more letter.
_FINAL_QUESTION_MARK = re.compile(r"(?<=.)\?(?=[\s<>:]*\Z)", re.ASCII)
_WILD = r"*?\u055e\u061f\u1367"
_BOOST = r"\^(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?=[\s)]|$)"
_TOKEN = re.compile(
    rf"""(?P<blank>[\s<>:]+)
    |(?P<phrase>"(?P<quoted>[^"]*)"(?:~(?P<slop>[1-9][0-9]{{0,5}})[0-9]*)?)
    |(?P<range>{_RANGE})
    |(?P<open>\()
    |(?P<close>\))
    |(?P<address>(?<![^\s(])(?i:(?:https?|ftp)://|www\.|(?:[a-z0-9-]+\.)+[a-z]{{2,}}/)[^\s"<>()\[\]{{}}]+)
    |(?P<wild>[{_WILD}])
    |(?P<boost>{_BOOST})
    |(?P<word>
        (?P<text>(?:[^\s<>:"()\[\]{{}}{_WILD}~^]+|\^(?!{_BOOST[2:]})|(?<![^\s<>:])~)+
            |~[0-9]?(?:/[1-9][0-9]*)?)
        (?P<fuzzy>~(?P<distance>[0-9])?(?:/(?P<fixed>[1-9][0-9]{{0,5}})[0-9]*)?)?)""",
    re.VERBOSE,
)
_OPERATOR = re.compile(r'-(?=["(\w])|(?:NOT|(?<!\))(?:AND|OR))(?=[\s)<>]|\Z)')
# The value of a field: a comparison with something, or anything that is no blank.
_VALUE = re.compile(r"((?:[<>]=?|=[<>])(?=[^\s<>=:()]))|(?![:*<>]|[<>=]*(?:[\s)]|\Z))")


@dataclass(slots=True)
class Token:
    """A token with its span in the query; ``text`` is what it searches for.

    ``slop`` and ``fixed`` are those of ``QueryNode``; ``comparison`` follows a field's name.
    ``chunk`` is the number of its stretch between blanks outside of all brackets.
    """

    kind: str
    text: str
    start: int
    end: int
    slop: int = 1
    fixed: int = 0
    comparison: str = ""
    chunk: int = 0


class Lexer:
    """Splits a query into ``tokens``, the last one of the kind "end", and into ``chunks``."""

    def __init__(self, typed: str) -> None:
        self.notices: list[Notice] = []
        self.tokens: list[Token] = []
        self.chunks: list[Span] = []
        self.text = self._without_strays(_plain(typed))
        position = 0
        while match := _TOKEN.match(self.text, position):
            position = self._token(match)
        self._drop_lone_operators()
        depth = 0
        for token in self.tokens:
            if self.chunks and (depth or token.start == self.chunks[-1][1]):
                self.chunks[-1] = (self.chunks[-1][0], token.end)
            else:
                self.chunks.append((token.start, token.end))
            token.chunk = len(self.chunks) - 1
            depth += {"open": 1, "close": -1}.get(token.kind, 0)
        self._add("end", (len(typed) + 1, len(typed) + 1))

    def _without_strays(self, text: str) -> str:
        """Return *text* with blanks for marks without a partner and a final question mark."""
        if sum(map(text.count, '"()[]{}')) > MAX_MARKS:
            raise too_large("marks", MAX_MARKS)
        opened: list[int] = []
        stray: list[int] = []
        for mark in _MARK.finditer(text):
            if mark[0] == "(" and len(opened) < MAX_QUERY_NESTING:
                opened.append(mark.start())
            elif mark[0] == ")" and opened:
                opened.pop()
            elif len(mark[0]) == 1:
                stray.append(mark.start())
        characters = list(text)
        for at in stray + opened:
            code = "unclosed_quote" if text[at] == '"' else "stray_bracket"
            self.notices.append(notice(code, (at, at + 1), bracket=repr(text[at])))
            characters[at] = " "
        text = "".join(characters)
        return text if "*" in text else _FINAL_QUESTION_MARK.sub(" ", text)

    def _add(
        self, kind: str, span: Span, text: str | None = None, slop: int = 1, fixed: int = 0
    ) -> int:
        """Append a token; return where the next one starts."""
        text = self.text[slice(*span)] if text is None else text
        self.tokens.append(Token(kind, text, *span, slop, fixed))
        return span[1]

    def _token(self, match: re.Match[str]) -> int:
        """Append the token of *match*, if any; return where the next one starts."""
        kind = str(match.lastgroup)
        if kind == "blank":
            return match.end()
        if kind == "word":
            return self._word(match)
        if kind == "phrase":
            return self._add(kind, match.span(), match["quoted"], int(match["slop"] or 1))
        return self._add("word" if kind == "address" else kind, match.span())

    def _word(self, match: re.Match[str]) -> int:
        """Append a word, which a tilde makes fuzzy, or an operator, or what a colon follows."""
        start, end = match.span()
        is_adjacent = bool(self.tokens) and self.tokens[-1].end == start
        before = self.tokens[-1].kind if is_adjacent else "blank"
        operator = _OPERATOR.match(self.text, start)
        if operator and before in ("blank", "open", "close"):
            return self._add(OPERATORS[operator[0]], operator.span())
        if match["fuzzy"]:
            distance, fixed = int(match["distance"] or 1), int(match["fixed"] or 0)
            return self._add("fuzzy", (start, end), match["text"], distance, fixed)
        if self.text[end : end + 1] == ":":
            return self._field(start, end)
        return self._add("word", (start, end))

    def _field(self, start: int, colon: int) -> int:
        """Append what a colon follows, as a field where it ends with the name of one."""
        name, end = re.split(r"\W", self.text[start:colon])[-1], colon + 1
        name_start = colon - len(name)
        is_name = self.text[name_start - 1 : name_start] != ":"
        value = _VALUE.match(self.text, end)
        if name in FIELD_NAMES and is_name and value:
            if start < name_start:
                self._add("word", (start, name_start))
            self._add("field", (name_start, value.end()), name)
            self.tokens[-1].comparison = value[1] or ""
            return value.end()
        self._add("word", (start, colon))
        if name and is_name and not name.isdigit():
            code = "field_without_value" if name in FIELD_NAMES else "unknown_field"
            fields = ", ".join(sorted(FIELD_NAMES))
            self.notices.append(notice(code, (name_start, end), field=repr(name), fields=fields))
        return end

    def _drop_lone_operators(self) -> None:
        """Drop operators that join nothing; where nothing else is typed, make them words."""
        operators = OPERATORS.values()
        has_words = any(t.kind not in operators and re.search(r"\w", t.text) for t in self.tokens)
        kinds = ["open", *(token.kind for token in self.tokens)]
        following, has_operand = "close", False
        for token, before in zip(reversed(self.tokens), reversed(kinds[:-1]), strict=True):
            kind = token.kind
            if kind in ("and", "or", "not"):
                # Of a run, only the first can join two operands.
                has_left = kind == "not" or not (before == "open" or before in operators)
                if not (has_left and has_operand and following not in ("and", "or")):
                    self.notices.append(lone_operator(token.text, token.start, has_words=has_words))
                    token.kind = "blank" if has_words else "word"
                    token.text = token.text.lower()
            else:
                has_operand = kind != "close"
            following = kind
        self.tokens = [token for token in self.tokens if token.kind != "blank"]


def _plain(typed: str) -> str:
    """Return *typed* with the usual marks for all others of their kind, as long as it is."""
    if len(typed) > MAX_QUERY_CHARACTERS:
        raise too_large("characters", MAX_QUERY_CHARACTERS, characters=len(typed))
    if typed.isascii() and typed.isprintable() and "'" not in typed:
        return typed
    plain = _UNPRINTABLE.sub(" ", typed.translate(_MARKS))
    plain = _SINGLE_QUOTED.sub(lambda quoted: f'"{quoted[2]}"', plain)
    return plain.translate(_SINGLE_QUOTES)
