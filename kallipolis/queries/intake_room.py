"""The one reading room of this process for checks by visitors: opened at the first, lent to a few at a time, closed at the end."""

from __future__ import annotations

import atexit
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from kallipolis.documents.reading.door import ReadingRoom

_READING_LOG = "kallipolis.documents.reading.children"


class _Discretion(logging.Filter):
    """What a reader complains of may quote the dossier before it: of a visitor's, the log says only that it complained."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple("…" if isinstance(said, str) else said for said in record.args)
        return True


_DISCRETION = _Discretion()


class ReadersBusy(Exception):
    """Every reader has a dossier before it, and none became free in the time."""


class Readers:
    """So many readers, each for one dossier at a time. Their processes start with the first dossier, not with the server."""

    def __init__(self, size: int, *, wall_seconds: float) -> None:
        self._size, self._wall_seconds = size, wall_seconds
        self._seats = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._room: ReadingRoom | None = None

    @contextmanager
    def lend(self, *, wait_seconds: float) -> Iterator[ReadingRoom]:
        """The room, for as long as one dossier takes.

        Raises:
            ReadersBusy: nobody left within `wait_seconds`.
        """
        if not self._seats.acquire(timeout=wait_seconds):
            raise ReadersBusy
        try:
            yield self._opened()
        finally:
            self._seats.release()

    def close(self) -> None:
        """End the readers; the next dossier would start new ones."""
        with self._lock:
            room, self._room = self._room, None
        if room is not None:
            room.__exit__(None, None, None)

    def _opened(self) -> ReadingRoom:
        with self._lock:
            if self._room is None:
                logging.getLogger(_READING_LOG).addFilter(_DISCRETION)
                self._room = ReadingRoom(self._size, wall_seconds=self._wall_seconds).__enter__()
                atexit.register(self.close)
            return self._room
