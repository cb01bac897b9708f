import datetime
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.format.fields import POSITION_BITS
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.codec import EXTENSION, ArrayCodec
from searchapp.engine.embedded.whoosh.toc import open_searcher
from searchapp.engine.embedded.write.policy import BuildLimits, MergePolicy
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker

_texts = st.lists(
    st.lists(st.sampled_from(["oil", "Oils", "gas", "O'Neill", "22.5"]), max_size=5).map(" ".join),
    min_size=1,
    max_size=3,
)


def article(number: int, texts: list[str], speaker: str = "") -> Article:
    said = (
        (
            Attribution(
                Speaker(speaker.lower(), speaker, "person"), "Chair", "said", "direct", ((0, 1),)
            ),
        )
        if speaker
        else ()
    )
    date = datetime.date(2020, 1, 1 + number % 28) if number % 3 else None
    paragraphs = tuple(Paragraph(n, text, said) for n, text in enumerate(texts, 1))
    return Article(f"a{number:03}", f"Title {number}", date, paragraphs, source="Post")


def contents(folder: Path) -> dict[str, dict[bytes, list[tuple[str, int]]]]:
    """Return the postings, by field and term: pairs of address and frequency."""
    searcher = open_searcher(folder, ArrayCodec())
    fields: dict[str, dict[bytes, list[tuple[str, int]]]] = {}
    for leaf, _ in searcher.leaf_searchers():
        reader = leaf.reader()
        if reader.segment() is None:
            continue
        for name, term in reader.all_terms():
            matcher = reader.postings(name, term)
            places = fields.setdefault(name, {}).setdefault(term, [])
            while matcher.is_active():
                stored = reader.stored_fields(matcher.id())
                address = f"{stored['article']}#p{stored['number']}"
                places.append((address, int(matcher.weight())))
                matcher.next()
    return {
        name: {term: sorted(places) for term, places in sorted(terms.items()) if places}
        for name, terms in sorted(fields.items())
        if any(terms.values())
    }


def write(
    folder: Path,
    groups: list[list[Article]],
    deleted: list[str],
    policy: MergePolicy | None = None,
) -> Path:
    folder.mkdir()
    for group in groups:
        writer = SegmentWriter(folder, policy=policy)
        for added in group:
            writer.add(added)
        writer.commit()
    writer = SegmentWriter(folder, policy=policy)
    for article_id in deleted:
        writer.delete(article_id)
    writer.commit()
    return folder


@settings(max_examples=40, deadline=None)
@given(
    groups=st.lists(st.lists(_texts, min_size=1, max_size=3), min_size=1, max_size=4),
    data=st.data(),
)
def test_merged_segments_hold_the_same_as_a_single_one(
    tmp_path_factory: pytest.TempPathFactory,
    groups: list[list[list[str]]],
    data: st.DataObject,
) -> None:
    root = tmp_path_factory.mktemp("merge")
    speakers = data.draw(
        st.lists(st.sampled_from(["", "Ann Lee", "Bob"]), min_size=12, max_size=12)
    )
    numbers = iter(range(99))
    articles = [
        [article(n := next(numbers), texts, speakers[n]) for texts in group] for group in groups
    ]
    everything = [added for group in articles for added in group]
    gone = data.draw(st.sets(st.sampled_from([a.id for a in everything])))
    policy = MergePolicy(merge_factor=100, merge_postings=4)
    merged = contents(write(root / "merged", articles, sorted(gone), policy))
    live = [added for added in everything if added.id not in gone]
    assert merged == contents(write(root / "whole", [live] if live else [], []))


def test_segments_stay_few_over_many_commits(tmp_path: Path) -> None:
    most = 0
    for number in range(60):
        writer = SegmentWriter(tmp_path)
        writer.add(article(number, ["oil"]))
        writer.commit()
        most = max(most, len(list(tmp_path.glob(f"*{EXTENSION}"))))
    assert most <= 6
    assert len(list(tmp_path.glob("*.toc"))) == 1
    assert open_searcher(tmp_path, ArrayCodec()).doc_count() == 60


def test_a_segment_is_written_when_memory_is_full(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, limits=BuildLimits(segment_words=3))
    for number in range(4):
        writer.add(article(number, ["oil gas"]))
    written = [SegmentReader(path).documents for path in tmp_path.glob(f"*{EXTENSION}")]
    assert written == [2, 2]
    writer.commit()
    [path] = tmp_path.glob(f"*{EXTENSION}")
    assert SegmentReader(path).documents == 4


def test_a_segment_with_many_deleted_documents_is_rewritten(tmp_path: Path) -> None:
    folder = write(tmp_path / "i", [[article(n, ["oil"]) for n in range(10)]], ["a001"])
    searcher = open_searcher(folder, ArrayCodec())
    assert (searcher.doc_count(), searcher.doc_count_all()) == (9, 10)
    writer = SegmentWriter(folder)
    for number in range(2, 6):
        writer.delete(f"a{number:03}")
    writer.commit()
    searcher = open_searcher(folder, ArrayCodec())
    assert (searcher.doc_count(), searcher.doc_count_all()) == (5, 5)


def test_exact_lengths_survive_merging(tmp_path: Path) -> None:
    long = "word " * 500 + "oil"
    folder = write(tmp_path / "i", [[article(n, [long])] for n in range(3)], [])
    searcher = open_searcher(folder, ArrayCodec())
    assert searcher.field_length("exact") == 3 * 501
    assert searcher.field_length("text") == 3 * 501
    [path] = folder.glob(f"*{EXTENSION}")
    field = SegmentReader(path).field("exact")
    assert field is not None
    assert list(field.lengths()) == [501] * 3


def test_a_new_file_that_is_damaged_is_not_committed(tmp_path: Path) -> None:
    writer = SegmentWriter(tmp_path, limits=BuildLimits(segment_words=1))
    writer.add(article(1, ["oil"]))
    [path] = tmp_path.glob(f"*{EXTENSION}")
    content = bytearray(path.read_bytes())
    content[64] ^= 1
    path.write_bytes(content)
    with pytest.raises(ArrayFileError, match="is damaged"):
        writer.commit()
    assert not list(tmp_path.glob("*.toc"))


def test_days_and_paragraph_numbers_are_read_back(tmp_path: Path) -> None:
    folder = write(tmp_path / "i", [[article(3, ["a", "b"]), article(4, ["c"])]], [])
    [path] = folder.glob(f"*{EXTENSION}")
    segment = SegmentReader(path)
    day = datetime.date(2020, 1, 5).toordinal()
    assert np.array_equal(segment.column("day"), [-1, -1, day])
    assert np.array_equal(segment.column("number"), [1, 2, 1])


def test_a_thought_makes_nobody_a_speaker(tmp_path: Path) -> None:
    thinks = Attribution(
        Speaker("ann-lee", "Ann Lee", "person"), "Chair", "believes", "indirect", (), act="thought"
    )
    thought = Article("a", "T", None, (Paragraph(1, "Ann Lee believes it.", (thinks,)),))
    fields = contents(write(tmp_path / "i", [[thought]], []))
    assert fields.keys().isdisjoint(
        {"speakers", "speaker_name", "role", "quotation", "speaker_quotation"}
    )


def test_a_field_of_an_article_is_found_in_each_of_its_paragraphs(tmp_path: Path) -> None:
    first = article(3, ["a", "b", "a c"])
    other = article(4, ["d"])
    folder = write(tmp_path / "i", [[first, other]], [])
    [path] = folder.glob(f"*{EXTENSION}")
    field = SegmentReader(path).field("title_exact")
    assert field is not None
    title, three = (field.terms.find(word) for word in (b"title", b"3"))
    assert field.postings(title).documents.tolist() == [0, 1, 2, 3]
    assert field.document_frequency(three) == 3
    assert field.total_length == 8
    assert field.lengths().tolist() == [2] * 4
    places = field.places(three, np.array([1, 2, 3], np.int32))
    assert places.tolist() == [1, (1 << POSITION_BITS) | 1]
