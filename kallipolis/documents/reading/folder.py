"""A dossier that came as files: which of a folder's files count, and how large the e-mail would be that carries them."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.rulebook.sentence import Sentence, sentence

# What file managers and synchronisers leave behind without anybody's wish. Names that begin with a dot are hidden anyway.
_DROPPINGS = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", "__macosx", "$recycle.bin", "lost+found"})

# RFC 2045: base64 gives four characters for three bytes, in lines of 76 and the line's end.
_LINE_CHARACTERS = 76
_LINE_BYTES = _LINE_CHARACTERS + 2
# The head lines of one part (type, encoding, disposition) without the file's name, and those of a message with its text.
_PART_HEAD_BYTES = 190
_MESSAGE_HEAD_BYTES = 1_400


@dataclass(frozen=True)
class FoundFile:
    """One file to read: its path, the folder inside the dossier where it lies ("" at the top), its size when found."""

    path: Path
    folder: str
    size_bytes: int


@dataclass(frozen=True)
class FoundFiles:
    """The files of a folder in the order of their names, and what was left out."""

    files: tuple[FoundFile, ...]
    remarks: tuple[Sentence, ...]


def is_dropping(name: str) -> bool:
    """Whether a file or folder of this name was left behind by an operating system or a word processor."""
    return name.casefold() in _DROPPINGS or name.startswith("~$")


def files_in(folder: Path, *, source: str) -> FoundFiles:
    """The regular files of `folder` and its sub-folders. Links are never followed; hidden files are left out and told.

    Raises:
        ReadingFailed: there is no file, or there are too many, too deep, or too large a sum; none of them was read.
    """
    walk = _Walk(source)
    walk.enter(folder, "", 0)
    if not walk.found:
        raise ReadingFailed(sentence("The folder “{source}” holds no file that could be read.", source=source))
    remarks = []
    if walk.hidden:
        message = "Left out, since they are hidden or of the operating system: {names}."
        remarks.append(sentence(message, names=tuple(walk.hidden)))
    if walk.links:
        remarks.append(sentence("Left out, since links are not followed: {names}.", names=tuple(walk.links)))
    if walk.closed:
        remarks.append(sentence("Left out, since they may not be read here: {names}.", names=tuple(walk.closed)))
    return FoundFiles(tuple(walk.found), tuple(remarks))


class _Walk:
    def __init__(self, source: str) -> None:
        self.source = source
        self.found: list[FoundFile] = []
        self.hidden: list[str] = []
        self.links: list[str] = []
        self.closed: list[str] = []
        self._bytes = 0

    def enter(self, folder: Path, inside: str, depth: int) -> None:
        if depth > limits.DEPTH:
            raise ReadingFailed(sentence("The folder “{source}” is nested too deep.", source=self.source))
        try:
            with os.scandir(folder) as entries:
                present = sorted(entries, key=lambda entry: entry.name)
        except OSError as closed:
            if not depth:
                message = "“{source}” cannot be read: {why}."
                raise ReadingFailed(
                    sentence(message, source=self.source, why=closed.strerror or "unknown error")
                ) from None
            self.closed.append(inside)
            return
        for entry in present:
            self._see(entry, inside, depth)

    def _see(self, entry: os.DirEntry[str], inside: str, depth: int) -> None:
        place = f"{inside}/{entry.name}" if inside else entry.name
        if entry.name.startswith(".") or is_dropping(entry.name):
            self.hidden.append(place)
        elif entry.is_symlink():
            self.links.append(place)
        elif entry.is_dir(follow_symlinks=False):
            self.enter(Path(entry.path), place, depth + 1)
        elif stat.S_ISREG((facts := entry.stat(follow_symlinks=False)).st_mode):
            self._bytes += facts.st_size
            self.found.append(FoundFile(Path(entry.path), inside, facts.st_size))
            refuse_too_large(self._bytes, source=self.source)
            refuse_too_many(len(self.found), source=self.source)


def refuse_too_large(size_bytes: int, *, source: str) -> None:
    """Raises ReadingFailed where so many bytes are more than is read at all."""
    if size_bytes > limits.CONTENT_BYTES:
        message = "“{source}” is too large: {bytes} bytes. At most {limit} bytes are read."
        raise ReadingFailed(sentence(message, source=source, bytes=size_bytes, limit=limits.CONTENT_BYTES))


def refuse_too_many(files: int, *, source: str) -> None:
    """Raises ReadingFailed where so many files or parts are more than is read at all."""
    if files > limits.PARTS:
        message = "“{source}” has more than {limit} files. That is no dossier."
        raise ReadingFailed(sentence(message, source=source, limit=limits.PARTS))


def bytes_as_message(files: Iterable[tuple[str, int]]) -> int:
    """How many bytes the e-mail would have on the wire that carries `files` (name, size in bytes): computed, not built (S7)."""
    return _MESSAGE_HEAD_BYTES + sum(_part_bytes(name, size) for name, size in files)


def _part_bytes(name: str, size_bytes: int) -> int:
    characters = (size_bytes + 2) // 3 * 4
    lines = (characters + _LINE_CHARACTERS - 1) // _LINE_CHARACTERS
    # The name stands in two head lines; what is not ASCII is written there as %XX.
    return _PART_HEAD_BYTES + 2 * sum(1 if c.isascii() else 3 * len(c.encode()) for c in name) + characters + 2 * lines
