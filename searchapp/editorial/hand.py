"""What an editor has said, applied to an article after its speakers have been found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from searchapp.editorial.corrections import Corrections, Stale, corrected
from searchapp.editorial.register import Register, registered
from searchapp.records import Article
from searchapp.text import slug


def names_in(article: Article) -> tuple[str, ...]:
    """Return the ids of those who speak in an article or are named, sorted."""
    found = {a.speaker.id for p in article.paragraphs for a in p.attributions}
    found |= {mention.id for p in article.paragraphs for mention in p.mentions}
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class EditorsHand:
    """The register and the corrections of a corpus."""

    register: Register = field(default_factory=Register)
    corrections: Corrections = field(default_factory=Corrections)

    def finish(self, article: Article) -> Article:
        """Return *article*, whose speakers have been found, as the editor wants it.

        Corrections come first: who they name is looked up in the register, too.
        """
        applying, _ = self.corrections.sort_out(article)
        return registered(corrected(article, applying), self.register)

    def stale(self, article: Article) -> list[Stale]:
        """Return the corrections of *article* that do not apply to its text."""
        return self.corrections.sort_out(article)[1]

    def fingerprint(self, article_id: str, names: Iterable[str]) -> str:
        """Return what of all this concerns an article, as a short text; empty for nothing.

        *names* are those that ``names_in`` gave before ``finish``.
        """
        corrections = self.corrections.of(article_id)
        concerned = [*names, *(slug(c.speaker) for c in corrections)]
        entries = dict.fromkeys(e for name in concerned for e in self.register.called(name))
        if not corrections and not entries:
            return ""
        said = repr((corrections, sorted(map(repr, entries))))
        return hashlib.sha256(said.encode()).hexdigest()[:16]
