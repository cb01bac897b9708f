"""Edits of TOML text change the tables that are meant, and keep comments and order."""

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from searchapp.editorial.toml_edits import appended, replaced

KEY = "correction"

FILE = """\
# Corrections of the archive.

[[correction]]        # the mayor
paragraph = "a#p1"
speaker = "Ann # Lee" # see the mail of May
# of 2010

# About the second.
[[correction]]
paragraph = "b#p1"
nobody = true
"""

_texts = st.text(st.sampled_from("ab #[]=\"'\\\n…é"), max_size=12)
_tables = st.lists(
    st.dictionaries(st.sampled_from(["paragraph", "text", "speaker"]), _texts, min_size=1),
    min_size=1,
    max_size=4,
)


def tables(text: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(text).get(KEY, [])
    return found


def test_a_removed_table_leaves_its_comments_and_those_around() -> None:
    edited = replaced(FILE, KEY, tables(FILE), 0, None)
    assert tables(edited) == tables(FILE)[1:]
    comments = ["# Corrections", "# the mayor", "# see the mail", "# of 2010", "# About the second"]
    places = [edited.index(comment) for comment in comments]
    assert places == sorted(places)


def test_a_replaced_table_stays_in_its_place() -> None:
    edited = replaced(FILE, KEY, tables(FILE), 0, {"paragraph": "a#p1", "speaker": "Bo Day"})
    assert tables(edited) == [{"paragraph": "a#p1", "speaker": "Bo Day"}, tables(FILE)[1]]
    assert "# see the mail of May" in edited
    assert edited.endswith(FILE[FILE.index("# of 2010") :])


def test_removing_what_was_appended_gives_the_file_that_was_there() -> None:
    for text in (FILE, FILE.removesuffix("\n"), ""):
        later = appended(text, KEY, tables(text), [{"paragraph": "c#p1", "nobody": True}])
        removed = replaced(later, KEY, tables(later), len(tables(text)), None)
        assert removed == text or removed == f"{text}\n"


def test_inline_arrays_are_edited_too() -> None:
    text = '# Inline.\ncorrection = [{paragraph = "a#p1"}, {paragraph = "b#p1"}]\n'
    later = appended(text, KEY, tables(text), [{"paragraph": "c#p1"}])
    assert [t["paragraph"] for t in tables(later)] == ["a#p1", "b#p1", "c#p1"]
    changed = replaced(later, KEY, tables(later), 1, {"paragraph": "d#p1"})
    removed = replaced(changed, KEY, tables(changed), 0, None)
    assert [t["paragraph"] for t in tables(removed)] == ["d#p1", "c#p1"]
    assert "# Inline." in removed


def test_a_header_inside_a_text_is_no_table() -> None:
    text = '[[correction]]\ntext = """\n[[correction]]\n"""\n[[correction]]\ntext = "b"\n'
    assert tables(replaced(text, KEY, tables(text), 0, None)) == [{"text": "b"}]


@given(_tables, _tables, st.data())
def test_tables_are_what_a_list_would_hold(
    first: list[dict[str, str]], later: list[dict[str, str]], data: st.DataObject
) -> None:
    text, reference = "# Kept.\n", list[dict[str, str]]()
    for group in (first, later):
        text = appended(text, KEY, reference, group)
        reference += group
        index = data.draw(st.integers(0, len(reference) - 1))
        values = data.draw(st.none() | st.just({"text": "new"}))
        text = replaced(text, KEY, reference, index, values)
        reference[index : index + 1] = [] if values is None else [values]
        assert tables(text) == reference
    assert text.startswith("# Kept.\n")
