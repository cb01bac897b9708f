from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.engine.embedded.arrayfile import ArrayFile, ArrayFileWriter
from searchapp.engine.embedded.storage import StoredReader, StoredWriter

_documents = st.lists(
    st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=4),
    min_size=1,
    max_size=50,
)


@settings(deadline=None)
@given(documents=_documents)
def test_documents_are_read_back_by_number(
    tmp_path_factory: object, documents: list[dict[str, object]]
) -> None:
    path = Path(tmp_path_factory.mktemp("stored")) / "a.arrays"  # type: ignore[attr-defined]
    file = ArrayFileWriter(path)
    stored = StoredWriter(file)
    for document in documents:
        stored.add(document)
    stored.close()
    file.close()
    reader = StoredReader(ArrayFile(path))
    for number in reversed(range(len(documents))):
        assert reader.get(number) == documents[number]
