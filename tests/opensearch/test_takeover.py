"""A writer that was stopped while another took over changes nothing when it goes on."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.campaigns.takeover import take_over


@pytest.mark.parametrize("point", [4, 8, 13, 19, 25])
def test_no_document_of_a_stopped_writer_is_written_after_another_took_over(
    tmp_path: Path, cluster_urls: Sequence[str], point: int
) -> None:
    outcome = take_over(cluster_urls[0], tmp_path, point)
    assert outcome.problem == ""
    assert outcome.error
