"""Mutated files: whatever happens to a file, its reader gives events and no other error."""

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Write, line
from tests.ingest.formats.test_samples import DOCX, EPUB, PDF, SAMPLES
from tests.ingest.reading import articles, events_of, read

MUTATIONS = 200
_FRAGMENTS = (b"<", b'"', b"\0", b"&#8217;", b"<b>", b"\r", b"{", b"\xff", b'[x y="z"]')
_FILES = {
    **{path.name: path.read_bytes() for path in sorted(SAMPLES.iterdir()) if path.is_file()},
    "kiln.pdf": PDF,
    "weir.docx": DOCX,
    "almanac.epub": EPUB,
}


def _mutated(data: bytes, choice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(choice.randint(1, 8)):
        at = choice.randrange(len(changed) + 1)
        mutations: tuple[Callable[[], None], ...] = (
            lambda at=at: changed.__setitem__(slice(at, at + 1), choice.randbytes(1)),
            lambda at=at: changed.__delitem__(slice(at, at + choice.randint(1, 40))),
            lambda at=at: changed.__setitem__(slice(at, at), changed[at : at + 60] * 3),
            lambda at=at: changed.__setitem__(slice(at, at), choice.choice(_FRAGMENTS)),
        )
        choice.choice(mutations)()
    return bytes(changed)


@pytest.mark.parametrize("name", _FILES)
def test_no_mutation_of_a_file_raises_an_error(name: str) -> None:
    choice = random.Random(22)
    for _ in range(MUTATIONS):
        assert events_of(name, _mutated(_FILES[name], choice)) is not None


def test_mutated_files_do_not_affect_the_files_beside_them(corpus: Path, write: Write) -> None:
    choice = random.Random(22)
    for name, data in _FILES.items():
        write(f"mutated-{name}", _mutated(data, choice))
    write("good.jsonl", line("good", "Text."))
    assert ("good", "good.jsonl, line 1") in articles(read(corpus))
