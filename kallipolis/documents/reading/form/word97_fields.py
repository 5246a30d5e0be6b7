"""What the Data stream and the drawings of a .doc hold: the data of form fields, and which shapes are pictures ([MS-DOC], [MS-ODRAW])."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from kallipolis.documents.reading.form.fields import TICKED, FieldData, chosen_entry
from kallipolis.documents.reading.form.manuscript import FieldKind
from kallipolis.documents.reading.form.word97 import strings

_DEFAULT = 25  # iRes: the state is the default's (2.9.78)
_KINDS = (FieldKind.TEXT, FieldKind.BOX, FieldKind.CHOICE)
# Records of a drawing ([MS-ODRAW] 2.2): a shape, its number, its properties. Containers hold other records.
_SHAPE, _SHAPE_NUMBER, _SHAPE_PROPERTIES, _PICTURE_PROPERTY = 0xF004, 0xF00A, 0xF00B, 0x0104
_CONTAINER = 0xF
_DEPTH = 20
_RECORDS = 100_000
_GROUP_OF_DRAWINGS = 0xF000


def form_field_at(data: bytes, place: int) -> FieldData | None:
    """The data of the form field at `place` of the Data stream (FFData, [MS-DOC] 2.9.78); None where there are none.

    `longest` is in characters, 0 without limit, as Word counts.
    """
    try:
        size, head = struct.unpack_from("<iH", data, place)
        return _form_field(data[place + head : place + max(size, head)])
    except struct.error:
        return None


def _form_field(held: bytes) -> FieldData | None:
    version, bits, longest = struct.unpack_from("<IHH", held, 0)
    kind, result = bits & 0x3, bits >> 2 & 0x1F
    if version != 0xFFFFFFFF or kind >= len(_KINDS):
        return None
    name, at = _text(held, 10)
    if kind == 0:
        return FieldData(FieldKind.TEXT, name, longest=longest)
    default = struct.unpack_from("<H", held, at)[0]
    state = default if result == _DEFAULT else result
    if kind == 1:
        return FieldData(FieldKind.BOX, name, TICKED if state == 1 else "")
    at += 2
    for _ in range(5):  # format, help, status, macros at entry and exit
        _, at = _text(held, at)
    entries = tuple(strings(held, at))
    return FieldData(FieldKind.CHOICE, name, chosen_entry(entries, str(state)), entries)


def _text(held: bytes, at: int) -> tuple[str, int]:
    """A text with its length before and a zero behind (Xstz, 2.9.350), and where the next begins."""
    length = struct.unpack_from("<H", held, at)[0]
    end = at + 2 + 2 * length
    if end + 2 > len(held):
        raise struct.error("A text goes beyond its field.")
    return held[at + 2 : end].decode("utf-16-le", "replace"), end + 2


def anchored(anchors: bytes) -> dict[int, int]:
    """The number of the shape that is anchored at a character (PlcfSpa, 2.8.37; 26 bytes each, 2.9.253)."""
    count = (len(anchors) - 4) // 30
    if count < 1:
        return {}
    places = struct.unpack_from(f"<{count}I", anchors, 0)
    return {
        place: struct.unpack_from("<i", anchors, 4 * (count + 1) + 26 * number)[0]
        for number, place in enumerate(places)
    }


def pictures(drawings: bytes) -> frozenset[int]:
    """The numbers of the shapes that show a picture, of all drawings of the document (2.9.172)."""
    found = set()
    for kind, held in _records(drawings, depth=0, budget=[_RECORDS]):
        if kind != _SHAPE:
            continue
        parts = dict(_flat(held))
        number, properties = parts.get(_SHAPE_NUMBER), parts.get(_SHAPE_PROPERTIES)
        if number is None or properties is None or len(number) < 4:
            continue
        codes = (struct.unpack_from("<H", properties, at)[0] & 0x3FFF for at in range(0, len(properties) - 5, 6))
        if _PICTURE_PROPERTY in codes:
            found.add(struct.unpack_from("<i", number, 0)[0])
    return frozenset(found)


def _records(held: bytes, *, depth: int, budget: list[int]) -> Iterator[tuple[int, bytes]]:
    """The shapes among the records ([MS-ODRAW] 2.2.1). A byte between two drawings tells whose the next one is."""
    at = 0
    while at + 8 <= len(held) and budget[0] > 0:
        budget[0] -= 1
        version, kind, size = struct.unpack_from("<HHI", held, at)
        if not 0xF000 <= kind <= 0xF122:
            at += 1
            continue
        content = held[at + 8 : at + 8 + size]
        if kind == _SHAPE:
            yield kind, content
        elif version & 0xF == _CONTAINER and depth < _DEPTH and kind != _GROUP_OF_DRAWINGS:
            yield from _records(content, depth=depth + 1, budget=budget)
        at += 8 + size


def _flat(held: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 8 <= len(held):
        _, kind, size = struct.unpack_from("<HHI", held, at)
        yield kind, held[at + 8 : at + 8 + size]
        at += 8 + size
