"""Writes binary .doc files by hand ([MS-DOC], [MS-CFB]): small, exact, and with what LibreOffice never writes."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.skeleton import FixedLine, choices, skeleton

DELETED, INSERTED, HIDDEN = b"\x00\x08\x01", b"\x01\x08\x01", b"\x3c\x08\x01"
IS_DATA, SPECIAL, OBJECT = b"\x06\x08\x01", b"\x55\x08\x01", b"\x0a\x08\x01"
IN_TABLE = b"\x16\x24\x01"
_HEAD_BYTES = 0x600
_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def picture_at(place: int) -> bytes:
    return b"\x03\x6a" + struct.pack("<i", place)


def sign_of(code: int) -> bytes:
    return b"\x09\x6a" + struct.pack("<HH", 0, code)


def xstz(text: str) -> bytes:
    return struct.pack("<H", len(text)) + text.encode("utf-16-le") + b"\0\0"


def sttb(texts: Sequence[str]) -> bytes:
    return struct.pack("<HHH", 0xFFFF, len(texts), 0) + b"".join(
        struct.pack("<H", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le") for text in texts
    )


def form_data(
    kind: int, name: str, *, result: int = 0, default: int = 0, entries: Sequence[str] = (), longest: int = 0
) -> bytes:
    """A form field's data as the Data stream holds them: 0 text, 1 checkbox, 2 drop-down."""
    held = struct.pack("<IHHH", 0xFFFFFFFF, kind | result << 2, longest, 0) + xstz(name)
    held += xstz("") if kind == 0 else struct.pack("<H", default)
    held += xstz("") + xstz("Help") + xstz("Status") + xstz("") + xstz("")
    held += sttb(entries) if kind == 2 else b""
    return struct.pack("<IH", 68 + len(held), 68) + bytes(62) + held


@dataclass
class Doc:
    """A document under construction. Places are positions of UTF-16 code units."""

    text: str = ""
    notes: str = ""
    boxes: str = ""
    runs: list[tuple[int, int, bytes]] = field(default_factory=list)
    tables: list[tuple[int, int]] = field(default_factory=list)
    bookmarks: list[tuple[str, int, int]] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)
    anchors: list[tuple[int, int]] = field(default_factory=list)
    drawings: bytes = b""
    protected: bool = True
    flags: int = 0
    version: int = 0x00C1
    magic: int = 0xA5EC
    pieces: int = 3
    backwards: bool = False

    @property
    def here(self) -> int:
        return len(self.text.encode("utf-16-le", "surrogatepass")) // 2

    def say(self, text: str, properties: bytes = b"") -> None:
        start = self.here
        self.text += text
        if properties:
            self.runs.append((start, self.here, properties))

    def line(self, text: str) -> None:
        self.say(text + "\r")

    def form_field(self, kind: int, name: str, text: str, *, bookmark: str = "", **told: Any) -> None:
        """A form field; a text has one paragraph for each line. `name` None leaves the field without data."""
        start = self.here
        self.say("\x13" + (" FORMTEXT ", " FORMCHECKBOX ", " FORMDROPDOWN ")[kind])
        place = len(self.data)
        self.data += form_data(kind, name, **told)
        self.say("\x01", SPECIAL + IS_DATA + picture_at(place))
        self.say("\x14" + text.replace("\n", "\r") + "\x15")
        if bookmark:
            self.bookmarks.append((bookmark, start, self.here))

    def content(self) -> bytes:
        return compound({"WordDocument": self._main(), "1Table": self._table, "Data": bytes(self.data)})

    def _main(self) -> bytes:
        units = (self.text + "\r" + self.notes + self.boxes).encode("utf-16-le", "surrogatepass")
        total = len(units) // 2
        body = self.here + 1
        cuts = [total * number // self.pieces for number in range(self.pieces + 1)]
        main, pieces = bytearray(_HEAD_BYTES), {}
        order = list(range(self.pieces))
        for number in reversed(order) if self.backwards else order:
            held = units[2 * cuts[number] : 2 * cuts[number + 1]].decode("utf-16-le", "surrogatepass")
            narrow = len(held) == cuts[number + 1] - cuts[number] and all(
                ord(one) < 0x80 or 0xA0 <= ord(one) < 0x100 for one in held
            )
            main += bytes(len(main) % 2)
            pieces[number] = (len(main), 1 if narrow else 2)
            main += held.encode("latin-1") if narrow else held.encode("utf-16-le", "surrogatepass")
        table = bytearray()
        places: dict[int, tuple[int, int]] = {}

        def put(index: int, held: bytes) -> None:
            places[index] = (len(table), len(held))
            table.extend(held)

        plc = struct.pack(f"<{len(cuts)}I", *cuts)
        for number in order:
            at, width = pieces[number]
            plc += struct.pack("<HIH", 0, (at * 2) | 0x40000000 if width == 1 else at, 0)
        put(33, b"\x01\x02\x00ab" + b"\x02" + struct.pack("<I", len(plc)) + plc)

        def bytes_of(start: int, end: int) -> list[tuple[int, int]]:
            return [
                (
                    at + width * (max(start, cuts[number]) - cuts[number]),
                    at + width * (min(end, cuts[number + 1]) - cuts[number]),
                )
                for number, (at, width) in pieces.items()
                if max(start, cuts[number]) < min(end, cuts[number + 1])
            ]

        for index, spans in (
            (12, [(*span, held) for start, end, held in self.runs for span in bytes_of(start, end)]),
            (13, [(*span, b"\0\0" + IN_TABLE) for start, end in self.tables for span in bytes_of(start, end)]),
        ):
            put(index, self._pages(main, sorted(spans), paragraphs=index == 13))
        if self.bookmarks:
            ordered = sorted(self.bookmarks, key=lambda one: one[1])
            ends = sorted(range(len(ordered)), key=lambda number: ordered[number][2])
            put(21, sttb([name for name, _, _ in ordered]))
            put(22, struct.pack(f"<{len(ordered) + 1}I", *(start for _, start, _ in ordered), total)
                + b"".join(struct.pack("<HH", ends.index(number), 0) for number in range(len(ordered))))  # fmt: skip
            put(23, struct.pack(f"<{len(ordered) + 1}I", *(ordered[number][2] for number in ends), total))
        put(31, bytes(7) + (b"\x02" if self.protected else b"\x00") + bytes(80))
        if self.anchors:
            put(40, struct.pack(f"<{len(self.anchors) + 1}I", *(place for place, _ in self.anchors), total)
                + b"".join(struct.pack("<i", shape) + bytes(22) for _, shape in self.anchors))  # fmt: skip
            put(50, self.drawings)
        self._table = bytes(table)
        struct.pack_into("<HH", main, 0, self.magic, self.version)
        struct.pack_into("<H", main, 0x0A, 0x0200 | self.flags)
        struct.pack_into("<7i", main, 0x4C, body, len(self.notes), 0, 0, 0, 0, total - body - len(self.notes))
        for index, (at, size) in places.items():
            struct.pack_into("<II", main, 154 + 8 * index, at, size)
        return bytes(main)

    @staticmethod
    def _pages(main: bytearray, spans: list[tuple[int, int, bytes]], *, paragraphs: bool) -> bytes:
        """Puts formatted disk pages of ten runs behind the text, and tells where they stand."""
        firsts, numbers = [], []
        for start in range(0, len(spans), 10):
            some = spans[start : start + 10]
            runs: list[tuple[int, bytes]] = []
            at = some[0][0]
            for first, last, held in some:
                if first > at:
                    runs.append((at, b""))
                runs.append((first, held))
                at = last
            main += bytes(-len(main) % _SECTOR)
            page = bytearray(_SECTOR)
            struct.pack_into(f"<{len(runs) + 1}I", page, 0, *(one for one, _ in runs), at)
            top = 510
            for number, (_, held) in enumerate(runs):
                if held:
                    size = len(held) + 1 + (paragraphs and len(held) % 2 == 0)
                    top = (top - size) // 2 * 2
                    page[top] = (size // 2) if paragraphs else len(held)
                    page[top + 1 : top + 1 + len(held)] = held
                    page[4 * (len(runs) + 1) + number * (13 if paragraphs else 1)] = top // 2
            page[511] = len(runs)
            firsts.append(runs[0][0])
            numbers.append(len(main) // _SECTOR)
            main += page
        if not firsts:
            return b""
        return struct.pack(f"<{len(firsts) + 1}I", *firsts, at) + struct.pack(f"<{len(numbers)}I", *numbers)


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file of these streams, each long enough to stand in sectors of its own ([MS-CFB] 2)."""
    padded = {name: held + bytes(max(0, 4096 - len(held))) for name, held in streams.items()}
    sectors, fat, starts = bytearray(), [], {}
    for name, held in padded.items():
        starts[name] = len(fat)
        count = -(-len(held) // _SECTOR)
        fat += [*range(len(fat) + 1, len(fat) + count), _END]
        sectors += held + bytes(-len(held) % _SECTOR)
    directory_at = len(fat)
    entries = [_entry("Root Entry", 5, child=1, start=_END, size=0)]
    names = list(padded)
    for number, name in enumerate(names, start=1):
        right = number + 1 if number < len(names) else _FREE
        entries.append(_entry(name, 2, right=right, start=starts[name], size=len(padded[name])))
    directory = b"".join(entries) + bytes(-len(b"".join(entries)) % _SECTOR)
    fat += [*range(len(fat) + 1, len(fat) + len(directory) // _SECTOR), _END]
    sectors += directory
    fat_count = 1
    while fat_count * 128 < len(fat) + fat_count:
        fat_count += 1
    fat_at = len(fat)
    fat += [_FAT] * fat_count
    fat += [_FREE] * (fat_count * 128 - len(fat))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    head += struct.pack("<IIIIIIIII", 0, fat_count, directory_at, 0, 4096, _END, 0, _END, 0)
    head += struct.pack("<109I", *range(fat_at, fat_at + fat_count), *[_FREE] * (109 - fat_count))
    return head + bytes(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _entry(name: str, kind: int, *, right: int = _FREE, child: int = _FREE, start: int, size: int) -> bytes:
    held = name.encode("utf-16-le")
    head = held + bytes(64 - len(held)) + struct.pack("<HBBIII", len(held) + 2, kind, 1, _FREE, right, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)


def form_doc(
    call: Call, language: str, answers: Mapping[str, str], *, names: bool = True, bookmarks: bool = True
) -> Doc:
    """A filled form, its fields named as Word names them: inside, and by a bookmark."""
    doc = Doc()
    for one in skeleton(call, language):
        if isinstance(one, FixedLine):
            doc.line(one.text)
            continue
        key, text = one.field.key, answers.get(one.field.key, "")
        name, bookmark = key if names else "", key if bookmarks else ""
        if one.field.kind == "choice":
            entries = ["–", *choices(call, language)]
            doc.form_field(2, name, "", bookmark=bookmark, result=entries.index(text) if text else 0, entries=entries)
        else:
            doc.form_field(0, name, text or "\u2002" * 5, bookmark=bookmark)
        doc.say("\r")
    return doc
