"""Documents of the index of names: one for each speaker and role of a generation."""

from __future__ import annotations

import msgspec

from searchapp.engine.opensearch.write.documents import document_key
from searchapp.models.normalize import fold

NAME_FACETS = ("speaker", "role", "refusal_speaker", "refusal_role")
"""What has names: speakers and roles of speech, and those of refusals."""


class NameDocument(msgspec.Struct, frozen=True, omit_defaults=True):
    """A speaker or a role, and the number of its paragraphs.

    ``facet`` is one of ``NAME_FACETS``. ``kind`` and the first and last day, ISO 8601, are
    of speakers only; the days are missing where no paragraph has a date.
    """

    facet: str
    id: str
    name: str
    folded: str
    starts: list[str]
    count: int
    kind: str = ""
    first: str | None = None
    last: str | None = None

    @property
    def key(self) -> str:
        """The id of the document."""
        return name_key(self.facet, self.id)


def name_key(facet: str, id_: str) -> str:
    """Return the id of the document of a speaker or role."""
    return document_key(f"{facet}:{id_}")


def name_document(
    facet: str,
    id_: str,
    name: str,
    count: int,
    kind: str = "",
    days: tuple[str | None, str | None] = (None, None),
) -> NameDocument:
    """Return the document of a speaker or role."""
    return NameDocument(facet, id_, name, fold(name), _starts(id_), count, kind, *days)


def _starts(id_: str) -> list[str]:
    """Return *id_* from each of its words on."""
    return [id_, *(id_[k + 1 :] for k, letter in enumerate(id_) if letter == "-")]
