"""A message split into its leaves, with their bytes decoded (MIME, RFC 2045 and 2046).

Most of a message is base64 between boundaries, and the standard library looks at every line of it. So boundaries are found
by search and base64 is decoded at once; head lines, and every region where anything is unusual, go the library's way. What
both ways give is the same (tests/documents/reading/test_splitting.py holds them to each other).
"""

from __future__ import annotations

import binascii
import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email.errors import (
    CloseBoundaryNotFoundDefect,
    InvalidBase64CharactersDefect,
    InvalidBase64LengthDefect,
    InvalidBase64PaddingDefect,
)
from email.message import Message
from email.parser import BytesParser

import pybase64

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.buffers import Buffer, forget
from kallipolis.documents.reading.headers import AS_RECEIVED, filename_of, words
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.rulebook.sentence import sentence

_LIBRARY = BytesParser(policy=AS_RECEIVED)
_BLANK_LINE = re.compile(rb"\n\r?\n")
_BARE_RETURN = re.compile(rb"\r(?!\n)")
_BROKEN_BASE64 = (InvalidBase64CharactersDefect, InvalidBase64LengthDefect, InvalidBase64PaddingDefect)
_FORWARDED = ("message/rfc822", "message/global")
_CARRIAGE_RETURN, _LINE_FEED = 13, 10


@dataclass(frozen=True)
class Leaf:
    """A part that holds no other: its head lines, its bytes decoded, and the forwarded message around it (`inside`).

    `broken`: its base64 has letters too many or too few. `cut_off`: the message ends where it should go on.
    """

    head: Message
    content: bytes
    inside: str = ""
    broken: bool = False
    cut_off: bool = False


class _Unusual(Exception):
    """This region is for the library."""


@dataclass(frozen=True)
class _Region:
    """The bytes `start` up to `end` of `content`: one part with its head lines, `depth` levels below the message."""

    content: Buffer
    start: int
    end: int
    inside: str
    depth: int
    source: str


def head_of(content: Buffer, *, start: int = 0, end: int | None = None) -> Message:
    """The head lines of the message that begins at `start`; its body is not looked at."""
    latest = min(len(content) if end is None else end, start + limits.HEADER_BYTES)
    blank = _BLANK_LINE.search(content, start, latest)
    return _LIBRARY.parsebytes(content[start : blank.end() if blank else latest], headersonly=True)


def leaves(content: Buffer, *, source: str, inside: str = "", depth: int = 0) -> Iterator[Leaf]:
    """The leaves of the message in `content`, in their order; those of forwarded messages too.

    Raises:
        ReadingFailed: it is nested deeper than is read.
    """
    try:
        yield from _leaves_in(_Region(content, 0, len(content), inside, depth, source))
    except RecursionError:
        raise _too_deep(source) from None


def leaves_by_library(content: Buffer, *, source: str) -> Iterator[Leaf]:
    """What `leaves` gives, by the standard library alone: the yardstick, and the way of all that is unusual."""
    yield from _by_library(_Region(content, 0, len(content), "", 0, source))


def _leaves_in(whole: _Region) -> Iterator[Leaf]:
    try:
        found = list(_leaf_regions(whole))
    except _Unusual:
        yield from _by_library(whole)
        return
    for head, body, region in found:
        content = _regular_base64(region.content, body, region.end) if _encoding(head) == "base64" else None
        forget(whole.content)
        if content is None:
            yield from _by_library(region)
        elif head.get_content_maintype() == "message":
            yield from _leaves_of_encoded(head, content, region)
        else:
            yield Leaf(head, content, region.inside)


def _leaves_of_encoded(head: Message, content: bytes, region: _Region) -> Iterator[Leaf]:
    """A forwarded message in base64, which RFC 2046 5.2.1 forbids and some programs write."""
    name = _name_of(head, head_of(content))
    yield from leaves(content, source=region.source, inside=name, depth=region.depth + 1)


def _leaf_regions(region: _Region) -> Iterator[tuple[Message, int, _Region]]:
    """Each leaf with its head lines and where its body begins; nothing is decoded yet."""
    if region.depth > limits.DEPTH:
        raise _too_deep(region.source)
    head, body = _head_and_body(region)
    inner = _inner_regions(head, body, region)
    if inner is None:
        yield head, body, region
    else:
        for one in inner:
            yield from _leaf_regions(one)


def _head_and_body(region: _Region) -> tuple[Message, int]:
    """The head lines and where the body begins. Raises _Unusual where the library would have to think."""
    blank = _BLANK_LINE.search(region.content, region.start, min(region.end, region.start + limits.HEADER_BYTES))
    if blank is None:
        raise _Unusual
    lines = region.content[region.start : blank.end()]
    if lines.startswith((b"From ", b"\n", b"\r")) or b"\nFrom " in lines or _BARE_RETURN.search(lines):
        raise _Unusual
    head = _LIBRARY.parsebytes(lines, headersonly=True)
    if head.defects:
        raise _Unusual
    return head, blank.end()


def _inner_regions(head: Message, body: int, region: _Region) -> list[_Region] | None:
    """The regions inside a multipart or a forwarded message; None for a leaf."""
    kind = head.get_content_type()
    if kind == "multipart/digest":
        raise _Unusual
    if kind in _FORWARDED:
        if _encoding(head) == "base64":
            return None
        name = _name_of(head, head_of(region.content, start=body, end=region.end))
        return [replace(region, start=body, depth=region.depth + 1, inside=name)]
    if kind.startswith("message/"):
        raise _Unusual
    if not kind.startswith("multipart/"):
        return None
    return _between_boundaries(head, body, region)


def _between_boundaries(head: Message, body: int, region: _Region) -> list[_Region]:
    """The parts of a multipart (RFC 2046 5.1.1). The line's end before a boundary belongs to the boundary."""
    try:
        boundary = (head.get_boundary() or "").encode("ascii")
    except (UnicodeEncodeError, ValueError, LookupError):
        raise _Unusual from None
    if not boundary:
        raise _Unusual
    line = re.compile(re.escape(b"--" + boundary) + rb"(?P<close>--)?[ \t]*(?:\r\n|\n|(?P<bare>\r)|\Z)")
    parts: list[_Region] = []
    begins: int | None = None
    for found in line.finditer(region.content, body, region.end):
        before = region.content[found.start() - 1]
        if found["bare"] or before == _CARRIAGE_RETURN:
            raise _Unusual
        if before != _LINE_FEED:
            continue
        if begins is not None:
            two = region.content[found.start() - 2] == _CARRIAGE_RETURN
            ends = found.start() - (2 if two else 1)
            if ends <= begins:
                raise _Unusual
            parts.append(replace(region, start=begins, end=ends, depth=region.depth + 1))
        if found["close"]:
            break
        begins = found.end()
    else:
        raise _Unusual  # no boundary, or the last one is missing
    if not parts:
        raise _Unusual
    return parts


def _encoding(head: Message) -> str:
    return str(head.get("content-transfer-encoding", "")).strip().lower()


def _regular_base64(content: Buffer, start: int, end: int) -> bytes | None:
    """The bytes that `content[start:end]` encodes, or None where it has more than groups of four letters and line ends.

    The decoder passes over foreign letters, so that what it gives is then shorter than it must be.
    """
    with memoryview(content) as whole, whole[start:end] as text:
        try:
            decoded = pybase64.b64decode(text)
        except binascii.Error:
            return None
        tail = bytes(text[-64:]).rstrip(b"\r\n")
        padding, last = tail[-2:].count(b"="), max(0, len(text) - 64) + len(tail)
        for letters in _letters(text, content.find(b"\r\n", start, end) - start, last):
            if letters % 4 == 0 and len(decoded) == letters // 4 * 3 - padding:
                return decoded
    return None


def _letters(text: memoryview, first: int, last: int) -> Iterator[int]:
    """How many letters of `text` are no line ends: by its lines if all are of one length, which is soon seen; by count.

    `first` is where the first line ends, `last` where the last letter stands.
    """
    if first > 0:
        returns, feeds = bytes(text[first : last : first + 2]), bytes(text[first + 1 : last : first + 2])
        if not returns.strip(b"\r") and not feeds.strip(b"\n"):
            yield last - len(returns) - len(feeds)
    counted = bytes(text)
    yield len(counted) - counted.count(b"\n") - counted.count(b"\r")


def _by_library(region: _Region) -> Iterator[Leaf]:
    yield from _leaves_of(_LIBRARY.parsebytes(region.content[region.start : region.end]), region)


def _leaves_of(message: Message, region: _Region) -> Iterator[Leaf]:
    if region.depth > limits.DEPTH:
        raise _too_deep(region.source)
    if not message.is_multipart():
        yield _decoded(message, region.inside)
        return
    payload = message.get_payload()
    below = replace(region, depth=region.depth + 1)
    is_forwarded = message.get_content_maintype() == "message"
    cut_off = any(isinstance(defect, CloseBoundaryNotFoundDefect) for defect in message.defects)
    for number, child in enumerate(payload, start=1):
        if not isinstance(child, Message):
            continue
        if is_forwarded and (content := _encoded(message, child)) is not None:
            yield from _leaves_of_encoded(message, content, region)
            continue
        inner = _leaves_of(child, replace(below, inside=_name_of(message, child)) if is_forwarded else below)
        yield from _last_cut_off(inner) if cut_off and number == len(payload) else inner


def _encoded(part: Message, forwarded: Message) -> bytes | None:
    """The forwarded message where its whole text is base64: to the library that is a message without head lines."""
    if part.get_content_type() not in _FORWARDED or _encoding(part) != "base64" or forwarded.keys():
        return None
    encoded = forwarded.get_payload(decode=True)
    return _regular_base64(encoded, 0, len(encoded)) if isinstance(encoded, bytes) else None


def _last_cut_off(inner: Iterator[Leaf]) -> Iterator[Leaf]:
    *before, last = inner
    yield from before
    yield replace(last, cut_off=True)


def _decoded(message: Message, inside: str) -> Leaf:
    # A copy, since a space behind the encoding's name would leave it undecoded. Its text is never asked for as text: that
    # would pass through the character set that its sender claims, and eight bits would not come back as they were.
    shell = copy.copy(message)
    shell.defects = []
    del shell["content-transfer-encoding"]
    shell["content-transfer-encoding"] = _encoding(message)
    content = shell.get_payload(decode=True)
    broken = any(isinstance(defect, _BROKEN_BASE64) for defect in shell.defects)
    return Leaf(message, content if isinstance(content, bytes) else b"", inside, broken)


def _name_of(part: Message, forwarded: Message) -> str:
    subject = words(forwarded.get("subject"))
    return filename_of(part) or subject[: limits.FILENAME_CHARACTERS] or "message.eml"


def _too_deep(source: str) -> ReadingFailed:
    return ReadingFailed(sentence("“{source}” is nested more than {limit} deep.", source=source, limit=limits.DEPTH))
