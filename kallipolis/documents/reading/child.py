"""The child process that reads: it raises its wall, then answers one question after the other, and never writes elsewhere."""

from __future__ import annotations

import contextlib
import logging
import mmap
import os
import resource
import signal
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.antivirus import NOT_SCANNED, Scanned
from kallipolis.documents.reading.buffers import Buffer, sha256_of
from kallipolis.documents.reading.dossier import Asked, read_dossier
from kallipolis.documents.reading.frames import ChannelClosed, receive_with_descriptors, send
from kallipolis.documents.reading.handover import Piece
from kallipolis.documents.reading.opening import pieces_of
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.documents.reading.wall import allow_cpu_seconds, raise_wall
from kallipolis.documents.reading.whereabouts import whereabouts
from kallipolis.rulebook.call.complaint import NotACall
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import EDITIONS, editions, load
from kallipolis.rulebook.dossier import Channel, ToldBy
from kallipolis.rulebook.plain import from_plain, to_plain
from kallipolis.rulebook.sentence import Sentence, sentence

_log = logging.getLogger(__name__)
_QUESTION_BYTES = 4 * limits.MIB
# Where the child itself gives up, should its parent be gone: a little after the parent would have ended it.
_ALARM_SECONDS = limits.WALL_SECONDS + 10


class _Editions:
    """The editions that were loaded, by folder; each once in the life of the child."""

    def __init__(self) -> None:
        self._loaded: dict[Path, Call] = {}

    def handed(self, content: Buffer, pieces: tuple[Piece, ...]) -> Call:
        """The edition whose files lie end to end in `content`; known again by its bytes."""
        digest = sha256_of(content)
        folder = Path(tempfile.gettempdir(), f"call-{digest}")
        if folder not in self._loaded:
            folder.mkdir(exist_ok=True)
            for part in pieces_of(content, pieces):
                (folder / part.filename).write_bytes(part.content)
        return self.at(folder)

    def at(self, folder: Path) -> Call:
        if folder not in self._loaded:
            self._loaded[folder] = load(folder)
        return self._loaded[folder]

    def all(self) -> tuple[Call, ...]:
        """Every edition that comes with Kallipolis and is whole: another year's form is recognised by them."""
        whole = []
        for name in editions():
            try:
                whole.append(self.at(EDITIONS / name))
            except NotACall:
                _log.warning("The edition %s is not whole.", name)
        return tuple(whole)


def serve(channel: socket.socket) -> None:
    """Answers questions until the parent hangs up."""
    program = [Path(sys.prefix), Path(sys.base_prefix), Path(__file__).parents[3] / "kallipolis"]
    program += [Path(place) for name in ("TESSDATA_PREFIX", "TZDIR") if (place := os.environ.get(name))]
    wall = raise_wall(temporary=Path(tempfile.gettempdir()), program=program)
    send(channel, {"wall": to_plain(wall)})
    loaded = _Editions()
    loaded.all()  # while nobody waits yet
    for answered in range(1, limits.DOSSIERS_PER_CHILD + 1):
        question, descriptors = receive_with_descriptors(channel, at_most=_QUESTION_BYTES)
        allow_cpu_seconds(limits.CPU_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, _ALARM_SECONDS)
        try:
            answer = _answer(question, descriptors, loaded, channel)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)
        signal.setitimer(signal.ITIMER_REAL, 0)
        worn_out = answered == limits.DOSSIERS_PER_CHILD or _resident_bytes() > limits.WORN_OUT_RESIDENT_BYTES
        send(channel, answer | {"worn_out": worn_out})


def _answer(asked: dict[str, Any], descriptors: list[int], loaded: _Editions, channel: socket.socket) -> dict[str, Any]:
    source = str(asked["source"])
    try:
        call = _call(asked, descriptors, loaded)
        with _content(descriptors[0]) as content:
            dossier = read_dossier(
                _question(asked),
                content,
                call=call,
                editions=loaded.all(),
                begins=lambda number: send(channel, {"at": number}),
                scan=_scanning(channel, descriptors[-1]) if asked.get("scan") else None,
            )
        return {"dossier": to_plain(dossier)}
    except ReadingFailed as failure:
        return _failed(failure.sentence)
    except NotACall as failure:
        return _failed(sentence("The call cannot be used: {why}", why=str(failure)))
    except MemoryError:
        message = "Reading “{source}” needs more memory than a reader may have."
        return _failed(sentence(message, source=source))
    except ChannelClosed:
        raise
    except Exception as error:
        _log.error("Reading failed: %s", whereabouts(error))
        return _failed(sentence("“{source}” could not be read: its reader met something unforeseen.", source=source))


def _scanning(channel: socket.socket, scratch: int) -> Callable[[bytes], Scanned]:
    """Asks the parent to have bytes scanned: they are laid into a file that both have open, since they are many."""

    def scanned(content: bytes) -> Scanned:
        try:
            os.ftruncate(scratch, 0)
            left = memoryview(content)
            while left:
                left = left[os.pwrite(scratch, left, len(content) - len(left)) :]
        except OSError:  # longer than a file may be here
            return NOT_SCANNED
        send(channel, {"scan": len(content)})
        answer, _ = receive_with_descriptors(channel, at_most=_QUESTION_BYTES)
        return from_plain(Scanned, answer)

    return scanned


def _call(asked: dict[str, Any], descriptors: list[int], loaded: _Editions) -> Call:
    if "call_pieces" not in asked:
        return loaded.at(Path(asked["call_folder"]))
    pieces = from_plain(tuple[Piece, ...], asked["call_pieces"], place="call_pieces")
    with _content(descriptors[1]) as content:
        return loaded.handed(content, pieces)


@contextlib.contextmanager
def _content(descriptor: int) -> Iterator[Buffer]:
    """The bytes behind a descriptor, without a copy. Nothing cannot be mapped."""
    if not os.fstat(descriptor).st_size:
        yield b""
        return
    with mmap.mmap(descriptor, 0, access=mmap.ACCESS_READ) as content:
        yield content


def _question(asked: dict[str, Any]) -> Asked:
    told = asked["received_at"]
    return Asked(
        source=asked["source"],
        pieces=from_plain(tuple[Piece, ...], asked["pieces"], place="pieces"),
        as_message=asked["as_message"],
        remarks=from_plain(tuple[Sentence, ...], asked["remarks"], place="remarks"),
        received_at=datetime.fromisoformat(told) if told else None,
        told_by=ToldBy(asked["told_by"]),
        our_hosts=tuple(asked["our_hosts"]),
        recognise=asked["recognise"],
        channel=Channel(asked["channel"]),
        left_out=tuple(asked["left_out"]),
    )


def _failed(why: Sentence) -> dict[str, Any]:
    return {"failed": to_plain(why)}


def _resident_bytes() -> int:
    """The most memory that this process ever held."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def main() -> None:
    """Speaks on the socket whose descriptor is the first argument."""
    with socket.socket(fileno=int(sys.argv[1])) as channel:
        try:
            serve(channel)
        except ChannelClosed:
            return


if __name__ == "__main__":
    main()
