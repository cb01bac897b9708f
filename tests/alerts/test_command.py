"""``alerts``: previews, tests and exit codes."""

import json

import filelock
from flask import Flask

from tests.alerts.conftest import Add
from tests.alerts.receivers import Mailbox
from tests.conftest import Write, invoke

RAIN = '[[alert]]\nname = "rain"\nsearch = "q=rain"\nemail = ["desk@example.org"]\n'


def test_dry_run_shows_what_is_new_and_sends_nothing(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    assert "There are no alerts" in invoke(app, "alerts", "--dry-run")[1]
    add("a", "Old rain.")
    write("alerts.toml", RAIN + 'every = "day"\n')
    _, out, _ = invoke(app, "alerts", "--dry-run")
    assert out == "alert rain (each day, to desk@example.org): begins now\n"
    add("b", "New rain.")
    add("c", "Newer rain.")
    code, out, _ = invoke(app, "alerts", "--dry-run")
    assert (code, "1 new paragraph\n" in out, "Newer rain." in out) == (0, True, True)
    [preview] = json.loads(invoke(app, "alerts", "--dry-run", "--json")[1])["alerts"]
    assert (preview["alert"], preview["begun"], preview["paragraphs"]) == ("rain", True, 1)
    assert preview["digest"]["paragraphs"][0]["text"] == "Newer rain."
    assert mailbox.messages == []


def test_a_test_sends_the_newest_paragraphs_which_stay_new(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    add("a", "Old rain.")
    write("alerts.toml", RAIN)
    code, out, _ = invoke(app, "alerts", "--test", "rain")
    assert (code, out) == (0, "Sent a test of rain to desk@example.org.\n")
    assert mailbox.messages[0]["Subject"] == "Test: rain: 1 new paragraph"
    code, _, err = invoke(app, "alerts", "--test", "snow")
    assert (code, "no alert 'snow' in alerts.toml; the alerts are: rain" in err) == (2, True)


def test_the_exit_code_tells_what_could_not_be_delivered(
    app: Flask, add: Add, write: Write, mailbox: Mailbox
) -> None:
    write("alerts.toml", RAIN)
    add("a", "Old rain.")
    assert invoke(app, "alerts")[0] == 0
    mailbox.refused.add("desk@example.org")
    assert invoke(app, "alerts", "--test", "rain")[0] == 1
    write("alerts.toml", "[[alert]]\n")
    code, _, err = invoke(app, "alerts")
    assert (code, "alerts.toml, alert 1" in err) == (2, True)


def test_only_one_process_sends_at_a_time(app: Flask, add: Add, write: Write) -> None:
    write("alerts.toml", RAIN)
    add("a", "Old rain.")
    index_dir = app.extensions["searchapp"].settings.index_dir
    with filelock.FileLock(index_dir / "alerts.lock"):
        code, _, err = invoke(app, "alerts")
    assert (code, "Another process is sending alerts" in err) == (0, True)
