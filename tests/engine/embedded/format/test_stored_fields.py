"""Stored documents are read back as they were written, copied or not."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.stored_fields import (
    DictionaryTraining,
    StoredReader,
    StoredWriter,
)

Document = dict[str, Any]
Articles = list[tuple[Document, list[Document]]]

_own = st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(0, 9), max_size=4)
_shared = st.dictionaries(st.sampled_from(["article", "title\n"]), st.text(max_size=9))
_articles = st.lists(st.tuples(_shared, st.lists(_own, max_size=20)), min_size=1, max_size=8)


def write(
    path: Path, articles: Articles, training: DictionaryTraining | None = None
) -> StoredReader:
    file = ArrayFileWriter(path)
    stored = StoredWriter(file, training=training)
    for shared, paragraphs in articles:
        stored.begin(shared)
        for own in paragraphs:
            stored.add(own)
    stored.close()
    file.close({"documents": sum(len(paragraphs) for _, paragraphs in articles)})
    return StoredReader(ArrayFile(path))


def joined(path: Path, readers: list[StoredReader], live: list[list[bool]]) -> StoredReader:
    file = ArrayFileWriter(path)
    stored = StoredWriter(file, readers[0].dictionary)
    for reader, own in zip(readers, live, strict=True):
        stored.copy(reader, np.array(own, np.bool_))
    stored.close()
    file.close({"documents": sum(map(sum, live))})
    return StoredReader(ArrayFile(path))


def documents(articles: Articles) -> list[Document]:
    return [shared | own for shared, paragraphs in articles for own in paragraphs]


TRAINED = DictionaryTraining(blocks=10, dictionary_bytes=512)
UNTRAINED = DictionaryTraining(blocks=2_000, dictionary_bytes=512)

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


@pytest.mark.parametrize("training", [TRAINED, UNTRAINED], ids=["trained", "untrained"])
def test_deleted_documents_are_not_copied(tmp_path: Path, training: DictionaryTraining) -> None:
    first, second = wire(20, seed=1), wire(9, seed=2)
    readers = [write(tmp_path / name, a, training) for name, a in (("1", first), ("2", second))]
    assert bool(readers[0].dictionary) == (training is TRAINED)
    everything = documents(first) + documents(second)
    rng = np.random.default_rng(3)
    live = (rng.random(len(everything)) < 0.9).tolist()
    live[:40] = [True] * 40
    cut = len(documents(first))
    copied = joined(tmp_path / "3", readers, [live[:cut], live[cut:]])
    expected = [document for document, is_live in zip(everything, live, strict=True) if is_live]
    assert [copied.get(number) for number in range(len(expected))] == expected
    assert copied.dictionary == readers[0].dictionary


def test_blocks_without_deleted_documents_are_copied_as_they_are(tmp_path: Path) -> None:
    reader = write(tmp_path / "1", wire(20, seed=1), TRAINED)
    copied = joined(tmp_path / "2", [reader], [[True] * (20 * 11)])
    assert copied.blocks == reader.blocks
    compressed = [[r.compressed(block) for block in range(r.blocks)] for r in (reader, copied)]
    assert compressed[0] == compressed[1]


def test_whole_segments_are_copied_after_other_documents(tmp_path: Path) -> None:
    articles = wire(20, seed=1)
    everything = documents(articles)
    reader = write(tmp_path / "1", articles, TRAINED)
    thinned = [True] * 30 + [False] + [True] * (len(everything) - 31)
    whole = [True] * len(everything)
    copied = joined(tmp_path / "2", [reader] * 3, [thinned, whole, whole])
    expected = [*everything[:30], *everything[31:], *everything, *everything]
    assert [copied.get(number) for number in range(len(expected))] == expected


def test_a_dictionary_makes_blocks_smaller(tmp_path: Path) -> None:
    sizes = []
    for blocks in (10, 2_000):
        training = DictionaryTraining(blocks, dictionary_bytes=1024)
        reader = write(tmp_path / str(blocks), wire(40, seed=1), training)
        sizes.append(sum(len(reader.compressed(block)) for block in range(reader.blocks)))
    assert sizes[0] < sizes[1]


def test_blocks_that_are_all_alike_have_no_dictionary(tmp_path: Path) -> None:
    articles: Articles = [({"article": "a"}, [{"text": ""}])] * 30
    reader = write(tmp_path / "1", articles, DictionaryTraining(blocks=2))
    assert reader.dictionary == b""
    assert reader.get(29) == {"article": "a", "text": ""}
