"""One part becomes a `Look`: everything that can be measured of it by itself, before it is known which document it is."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from kallipolis.documents.reading.form import Manuscript, Unreadable, looks_like_a_form, manuscript_of
from kallipolis.documents.reading.letter import read_page_picture, read_text
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.photograph import FORMATS, FollowedBy, read_picture
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.sniffing import Sniffed, sniff
from kallipolis.documents.reading.vocabulary import names_a_page
from kallipolis.documents.reading.whereabouts import whereabouts
from kallipolis.documents.reading.words import Reading
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Kind, Photograph, Scan, Trouble
from kallipolis.rulebook.sentence import Sentence, plural, sentence

_log = logging.getLogger(__name__)

PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.TIFF, Kind.GIF, Kind.WEBP, Kind.HEIC})
WORD_FILES = frozenset({Kind.DOCX, Kind.DOC})
_ENDINGS = {
    Kind.DOCX: (".docx", ".docm"),
    Kind.DOC: (".doc", ".dot"),
    Kind.PDF: (".pdf",),
    Kind.JPEG: (".jpg", ".jpeg", ".jpe", ".jfif"),
    Kind.PNG: (".png",),
    Kind.TIFF: (".tif", ".tiff"),
    Kind.GIF: (".gif",),
    Kind.WEBP: (".webp",),
    Kind.HEIC: (".heic", ".heif", ".hif", ".avif"),
    Kind.RTF: (".rtf",),
    Kind.ODT: (".odt",),
    Kind.HTML: (".html", ".htm", ".xhtml"),
}
# Scanners and editors leave a few bytes of filling behind a picture.
_FILLING_BYTES = 64
# From here on a picture is taken for a written page and its text is recognised.
PAGE_FROM = 0.6
# From here on a name says that a picture is a page: two words, since the mayor may also stand in a photograph.
_PAGE_BY_NAME_FROM = 0.7


@dataclass(frozen=True)
class Look:
    """A part as it was found. `pageness` and `form_likeness` run from 0 to 1; `content` is kept of Word files only, `manuscript` of those
    that are like a form."""

    filename: str
    sha256: str
    size_bytes: int
    kind: Kind
    reading: Reading
    inside: str = ""
    shown_in_text: bool = False
    photograph: Photograph | None = None
    pageness: float = 0.0
    form_likeness: float = 0.0
    content: bytes = b""
    manuscript: Manuscript | None = None
    scanned: Scan = Scan.NOT_SCANNED
    first_page: int | None = None  # of a document that lies in a file with others

    @property
    def trouble(self) -> Trouble | None:
        return self.reading.trouble


def look_at(part: Part, *, call: Call, editions: tuple[Call, ...], recogniser: Recogniser) -> Look:
    """What one part is. A reader that fails in a way that nobody foresaw makes this part damaged, not the dossier."""
    sniffed = sniff(part.content)
    look = Look(
        filename=part.filename,
        sha256=hashlib.sha256(part.content).hexdigest(),
        size_bytes=len(part.content),
        kind=sniffed.kind,
        reading=Reading(trouble=part.trouble or sniffed.trouble, remarks=part.remarks),
        inside=part.inside,
        shown_in_text=part.shown_in_text,
        content=part.content if sniffed.kind in WORD_FILES and part.trouble is None else b"",
    )
    look = replace(look, reading=replace(look.reading, remarks=(*part.remarks, *_on_its_kind(part.filename, sniffed))))
    if look.trouble is not None:
        return look
    try:
        if sniffed.kind in PICTURES:
            named = names_a_page(part.filename, call) >= _PAGE_BY_NAME_FROM
            seen = _as_picture(look, part.content, recogniser, named_a_page=named)
        else:
            seen = replace(look, reading=read_text(part.content, sniffed.kind, recogniser))
        if sniffed.kind in WORD_FILES:
            seen = _as_form(seen, call=call, editions=editions)
    except MemoryError:
        return replace(look, reading=replace(look.reading, trouble=Trouble.TOO_LARGE))
    except Exception as error:
        _log.error("A reader failed on a part of kind %s: %s", sniffed.kind, whereabouts(error))
        return replace(look, reading=replace(look.reading, trouble=Trouble.DAMAGED))
    return replace(seen, reading=replace(seen.reading, remarks=look.reading.remarks + seen.reading.remarks))


def _on_its_kind(filename: str, sniffed: Sniffed) -> Iterator[Sentence]:
    """What is to be said where a file is not what its name says, or is of a kind that nobody asked for."""
    ending = PurePath(filename).suffix.lower()
    if sniffed.kind in (Kind.OTHER, Kind.ZIP) and sniffed.extension:
        yield sentence("By its content it is a file of the kind “{extension}”.", extension=sniffed.extension)
    elif ending and sniffed.kind in _ENDINGS and ending not in _ENDINGS[sniffed.kind]:
        kind = sniffed.kind.value.upper()
        yield sentence("Its name ends in “{ending}”, but by its content it is {kind}.", ending=ending, kind=kind)


def _as_form(look: Look, *, call: Call, editions: tuple[Call, ...]) -> Look:
    """How much a Word file is like a form; what stands in it is kept, so that it is not taken apart a second time."""
    try:
        manuscript = manuscript_of(look.content, call=call, editions=editions)
    except Unreadable:
        return look
    likeness = looks_like_a_form(look.content, look.kind, call, editions, manuscript=manuscript)
    return replace(look, form_likeness=likeness, manuscript=manuscript if likeness > 0 else None)


def left_out(part: Part) -> Look:
    """A part that ended its reader once before and is not opened again."""
    remark = sentence("Reading this document went beyond the limits on time and memory. It was not opened again.")
    return _unopened(part, Trouble.TOO_LONG, remark)


def infected(part: Part, found: str) -> Look:
    """A part in which the virus scanner found something: its name and its kind are all that is looked at."""
    remark = sentence("The virus scanner found “{found}” in it. It was not opened.", found=found)
    return _unopened(part, Trouble.INFECTED, remark)


def _unopened(part: Part, trouble: Trouble, remark: Sentence) -> Look:
    return Look(
        filename=part.filename,
        sha256=hashlib.sha256(part.content).hexdigest(),
        size_bytes=len(part.content),
        kind=sniff(part.content).kind,
        reading=Reading(trouble=trouble, remarks=(*part.remarks, remark)),
        inside=part.inside,
        shown_in_text=part.shown_in_text,
    )


def _as_picture(look: Look, content: bytes, recogniser: Recogniser, *, named_a_page: bool) -> Look:
    seen = read_picture(content, look.kind)
    reading = Reading(trouble=seen.trouble, remarks=tuple(_on_picture(seen.photograph, seen.followed_by)))
    if seen.photograph and look.kind in FORMATS and (seen.pageness >= PAGE_FROM or named_a_page):
        recognised = read_page_picture(content, look.kind, recogniser)
        reading = replace(recognised, trouble=seen.trouble, remarks=reading.remarks)
    return replace(look, photograph=seen.photograph, pageness=seen.pageness, reading=reading)


def _on_picture(photograph: Photograph | None, followed_by: FollowedBy) -> Iterator[Sentence]:
    if photograph is None:
        return
    if photograph.has_place:
        yield sentence("The picture tells where it was taken (EXIF); the place was not kept.")
    if followed_by is FollowedBy.PICTURE:
        yield sentence("More pictures follow in the same file, as some cameras write them; only the first is shown.")
    elif followed_by is FollowedBy.FILM:
        yield sentence("A short film follows the picture, as telephones write it; it is not shown.")
    elif photograph.trailing_bytes > _FILLING_BYTES:
        one = "{count} byte follows the end of the picture; it belongs to no picture that is shown."
        many = "{count} bytes follow the end of the picture; they belong to no picture that is shown."
        yield plural(one, many, photograph.trailing_bytes)
