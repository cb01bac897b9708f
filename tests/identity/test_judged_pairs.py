"""The table of an archive that changes is that of the archive read as a whole."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.common.speaker_table_file import decode_change, encode_change
from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import PairStates, SpeakerTable, TableChange
from tests.identity.articles import (
    ORGANIZATIONS,
    Articles,
    GeneratedArticle,
    Said,
    generated_articles,
)

RULES = SpeakerIdentification(
    same=(("vask", "oga"),), different=(("samuel-vask", "samuel-vask-corp"),)
)


def updated(
    before: dict[str, GeneratedArticle],
    after: dict[str, GeneratedArticle],
    scores: Path,
    rules: SpeakerIdentification = RULES,
) -> SpeakerTable:
    """Return the table of *after*, given the scores of *before*."""
    names = names_of_changed(before, after)
    table = rules.table(Articles(before))
    states = PairStates(fingerprint=table.fingerprint)
    return rules.update(Articles(after), scores, names, states).apply(table)


def names_of_changed(
    before: dict[str, GeneratedArticle], after: dict[str, GeneratedArticle]
) -> set[str]:
    changed = {id_ for id_ in before | after if before.get(id_) != after.get(id_)}
    return Articles(before).names_in(changed) | Articles(after).names_in(changed)


OTHER_RULES = replace(RULES, same=(("rolf-vask", "ann-vask", "oga"),))


class Run(NamedTuple):
    """A run that changes articles, but is killed before it publishes if not *published*."""

    change: dict[str, GeneratedArticle | None]
    published: bool
    rules: SpeakerIdentification


def runs() -> st.SearchStrategy[Run]:
    changes = st.dictionaries(
        st.sampled_from("abcdefgh"), generated_articles() | st.none(), min_size=1, max_size=4
    )
    seldom = st.sampled_from([True, True, False])
    return st.builds(Run, changes, seldom, seldom.map(lambda most: RULES if most else OTHER_RULES))


@given(st.lists(runs(), min_size=3, max_size=6))
@settings(max_examples=25)
def test_any_order_of_additions_and_removals_gives_the_table_of_a_full_run(
    runs: list[Run],
) -> None:
    articles: dict[str, GeneratedArticle] = {}
    with tempfile.TemporaryDirectory() as folder:
        scores = Path(folder) / "pairs"
        table, state = RULES.table(Articles(articles), scores, "0"), "0"
        changes: TableChange | None = None
        first = table
        for number, (change, published, rules) in enumerate(runs, start=1):
            merged = articles | change
            after = {id_: article for id_, article in merged.items() if article}
            states = PairStates(state, table.fingerprint, str(number))
            names = names_of_changed(articles, after)
            changed = rules.update(Articles(after), scores, names, states)
            expected = rules.table(Articles(after))
            assert changed.apply(table) == expected
            if published:
                changes = changed.after(changes)
                assert changes.apply(first) == expected
                assert decode_change(encode_change(changes)) == changes
                articles, table, state = after, expected, str(number)


def test_a_small_change_is_a_small_part_of_the_table(tmp_path: Path) -> None:
    before = {
        **{f"a{n}": said(f"Samuel {name}") for n, name in enumerate(LAST_NAMES)},
        **{f"b{n}": said(f"Sam {name}") for n, name in enumerate(LAST_NAMES)},
    }
    scores = tmp_path / "pairs"
    table = RULES.table(Articles(before), scores)
    assert len(table.speakers) == len(LAST_NAMES)
    after = {**before, "c": said("Samuel Oban")}
    states = PairStates(fingerprint=table.fingerprint)
    change = RULES.update(Articles(after), scores, {"Samuel Oban"}, states)
    assert change.forms == frozenset(["samuel-oban", "sam-oban"])
    assert set(change.part.speakers) == {"samuel-oban"}


def test_a_file_of_another_generation_is_written_anew(tmp_path: Path) -> None:
    scores = tmp_path / "pairs"
    RULES.table(Articles({"a": SAMUEL, "x": said("Ann Lee")}), scores, "first")
    after = {"a": SAMUEL, "b": SAM}
    states = PairStates("another", RULES.fingerprint, "next")
    change = RULES.update(Articles(after), scores, {"Sam Vask"}, states)
    assert change == TableChange(RULES.table(Articles(after)))


def said(name: str, *text: str, role: str = "") -> GeneratedArticle:
    kind: SpeakerKind = "organization" if name in ORGANIZATIONS else "person"
    return GeneratedArticle((Said(name, role, kind),), text)


LAST_NAMES = ("Vask", "Oban", "Lund", "Brandt", "Kessler")
SAMUEL, SAM = said("Samuel Vask"), said("Sam Vask")
JOINED = ("samuel-vask", "sam-vask")


def are_joined(table: SpeakerTable, one: str, other: str) -> bool:
    return table.speaker_of(one) == table.speaker_of(other)


def test_names_that_appear_or_leave_change_the_pairs_that_depend_on_them(tmp_path: Path) -> None:
    alone = {"a": SAMUEL, "b": SAM}
    with_others = {**alone, "c": said("Ann Vask"), "d": said("Rolf Vask")}
    scores = tmp_path / "pairs"
    RULES.table(Articles({"a": SAMUEL}), scores)
    assert are_joined(updated({"a": SAMUEL}, alone, scores), *JOINED)
    assert not are_joined(updated(alone, with_others, scores), *JOINED)
    assert are_joined(updated(with_others, alone, scores), *JOINED)


def test_a_new_article_of_one_name_is_judged_by_the_names_there_are(tmp_path: Path) -> None:
    before = {"a": SAMUEL, "c": said("Ann Vask"), "d": said("Rolf Vask")}
    scores = tmp_path / "pairs"
    RULES.table(Articles(before), scores)
    assert not are_joined(updated(before, {**before, "b": SAM}, scores), *JOINED)


def test_an_added_text_declares_an_acronym(tmp_path: Path) -> None:
    before = {"a": said("OGA"), "b": said("Oban Gas Association")}
    after = {**before, "c": said("OGA", "Oban Gas Association", "OGA")}
    scores = tmp_path / "pairs"
    rules = SpeakerIdentification()
    assert not rules.table(Articles(before), scores).speakers
    assert are_joined(updated(before, after, scores, rules), "oga", "oban-gas-association")


@pytest.mark.parametrize("content", [None, b"", b"no database", b"SQLite format 3\0" + bytes(99)])
def test_a_file_that_cannot_be_used_is_written_anew(tmp_path: Path, content: bytes | None) -> None:
    scores = tmp_path / "pairs"
    if content is not None:
        scores.write_bytes(content)
    before = {"a": SAMUEL}
    after = {**before, "b": SAM}
    assert updated(before, after, scores) == RULES.table(Articles(after))
    final = {**after, "c": said("Ann Vask")}
    assert updated(after, final, scores) == RULES.table(Articles(final))
