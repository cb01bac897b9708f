"""Fields of the passages of paragraphs."""

from __future__ import annotations

import numpy as np

from searchapp.engine.common.trails import hash_in_id, trail_id
from searchapp.engine.opensearch.trails.passages import (
    SHINGLE,
    hash_of_id,
    hashes_with_id,
    paragraph_passages,
    passage_fields,
    passage_hash,
)
from searchapp.models.articles import Attribution, Paragraph, Speaker

WORDS = "nobody in this town has any need of another four hundred tonnes of wet coal"


def paragraph(number: int, *sentences: str) -> Paragraph:
    text = ". ".join(sentences)
    said = Attribution(
        Speaker("ann-lee", "Ann Lee", "person"), "", "said", "direct", ((0, len(text)),)
    )
    return Paragraph(number, text, (said,) if sentences else ())


def test_each_paragraph_has_its_passages_and_their_fingerprints() -> None:
    other = f"No one here would ever say such a long thing. {WORDS.capitalize()}"
    fields, shingles = passage_fields([paragraph(1), paragraph(2, WORDS), paragraph(3, other)])
    assert fields[0] == {}
    assert [len(own["passages"]) for own in fields[1:]] == [1, 2]
    assert fields[1]["passages"][0] == fields[2]["passages"][1]
    assert set(fields[1]["fingerprints"]) < set(fields[2]["fingerprints"])
    rows = np.frombuffer(shingles, SHINGLE)
    assert set(rows["text"].tolist()) == {*fields[1]["passages"], *fields[2]["passages"]}
    (size,) = set(rows["size"][rows["text"] == fields[1]["passages"][0]].tolist())
    assert size == len(fields[1]["fingerprints"])


def test_paragraphs_without_speech_have_no_fields() -> None:
    assert passage_fields([paragraph(1)]) == ([{}], b"")
    assert passage_fields([]) == ([], b"")


def test_an_id_names_a_range_of_hashes_with_that_of_its_passage() -> None:
    (passage,) = paragraph_passages(paragraph(1, WORDS))
    hashed = passage_hash(passage)
    id_hash = hash_in_id(trail_id(passage, hash_of_id(hashed)))
    assert id_hash == hash_of_id(hashed)
    bounds = hashes_with_id(hash_of_id(hashed))
    assert bounds["gte"] <= hashed <= bounds["lte"]
    assert hash_of_id(bounds["gte"] - 1) != id_hash != hash_of_id(bounds["lte"] + 1)


def test_the_first_and_the_last_hash_fit_the_type_of_the_cluster() -> None:
    assert hashes_with_id(0)["gte"] == -(2**63)
    assert hashes_with_id(2**48 - 1)["lte"] == 2**63 - 1
