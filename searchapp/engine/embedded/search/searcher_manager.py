"""The searcher manager: opens the live generation, and the next one once it becomes live.

Where the live generation is damaged, the one kept before it is searched instead. Damage is
reported to the next run of ``reindex``, and forgotten once a file of the generation changes.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock
from typing import TypeVar

from searchapp.engine.embedded.format.arrayfile import ArrayFileError
from searchapp.engine.embedded.generations import (
    DamagedIndexError,
    Generations,
)
from searchapp.engine.embedded.integrity import (
    BackgroundVerification,
    FileIdentity,
    file_identity,
    report_damage,
)
from searchapp.engine.embedded.search.searcher import Searcher, SegmentCache
from searchapp.engine.errors import REINDEX_ADVICE, GoneError, NoIndexError
from searchapp.query.limits import exempt

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Damage:
    """Damage of a generation: the reason, and the identity of its files at that time."""

    reason: str
    files: tuple[FileIdentity, ...]


class SearcherManager:
    """Opens searchers of the *generations* in one index folder.

    Its methods may be called from several threads; one operation runs at a time. Each call
    looks up which generation is live, as another process may write the next one.
    """

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._lock = Lock()
        self._cache = SegmentCache()
        self._current: Searcher | None = None
        # What ``Generations.live`` returned when _current was opened.
        self._current_state: tuple[int | None, str] | None = None
        # A replaced generation, while a client still pages through it.
        self._previous: Searcher | None = None
        # Generations that turned out to be damaged while they were read.
        self._damaged: dict[int, _Damage] = {}
        self._problem = ""
        self._verification: BackgroundVerification | None = None
        self._verified_number: int | None = None
        self._background_problem = ""

    @property
    def problem(self) -> str:
        """What is damaged, or why an older generation is searched, or empty."""
        return self._problem or self._background_problem

    def run(self, operation: Callable[[Searcher], T], version: str | None = None) -> T:
        """Return the result of *operation* on the live generation, or that of *version*.

        Raises ``NoIndexError`` where there is no intact generation, and ``GoneError`` where
        that of *version* has been deleted or is damaged.
        """
        if version is None:
            return self._with_searcher(operation)
        with self._lock:
            try:
                return operation(self._searcher_for_version(version))
            except ArrayFileError as error:
                raise GoneError(f"{error}. Start again with the first page.") from error

    def _with_searcher(self, operation: Callable[[Searcher], T]) -> T:
        """Run *operation* on the newest generation that is not damaged."""
        with self._lock:
            while True:
                searcher = self._refresh()
                try:
                    return operation(searcher)
                except ArrayFileError as error:
                    self._record_damage(searcher.number, f"{error}. {REINDEX_ADVICE}")
                    self._close()

    def run_pinned(self, operation: Callable[[], T]) -> T:
        """Return the result of *operation*, which uses a searcher of an earlier call.

        Raises ``DamagedIndexError`` where that searcher reads a damaged block.
        """
        with self._lock:
            try:
                return operation()
            except ArrayFileError as error:
                report_damage(self._generations.index_dir, str(error))
                raise DamagedIndexError(f"{error}. {REINDEX_ADVICE}") from error

    def _record_damage(self, number: int, reason: str) -> None:
        self._damaged[number] = _Damage(reason, self._identities(number))
        report_damage(self._generations.index_dir, reason)

    def _identities(self, number: int) -> tuple[FileIdentity, ...]:
        identities: list[FileIdentity] = []
        for path in self._generations.files(number).arrays():
            with suppress(OSError):
                identities.append(file_identity(path))
        return tuple(identities)

    def _forget_repaired(self) -> None:
        """Forget damage of generations whose files have changed since."""
        for number, damage in list(self._damaged.items()):
            if self._identities(number) != damage.files:
                del self._damaged[number]
                self._current_state = None
                self._cache = SegmentCache()

    def _verify_in_background(self, number: int) -> None:
        """Verify the files of generation *number*, once for each that is opened."""
        if self._verified_number == number:
            return
        if self._verification is not None:
            self._verification.stop()
        self._verified_number = number
        self._background_problem = ""

        def on_damage(message: str) -> None:
            self._background_problem = f"{message}. {REINDEX_ADVICE}"
            report_damage(self._generations.index_dir, message)

        self._verification = BackgroundVerification(
            self._generations.files(number).arrays(), on_damage
        )

    def _refresh(self) -> Searcher:
        """Return the searcher of the live generation, opened if it is not the current one."""
        if self._damaged:
            self._forget_repaired()
        state = self._generations.live()
        if self._current is not None and state == self._current_state:
            return self._current
        self._close()
        while self._current is None:
            live, problem = state
            if live is None:
                raise NoIndexError.missing()
            try:
                with exempt():
                    self._current = self._open_newest(live)
            except DamagedIndexError:
                # Writers may have deleted it since its number was read.
                state, earlier_state = self._generations.live(), state
                if state == earlier_state:
                    raise
        self._problem = self._problem or problem
        self._current_state = state
        self._verify_in_background(self._current.number)
        return self._current

    def _open_newest(self, live: int) -> Searcher:
        """Open the live generation, or the newest older one where that is damaged."""
        older = [number for number in self._generations.numbers() if number < live]
        self._problem = self._damaged[live].reason if live in self._damaged else ""
        for number in (live, *reversed(older)):
            if number in self._damaged:
                continue
            try:
                return Searcher(self._generations, number, self._cache)
            except DamagedIndexError as error:
                self._problem = self._problem or str(error)
            except NoIndexError:
                if number == live:
                    raise
        raise DamagedIndexError(self._problem)

    def _searcher_for_version(self, version: str) -> Searcher:
        """Return the searcher of the live generation or a retained one, if it is *version*."""
        current = self._refresh()
        if version == current.info.version:
            return current
        if self._previous is None or self._previous.info.version != version:
            self._previous = None
            older = {str(n): n for n in self._generations.numbers() if n < current.number}
            if version in older:
                with suppress(NoIndexError):
                    self._previous = Searcher(self._generations, older[version], SegmentCache())
        if self._previous is None:
            raise GoneError(
                f"Version {version[:20]} of the index has been deleted; the current one is"
                f" {current.info.version}. Start again with the first page."
            )
        return self._previous

    def close(self) -> None:
        """Close all searchers; the next call opens the live generation again."""
        with self._lock:
            self._close()
            self._damaged.clear()
            if self._verification is not None:
                self._verification.stop()
            self._verified_number = None

    def _close(self) -> None:
        self._current = None
        self._current_state = None
        self._previous = None
        self._cache = SegmentCache() if self._damaged else self._cache
