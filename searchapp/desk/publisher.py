"""Publisher: a background thread that puts decisions into the index as soon as it can."""

from __future__ import annotations

import logging
import threading
import time

from searchapp.editorial import EditorialError
from searchapp.editorial.pending import PendingDecisions
from searchapp.engine.errors import EngineError
from searchapp.indexing.publication import IndexedArchive, publish_pending
from searchapp.settings import Settings

_log = logging.getLogger(__name__)

_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 1.0


class Publisher:
    """Publishes the journal of an index; decisions made meanwhile are published together.

    The thread runs while the journal has decisions. While another process writes the index, it
    waits; where nothing can be published, it ends and ``problem`` says why.
    """

    def __init__(self, settings: Settings, archive: IndexedArchive) -> None:
        self.problem = ""
        self._settings = settings
        self._archive = archive
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._requested = False

    def wake(self) -> None:
        """Publish what the journal has, in the background."""
        with self._lock:
            self._requested = True
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="publisher", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Wait until the thread has ended, if it runs."""
        thread = self._thread
        if thread is not None:
            thread.join()

    def _run(self) -> None:
        while True:
            with self._lock:
                if not self._requested:
                    self._thread = None
                    return
                self._requested = False
            self.problem = self._publish()

    def _publish(self) -> str:
        """Publish until the journal is empty; return what prevents it, or an empty text."""
        pause = _FIRST_WAIT_SECONDS
        try:
            while PendingDecisions(self._settings.index_dir).decisions():
                outcome = publish_pending(self._settings, self._archive)
                if outcome == "needs reindex":
                    return "The index has to be rebuilt first: flask --app searchapp reindex"
                if outcome == "locked":
                    time.sleep(pause)
                    pause = min(2 * pause, _LONGEST_WAIT_SECONDS)
        except (EditorialError, EngineError, OSError) as error:
            _log.warning("Decisions could not be published: %s", error)
            return str(error)
        except Exception:
            # The thread must not die silently: the next decision tries again.
            _log.exception("Decisions could not be published")
            return "Publishing failed; the server's log has the details."
        return ""
