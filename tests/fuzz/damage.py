"""Random damages, the same for the same chance: of bytes, of lengths and counts, and of what lies inside a container."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from random import Random

from kallipolis.documents.writing.package import packed, unpacked

Damage = Callable[[bytes, Random], bytes]

# A damage makes nothing much longer than this, so that throughput is spent on reading.
_LONGEST = 4_000_000
# What is unpacked here: bombs are damaged from outside only.
_UNPACKED = 3_000_000
_EXTREMES = (0, 1, 2, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFE, 0xFFFF_FFFF)
_EXTREME_WORDS = (
    b"0",
    b"-1",
    b"1",
    b"65536",
    b"2147483648",
    b"99999999999999999999",
    b"1e999",
    b"-0",
    b"",
    b"9" * 4_500,
)
_DIGITS = re.compile(rb"\d+")
_TAG = re.compile(rb"<[^<>]{1,300}>")
_HEAD_LINE = re.compile(rb"(?m)^[!-9;-~]{1,60}:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
_BROKEN_HEADS = (
    b"Content-Type: multipart/mixed; boundary=", b"Content-Type: message/rfc822", b"Content-Type: multipart/mixed",
    b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"Subject: =?utf-8?q?=?=",
    b"Content-Transfer-Encoding: x-uuencode", b"Content-Type: text/html; charset=utf-7", b"From:", b":", b" ", b"From x",
    b"Content-Disposition: attachment; filename*0*=utf-8''%E2%80; filename*1=x", b"Content-Type: \xff\xfe; name=\x00",
)  # fmt: skip


def damaged(content: bytes, *, other: bytes, chance: Random) -> tuple[bytes, str]:
    """`content` with one to four damages, and their names. `other` is what it may be spliced with."""
    names = []
    for _ in range(chance.choice((1, 1, 2, 4))):
        if chance.random() < 0.04:
            name, content = "splice", _spliced(content, other, chance)
        else:
            damage = chance.choice(_fitting(content))
            name, content = damage.__name__, damage(content, chance)[:_LONGEST]
        names.append(name)
    return content, ", ".join(names)


def flip_bits(content: bytes, chance: Random) -> bytes:
    changed = bytearray(content)
    for _ in range(chance.choice((1, 1, 3, 20, 200)) if changed else 0):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def replace_bytes(content: bytes, chance: Random) -> bytes:
    at, end = _stretch(content, chance)
    return content[:at] + chance.randbytes(end - at) + content[end:]


def insert_bytes(content: bytes, chance: Random) -> bytes:
    at, more = _place(content, chance), chance.choice((1, 2, 3, 4, 100, 5_000))
    return (
        content[:at]
        + chance.choice((chance.randbytes(more), bytes(more), b"\xff" * more, b"\r\n" * more))
        + content[at:]
    )


def delete_bytes(content: bytes, chance: Random) -> bytes:
    at, end = _stretch(content, chance)
    return content[:at] + content[end:]


def duplicate_block(content: bytes, chance: Random) -> bytes:
    at, end = _stretch(content, chance)
    return content[:end] + content[at:end] * chance.choice((1, 1, 5, 100)) + content[end:]


def swap_blocks(content: bytes, chance: Random) -> bytes:
    size = chance.choice((4, 16, 512))
    one, two = sorted((_place(content, chance), _place(content, chance)))
    first, second = content[one : one + size], content[two : two + size]
    if two < one + size:
        return content
    return content[:one] + second + content[one + size : two] + first + content[two + size :]


def truncate(content: bytes, chance: Random) -> bytes:
    return content[: _place(content, chance)] if chance.random() < 0.7 else content[_place(content, chance) :]


def zero_run(content: bytes, chance: Random) -> bytes:
    at, end = _stretch(content, chance)
    return content[:at] + bytes(end - at) + content[end:]


def number_of_bytes(content: bytes, chance: Random) -> bytes:
    """Some binary number, in a head more often than elsewhere, becomes an extreme one."""
    form = chance.choice(("<H", ">H", "<I", ">I", "B"))
    size = struct.calcsize(form)
    if len(content) < size:
        return content
    latest = min(len(content), chance.choice((64, 1_024, len(content))))
    at = chance.randrange(max(1, latest - size + 1)) // size * size
    (old,) = struct.unpack_from(form, content, at)
    new = chance.choice((*_EXTREMES, old + 1, old - 1, old * 2, len(content))) % (1 << 8 * size)
    return content[:at] + struct.pack(form, new) + content[at + size :]


def number_in_words(content: bytes, chance: Random) -> bytes:
    """A number written in digits becomes another."""
    start = _place(content, chance)
    found = _DIGITS.search(content, start, start + 100_000)
    if found is None:
        return content
    return content[: found.start()] + chance.choice(_EXTREME_WORDS) + content[found.end() :]


def tags(content: bytes, chance: Random) -> bytes:
    """A tag of XML or HTML is lost, doubled, put elsewhere or repeated until it lies deep in itself."""
    found = _TAG.search(content, _place(content, chance))
    if found is None:
        return content
    tag, before, after = found[0], content[: found.start()], content[found.end() :]
    way = chance.randrange(5)
    if way == 0:
        return before + after
    if way == 1:
        return (
            before
            + tag
            + chance.choice((b"<![CDATA[", b"<!--", b"&#0;", b"&#xD800;", b"&no;", b"<a:b/>", b"\x00", b"\x0b"))
            + after
        )
    if way == 2:
        at = _place(after, chance)
        return before + after[:at] + tag + after[at:]
    times = chance.choice((2, 50, 3_000))
    closing = b"</" + tag[1:].split()[0].rstrip(b">/") + b">"
    return before + tag * times + (closing * (times - 1) if way == 3 else b"") + after


def head_lines(content: bytes, chance: Random) -> bytes:
    """A head line of a message is lost, doubled, moved or replaced, or a line is cut through."""
    lines = [match.span() for match in _HEAD_LINE.finditer(content[:200_000])]
    if not lines:
        return content
    at, end = chance.choice(lines)
    line, before, after = content[at:end], content[:at], content[end:]
    return chance.choice((
        before + after.lstrip(b"\r\n"),
        before + line + b"\r\n" + line + after,
        before + chance.choice(_BROKEN_HEADS) + after,
        before + line + b"\r\n" + chance.choice(_BROKEN_HEADS) + after,
        before + line[: _place(line, chance)] + chance.choice((b"\r\n", b"\r\n\r\n", b"\r", b"\x00")) + after,
        before + line.replace(b"=", b"=?utf-8?b?", 1) + after,
    ))  # fmt: skip


def boundaries(content: bytes, chance: Random) -> bytes:
    """A boundary of a multipart is lost, broken, doubled or closes too early."""
    found = re.search(rb"(?m)^--[^\r\n]{1,70}", content[_place(content, chance) :]) or re.search(rb"--\w+", content)
    if found is None:
        return content
    mark = found[0]
    new = chance.choice((b"", mark + b"--", mark[:-1], mark + b"\r\n" + mark, mark + b" \t", mark + b"x", mark + b"\r"))
    at = content.find(mark, _place(content, chance))
    return content if at < 0 else content[:at] + new + content[at + len(mark) :]


def segment_of_jpeg(content: bytes, chance: Random) -> bytes:
    """The length of a segment, or the head of the frame, says something else (ITU-T T.81, B.1.1)."""
    found = [match.start() for match in re.finditer(rb"\xff[\xc0-\xc4\xda-\xef\xfe]", content[:100_000])]
    if not found:
        return content
    at = chance.choice(found) + 2 + chance.choice((0, 0, 2, 3, 4, 5, 6, 7, 8, 9))
    return content[:at] + struct.pack(">H", chance.choice(_EXTREMES) & 0xFFFF) + content[at + 2 :]


def chunk_of_png(content: bytes, chance: Random) -> bytes:
    """A chunk is changed, lost or doubled, and its sum is made right again so that readers go on."""
    chunks, at = [], 8
    while at + 12 <= len(content):
        size = int.from_bytes(content[at : at + 4], "big")
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + size]))
        at += 12 + size
    if not chunks:
        return content
    number = chance.randrange(len(chunks))
    name, held = chunks[number]
    changed = chance.choice((flip_bits, number_of_bytes, truncate, duplicate_block))(held, chance)
    chunks[number : number + 1] = chance.choice(([(name, changed)], [(name, changed)], [], [(name, held)] * 3))
    return content[:8] + b"".join(
        struct.pack(">I", len(held)) + name + held + struct.pack(">I", zlib.crc32(name + held)) for name, held in chunks
    )


def attribute_of_tnef(content: bytes, chance: Random) -> bytes:
    """An attribute is changed, lost or doubled, and its sum is made right again ([MS-OXTNEF] 2.1.3)."""
    attributes, at = [], 6
    while at + 11 <= len(content):
        level, name, size = struct.unpack_from("<BII", content, at)
        attributes.append((level, name, content[at + 9 : at + 9 + size]))
        at += 11 + size
    if not attributes:
        return content
    number = chance.randrange(len(attributes))
    level, name, held = attributes[number]
    changed = chance.choice((flip_bits, number_of_bytes, truncate, duplicate_block))(held, chance)
    attributes[number : number + 1] = chance.choice((
        [(level, name, changed)], [(level, name, changed)], [(3 - level, name, held)], [], [(level, name, held)] * 3,
    ))  # fmt: skip
    return content[:6] + b"".join(
        struct.pack("<BII", level, name, len(held)) + held + struct.pack("<H", sum(held) & 0xFFFF)
        for level, name, held in attributes
    )


def sector_of_compound(content: bytes, chance: Random) -> bytes:
    """An entry of the table of sectors or of the directory points elsewhere ([MS-CFB] 2.3 and 2.6)."""
    if len(content) < 1_536:
        return content
    last = len(content) // 512 - 1
    table, directory = (min(int.from_bytes(content[at : at + 4], "little"), last - 1) for at in (76, 48))
    sector = 512 * (1 + chance.choice((table, table, directory)))
    at = sector + 4 * chance.randrange(128)
    target = chance.choice((0, 1, last, chance.randrange(last + 1), 0xFFFF_FFFE, 0xFFFF_FFFF, 0x7FFF_FFFF))
    return content[:at] + struct.pack("<I", target) + content[at + 4 :]


def word_of_rtf(content: bytes, chance: Random) -> bytes:
    """A group opens or closes where it should not, or a control word has another number."""
    at = _place(content, chance)
    more = (
        b"{",
        b"}",
        b"{" * 2_000,
        b"\\u-99999 ",
        b"\\uc2147483647 ",
        b"\\bin99999999 ",
        b"\\'",
        b"\\",
        b"\\*",
        b"{\\pict ",
    )
    return content[:at] + chance.choice(more) + content[at:]


def word_of_pdf(content: bytes, chance: Random) -> bytes:
    """A word of the structure is another one, or a reference leads elsewhere (ISO 32000-1, 7.3)."""
    words = (b"/Length", b"/Filter", b"/Type", b"/Kids", b"/Count", b"/Parent", b"/Contents", b"endobj", b"stream", b" 0 R",
             b"<<", b">>", b"xref", b"/Root", b"/Prev", b"/Size", b"/W", b"/Index", b"/FlateDecode")  # fmt: skip
    old, new = chance.choice(words), chance.choice((*words, b"", b"/Encrypt", b"/ObjStm", b"/LZWDecode", b"[", b"("))
    at = content.find(old, _place(content, chance))
    return content if at < 0 else content[:at] + new + content[at + len(old) :]


def member_of_zip(content: bytes, chance: Random) -> bytes:
    """A part is unpacked, damaged and packed again; or parts are lost, exchanged or doubled."""
    parts = _parts(content)
    if not parts:
        return content
    names = sorted(parts, key=lambda name: (-len(parts[name]), name))
    name = names[0] if chance.random() < 0.5 else chance.choice(names)
    way = chance.randrange(10)
    if way == 0:
        del parts[name]
    elif way == 1:
        parts[chance.choice(names)] = parts[name]
    elif way == 2:
        parts[chance.choice((name.upper(), f"../{name}", f"/{name}", "é" * 90, name * 50))] = parts[name]
    else:
        damage = chance.choice((tags, tags, tags, number_in_words, *_OF_BYTES))
        parts[name] = damage(parts[name], chance)
    return packed(parts)


def _parts(content: bytes) -> dict[str, bytes]:
    """The parts of a container that is whole and of a usual size; nothing of another."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            if sum(entry.file_size for entry in container.infolist()) > _UNPACKED:
                return {}
        return unpacked(content)
    except (
        zipfile.BadZipFile,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        EOFError,
        zlib.error,
    ):
        return {}


_OF_BYTES: tuple[Damage, ...] = (
    flip_bits, flip_bits, replace_bytes, insert_bytes, delete_bytes, duplicate_block, swap_blocks, truncate, zero_run,
    number_of_bytes, number_of_bytes,
)  # fmt: skip
_BY_FIRST_BYTES: Mapping[bytes, tuple[Damage, ...]] = {
    b"PK": (member_of_zip,) * 12,
    b"\xff\xd8": (segment_of_jpeg,) * 5,
    b"\x89PNG": (chunk_of_png,) * 7,
    struct.pack("<I", 0x223E9F78): (attribute_of_tnef,) * 12,
    b"\xd0\xcf\x11\xe0": (sector_of_compound,) * 6,
    b"{\\rtf": (word_of_rtf, word_of_rtf, number_in_words, number_in_words),
    b"%PDF": (word_of_pdf, word_of_pdf, word_of_pdf, number_in_words, number_in_words, number_in_words),
    b"<": (tags, tags, tags),
    b"Received:": (head_lines, head_lines, head_lines, boundaries, boundaries, boundaries),
    b"From ": (head_lines, head_lines, head_lines, boundaries, boundaries, boundaries),
}


def _fitting(content: bytes) -> tuple[Damage, ...]:
    """The damages of any bytes, and those of this kind as often again."""
    return _OF_BYTES + next((more for first, more in _BY_FIRST_BYTES.items() if content.startswith(first)), ())


def _spliced(content: bytes, other: bytes, chance: Random) -> bytes:
    """The beginning of one and the end of the other."""
    return content[: _place(content, chance)] + other[_place(other, chance) :]


def _place(content: bytes, chance: Random) -> int:
    """Some place in it; every third time near its beginning or its end, where heads and directories are."""
    if chance.random() < 0.35:
        near = min(len(content), 2_000)
        return chance.choice((chance.randint(0, near), len(content) - chance.randint(0, near)))
    return chance.randint(0, len(content))


def _stretch(content: bytes, chance: Random) -> tuple[int, int]:
    at = _place(content, chance)
    return at, min(len(content), at + chance.choice((1, 1, 2, 4, 16, 100, 2_000, 20_000)))
