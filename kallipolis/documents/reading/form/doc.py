"""Reads the body of a binary .doc into a manuscript, as `docx.py` does of a .docx; headers, footers and notes are not read."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from kallipolis.documents.reading.form.fields import form_code
from kallipolis.documents.reading.form.manuscript import Manuscript, Scribe
from kallipolis.documents.reading.form.objects import embedded_kind, symbol
from kallipolis.documents.reading.form.word97 import Bookmark, Run, Word97
from kallipolis.documents.reading.form.word97_fields import anchored, form_field_at, pictures
from kallipolis.rulebook.dossier import AlterationKind

# Characters that are no text ([MS-DOC] 2.4.3, 2.8.25): field marks, cells, ends of lines, pictures.
_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_PIECES = re.compile(r"[\x00-\x1f(]|[^\x00-\x1f(]+")
_ENDS_OF_LINES = frozenset("\x07\x0b\x0c\x0d\x0e")
_WRITTEN = {"\x1e": "\u2011", "\x1f": "\u00ad", "\x09": "\t"}
_PICTURE, _SHAPE, _SIGN, _NOTE = "\x01", "\x08", "(", "\x02"
# A field's code is short; the data of a form field stand in it.
_CODE_CHARACTERS = 2_000
_CODE_ENDS = re.compile(f"[{_BEGIN}{_SEPARATE}{_END}]")
_QUOTE_CHARACTERS = 160
_SURROGATES = re.compile("[\ud800-\udfff]")
_PLAIN = Run(0, 0)


def read_doc(content: bytes, *, is_known: Callable[[str], bool]) -> Manuscript:
    """The body of the document, then its text boxes. `is_known` tells of a bookmark's name whether an answer is known by it.

    Raises:
        Unreadable: damaged, encrypted, too large, older than Word 97, or no Word document.
    """
    document = Word97(content)
    scribe = Scribe(is_known)
    walk = _Walk(document, scribe)
    walk.characters(0, document.body_end)
    scribe.end_line()
    waiting = scribe.aside()
    walk.characters(document.boxes.start, document.boxes.stop)
    scribe.resume(waiting)
    return scribe.manuscript(protected=document.is_protected())


class _Walk:
    """Walks the characters in reading order."""

    def __init__(self, document: Word97, scribe: Scribe) -> None:
        self._document = document
        self._scribe = scribe
        self._runs = document.runs()
        self._data_at = {run.start: run.picture for run in self._runs if run.is_data and run.picture is not None}
        self._bookmarks = [one for one in document.bookmarks() if scribe.is_known(one.name)]
        self._tables = {table.start: table for table in document.tables()}
        notes = document.text[document.notes.start : document.notes.stop].split(_NOTE)[1:]
        self._notes = iter([_quotable(note) for note in notes])
        anchors, drawings = document.shapes()
        self._anchored, self._pictures = anchored(anchors), pictures(drawings)

    def characters(self, start: int, end: int) -> None:
        """The characters from `start` to `end`, stretch by stretch between the places where something begins or ends."""
        events = self._events(start, end)
        run = _PLAIN
        for place, until in pairwise(sorted({start, end, *events})):
            if run.end <= place:
                run = _PLAIN
            for event in events.get(place, ()):
                if isinstance(event, Run):
                    run = event
                elif isinstance(event, range):
                    self._scribe.mark(AlterationKind.TABLE, self._quote(event.start, event.stop))
            self._bookmark_marks(place, events)
            self._stretch(place, until, run)
        self._bookmark_marks(end, events)

    def _events(self, start: int, end: int) -> dict[int, list[Run | Bookmark | range]]:
        """What begins or ends at each character: runs, tables, bookmarks."""
        events: dict[int, list[Run | Bookmark | range]] = {}
        for run in self._runs:
            if start <= run.start < end:
                events.setdefault(run.start, []).append(run)
                events.setdefault(min(run.end, end), [])
        for place, table in self._tables.items():
            if start <= place < end:
                events.setdefault(place, []).append(table)
        for bookmark in self._bookmarks:
            if start <= bookmark.start <= end:
                events.setdefault(bookmark.start, []).append(bookmark)
                if bookmark.end != bookmark.start:
                    events.setdefault(min(bookmark.end, end), []).append(bookmark)
        return events

    def _bookmark_marks(self, place: int, events: dict[int, list[Run | Bookmark | range]]) -> None:
        bookmarks = [event for event in events.get(place, ()) if isinstance(event, Bookmark)]
        for bookmark in bookmarks:
            if bookmark.end <= place and bookmark.start != place:
                self._scribe.end_bookmark(bookmark.name)
        for bookmark in bookmarks:
            if bookmark.start == place:
                self._scribe.begin_bookmark(bookmark.name, bookmark.name)

    def _stretch(self, start: int, end: int, run: Run) -> None:
        text = self._document.text[start:end]
        if run.deleted or run.inserted:
            self._scribe.mark(AlterationKind.TRACKED_CHANGES, self._quote(start, end))
        if run.deleted:
            return
        for found in _PIECES.finditer(text):
            piece = found.group()
            if len(piece) > 1 or piece not in _SPECIAL:
                if not run.hidden:
                    self._scribe.text(_joined(piece))
            else:
                self._special(piece, start + found.start(), run)

    def _special(self, sign: str, place: int, run: Run) -> None:
        if sign == _BEGIN:
            self._begin(place)
        elif sign == _SEPARATE:
            self._scribe.separate()
        elif sign == _END:
            self._scribe.close()
        elif sign in _ENDS_OF_LINES:
            self._scribe.end_line()
        elif run.hidden:
            return
        elif sign in _WRITTEN:
            self._scribe.text(_WRITTEN[sign])
        elif sign == _NOTE:
            self._scribe.mark(AlterationKind.TEXT_ADDED, next(self._notes, ""))
        elif sign == _SIGN:
            self._scribe.text(_SIGN if run.sign is None else symbol(f"{run.sign:04X}", ""))
        elif sign == _PICTURE and run.picture is not None and not run.is_data and not self._scribe.is_in_code():
            self._scribe.mark(self._embedded, "")
        elif sign == _SHAPE and self._anchored.get(place) in self._pictures:
            self._scribe.mark(AlterationKind.PICTURE, "")

    _embedded = AlterationKind.PICTURE

    def _begin(self, place: int) -> None:
        """A field begins. Its code tells what it is, and in it stands the character that leads to a form field's data."""
        text = self._document.text
        ends = _CODE_ENDS.search(text, place + 1, place + _CODE_CHARACTERS)
        code = text[place + 1 : ends.start()] if ends else ""
        kind = form_code(code)
        words = code.split()
        self._embedded = (
            embedded_kind(words[1]) if words[:1] == ["EMBED"] and len(words) > 1 else AlterationKind.PICTURE
        )
        if kind is None:
            self._scribe.open_other_field()
            return
        at = self._data_at.get(place + 1 + code.find(_PICTURE))
        told = form_field_at(self._document.data, at) if at is not None and _PICTURE in code else None
        if told is None or told.kind is not kind:
            self._scribe.open_form_field(kind)
        else:
            self._scribe.open_form_field(
                kind, name=told.name, value=told.value, entries=told.entries, longest=told.longest
            )

    def _quote(self, start: int, end: int) -> str:
        return _quotable(self._document.text[start:end])


def _quotable(text: str) -> str:
    """The beginning of a text, on one line."""
    return _joined(" ".join(re.sub(r"[\x00-\x1f]", " ", text[: 3 * _QUOTE_CHARACTERS]).split()))[:_QUOTE_CHARACTERS]


_SPECIAL = frozenset(map(chr, range(0x20))) | {_SIGN}


def _joined(text: str) -> str:
    """`text` with its pairs of surrogates joined; one that stands alone becomes the mark for what cannot be shown."""
    if not _SURROGATES.search(text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
