"""Rule for quotations without a reporting verb, in a sentence with one subject.

The examples of the rule's docstring are its test.
"""

from __future__ import annotations

from collections.abc import Sequence

from searchapp.attribution.rules.candidates import Candidate, SentenceContext
from searchapp.attribution.rules.main_subject import main_subject
from searchapp.attribution.rules.source_spans import MAX_TITLE_LENGTH
from searchapp.attribution.syntax.sentences import NAME, QUOTE


def quoting(context: SentenceContext, earlier: Sequence[Candidate]) -> Candidate | None:
    """``Ana Ruiz took the stage: "We close it now."``: the word before the quotation is the cue.

    ``"We close it now," Ana Ruiz waved.``: or the word after the quotation and the name.
    ``Ana Ruiz turned to the crowd:``: or the word before a final colon.
    """
    lowered = context.lowered
    if earlier:
        return None
    if QUOTE not in lowered:
        return _before_final_colon(context)
    quote = lowered.index(QUOTE)
    if quote == 0:
        return _after_opening_quotation(context)
    quotation = context.sentence.items[quote].quotation
    introduced = lowered[quote - 1] in (":", ",")
    length = quotation.end - quotation.start if quotation is not None else MAX_TITLE_LENGTH
    if not introduced and length < MAX_TITLE_LENGTH:
        # "on “Oban Tonight”", "a “mill town”": a title or a term in quotation marks.
        return None
    at = quote - 1
    while at > 0 and not lowered[at][0].isalpha() and lowered[at] != NAME:
        at -= 1
    return _with_main_subject(context, at, quote)


def _before_final_colon(context: SentenceContext) -> Candidate | None:
    """The candidate of a sentence that ends in a colon, before the next paragraph."""
    at = len(context.lowered) - 2
    if at < 1 or context.lowered[-1] != ":" or not context.lowered[at].isalpha():
        return None
    return _with_main_subject(context, at, at + 2)


def _with_main_subject(context: SentenceContext, at: int, content: int) -> Candidate | None:
    """The candidate whose cue is item *at*, the last word before the quotation."""
    source = main_subject(context, at, [])
    if source is None or source.stop > at:
        return None
    return Candidate("quoting", at, at + 1, source, "after", content, shared=True)


def _after_opening_quotation(context: SentenceContext) -> Candidate | None:
    """The candidate of a quotation that opens its sentence, with a name after it."""
    source = context.source_after(2 if context.word(1) == "," else 1)
    if source is None or source.kind == "nominal":
        return None
    if not context.word(source.stop)[:1].isalpha():
        return None
    return Candidate("quoting", source.stop, source.stop + 1, source, "before", source.stop)
