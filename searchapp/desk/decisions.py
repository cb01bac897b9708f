"""Decisions of editors: written to the editorial files, logged, and handed to the publisher."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from searchapp.desk.publisher import Publisher
from searchapp.desk.questions import (
    Judgement,
    JudgementError,
    Question,
    corrections_behind,
    judged,
    questions_of,
)
from searchapp.editorial import Correction, EditorialError
from searchapp.editorial.change_log import (
    Action,
    Change,
    append_change,
    new_change_id,
    read_changes,
    undone_ids,
)
from searchapp.editorial.file_edits import (
    PairState,
    edit_corrections,
    edit_registry,
)
from searchapp.editorial.pending import PendingDecisions
from searchapp.editorial.toml_files import CORRECTIONS_FILE, correction_values, parse_corrections
from searchapp.editorial.toml_tables import TomlTable
from searchapp.engine.factory import open_store
from searchapp.models.articles import Article, Attribution
from searchapp.models.normalize import slug
from searchapp.search.service import SearchService
from searchapp.settings import Settings

Tables = tuple[Mapping[str, Any], ...]

_PAIR_SEPARATOR = " = "


class ConflictError(JudgementError):
    """Somebody else has decided the same since the page was shown; nothing was recorded."""


@dataclass(frozen=True, slots=True)
class AttributionKey:
    """One attribution of a paragraph: the speaker's id and the cue, both empty for none."""

    article_id: str
    number: int
    speaker_id: str = ""
    cue: str = ""

    def question(self, article: Article | None) -> Question:
        """Return the question about the attribution. Raises ``JudgementError`` without it."""
        for question in questions_of(article, self.number) if article else []:
            attribution = question.attribution
            if self._is_of(attribution):
                return question
        raise JudgementError(
            "The paragraph has other speakers by now, so nothing was recorded. Look at it again."
        )

    def _is_of(self, attribution: Attribution | None) -> bool:
        if attribution is None:
            return not (self.speaker_id or self.cue)
        return (attribution.speaker.id, attribution.cue) == (self.speaker_id, self.cue)


class DecisionRecorder:
    """Records what editors decide about one index.

    The editorial file is written first, then the log; where the log cannot be written the file
    gets its earlier content back. All methods raise ``JudgementError`` where a decision cannot be
    recorded, ``EditorialError`` and ``OSError``.
    """

    def __init__(self, service: SearchService, publisher: Publisher) -> None:
        self._service = service
        self._settings: Settings = service.settings
        self._folder: Path = service.settings.corpus_dir
        self._publisher = publisher

    def state(self, question: Question) -> str:
        """Return what identifies the corrections behind *question*, for ``judge``."""
        with edit_corrections(self._folder) as edit:
            return _state(corrections_behind(question, edit.corrections))

    def judge(
        self, who: str, key: AttributionKey, judgement: Judgement, state: str | None = None
    ) -> Change:
        """Record the answer of the editor *who* to the question about *key*.

        Raises ``ConflictError`` where the corrections behind it are not those of *state* any
        more.
        """
        question = key.question(self._service.article(key.article_id))
        with edit_corrections(self._folder) as edit:
            behind = corrections_behind(question, edit.corrections)
            if state is not None and _state(behind) != state:
                raise ConflictError(self._conflict(question.address))
            correction = judged(question, judgement, behind)
            edit.replace(behind, [correction])
            change = _change(
                who,
                "correct",
                question.address,
                answer=judgement.answer,
                before=_tables(behind),
                after=_tables([correction]),
                evidence=_evidence(question),
            )
            self._log(change, edit.restore)
        self._publish(question.address, key.article_id)
        return change

    def relate(self, who: str, name: str, other: str, relation: PairState) -> Change:
        """Record that two names are one speaker, shown as *name*, or two."""
        if not slug(name) or not slug(other) or slug(name) == slug(other):
            raise JudgementError("Expected two different names.")
        subject = f"{name}{_PAIR_SEPARATOR}{other}"
        with edit_registry(self._folder) as edit:
            before = edit.pair(name, other)
            edit.set_pair(name, other, relation)
            change = _change(
                who,
                "names",
                subject,
                answer=relation,
                before=_pair_table(name, other, before),
                after=_pair_table(name, other, relation),
            )
            self._log(change, edit.restore)
        self._publish(subject)
        return change

    def remove(self, who: str, article_ids: Sequence[str]) -> list[Change]:
        """Let articles leave the index whose files are gone from the corpus."""
        entries = open_store(self._settings).entries()
        for article_id in article_ids:
            entry = entries.get(article_id)
            if entry is None:
                raise JudgementError(f"The article {article_id} is not in the index any more.")
            if (self._folder / entry.path).exists():
                raise JudgementError(
                    f"The file {entry.path} is in the corpus folder again; run reindex instead."
                )
        changes: list[Change] = []
        for article_id in article_ids:
            changes.append(_change(who, "remove", article_id, answer="remove"))
            append_change(self._folder, changes[-1])
            self._publish(article_id, article_id, removed=True)
        return changes

    def note(
        self,
        who: str,
        action: Action,
        subject: str,
        answer: str,
        evidence: Mapping[str, Any] | None = None,
    ) -> Change:
        """Log that a file, a report or a conflict was dealt with; nothing else changes."""
        change = _change(who, action, subject, answer=answer, evidence=evidence or {})
        append_change(self._folder, change)
        return change

    def undo(self, who: str, change_id: str) -> Change:
        """Undo a change, unless what it wrote has been changed since."""
        changes = read_changes(self._folder)
        undone = next((change for change in changes if change.id == change_id), None)
        if undone is None:
            raise JudgementError("There is no such change.")
        if change_id in undone_ids(changes):
            raise JudgementError("The change has been undone already.")
        change = _change(
            who, "undo", undone.subject, before=undone.after, after=undone.before, undoes=undone.id
        )
        if undone.action == "remove":
            raise JudgementError(
                "A removal cannot be undone here. Put the file back, and run reindex."
            )
        if any("relation" in table for table in (*undone.before, *undone.after)):
            self._undo_names(change)
        elif undone.before or undone.after:
            self._undo_correction(change)
        else:
            append_change(self._folder, change)
        return change

    def _undo_correction(self, change: Change) -> None:
        written = _corrections(change.before)
        earlier = _corrections(change.after)
        with edit_corrections(self._folder) as edit:
            if any(correction not in edit.corrections for correction in written):
                raise JudgementError(self._conflict(change.subject))
            edit.replace(written, earlier)
            self._log(change, edit.restore)
        article_id = (*written, *earlier)[0].article_id
        self._publish(change.subject, article_id)

    def _undo_names(self, change: Change) -> None:
        written, earlier = change.before[0], change.after[0]
        name, other = str(earlier["name"]), str(earlier["other"])
        with edit_registry(self._folder) as edit:
            if edit.pair(name, other) != written["relation"]:
                raise JudgementError(self._conflict(change.subject))
            edit.set_pair(name, other, earlier["relation"])
            self._log(change, edit.restore)
        self._publish(change.subject)

    def _conflict(self, subject: str) -> str:
        """Return who changed *subject* last, as a message."""
        latest = next(
            (c for c in reversed(read_changes(self._folder)) if c.subject == subject), None
        )
        by = f"{latest.who} has decided this" if latest else "The file was changed by hand"
        return f"{by} in the meantime, so nothing was recorded. Look at it again."

    def _log(self, change: Change, restore: Any) -> None:
        try:
            append_change(self._folder, change)
        except (OSError, EditorialError):
            restore()
            raise

    def _publish(self, subject: str, article_id: str = "", *, removed: bool = False) -> None:
        PendingDecisions(self._settings.index_dir).add(subject, article_id, removed=removed)
        self._publisher.wake()


def _change(who: str, action: Action, subject: str, **values: Any) -> Change:
    now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
    return Change(new_change_id(now), now, who, action, subject, **values)


def _tables(corrections: Sequence[Correction]) -> Tables:
    return tuple(correction_values(correction) for correction in corrections)


def _corrections(tables: Tables) -> tuple[Correction, ...]:
    path = Path(CORRECTIONS_FILE)
    return parse_corrections(
        TomlTable(path, "correction", number, dict(table)) for number, table in enumerate(tables, 1)
    )


def _pair_table(name: str, other: str, relation: PairState) -> Tables:
    return ({"name": name, "other": other, "relation": relation},)


def _state(corrections: Sequence[Correction]) -> str:
    return "|".join(f"{slug(c.speaker)}:{c.act}:{slug(c.role)}" for c in corrections)


def _evidence(question: Question) -> dict[str, Any]:
    """Return what an answer is about, from which ``calibrate`` learns."""
    attribution = question.attribution
    evidence: dict[str, Any] = {"source": question.article.source}
    if attribution is not None:
        evidence |= {
            "speaker": attribution.speaker.name,
            "cue": attribution.cue,
            "rule": attribution.rule,
            "confidence": round(attribution.confidence, 3),
            "corrected": attribution.corrected,
        }
    return evidence
