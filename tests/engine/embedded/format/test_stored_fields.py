"""Stored documents are read back as they were written, copied or not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.format import stored_fields
from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.stored_fields import StoredReader, StoredWriter

Document = dict[str, Any]
Articles = list[tuple[Document, list[Document]]]

_own = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(0, 9), max_size=4)
_shared = st.dictionaries(st.sampled_from(["article", "title\n"]), st.text(max_size=9))
_articles = st.lists(st.tuples(_shared, st.lists(_own, max_size=20)), min_size=1, max_size=8)


def write(path: Path, articles: Articles) -> StoredReader:
    file = ArrayFileWriter(path)
    stored = StoredWriter(file)
    for shared, paragraphs in articles:
        stored.begin(shared)
        for own in paragraphs:
            stored.add(own)
    stored.close()
    file.close({"documents": sum(len(paragraphs) for _, paragraphs in articles)})
    return StoredReader(ArrayFile(path))


def joined(path: Path, readers: list[StoredReader], kept: list[list[bool]]) -> StoredReader:
    file = ArrayFileWriter(path)
    stored = StoredWriter(file, readers[0].dictionary)
    for reader, live in zip(readers, kept, strict=True):
        stored.copy(reader, np.array(live, np.bool_))
    stored.close()
    file.close({"documents": sum(map(sum, kept))})
    return StoredReader(ArrayFile(path))


def documents(articles: Articles) -> list[Document]:
    return [shared | own for shared, paragraphs in articles for own in paragraphs]


@pytest.fixture(params=[10, 2_000], ids=["with a dictionary", "without one"])
def training(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(stored_fields, "TRAINING_BLOCKS", request.param)
    monkeypatch.setattr(stored_fields, "DICTIONARY_BYTES", 512)
    return int(request.param)


WORDS = [
    "oil",
    "gas",
    "trade",
    "deficit",
    "exports",
    "imports",
    "ministry",
    "officials",
    "statement",
    "quarter",
]


def wire(articles: int, seed: int) -> Articles:
    """Make articles that are alike enough to train a dictionary on."""
    rng = np.random.default_rng(seed)

    def text() -> str:
        return " ".join(rng.choice(WORDS, 60))

    return [
        ({"article": f"a{seed}-{n}", "title": text()}, [{"text": text()} for _ in range(11)])
        for n in range(articles)
    ]


@settings(deadline=None)
@given(articles=_articles)
def test_documents_are_read_back_by_number(
    tmp_path_factory: pytest.TempPathFactory, articles: Articles
) -> None:
    reader = write(tmp_path_factory.mktemp("stored") / "a.arrays", articles)
    for number, document in reversed(list(enumerate(documents(articles)))):
        assert reader.get(number) == document


def test_copies_leave_out_what_is_not_kept(tmp_path: Path, training: int) -> None:
    first, second = wire(20, seed=1), wire(9, seed=2)
    readers = [write(tmp_path / name, a) for name, a in (("1", first), ("2", second))]
    assert bool(readers[0].dictionary) == (training == 10)
    everything = documents(first) + documents(second)
    rng = np.random.default_rng(3)
    live = (rng.random(len(everything)) < 0.9).tolist()
    live[:40] = [True] * 40
    cut = len(documents(first))
    copied = joined(tmp_path / "3", readers, [live[:cut], live[cut:]])
    kept = [document for document, stays in zip(everything, live, strict=True) if stays]
    assert [copied.get(number) for number in range(len(kept))] == kept
    assert copied.dictionary == readers[0].dictionary


def test_blocks_that_stay_whole_are_copied_as_they_are(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_fields, "TRAINING_BLOCKS", 10)
        patch.setattr(stored_fields, "DICTIONARY_BYTES", 512)
        reader = write(tmp_path / "1", wire(20, seed=1))
    copied = joined(tmp_path / "2", [reader], [[True] * (20 * 11)])
    assert copied.blocks == reader.blocks
    packed = [[r.packed(block) for block in range(r.blocks)] for r in (reader, copied)]
    assert packed[0] == packed[1]


def test_a_whole_copy_follows_what_was_added_before(tmp_path: Path) -> None:
    articles = wire(20, seed=1)
    everything = documents(articles)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_fields, "TRAINING_BLOCKS", 10)
        patch.setattr(stored_fields, "DICTIONARY_BYTES", 512)
        reader = write(tmp_path / "1", articles)
    thinned = [True] * 30 + [False] + [True] * (len(everything) - 31)
    whole = [True] * len(everything)
    copied = joined(tmp_path / "2", [reader] * 3, [thinned, whole, whole])
    kept = [*everything[:30], *everything[31:], *everything, *everything]
    assert [copied.get(number) for number in range(len(kept))] == kept


def test_a_dictionary_makes_blocks_smaller(tmp_path: Path) -> None:
    sizes = []
    for blocks in (10, 2_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(stored_fields, "TRAINING_BLOCKS", blocks)
            patch.setattr(stored_fields, "DICTIONARY_BYTES", 1024)
            reader = write(tmp_path / str(blocks), wire(40, seed=1))
        sizes.append(sum(len(reader.packed(block)) for block in range(reader.blocks)))
    assert sizes[0] < sizes[1]


def test_blocks_that_nothing_can_be_learnt_from_have_no_dictionary(tmp_path: Path) -> None:
    articles: Articles = [({"article": "a"}, [{"text": ""}])] * 30
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stored_fields, "TRAINING_BLOCKS", 2)
        reader = write(tmp_path / "1", articles)
    assert reader.dictionary == b""
    assert reader.get(29) == {"article": "a", "text": ""}
