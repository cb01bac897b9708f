"""The table of speakers of the next generation, made at the cost of what has changed."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from whoosh.searching import Searcher

from searchapp.engine.common.speaker_table_file import (
    TableHead,
    decode_change,
    decode_table,
    encode_change,
)
from searchapp.engine.embedded.generations import (
    PAIRS_NAME,
    SPEAKER_CHANGES_NAME,
    SPEAKERS_NAME,
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.manifest import Manifest
from searchapp.engine.embedded.whoosh.codec import ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.archive_forms import GenerationForms
from searchapp.engine.embedded.write.next_catalog import NextCatalog
from searchapp.models.identity import (
    IdentifySpeakers,
    PairStates,
    SpeakerTable,
    TableChange,
    TablePreview,
)

_MAX_CHANGED_SHARE = 0.1
"""Where more articles have changed, all names are compared anew: that is quicker. Where more of
the table has changed, all of it is written anew."""


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

    *live* is the generation that it was made from, or None where it was built anew; *catalog*
    says in which articles they differ.
    """

    generations: Generations
    folder: Path
    live: Manifest | None
    identify: IdentifySpeakers
    catalog: NextCatalog

    def write(self, searcher: Searcher, codec: ArrayCodec) -> None:
        """Write the table of the generation, which *searcher* has open. Raises ``OSError``.

        The files of the live generation may be linked there: they are replaced, not written to.
        """
        state = secrets.token_hex(8)
        forms = GenerationForms(searcher, codec)
        change = self._change(forms, self.generations.pairs_path, state)
        table_path, changes_path = self.folder / SPEAKERS_NAME, self.folder / SPEAKER_CHANGES_NAME
        if change.forms is not None:
            earlier = changes_path.read_bytes() if changes_path.exists() else None
            change = change.after(decode_change(earlier) if earlier else None)
            encoded = encode_change(change, state)
            if len(encoded) <= table_path.stat().st_size * _MAX_CHANGED_SHARE:
                _replace(changes_path, encoded)
                return
            change = TableChange(change.apply(decode_table(table_path.read_bytes())))
        changes_path.unlink(missing_ok=True)
        _replace(table_path, encode_change(change, state))

    def preview(self, before: SpeakerTable) -> TablePreview:
        """Return the table beside that *before*. Raises ``OSError``."""
        codec = ArrayCodec()
        # The file of pairs stays as it is.
        pairs = self.folder / PAIRS_NAME
        if self.generations.pairs_path.exists():
            shutil.copyfile(self.generations.pairs_path, pairs)
        with open_searcher(self.folder, codec) as searcher:
            forms = GenerationForms(searcher, codec)
            after = self._change(forms, pairs, "").apply(before)
            earlier = [form for speaker in before.speakers.values() for form in speaker.forms]
            gone = frozenset(form.id for form in earlier if not forms.form([form.name]))
        return TablePreview(before, after, gone)

    def _change(self, forms: GenerationForms, pairs: Path, state: str) -> TableChange:
        """Return how the table changes, and bring the file of *pairs* to *state*."""
        changed = self.catalog.changed
        few = len(changed) <= self.catalog.articles * _MAX_CHANGED_SHARE
        head = self._live_head() if few and pairs.exists() else None
        if head is None:
            return TableChange(self.identify.table(forms, pairs, state))
        states = PairStates(head.pairs, head.fingerprint, state)
        names = self._earlier_names(changed) | forms.names_in(changed)
        return self.identify.update(forms, pairs, names, states)

    def _live_head(self) -> TableHead | None:
        """Return where the table of the live generation comes from, or None without one."""
        if self.live is None:
            return None
        try:
            return self.generations.files(self.live.number).speaker_table_head(self.live)
        except DamagedIndexError:
            return None

    def _earlier_names(self, articles: Collection[str]) -> set[str]:
        """Return the names of all who speak in *articles* of the live generation."""
        earlier = self.catalog.indexed(articles)
        if self.live is None or not earlier:
            return set()
        codec = ArrayCodec()
        with open_searcher(self.generations.folder(self.live.number), codec) as searcher:
            return GenerationForms(searcher, codec).names_in(earlier)


def _replace(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    path.write_bytes(content)
