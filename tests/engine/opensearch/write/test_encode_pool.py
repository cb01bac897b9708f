"""Articles prepared in other processes: in their order, whatever the number of processes."""

import multiprocessing
from collections.abc import Iterator

import pytest

from searchapp.attribution import attribute
from searchapp.common.process_pool import WorkerDiedError
from searchapp.engine.opensearch.write.documents import encoded
from searchapp.engine.opensearch.write.encode_pool import BATCH_ARTICLES, Preparing
from searchapp.models.articles import Article, Paragraph


def articles(count: int) -> Iterator[Article]:
    for number in range(count):
        yield Article(
            f"a{number}",
            f"title {number}",
            None,
            (Paragraph(1, f"Oil rose {number} percent, Ann Lee said."),),
        )


@pytest.mark.parametrize("workers", [1, 2])
def test_articles_come_prepared_and_in_their_order(workers: int) -> None:
    preparing = Preparing(attribute, workers)
    try:
        given = list(articles(3 * BATCH_ARTICLES + 7))
        ready = [done for article in given for done in preparing.add(article, [7])]
        ready += preparing.finish()
        assert ready == [encoded(attribute, article, [7]) for article in given]
    finally:
        preparing.close()


def test_a_small_run_begins_no_process() -> None:
    preparing = Preparing(attribute, 2)
    ready = [done for article in articles(3) for done in preparing.add(article, [7])]
    assert [*ready, *preparing.finish()] == [
        encoded(attribute, article, [7]) for article in articles(3)
    ]
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_an_error() -> None:
    preparing = Preparing(attribute, 2)
    try:
        for article in articles(4 * BATCH_ARTICLES):
            list(preparing.add(article, [7]))
        list(preparing.finish())
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        with pytest.raises(WorkerDiedError, match="lack of memory"):  # noqa: PT012
            for article in articles(4 * BATCH_ARTICLES):
                list(preparing.add(article, [7]))
            list(preparing.finish())
    finally:
        preparing.close()
