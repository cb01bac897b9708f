"""Names of a draft and of the archive that may mean one speaker."""

import pytest

from searchapp.models.articles import SpeakerKind
from searchapp.text_reuse.speakers import may_be_same


@pytest.mark.parametrize(
    ("claimed", "name", "kind", "same"),
    [
        ("Lee", "Ann Lee", "person", True),
        ("Ann Lee", "Ann B. Lee", "person", True),
        ("A. Lee", "Ann Lee", "person", True),
        ("Ben Lee", "Ann Lee", "person", False),
        ("Ann Lee", "Ann Okafor", "person", False),
        ("SEC", "Securities Exchange Commission", "organization", True),
        ("Dunmarrow Glass", "spokesman for Dunmarrow Glass", "unnamed", True),
        ("Ann Lee", "one of them", "unnamed", False),
    ],
)
def test_names_are_compared_word_by_word(
    claimed: str, name: str, kind: SpeakerKind, same: bool
) -> None:
    assert may_be_same(claimed, name, kind) is same
