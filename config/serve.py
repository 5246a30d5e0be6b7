"""A site on one machine, web server, worker and post room, by one command: `python -m config.serve`; nothing of Django.

A worker or post room that ends is started again; when the server ends, all ends. A site of several machines starts each by itself
(docs/how-to/run-workers.md).
"""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

SERVER = ("-m", "gunicorn", "--config", str(Path(__file__).with_name("server.py")))
_CONSOLE = "import sys; from config.console import main; sys.exit(main(sys.argv[1:]))"
BESIDE = {
    "the worker": ("-c", _CONSOLE, "work", "--clock"),
    "the post room": ("-c", _CONSOLE, "post"),
}

_SECONDS_TO_END = 40  # gunicorn lets the last answers go out for 30
_SECONDS_BETWEEN_STARTS = 5
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> int:
    """Serve until Ctrl-C or SIGTERM; the status to exit with is the server's."""
    told = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        told.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    server, beside = _start(SERVER), [Beside(name, words) for name, words in BESIDE.items()]
    while server.poll() is None and not told.wait(0.2):
        for one in beside:
            one.start_again_if_lost()
    return _end(server, *(one.process for one in beside))


class Beside:
    """A program that runs beside the web server for as long as that does."""

    def __init__(self, name: str, words: Sequence[str]) -> None:
        self._name, self._words = name, words
        self.process, self._started = _start(words), time.monotonic()

    def start_again_if_lost(self) -> None:
        """Not sooner than some seconds after the last time: what cannot run at all is not started without end."""
        if self.process.poll() is not None and time.monotonic() - self._started > _SECONDS_BETWEEN_STARTS:
            sys.stderr.write(f"kallipolis: {self._name} ended and is started again.\n")
            self.process, self._started = _start(self._words), time.monotonic()


def _start(words: Sequence[str]) -> subprocess.Popen[bytes]:
    """A child in a group of its own: a Ctrl-C reaches it through us, once, and in order."""
    return subprocess.Popen([sys.executable, *words], start_new_session=True, preexec_fn=_dies_with_us)  # noqa: S603 - no thread runs yet; our own programs


def _dies_with_us() -> None:
    """Where the system can (Linux): killed together with this process, even where that one could do nothing more."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)


def _end(server: subprocess.Popen[bytes], *beside: subprocess.Popen[bytes]) -> int:
    until = time.monotonic() + _SECONDS_TO_END
    for child in (server, *beside):
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in (server, *beside):
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    return max(server.returncode, 0)


if __name__ == "__main__":
    sys.exit(main())
