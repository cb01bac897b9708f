import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.postings import GAP, TokenStream

_texts = st.lists(st.lists(st.sampled_from([0, 1, 2, GAP]), max_size=4), min_size=1, max_size=4)


@given(_texts, st.data())
def test_many_texts_added_at_once_are_those_added_one_by_one(
    texts: list[list[int]], data: st.DataObject
) -> None:
    kinds = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8))
    documents = range(3, 3 + 2 * len(kinds), 2)
    one_by_one, at_once = TokenStream(), TokenStream()
    for document, kind in zip(documents, kinds, strict=True):
        if texts[kind]:
            one_by_one.add(document, texts[kind])
    at_once.add_many(np.array(documents, np.int32), np.array(kinds, np.int32), texts)
    assert [a.tolist() for a in at_once.tokens()] == [a.tolist() for a in one_by_one.tokens()]


def test_a_term_has_the_number_of_its_first_coming() -> None:
    stream = TokenStream()
    assert stream.numbers([b"b", b"a", b"b"]) == [0, 1, 0]
    assert stream.numbers([b"c", b"a"]) == [2, 1]
