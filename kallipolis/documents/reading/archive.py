"""A zip file among the attachments becomes its files; Word files, which are zips too, are never opened here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.folder import is_dropping
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.unpacking import Purse, kept_shut, place_inside
from kallipolis.rulebook.dossier import Trouble
from kallipolis.rulebook.files import safe_filename, showable
from kallipolis.rulebook.sentence import Sentence, sentence

_DAMAGES = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError, KeyError, IndexError,
            NotImplementedError, RuntimeError, OverflowError)  # fmt: skip
_ENCRYPTED, _NAME_IN_UTF8 = 0x1, 0x800
_PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# The gravest first: one reason stands for the whole container, and the remarks name each file.
_BY_GRAVITY = (Trouble.ENCRYPTED, Trouble.TOO_LARGE, Trouble.DAMAGED, Trouble.NOT_READABLE_HERE)
_NAMES_TOLD = 20


def files_in_zip(container: Part, purse: Purse) -> Iterator[Part]:
    """The files of a zip (APPNOTE 6.3), and the zip itself behind them where not all of them came out.

    Its directory was found to be of a reasonable size by `sniffing.sniff`; what it claims of sizes is not believed.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(container.content)) as opened:
            entries = [entry for entry in opened.infolist() if not entry.is_dir() and not _is_left_behind(entry)]
            yield from _unpacked(container, opened, entries, purse)
    except _DAMAGES:
        yield kept_shut(container, Trouble.DAMAGED)


def _unpacked(container: Part, opened: zipfile.ZipFile, entries: list[zipfile.ZipInfo], purse: Purse) -> Iterator[Part]:
    if not entries:
        yield kept_shut(container, Trouble.NOT_READABLE_HERE, sentence("The zip file holds no file."))
        return
    if len(entries) > limits.PARTS:
        message = "The zip file holds more than {limit} files. It was not opened."
        yield kept_shut(container, Trouble.TOO_LARGE, sentence(message, limit=limits.PARTS))
        return
    remark = sentence("It came inside “{container}”.", container=container.filename or "attachment.zip")
    left_inside: dict[Trouble, list[str]] = {}
    for entry in entries:
        name = _name_of(entry)
        content = _content_of(opened, entry, purse)
        if isinstance(content, Trouble):
            left_inside.setdefault(content, []).append(showable(name)[: limits.FILENAME_CHARACTERS])
            continue
        folder = "/".join(safe for step in name.replace("\\", "/").split("/")[:-1] if (safe := safe_filename(step)))
        yield Part(
            filename=safe_filename(name),
            content=content,
            inside=place_inside(container, folder),
            remarks=(*container.remarks, remark),
        )
    if left_inside:
        troubles = [trouble for trouble in _BY_GRAVITY if trouble in left_inside]
        yield kept_shut(container, troubles[0], *(_left(one, left_inside[one]) for one in troubles))


def _content_of(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, purse: Purse) -> bytes | Trouble:
    """The bytes of one file, counted as they are produced; or why they stay where they are."""
    if entry.flag_bits & _ENCRYPTED:
        return Trouble.ENCRYPTED
    if entry.compress_type not in _PACKED_BY:
        return Trouble.NOT_READABLE_HERE
    long = entry.file_size > limits.CONTAINER_RATIO_COUNTS_FROM_BYTES
    if entry.file_size > purse.bytes_left or (
        long and entry.file_size > limits.CONTAINER_RATIO * max(entry.compress_size, 1)
    ):
        return Trouble.TOO_LARGE
    try:
        with opened.open(entry) as stream:
            # No byte more is produced than is asked for here; a file that holds more than it declares fails its CRC.
            content = stream.read(entry.file_size + 1)
    except _DAMAGES:
        purse.spend(entry.file_size)  # as much may have been produced before the fault was met
        return Trouble.DAMAGED
    purse.spend(len(content))
    return content


def _left(trouble: Trouble, names: list[str]) -> Sentence:
    files = (*names[:_NAMES_TOLD], *("…",)[: len(names) > _NAMES_TOLD])
    if trouble is Trouble.ENCRYPTED:
        return sentence("Left inside, locked with a password: {files}.", files=files)
    if trouble is Trouble.TOO_LARGE:
        return sentence("Left inside, since too much would come out: {files}.", files=files)
    if trouble is Trouble.DAMAGED:
        return sentence("Left inside, since it is damaged: {files}.", files=files)
    return sentence("Left inside, since it is packed in a way that is not read here: {files}.", files=files)


def _name_of(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: several programs write UTF-8 without saying so, which is never so by chance."""
    if entry.flag_bits & _NAME_IN_UTF8 or entry.filename.isascii():
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def _is_left_behind(entry: zipfile.ZipInfo) -> bool:
    """What the sender's system put in without her wish, such as the resource forks under `__MACOSX`."""
    steps = entry.filename.replace("\\", "/").split("/")
    return any(is_dropping(step) for step in steps) or steps[-1] == ".DS_Store"
