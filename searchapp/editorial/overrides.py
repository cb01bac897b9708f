"""What an editor has said, applied to an article after its speakers have been found."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from searchapp.editorial.corrections import Corrections, Stale, corrected
from searchapp.editorial.registry import SpeakerRegistry, registered
from searchapp.models.articles import Article


@dataclass(frozen=True, slots=True)
class EditorialOverrides:
    """The register and the corrections of a corpus."""

    register: SpeakerRegistry = field(default_factory=SpeakerRegistry)
    corrections: Corrections = field(default_factory=Corrections)

    def finish(self, article: Article) -> Article:
        """Return *article*, whose speakers have been found, as the editor wants it.

        Corrections speak of speakers as the register has them, and whom they name is
        looked up in the register, too.
        """
        found = registered(article, self.register)
        applying, _ = self.corrections.sort_out(article)
        return registered(corrected(found, applying), self.register) if applying else found

    def stale(self, article: Article) -> list[Stale]:
        """Return the corrections of *article* that do not apply to its text."""
        return self.corrections.sort_out(article)[1]

    def fingerprint(self, article: Article) -> str:
        """Return what of all this concerns an article, as a short text; empty for nothing.

        An entry concerns the articles in which one of its names stands, and those in
        which a correction says it.
        """
        corrections = self.corrections.of(article.id)
        if not corrections and not self.register.entries:
            return ""
        texts = (article.title, *(p.text for p in article.paragraphs))
        entries = self.register.named_in(" ".join((*texts, *(c.speaker for c in corrections))))
        if not corrections and not entries:
            return ""
        said = repr((corrections, sorted(map(repr, entries))))
        return hashlib.sha256(said.encode()).hexdigest()[:16]
