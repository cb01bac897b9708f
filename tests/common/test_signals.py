"""Deferral of Ctrl-C."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from searchapp.common.signals import defer_sigint


def test_ctrl_c_takes_effect_at_the_end_of_the_context() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), defer_sigint():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all of it")
    assert done == ["all of it"]
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_is_deferred_if_another_thread_receives_it() -> None:
    listening, over = threading.Event(), threading.Event()

    def listen() -> None:
        listening.set()
        over.wait()

    thread = threading.Thread(target=listen)
    thread.start()
    listening.wait()
    done = []
    with pytest.raises(KeyboardInterrupt), defer_sigint():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        over.set()
        thread.join()
        done.append("all of it")
    assert done == ["all of it"]


def test_a_process_that_is_started_meanwhile_ignores_ctrl_c() -> None:
    with defer_sigint():
        child = subprocess.Popen(
            [sys.executable, "-c", "print('ready', flush=True); input()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    child.send_signal(signal.SIGINT)
    assert child.communicate("go on\n") == ("", "")
    assert child.returncode == 0


def test_another_thread_than_the_main_one_may_use_it() -> None:
    passed = []

    def work() -> None:
        with defer_sigint():
            passed.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert passed == [True]
