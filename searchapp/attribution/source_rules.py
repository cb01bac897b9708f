"""The rules for sources beside a noun or a preposition: reports, claims, "according to".

Each takes a view and an item position and returns a candidate or None; its
docstring shows what it finds.
"""

from __future__ import annotations

from searchapp.attribution.candidates import Candidate, Cue, View
from searchapp.attribution.complements import side, skip_aside
from searchapp.attribution.grammar import UNREAL, verb_group_start
from searchapp.attribution.lexicon import CueForm
from searchapp.attribution.phrases import Phrase
from searchapp.attribution.sentences import NAME, QUOTE
from searchapp.attribution.source_scoring import Place, verb_group

_SOURCES_OF = frozenset(["from", "by", "of"])
_OWNED_REACH = 5


def according_to(view: View, k: int) -> Candidate | None:
    """``The mill will close, according to Ana Ruiz.``."""
    if view.low(k + 1) != "to":
        return None
    phrase = view.finder.after(k + 2)
    if phrase is None:
        return None
    phrase = reporter_of_document(view, phrase)
    after = phrase.stop
    if k == 0:
        while view.low(after) not in (",", "", QUOTE) and after - phrase.stop < 25:
            after += 1
        return Candidate(
            "according_to", k, k + 2, phrase, "after", after + (view.low(after) == ",")
        )
    if view.low(after) == "," and view.low(after + 1) not in ("", "who", "which", "a", "the"):
        return Candidate("according_to", k, k + 2, phrase, "around", after + 1)
    return Candidate("according_to", k, k + 2, phrase, "before", after)


def findings(view: View, k: int) -> Candidate | None:
    """``Data from the Ministry of Mills showed that ...``; ``A survey found ...``."""
    j, group = verb_group_start(view, k)
    if j < 0 or group & view.lexicon.negatives or group & UNREAL or group & view.lexicon.being:
        return None
    phrase = _document_before(view, j)
    if phrase is None:
        return None
    content = skip_aside(view, k + 1)
    if view.low(content) in ("", ".", ",", "by"):
        return None
    return Candidate("findings", k, k + 1, phrase, "after", content)


def _document_before(view: View, j: int) -> Phrase | None:
    """The document whose noun phrase ends at item *j*, or whoever it comes from."""
    for head in range(j, max(-1, j - 14), -1):
        low = view.lows[head]
        if low in view.lexicon.documents:
            phrase = view.finder.before(head)
            if phrase is None or phrase.kind != "nominal" or phrase.head != head:
                return None
            widened = Phrase("nominal", phrase.start, j + 1, head, first=phrase.first, last=j + 1)
            return reporter_of_document(view, widened)
        if low in (",", ";", QUOTE) or low in view.lexicon.clause_openers:
            return None
    return None


def reporter_of_document(view: View, phrase: Phrase) -> Phrase:
    """Take ``data from the Ministry`` for the ministry; leave other phrases as they are."""
    if phrase.kind != "nominal" or view.low(phrase.head) not in view.lexicon.documents:
        return phrase
    if view.low(phrase.head + 1) not in _SOURCES_OF:
        return phrase
    for k in range(phrase.head + 2, min(phrase.head + 6, phrase.stop)):
        if view.finder.is_free_name(k):
            return Phrase("name", phrase.start, phrase.stop, k)
        if view.low(k) not in view.lexicon.articles:
            break
    return phrase


def claim_noun(view: View, k: int) -> Candidate | None:
    """``Ruiz's claim that the mill would close``: a noun of saying with its owner."""
    for j in range(k - 1, max(-1, k - _OWNED_REACH), -1):
        low, mention = view.lows[j], view.sentence.items[j].mention
        if low == NAME and mention is not None:
            if not mention.possessive:
                return None
            return _owned(view, k, Phrase("name", j, k, j))
        if low in ("his", "her", "their"):
            return _owned(view, k, Phrase("pronoun", j, k, j))
        if low in view.lexicon.determiners or low in view.lexicon.prepositions:
            return None
        if not low[0].isalnum():
            return None
    return None


def _owned(view: View, k: int, phrase: Phrase) -> Candidate | None:
    content = k + 1
    if view.low(content) in (",", ":"):
        content += 1
    if view.low(content) in ("", "."):
        return None
    return Candidate("claim_noun", k, k + 1, phrase, "after", content)


def noun_of(view: View, k: int) -> Candidate | None:
    """``criticism from Ana Ruiz``, ``a statement by the ministry``: the source after its noun."""
    if view.low(k + 1) not in ("from", "by", "of"):
        return None
    phrase = view.finder.after(k + 2)
    if phrase is None or phrase.kind == "pronoun":
        return None
    return Candidate("noun_of", k, k + 1, phrase, "after", phrase.stop)


def open_cue(view: View, place: Place) -> Candidate | None:
    """``Ana Ruiz is adamant that the mill will close.``: a source whatever its cue."""
    at = place.at
    phrase = _phrase_at(view, at)
    if phrase is None:
        return None
    if place.possessive:
        cue = at + 1 + (view.low(at + 1) == "'s")
    else:
        cue = verb_group(view, at).at
        while cue > phrase.stop and not view.low(cue)[:1].isalnum():
            cue -= 1
        words = verb_group(view, at).words
        stop = max(phrase.stop, cue - len(words))
        phrase = Phrase(phrase.kind, phrase.start, stop, at, (), phrase.first, phrase.last)
    word = view.low(cue)
    if word in ("", NAME, QUOTE) or cue < phrase.stop:
        return None
    form = view.lexicon.cues.get(word) or CueForm(word, "past", "seldom")
    direction, content = side(view, Cue(form, cue, cue + 1), phrase)
    if direction == "before" and phrase.start == 0:
        return None
    return Candidate("open_cue", cue, cue + 1, phrase, direction, content, form=form)


def _phrase_at(view: View, at: int) -> Phrase | None:
    """The phrase whose head is item *at*."""
    if view.low(at) == NAME:
        return Phrase("name", view.finder.name_start(at), at + 1, at)
    if view.low(at) in view.lexicon.pronouns:
        return Phrase("pronoun", at, at + 1, at)
    phrase = view.finder.nominal_before(at)
    return phrase if phrase is not None and phrase.head == at else None
