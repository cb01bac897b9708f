"""The table of an archive that changes is that of the archive read as a whole."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.identity.table import SpeakerIdentification
from searchapp.models.articles import SpeakerKind
from searchapp.models.identity import SpeakerTable
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
    changed = {id_ for id_ in before | after if before.get(id_) != after.get(id_)}
    names = Articles(before).names_in(changed) | Articles(after).names_in(changed)
    return rules.update(Articles(after), scores, names)


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from("abcdefgh"), generated_articles() | st.none(), min_size=1, max_size=4
        ),
        min_size=3,
        max_size=6,
    )
)
@settings(max_examples=25)
def test_any_order_of_additions_and_removals_gives_the_table_of_a_full_run(
    changes: list[dict[str, GeneratedArticle | None]],
) -> None:
    articles: dict[str, GeneratedArticle] = {}
    with tempfile.TemporaryDirectory() as folder:
        scores = Path(folder) / "pairs"
        RULES.table(Articles(articles), scores)
        for change in changes:
            merged = articles | change
            after = {id_: article for id_, article in merged.items() if article}
            assert updated(articles, after, scores) == RULES.table(Articles(after))
            articles = after


def said(name: str, *text: str, role: str = "") -> GeneratedArticle:
    kind: SpeakerKind = "organization" if name in ORGANIZATIONS else "person"
    return GeneratedArticle((Said(name, role, kind),), text)


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
