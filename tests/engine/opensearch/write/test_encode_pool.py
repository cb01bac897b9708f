"""The encode pool: articles come back encoded and in order, whatever the number of processes."""

import multiprocessing
from collections.abc import Sequence

import pytest

from searchapp.attribution import attribute
from searchapp.common.process_pool import WorkerDiedError
from searchapp.engine.opensearch.format.documents import EncodedArticle, encode_articles
from searchapp.engine.opensearch.write.encode_pool import BATCH_ARTICLES, EncodePool
from searchapp.models.articles import Article, Paragraph

ADDED = [1_700_000_000]


def make_articles(count: int) -> list[Article]:
    return [
        Article(
            f"a{number}",
            f"title {number}",
            None,
            (Paragraph(1, f"Oil rose {number} percent, Ann Lee said."),),
        )
        for number in range(count)
    ]


def encode_all(pool: EncodePool, articles: Sequence[Article]) -> list[EncodedArticle]:
    encoded = [done for article in articles for done in pool.add(article, ADDED)]
    return [*encoded, *pool.finish()]


@pytest.mark.parametrize("workers", [1, 2])
def test_articles_come_back_encoded_and_in_order(workers: int) -> None:
    pool = EncodePool(attribute, workers)
    articles = make_articles(3 * BATCH_ARTICLES + 7)
    try:
        encoded = encode_all(pool, articles)
    finally:
        pool.close()
    assert encoded == encode_articles([(attribute(article), ADDED) for article in articles])


def test_fewer_articles_than_a_batch_start_no_process() -> None:
    pool = EncodePool(attribute, 2)
    articles = make_articles(3)
    encoded = encode_all(pool, articles)
    assert encoded == encode_articles([(attribute(article), ADDED) for article in articles])
    assert multiprocessing.active_children() == []


def test_a_process_that_dies_is_an_error() -> None:
    pool = EncodePool(attribute, 2)
    articles = make_articles(4 * BATCH_ARTICLES)
    try:
        encode_all(pool, articles)
        for child in multiprocessing.active_children():
            child.kill()
            child.join()
        with pytest.raises(WorkerDiedError, match="memory ran out"):
            encode_all(pool, articles)
    finally:
        pool.close()
