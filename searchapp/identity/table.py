"""The table of speakers: joins pairs of forms into speakers, as far as editors do not overrule.

The table is a function of the forms, their texts and the editors' decisions only: it does not
depend on the order in which articles entered the archive.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from searchapp.identity.decision import (
    APART_CONFIDENCE,
    DOUBTFUL_CONFIDENCE,
    JOIN_CONFIDENCE,
)
from searchapp.identity.judged_pairs import judge_all, judge_changed, write_all
from searchapp.identity.namesakes import namesake_reasons
from searchapp.identity.pair_file import Pair, PairFile, PairFileError, update_pair_file
from searchapp.models.identity import (
    ArchiveForms,
    FormCount,
    IndexedForms,
    Join,
    JoinedSpeaker,
    PairStates,
    SpeakerForm,
    SpeakerTable,
    TableChange,
)

IDENTITY_VERSION = 2
"""Version of the rules in this package. Raise it when a change joins or parts other names."""

_log = logging.getLogger(__name__)

_SHORTENED = frozenset(["last name", "short name", "acronym"])
"""Relations of a short form that could mean several speakers."""


@dataclass(frozen=True, slots=True)
class SpeakerIdentification:
    """How the forms of an archive are identified, with what editors decided about them.

    ``same`` are groups of ids that are one speaker, the first of which names it;
    ``different`` are pairs of ids that are not. Both hold against any evidence, and so do the
    ids ``registered``, each of which is a speaker whom editors told apart from all others there.
    ``same_as`` are pairs of an id and URLs that identify the speaker elsewhere. Pairs are joined
    from ``join_confidence`` on.
    """

    same: tuple[tuple[str, ...], ...] = ()
    different: tuple[Pair, ...] = ()
    registered: frozenset[str] = frozenset()
    same_as: tuple[tuple[str, tuple[str, ...]], ...] = ()
    join_confidence: float = JOIN_CONFIDENCE

    @property
    def fingerprint(self) -> str:
        """A hash of the rules' version and the decisions."""
        values: list[object] = [
            IDENTITY_VERSION,
            sorted(self.same),
            sorted(map(sorted, self.different)),
        ]
        values += [sorted(self.registered), sorted(self.same_as), self.join_confidence]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()[:16]

    def table(
        self, archive: ArchiveForms, scores: Path | None = None, state: str = ""
    ) -> SpeakerTable:
        """Return which forms of *archive* are one speaker; see ``IdentifySpeakers``."""
        judged = judge_all(archive)
        if scores is not None:
            write_all(archive, judged, scores, str(IDENTITY_VERSION), state)
        forms = archive.forms
        reasons = {form_id: namesake_reasons(form) for form_id, form in sorted(forms.items())}
        namesakes = {form_id: r for form_id, r in reasons.items() if r}
        return self._table(judged.joins.values(), forms, namesakes)

    def update(
        self,
        archive: IndexedForms,
        scores: Path,
        changed_names: Collection[str],
        states: PairStates,
    ) -> TableChange:
        """Return how the table changes; see ``IdentifySpeakers``."""
        version = str(IDENTITY_VERSION)
        try:
            with update_pair_file(scores, version, states, changed_names) as file:
                changed = judge_changed(archive, file, file.unpublished.union(changed_names))
                if not file.unpublished and states.fingerprint == self.fingerprint:
                    return self._part(file, changed)
                joins = file.joins(DOUBTFUL_CONFIDENCE, APART_CONFIDENCE)
                ids = {i for join in joins for i in (join.first, join.second)}
                forms = file.forms(ids.union(*self.same))
                return TableChange(self._table(joins, forms, file.namesakes()))
        except PairFileError as error:
            _log.warning("The names of all articles are compared anew: %s.", error)
            return TableChange(self.table(archive, scores, states.following))

    def _part(self, file: PairFile, changed: Collection[str]) -> TableChange:
        """Return the part of the table that the forms *changed* can be joined with.

        Forms that no chain of joined pairs connects have no influence on one another.
        """
        ids: set[str] = set()
        added = set(changed)
        joins: dict[Pair, Join] = {}
        groups = {form_id: group for group in self.same for form_id in group}
        while added:
            ids |= added
            found = file.joins_of(added)
            joins.update({(join.first, join.second): join for join in found})
            linked = {
                form_id
                for join in found
                if join.confidence >= self.join_confidence
                for form_id in (join.first, join.second)
            }
            added = linked.union(*(groups.get(form_id, ()) for form_id in added)) - ids
        part = self._table(joins.values(), file.forms(ids), file.namesakes(ids))
        same_as = {form_id: urls for form_id, urls in part.same_as.items() if form_id in ids}
        return TableChange(replace(part, same_as=same_as), frozenset(ids))

    def _table(
        self,
        judged: Iterable[Join],
        forms: Mapping[str, SpeakerForm],
        namesakes: Mapping[str, tuple[str, ...]],
    ) -> SpeakerTable:
        """Return the table of *judged* pairs; *forms* has the members of all that count."""
        pairs = {(join.first, join.second): join for join in judged}
        pairs |= self._decided(forms)
        apart = {_pair(*pair) for pair in self.different}
        apart |= {pair for pair, join in pairs.items() if _is_contradicted(join)}
        chosen = [
            join
            for pair, join in pairs.items()
            if join.confidence >= self.join_confidence and pair not in apart
        ]
        ambiguous = _ambiguous(chosen)
        groups = _Groups(apart, self.registered - {i for group in self.same for i in group})
        joins = [
            join
            for join in sorted(chosen, key=lambda join: (-join.confidence, join))
            if join not in ambiguous and groups.join(join.first, join.second)
        ]
        doubtful = {
            join
            for pair, join in pairs.items()
            if pair not in apart and join.confidence >= DOUBTFUL_CONFIDENCE
        }
        speakers = self._speakers(groups, joins, forms)
        return SpeakerTable(
            speakers=speakers,
            same_as=self._same_as(speakers),
            joins=tuple(sorted(joins)),
            doubtful=tuple(sorted(doubtful.difference(joins))),
            fingerprint=self.fingerprint,
            namesakes={i: r for i, r in namesakes.items() if i not in self.registered},
        )

    def _decided(self, forms: Mapping[str, SpeakerForm]) -> dict[Pair, Join]:
        decided = {}
        for group in self.same:
            present = [form_id for form_id in dict.fromkeys(group) if form_id in forms]
            for form_id in present[1:]:
                first, second = _pair(present[0], form_id)
                decided[first, second] = Join(
                    first, second, "editor", 1.0, ("an editor said that they are one",)
                )
        return decided

    def _same_as(self, speakers: Mapping[str, JoinedSpeaker]) -> dict[str, tuple[str, ...]]:
        """Return the URLs of each speaker, by the id that *speakers* give it."""
        canonical = SpeakerTable(speakers).canonical
        same_as: dict[str, tuple[str, ...]] = {}
        for form_id, urls in sorted(self.same_as):
            speaker = canonical.get(form_id, form_id)
            same_as[speaker] = tuple(dict.fromkeys((*same_as.get(speaker, ()), *urls)))
        return same_as

    def _speakers(
        self, groups: _Groups, joins: Iterable[Join], forms: Mapping[str, SpeakerForm]
    ) -> dict[str, JoinedSpeaker]:
        """Return the speakers with several forms.

        A speaker's own form is the one that an editor names first, or else the most frequent
        full name; a name that a title, a misspelling or a cut has changed comes last.
        """
        chosen_by_editor = {group[0] for group in self.same if group}
        changed = {_changed_form(join, forms) for join in joins}

        def rank(form_id: str) -> tuple[bool, bool, bool, bool, int, str]:
            form = forms[form_id]
            return (
                form_id not in chosen_by_editor,
                form_id in changed,
                form.kind not in ("person", "organization"),
                "-" not in form_id,
                -form.paragraphs,
                form_id,
            )

        speakers = {}
        for group in groups.members():
            members = [forms[form_id] for form_id in sorted(group, key=rank)]
            own = members[0]
            counts = (FormCount(form.id, form.name, form.paragraphs) for form in members)
            speakers[own.id] = JoinedSpeaker(own.id, own.name, own.kind, tuple(counts))
        return dict(sorted(speakers.items()))


def _is_contradicted(join: Join) -> bool:
    """Whether the evidence is against two full names, and not only missing."""
    return join.confidence <= APART_CONFIDENCE and join.relation not in _SHORTENED | {"cut name"}


def _changed_form(join: Join, forms: Mapping[str, SpeakerForm]) -> str:
    """Return the form of a pair that has words too many or a slip, or ""."""
    one, other = sorted((join.first, join.second), key=lambda i: (i.count("-"), i))
    if join.relation == "title before":
        return other
    if join.relation == "cut name":
        return one
    if join.relation == "misspelling":
        return min(one, other, key=lambda i: (forms[i].paragraphs, i))
    return ""


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


class _Groups:
    """Groups of forms.

    Two forms of a pair in *apart* are never in one group, nor are two of *exclusive*.
    """

    def __init__(self, apart: Iterable[Pair] = (), exclusive: frozenset[str] = frozenset()) -> None:
        self._exclusive = exclusive
        self._group: dict[str, set[str]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for one, other in apart:
            self._apart[one].add(other)
            self._apart[other].add(one)

    def join(self, one: str, other: str) -> bool:
        """Join the groups of two forms, and return whether they may be joined."""
        first, second = self.of(one), self.of(other)
        if first is second:
            return True
        if not (self._exclusive.isdisjoint(first) or self._exclusive.isdisjoint(second)):
            return False
        if any(not self._apart[form_id].isdisjoint(second) for form_id in first):
            return False
        merged = first | second
        self._group.update(dict.fromkeys(merged, merged))
        return True

    def of(self, form_id: str) -> set[str]:
        """Return the group of a form."""
        return self._group.get(form_id) or {form_id}

    def members(self) -> Sequence[set[str]]:
        """Return the groups with several forms."""
        return [group for form_id, group in self._group.items() if form_id == min(group)]


def _ambiguous(joins: Sequence[Join]) -> set[Join]:
    """Return the joins of short forms with full names that are several speakers."""
    groups = _Groups()
    fuller: dict[str, list[tuple[str, Join]]] = defaultdict(list)
    for join in joins:
        short, full = sorted((join.first, join.second), key=lambda i: (i.count("-"), i))
        shortened = "-" not in short and join.relation not in ("title before", "editor")
        if join.relation in _SHORTENED or shortened:
            fuller[short].append((full, join))
        else:
            groups.join(join.first, join.second)
    return {
        join
        for pairs in fuller.values()
        if len({min(groups.of(full)) for full, _ in pairs}) > 1
        for _, join in pairs
    }
