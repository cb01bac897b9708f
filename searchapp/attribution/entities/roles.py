"""What an article calls somebody: appositives after the name, titles before it.

Ana Ruiz, a deputy to the council and head of Ruiz Mills, said  -> "deputy to ... Mills"
Mill owner Ana Ruiz said                                        -> "Mill owner"
"""

from __future__ import annotations

from searchapp.attribution.entities.mentions import Mention
from searchapp.attribution.lexicons.lexicon import Lexicon, word_set
from searchapp.attribution.syntax.tokens import Tokens

_MAX_APPOSITIVE = 60
_MAX_APPOSED = 14
_MAX_TITLE = 8
_LEADING = word_set("a an the also both currently now then")
_OPEN_ROLE = word_set("a an the his her their its")
_ENDS = word_set('. ; : ? ! ( ) “ ” " — – -- … ...')
_CLAUSE_WORDS = word_set("is are was were been has have had will would he she they")
_CUTS = word_set("who whom whose which that where when while")


def role_after(tokens: Tokens, stop: int, lexicon: Lexicon) -> str:
    """Return the role in the appositive that begins at token *stop*, or "".

    The appositive follows a comma and has a word of ``humans.txt`` [roles] before
    its first preposition. It ends at the next comma, unless "and" and another
    role go on after that: ``, a deputy to the council, and chairman of the mill,``.
    """
    if stop + 1 >= len(tokens) or tokens.lowered[stop] != ",":
        return ""
    begin = _skip_leading(tokens, stop + 1)
    if not _has_role_head(tokens, begin, lexicon):
        return ""
    end = _chunk_end(tokens, begin)
    while (
        end + 2 < len(tokens)
        and tokens.lowered[end] == ","
        and tokens.lowered[end + 1] == "and"
        and _has_role_head(tokens, _skip_leading(tokens, end + 2), lexicon)
        and not _is_clause(tokens, end + 2, _chunk_end(tokens, end + 1), lexicon)
    ):
        end = _chunk_end(tokens, end + 1)
    if end - begin > _MAX_APPOSITIVE or _is_clause(tokens, begin, end, lexicon):
        return ""
    return _text(tokens, begin, end)


def role_before(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> str:
    """Return the titles just before the mention's name, as they stand, or "".

    Honorifics ("Mr.") are no role. What the title belongs to is part of it where
    it stands directly before ("Harbour Mills chairman").
    """
    begin = mention.start
    nearest = begin == mention.name_start
    while begin > 0 and mention.name_start - begin < _MAX_TITLE:
        low, word = tokens.lowered[begin - 1], tokens.words[begin - 1]
        title = _is_title(low, lexicon)
        if nearest and not title:
            break
        if not (
            title
            or low in lexicon.title_modifiers
            or low in lexicon.demonyms
            or _is_proper(word, low, lexicon)
        ):
            break
        nearest = False
        begin -= 1
    while begin < mention.name_start and tokens.lowered[begin] in lexicon.honorifics:
        begin += 1
    if begin == mention.name_start or all(
        low in lexicon.honorifics for low in tokens.lowered[begin : mention.name_start]
    ):
        return ""
    return tokens.text[tokens.starts[begin] : tokens.ends[mention.name_start - 1]]


def role_before_comma(tokens: Tokens, mention: Mention, lexicon: Lexicon) -> str:
    """Return the role that the name is set beside: ``A lawyer for the mill, Ana Ruiz, said``.

    It stands between an article or a possessive and the comma before the name, which
    another comma or a mark must follow: a list is no apposition.
    """
    comma, after = mention.start - 1, mention.stop
    if comma < 2 or tokens.lowered[comma] != "," or mention.name_start != mention.start:
        return ""
    following = tokens.lowered[after] if after < len(tokens) else "."
    names = after + 1 < len(tokens) and tokens.words[after + 1][0].isupper()
    if following not in _ENDS and (following != "," or names):
        return ""
    begin = comma
    while begin > 0 and comma - begin < _MAX_APPOSED:
        low = tokens.lowered[begin - 1]
        if low == "," or low in _ENDS or low in _CUTS:
            break
        begin -= 1
    for k in range(begin, comma):
        if tokens.lowered[k] in _OPEN_ROLE and _has_role_head(tokens, k + 1, lexicon):
            if _is_clause(tokens, k, comma, lexicon):
                return ""
            return _text(tokens, _skip_leading(tokens, k), comma)
    return ""


def _is_title(low: str, lexicon: Lexicon) -> bool:
    return low in lexicon.title_words or low.rpartition("-")[2] in lexicon.role_nouns


def _is_proper(word: str, low: str, lexicon: Lexicon) -> bool:
    return word[0].isupper() and (low not in lexicon.not_names)


def _skip_leading(tokens: Tokens, k: int) -> int:
    while k < len(tokens) and tokens.lowered[k] in _LEADING:
        k += 1
    return k


def _has_role_head(tokens: Tokens, begin: int, lexicon: Lexicon) -> bool:
    """Whether a role word stands before the first preposition or comma."""
    for k in range(begin, min(begin + 9, len(tokens))):
        low = tokens.lowered[k]
        if low in lexicon.role_nouns or low.rpartition("-")[2] in lexicon.role_nouns:
            return True
        if (
            low in (",", ".")
            or low in lexicon.prepositions
            or low in lexicon.clause_openers - {"and"}
        ):
            return False
    return False


def _chunk_end(tokens: Tokens, begin: int) -> int:
    """The token after a chunk: a comma, a mark, a relative pronoun or the end."""
    for k in range(begin, min(begin + _MAX_APPOSITIVE + 1, len(tokens))):
        low = tokens.lowered[k]
        if low == "," or low in _ENDS or low in _CUTS:
            return k
    return min(begin + _MAX_APPOSITIVE + 1, len(tokens))


def _is_clause(tokens: Tokens, begin: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a verb stands in [begin, end): then it is no appositive."""
    return any(low in _CLAUSE_WORDS or _says(low, lexicon) for low in tokens.lowered[begin:end])


def _says(low: str, lexicon: Lexicon) -> bool:
    cue = lexicon.cue_verbs.get(low)
    return cue is not None and cue.strong and cue.tense == "past"


def _text(tokens: Tokens, begin: int, end: int) -> str:
    """The text of [begin, end) without an ending that the sentence gave it."""
    while end > begin and tokens.lowered[end - 1] in ("and", "'s", "'"):
        end -= 1
    if end <= begin:
        return ""
    text = tokens.text[tokens.starts[begin] : tokens.ends[end - 1]]
    last = tokens.words[end - 1]
    # "Mills Corp." at the end of a sentence: the period is the sentence's.
    if end == len(tokens) and last.endswith(".") and last.count(".") == 1:
        text = text[:-1]
    return text
