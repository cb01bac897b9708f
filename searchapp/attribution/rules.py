"""The rules: each finds one way in which a sentence says who said something.

Every rule is a function of a view of a sentence and an item position and returns
a candidate or None; its docstring shows what it finds.
"""

from __future__ import annotations

from searchapp.attribution.candidates import Candidate, Cue, View
from searchapp.attribution.complements import TAKES_LISTENER, side, skip_aside, takes_content
from searchapp.attribution.lexicon import word_set
from searchapp.attribution.phrases import Phrase
from searchapp.attribution.sentences import NAME, QUOTE

# No sentence of prose has more; it bounds the work on what is no prose.
_MAX_CUES = 48

_UNREAL = word_set("will would should could may might must can to shall 'll 'd")
_AFTER_INVERSION = frozenset(
    [",", ".", "?", "!", ";", ":", "", QUOTE, "--", "—", "–", "who", "and", "as", "when", "while"]
)
_DASHES = frozenset(["--", "—", "–", "-", "―", "---"])
_BEFORE_PARTICIPLE = frozenset([",", "and", "while", QUOTE, "--", "—", "–", "before", "after"])
_SOURCES_OF = frozenset(["from", "by", "of"])


def verb_group_start(view: View, k: int) -> tuple[int, frozenset[str]]:
    """Step left from the verb at *k* over auxiliaries and adverbs.

    Returns the item before the group and the set of its words.
    """
    j, words, lexicon = k - 1, set[str](), view.lexicon
    while j >= 0:
        low = view.lows[j]
        if not (
            low in lexicon.auxiliaries
            or low in lexicon.adverbs
            or low in lexicon.negatives
            or low == "to"
            or (low.endswith("ly") and low not in lexicon.humans)
        ):
            break
        words.add(low)
        j -= 1
    return j, frozenset(words)


def inverted(view: View, cue: Cue) -> Candidate | None:
    """``"We close it," said Ana Ruiz, a deputy.``: the source after its verb."""
    if cue.form.tense not in ("past", "third", "base") or cue.form.particles or cue.at == 0:
        return None
    if cue.form.base in TAKES_LISTENER and cue.form.base != "ask":
        return None
    before = view.low(cue.at - 1)
    quoted = before == QUOTE or (before == "," and view.low(cue.at - 2) == QUOTE)
    if not (quoted or (before in (",", "?", "!") and cue.form.strong)):
        return None
    phrase = view.finder.after(cue.stop)
    if phrase is None:
        return None
    following = view.low(phrase.stop)
    ends = following in _AFTER_INVERSION or (
        following in view.lexicon.prepositions or following in view.lexicon.times
    )
    if not ends or (phrase.kind == "pronoun" and not quoted):
        return None
    if following == "," and view.low(phrase.stop + 1) == QUOTE:
        return Candidate("inverted", cue.at, cue.stop, phrase, "around", phrase.stop + 1)
    return Candidate("inverted", cue.at, cue.stop, phrase, "before", phrase.stop)


def subject_verb(view: View, cue: Cue) -> Candidate | None:
    """``Ana Ruiz, a deputy, said the mill would close.``: the source before its verb."""
    j, group = verb_group_start(view, cue.at)
    if j < 0 or not _really_said(cue, group, view):
        return None
    phrase = view.finder.before(j)
    if phrase is None or not _agrees(view, cue, phrase, group):
        return None
    if view.low(phrase.start - 1) in ("whether", "if", "unless"):
        return None
    if not cue.form.strong and not takes_content(view, cue):
        return None
    relative = view.low(phrase.stop - 1) in ("who", "which")
    direction, content = side(view, cue, phrase)
    if relative and direction == "before":
        return None
    rule = "relative" if relative else "subject_verb"
    if phrase.stop - phrase.head > 1 and view.low(phrase.stop - 1) == ",":
        rule = "appositive"
    return Candidate(rule, cue.at, cue.stop, phrase, direction, content)


def _really_said(cue: Cue, group: frozenset[str], view: View) -> bool:
    """Whether the verb group reports something said, in the active voice."""
    if group & view.lexicon.negatives or group & _UNREAL:
        return False
    passive = bool(group & view.lexicon.being)
    if cue.form.tense == "gerund":
        return passive
    if passive:
        return False
    return cue.form.finite or bool(group & {"has", "have", "had", "'ve"})


def _agrees(view: View, cue: Cue, phrase: Phrase, group: frozenset[str]) -> bool:
    """Whether the subject can go with the verb in number and in kind."""
    head = view.low(phrase.head)
    plural = bool(phrase.also) or head == "they" or head in view.lexicon.groups
    if cue.form.tense == "base" and not group & {"did", "do", "does"} and not plural:
        return False
    if cue.form.tense == "base" and view.low(phrase.start) in ("a", "an"):
        return False
    if phrase.kind == "nominal" and head in view.lexicon.documents:
        return view.lows[cue.at] in view.lexicon.shown
    return True


def shared_subject(view: View, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """``Ruiz toured the mill and said it would close.``: a second verb of one subject."""
    j, group = verb_group_start(view, cue.at)
    if j < 1 or view.low(j) not in ("and", "but", "then") or not _really_said(cue, group, view):
        return None
    tenses = ("past", "third") if cue.form.strong else ("past",)
    if cue.form.tense not in tenses or not (cue.form.strong or takes_content(view, cue)):
        return None
    phrase = main_subject(view, j, found)
    if phrase is None:
        return None
    direction, content = side(view, cue, Phrase("pronoun", cue.at, cue.at, cue.at))
    if direction == "before":
        return None
    return Candidate("shared_subject", cue.at, cue.stop, phrase, direction, content, shared=True)


def participle(view: View, cue: Cue, found: list[Candidate]) -> Candidate | None:
    """``..., Ruiz said, adding the mill would close.``; ``Noting the cost, Ruiz said ...``."""
    if cue.form.tense != "gerund":
        return None
    j = cue.at - 1
    while j >= 0 and view.lows[j] in view.lexicon.adverbs:
        j -= 1
    if j >= 0 and view.lows[j] not in _BEFORE_PARTICIPLE:
        return None
    if not cue.form.strong and not takes_content(view, cue):
        return None
    phrase = _later_subject(found, cue.at) if j < 0 else main_subject(view, cue.at, found)
    if phrase is None:
        return None
    content = skip_aside(view, cue.stop)
    if view.low(content) in (",", ":"):
        content += 1
    if view.low(content) in ("", "."):
        return None
    return Candidate("participle", cue.at, cue.stop, phrase, "after", content, shared=True)


def _later_subject(found: list[Candidate], at: int) -> Phrase | None:
    """The source of the first cue after item *at*."""
    later = [c for c in found if c.cue > at]
    return min(later, key=lambda c: c.cue).phrase if later else None


def main_subject(view: View, k: int, found: list[Candidate]) -> Phrase | None:
    """Whose deeds the sentence tells before item *k*: the last source, else its first subject."""
    earlier = [c for c in found if c.cue < k]
    if earlier:
        return max(earlier, key=lambda c: c.cue).phrase
    for j in range(min(k, 40)):
        low = view.lows[j]
        if low in ("he", "she", "they"):
            return Phrase("pronoun", j, j + 1, j)
        if low == NAME and view.finder.is_free_name(j):
            phrase = view.finder.before(j)
            if phrase is not None and phrase.kind == "name":
                return phrase
    return None


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
    if j < 0 or group & view.lexicon.negatives or group & _UNREAL or group & view.lexicon.being:
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
    if view.low(k + 1) != "that" or k == 0:
        return None
    for j in range(k - 1, max(-1, k - 4), -1):
        mention = view.sentence.items[j].mention
        if view.lows[j] == NAME and mention is not None:
            if not mention.possessive:
                return None
            return Candidate("claim_noun", k, k + 1, Phrase("name", j, k, j), "after", k + 1)
        if view.lows[j] in ("his", "her"):
            return Candidate("claim_noun", k, k + 1, Phrase("pronoun", j, k, j), "after", k + 1)
        if view.lows[j] in view.lexicon.determiners or view.lows[j] in view.lexicon.prepositions:
            return None
    return None


def transcript(view: View) -> Candidate | None:
    """``RUIZ: We close it.``: a name, a colon, words."""
    mention = view.sentence.items[0].mention
    if view.low(1) != ":" or view.low(0) != NAME or mention is None or len(view.lows) < 3:
        return None
    if all(word.isupper() for word in mention.words):
        # "NOTE: ..." is no name; a shouted one is for ``transcripts`` to tell.
        return None
    return Candidate("transcript", 1, 2, Phrase("name", 0, 1, 0), "after", 2)


def dash_signatures(view: View) -> list[Candidate]:
    """``"We close it." - Ana Ruiz``: quotations signed after a dash."""
    lows = view.lows
    return [
        Candidate("dash_signature", k, k + 1, Phrase("name", k + 1, k + 2, k + 1), "before", k + 2)
        for k in range(1, min(len(lows) - 1, _MAX_CUES))
        if lows[k] in _DASHES and lows[k - 1] == QUOTE and lows[k + 1] == NAME
    ]


def find_candidates(view: View) -> list[Candidate]:
    """Return what the rules find in one sentence, in order of the cues."""
    found: list[Candidate] = []
    lexicon, waiting = view.lexicon, list[Cue]()
    found.extend(dash_signatures(view))
    opening = transcript(view)
    if opening is not None:
        found.append(opening)
    k = 0
    while k < len(view.lows) and len(found) + len(waiting) < _MAX_CUES:
        low = view.lows[k]
        candidate: Candidate | None = None
        cue = view.cue_at(k) if low in lexicon.cues or low in lexicon.phrasal else None
        if low == "according":
            candidate = according_to(view, k)
        elif low in lexicon.shown:
            candidate = findings(view, k)
        if candidate is None and low in lexicon.claims:
            candidate = claim_noun(view, k)
        if candidate is None and cue is not None:
            candidate = (
                inverted(view, cue) or subject_verb(view, cue) or shared_subject(view, cue, found)
            )
            if candidate is None and cue.form.tense == "gerund":
                waiting.append(cue)
        if candidate is not None:
            found.append(candidate)
        k = candidate.cue_stop if candidate is not None and candidate.cue == k else k + 1
    for cue in waiting:
        candidate = participle(view, cue, found)
        if candidate is not None:
            found.append(candidate)
    return sorted(found, key=lambda c: c.cue)
