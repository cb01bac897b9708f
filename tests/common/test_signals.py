"""Ctrl-C waits for what must not be left half done."""

import os
import signal
import subprocess
import sys
import threading

import pytest

from searchapp.common.signals import defer_sigint


def test_ctrl_c_takes_effect_when_the_work_is_done() -> None:
    done = []
    with pytest.raises(KeyboardInterrupt), defer_sigint():  # noqa: PT012
        os.kill(os.getpid(), signal.SIGINT)
        done.append("all of it")
    assert done == ["all of it"]
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)


def test_ctrl_c_is_held_back_where_another_thread_hears_it() -> None:
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


def test_a_process_that_is_begun_meanwhile_does_not_hear_ctrl_c() -> None:
    with defer_sigint():
        begun = subprocess.Popen(
            [sys.executable, "-c", "print('ready', flush=True); input()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert begun.stdout is not None
    assert begun.stdout.readline() == "ready\n"
    begun.send_signal(signal.SIGINT)
    assert begun.communicate("go on\n") == ("", "")
    assert begun.returncode == 0


def test_a_thread_may_hold_back_as_well_though_it_never_hears() -> None:
    passed = []

    def work() -> None:
        with defer_sigint():
            passed.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert passed == [True]
