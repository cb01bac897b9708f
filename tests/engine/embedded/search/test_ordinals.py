"""Values by document, held against counting them one by one."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.facet_values import FacetIndex
from searchapp.engine.embedded.search import ordinals
from searchapp.engine.embedded.search.docid_sets import numbers_of
from searchapp.engine.embedded.search.ordinals import Ordinals

VALUES = 4

_of_documents = st.lists(st.sets(st.integers(0, VALUES - 1)), min_size=1, max_size=40)


def _values(of_documents: list[set[int]]) -> FacetIndex:
    groups = []
    for value in range(VALUES):
        having = np.array([value in values for values in of_documents])
        groups.append((str(value), str(value), numbers_of(having)))
    return FacetIndex.of(groups, len(of_documents))


@given(of_documents=_of_documents, data=st.data())
def test_values_are_counted_as_one_by_one(
    of_documents: list[set[int]], data: st.DataObject
) -> None:
    chosen = sorted(data.draw(st.sets(st.integers(0, len(of_documents) - 1))))
    counted = Counter(value for document in chosen for value in of_documents[document])
    expected = [counted[value] for value in range(VALUES)]
    documents = np.array(chosen, np.int32)
    of = Ordinals(_values(of_documents))
    original = ordinals._FEW
    for few in (0, 1000):
        ordinals._FEW = few
        try:
            assert of.counts(documents).tolist() == expected
            owners, numbers = of.pairs(documents)
        finally:
            ordinals._FEW = original
        pairs = {(d, v) for d in chosen for v in of_documents[d]}
        assert sorted(zip(owners.tolist(), numbers.tolist(), strict=True)) == sorted(pairs)


@given(of_documents=_of_documents, wanted=st.sets(st.integers(0, VALUES - 1)))
def test_the_documents_of_chosen_values_are_marked(
    of_documents: list[set[int]], wanted: set[int]
) -> None:
    chosen = np.array([value in wanted for value in range(VALUES)])
    mask = Ordinals(_values(of_documents)).mask(chosen)
    assert mask.tolist() == [bool(values & wanted) for values in of_documents]
