"""Judged pairs of an archive: all of them, or those that a change of some articles concerns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from pathlib import Path

from searchapp.identity.candidates import Candidate, NameIndex
from searchapp.identity.decision import judge
from searchapp.identity.evidence import EvidenceReader
from searchapp.identity.name_keys import Key, bearer_keys, context_keys, partner_keys
from searchapp.identity.pair_file import Pair, PairFile, create_pair_file
from searchapp.identity.vetoes import is_vetoed
from searchapp.models.identity import ArchiveForms, IndexedForms, Join, SpeakerForm
from searchapp.models.normalize import slug

_CANDIDATES_READ_AHEAD = 500
"""Candidates whose texts are read together."""


class JudgedPairs:
    """The candidate pairs of *candidates*, each with its most confident judgement.

    ``contexts`` are the keys of the names that the judgement of a pair depends on.
    """

    def __init__(
        self, archive: ArchiveForms, names: NameIndex, candidates: Iterable[Candidate]
    ) -> None:
        self.joins: dict[Pair, Join] = {}
        self.contexts: dict[Pair, set[Key]] = {}
        evidence = EvidenceReader(archive, names)
        remaining = iter(candidates)
        while batch := list(islice(remaining, _CANDIDATES_READ_AHEAD)):
            archive.read_ahead(evidence.texts_of(batch))
            for candidate in batch:
                join = judge(names, candidate, evidence.read(candidate))
                self._add(join, context_keys(names, candidate))

    def _add(self, join: Join, context: set[Key]) -> None:
        pair = join.first, join.second
        self.contexts.setdefault(pair, set()).update(context)
        if pair not in self.joins or _strength(self.joins[pair]) < _strength(join):
            self.joins[pair] = join

    def write(self, file: PairFile) -> None:
        """Add the pairs to *file*."""
        file.add_pairs((join, self.contexts[pair]) for pair, join in sorted(self.joins.items()))


def _strength(join: Join) -> tuple[float, str, tuple[str, ...]]:
    return join.confidence, join.relation, join.reasons


def judge_all(archive: ArchiveForms) -> JudgedPairs:
    """Return all candidate pairs of *archive*."""
    names = NameIndex(archive.forms)
    return JudgedPairs(archive, names, _not_vetoed(names))


def write_all(
    archive: ArchiveForms, pairs: JudgedPairs, path: Path, version: str, state: str
) -> None:
    """Write the forms of *archive* and its *pairs* to a new file. Raises ``OSError``."""
    with create_pair_file(path, version, state) as file:
        file.add_forms(archive.forms.values())
        pairs.write(file)


def judge_changed(
    archive: IndexedForms, file: PairFile, changed_names: Collection[str]
) -> set[str]:
    """Bring *file* up to date with *archive*; see ``IdentifySpeakers.update``.

    Returns the ids of the forms that have changed, and of those in a pair that may have.

    Judged anew are the pairs of a form that speaks in a changed article, and those whose
    judgement depends on whether there is a name that has appeared or disappeared.
    """
    changed = _update_forms(archive, file, changed_names)
    stale = file.pairs_of(changed.ids) | file.pairs_in_context(changed.bearer_keys)
    file.delete_pairs(stale)
    forms = file.forms(changed.ids | {form_id for pair in stale for form_id in pair})
    partners = {
        key
        for form_id in changed.ids & forms.keys()
        for key in partner_keys(form_id, forms[form_id].kind)
    }
    forms |= file.forms_by_key(partners)
    names = NameIndex(forms)
    candidates = [
        candidate
        for candidate in _not_vetoed(names)
        if not changed.ids.isdisjoint((candidate.short, candidate.full))
        or tuple(sorted((candidate.short, candidate.full))) in stale
    ]
    contexts = {key for candidate in candidates for key in context_keys(names, candidate)}
    forms |= file.forms_by_key(contexts)
    judged = JudgedPairs(_Forms(forms, archive), NameIndex(forms), candidates)
    judged.write(file)
    return changed.ids.union(*stale, *judged.joins)


class _Changed:
    """The forms that a change of articles concerns.

    ``bearer_keys`` are those of the forms that appeared, disappeared or changed their kind.
    """

    def __init__(self) -> None:
        self.ids: set[str] = set()
        self.bearer_keys: set[Key] = set()


def _update_forms(
    archive: IndexedForms, file: PairFile, changed_names: Collection[str]
) -> _Changed:
    spellings: dict[str, set[str]] = {}
    for name in changed_names:
        spellings.setdefault(slug(name), set()).add(name)
    earlier = file.forms(spellings.keys())
    changed = _Changed()
    for form_id, names in sorted(spellings.items()):
        before = earlier.get(form_id)
        form = archive.form(names.union(before.spellings if before else ()))
        changed.ids.add(form_id)
        if before and form and before.kind == form.kind:
            file.replace_form(form)
            continue
        if before:
            file.delete_form(before)
            changed.bearer_keys |= bearer_keys(form_id, before.kind)
        if form:
            file.add_form(form)
            changed.bearer_keys |= bearer_keys(form_id, form.kind)
    return changed


class _Forms:
    """Some forms of an archive, with its texts."""

    def __init__(self, forms: Mapping[str, SpeakerForm], archive: ArchiveForms) -> None:
        self.forms = forms
        self._archive = archive

    def text(self, article: str) -> str:
        """Return the words of an article; see ``ArchiveForms``."""
        return self._archive.text(article)

    def read_ahead(self, articles: Collection[str]) -> None:
        """Read the words of *articles* in one go; see ``ArchiveForms``."""
        self._archive.read_ahead(articles)


def _not_vetoed(names: NameIndex) -> Iterable[Candidate]:
    return (candidate for candidate in names.candidates() if not is_vetoed(names, candidate))
