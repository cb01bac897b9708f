"""The table of speakers of the next generation, made at the cost of what has changed."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from whoosh.searching import Searcher

from searchapp.engine.common.speaker_table_file import encode_table
from searchapp.engine.embedded.generations import (
    PAIRS_NAME,
    SPEAKERS_NAME,
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.manifest import Manifest
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.archive_forms import GenerationForms
from searchapp.engine.embedded.write.next_catalog import NextCatalog
from searchapp.models.identity import IdentifySpeakers, SpeakerTable, TablePreview

_MAX_CHANGED_SHARE = 0.1
"""Where more articles have changed, all names are compared anew: that is quicker."""


def live_speaker_table(generations: Generations, live: Manifest | None) -> SpeakerTable:
    """Return the table of the *live* generation, empty where there is none that can be read."""
    if live is None:
        return SpeakerTable()
    try:
        return generations.files(live.number).speaker_table(live)
    except DamagedIndexError:
        return SpeakerTable()


@dataclass(frozen=True, slots=True)
class NextSpeakers:
    """Which names are one speaker in the generation in *folder*.

    *live* is the folder of the generation that it was made from, or None where it was built
    anew; *catalog* says in which articles they differ.
    """

    folder: Path
    live: Path | None
    identify: IdentifySpeakers
    catalog: NextCatalog

    def write(self, searcher: Searcher, codec: ArrayCodec) -> None:
        """Write the table of the generation, which *searcher* has open. Raises ``OSError``."""
        table = self._table(GenerationForms(searcher, codec))
        (self.folder / SPEAKERS_NAME).write_bytes(encode_table(table))

    def preview(self, before: SpeakerTable) -> TablePreview:
        """Return the table beside that *before*. Raises ``OSError``."""
        codec = ArrayCodec()
        with open_searcher(self.folder, codec) as searcher:
            forms = GenerationForms(searcher, codec)
            after = self._table(forms)
            earlier = [form for speaker in before.speakers.values() for form in speaker.forms]
            gone = frozenset(form.id for form in earlier if not forms.form([form.name]))
        return TablePreview(before, after, gone)

    def _table(self, forms: GenerationForms) -> SpeakerTable:
        scores = self.folder / PAIRS_NAME
        changed = self.catalog.changed
        few = len(changed) <= self.catalog.articles * _MAX_CHANGED_SHARE
        if self.live is None or not few or not (self.live / PAIRS_NAME).exists():
            return self.identify.table(forms, scores)
        shutil.copyfile(self.live / PAIRS_NAME, scores)
        codec = ArrayCodec()
        with open_searcher(self.live, codec) as searcher:
            earlier_names = GenerationForms(searcher, codec).names_in(changed)
        return self.identify.update(forms, scores, earlier_names | forms.names_in(changed))
