"""Reads the body of a .docx (ECMA-376 Part 1, WordprocessingML) into a manuscript; headers, footers and comments are not read."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from kallipolis.documents.reading.form.fields import control_of, form_code, form_field_of, on
from kallipolis.documents.reading.form.manuscript import Manuscript, Scribe, Unreadable
from kallipolis.documents.reading.form.objects import object_kind, quote_of, symbol
from kallipolis.documents.reading.form.package import Package, W
from kallipolis.rulebook.dossier import AlterationKind, Trouble

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PREPARED_BY_WORD = "http://schemas.microsoft.com/office/"
_VAL, _NAME, _ID = f"{W}val", f"{W}name", f"{W}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_XML_SPACES = " \t\r\n"
_QUOTE_CHARACTERS = 160
_LINES = str.maketrans("\r\n", "  ")


def read_docx(package: Package, *, is_known: Callable[[str], bool]) -> Manuscript:
    """The body of the document. `is_known` tells of a bookmark's name whether an answer is known by it.

    Raises:
        Unreadable: damaged, encrypted, too large, or no Word document.
    """
    main = package.target("officeDocument", of="") or "word/document.xml"
    if main not in package:
        raise Unreadable(Trouble.NOT_READABLE_HERE)
    body = package.xml(main).find(f"{W}body")
    if body is None:
        raise Unreadable(Trouble.NOT_READABLE_HERE)
    scribe = Scribe(is_known)
    _Walk(scribe, _Notes(package, main=main)).children(body)
    return scribe.manuscript(protected=_is_protected(package, main=main))


def _is_protected(package: Package, *, main: str) -> bool:
    """Whether only the fields can be filled in (17.15.1.29)."""
    name = package.target("settings", of=main) or "word/settings.xml"
    if name not in package:
        return False
    protection = package.xml(name).find(f"{W}documentProtection")
    if protection is None or protection.get(f"{W}edit") != "forms":
        return False
    return on(protection.get(f"{W}enforcement", "0"))


class _Notes:
    """Footnotes and endnotes by their number, read when the body first points to one (17.11). The form has none."""

    def __init__(self, package: Package, *, main: str) -> None:
        self._package = package
        self._main = main
        self._read: dict[str, dict[str, str]] = {}

    def words(self, kind: str, number: str) -> str:
        """The beginning of a note; `kind` is "footnote" or "endnote". "" where it cannot be read."""
        if kind not in self._read:
            name = self._package.target(f"{kind}s", of=self._main) or f"word/{kind}s.xml"
            try:
                notes = self._package.xml(name).findall(f"{W}{kind}")
            except Unreadable:
                notes = []
            self._read[kind] = {note.get(_ID, ""): _all_text(note, f"{W}t") for note in notes}
        return self._read[kind].get(number, "")


class _Walk:
    """Walks the tree in reading order. What it does not know it passes through, so that wrappers of any age are transparent."""

    def __init__(self, scribe: Scribe, notes: _Notes) -> None:
        self._scribe = scribe
        self._notes = notes
        self._boxes: list[etree._Element] = []
        self._data_lost = False
        self._tables = 0
        handlers: dict[str, Callable[[etree._Element], None]] = {
            "p": self._paragraph,
            "r": self._run,
            "t": self._text,
            "tab": lambda _: scribe.text("\t"),
            "ptab": lambda _: scribe.text("\t"),
            "br": lambda _: scribe.end_line(),
            "cr": lambda _: scribe.end_line(),
            "noBreakHyphen": lambda _: scribe.text("\u2011"),
            "softHyphen": lambda _: scribe.text("\u00ad"),
            "sym": lambda element: scribe.text(symbol(element.get(f"{W}char", ""), element.get(f"{W}font", ""))),
            "fldChar": self._field_mark,
            "instrText": self._code,
            "footnoteReference": lambda element: self._note("footnote", element),
            "endnoteReference": lambda element: self._note("endnote", element),
            "altChunk": lambda _: scribe.mark(
                AlterationKind.TEXT_ADDED
            ),  # another document, which Word shows (17.17.2)
            "fldSimple": self._simple_field,
            "sdt": self._control,
            "bookmarkStart": lambda element: scribe.begin_bookmark(element.get(_ID, ""), element.get(_NAME, "")),
            "bookmarkEnd": lambda element: scribe.end_bookmark(element.get(_ID, "")),
            "ins": self._inserted,
            "moveTo": self._inserted,
            "del": self._deleted,
            "moveFrom": self._deleted,
            "tbl": self._table,
            "drawing": self._drawing,
            "pict": self._drawing,
            "object": self._drawing,
            "txbxContent": self._boxes.append,
        }
        self._handlers = {f"{W}{name}": handler for name, handler in handlers.items()}
        self._handlers |= {f"{_MC}AlternateContent": self._alternatives, f"{_M}t": self._text}
        passed_over = (
            "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "delText", "delInstrText",
            "rt", "rubyPr", "proofErr", "lastRenderedPageBreak", "fldData", "ffData",
        )  # fmt: skip
        self._handlers |= dict.fromkeys((f"{W}{name}" for name in passed_over), _pass_over)

    def children(self, parent: etree._Element) -> None:
        handlers = self._handlers
        for child in parent:
            handler = handlers.get(child.tag)
            if handler is None:
                self.children(child)
            else:
                handler(child)

    def _paragraph(self, paragraph: etree._Element) -> None:
        self.children(paragraph)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is None:  # 17.13.5.15: its mark is deleted, the next one goes on
            self._scribe.end_line()
        while self._boxes:
            waiting = self._scribe.aside()
            self.children(self._boxes.pop(0))
            self._scribe.resume(waiting)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and _is_hidden(properties):
            # Nobody sees hidden text (17.3.2.41); the marks of fields are hidden by some programs, and still count.
            for mark in run.iter(f"{W}fldChar", f"{W}instrText"):
                self._handlers[mark.tag](mark)
            return
        self.children(run)

    def _text(self, element: etree._Element) -> None:
        text = element.text or ""
        if text and element.get(_SPACE) != "preserve":
            text = text.strip(_XML_SPACES)
        self._scribe.text(text.translate(_LINES) if "\n" in text or "\r" in text else text)

    def _field_mark(self, mark: etree._Element) -> None:
        kind = mark.get(f"{W}fldCharType")
        if kind == "begin":
            data = mark.find(f"{W}ffData")
            self._data_lost = data is None
            if data is None:
                self._scribe.open_other_field()
            else:
                self._open_form_field(data)
        elif kind == "separate":
            self._scribe.separate()
        elif kind == "end":
            self._scribe.close()

    def _code(self, code: etree._Element) -> None:
        """A form field whose data were lost is known by its code alone."""
        kind = form_code(code.text or "") if self._data_lost else None
        if kind is not None:
            self._scribe.becomes_form_field(kind)
        self._data_lost = False

    def _open_form_field(self, data: etree._Element) -> None:
        told = form_field_of(data)
        self._scribe.open_form_field(
            told.kind, name=told.name, value=told.value, entries=told.entries, longest=told.longest
        )

    def _simple_field(self, element: etree._Element) -> None:
        kind = form_code(element.get(f"{W}instr", ""))
        if kind is None:
            self.children(element)
            return
        self._scribe.open_form_field(kind)
        self._scribe.separate()
        self.children(element)
        self._scribe.close()

    def _control(self, control: etree._Element) -> None:
        content = control.find(f"{W}sdtContent")
        if content is None:
            return
        told = control_of(control)
        if told is None:
            self.children(content)
            return
        self._scribe.open_control(name=told.name, value=told.value)
        self.children(content)
        self._scribe.close()

    def _inserted(self, element: etree._Element) -> None:
        self._scribe.mark(AlterationKind.TRACKED_CHANGES, _all_text(element, f"{W}t"))
        self.children(element)

    def _deleted(self, element: etree._Element) -> None:
        self._scribe.mark(AlterationKind.TRACKED_CHANGES, _all_text(element, f"{W}delText", f"{W}t"))

    def _note(self, kind: str, reference: etree._Element) -> None:
        self._scribe.mark(AlterationKind.TEXT_ADDED, self._notes.words(kind, reference.get(_ID, "")))

    def _table(self, table: etree._Element) -> None:
        if not self._tables:
            self._scribe.mark(AlterationKind.TABLE, _all_text(table, f"{W}t"))
        self._tables += 1
        self.children(table)
        self._tables -= 1

    def _drawing(self, drawing: etree._Element) -> None:
        kind = object_kind(drawing)
        if kind is not None:
            self._scribe.mark(kind, quote_of(drawing))
        self.children(drawing)

    def _alternatives(self, element: etree._Element) -> None:
        """One branch only (Part 3, 7.5): the first that Word understands, else the fallback."""
        branches = list(element)
        for branch in branches:
            if branch.tag == f"{_MC}Choice":
                spaces = [branch.nsmap.get(prefix) or "" for prefix in branch.get("Requires", "").split()]
                if spaces and all(space.startswith(_PREPARED_BY_WORD) for space in spaces):
                    self.children(branch)
                    return
        if branches:
            self.children(branches[-1])


def _pass_over(element: etree._Element) -> None:
    """What holds no text of the body."""


def _is_hidden(properties: etree._Element) -> bool:
    vanish = properties.find(f"{W}vanish")
    return vanish is not None and on(vanish.get(_VAL, "1"))


def _all_text(element: etree._Element, *tags: str) -> str:
    """The beginning of the text inside an element, for a quotation."""
    pieces: list[str] = []
    length = 0
    for piece in element.iter(*tags):
        pieces.append(piece.text or "")
        length += len(pieces[-1]) + 1
        if length > _QUOTE_CHARACTERS:
            break
    return " ".join(" ".join(pieces).split())[:_QUOTE_CHARACTERS]
