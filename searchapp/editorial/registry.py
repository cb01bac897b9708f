"""Registry of speakers: one person is one speaker across articles.

Two names without an entry mean one speaker only where they have the same id
(``models.normalize.slug``); a last name alone never identifies anybody across articles.
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
class RolePeriod:
    """A role, and the days on which a speaker held it: ``first`` to ``last``, inclusive.

    A day that is None leaves that end open.
    """

    role: str
    first: datetime.date | None = None
    last: datetime.date | None = None

    def covers(self, date: datetime.date | None) -> bool:
        """Whether an article of *date* may use the role; an undated one always may."""
        if date is None:
            return True
        return (self.first or date) <= date <= (self.last or date)


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """A speaker: the name to show, its aliases, and the roles that tell homonyms apart.

    With ``kind`` None the speaker keeps the kind that attribution gave it.
    """

    name: str
    aliases: tuple[str, ...] = ()
    kind: SpeakerKind | None = None
    roles: tuple[RolePeriod, ...] = ()

    @property
    def slugs(self) -> frozenset[str]:
        """The ids of the name and the aliases."""
        return frozenset(map(slug, (self.name, *self.aliases)))

    def speaker(self, default_kind: SpeakerKind) -> Speaker:
        """Return the entry's speaker, of *default_kind* where the entry has none."""
        return Speaker(slug(self.name), self.name, self.kind or default_kind)


class SpeakerRegistry:
    """The entries of a corpus, looked up by name and alias.

    Raises ``EditorialError`` where two entries show the same name.
    """

    def __init__(self, entries: Iterable[RegistryEntry] = ()) -> None:
        self.entries = tuple(entries)
        by_slug: dict[str, list[RegistryEntry]] = defaultdict(list)
        by_shown_name: dict[str, RegistryEntry] = {}
        for entry in self.entries:
            if by_shown_name.setdefault(slug(entry.name), entry) is not entry:
                raise EditorialError(
                    f"two entries have the name {entry.name!r}; to keep two people apart, give"
                    f" each a unique name, such as '{entry.name} (mayor)', with the shared name as"
                    " an alias"
                )
            for name in sorted(entry.slugs):
                by_slug[name].append(entry)
        # The words and the entry of each name, by its first word.
        self._by_first_word: dict[str, list[tuple[list[str], RegistryEntry]]] = defaultdict(list)
        for name, namesakes in by_slug.items():
            words = name.split("-")
            self._by_first_word[words[0]] += ((words, entry) for entry in namesakes)
        self._by_slug: Mapping[str, tuple[RegistryEntry, ...]] = {
            name: tuple(namesakes) for name, namesakes in by_slug.items()
        }

    def entries_named(self, speaker_id: str) -> tuple[RegistryEntry, ...]:
        """Return the entries with a name or an alias whose id is *speaker_id*."""
        return self._by_slug.get(speaker_id, ())

    def entries_in(self, text: str) -> list[RegistryEntry]:
        """Return the entries with a name or an alias in *text*, in the registry's order."""
        words = _words(text)
        names: set[str] = set()
        for k, word in enumerate(words):
            for name_words, entry in self._by_first_word.get(word, ()):
                if words[k : k + len(name_words)] == name_words:
                    names.add(entry.name)
        return [entry for entry in self.entries if entry.name in names]

    def resolve(
        self, speaker_id: str, roles: Iterable[str], date: datetime.date | None
    ) -> RegistryEntry | None:
        """Return the entry that a name means in an article of *date* with these *roles*.

        Of several entries with the name, the one with a matching role that covers the date
        wins, then the one with a matching role, then the one with a dated role that covers
        the date. Returns None where no entry has the name or two entries tie.
        """
        entries = self.entries_named(speaker_id)
        if len(entries) < 2:
            return entries[0] if entries else None
        article_roles = [fold(role) for role in roles if role]
        by_role = [e for e in entries if any(_matches(r, article_roles) for r in e.roles)]
        by_role_and_date = [
            e
            for e in by_role
            if any(_matches(r, article_roles) and r.covers(date) for r in e.roles)
        ]
        by_date = [
            e
            for e in entries
            if date and any((r.first or r.last) and r.covers(date) for r in e.roles)
        ]
        for candidates in (by_role_and_date, by_role, by_date):
            if candidates:
                return candidates[0] if len(candidates) == 1 else None
        return None


def _words(text: str) -> list[str]:
    """Return the words of the id that *text* would have as a name."""
    # ASCII text, as most of an English archive is, needs case folding only.
    return (_NOT_ASCII_WORD.sub("-", text.lower()) if text.isascii() else slug(text)).split("-")


def _matches(role: RolePeriod, article_roles: Iterable[str]) -> bool:
    """Whether one of *article_roles*, which are folded, contains all words of *role*."""
    words = fold(role.role).split()
    return bool(words) and any(set(words) <= set(text.split()) for text in article_roles)


def apply_registry(article: Article, registry: SpeakerRegistry) -> Article:
    """Return *article* with each speaker as the registry shows it.

    A name means one speaker throughout the article: its roles from all paragraphs count.
    """
    if not registry.entries:
        return article
    roles: dict[str, list[str]] = defaultdict(list)
    for paragraph in article.paragraphs:
        for attribution in paragraph.attributions:
            roles[attribution.speaker.id].append(attribution.role)
    resolved: dict[Speaker, Speaker] = {}

    def resolve(speaker: Speaker) -> Speaker:
        if speaker not in resolved:
            entry = registry.resolve(speaker.id, roles[speaker.id], article.date)
            resolved[speaker] = entry.speaker(speaker.kind) if entry else speaker
        return resolved[speaker]

    def resolve_all(paragraph: Paragraph) -> Paragraph:
        attributions = tuple(replace(a, speaker=resolve(a.speaker)) for a in paragraph.attributions)
        speaking = {a.speaker.id for a in attributions}
        mentions = dict.fromkeys(resolve(mention) for mention in paragraph.mentions)
        return replace(
            paragraph,
            attributions=attributions,
            mentions=tuple(m for m in mentions if m.id not in speaking),
        )

    return replace(article, paragraphs=tuple(map(resolve_all, article.paragraphs)))
