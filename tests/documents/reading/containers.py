"""Containers as senders' programs make them, for the tests: zip files, and Outlook's winmail.dat (MS-OXTNEF)."""

from __future__ import annotations

import io
import struct
import zipfile


def zipped(*files: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as opened:
        for name, content in files:
            opened.writestr(name, content)
    return written.getvalue()


def locked(content: bytes) -> bytes:
    """The same zip, but its first entry says that it is encrypted."""
    changed = bytearray(content)
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[changed.find(signature) + flags] |= 1
    return bytes(changed)


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def prop(kind: int, name: int, value: bytes) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + bytes(-len(value) % 4)


def long_name(name: str) -> bytes:
    return prop(0x1F, 0x3707, (name + "\0").encode("utf-16-le"))


def tnef_attachment(title: str, content: bytes, *properties: bytes, code_page: str = "cp1252") -> bytes:
    # Properties of other kinds as Outlook writes them: a fixed one, one of a name of its own, one of several values.
    usual = (
        struct.pack("<HHI", 0x03, 0x3705, 1),
        struct.pack("<HH", 0x0B, 0x8001) + bytes(16) + struct.pack("<III", 0, 0x8506, 1),
        struct.pack("<HH", 0x03, 0x8002) + bytes(16) + struct.pack("<II", 1, 6) + "abc".encode("utf-16-le") + bytes(2)
        + struct.pack("<I", 7),
        struct.pack("<HHI", 0x1002, 0x6601, 2) + struct.pack("<HHHH", 1, 0, 2, 0),
    )  # fmt: skip
    all_properties = struct.pack("<I", len(usual) + len(properties)) + b"".join((*usual, *properties))
    return b"".join(
        (
            attribute(2, 0x00069002, bytes(14)),
            attribute(2, 0x00018010, title.encode(code_page) + b"\0"),
            attribute(2, 0x0006800F, content) if content else b"",
            attribute(2, 0x00069005, all_properties),
        )
    )


def tnef(*attachments: bytes, code_page: int = 1252) -> bytes:
    head = (
        attribute(1, 0x00089006, struct.pack("<I", 0x00010000)),
        attribute(1, 0x00069007, struct.pack("<II", code_page, 0)),
        attribute(1, 0x00069003, struct.pack("<I", 0)),
    )
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join((*head, *attachments))
