"""The terms to highlight in a hit, derived from the syntax tree of its query.

What is highlighted is what matched: a phrase as a whole and none of its words elsewhere,
the inflected form of a stemmed word, the whole word for a prefix.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from whoosh import query as wq
from whoosh.fields import TEXT

from searchapp.engine.schema import paragraph_schema
from searchapp.query.parsed_query import ParsedQuery

Pattern = Callable[[str], object]
"""A test of a folded word; a true result means that the word is highlighted."""

_TEXT_FIELDS = frozenset(n for n, f in paragraph_schema().items() if isinstance(f, TEXT))

Expansion = tuple[frozenset[str], tuple[Pattern, ...]]
"""What a prefix, pattern, fuzzy word or range highlights: words of the index, or patterns."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in order, each at most ``slop`` positions after the one before."""

    words: tuple[str, ...]
    slop: int = 1


@dataclass(frozen=True, slots=True)
class MatchedTerms:
    """What to highlight in one text: stems, words, phrases of either, and patterns.

    All stems and words are folded. False if it is empty.
    """

    stems: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    stem_phrases: tuple[Phrase, ...] = ()
    word_phrases: tuple[Phrase, ...] = ()
    patterns: tuple[Pattern, ...] = ()

    def __bool__(self) -> bool:
        """Return whether there is anything to highlight."""
        return bool(
            self.stems or self.words or self.stem_phrases or self.word_phrases or self.patterns
        )


@dataclass(frozen=True, slots=True)
class HighlightSpec:
    """What to highlight in the texts of paragraphs, in headlines and in speakers' names."""

    text: MatchedTerms = field(default_factory=MatchedTerms)
    title: MatchedTerms = field(default_factory=MatchedTerms)
    speaker: MatchedTerms = field(default_factory=MatchedTerms)


def highlight_spec(
    query: ParsedQuery, expand_pattern: Callable[[wq.MultiTerm], Expansion]
) -> HighlightSpec:
    """Return what *query* highlights; *expand_pattern* is called for each of its patterns."""
    in_body = list(positive_leaves(query.body))
    in_headline = [] if query.headline is None else list(positive_leaves(query.headline))
    leaves = in_body + in_headline
    return HighlightSpec(
        _matched_terms(leaves, "text", "exact", expand_pattern),
        _matched_terms(leaves, "title", "title_exact", expand_pattern),
        _matched_terms(in_body, "", "speaker_name", expand_pattern),
    )


def _matched_terms(
    leaves: list[wq.Query],
    stem_field: str,
    exact_field: str,
    expand_pattern: Callable[[wq.MultiTerm], Expansion],
) -> MatchedTerms:
    """Return what *leaves* highlight in a text that has a field of stems and one of words."""
    terms: dict[str, set[str]] = {stem_field: set(), exact_field: set()}
    phrases: dict[str, list[Phrase]] = {stem_field: [], exact_field: []}
    patterns: list[Pattern] = []
    for leaf in leaves:
        name = leaf.field()
        if name not in terms:
            continue
        if isinstance(leaf, wq.Phrase):
            words = tuple(text_of(word) for word in leaf.words)
            if len(words) == 1:
                terms[name].add(words[0])
            elif words:
                phrases[name].append(Phrase(words, leaf.slop))
        elif isinstance(leaf, wq.Term):
            terms[name].add(text_of(leaf.text))
        elif isinstance(leaf, wq.MultiTerm):
            expanded_words, leaf_patterns = expand_pattern(leaf)
            terms[name] |= expanded_words
            patterns += leaf_patterns
    return MatchedTerms(
        stems=frozenset(terms[stem_field]),
        words=frozenset(terms[exact_field]),
        stem_phrases=tuple(phrases[stem_field]),
        word_phrases=tuple(phrases[exact_field]),
        patterns=tuple(patterns),
    )


def has_text_scores(q: wq.Query) -> bool:
    """Return whether *q* searches texts, so that its matches may differ in score.

    A pattern gives each match the same score, but where it is searched in several fields a
    paragraph may match in more of them than another. Which texts the index holds does not
    matter.
    """
    patterns = 0
    for leaf in positive_leaves(q):
        if leaf.field() in _TEXT_FIELDS:
            if isinstance(leaf, wq.Term | wq.Phrase):
                return True
            patterns += isinstance(leaf, wq.MultiTerm)
    return patterns > 1


def positive_leaves(q: wq.Query) -> Iterator[wq.Query]:
    """Yield the leaves of *q* that are not below a NOT."""
    if isinstance(q, wq.Not):
        return
    if isinstance(q, wq.AndNot):
        yield from positive_leaves(q.a)
    elif q.is_leaf():
        yield q
    else:
        for child in q.children():
            yield from positive_leaves(child)


def text_of(word: Any) -> str:
    """Return a word of a Whoosh query, which may be bytes, as text."""
    return word.decode() if isinstance(word, bytes) else str(word)
