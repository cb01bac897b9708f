"""The register of speakers: one person is one speaker across articles.

Without an entry two names are one speaker where they fold alike (``text.slug``), and never
otherwise: a last name alone is nobody's.
"""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from searchapp.editorial.errors import EditorialError
from searchapp.models.articles import Article, Paragraph, Speaker, SpeakerKind
from searchapp.models.normalize import fold, slug

_NOT_ASCII_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class RoleTime:
    """What somebody is called, from the day ``first`` to the day ``last``, both inclusive."""

    role: str
    first: datetime.date | None = None
    last: datetime.date | None = None

    def covers(self, date: datetime.date | None) -> bool:
        """Whether an article of that day may call them so; one without a date may."""
        if date is None:
            return True
        return (self.first or date) <= date <= (self.last or date)


@dataclass(frozen=True, slots=True)
class Entry:
    """One speaker: the name to show, others that mean the same, and what tells homonyms apart.

    ``kind`` None leaves the kind that was found.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: SpeakerKind | None = None
    roles: tuple[RoleTime, ...] = ()

    @property
    def slugs(self) -> frozenset[str]:
        """The ids of all its names."""
        return frozenset(map(slug, (self.name, *self.aliases)))

    def speaker(self, found: SpeakerKind) -> Speaker:
        """Return the entry as a speaker; *found* is the kind that the article tells."""
        return Speaker(slug(self.name), self.name, self.kind or found)


class SpeakerRegistry:
    """Entries by each of their names."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """Raise ``EditorialError`` where two entries show the same name."""
        self.entries = tuple(entries)
        by_slug: dict[str, list[Entry]] = defaultdict(list)
        shown: dict[str, Entry] = {}
        for entry in self.entries:
            other = shown.setdefault(slug(entry.name), entry)
            if other is not entry:
                raise EditorialError(
                    f"two entries have the name {entry.name!r}; to keep two of one name apart,"
                    f" give each a name of its own, such as '{entry.name} (mayor)', and the"
                    " shared one as an alias"
                )
            for name in sorted(entry.slugs):
                by_slug[name].append(entry)
        # By the first word of each name: its words, and whose name it is.
        self._by_word: dict[str, list[tuple[list[str], Entry]]] = defaultdict(list)
        for name, bearers in by_slug.items():
            words = name.split("-")
            self._by_word[words[0]] += ((words, entry) for entry in bearers)
        self._by_slug: Mapping[str, tuple[Entry, ...]] = {k: tuple(v) for k, v in by_slug.items()}

    def called(self, speaker_id: str) -> tuple[Entry, ...]:
        """Return the entries that have a name with that id."""
        return self._by_slug.get(speaker_id, ())

    def named_in(self, text: str) -> list[Entry]:
        """Return the entries that have a name in *text*, in the order of the register."""
        words = _words(text)
        found: set[str] = set()
        for k, word in enumerate(words):
            for name, entry in self._by_word.get(word, ()):
                if words[k : k + len(name)] == name:
                    found.add(entry.name)
        return [entry for entry in self.entries if entry.name in found]

    def find(
        self, speaker_id: str, roles: Iterable[str], date: datetime.date | None
    ) -> Entry | None:
        """Return whom a name means in an article of *date* that gives these *roles*, or None.

        Of several the one whose role is given and is of that time, else whose role is
        given, else who alone had a dated role on that day. Where two remain nobody is
        meant: the name stays as the article has it.
        """
        entries = self.called(speaker_id)
        if len(entries) < 2:
            return entries[0] if entries else None
        given = [fold(role) for role in roles if role]
        by_role = [e for e in entries if any(_names(r, given) for r in e.roles)]
        timely = [e for e in by_role if any(_names(r, given) and r.covers(date) for r in e.roles)]
        dated = [
            e
            for e in entries
            if date and any((r.first or r.last) and r.covers(date) for r in e.roles)
        ]
        for chosen in (timely, by_role, dated):
            if chosen:
                return chosen[0] if len(chosen) == 1 else None
        return None


def _words(text: str) -> list[str]:
    """Return the words of the id that *text* would have as a name."""
    # Most texts of an English archive need no folding but of case.
    return (_NOT_ASCII_WORD.sub("-", text.lower()) if text.isascii() else slug(text)).split("-")


def _names(role: RoleTime, given: Iterable[str]) -> bool:
    """Whether all words of *role* stand in one of the *given* roles, which are folded."""
    words = fold(role.role).split()
    return bool(words) and any(set(words) <= set(text.split()) for text in given)


def registered(article: Article, register: SpeakerRegistry) -> Article:
    """Return *article* with its speakers as the register has them.

    A name means one speaker throughout the article.
    """
    if not register.entries:
        return article
    roles: dict[str, list[str]] = defaultdict(list)
    for paragraph in article.paragraphs:
        for attribution in paragraph.attributions:
            roles[attribution.speaker.id].append(attribution.role)
    known: dict[Speaker, Speaker] = {}

    def of(speaker: Speaker) -> Speaker:
        if speaker not in known:
            entry = register.find(speaker.id, roles[speaker.id], article.date)
            known[speaker] = entry.speaker(speaker.kind) if entry else speaker
        return known[speaker]

    def paragraph_of(paragraph: Paragraph) -> Paragraph:
        attributions = tuple(replace(a, speaker=of(a.speaker)) for a in paragraph.attributions)
        speaking = {a.speaker.id for a in attributions}
        mentions = dict.fromkeys(of(mention) for mention in paragraph.mentions)
        return replace(
            paragraph,
            attributions=attributions,
            mentions=tuple(m for m in mentions if m.id not in speaking),
        )

    return replace(article, paragraphs=tuple(map(paragraph_of, article.paragraphs)))
