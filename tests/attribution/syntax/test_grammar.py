from collections.abc import Callable

import pytest

from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.attribution.rules.candidates import SentenceContext
from searchapp.attribution.syntax.grammar import before_time_phrase, verb_group_start
from searchapp.attribution.syntax.sentences import Sentence

Sentences = Callable[[str], list[Sentence]]


@pytest.mark.parametrize(
    ("text", "verb", "before", "words"),
    [
        ("They said so.", "said", "they", set()),
        ("They have also said so.", "said", "they", {"have", "also"}),
        ("They each said so.", "said", "they", set()),
        ("They have each said so.", "said", "they", {"have"}),
        ("They have in the past said so.", "said", "they", {"have"}),
        ("They did not on Monday mention it.", "mention", "they", {"did", "not"}),
        ("They met on Monday said so.", "said", "monday", set()),
        ("Both said so.", "said", "both", set()),
    ],
)
def test_a_verb_group_begins_after_its_subject(
    text: str, verb: str, before: str, words: set[str], sentences: Sentences, lexicon: Lexicon
) -> None:
    context = SentenceContext(sentences(text)[0], lexicon)
    start, group = verb_group_start(context, context.lowered.index(verb))
    assert context.word(start) == before
    assert group == words


@pytest.mark.parametrize(
    ("text", "before"), [("It closed but on Monday said so.", "but"), ("It then said so.", "then")]
)
def test_a_time_phrase_before_a_verb_is_skipped(
    text: str, before: str, sentences: Sentences, lexicon: Lexicon
) -> None:
    context = SentenceContext(sentences(text)[0], lexicon)
    assert context.word(before_time_phrase(context, context.lowered.index("said") - 1)) == before
