"""References to a paragraph's article in the styles Chicago, APA and MLA, and as RIS.

Names of authors are written as the article has them: which part is the family name is not
known. Chicago is the note of the Manual of Style, 17th edition; APA is the 7th edition, MLA
the 9th; RIS has the tags of Reference Manager's format, type NEWS.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

_MLA_MONTHS = (
    *("Jan.", "Feb.", "Mar.", "Apr.", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
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
