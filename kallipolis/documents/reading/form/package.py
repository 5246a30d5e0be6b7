"""The container of a .docx: which parts it holds, unpacked in memory under limits, and its XML read without DTD or entities."""

from __future__ import annotations

import io
import posixpath
import struct
import zipfile
import zlib

from lxml import etree

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.form.manuscript import Unreadable
from kallipolis.rulebook.dossier import Trouble

# XML that is unpacked and read, of one part. A form of 15,000 words takes 0.3 to 3 MB; lxml needs about six times that.
PART_BYTES = 16 * limits.MIB
# Unpacked to packed size. WordprocessingML packs 8 to 40 times; deflate itself reaches 1,032. Small parts may pack better.
RATIO = 200
RATIO_COUNTS_FROM_BYTES = 2 * limits.MIB
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
_LONGEST_COMMENT = 65_535

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
# ISO/IEC 29500 Strict names the same things differently (Part 1, Annex A); they are read as their Transitional twins.
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _OFFICE.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/", b"http://schemas.openxmlformats.org/drawingml/2006/"),
)
_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    KeyError,
    IndexError,
    NotImplementedError,
    RuntimeError,
    OverflowError,
)


class Package:
    """A .docx in memory. Parts are unpacked when asked for, and only then; nothing is written to disk.

    Raises, here and in `part` and `xml`:
        Unreadable: encrypted, damaged, truncated, too large, or no package at all.
    """

    def __init__(self, content: bytes) -> None:
        _look_at_directory(content)
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
            entries = self._zip.infolist()
        except _DAMAGES:
            raise Unreadable(Trouble.DAMAGED) from None
        declared = sum(entry.file_size for entry in entries)
        if len(entries) > limits.CONTAINER_ENTRIES or declared > limits.UNPACKED_BYTES:
            raise Unreadable(Trouble.TOO_LARGE)
        if any(_is_bomb(entry) for entry in entries):
            raise Unreadable(Trouble.TOO_LARGE)
        # Names are compared without case (ECMA-376 Part 2, 6.2.2.3); one name twice is no package.
        self._entries = {entry.filename.lower(): entry for entry in entries}
        if len(self._entries) != len(entries):
            raise Unreadable(Trouble.DAMAGED)

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._entries

    def part(self, name: str) -> bytes:
        """The bytes of one part, counted as they are produced."""
        entry = self._entries.get(name.lower())
        if entry is None:
            raise Unreadable(Trouble.DAMAGED)
        if entry.flag_bits & 0x1:
            raise Unreadable(Trouble.ENCRYPTED)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Unreadable(Trouble.DAMAGED)
        if entry.file_size > PART_BYTES:
            raise Unreadable(Trouble.TOO_LARGE)
        try:
            with self._zip.open(entry) as stream:
                # No byte more is produced than is asked for here; a part that holds more than it declares fails its CRC.
                return stream.read(entry.file_size + 1)
        except _DAMAGES:
            raise Unreadable(Trouble.DAMAGED) from None

    def xml(self, name: str) -> etree._Element:
        """The root of one XML part."""
        return xml_root(self.part(name))

    def target(self, kind: str, *, of: str) -> str | None:
        """The name of the part that part `of` ("" for the package) relates to as `kind` ("styles", say); None without one."""
        folder, _, name = of.rpartition("/")
        relationships = posixpath.join(folder, "_rels", f"{name}.rels")
        if relationships not in self:
            return None
        for one in self.xml(relationships).iter(_RELATIONSHIP):
            if one.get("Type") == f"{_OFFICE}/{kind}" and one.get("TargetMode") != "External":
                return posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/")
        return None

    def targets_outside(self) -> tuple[str, ...]:
        """What the document would fetch from elsewhere: pictures, templates, objects (ECMA-376 Part 2, 6.5). Links are none."""
        found: dict[str, None] = {}
        for name in [name for name in self._entries if name.endswith(".rels")]:
            for one in self.xml(name).iter(_RELATIONSHIP):
                if one.get("TargetMode") == "External" and not str(one.get("Type", "")).endswith("/hyperlink"):
                    found[one.get("Target", "")] = None
        return tuple(found)


def _look_at_directory(content: bytes) -> None:
    """Refuses a directory that is missing or of a size that nobody should read into memory (APPNOTE 4.3.15, 4.3.16)."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - _LONGEST_COMMENT - _END_OF_DIRECTORY.size))
    if at < 0 or at + _END_OF_DIRECTORY.size > len(content):
        raise Unreadable(Trouble.TRUNCATED)  # it stands at the end, so a file that lost its end has none
    *_, directory_bytes, _, _ = _END_OF_DIRECTORY.unpack_from(content, at)
    second = content[max(0, at - 20) : at].startswith(
        b"PK\x06\x07"
    )  # for more than 4 GiB; it would be believed instead
    if second or directory_bytes > limits.CONTAINER_DIRECTORY_BYTES:
        raise Unreadable(Trouble.TOO_LARGE)


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > RATIO_COUNTS_FROM_BYTES and entry.file_size > RATIO * max(entry.compress_size, 1)


def xml_root(content: bytes) -> etree._Element:
    """The root of an XML part, which is UTF-8 or UTF-16 and has no document type (ECMA-376 Part 2, 6.2.5).

    Raises:
        Unreadable: it is not well-formed, or it declares a document type and so perhaps entities.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:4]:
        try:
            # The parser below is told UTF-8, and a declaration in the text would say otherwise.
            content = content.decode("utf-16").encode("utf-8")
        except UnicodeError:
            raise Unreadable(Trouble.DAMAGED) from None
    # "<!DOCTYPE" cannot stand in text, where "<" is escaped; refused before the parser sees an entity.
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise Unreadable(Trouble.DAMAGED)
    if b"http://purl.oclc.org/ooxml/" in content:
        for strict, transitional in _STRICT:
            content = content.replace(strict, transitional)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        collect_ids=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Unreadable(Trouble.DAMAGED) from None
    if root is None or root.getroottree().docinfo.internalDTD is not None:
        raise Unreadable(Trouble.DAMAGED)
    return root
