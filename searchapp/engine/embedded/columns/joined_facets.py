"""Facets with the forms of a speaker's name joined: values of one speaker become one value."""

from __future__ import annotations

import numpy as np

from searchapp.engine.embedded.format.facet_values import FacetIndex
from searchapp.engine.embedded.format.postings import offsets
from searchapp.engine.schema import PAIR_SEPARATOR
from searchapp.models.identity import SpeakerTable

Joined = tuple[tuple[int, str, str], ...]
"""The values of a segment's facet that change: number, new id and new name of each."""

_SPEAKER_FACETS = ("speaker", "attribution")
"""Facets whose ids end with the id of a speaker."""


def joined_values(facet: str, index: FacetIndex, table: SpeakerTable) -> Joined:
    """Return the values of *index* that *table* joins to another value, or renames."""
    if facet not in _SPEAKER_FACETS or not table.speakers:
        return ()
    joined = []
    for number, id_ in enumerate(index.ids):
        other_values, separator, form = id_.rpartition(PAIR_SEPARATOR)
        speaker = table.speakers.get(table.speaker_of(form))
        if speaker is not None:
            joined.append((number, other_values + separator + speaker.id, speaker.name))
    return tuple(joined)


def join_values(index: FacetIndex, joined: Joined) -> FacetIndex:
    """Return *index* with its *joined* values under their new ids.

    A document with several values of one new id has that value once.
    """
    ids, labels = list(index.ids), list(index.names)
    for number, id_, name in joined:
        ids[number], labels[number] = id_, name
    names: dict[str, str] = {}
    for id_, label in zip(ids, labels, strict=True):
        names.setdefault(id_, label)
    numbers = {id_: number for number, id_ in enumerate(names)}
    new_number = np.array([numbers[id_] for id_ in ids], np.int32)
    size = len(index.value_starts) - 1
    owners = np.repeat(np.arange(size, dtype=np.int64), np.diff(index.value_starts))
    # In order of documents, and of values within each.
    pairs = np.unique(owners * max(len(numbers), 1) + new_number[index.values])
    documents, values = np.divmod(pairs, max(len(numbers), 1))
    by_value = np.argsort(values, kind="stable")
    return FacetIndex(
        ids=list(names),
        names=list(names.values()),
        documents=documents[by_value].astype(np.int32),
        document_starts=offsets(np.bincount(values, minlength=len(numbers))),
        values=values.astype(np.int32),
        value_starts=offsets(np.bincount(documents, minlength=size)),
    )
