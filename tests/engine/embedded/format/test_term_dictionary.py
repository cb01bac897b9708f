from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.embedded.format.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.format.term_dictionary import TermDictionary, write_terms

_terms = st.lists(st.binary(max_size=4) | st.text("aäb", max_size=3).map(str.encode), unique=True)


def write(folder: Path, terms: list[bytes]) -> TermDictionary:
    file = ArrayFileWriter(folder / "terms.arrays")
    write_terms(file, "text", terms)
    file.close()
    return TermDictionary(ArrayFile(folder / "terms.arrays"), "text")


@given(terms=_terms.map(sorted), term=st.binary(max_size=4))
def test_terms_are_found_by_value_and_by_number(
    tmp_path_factory: pytest.TempPathFactory, terms: list[bytes], term: bytes
) -> None:
    dictionary = write(tmp_path_factory.mktemp("terms"), terms)
    assert list(dictionary) == [dictionary[number] for number in range(len(terms))] == terms
    assert [dictionary.find(term) for term in terms] == list(range(len(terms)))
    assert dictionary.find(term) == (terms.index(term) if term in terms else -1)


@given(terms=_terms.map(sorted), prefix=st.binary(max_size=3) | st.just(b"\xff"))
def test_a_prefix_range_holds_the_terms_with_the_prefix(
    tmp_path_factory: pytest.TempPathFactory, terms: list[bytes], prefix: bytes
) -> None:
    dictionary = write(tmp_path_factory.mktemp("terms"), terms)
    first, last = dictionary.prefix_range(prefix)
    assert terms[first:last] == [term for term in terms if term.startswith(prefix)]


@given(terms=_terms.map(sorted))
def test_shapes_are_the_length_and_the_letters_of_each_term(
    tmp_path_factory: pytest.TempPathFactory, terms: list[bytes]
) -> None:
    dictionary = write(tmp_path_factory.mktemp("terms"), terms)
    lengths, letters = dictionary.shapes()
    assert lengths.tolist() == list(map(len, terms))
    assert letters.tolist() == [sum({1 << (byte & 31) for byte in term}) for term in terms]
