"""A digest: the new paragraphs of an alert, as text, HTML and JSON."""

from __future__ import annotations

import datetime

import msgspec
from markupsafe import Markup

from searchapp.models.search import Hit


class DigestParagraph(msgspec.Struct, frozen=True):
    """A new paragraph; ``url`` is absolute where the site's URL is set."""

    id: str
    url: str
    title: str
    source: str
    date: str
    speakers: tuple[str, ...]
    text: str
    added_at: str


class Digest(msgspec.Struct, frozen=True):
    """The new paragraphs of an alert, the newest first.

    ``id`` is the same however often the digest is sent. ``more`` is the number of new
    paragraphs that it leaves out; ``search_url`` leads to the search.
    """

    id: str
    alert: str
    made_at: datetime.datetime
    search_url: str
    paragraphs: tuple[DigestParagraph, ...]
    more: int = 0

    @property
    def subject(self) -> str:
        """The subject of an e-mail."""
        count = len(self.paragraphs) + self.more
        return f"{self.alert}: {count:,} new paragraph{'s' if count != 1 else ''}"


def digest_paragraph(hit: Hit, url: str) -> DigestParagraph:
    """Return *hit*, whose page is at *url*, as a paragraph of a digest."""
    speech = [a.speaker.name for a in hit.attributions if a.act == "speech"]
    return DigestParagraph(
        id=hit.id,
        url=url,
        title=hit.title,
        source=hit.source,
        date=hit.date.isoformat() if hit.date else "",
        speakers=tuple(dict.fromkeys(speech)),
        text=hit.text,
        added_at=hit.added_at.isoformat() if hit.added_at else "",
    )


def _details(paragraph: DigestParagraph) -> str:
    parts = (", ".join(paragraph.speakers), paragraph.title, paragraph.source, paragraph.date)
    return " · ".join(filter(None, parts))


def _rest(digest: Digest) -> str:
    return f"{digest.more:,} more are not listed here." if digest.more else ""


def digest_text(digest: Digest) -> str:
    """Return *digest* as plain text."""
    blocks = [f"{_details(p)}\n{p.text}\n{p.url}" for p in digest.paragraphs]
    ending = "\n".join(filter(None, (_rest(digest), f"The search: {digest.search_url}")))
    return "\n\n".join((*blocks, ending)) + "\n"


def digest_html(digest: Digest) -> str:
    """Return *digest* as an HTML page without scripts, styles or pictures."""
    form = Markup('<p><a href="{}">{}</a></p>\n<blockquote>{}</blockquote>\n')
    items = Markup().join(form.format(p.url, _details(p), p.text) for p in digest.paragraphs)
    page = Markup(
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{}</title></head>'
        '<body>\n<h1>{}</h1>\n{}<p>{} <a href="{}">The search</a></p>\n</body></html>\n'
    )
    subject = digest.subject
    return str(page.format(subject, subject, items, _rest(digest), digest.search_url))
