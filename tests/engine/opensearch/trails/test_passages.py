"""Fields of the passages of paragraphs."""

from __future__ import annotations

import numpy as np
import pytest

from searchapp.engine.common.trails import hash_in_id, trail_id
from searchapp.engine.opensearch.trails.passages import (
    SHINGLE,
    fingerprint_value,
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
    ((fields, shingles),) = passage_fields(
        [[paragraph(1), paragraph(2, WORDS), paragraph(3, other)]]
    )
    assert fields[0] == {}
    assert [len(own["passages"]) for own in fields[1:]] == [1, 2]
    assert fields[1]["passages"][0] == fields[2]["passages"][1]
    assert set(fields[1]["fingerprints"]) < set(fields[2]["fingerprints"])
    rows = np.frombuffer(shingles, SHINGLE)
    assert set(rows["text"].tolist()) == {*fields[1]["passages"], *fields[2]["passages"]}
    (size,) = set(rows["size"][rows["text"] == fields[1]["passages"][0]].tolist())
    assert size == len(fields[1]["fingerprints"])


def test_paragraphs_without_speech_have_no_fields() -> None:
    assert passage_fields([[paragraph(1)], []]) == [([{}], b""), ([], b"")]
    assert passage_fields([]) == []


def test_articles_together_have_the_fields_that_each_has_alone() -> None:
    articles = [[paragraph(1, WORDS)], [], [paragraph(1), paragraph(2, f"So {WORDS}", WORDS)]]
    assert passage_fields(articles) == [passage_fields([one])[0] for one in articles]


def test_the_hash_of_a_passage_is_that_of_its_id() -> None:
    (passage,) = paragraph_passages(paragraph(1, WORDS))
    assert hash_in_id(trail_id(passage, passage_hash(passage))) == passage_hash(passage)


@pytest.mark.parametrize(("fingerprint", "value"), [(0, -(2**31)), (2**32 - 1, 2**31 - 1)])
def test_all_fingerprints_fit_the_type_of_the_cluster(fingerprint: int, value: int) -> None:
    assert fingerprint_value(fingerprint) == value
