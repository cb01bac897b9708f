import datetime
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.facet_values import FacetFile, FacetIndex
from searchapp.engine.embedded.format.segment_reader import SegmentReader
from searchapp.engine.embedded.whoosh.codec import EXTENSION, FACETS_EXTENSION
from searchapp.engine.embedded.write.segment_writer import SegmentWriter
from searchapp.models.articles import Article, Attribution, Paragraph, Speaker

_values_of_articles = st.lists(st.sets(st.sampled_from("abcd")), min_size=1, max_size=6)


def index_of(values_of: list[set[str]]) -> FacetIndex:
    """Return the facet whose documents have these values."""
    values = sorted(set().union(*values_of))
    groups = [
        (v, v.upper(), np.array([d for d, own in enumerate(values_of) if v in own], np.int32))
        for v in values
    ]
    return FacetIndex.from_groups(groups, len(values_of))


def values_by_document(index: FacetIndex) -> list[set[str]]:
    value_starts = index.value_starts.tolist()
    return [
        {index.ids[value] for value in index.values[start:stop].tolist()}
        for start, stop in pairwise(value_starts)
    ]


@given(_values_of_articles)
def test_values_are_read_back_by_value_and_by_document(values_of: list[set[str]]) -> None:
    index = index_of(values_of)
    assert values_by_document(index) == values_of
    for value, id_ in enumerate(index.ids):
        documents = [d for d, own in enumerate(values_of) if id_ in own]
        assert index.documents_of(value).tolist() == documents
        assert index.names[value] == id_.upper()


@given(_values_of_articles, st.data())
def test_paragraphs_have_the_values_of_their_article(
    values_of: list[set[str]], data: st.DataObject
) -> None:
    sizes = [data.draw(st.integers(0, 3)) for _ in values_of]
    index = index_of(values_of).of_paragraphs(np.cumsum([0, *sizes]))
    repeated = [own for own, size in zip(values_of, sizes, strict=True) for _ in range(size)]
    assert values_by_document(index) == repeated
    for value, id_ in enumerate(index.ids):
        documents = [d for d, own in enumerate(repeated) if id_ in own]
        assert index.documents_of(value).tolist() == documents


def attribution(name: str, role: str = "") -> Attribution:
    return Attribution(Speaker(name.lower(), name, "person"), role, "said", "direct", ((0, 1),))


def test_facets_of_a_segment_are_merged_by_id_and_labelled_by_the_most_frequent_name(
    tmp_path: Path,
) -> None:
    speakers = ["Ann Lee", "ANN LEE", "Ann Lee", "Bob"]
    paragraphs = tuple(
        Paragraph(n, "Text.", (attribution(name, "chair"),)) for n, name in enumerate(speakers, 1)
    )
    writer = SegmentWriter(tmp_path)
    writer.add(Article("b", "B", datetime.date(2020, 5, 1), paragraphs, source="Post"))
    writer.add(Article("a", "A", None, (Paragraph(1, "Text."),)))
    writer.commit()
    [path] = tmp_path.glob(f"*{EXTENSION}")
    starts = SegmentReader(path).article_starts
    facets = FacetFile(path.with_suffix(FACETS_EXTENSION), starts)
    names = {facet: list(facets.values(facet).names) for facet in ("speaker", "source", "year")}
    assert names == {"speaker": ["Ann Lee", "Bob"], "source": ["Post"], "year": ["undated", "2020"]}
    assert facets.values("speaker").documents_of(0).tolist() == [0, 1, 2]
    assert facets.values("source").documents_of(0).tolist() == [0, 1, 2, 3]
    pairs = facets.values("speaker_role")
    assert [pairs.ids[value] for value in pairs.with_prefix("bob\x1f")] == ["bob\x1fchair"]
    assert facets.article.tolist() == [1, 1, 1, 1, 0]
