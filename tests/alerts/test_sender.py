"""Alerts: what is new after a reindex reaches real receivers, once."""

import datetime
import hashlib
import hmac
import json
from pathlib import Path

import pytest
from flask import Flask

from searchapp import create_app
from searchapp.alerts import AlertSender
from tests.alerts.conftest import Add
from tests.alerts.receivers import Hook, Mailbox
from tests.conftest import Write, invoke

RAIN = '[[alert]]\nname = "rain"\nsearch = "q=rain"\nemail = ["desk@example.org"]\n'


def test_what_is_new_after_a_reindex_is_sent_by_email(
    add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN)
    add("a", "Old rain.")
    assert mailbox.messages == []
    code, out, _ = add("b", '"More rain & wind," said Ann Lee.', "Sun.", date="2024-05-06")
    assert (code, "alert rain: 1 new paragraph sent to desk@example.org" in out) == (0, True)
    [message] = mailbox.messages
    assert mailbox.recipients == [["desk@example.org"]]
    assert message["Subject"] == "rain: 1 new paragraph"
    assert message["List-Unsubscribe"] == "<mailto:archive@example.org?subject=unsubscribe>"
    text, html = (p.get_content().replace("\r\n", "\n") for p in message.iter_parts())
    assert 'Ann Lee · About b · 2024-05-06\n"More rain & wind," said Ann Lee.' in text
    assert "https://archive.example.org/articles/b/paragraphs/1?text=" in text
    assert "https://archive.example.org/search?q=rain" in text
    assert "More rain &amp; wind" in html
    add("c", "Sun again.")
    assert len(mailbox.messages) == 1


def test_an_unchanged_paragraph_is_not_new_again(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN)
    add("a", "Old rain.")
    add("b", "More rain.")
    invoke(app, "reindex", "--full")
    add("b", "More rain.", "Much more rain.")
    assert len(mailbox.messages) == 2
    text = str(mailbox.messages[1])
    assert "Much more rain" in text
    assert "\nMore rain." not in text


def test_an_interval_collects_what_is_new(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN + 'every = "day"\n')
    add("a", "Old rain.")
    add("b", "New rain.")
    add("c", "Newer rain.")
    assert mailbox.messages == []
    sender = AlertSender(app.extensions["searchapp"])
    tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
    [outcome] = sender.send(tomorrow)
    assert (outcome.paragraphs, outcome.problem) == (2, "")
    assert mailbox.messages[0]["Subject"] == "rain: 2 new paragraphs"


def test_a_webhook_gets_signed_json(add: Add, write: Write, hook: Hook, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("key\n", encoding="utf-8")
    write(
        "alerts.toml",
        f'[[alert]]\nname = "all"\nwebhook = "{hook.url}"\nsecret_file = "{secret}"\n',
    )
    add("a", "Old.")
    add("b", "New.")
    [(headers, body)] = hook.requests
    digest = json.loads(body)
    assert [paragraph["id"] for paragraph in digest["paragraphs"]] == ["b#p1"]
    assert headers["X-Delivery-Id"] == digest["id"]
    expected = hmac.new(b"key", body, hashlib.sha256).hexdigest()
    assert headers["X-Signature-256"] == f"sha256={expected}"


def test_a_file_gets_a_line_for_each_digest(add: Add, write: Write, tmp_path: Path) -> None:
    write("alerts.toml", '[[alert]]\nname = "all"\nfile = "all.jsonl"\n')
    add("a", "Old.")
    add("b", "New.")
    path = tmp_path / "sent" / "all.jsonl"
    with path.open("ab") as file:
        file.write(b'{"what a killed process left')
    add("c", "Newer.")
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [digest["paragraphs"][0]["id"] for digest in lines] == ["b#p1", "c#p1"]


@pytest.mark.parametrize(("status", "location"), [(500, ""), (302, "http://127.0.0.1:9/")])
def test_what_was_not_delivered_is_tried_again_later_with_the_same_id(
    app: Flask, add: Add, write: Write, hook: Hook, status: int, location: str
) -> None:
    write("alerts.toml", f'[[alert]]\nname = "all"\nwebhook = "{hook.url}?token=hidden"\n')
    add("a", "Old.")
    hook.status, hook.location = status, location
    code, _, err = add("b", "New.")
    assert code == 0  # The index is up to date all the same.
    assert f"alert all: not delivered: {hook.url}" in err
    assert "hidden" not in err
    hook.status, hook.location = 204, ""
    sender = AlertSender(app.extensions["searchapp"])
    now = datetime.datetime.now(datetime.UTC)
    assert sender.send(now) == []
    [outcome] = sender.send(now + datetime.timedelta(minutes=2))
    assert outcome.problem == ""
    ids = [headers["X-Delivery-Id"] for headers, _ in hook.requests]
    assert len(ids) == 2
    assert ids[0] == ids[1]
    assert sender.send(now + datetime.timedelta(days=9)) == []


def test_a_refused_recipient_is_a_problem_that_names_the_server(
    add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN)
    mailbox.refused.add("desk@example.org")
    add("a", "Old rain.")
    _, _, err = add("b", "New rain.")
    assert "alert rain: not delivered: 127.0.0.1:" in err
    assert "no such mailbox" in err


def test_a_search_that_is_not_possible_is_told_and_harms_no_other_alert(
    add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN + '[[alert]]\nname = "bad"\nsearch = "from=x"\nfile = "x"\n')
    add("a", "Old rain.")
    _, out, err = add("b", "New rain.")
    assert "alert bad: not delivered: 'from' must be a date" in err
    assert "alert rain: 1 new paragraph sent" in out


def test_the_deliveries_of_a_deleted_alert_are_dropped(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN)
    mailbox.refused.add("desk@example.org")
    add("a", "Old rain.")
    add("b", "New rain.")
    write("alerts.toml", "")
    mailbox.refused.clear()
    sender = AlertSender(app.extensions["searchapp"])
    assert sender.send(datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=1)) == []
    assert mailbox.messages == []


def test_nothing_is_sent_unless_the_setting_is_on(
    corpus: Path, tmp_path: Path, write: Write, mailbox: Mailbox
) -> None:
    app = create_app(corpus_dir=corpus, index_dir=tmp_path / "index")
    write("alerts.toml", RAIN)
    for name in ("a", "b"):
        write(f"{name}.txt", f"Headline {name}\n\nRain in {name}.\n")
        assert invoke(app, "reindex")[0] == 0
    code, _, err = invoke(app, "alerts")
    assert (code, "SEARCHAPP_ALERTS=yes" in err) == (2, True)
    assert not (tmp_path / "index" / "alerts.sqlite").exists()
