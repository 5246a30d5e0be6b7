"""Outlook's own container of attachments (TNEF, winmail.dat; MS-OXTNEF) becomes its files; its text and its dates are not read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.unpacking import Purse, kept_shut, place_inside
from kallipolis.rulebook.dossier import Trouble
from kallipolis.rulebook.files import safe_filename
from kallipolis.rulebook.sentence import sentence

# MS-OXTNEF 2.1.3.1: the signature and a key; then attributes, each with level, identifier, length, its bytes, their sum.
_SIGNATURE = struct.pack("<I", 0x223E9F78)
_HEAD_BYTES = 6
_ATTRIBUTE, _SUM = struct.Struct("<BII"), struct.Struct("<H")
_LEVEL_MESSAGE, _LEVEL_ATTACHMENT = 1, 2
# 2.1.3.3: attributes that are of use here.
_CODE_PAGE, _BEGINS, _TITLE, _BYTES, _PROPERTIES = 0x00069007, 0x00069002, 0x00018010, 0x0006800F, 0x00069005
# MS-OXPROPS: PidTagAttachDataObject, PidTagAttachFilename, PidTagAttachLongFilename.
_DATA, _SHORT_NAME, _LONG_NAME = 0x3701, 0x3704, 0x3707
# MS-OXCDATA 2.11.1: the types of properties. The values of 2.1.3.4 fill up to four bytes each.
_FIXED_BYTES = {
    0x01: 4,
    0x02: 4,
    0x03: 4,
    0x04: 4,
    0x05: 8,
    0x06: 8,
    0x07: 8,
    0x0A: 4,
    0x0B: 4,
    0x14: 8,
    0x40: 8,
    0x48: 16,
}
_TEXT, _UNICODE, _OBJECT, _BINARY, _SEVERAL = 0x1E, 0x1F, 0x0D, 0x102, 0x1000
_NAMED_FROM, _GUID_BYTES = 0x8000, 16


class _Damaged(Exception):
    """The bytes do not obey MS-OXTNEF."""


@dataclass
class _Attachment:
    title: str = ""
    content: bytes = b""
    names: dict[int, str] = field(default_factory=dict)

    @property
    def filename(self) -> str:
        return self.names.get(_LONG_NAME) or self.title or self.names.get(_SHORT_NAME, "")


def is_tnef(content: bytes) -> bool:
    """Whether these bytes begin as a TNEF stream does (MS-OXTNEF 2.1.3.1)."""
    return content.startswith(_SIGNATURE)


def files_in_tnef(container: Part, purse: Purse) -> Iterator[Part]:
    """The attachments of a TNEF stream; the stream itself where there are none, or where it is damaged."""
    try:
        attachments = _attachments(container.content)
    except _Damaged:
        message = (
            "Outlook’s own container of attachments is damaged. Ask the sender to send the files again without it: as "
            "plain text or HTML, not as “rich text”."
        )
        yield kept_shut(container, Trouble.DAMAGED, sentence(message))
        return
    if not attachments:
        message = "Outlook’s own container holds no file, only the look of the message’s text."
        yield kept_shut(container, Trouble.NOT_READABLE_HERE, sentence(message))
        return
    remark = sentence("It came inside “{container}”.", container=container.filename or "winmail.dat")
    for attachment in attachments:
        if len(attachment.content) > purse.bytes_left:
            message = "Too much would come out of Outlook’s own container: it was not opened to its end."
            yield kept_shut(container, Trouble.TOO_LARGE, sentence(message))
            return
        purse.spend(len(attachment.content))
        yield Part(
            filename=safe_filename(attachment.filename),
            content=attachment.content,
            inside=place_inside(container),
            remarks=(*container.remarks, remark),
        )


def _attachments(content: bytes) -> list[_Attachment]:
    found: list[_Attachment] = []
    code_page = "cp1252"
    for level, name, value in _attributes(content):
        if level == _LEVEL_MESSAGE:
            if name == _CODE_PAGE and len(value) >= 4:
                code_page = _code_page(int.from_bytes(value[:4], "little"))
        elif name == _BEGINS:
            found.append(_Attachment())
        elif not found:
            raise _Damaged
        elif name == _TITLE:
            found[-1].title = _text(value, code_page)
        elif name == _BYTES:
            found[-1].content = bytes(value)
        elif name == _PROPERTIES:
            _learn(found[-1], value, code_page)
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, int, memoryview]]:
    """Level, identifier and bytes of each attribute; the sum of the bytes is held against the one that is told."""
    whole, at = memoryview(content), _HEAD_BYTES
    for _ in range(limits.TNEF_ATTRIBUTES):
        if at == len(whole):
            return
        if at + _ATTRIBUTE.size > len(whole):
            raise _Damaged
        level, name, length = _ATTRIBUTE.unpack_from(whole, at)
        ends = at + _ATTRIBUTE.size + length
        if level not in (_LEVEL_MESSAGE, _LEVEL_ATTACHMENT) or ends + _SUM.size > len(whole):
            raise _Damaged
        value = whole[at + _ATTRIBUTE.size : ends]
        if sum(value) & 0xFFFF != _SUM.unpack_from(whole, ends)[0]:
            raise _Damaged
        yield level, name, value
        at = ends + _SUM.size
    raise _Damaged


def _learn(attachment: _Attachment, properties: memoryview, code_page: str) -> None:
    """The names of an attachment, and its bytes where they are an object: a forwarded message is a TNEF stream again."""
    for name, kind, value in _values(properties):
        if name in (_SHORT_NAME, _LONG_NAME) and kind in (_TEXT, _UNICODE):
            attachment.names[name] = _text(value, "utf-16-le" if kind == _UNICODE else code_page)
        elif name == _DATA and kind == _BINARY and not attachment.content:
            attachment.content = bytes(value)
        elif name == _DATA and kind == _OBJECT and not attachment.content:
            inner = bytes(value[_GUID_BYTES:])  # what kind of object it is
            attachment.content = inner if is_tnef(inner) else bytes(value)


def _values(properties: memoryview) -> Iterator[tuple[int, int, memoryview]]:
    """Identifier, type and first value of each property (MS-OXTNEF 2.1.3.4, MsgPropertyList)."""
    reader = _Reader(properties)
    count = reader.number(4)
    if count > limits.TNEF_PROPERTIES:
        raise _Damaged
    for _ in range(count):
        kind, name = reader.number(2), reader.number(2)
        if name >= _NAMED_FROM:
            reader.take(_GUID_BYTES)
            if reader.number(4) == 0:
                reader.number(4)
            else:
                reader.filled(reader.number(4))
        several, kind = bool(kind & _SEVERAL), kind & ~_SEVERAL
        variable = kind in (_TEXT, _UNICODE, _OBJECT, _BINARY)
        values = reader.number(4) if several or variable else 1
        if values > limits.TNEF_PROPERTIES:
            raise _Damaged
        first: memoryview | None = None
        for _ in range(values):
            size = reader.number(4) if variable else _FIXED_BYTES.get(kind)
            if size is None:
                raise _Damaged
            value = reader.filled(size)
            first = value if first is None else first
        if first is not None:
            yield name, kind, first


class _Reader:
    def __init__(self, content: memoryview) -> None:
        self._content, self._at = content, 0

    def take(self, count: int) -> memoryview:
        taken = self._content[self._at : self._at + count]
        if len(taken) < count:
            raise _Damaged
        self._at += count
        return taken

    def filled(self, count: int) -> memoryview:
        """So many bytes, and those that fill up to a multiple of four."""
        taken = self.take(count)
        self._at = min(len(self._content), self._at + -count % 4)
        return taken

    def number(self, count: int) -> int:
        return int.from_bytes(self.take(count), "little")


def _code_page(number: int) -> str:
    name = "utf-8" if number == 65001 else f"cp{number}"
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


def _text(value: memoryview, encoding: str) -> str:
    return bytes(value).decode(encoding, "replace").partition("\0")[0]
