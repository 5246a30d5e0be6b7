"""One child process as its parent sees it: started beforehand, asked, ended; whatever it does, the parent goes on."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.antivirus import NOT_SCANNED, Scanned
from kallipolis.documents.reading.frames import ChannelClosed, receive, send
from kallipolis.rulebook.plain import to_plain

_log = logging.getLogger(__name__)

_PACKAGES = Path(__file__).parents[3]
# All that the child gets of the environment: where programs are, how text is written, the zone. No key, no address.
_KEPT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TZDIR", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")

_COMPLAINT_BYTES = 8_000


@dataclass(frozen=True)
class ChildEnded(Exception):
    """The child is no more, or had to be stopped. `at` is the number of the part that it was reading, if any.

    `overran` where its time on the clock was over; `signal` is the signal that ended it, 0 where there was none.
    """

    overran: bool
    signal: int
    at: int | None


class Child:
    """A running child. It may still be starting: the first `ask` waits for that."""

    def __init__(self, program: str) -> None:
        self._folder = tempfile.mkdtemp(prefix="kallipolis-reading-")
        ours, its = socket.socketpair()
        self._channel = ours
        self._complaints = Path(self._folder, "complaints")
        with its, self._complaints.open("wb") as complaints:
            flags = ["-P", "-s", "-X", "utf8", "-W", "ignore"]
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, *flags, "-m", program, str(its.fileno())],
                env=_environment(os.environ, self._folder),
                cwd=self._folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=complaints,
                pass_fds=(its.fileno(),),
                start_new_session=True,
            )
        self._heard = 0
        self.wall: dict[str, Any] = {}

    def ready(self) -> None:
        """Waits until the child has started. Raises ChildEnded where it does not."""
        if not self.wall:
            started = self._next_frame(time.monotonic() + limits.START_SECONDS, None)
            self.wall = dict(started.get("wall", {})) or {"network": "none", "files": "none"}

    def ask(
        self,
        question: Mapping[str, Any],
        descriptors: Sequence[int],
        *,
        seconds: float,
        scan: Callable[[int], Scanned] = lambda size_bytes: NOT_SCANNED,
    ) -> dict[str, Any]:
        """The answer to one question, within so many seconds on the clock.

        On its way the child may ask, any number of times, to have so many bytes of its scratch file scanned for viruses.

        Raises:
            ChildEnded: there is none, and there will be none any more.
        """
        self.ready()
        until, at = time.monotonic() + seconds, None
        try:
            send(self._channel, question, descriptors=descriptors)
        except ChannelClosed:
            raise self._ended(at, overran=False) from None
        while True:
            frame = self._next_frame(until, at)
            if "scan" in frame:
                self._tell(scan(frame["scan"]) if isinstance(frame["scan"], int) else NOT_SCANNED, at)
            elif "at" in frame:
                at = frame["at"] if isinstance(frame["at"], int) else None
            else:
                self._log_complaints()
                return frame

    def _tell(self, scanned: Scanned, at: int | None) -> None:
        try:
            send(self._channel, to_plain(scanned))
        except ChannelClosed:
            raise self._ended(at, overran=False) from None

    def end(self) -> None:
        """Ends the child and everything that it started, and removes its temporary folder."""
        self._channel.close()
        self._kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _next_frame(self, until: float, at: int | None) -> dict[str, Any]:
        try:
            frame = receive(self._channel, at_most=limits.ANSWER_BYTES, until=until)
        except TimeoutError:
            raise self._ended(at, overran=True) from None
        except ChannelClosed:
            raise self._ended(at, overran=False) from None
        if not isinstance(frame, dict):
            raise self._ended(at, overran=False)
        return frame

    def _ended(self, at: int | None, *, overran: bool) -> ChildEnded:
        if not overran:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=1)  # so that its own end is told, not ours
        self._kill()
        code = self._process.returncode
        _log.warning("A reading child ended: status %s, overran: %s, at part %s.", code, overran, at)
        self._log_complaints()
        return ChildEnded(overran=overran, signal=-code if code and code < 0 else 0, at=at)

    def _log_complaints(self) -> None:
        """What the child wrote of its troubles since the last time: its own words, so without line ends or controls."""
        with contextlib.suppress(OSError), self._complaints.open("rb") as complaints:
            end = complaints.seek(0, os.SEEK_END)
            complaints.seek(max(self._heard, end - _COMPLAINT_BYTES))  # of much, the end: it tells what came of it
            written = complaints.read(_COMPLAINT_BYTES)
            self._heard = end
            if written:
                _log.warning("A reading child complained: %r", written.decode("utf-8", "replace"))

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()


def _environment(ours: Mapping[str, str], folder: str) -> dict[str, str]:
    kept = {name: ours[name] for name in _KEPT if name in ours}
    return kept | {
        "HOME": folder,
        "TMPDIR": folder,
        "PYTHONPATH": str(_PACKAGES),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONNOUSERSITE": "1",
        "OMP_THREAD_LIMIT": "1",  # one processor each, also for the text recognition
        "MALLOC_ARENA_MAX": "2",
        "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",  # large documents in large pages: fewer faults
        "MALLOC_MMAP_THRESHOLD_": str(limits.MIB),  # what is large goes back to the system when it is done with
    }
