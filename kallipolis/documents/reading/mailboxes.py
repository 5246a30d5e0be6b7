"""Files and folders that hold many e-mails: where each message lies in an mbox file, and which files of a maildir are messages."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.request import MessageInFile, ReadingFailed
from kallipolis.rulebook.sentence import sentence

# RFC 4155, appendix A: "From ", whose, an asctime; before it nothing or an empty line. Programs differ in all but the time
# and the year. What follows is a head line: so a paragraph that begins with "From" parts no message in two.
_SEPARATOR = re.compile(
    rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\r\n]{0,300}?\d{1,2}:\d\d[^\r\n]{0,60}?\b\d{4}\b[^\r\n]{0,60}\r?\n"
    rb"(?=>?[!-9;-~]+:|>From )"
)
_QUOTED = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_DELIVERED = ("cur", "new")


def messages_in_file(path: Path, *, source: str) -> tuple[MessageInFile, ...]:
    """Where each message of an mbox file lies, in their order; none where it is no mbox file.

    Raises:
        ReadingFailed: there are more than are read at all, or the file may not be read.
    """
    try:
        with path.open("rb") as file:
            if file.read(5) != b"From ":
                return ()
            with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
                separators = _separators(content, source)
                size_bytes = len(content)
    except OSError as closed:
        message = "“{source}” cannot be read: {why}."
        raise ReadingFailed(sentence(message, source=source, why=closed.strerror or "unknown error")) from None
    if not separators or separators[0][0]:
        return ()  # it begins with "From " and is something else
    ends = [start for start, _ in separators[1:]] + [size_bytes]
    return tuple(MessageInFile(path, start, end) for (_, start), end in zip(separators, ends, strict=True))


def _separators(content: mmap.mmap, source: str) -> list[tuple[int, int]]:
    """Where the line before each message begins and where it ends."""
    found: list[tuple[int, int]] = []
    for separator in _SEPARATOR.finditer(content):
        found.append(separator.span())
        _refuse_too_many(len(found), source)
    return found


def messages_in_folder(folder: Path, *, source: str) -> tuple[Path, ...] | None:
    """The messages of a maildir in the order of their names, which is that of delivery; None where it is no maildir.

    What lies in `tmp` was not delivered. Links are never followed.

    Raises:
        ReadingFailed: there are more than are read at all.
    """
    inside = {one.name for one in folder.iterdir() if one.is_dir() and not one.is_symlink()}
    if not inside.issuperset((*_DELIVERED, "tmp")):
        return None
    found: list[Path] = []
    for name in _DELIVERED:
        for one in (folder / name).iterdir():
            if not one.name.startswith(".") and one.is_file() and not one.is_symlink():
                found.append(one)
                _refuse_too_many(len(found), source)
    return tuple(sorted(found, key=lambda one: (one.name, one)))


def message_in_file(place: MessageInFile) -> bytes:
    """The bytes of one message of an mbox file, as they were before it was put there.

    Raises:
        OSError: the file may not be read.
    """
    with place.path.open("rb") as file:
        file.seek(place.start)
        content = unquoted(file.read(place.end - place.start))
    for line in (b"\r\n", b"\n"):  # the empty line that parts it from the next one
        if content.endswith(line + line):
            return content[: -len(line)]
    return content


def unquoted(content: bytes) -> bytes:
    """The message as it was before an mbox file quoted its lines that begin with "From " (">From ", ">>From ")."""
    return _QUOTED.sub(b"", content) if b">From " in content else content


def _refuse_too_many(messages: int, source: str) -> None:
    if messages > limits.MESSAGES_IN_MAILBOX:
        message = "“{source}” holds more than {limit} messages. Split it into several."
        raise ReadingFailed(sentence(message, source=source, limit=limits.MESSAGES_IN_MAILBOX))
