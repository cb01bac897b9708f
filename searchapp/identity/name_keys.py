"""Keys of names: numbers by which a file of names finds those that a name is compared with.

Two names that could be one speaker (see ``candidates``) share a key: one of them is stored
with a key that the other looks up. A key is a CRC-32 of what it stands for; two that are equal by
accident only cost a comparison.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from zlib import crc32

from searchapp.identity.candidates import Candidate, NameIndex, is_full_member, shorter_names
from searchapp.identity.names import (
    NameForm,
    Words,
    name_form,
    nicknames,
    reads_as_personal,
)
from searchapp.models.articles import SpeakerKind

Key = int


def stored_keys(form_id: str, kind: SpeakerKind) -> set[Key]:
    """Return the keys by which a name is found."""
    name = name_form(form_id)
    keys = _hashed("shortened to", _shortened(name, kind))
    if is_full_member(name, kind):
        keys |= _hashed("words", [name.words])
        keys |= _hashed("one apart", _one_apart(name.words))
    return keys | bearer_keys(form_id, kind)


def partner_keys(form_id: str, kind: SpeakerKind) -> set[Key]:
    """Return the keys of the names that a name is compared with."""
    name = name_form(form_id)
    keys = _hashed("words", _shortened(name, kind))
    if is_full_member(name, kind):
        keys |= _hashed("shortened to", [name.words])
        keys |= _hashed("one apart", _one_apart(name.words))
        keys |= _hashed("core", [name.core])
    return keys


def bearer_keys(form_id: str, kind: SpeakerKind) -> set[Key]:
    """Return the keys of which a name is one of the bearers: its core and words of it.

    See ``context_keys``.
    """
    name = name_form(form_id)
    if not is_full_member(name, kind):
        return set()
    keys = _hashed("core", [name.core]) | _hashed("word", ((word,) for word in name.core))
    if reads_as_personal(name):
        keys |= _hashed("last", [name.words[-1:]])
    return keys


def context_keys(names: NameIndex, candidate: Candidate) -> set[Key]:
    """Return the keys of the other names that the judgement of *candidate* depends on.

    They are other bearers of the last name, and other names with a word that they share.
    """
    short, full = names.names[candidate.short], names.names[candidate.full]
    words: Iterable[str] = ()
    keys = _hashed("last", [full.words[-1:]])
    match candidate.relation:
        case "last name" | "short name":
            words = short.words[-1:]
        case "legal form":
            keys |= _hashed("core", [short.core])
            words = short.core if len(short.core) == 1 else ()
        case "misspelling":
            pairs = zip(short.words, full.words, strict=True)
            words = [word for pair in pairs if pair[0] != pair[1] for word in pair]
    singles = [(word,) for word in words]
    return keys | _hashed("word", singles) | _hashed("last", singles)


def _shortened(name: NameForm, kind: SpeakerKind) -> Iterator[Words]:
    """Yield the words of the shorter names that a name could have, and of nicknames."""
    words = name.words
    for start in range(1, len(words)):
        yield words[start:]
    if is_full_member(name, kind):
        for shorter, _ in shorter_names(name):
            yield shorter
        for nickname in nicknames().get(words[0], ()):
            yield (nickname, *words[1:])


def _one_apart(words: Words) -> Iterator[Words]:
    """Yield for each word the others, its place, and its first letter or its last three."""
    if 2 <= len(words) <= 6:
        for place, word in enumerate(words):
            others = (str(place), *words[:place], *words[place + 1 :])
            yield ("^" + word[:1], *others)
            yield (word[-3:] + "$", *others)


def _hashed(kind: str, values: Iterable[Words]) -> set[Key]:
    start = crc32(kind.encode())
    return {crc32("\x1f".join(words).encode(), start) for words in values}
