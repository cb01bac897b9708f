"""Names of speakers that look like no names: parts of sentences, numbers, common nouns."""

from __future__ import annotations

from searchapp.models.articles import Speaker

_MAX_WORDS = 9
_PARTICLES = frozenset(
    {
        *("a", "al", "and", "bin", "d", "da", "de", "del", "della", "den", "der", "des", "di"),
        *("do", "dos", "du", "e", "el", "for", "ibn", "in", "la", "le", "lo", "of", "on", "the"),
        *("to", "van", "vom", "von", "y", "zu", "zum", "zur"),
    }
)
"""Words that names may have in lower case."""
_PREFIXES = ("al-", "el-", "d'", "d’", "bin-", "ibn-")
"""Beginnings of words in lower case that names may have."""
_NO_PART_OF_A_NAME = frozenset(
    {
        *("although", "as", "at", "because", "but", "by", "from", "he", "her", "his", "however"),
        *("if", "is", "its", "meanwhile", "not", "our", "said", "says", "she", "that", "their"),
        *("there", "they", "this", "was", "we", "what", "when", "where", "which", "while", "who"),
        *("with", "you", "your"),
    }
)


def looks_like_no_name(speaker: Speaker) -> bool:
    """Whether the name of a person or an organization is hardly one.

    It has digits, many words, words of a sentence, or words in lower case. Other kinds of
    speakers are not called by names.
    """
    if speaker.kind not in ("person", "organization"):
        return False
    words = speaker.name.split()
    if not words or len(words) > _MAX_WORDS:
        return True
    if speaker.kind == "person" and any(character.isdigit() for character in speaker.name):
        return True
    lowered = [word.strip(".,;:'’\"“”()").lower() for word in words]
    if lowered[0] in _NO_PART_OF_A_NAME or any(w in _NO_PART_OF_A_NAME for w in lowered[1:-1]):
        return True
    if not any(character.isalpha() for character in speaker.name):
        return True
    in_lower_case = [
        word
        for word in words
        if word[0].islower() and word not in _PARTICLES and not word.startswith(_PREFIXES)
    ]
    return bool(in_lower_case) and (speaker.kind == "person" or words[0][0].islower())
