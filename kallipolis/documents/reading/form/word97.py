"""The binary .doc of Word 97 to 2003 ([MS-DOC]): its text by character position, and what the character runs say of it."""

from __future__ import annotations

import io
import struct
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

import olefile

from kallipolis.documents.reading.form.manuscript import Unreadable
from kallipolis.rulebook.dossier import Trouble

# Characters of all stories. A form of 15,000 words has 120,000. Pieces may name the same bytes again and again.
CHARACTERS = 4_000_000
# Character runs with something to tell. LibreOffice writes about 20 for each paragraph.
RUNS = 500_000
_WORD_97 = 0x00C1  # nFib, [MS-DOC] 2.5.1; older ones are Word 6 and 95, another format
_PAGE = 512  # formatted disk pages, 2.9.33 and 2.9.175

# Where the FIB tells position and length of a structure in the table stream (2.5.6); 8 bytes each, from byte 154 on.
_RUN_PAGES, _PARAGRAPH_PAGES, _BOOKMARK_NAMES, _BOOKMARK_STARTS, _BOOKMARK_ENDS = 12, 13, 21, 22, 23
_PROPERTIES, _PIECES, _SHAPES, _DRAWINGS = 31, 33, 40, 50
# Operand bytes of a property by the top three bits of its code (2.2.5.1); -1 where the operand tells its length.
_OPERAND_BYTES = (1, 1, 2, 4, 2, 2, -1, 3)
_DELETED, _INSERTED, _PICTURE_AT, _IS_DATA, _IS_OBJECT, _SIGN, _HIDDEN = (
    0x0800, 0x0801, 0x6A03, 0x0806, 0x080A, 0x6A09, 0x083C,
)  # fmt: skip
_TOLD = frozenset({_DELETED, _INSERTED, _PICTURE_AT, _IS_DATA, _IS_OBJECT, _SIGN, _HIDDEN})
_IN_TABLE = 0x2416
# Single bytes are Unicode, but for these of code page 1252 (2.9.73).
_CP1252 = {
    byte: ord(bytes([byte]).decode("cp1252", "replace"))
    for byte in range(0x82, 0xA0)
    if byte not in (0x8D, 0x8F, 0x90, 0x9D)
}


@dataclass(frozen=True, slots=True)
class Run:
    """Characters `start` to `end` that are not plain text. `picture` is a place in the Data stream, `sign` a symbol's code."""

    start: int
    end: int
    deleted: bool = False
    inserted: bool = False
    hidden: bool = False
    picture: int | None = None
    is_data: bool = False
    sign: int | None = None


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark over the characters from `start` to `end`."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """Characters from `start` on, whose bytes stand at `at`: `width` bytes for each."""

    start: int
    end: int
    at: int
    width: int


class Word97:
    """A .doc in memory.

    `text` has one code unit of UTF-16 for each character position, surrogates apart, as Word counts them. The body is
    `text[:body_end]`, footnotes stand in `notes`, text boxes in `boxes`. What is broken outside of the text itself is left out.

    Raises:
        Unreadable: encrypted, damaged, too large, older than Word 97, or no Word document.
    """

    def __init__(self, content: bytes) -> None:
        self._streams(content)
        try:
            self._head()
            self._pieces = self._read_pieces()
            self.text = "".join(self._decoded(piece) for piece in self._pieces)
        except (struct.error, IndexError, ValueError):
            raise Unreadable(Trouble.DAMAGED) from None
        if len(self.text) < self.body_end:
            raise Unreadable(Trouble.TRUNCATED)
        self._by_place = sorted(self._pieces, key=lambda piece: piece.at)
        self._places = [piece.at for piece in self._by_place]

    def _streams(self, content: bytes) -> None:
        try:
            with olefile.OleFileIO(io.BytesIO(content)) as container:
                if container.exists("EncryptedPackage"):
                    raise Unreadable(Trouble.ENCRYPTED)
                if not container.exists("WordDocument"):
                    raise Unreadable(Trouble.NOT_READABLE_HERE)
                self._main: bytes = container.openstream("WordDocument").read()
                flags = struct.unpack_from("<H", self._main, 0x0A)[0] if len(self._main) > 0x0C else 0
                name = "1Table" if flags & 0x0200 else "0Table"
                self._table: bytes = container.openstream(name).read() if container.exists(name) else b""
                self.data: bytes = container.openstream("Data").read() if container.exists("Data") else b""
        except (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error, RecursionError):
            # olefile promises its own error only; damaged directories make it raise these as well (fuzzed)
            raise Unreadable(Trouble.DAMAGED) from None

    def _head(self) -> None:
        """The file information block (2.5.1)."""
        magic, version = struct.unpack_from("<HH", self._main, 0)
        flags: int = struct.unpack_from("<H", self._main, 0x0A)[0]
        if flags & 0x0100:
            raise Unreadable(Trouble.ENCRYPTED)
        if magic != 0xA5EC:
            raise Unreadable(Trouble.NOT_READABLE_HERE if magic in (0xA5DC, 0xA5DB) else Trouble.DAMAGED)
        if version < _WORD_97:
            raise Unreadable(Trouble.NOT_READABLE_HERE)
        # ccpText, ccpFtn, ccpHdd, ccpMcr, ccpAtn, ccpEdn, ccpTxbx (2.5.5): the stories in their order
        lengths: tuple[int, ...] = struct.unpack_from("<7i", self._main, 0x4C)
        if min(lengths) < 0:
            raise Unreadable(Trouble.DAMAGED)
        self.body_end = lengths[0]
        before = sum(lengths[:6])
        self.boxes = range(before, before + lengths[6])
        self.notes = range(self.body_end, self.body_end + lengths[1])
        if self.boxes.stop > CHARACTERS:
            raise Unreadable(Trouble.TOO_LARGE)

    def _structure(self, index: int) -> bytes:
        """A structure of the table stream; empty where the file has none."""
        if len(self._main) < 154 + 8 * index + 8:
            return b""
        at, size = struct.unpack_from("<II", self._main, 154 + 8 * index)
        return self._table[at : at + size]

    def _read_pieces(self) -> list[_Piece]:
        """The piece table: which bytes hold which characters (2.8.35, 2.9.38)."""
        clx = self._structure(_PIECES)
        at = 0
        while clx[at] == 0x01:
            at += 3 + int(struct.unpack_from("<H", clx, at + 1)[0])
        if clx[at] != 0x02:
            raise Unreadable(Trouble.DAMAGED)
        size = struct.unpack_from("<I", clx, at + 1)[0]
        plc = clx[at + 5 : at + 5 + size]
        count = (len(plc) - 4) // 12
        starts = struct.unpack_from(f"<{count + 1}I", plc, 0)
        if count < 1 or list(starts) != sorted(starts):
            raise Unreadable(Trouble.DAMAGED)
        if starts[-1] > CHARACTERS:
            raise Unreadable(Trouble.TOO_LARGE)
        pieces = []
        for number in range(count):
            place = struct.unpack_from("<I", plc, 4 * (count + 1) + 8 * number + 2)[0]
            single = bool(place & 0x40000000)
            place &= 0x3FFFFFFF
            pieces.append(
                _Piece(starts[number], starts[number + 1], place // 2 if single else place, 1 if single else 2)
            )
        return pieces

    def _decoded(self, piece: _Piece) -> str:
        length = piece.end - piece.start
        held = self._main[piece.at : piece.at + length * piece.width]
        if len(held) < length * piece.width:
            raise Unreadable(Trouble.TRUNCATED)
        if piece.width == 1:
            return held.decode("latin-1").translate(_CP1252)
        text = held.decode("utf-16-le", "surrogatepass")
        return text if len(text) == length else "".join(map(chr, struct.unpack(f"<{length}H", held)))

    def runs(self) -> list[Run]:
        """The character runs that tell something, in order; the characters between them are plain text (2.8.5, 2.9.33)."""
        told: list[Run] = []
        for start, end, page, run in self._formatted(_RUN_PAGES):
            at = 2 * page[4 * (page[-1] + 1) + run]
            if not at or at + 1 + page[at] > _PAGE:
                continue
            found = dict(_properties(page[at + 1 : at + 1 + page[at]]))
            if found.keys() & _TOLD:
                for first, last in self._characters(start, end):
                    told.append(_run(first, last, found))
            if len(told) > RUNS:
                raise Unreadable(Trouble.TOO_LONG)
        return sorted(told, key=lambda one: one.start)

    def tables(self) -> list[range]:
        """The characters of each table: paragraphs in a row that say that they stand in one (2.6.2, 2.9.175)."""
        inside: list[tuple[int, int]] = []
        for start, end, page, run in self._formatted(_PARAGRAPH_PAGES):
            at = 2 * page[4 * (page[-1] + 1) + 13 * run]
            if not at or at >= _PAGE:
                continue
            # the length is in words; 0 means that the next byte tells it
            held = (
                page[at + 1 : at + 2 * page[at]]
                if page[at]
                else page[at + 2 : at + 2 + 2 * page[min(at + 1, _PAGE - 1)]]
            )
            if any(code == _IN_TABLE and operand[:1] == b"\x01" for code, operand in _properties(held[2:])):
                inside += self._characters(start, end)
        tables: list[range] = []
        for start, end in sorted(inside):
            if tables and start <= tables[-1].stop:
                tables[-1] = range(tables[-1].start, max(end, tables[-1].stop))
            else:
                tables.append(range(start, end))
        return [table for table in tables if table.start < self.body_end]

    def _formatted(self, pages: int) -> Iterator[tuple[int, int, bytes, int]]:
        """The runs of formatted disk pages: their bytes from and to, the page, their number in it."""
        plc = self._structure(pages)
        count = (len(plc) - 4) // 8
        seen: set[int] = set()
        for number in range(count):
            page_number = struct.unpack_from("<I", plc, 4 * (count + 1) + 4 * number)[0] & 0x3FFFFF
            page = self._main[page_number * _PAGE : (page_number + 1) * _PAGE]
            if page_number in seen or len(page) < _PAGE:
                continue
            seen.add(page_number)
            runs = page[-1]
            if 4 * (runs + 1) + runs * (1 if pages == _RUN_PAGES else 13) >= _PAGE:
                continue
            places = struct.unpack_from(f"<{runs + 1}I", page, 0)
            for run in range(runs):
                yield places[run], places[run + 1], page, run

    def _characters(self, start: int, end: int) -> list[tuple[int, int]]:
        """The characters that the bytes from `start` to `end` of the main stream hold."""
        found = []
        number = max(bisect_right(self._places, start) - 1, 0)
        while number < len(self._by_place) and self._places[number] < end:
            piece = self._by_place[number]
            first = piece.start + max(0, (start - piece.at + piece.width - 1) // piece.width)
            last = min(piece.end, piece.start + (end - piece.at) // piece.width)
            if first < last:
                found.append((first, last))
            number += 1
        return found

    def bookmarks(self) -> list[Bookmark]:
        """The bookmarks by their names (2.9.279, 2.8.10, 2.8.12); none where these structures do not fit each other."""
        try:
            names = strings(self._structure(_BOOKMARK_NAMES), 0)
            starts, ends = self._structure(_BOOKMARK_STARTS), self._structure(_BOOKMARK_ENDS)
            count = min(len(names), (len(starts) - 4) // 8)
            whole = (len(starts) - 4) // 8
            first = struct.unpack_from(f"<{count}I", starts, 0)
            last = struct.unpack_from(f"<{len(ends) // 4}I", ends, 0)
            told = []
            for number in range(count):
                end = struct.unpack_from("<H", starts, 4 * (whole + 1) + 4 * number)[0]
                told.append(Bookmark(names[number], first[number], last[end] if end < len(last) else first[number]))
            return told
        except struct.error:
            return []

    def is_protected(self) -> bool:
        """Whether only the fields can be filled in: fProtEnabled of the document's properties (2.7.2)."""
        properties = self._structure(_PROPERTIES)
        return len(properties) > 7 and bool(properties[7] & 0x02)

    def shapes(self) -> tuple[bytes, bytes]:
        """The anchors of floating shapes (2.8.37) and the drawings themselves (2.9.172)."""
        return self._structure(_SHAPES), self._structure(_DRAWINGS)


def _run(start: int, end: int, found: dict[int, bytes]) -> Run:
    picture = found.get(_PICTURE_AT)
    sign = found.get(_SIGN)
    return Run(
        start,
        end,
        deleted=_is_on(found.get(_DELETED)),
        inserted=_is_on(found.get(_INSERTED)),
        hidden=_is_on(found.get(_HIDDEN)),
        picture=struct.unpack("<i", picture)[0] if picture else None,
        is_data=_is_on(found.get(_IS_DATA)),
        sign=struct.unpack_from("<H", sign, 2)[0] if sign else None,
    )


def _is_on(operand: bytes | None) -> bool:
    return operand is not None and operand[:1] == b"\x01"


def _properties(held: bytes) -> Iterator[tuple[int, bytes]]:
    """The properties of a run or paragraph: code and operand (2.2.5.1, 2.6.1). Stops where they do not fit."""
    at = 0
    while at + 3 <= len(held):
        code = int.from_bytes(held[at : at + 2], "little")
        size = _OPERAND_BYTES[code >> 13]
        at += 2
        if size < 0:
            if code in (0xD608, 0xC615):  # their length does not fit one byte, or means something else
                return
            size = 1 + held[at]
        if at + size > len(held):
            return
        yield code, held[at : at + size]
        at += size


def strings(held: bytes, at: int) -> list[str]:
    """A table of Unicode strings (STTB, 2.2.4) that begins at `at`.

    Raises:
        struct.error: it ends too early.
    """
    marker, count, extra = struct.unpack_from("<HHH", held, at)
    if marker != 0xFFFF:
        return []
    at += 6
    told = []
    for _ in range(count):
        length = struct.unpack_from("<H", held, at)[0]
        told.append(held[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace"))
        at += 2 + 2 * length + extra
        if at > len(held):
            raise struct.error("A string goes beyond its table.")
    return told
