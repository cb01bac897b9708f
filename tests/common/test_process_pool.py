import multiprocessing
import operator
import os
import time

import pytest

from searchapp.common.process_pool import WorkerDiedError, WorkerPool, result, stopped


def wait_until_stopped() -> bool:
    return stopped.wait(60)


def test_results_and_exceptions_come_from_the_workers() -> None:
    pool = WorkerPool(1)
    try:
        pid = pool.submit(os.getpid)
        assert result(pid) == multiprocessing.active_children()[0].pid
        quotient = pool.submit(operator.floordiv, 1, 0)
        with pytest.raises(ZeroDivisionError):
            result(quotient)
    finally:
        pool.close()
    assert multiprocessing.active_children() == []


def test_a_worker_that_is_killed_is_an_error() -> None:
    pool = WorkerPool(1)
    try:
        running = pool.submit(time.sleep, 60)
        [worker] = multiprocessing.active_children()
        worker.kill()
        with pytest.raises(WorkerDiedError, match="memory ran out"):
            result(running)
        with pytest.raises(WorkerDiedError):
            pool.submit(os.getpid)
    finally:
        pool.close()


def test_running_tasks_are_told_to_stop_and_waiting_ones_are_cancelled() -> None:
    pool = WorkerPool(1)
    running = [pool.submit(wait_until_stopped) for _ in range(5)]
    while not running[0].running():
        time.sleep(0.01)
    pool.close()
    assert result(running[0])
    assert running[-1].cancelled()
