"""The dimensions of a HEIC or AVIF picture from its boxes (ISO/IEC 14496-12, 23008-12); nothing of it is decoded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

_BOX, _LONG = struct.Struct(">I4s"), struct.Struct(">Q")
_BOXES = 5_000
_FULL_BOX_BYTES = 4  # version and flags


@dataclass(frozen=True)
class HeifPicture:
    """As the picture is shown, turned where it says so. `is_whole`: its boxes end where the file ends."""

    width_pixels: int
    height_pixels: int
    is_whole: bool


def read_heif(content: bytes) -> HeifPicture | None:
    """The dimensions of the picture that is meant to be shown; None where the boxes do not tell them."""
    try:
        top, is_whole = dict[bytes, memoryview](), False
        for name, body, ends in _boxes(memoryview(content)):
            top.setdefault(name, body)
            is_whole = ends == len(content)
        return _shown(top[b"meta"][_FULL_BOX_BYTES:], is_whole=is_whole and b"mdat" in top)
    except (KeyError, IndexError, struct.error, ValueError):
        return None


def _shown(meta: memoryview, *, is_whole: bool) -> HeifPicture | None:
    inside = {name: body for name, body, _ in _boxes(meta)}
    properties = {name: body for name, body, _ in _boxes(inside[b"iprp"])}
    listed = [(name, body) for name, body, _ in _boxes(properties[b"ipco"])]
    primary = _number(inside[b"pitm"], _FULL_BOX_BYTES, 2 if inside[b"pitm"][0] == 0 else 4)
    width = height = 0
    turned = False
    for number in _properties_of(properties[b"ipma"], primary):
        name, body = listed[number - 1] if 0 < number <= len(listed) else (b"", memoryview(b""))
        if name == b"ispe":
            width, height = struct.unpack_from(">II", body, _FULL_BOX_BYTES)
        elif name == b"irot":
            turned = bool(body[0] & 1)  # a quarter turn, or three of them
    if not width or not height:
        return None
    return HeifPicture(height, width, is_whole) if turned else HeifPicture(width, height, is_whole)


def _properties_of(associations: memoryview, item: int) -> list[int]:
    """The numbers (from 1) of the properties that belong to one item (23008-12, 9.3)."""
    version, long = associations[0], bool(associations[3] & 1)
    item_bytes, number_bytes = (2 if version == 0 else 4), (2 if long else 1)
    entries, at = _number(associations, _FULL_BOX_BYTES, 4), _FULL_BOX_BYTES + 4
    for _ in range(min(entries, _BOXES)):
        here = _number(associations, at, item_bytes)
        count = associations[at + item_bytes]
        at += item_bytes + 1
        if here == item:
            mask = 0x7FFF if long else 0x7F  # the first bit says whether a reader must know the property
            return [_number(associations, at + one * number_bytes, number_bytes) & mask for one in range(count)]
        at += count * number_bytes
    return []


def _boxes(content: memoryview) -> Iterator[tuple[bytes, memoryview, int]]:
    """Name, body and end of each box; a box that is longer than what holds it is given as far as it goes."""
    at = 0
    for _ in range(_BOXES):
        if at + _BOX.size > len(content):
            return
        size, name = _BOX.unpack_from(content, at)
        begins = at + _BOX.size
        if size == 1:
            (size,) = _LONG.unpack_from(content, begins)
            begins += _LONG.size
        elif size == 0:
            size = len(content) - at
        if size < begins - at:
            return
        yield name, content[begins : at + size], at + size
        at += size


def _number(content: memoryview, at: int, count: int) -> int:
    if at + count > len(content):
        raise IndexError(at)
    return int.from_bytes(content[at : at + count], "big")
