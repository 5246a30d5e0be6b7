"""The dots of SMTP: what a sender put before each line that begins with one is taken away again (RFC 5321 4.5.2)."""

from __future__ import annotations

_LINE = b"\r\n"


class Unstuffed:
    """Takes a message in pieces of any size and gives it back without the added dots."""

    def __init__(self) -> None:
        self._kept, self._before = _LINE, len(_LINE)

    def feed(self, piece: bytes) -> bytes:
        """The bytes that are certain by now; up to two wait for the next piece."""
        content = self._kept + piece
        held = 2 if content.endswith(_LINE) else 1 if content.endswith(b"\r") else 0
        certain = content[: len(content) - held]
        # A dot belongs to the line end before it, which may be the one that is held.
        self._kept = content[len(content) - held :]
        return self._without_the_first(certain.replace(b"\r\n.", _LINE))

    def rest(self) -> bytes:
        """What was still held."""
        kept, self._kept = self._kept, b""
        return self._without_the_first(kept)

    def _without_the_first(self, content: bytes) -> bytes:
        """The line end before the first line is not the message's."""
        drop = min(self._before, len(content))
        self._before -= drop
        return content[drop:]
