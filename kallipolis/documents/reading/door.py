"""The door of the reading room: the only module of `documents.reading` that others import. Light; no document is opened here.

A dossier is read by a child process behind a wall (`wall.py`, `limits.py`). Several threads may ask at once.
"""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Any

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.antivirus import NOT_SCANNED, Scanned, Scanner
from kallipolis.documents.reading.children import Child, ChildEnded
from kallipolis.documents.reading.handover import Handover, handed_call, handed_over, scratch
from kallipolis.documents.reading.letterhead import letterhead_of
from kallipolis.documents.reading.mailboxes import message_in_file, messages_in_file, messages_in_folder
from kallipolis.documents.reading.request import MessageInFile, NamedFile, ReadingFailed, ReadingRequest
from kallipolis.rulebook.dossier import Dossier
from kallipolis.rulebook.plain import NotPlain, from_plain, to_plain
from kallipolis.rulebook.sentence import Sentence, sentence

__all__ = [
    "MessageInFile",
    "NamedFile",
    "ReadingFailed",
    "ReadingRequest",
    "ReadingRoom",
    "Scanner",
    "letterhead_of",
    "message_in_file",
    "messages_in_file",
    "messages_in_folder",
]

_CHILD = "kallipolis.documents.reading.child"
# A document that ends the child is left out and the rest read again; so often, then the dossier is given up.
_ATTEMPTS = 3


class ReadingRoom:
    """So many child processes that read dossiers; to be used as a context manager.

    `size` is the number of dossiers that are read at the same time, `wall_seconds` the time on the clock that one may take.
    """

    def __init__(self, size: int = 2, *, wall_seconds: float = limits.WALL_SECONDS, program: str = _CHILD) -> None:
        self._size, self._wall_seconds, self._program = size, wall_seconds, program
        self._free: queue.Queue[Child] = queue.Queue()
        self._all: set[Child] = set()
        self._lock = threading.Lock()
        self._open = False

    def __enter__(self) -> ReadingRoom:
        self._open = True
        for _ in range(self._size):
            self._start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._open = False
            children, self._all = self._all, set()
        for child in children:
            child.end()

    def read(self, request: ReadingRequest) -> Dossier:
        """The dossier as plain facts.

        Raises:
            ReadingFailed: nothing can be said of it; the sentence says why.
        """
        folder = request.call_folder.resolve()
        with handed_over(request) as handover, handed_call(folder) as call, scratch() as to_scan:
            question = _question(request, handover) | {"call_folder": str(folder)}
            descriptors = [handover.descriptor]
            if call:
                question["call_pieces"] = to_plain(call.pieces)
                descriptors.append(call.descriptor)
            if request.scanner:
                question["scan"] = True
                descriptors.append(to_scan)
            scanner = Scanner(request.scanner)

            def scan(size_bytes: int) -> Scanned:
                written = os.fstat(to_scan).st_size
                return scanner.scan(to_scan, size_bytes) if 0 <= size_bytes <= written else NOT_SCANNED

            return self._read(request.source, question, descriptors, scan)

    def wall(self) -> Mapping[str, str]:
        """Which walls stand around a child here: `network` and `files` (see `wall.Wall`)."""
        child = self._take()
        try:
            child.ready()
            return dict(child.wall)
        finally:
            self._free.put(child)

    def _read(
        self,
        source: str,
        question: Mapping[str, Any],
        descriptors: Sequence[int],
        scan: Callable[[int], Scanned],
    ) -> Dossier:
        left_out: list[int] = []
        for attempt in range(_ATTEMPTS):
            child = self._take()
            worn_out = True
            try:
                answer = child.ask(
                    {**question, "left_out": left_out}, descriptors, seconds=self._wall_seconds, scan=scan
                )
                worn_out = bool(answer.get("worn_out", True))
                return _dossier(answer, source)
            except ChildEnded as end:
                if end.at is None or end.at in left_out or attempt + 1 == _ATTEMPTS:
                    raise ReadingFailed(_why(end, source, self._wall_seconds)) from None
                left_out.append(end.at)
            finally:
                if worn_out:
                    self._replace(child)
                else:
                    self._free.put(child)
        raise AssertionError("the last attempt answers or fails")

    def _take(self) -> Child:
        """A free child, waiting for one. Raises RuntimeError once the room is closed."""
        while self._open:
            try:
                return self._free.get(timeout=1)
            except queue.Empty:
                self._refill()
        raise RuntimeError("The reading room is closed.")

    def _refill(self) -> None:
        """Starts what is missing, where the system once refused to start another process."""
        with self._lock:
            missing = self._size - len(self._all)
        for _ in range(missing):
            self._start()

    def _start(self) -> None:
        child = Child(self._program)
        with self._lock:
            self._all.add(child)
        self._free.put(child)

    def _replace(self, child: Child) -> None:
        with self._lock:
            self._all.discard(child)
            still_open = self._open
        child.end()
        if still_open:
            with contextlib.suppress(OSError):  # no process to be had now: `_take` tries again
                self._start()


def _question(request: ReadingRequest, handover: Handover) -> dict[str, Any]:
    return {
        "source": request.source,
        "pieces": to_plain(handover.pieces),
        "as_message": handover.as_message,
        "remarks": to_plain(handover.remarks),
        "received_at": to_plain(request.received_at),
        "told_by": request.told_by.value,
        "our_hosts": list(request.our_hosts),
        "recognise": request.recognise,
        "channel": request.channel.value,
    }


def _dossier(answer: Mapping[str, Any], source: str) -> Dossier:
    try:
        if "failed" in answer:
            raise ReadingFailed(from_plain(Sentence, answer["failed"]))
        return from_plain(Dossier, answer.get("dossier"))
    except NotPlain as wrong:
        message = "The reader’s answer about “{source}” makes no sense: {what}"
        raise ReadingFailed(sentence(message, source=source, what=str(wrong))) from None


def _why(end: ChildEnded, source: str, seconds: float) -> Sentence:
    if end.overran:
        message = "Reading “{source}” took more than {seconds} seconds and was stopped."
        return sentence(message, source=source, seconds=round(seconds))
    if end.signal == signal.SIGXCPU:
        message = "Reading “{source}” took more than {seconds} seconds of processing and was stopped."
        return sentence(message, source=source, seconds=limits.CPU_SECONDS)
    return sentence("“{source}” could not be read: its reader came to an unforeseen end.", source=source)
