"""A writer that was stopped while another took over changes nothing when it goes on."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.campaigns.takeover import take_over


@pytest.mark.parametrize(
    ("pattern", "number"),
    [
        pytest.param("GET /[^/-]+/_mapping", 1, id="reading-the-live-generation"),
        pytest.param("PUT /.*-articles-", 1, id="creating-indices"),
        pytest.param("POST /_bulk", 1, id="sending-documents"),
        pytest.param("POST /_aliases", 2, id="publishing"),
    ],
)
def test_no_document_of_a_stopped_writer_is_written_after_another_took_over(
    tmp_path: Path, cluster_urls: Sequence[str], pattern: str, number: int
) -> None:
    outcome = take_over(cluster_urls[0], tmp_path, number, pattern)
    assert outcome.problem == ""
    assert outcome.error
