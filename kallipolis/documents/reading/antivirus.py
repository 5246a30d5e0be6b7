"""Scanning for viruses by a ClamAV daemon, where a site has one: asked by the parent, since a child has no network."""

from __future__ import annotations

import logging
import os
import re
import socket
import struct
import time
from dataclasses import dataclass

from kallipolis.documents.reading import limits
from kallipolis.rulebook.dossier import Scan

_log = logging.getLogger(__name__)

_CHUNK_BYTES = 256 * 1024
_ANSWER_BYTES = 4_096
_LENGTH = struct.Struct("!I")
_FOUND = re.compile(rb"stream: (.+) FOUND")
# With AlertExceedsMax and AlertEncrypted the daemon gives as found what it merely could not look into.
_NOT_LOOKED_INTO = (b"Heuristics.Limits.Exceeded", b"Heuristics.Encrypted")


@dataclass(frozen=True)
class Scanned:
    """What the scanner said of one document; `found` is the name of what it found."""

    scan: Scan
    found: str = ""


NOT_SCANNED = Scanned(Scan.NOT_SCANNED)


class Scanner:
    """A daemon at `address`: `/path/of/socket`, `unix:/path/of/socket` or `host:port`. For one dossier, by one thread.

    A daemon that does not answer once is not asked again: one dossier waits for it once.
    """

    def __init__(self, address: str, *, seconds: float = limits.SCAN_SECONDS) -> None:
        self._address, self._seconds, self._answers = address, seconds, bool(address)

    def scan(self, descriptor: int, size_bytes: int) -> Scanned:
        """What is said of the first `size_bytes` of an open file. Whatever is no clear answer is no scan, and never clean."""
        if not self._answers:
            return NOT_SCANNED
        try:
            answer = self._asked(descriptor, size_bytes)
        except (OSError, ValueError) as silent:
            _log.warning("The virus scanner did not answer: %s.", type(silent).__name__)
            self._answers = False
            return NOT_SCANNED
        if answer == b"stream: OK":
            return Scanned(Scan.CLEAN)
        found = _FOUND.fullmatch(answer)
        if found is None or found[1].startswith(_NOT_LOOKED_INTO):
            _log.warning("The virus scanner did not scan: %r.", answer[:200])
            return NOT_SCANNED
        name = found[1].decode("ascii", "replace")[: limits.FILENAME_CHARACTERS]
        return Scanned(Scan.INFECTED, "".join(c if c.isprintable() else "\ufffd" for c in name))

    def _asked(self, descriptor: int, size_bytes: int) -> bytes:
        """The daemon's answer to INSTREAM (clamd(8)): chunks with their length before them, an empty one at the end."""
        until = time.monotonic() + self._seconds
        with self._connected() as daemon:
            try:
                daemon.sendall(b"zINSTREAM\0")
                for at in range(0, size_bytes, _CHUNK_BYTES):
                    chunk = os.pread(descriptor, min(_CHUNK_BYTES, size_bytes - at), at)
                    daemon.settimeout(_left(until))
                    daemon.sendall(_LENGTH.pack(len(chunk)) + chunk)
                daemon.sendall(_LENGTH.pack(0))
            except (BrokenPipeError, ConnectionResetError):
                # Above its StreamMaxLength the daemon says so and hangs up; other documents may be shorter.
                return _heard(daemon, until) or b"hung up"
            return _heard(daemon, until)

    def _connected(self) -> socket.socket:
        path = self._address.removeprefix("unix:")
        if path.startswith("/"):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.settimeout(self._seconds)
                connection.connect(path)
            except OSError:
                connection.close()
                raise
            return connection
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), timeout=self._seconds)


def _heard(daemon: socket.socket, until: float) -> bytes:
    """One answer, up to its closing zero byte; b"" where the daemon hung up before."""
    heard = b""
    while b"\0" not in heard and len(heard) < _ANSWER_BYTES:
        daemon.settimeout(_left(until))
        try:
            piece = daemon.recv(_ANSWER_BYTES)
        except (BrokenPipeError, ConnectionResetError):
            break
        if not piece:
            break
        heard += piece
    answer, closed, _ = heard.partition(b"\0")
    return answer if closed else b""


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
