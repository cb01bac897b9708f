"""Two editors at the desk at once, by HTTP, while ``reindex --full`` may loop: nothing is lost.

    python -m tests.campaigns.editors --answers 100
    python -m tests.campaigns.editors --answers 100 --reindex

Each editor answers the queue of doubtful speakers with a client of their own, as a browser would.
Afterwards every answer has to be in the file, in the log and, once the journal is empty, in the
index. The time from an answer to the first request that shows it is printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import requests
from werkzeug.security import generate_password_hash

from searchapp import create_app
from searchapp.editorial import read_corrections
from searchapp.editorial.change_log import read_changes
from searchapp.editorial.editors.editors_file import Editor, EditorsFile
from tests.desk.articles import doubtful_lines
from tests.serving import served
from tests.web.desk.conftest import HIDDEN_FIELD, SECRET

QUEUE = "/desk/queues/doubtful"
NAMES = ("ann", "bo")


def _fields(page: str) -> dict[str, str]:
    form = page[page.index('class="answers"') :]
    return dict(HIDDEN_FIELD.findall(form[: form.index("</form>")]))


class _Editor(threading.Thread):
    """An editor who gives *count* answers, and waits after every tenth until it is public."""

    def __init__(self, address: str, name: str, count: int) -> None:
        super().__init__()
        self.waits: list[float] = []
        self.error = ""
        self._address, self._name, self._count = address, name, count
        self._client = requests.Session()

    def run(self) -> None:
        try:
            self._sign_in()
            for number in range(self._count):
                self._answer(wait=number % 10 == 9)
        except Exception as error:
            self.error = repr(error)

    def _sign_in(self) -> None:
        page = self._client.get(f"{self._address}/desk/login").text
        form = {**dict(HIDDEN_FIELD.findall(page)), "name": self._name, "password": SECRET}
        self._client.post(f"{self._address}/desk/login", data=form).raise_for_status()

    def _answer(self, *, wait: bool) -> None:
        while True:
            fields = _fields(self._client.get(self._address + QUEUE).text)
            given = self._client.post(
                self._address + QUEUE, data={**fields, "answer": "as:bea-oban"}
            )
            if given.status_code != 409:  # Somebody else was quicker.
                break
        given.raise_for_status()
        if wait:
            started = time.monotonic()
            while not self.is_public(fields["article"]):
                time.sleep(0.02)
            self.waits.append(time.monotonic() - started)

    def is_public(self, article: str) -> bool:
        """Whether readers see that an editor set the speaker of *article*."""
        body = requests.get(f"{self._address}/api/v1/articles/{article}", timeout=60).json()
        return bool(body["paragraphs"][1]["attributions"][0]["corrected"])


def _reindexing(folder: Path, stop: threading.Event) -> None:
    command = [sys.executable, "-m", "flask", "--app", "searchapp", "reindex", "--full"]
    while not stop.is_set():
        subprocess.run(command, cwd=folder, check=True, capture_output=True)


def run(folder: Path, answers: int, *, reindex: bool) -> int:
    """Let both editors give *answers* each; print the waits and return how many are lost."""
    (folder / "corpus").mkdir()
    (folder / "corpus" / "a.jsonl").write_text(doubtful_lines(2 * answers), "utf-8")
    file = EditorsFile(folder / "editors.json")
    for name in NAMES:
        file.add(Editor(name, generate_password_hash(SECRET, "pbkdf2:sha256:1")))
    app = create_app(corpus_dir=folder / "corpus", index_dir=folder / "index", editors=file.path)
    app.test_cli_runner().invoke(args=["reindex"])
    stop = threading.Event()
    loop = threading.Thread(target=_reindexing, args=(folder, stop))
    with served(app) as address:
        if reindex:
            loop.start()
        editors = [_Editor(address, name, answers) for name in NAMES]
        for editor in editors:
            editor.start()
        for editor in editors:
            editor.join()
        stop.set()
        if reindex:
            loop.join()
        app.extensions["searchapp_desk"].publisher.wait()
        numbers = range(1, 2 * answers + 1)
        public = sum(editors[0].is_public(f"mill-{number}") for number in numbers)
    waits = [wait for editor in editors for wait in editor.waits]
    if waits:
        print(f"public after {statistics.median(waits):.2f} s (median), {max(waits):.2f} s (most)")
    for editor in editors:
        if editor.error:
            print(editor.error)
    corrected = {correction.paragraph for correction in read_corrections(folder / "corpus")}
    logged = {change.subject for change in read_changes(folder / "corpus")}
    return 2 * answers - min(len(corrected), len(logged), public)


def main() -> None:
    """Run the editors and print how many answers were lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=100)
    parser.add_argument("--reindex", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lost = run(Path(folder), arguments.answers, reindex=arguments.reindex)
    print(f"{2 * arguments.answers} answers of {len(NAMES)} editors: {lost} lost")
    sys.exit(1 if lost else 0)


if __name__ == "__main__":
    main()
