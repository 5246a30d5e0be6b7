"""What a request carries: weighed before it is read, received in memory or a nameless temporary file, kept nowhere."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, UnreadablePostError

_CHUNK = 64 * 1024
_SECONDS_TO_LET_GO = 20


class TooSlow(Exception):
    """The files did not arrive within the time."""


def ceiling_bytes() -> int:
    """The most that this server takes at once, whatever a call allows."""
    return int(settings.UPLOAD_CEILING_BYTES)


def seconds_to_arrive() -> int:
    """How long one request may take to arrive."""
    return int(getattr(settings, "UPLOAD_SECONDS", 600))


def declared_bytes(request: HttpRequest) -> int:
    """The size that the request says it has; nothing more than that is ever read of it."""
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def let_go(request: HttpRequest, most: int) -> None:
    """Read on and drop what still arrives, within bounds.

    A server that answers and closes while the browser is still sending makes it say "connection reset" instead of
    showing the page that explains.
    """
    until, left = time.monotonic() + _SECONDS_TO_LET_GO, 2 * most
    try:
        while left > 0 and time.monotonic() < until:
            dropped = len(request.read(_CHUNK))
            if not dropped:
                return
            left -= dropped
    except UnreadablePostError:
        return


@contextmanager
def received_without_a_trace(request: HttpRequest) -> Iterator[None]:
    """Inside, the files of this request are received by `NamelessFiles` alone; afterwards nothing of them is left."""
    if hasattr(request, "_files"):
        # A form that waited while its sender confirmed who she is has arrived before, and carries no file.
        yield
        return
    handler = NamelessFiles(request)
    request.upload_handlers = [handler]
    try:
        yield
    finally:
        handler.drop()


class NamelessFiles(FileUploadHandler):
    """Receives a file in memory, a large one in a temporary file that never has a name; gone as soon as it is closed."""

    chunk_size = _CHUNK
    _MOST_IN_MEMORY = 2 * 1024 * 1024

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self._until = time.monotonic() + seconds_to_arrive()
        self._opened: list[tempfile.SpooledTemporaryFile[bytes]] = []

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        file: tempfile.SpooledTemporaryFile[bytes] = tempfile.SpooledTemporaryFile(self._MOST_IN_MEMORY)  # noqa: SIM115 - `drop` closes it
        self._opened.append(file)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if time.monotonic() > self._until:
            raise TooSlow
        self._opened[-1].write(raw_data)

    def file_complete(self, file_size: int) -> UploadedFile:
        file = self._opened[-1]
        file.seek(0)
        return UploadedFile(file=file, name=self.file_name, content_type=self.content_type, size=file_size)

    def drop(self) -> None:
        """Close every file: those in memory and the nameless ones are gone with that."""
        while self._opened:
            self._opened.pop().close()
