from pathlib import Path

import pytest

from searchapp.alerts import read_alerts
from searchapp.editorial import EditorialError


def alerts(folder: Path, text: str) -> None:
    (folder / "alerts.toml").write_text(text, encoding="utf-8")


def test_an_alert_has_a_search_an_interval_and_a_target(tmp_path: Path) -> None:
    assert read_alerts(tmp_path) == ()
    alerts(
        tmp_path,
        '[[alert]]\nname = "oil"\nsearch = "?q=oil+price&speaker=a&speaker=b"\nevery = "week"\n'
        'email = ["a@example.org", "b@example.org", "a@example.org"]\n',
    )
    [alert] = read_alerts(tmp_path)
    assert alert.parameters == (("q", "oil price"), ("speaker", "a"), ("speaker", "b"))
    assert (alert.every, alert.emails) == ("week", ("a@example.org", "b@example.org"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name = 'x'", "expected one of 'email', 'webhook' and 'file'"),
        ("name = 'x'\nfile = 'a'\nemail = ['a@b']", "expected one of 'email'"),
        ("file = 'a'", "'name' is ''; expected 1 to 100 characters"),
        ("name = 'x'\nfile = '../a'", "'file' is '../a'; expected a file name without a folder"),
        ("name = 'x'\nfile = '.a'", "expected a file name without a folder"),
        ("name = 'x'\nemail = []", "expected addresses such as"),
        ("name = 'x'\nemail = ['a@b\\nBcc: c@d']", "expected addresses such as"),
        ("name = 'x'\nwebhook = 'ftp://a'", "not a URL that starts with https:// or http://"),
        ("name = 'x'\nwebhook = 'http://['", "not a URL"),
        ("name = 'x'\nfile = 'a'\nevery = 'month'", "expected one of run, hour, day, week"),
        ("name = 'x'\nfile = 'a'\nsecret_file = 'k'", "'secret_file' is for a 'webhook'"),
        ("name = 'x'\nfile = 'a'\nqq = 1", "'qq' is unknown; the keys are name"),
        ("name = 'x'\nfile = 'a'\n[[alert]]\nname = 'x'\nfile = 'a'", "another alert has too"),
    ],
)
def test_an_error_says_where_and_what_is_expected(tmp_path: Path, text: str, message: str) -> None:
    alerts(tmp_path, f"[[alert]]\n{text}\n")
    with pytest.raises(EditorialError) as caught:
        read_alerts(tmp_path)
    assert message in str(caught.value)
    assert "alerts.toml, alert " in str(caught.value)
