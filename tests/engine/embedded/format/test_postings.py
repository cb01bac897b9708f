import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.postings import GAP, TokenStream

_texts = st.lists(st.lists(st.sampled_from([0, 1, 2, GAP]), max_size=4), min_size=1, max_size=4)


@given(_texts, st.data())
def test_texts_added_at_once_equal_texts_added_one_by_one(
    texts: list[list[int]], data: st.DataObject
) -> None:
    choices = data.draw(st.lists(st.integers(0, len(texts) - 1), max_size=8))
    documents = range(3, 3 + 2 * len(choices), 2)
    one_by_one, at_once = TokenStream(), TokenStream()
    for document, choice in zip(documents, choices, strict=True):
        if texts[choice]:
            one_by_one.add(document, texts[choice])
    at_once.add_many(np.array(documents, np.int32), np.array(choices, np.int32), texts)
    assert [a.tolist() for a in at_once.tokens()] == [a.tolist() for a in one_by_one.tokens()]


def test_terms_are_numbered_in_the_order_of_their_first_occurrence() -> None:
    stream = TokenStream()
    assert stream.numbers([b"b", b"a", b"b"]) == [0, 1, 0]
    assert stream.numbers([b"c", b"a"]) == [2, 1]
