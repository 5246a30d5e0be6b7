"""What the doors hand over: a message as bytes in a spool file with its envelope and our time, or what was turned away."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, cast


@dataclass(frozen=True)
class Envelope:
    """Who handed a message over: the sender and the recipients of the envelope, and the peer. `sender` is "" for a bounce."""

    sender: str = ""
    recipients: tuple[str, ...] = ()
    peer: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A whole message. `at` is when its last byte arrived, None where the door cannot know it.

    `path` is a spool file that goes away after it was taken. `key` names the message in its mailbox, so that a second
    round does not fetch it again.
    """

    path: Path
    sha256: str
    size_bytes: int
    at: datetime | None
    door: str
    envelope: Envelope = Envelope()
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class TurnedAway:
    """An answer of 4xx or 5xx that we gave: to whom, when, and how much had come until then."""

    reply: str
    at: datetime
    door: str
    envelope: Envelope = Envelope()
    size_bytes: int = 0

    @property
    def code(self) -> int:
        """The three figures of the answer."""
        return int(self.reply[:3])


Take = Callable[[Arrived], object]
"""Stores a message; it returns once the message is safe, and raises where it is not."""

Note = Callable[[TurnedAway], object]
"""Records what was turned away."""


class Spooled:
    """A message on its way in: written to a file as it comes, digested at once, so that memory never holds it whole."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(prefix="in-", suffix=".eml", dir=folder)
        self.path = Path(name)
        self.size_bytes = 0
        self._file = cast(BinaryIO, os.fdopen(descriptor, "wb"))
        self._digest = hashlib.sha256()

    def __enter__(self) -> Spooled:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        self.path.unlink(missing_ok=True)

    def write(self, piece: bytes) -> None:
        """Takes the next bytes."""
        self._file.write(piece)
        self._digest.update(piece)
        self.size_bytes += len(piece)

    def arrived(self, *, at: datetime | None, door: str, envelope: Envelope, key: str = "") -> Arrived:
        """The message, now that it is whole."""
        self._file.flush()
        return Arrived(
            path=self.path,
            sha256=self._digest.hexdigest(),
            size_bytes=self.size_bytes,
            at=at,
            door=door,
            envelope=envelope,
            key=key,
        )


def clear_spool(folder: Path, *, older_than_seconds: float = 3_600) -> int:
    """Removes what a killed process left: nobody was told that it had arrived. The answer is how many files."""
    left = 0
    for one in folder.glob("in-*.eml") if folder.is_dir() else ():
        # Another listener may be at work in the same folder; what it writes to is younger.
        with contextlib.suppress(FileNotFoundError):
            if time.time() - one.stat().st_mtime > older_than_seconds:
                one.unlink()
                left += 1
    return left
