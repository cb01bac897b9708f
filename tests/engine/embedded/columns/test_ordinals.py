"""Segment ordinals compared with counting values document by document."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.columns.ordinals import SegmentOrdinals
from searchapp.engine.embedded.format.docid_sets import to_doc_ids
from searchapp.engine.embedded.format.facet_values import FacetIndex

VALUES = 4

_values_by_document = st.lists(st.sets(st.integers(0, VALUES - 1)), min_size=1, max_size=40)


def _index(values_by_document: list[set[int]]) -> FacetIndex:
    groups = []
    for value in range(VALUES):
        with_value = np.array([value in values for values in values_by_document])
        groups.append((str(value), str(value), to_doc_ids(with_value)))
    return FacetIndex.from_groups(groups, len(values_by_document))


@given(values_by_document=_values_by_document, data=st.data())
def test_counts_and_pairs_are_those_of_each_document(
    values_by_document: list[set[int]], data: st.DataObject
) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(0, len(values_by_document) - 1))))
    counts = Counter(value for doc_id in chosen for value in values_by_document[doc_id])
    doc_ids = np.array(chosen, np.int32)
    ordinals = SegmentOrdinals(_index(values_by_document))
    assert ordinals.counts(doc_ids).tolist() == [counts[value] for value in range(VALUES)]
    owners, values = ordinals.pairs(doc_ids)
    expected = {(doc_id, value) for doc_id in chosen for value in values_by_document[doc_id]}
    assert sorted(zip(owners.tolist(), values.tolist(), strict=True)) == sorted(expected)


@given(values_by_document=_values_by_document, values=st.sets(st.integers(0, VALUES - 1)))
def test_the_mask_is_true_for_documents_with_a_chosen_value(
    values_by_document: list[set[int]], values: set[int]
) -> None:
    chosen = np.array([value in values for value in range(VALUES)])
    mask = SegmentOrdinals(_index(values_by_document)).mask(chosen)
    assert mask.tolist() == [bool(of_document & values) for of_document in values_by_document]
