"""A virus scanner for tests: a daemon on a real socket that speaks as much of clamd(8) as scanning takes."""

from __future__ import annotations

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EVIL = b"X5O!P%@AP-a-test-file-that-does-nothing"
CLEAN, FOUND = b"stream: OK\0", b"stream: Eicar-Test-Signature FOUND\0"


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    request_queue_size = 128
    takes_seconds: float
    says: bytes

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked may be dead by now."""


class _Scan(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            return
        whole = b""
        while len(head := self.rfile.read(4)) == 4 and (length := struct.unpack("!I", head)[0]):
            whole += self.rfile.read(length)
        time.sleep(self.server.takes_seconds)
        self.wfile.write(self.server.says or (FOUND if EVIL in whole else CLEAN))


@contextmanager
def scanner_at(path: Path, *, takes_seconds: float = 0, says: bytes = b"") -> Iterator[str]:
    """The address of a daemon at this path; `says` makes it answer the same to everything."""
    with _Server(str(path), _Scan) as server:
        server.takes_seconds, server.says = takes_seconds, says
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield str(path)
        finally:
            server.shutdown()
            thread.join()
