"""The true kind of a document by its content; names and declared types are never asked."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import olefile
import puremagic

from kallipolis.documents.reading import limits
from kallipolis.rulebook.dossier import Kind, Trouble

_HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif")
_HTML = re.compile(
    # Comments are gone through once (the atomic group): which of them end where could be tried in 2^n ways otherwise.
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_MESSAGE = re.compile(rb"(?:[!-9;-~]{1,60}:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*){2}")
_MESSAGE_LINE = re.compile(rb"^(?:from|to|received|subject|date|mime-version|message-id|return-path):", re.I | re.M)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
# Bytes that no text has: control characters other than tab, line ends, form feed and escape.
_NOT_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_ENTRY_NAME = re.compile(rb"PK\x03\x04.{26}(word/|xl/)", re.DOTALL)
_LOOKED_AT = 4096
_END_OF_DIRECTORY = struct.Struct("<4s4H2LH")


@dataclass(frozen=True)
class Sniffed:
    """The kind, what stands in the way of reading it, and the usual extension of a kind that is `OTHER`, where known."""

    kind: Kind
    trouble: Trouble | None = None
    extension: str = ""


def sniff(content: bytes) -> Sniffed:
    """What `content` is. A container is opened as far as its directory; whether the rest is whole its reader will say."""
    if not content:
        return Sniffed(Kind.EMPTY, Trouble.EMPTY)
    for kind, fits in _BY_FIRST_BYTES:
        if fits(content):
            return Sniffed(kind)
    if content.startswith(olefile.MAGIC):
        return _sniff_ole(content)
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_zip(content)
    if b"%PDF-" in content[:1024]:
        return Sniffed(Kind.PDF)
    if _MESSAGE.match(content[:_LOOKED_AT]) and len(_MESSAGE_LINE.findall(content[:_LOOKED_AT])) >= 2:
        return Sniffed(Kind.MESSAGE)
    if _HTML.match(content[:_LOOKED_AT]):
        return Sniffed(Kind.HTML)
    if _is_text(content):
        return Sniffed(Kind.TEXT)
    return Sniffed(Kind.OTHER, extension=_guessed_extension(content))


_BY_FIRST_BYTES: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    (Kind.PDF, lambda c: c.startswith(b"%PDF-")),
    (Kind.JPEG, lambda c: c.startswith(b"\xff\xd8\xff")),
    (Kind.PNG, lambda c: c.startswith(b"\x89PNG\r\n\x1a\n")),
    (Kind.GIF, lambda c: c.startswith((b"GIF87a", b"GIF89a"))),
    (Kind.TIFF, lambda c: c.startswith((b"II*\x00", b"MM\x00*"))),
    (Kind.WEBP, lambda c: c.startswith(b"RIFF") and c[8:12] == b"WEBP"),
    (Kind.HEIC, lambda c: c[4:8] == b"ftyp" and c[8:12] in _HEIF_BRANDS),
    (Kind.RTF, lambda c: c.startswith(b"{\\rt")),
)


def _sniff_ole(content: bytes) -> Sniffed:
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as container:
            if container.exists("EncryptedPackage"):
                return Sniffed(Kind.DOCX, Trouble.ENCRYPTED)
            if container.exists("WordDocument"):
                return Sniffed(Kind.DOC)
            if container.exists("Workbook") or container.exists("Book"):
                return Sniffed(Kind.SPREADSHEET)
    except (OSError, ValueError, IndexError, struct.error, RecursionError):
        return Sniffed(Kind.DOC, Trouble.DAMAGED)
    return Sniffed(Kind.OTHER, extension=_guessed_extension(content))


def _sniff_zip(content: bytes) -> Sniffed:
    if not _directory_is_reasonable(content):
        return Sniffed(_kind_by_first_entries(content), Trouble.DAMAGED)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as container:
            names = set(container.namelist())
            if "word/document.xml" in names or any(
                name.startswith("word/document") and name.endswith(".xml") for name in names
            ):
                return Sniffed(Kind.DOCX)
            if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
                return Sniffed(Kind.SPREADSHEET)
            if "mimetype" in names and container.getinfo("mimetype").file_size < 200:
                declared = container.read("mimetype")
                if declared.startswith(b"application/vnd.oasis.opendocument.text"):
                    return Sniffed(Kind.ODT)
                if declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
                    return Sniffed(Kind.SPREADSHEET)
    except (
        zipfile.BadZipFile,
        zlib.error,
        ValueError,
        OSError,
        NotImplementedError,
        RuntimeError,
        struct.error,
        EOFError,
    ):
        return Sniffed(_kind_by_first_entries(content), Trouble.DAMAGED)
    if "[Content_Types].xml" in names or "mimetype" in names:
        return Sniffed(Kind.OTHER, extension=_guessed_extension(content))
    return Sniffed(Kind.ZIP)


def _kind_by_first_entries(content: bytes) -> Kind:
    """What a zip without a good directory was: every entry has its name before it, too (APPNOTE 4.3.7)."""
    names = set(_ENTRY_NAME.findall(content[: limits.MIB]))
    return Kind.DOCX if b"word/" in names else Kind.SPREADSHEET if b"xl/" in names else Kind.ZIP


def _directory_is_reasonable(content: bytes) -> bool:
    """Whether the directory of a zip is of a size that may be read whole; a directory of a million entries is an attack."""
    at = content.rfind(b"PK\x05\x06", max(0, len(content) - 65_557))
    if at < 0 or at + _END_OF_DIRECTORY.size > len(content):
        return False
    if content[max(0, at - 20) : at].startswith(b"PK\x06\x07"):
        return False  # a second directory for more than 4 GiB, which would be believed instead
    _, _, _, _, entries, directory_bytes, _, _ = _END_OF_DIRECTORY.unpack_from(content, at)
    return bool(entries <= limits.CONTAINER_ENTRIES and directory_bytes <= limits.CONTAINER_DIRECTORY_BYTES)


def _is_text(content: bytes) -> bool:
    beginning = content[:_LOOKED_AT]
    if beginning.startswith(_UTF16):
        return True
    return _NOT_TEXT.search(beginning) is None


def _guessed_extension(content: bytes) -> str:
    try:
        return str(puremagic.from_string(content[:65_536]))[:12]
    except (puremagic.PureError, ValueError, IndexError):
        return ""
