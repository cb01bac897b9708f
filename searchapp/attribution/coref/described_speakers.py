"""New speakers, named in the words in which the article describes them."""

from __future__ import annotations

from searchapp.attribution.coref.noun_phrases import NounPhrase, is_common_noun
from searchapp.attribution.coref.organization_nouns import without_possessive
from searchapp.attribution.coref.speakers import NAMELESS, ResolvedSpeaker
from searchapp.attribution.lexicons.lexicon import Lexicon
from searchapp.models.articles import Passage, Speaker, SpeakerKind
from searchapp.models.normalize import slug


def owned_organization(name: str, passage: Passage | None) -> tuple[ResolvedSpeaker, ...]:
    """Return an organization that *passage* names by its owner."""
    antecedents = (passage,) if passage is not None else ()
    speaker = Speaker(slug(name), name, "organization")
    return (ResolvedSpeaker(speaker, NAMELESS, "noun", antecedents),)


def described(phrase: NounPhrase, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    """Return a speaker named in the article's words, () if they hold no letter or digit."""
    return _new_speaker(phrase.name(), kind)


def described_organization(phrase: NounPhrase, lexicon: Lexicon) -> tuple[ResolvedSpeaker, ...]:
    """Return an organization named in the article's words.

    A common noun alone, ``the company``, is an unnamed source.
    """
    public = phrase.noun in lexicon.public_nouns
    name = phrase.organization_name()
    if is_common_noun(name, lexicon) or (not public and phrase.is_described_by_place(lexicon)):
        return _new_speaker(phrase.name(), "unnamed")
    return _new_speaker(name if public else without_possessive(name), "organization")


def _new_speaker(name: str, kind: SpeakerKind) -> tuple[ResolvedSpeaker, ...]:
    identity = slug(name)
    if not identity:
        return ()
    return (ResolvedSpeaker(Speaker(identity, name, kind), NAMELESS, "described"),)
