"""Citations of a paragraph: plain text, Markdown, three styles, BibTeX, RIS and CSL-JSON.

A citation names the speakers, the article, its date of publication, the paragraph and the
index version, which fixes the text and the attributions cited. Chicago is the note of the
Manual of Style, 17th edition; APA is the 7th edition, MLA the 9th; RIS has the tags of
Reference Manager's format, type NEWS. Names of authors are written as the article has them:
which part is the family name is not known.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from searchapp.models.articles import Speaker
from searchapp.models.normalize import slug
from searchapp.models.search import QUOTED, Hit

MAX_CITED_CHARACTERS = 300
"""Longest text that a citation repeats; a longer paragraph is cut at a word."""

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#|~!]|&(?=#?\w+;)|^[-+=](?=\s|$))")
_LIST_NUMBER = re.compile(r"^(\d{1,9})\.")
_BIBTEX_ESCAPES = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "{}%&$#_"},
    }
)
_NOT_IN_KEY = re.compile(r"[^a-z0-9]+")
_MLA_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


@dataclass(frozen=True, slots=True)
class Citations:
    """One citation in each form; ``bibtex``, ``ris`` and ``csl_json`` hold a single item."""

    text: str
    markdown: str
    chicago: str
    apa: str
    mla: str
    bibtex: str
    ris: str
    csl_json: str


def _speakers(hit: Hit) -> list[Speaker]:
    speech = (a.speaker for a in hit.attributions if a.act == "speech")
    return list({speaker.id: speaker for speaker in speech}.values())


def _list_names(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _excerpt(text: str) -> str:
    if len(text) > MAX_CITED_CHARACTERS:
        text = text[:MAX_CITED_CHARACTERS].rsplit(" ", 1)[0] + " …"
    return text


def _markdown(text: str) -> str:
    escaped = _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
    return _LIST_NUMBER.sub(r"\1\\.", escaped)


def _reference(hit: Hit, title: str, escape: Callable[[str], str] = str) -> str:
    """Return author, title, source, date and paragraph; *title* is formatted already.

    *escape* makes author and source part of the format.
    """
    parts = [
        escape(hit.author),
        title,
        escape(hit.source),
        f"{hit.date.day} {hit.date:%B} {hit.date.year:04}" if hit.date else "undated",
        f"paragraph {hit.number}",
    ]
    return ", ".join(part for part in parts if part)


def _bibtex(text: str) -> str:
    return " ".join(text.split()).translate(_BIBTEX_ESCAPES)


def _note(hit: Hit, version: str) -> str:
    speakers = _list_names([speaker.name for speaker in _speakers(hit)])
    locator = f"paragraph {hit.number}, index version {version}"
    return f"Said by {speakers}; {locator}" if speakers else locator[0].upper() + locator[1:]


def _bibtex_key(hit: Hit) -> str:
    """Return a key of ASCII letters, digits and dashes that no other paragraph has.

    A hash of the id is part of it where the id has other characters or capitals.
    """
    raw = f"{hit.article_id}-p{hit.number}"
    key = _NOT_IN_KEY.sub("-", f"{slug(hit.article_id)}-p{hit.number}").strip("-")
    if key == raw:
        return key
    return f"{key}-{hashlib.sha256(hit.id.encode()).hexdigest()[:8]}"


def _bibtex_entry(hit: Hit, address: str, version: str) -> str:
    key = _bibtex_key(hit)
    fields = {
        "title": f"{{{_bibtex(hit.title)}}}",
        "author": f"{{{_bibtex(hit.author)}}}" if hit.author else "",
        "journal": _bibtex(hit.source),
        "date": hit.date.isoformat() if hit.date else "",
        "year": f"{hit.date.year:04}" if hit.date else "",
        # The URL is percent-encoded already, but for characters such as # and &.
        "url": address.replace("{", "%7B").replace("}", "%7D"),
        "note": _bibtex(_note(hit, version)),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@article{{{key},", *lines, "}"])


def csl_item(hit: Hit, address: str, version: str) -> dict[str, Any]:
    """Return a paragraph as an item of CSL-JSON (Citation Style Language 1.0.2).

    The article's author is its author; the speakers are in the note, since CSL has no role
    for a quoted source.
    """
    item: dict[str, Any] = {
        "id": hit.id,
        "type": "article-newspaper",
        "title": hit.title,
        "URL": address,
        "section": f"paragraph {hit.number}",
        "note": _note(hit, version),
        "version": version,
        "abstract": _excerpt(hit.text),
    }
    if hit.author:
        item["author"] = [{"literal": hit.author}]
    if hit.source:
        item["container-title"] = hit.source
    if hit.date:
        item["issued"] = {"date-parts": [[hit.date.year, hit.date.month, hit.date.day]]}
    return item


def _quote(hit: Hit) -> str:
    """Return the words that a hit quotes; empty where nobody is quoted."""
    spans = {
        span
        for attribution in hit.attributions
        if attribution.act == "speech" and attribution.quotation in QUOTED
        for span in attribution.spans
    }
    quotes = [hit.text[start:end].strip("“”\"‘’' ,") for start, end in sorted(spans)]
    return _excerpt(" … ".join(quotes))


def cite(hit: Hit, address: str, version: str, accessed: datetime.date) -> Citations:
    """Return the citations of a paragraph.

    *address* is the paragraph's absolute URL, *version* that of the index, *accessed* the day
    on which it is cited.
    """
    speakers = _list_names([speaker.name for speaker in _speakers(hit)])
    opening = f"{speakers}, quoted in: " if speakers else ""
    link = f"[{_markdown(hit.title)}](<{address}>)"
    day = f"{accessed.day} {accessed:%B} {accessed.year:04}"
    seen = f"index version {version}, accessed {day}"
    quoted = f"“{quote}” " if (quote := _quote(hit)) else ""
    reference = Reference(
        title=" ".join(hit.title.split()),
        author=hit.author,
        source=hit.source,
        date=hit.date,
        address=address,
        speakers=speakers,
        quote=_quote(hit) or _excerpt(hit.text),
        note=_note(hit, version),
        accessed=accessed,
    )
    return Citations(
        text=f"{quoted}{opening}{_reference(hit, f'“{hit.title}”')}. {address} ({seen}).",
        markdown=f"> {_markdown(_excerpt(hit.text))}\n>\n"
        f"> — {_markdown(opening)}{' ' if opening else ''}{_reference(hit, link, _markdown)}."
        f" {seen[0].upper()}{seen[1:]}.",
        chicago=chicago(reference),
        apa=apa(reference),
        mla=mla(reference),
        bibtex=_bibtex_entry(hit, address, version),
        ris=ris(reference),
        csl_json=json.dumps([csl_item(hit, address, version)], ensure_ascii=False, indent=2),
    )


@dataclass(frozen=True, slots=True)
class Reference:
    """What a reference names; texts are empty and days None where unknown.

    ``speakers`` are the people quoted, joined; ``accessed`` is the day of access.
    """

    title: str
    author: str
    source: str
    date: datetime.date | None
    address: str
    speakers: str
    quote: str
    note: str
    accessed: datetime.date


def _american(day: datetime.date) -> str:
    return f"{day:%B} {day.day}, {day.year:04}"


def _mla_day(day: datetime.date) -> str:
    return f"{day.day} {_MLA_MONTHS[day.month - 1]} {day.year:04}"


def _sentence(text: str) -> str:
    """Return *text* with a full stop at its end, unless it has one."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def chicago(reference: Reference) -> str:
    """Return the reference as a note."""
    ends_itself = reference.title.endswith(("?", "!"))
    parts = [
        reference.author,
        f"“{reference.title}{'' if ends_itself else ','}”",
        f"{reference.source}," if reference.source else "",
        f"{_american(reference.date)}," if reference.date else "n.d.,",
        f"accessed {_american(reference.accessed)}, {reference.address}.",
    ]
    if parts[0]:
        parts[0] += ","
    opening = f"{reference.speakers}, quoted in " if reference.speakers else ""
    return opening + " ".join(part for part in parts if part)


def apa(reference: Reference) -> str:
    """Return the reference as an entry of a list."""
    date = reference.date
    dated = f"({date.year:04}, {date:%B} {date.day})." if date else "(n.d.)."
    title = _sentence(reference.title)
    lead = [_sentence(reference.author), dated, title] if reference.author else [title, dated]
    source = [_sentence(reference.source)] if reference.source else []
    retrieved = f"Retrieved {_american(reference.accessed)}, from {reference.address}"
    return " ".join([*lead, *source, retrieved])


def mla(reference: Reference) -> str:
    """Return the reference as an entry of works cited."""
    container = ", ".join(
        part
        for part in (
            reference.source,
            _mla_day(reference.date) if reference.date else "",
            reference.address,
        )
        if part
    )
    parts = [
        _sentence(reference.author) if reference.author else "",
        f"“{_sentence(reference.title)}”",
        f"{container}.",
        f"Accessed {_mla_day(reference.accessed)}.",
    ]
    return " ".join(part for part in parts if part)


def ris(reference: Reference) -> str:
    """Return the reference as one RIS record; lines end with CRLF, as the format says."""
    date = reference.date
    fields = (
        ("TY", "NEWS"),
        ("TI", reference.title),
        ("AU", reference.author),
        ("T2", reference.source),
        ("PY", f"{date.year:04}" if date else ""),
        ("DA", f"{date.year:04}/{date:%m/%d}" if date else ""),
        ("UR", reference.address),
        ("Y2", f"{reference.accessed:%Y/%m/%d}"),
        ("AB", reference.quote),
        ("N1", reference.note),
    )
    lines = [f"{tag}  - {' '.join(value.split())}" for tag, value in fields if value]
    return "\r\n".join([*lines, "ER  - "])
