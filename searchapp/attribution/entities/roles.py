"""Roles of persons in the words of the article: appositives and titles.

``Ana Ruiz, a deputy to the council and head of Ruiz Mills, said``: the appositive after the
name. ``Mill owner Ana Ruiz said``: the title before it.
"""

from __future__ import annotations

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_MAX_APPOSITIVE = 60
_MAX_ROLE_BEFORE_COMMA = 14
_MAX_TITLE = 8
_MAX_TO_HEAD = 9
_LEADING_WORDS = word_set("a an the also both currently now then")
_DETERMINERS = word_set("a an the his her their its")
_BOUNDARIES = word_set('. ; : ? ! ( ) “ ” " — – -- … ...')
_CLAUSE_WORDS = word_set("is are was were been has have had will would he she they")
_RELATIVE_WORDS = word_set("who whom whose which that where when while")


def role_after(tokens: Tokens, stop: int, lexicon: Lexicon) -> str:
    """Return the role in the appositive that begins at token *stop*, or "".

    The appositive follows a comma and has a word of ``humans.txt`` [roles] before its first
    preposition. It ends at the next comma, unless "and" and another role follow that comma:
    ``, a deputy to the council, and chairman of the mill,``.
    """
    if stop + 1 >= len(tokens) or tokens.lowered[stop] != ",":
        return ""
    begin = _skip_leading_words(tokens, stop + 1)
    if not _has_role_head(tokens, begin, lexicon):
        return ""
    end = _phrase_end(tokens, begin)
    while (
        end + 2 < len(tokens)
        and tokens.lowered[end] == ","
        and tokens.lowered[end + 1] == "and"
        and _has_role_head(tokens, _skip_leading_words(tokens, end + 2), lexicon)
        and not _is_clause(tokens, end + 2, _phrase_end(tokens, end + 1), lexicon)
    ):
        end = _phrase_end(tokens, end + 1)
    if end - begin > _MAX_APPOSITIVE or _is_clause(tokens, begin, end, lexicon):
        return ""
    return _role_text(tokens, begin, end)


def role_before(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> str:
    """Return the titles directly before the mention's name as written, or "".

    Honorifics ("Mr.") are not roles. The name of an organization directly before the title
    is part of the role ("Harbour Mills chairman").
    """
    begin = mention.start
    while begin > 0 and mention.name_start - begin < _MAX_TITLE:
        word = tokens.lowered[begin - 1]
        if not _is_title(word, lexicon) and (
            begin == mention.name_start or not _is_title_modifier(tokens, begin - 1, lexicon)
        ):
            break
        begin -= 1
    end = mention.name_start
    while begin < end and tokens.lowered[begin] in lexicon.honorifics:
        begin += 1
    while end > begin and tokens.lowered[end - 1] in lexicon.honorifics:
        end -= 1
    if tokens.lowered[begin:end] == ["tan"]:
        # "Tan Sri Ana Ruiz"
        return ""
    return tokens.text[tokens.starts[begin] : tokens.ends[end - 1]] if begin < end else ""


def role_before_comma(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> str:
    """Return the role in apposition to the name after it, or "".

    ``A lawyer for the mill, Ana Ruiz, said``: the role stands between an article or a
    possessive and the comma before the name. Another comma or a boundary must follow the
    name, and no further name: a list is not an apposition.
    """
    comma, after = mention.start - 1, mention.stop
    if comma < 2 or tokens.lowered[comma] != "," or mention.name_start != mention.start:
        return ""
    following = tokens.lowered[after] if after < len(tokens) else "."
    is_list = after + 1 < len(tokens) and tokens.words[after + 1][0].isupper()
    if following not in _BOUNDARIES and (following != "," or is_list):
        return ""
    begin = comma
    while begin > 0 and comma - begin < _MAX_ROLE_BEFORE_COMMA:
        if _is_phrase_boundary(tokens.lowered[begin - 1]):
            break
        begin -= 1
    for k in range(begin, comma):
        if tokens.lowered[k] in _DETERMINERS and _has_role_head(tokens, k + 1, lexicon):
            if _is_clause(tokens, k, comma, lexicon):
                return ""
            return _role_text(tokens, _skip_leading_words(tokens, k), comma)
    return ""


def _is_title(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.title_words or word.rpartition("-")[2] in lexicon.role_nouns


def _is_title_modifier(tokens: Tokens, k: int, lexicon: Lexicon) -> bool:
    """Whether token *k* can precede a title: "former", "French", the name of a company."""
    word = tokens.lowered[k]
    return (
        word in lexicon.title_modifiers
        or word in lexicon.demonyms
        or (tokens.words[k][0].isupper() and word not in lexicon.not_names)
    )


def _skip_leading_words(tokens: Tokens, k: int) -> int:
    while k < len(tokens) and tokens.lowered[k] in _LEADING_WORDS:
        k += 1
    return k


def _has_role_head(tokens: Tokens, begin: int, lexicon: Lexicon) -> bool:
    """Whether a role noun stands before the first preposition, conjunction or comma."""
    for word in tokens.lowered[begin : begin + _MAX_TO_HEAD]:
        if word in lexicon.role_nouns or word.rpartition("-")[2] in lexicon.role_nouns:
            return True
        if word in (",", ".") or word in lexicon.prepositions:
            return False
        if word in lexicon.clause_openers and word != "and":
            return False
    return False


def _is_phrase_boundary(word: str) -> bool:
    return word == "," or word in _BOUNDARIES or word in _RELATIVE_WORDS


def _phrase_end(tokens: Tokens, begin: int) -> int:
    """Return the first token from *begin* on that cannot be part of an appositive, or the end."""
    limit = min(begin + _MAX_APPOSITIVE + 1, len(tokens))
    return next((k for k in range(begin, limit) if _is_phrase_boundary(tokens.lowered[k])), limit)


def _is_clause(tokens: Tokens, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether the tokens [begin, end) have a subject or a finite verb."""
    return any(
        word in _CLAUSE_WORDS or _is_past_cue(word, lexicon) for word in tokens.lowered[begin:end]
    )


def _is_past_cue(word: str, lexicon: Lexicon) -> bool:
    cue = lexicon.cue_verbs.get(word)
    return cue is not None and cue.strong and cue.tense == "past"


def _role_text(tokens: Tokens, begin: int, end: int) -> str:
    """Return the text of tokens [begin, end), without the end of a list or of the sentence."""
    while end > begin and tokens.lowered[end - 1] in ("and", "'s", "'"):
        end -= 1
    if end <= begin:
        return ""
    text = tokens.text[tokens.starts[begin] : tokens.ends[end - 1]]
    last = tokens.words[end - 1]
    # "Mills Corp." at the end of a paragraph: the period is the sentence's.
    if end == len(tokens) and last.endswith(".") and last.count(".") == 1:
        text = text[:-1]
    return text
