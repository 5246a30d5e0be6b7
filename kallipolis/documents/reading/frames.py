"""How the parent and a child talk: JSON with its length in front, over a pair of sockets; never anything that could run."""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any

_LENGTH = struct.Struct(">I")
_DESCRIPTORS = 4


class ChannelClosed(Exception):
    """The other side has gone, or says something that is no frame."""


def send(channel: socket.socket, value: Any, *, descriptors: Sequence[int] = ()) -> None:
    """One frame. `descriptors` (open files) ride along with its first byte.

    Raises:
        ChannelClosed: nobody listens.
    """
    words = json.dumps(value, separators=(",", ":"), allow_nan=False).encode("ascii")
    try:
        socket.send_fds(channel, [_LENGTH.pack(len(words))], list(descriptors))
        channel.sendall(words)
    except OSError as gone:
        raise ChannelClosed(str(gone)) from None


def receive(channel: socket.socket, *, at_most: int, until: float | None = None) -> Any:
    """The next frame, waiting for it until the instant `until` of `time.monotonic()`.

    Raises:
        TimeoutError: it did not come in time.
        ChannelClosed: the other side has gone, or the frame is longer than `at_most` bytes, or it is no JSON.
    """
    (length,) = _LENGTH.unpack(_exactly(channel, _LENGTH.size, until))
    return _parsed(channel, length, at_most, until)


def receive_with_descriptors(channel: socket.socket, *, at_most: int) -> tuple[Any, list[int]]:
    """The next frame and the descriptors that came with it; waits for ever. Raises ChannelClosed as `receive` does."""
    try:
        start, descriptors, _, _ = socket.recv_fds(channel, _LENGTH.size, _DESCRIPTORS)
    except OSError as gone:
        raise ChannelClosed(str(gone)) from None
    if not start:
        raise ChannelClosed("end")
    (length,) = _LENGTH.unpack(start + _exactly(channel, _LENGTH.size - len(start), None))
    return _parsed(channel, length, at_most, None), descriptors


def _parsed(channel: socket.socket, length: int, at_most: int, until: float | None) -> Any:
    if length > at_most:
        raise ChannelClosed(f"a frame of {length} bytes")
    try:
        return json.loads(_exactly(channel, length, until))
    except (ValueError, RecursionError) as wrong:
        raise ChannelClosed(f"no JSON: {wrong}") from None


def _exactly(channel: socket.socket, count: int, until: float | None) -> bytes:
    words = bytearray()
    while len(words) < count:
        if until is not None:
            left = until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            channel.settimeout(left)
        try:
            piece = channel.recv(min(count - len(words), 1 << 20))
        except TimeoutError:
            raise
        except OSError as gone:
            raise ChannelClosed(str(gone)) from None
        if not piece:
            raise ChannelClosed("end")
        words += piece
    return bytes(words)
