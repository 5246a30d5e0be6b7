"""What the parent hands to a child: all content end to end in one anonymous file, and a list of what lies where."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.folder import files_in, refuse_too_large, refuse_too_many
from kallipolis.documents.reading.mailboxes import unquoted
from kallipolis.documents.reading.request import MessageInFile, NamedFile, ReadingFailed, ReadingRequest
from kallipolis.rulebook.call.folder import FILES
from kallipolis.rulebook.call.loading import EDITIONS
from kallipolis.rulebook.sentence import Sentence, sentence

_CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Piece:
    """One file inside the anonymous file: its name, its folder inside the dossier, its length in bytes."""

    name: str
    folder: str
    size_bytes: int


@dataclass(frozen=True)
class Handover:
    """`descriptor` is open on the content. `as_message`: it is one file that is to be an e-mail."""

    descriptor: int
    pieces: tuple[Piece, ...]
    as_message: bool
    remarks: tuple[Sentence, ...] = ()


@dataclass(frozen=True)
class HandedCall:
    """An edition that does not come with Kallipolis: its files for the child, which may not open its folder itself."""

    descriptor: int
    pieces: tuple[Piece, ...]


@contextmanager
def handed_call(folder: Path) -> Iterator[HandedCall | None]:
    """The files of the edition in `folder` for the time of the block; None where the child finds it by itself."""
    if folder.parent == EDITIONS:
        yield None
        return
    descriptor = anonymous_file()
    try:
        present = [folder / name for name in FILES if (folder / name).is_file()]
        pieces = tuple(Piece(path.name, "", _copy(path, descriptor, str(folder), links=True)) for path in present)
        yield HandedCall(descriptor, pieces)
    finally:
        os.close(descriptor)


@contextmanager
def scratch() -> Iterator[int]:
    """An empty anonymous file for the time of the block, which a child may write and its parent reads."""
    descriptor = anonymous_file()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def handed_over(request: ReadingRequest) -> Iterator[Handover]:
    """The content of `request` for a child, for the time of the block.

    Raises:
        ReadingFailed: the path does not exist or may not be read, there is nothing in it, or it is too large (known by
            its size, before anything is read).
    """
    descriptor = anonymous_file()
    try:
        yield _filled(descriptor, request)
    finally:
        os.close(descriptor)


def _filled(descriptor: int, request: ReadingRequest) -> Handover:
    content, source = request.content, request.source
    if isinstance(content, Path):
        return _from_path(descriptor, content, source)
    if isinstance(content, MessageInFile):
        return _from_bytes(descriptor, _message(content, source), source)
    if isinstance(content, (bytes, bytearray, memoryview)):
        return _from_bytes(descriptor, content, source)
    return _from_files(descriptor, content, source)


def _from_path(descriptor: int, path: Path, source: str) -> Handover:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise ReadingFailed(sentence("“{source}” does not exist.", source=source)) from None
    except (OSError, ValueError) as closed:
        raise _not_readable(source, closed) from None
    if stat.S_ISDIR(mode):
        found = files_in(path, source=source)
        pieces = []
        for file in found.files:
            size = _copy(file.path, descriptor, source, links=False)
            pieces.append(Piece(file.path.name, file.folder, size))
        refuse_too_large(sum(piece.size_bytes for piece in pieces), source=source)
        return Handover(descriptor, tuple(pieces), as_message=False, remarks=found.remarks)
    if not stat.S_ISREG(mode):
        raise ReadingFailed(sentence("“{source}” is neither a file nor a folder.", source=source))
    size = _copy(path, descriptor, source, links=True)
    _refuse_nothing(size, source)
    return Handover(descriptor, (Piece(path.name, "", size),), as_message=True)


def _message(place: MessageInFile, source: str) -> bytes:
    refuse_too_large(place.end - place.start, source=source)
    try:
        with place.path.open("rb") as file:
            file.seek(place.start)
            return unquoted(file.read(place.end - place.start))
    except OSError as closed:
        raise _not_readable(source, closed) from None


def _from_bytes(descriptor: int, content: bytes | bytearray | memoryview, source: str) -> Handover:
    _refuse_nothing(len(content), source)
    refuse_too_large(len(content), source=source)
    _write(descriptor, content)
    return Handover(descriptor, (Piece("", "", len(content)),), as_message=True)


def _from_files(descriptor: int, files: Sequence[NamedFile], source: str) -> Handover:
    if not files:
        raise ReadingFailed(sentence("“{source}” holds no file.", source=source))
    refuse_too_many(len(files), source=source)
    refuse_too_large(sum(len(file.content) for file in files), source=source)
    for file in files:
        _write(descriptor, file.content)
    pieces = tuple(Piece(file.name, file.folder, len(file.content)) for file in files)
    return Handover(descriptor, pieces, as_message=False)


def _refuse_nothing(size_bytes: int, source: str) -> None:
    if not size_bytes:
        raise ReadingFailed(sentence("“{source}” is empty.", source=source))


def _not_readable(source: str, why: Exception) -> ReadingFailed:
    words = why.strerror if isinstance(why, OSError) and why.strerror else str(why)
    return ReadingFailed(sentence("“{source}” cannot be read: {why}.", source=source, why=words))


def anonymous_file() -> int:
    """An open file without a name, in memory where the system can."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("dossier", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _copy(path: Path, descriptor: int, source: str, *, links: bool) -> int:
    """Appends the file to the anonymous one and gives its length. A pipe or device is never waited for."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (0 if links else os.O_NOFOLLOW))
    except OSError as closed:
        raise _not_readable(source, closed) from None
    try:
        facts = os.fstat(opened)
        if not stat.S_ISREG(facts.st_mode):
            raise ReadingFailed(sentence("“{source}” is neither a file nor a folder.", source=source))
        refuse_too_large(facts.st_size, source=source)
        copied = 0
        while chunk := os.read(opened, _CHUNK_BYTES):
            copied += len(chunk)
            refuse_too_large(copied, source=source)
            _write(descriptor, chunk)
        return copied
    except OSError as closed:
        raise _not_readable(source, closed) from None
    finally:
        os.close(opened)


def _write(descriptor: int, content: bytes | bytearray | memoryview) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left[: limits.CONTENT_BYTES]) :]
