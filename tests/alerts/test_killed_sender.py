"""A sender that is killed loses nothing, and repeats at most what was on its way."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask

from searchapp import create_app
from tests.alerts.receivers import Hook, Mailbox
from tests.conftest import Write, invoke, line

POINTS = 30


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_sender_delivers_everything_at_least_once_with_one_id(
    app: Flask, corpus: Path, tmp_path: Path, write: Write, mailbox: Mailbox, hook: Hook
) -> None:
    write(
        "alerts.toml",
        '[[alert]]\nname = "post"\nemail = ["desk@example.org"]\n'
        f'[[alert]]\nname = "hook"\nwebhook = "{hook.url}"\n'
        '[[alert]]\nname = "file"\nfile = "sent.jsonl"\n',
    )
    index_dir, sent = tmp_path / "index", tmp_path / "sent" / "sent.jsonl"
    silent = create_app(corpus_dir=corpus, index_dir=index_dir)
    write("a.jsonl", line("a", "Old."))
    assert invoke(silent, "reindex")[0] == 0
    assert invoke(app, "alerts")[0] == 0
    write("b.jsonl", line("b", "New."))
    assert invoke(silent, "reindex")[0] == 0
    settings = {
        "SEARCHAPP_CORPUS_DIR": str(corpus),
        "SEARCHAPP_INDEX_DIR": str(index_dir),
        "SEARCHAPP_ALERTS_DIR": str(sent.parent),
        "SEARCHAPP_ALERTS_FROM": "archive@example.org",
        "SEARCHAPP_SMTP_HOST": "127.0.0.1",
        "SEARCHAPP_SMTP_PORT": str(mailbox.port),
        "SEARCHAPP_SMTP_SECURITY": "none",
    }
    repeated = 0
    with subprocess.Popen(
        [sys.executable, "-m", "tests.alerts.killed_sender", str(POINTS)],
        cwd=Path(__file__).parents[2],
        env={**os.environ, **settings},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as sender:
        assert sender.stdin
        assert sender.stdout
        for message in sender.stdout:
            if message == "sent\n":
                digests = [json.loads(text) for text in sent.read_text("utf-8").splitlines()]
                delivered = (
                    [sent_message["Message-ID"] for sent_message in mailbox.messages],
                    [headers["X-Delivery-Id"] for headers, _ in hook.requests],
                    [digest["id"] for digest in digests],
                )
                for ids in delivered:
                    assert len(ids) in (1, 2)
                    assert len(set(ids)) == 1
                repeated += sum(len(ids) - 1 for ids in delivered)
                assert all(digest["paragraphs"][0]["id"] == "b#p1" for digest in digests)
            mailbox.messages.clear()
            hook.requests.clear()
            sent.unlink(missing_ok=True)
            sender.stdin.write("\n")
            sender.stdin.flush()
    assert sender.returncode == 0
    assert repeated <= POINTS
