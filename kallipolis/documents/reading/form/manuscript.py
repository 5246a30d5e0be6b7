"""What stands in a Word file, whatever its format: stretches of words and fields in reading order, and what was put among them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from kallipolis.rulebook.dossier import AlterationKind, Trouble
from kallipolis.rulebook.naming import folded


class Unreadable(Exception):
    """The file cannot be read as a Word document. `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class FieldKind(StrEnum):
    """What holds an answer: a legacy form field, a content control, or a bookmark whose field is gone."""

    TEXT = "text"
    CHOICE = "choice"
    BOX = "box"
    CONTROL = "control"
    BOOKMARK = "bookmark"


LEGACY = frozenset({FieldKind.TEXT, FieldKind.CHOICE, FieldKind.BOX})


# Lines and fields of one document. A form has about 250, with every answer of its words about 1,000.
_ITEMS = 50_000
# Fields inside each other. Word stops at 20; a program that loses the ends of fields must not cost us memory and time.
_OPEN_FIELDS = 100
# The longest line that is compared with the fixed lines, of which the longest has about 500.
_COMPARED_CHARACTERS = 8_000


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text outside every field. `text` is not blank; a line break inside a paragraph ends a line too."""

    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it stands in the file. `text` has one line per paragraph and no white space at its ends.

    `name` is the name inside the field (or the tag of a content control), `bookmarks` are those at its beginning.
    `closed` is false where the field's end is missing: only its first line is then its own.
    `longest` is the most characters that Word lets in, 0 without limit; `entries` are those of a choice.
    """

    kind: FieldKind
    name: str
    bookmarks: tuple[str, ...]
    text: str
    closed: bool = True
    longest: int = 0
    entries: tuple[str, ...] = ()


Item = Words | Field


@dataclass(frozen=True, slots=True)
class Mark:
    """Something in the text that is no text: a picture, a table, a tracked change. It stands before item number `position`."""

    what: AlterationKind
    position: int
    quote: str


@dataclass(frozen=True)
class Manuscript:
    """The whole body in reading order. `protected` tells whether only its fields can be filled in."""

    items: tuple[Item, ...]
    marks: tuple[Mark, ...]
    protected: bool

    @cached_property
    def folds(self) -> tuple[str, ...]:
        """The words of each item as they are compared, without case, accents and punctuation; "" for a field."""
        return tuple(fold_of(item) for item in self.items)


def fold_of(item: Item) -> str:
    """The words of an item as they are compared; "" for a field, and for an answer so long that it is no fixed line."""
    return folded(item.text) if isinstance(item, Words) and len(item.text) <= _COMPARED_CHARACTERS else ""


@dataclass(slots=True)
class _Draft:
    """A field while it is read. `lines` holds for each line the number of items before it, and its pieces."""

    kind: FieldKind
    name: str
    bookmarks: list[str]
    entries: tuple[str, ...]
    longest: int
    value: str | None
    lines: list[tuple[int, list[str]]]
    closed: bool = False

    def text(self) -> str:
        if self.value is not None:
            return self.value.strip()
        lines = self.lines if self.closed else self.lines[:1]
        return "\n".join("".join(pieces) for _, pieces in lines).strip()

    def has_text(self) -> bool:
        return any(pieces for _, pieces in self.lines)


@dataclass(slots=True)
class _Open:
    """One field mark that waits for its end. `draft` is None for a field that is no form field (a hyperlink, a page number)."""

    draft: _Draft | None
    in_code: bool


@dataclass(slots=True)
class _Bookmark:
    name: str
    position: int
    fields: int


@dataclass(slots=True)
class Scribe:
    """Takes down a document from top to bottom: text, ends of lines, fields that open and close, bookmarks, marks.

    A form field may hold several paragraphs and may contain other fields; text goes to the innermost form field, text of a
    field's code goes nowhere. `is_known` tells which bookmarks matter, by their names; the others are as if they were not there.
    """

    is_known: Callable[[str], bool]
    _items: list[Words | _Draft] = field(default_factory=list)
    _marks: list[Mark] = field(default_factory=list)
    _stack: list[_Open] = field(default_factory=list)
    _line: list[str] = field(default_factory=list)
    _owner: _Draft | None = None
    _codes: int = 0
    _fields: int = 0
    _begun: dict[str, _Bookmark] = field(default_factory=dict)
    _latest: list[_Bookmark] = field(default_factory=list)

    def text(self, text: str) -> None:
        """Text of the current line."""
        if self._codes or not text:
            return
        if self._owner is None:
            self._line.append(text)
        else:
            self._owner.lines[-1][1].append(text)

    def end_line(self) -> None:
        """The end of a paragraph, or a line break in it."""
        if self._codes:  # no code goes over several paragraphs: its separator was lost
            for one in self._stack:
                one.in_code = False
            self._codes = 0
        if self._owner is None:
            self._flush()
        else:
            self._owner.lines.append((len(self._items), []))

    def open_form_field(
        self,
        kind: FieldKind,
        *,
        name: str = "",
        value: str | None = None,
        entries: tuple[str, ...] = (),
        longest: int = 0,
    ) -> None:
        """A form field begins. With `value` that is its answer; without, the text until its end is."""
        if self._owner is not None:
            self._leave_open(self._owner)
        self._flush()
        draft = _Draft(kind, name, self._bookmarks_here(), entries, longest, value, [(len(self._items) + 1, [])])
        self._items.append(draft)
        self._fields += 1
        self._push(_Open(draft, in_code=True))

    def open_other_field(self) -> None:
        """A field begins that is no form field: its result is part of the text around it."""
        self._push(_Open(None, in_code=True))

    def becomes_form_field(self, kind: FieldKind) -> None:
        """The field whose code is being read turns out to be a form field without data of its own."""
        if self._stack and self._stack[-1].in_code and self._stack[-1].draft is None:
            self._stack.pop()
            self._codes -= 1
            self.open_form_field(kind)

    def open_control(self, *, name: str, value: str | None = None) -> None:
        """A content control begins; it has no code. Inside a form field it is part of that field's text."""
        if self._owner is None:
            self.open_form_field(FieldKind.CONTROL, name=name, value=value)
        else:
            self.open_other_field()
        self.separate()

    def separate(self) -> None:
        """The code of the innermost field ends, its result begins."""
        if self._stack and self._stack[-1].in_code:
            self._stack[-1].in_code = False
            self._codes -= 1

    def close(self) -> None:
        """The innermost field ends. An end without a beginning is passed over."""
        if not self._stack:
            return
        self.separate()
        ended = self._stack.pop()
        if ended.draft is not None:
            ended.draft.closed = True
            self._owner = next((one.draft for one in reversed(self._stack) if one.draft is not None), None)

    def is_in_code(self) -> bool:
        """Whether the place is inside a field's code, which nobody sees."""
        return self._codes > 0

    def begin_bookmark(self, identity: str, name: str) -> None:
        """A bookmark begins here; `identity` ties its end to it."""
        if not self.is_known(name):
            return
        if self._owner is not None:
            if not self._owner.has_text():
                self._owner.bookmarks.append(name)
            return
        if self._codes:
            return
        self._flush()
        bookmark = _Bookmark(name, len(self._items), self._fields)
        self._begun[identity] = bookmark
        self._latest = [one for one in self._latest if one.position == bookmark.position]
        self._latest.append(bookmark)

    def end_bookmark(self, identity: str) -> None:
        """A bookmark ends. Where it holds words and no field, it stands for the field that was there."""
        bookmark = self._begun.pop(identity, None)
        if bookmark is None or self._owner is not None or self._fields != bookmark.fields:
            return
        self._flush()
        held = [item.text for item in self._items[bookmark.position :] if isinstance(item, Words)]
        if held:
            del self._items[bookmark.position :]
            draft = _Draft(FieldKind.BOOKMARK, "", [bookmark.name], (), 0, "\n".join(held), [], closed=True)
            self._items.append(draft)
            self._fields += 1

    def mark(self, what: AlterationKind, quote: str = "") -> None:
        """Something that is no text stands here."""
        self._marks.append(Mark(what, len(self._items) + bool(self._line), quote))

    def aside(self) -> list[_Open]:
        """A text box begins: what is open outside it waits. Give the answer to `resume` at its end."""
        self._flush()
        waiting, self._stack = self._stack, []
        self._owner, self._codes = None, 0
        return waiting

    def resume(self, waiting: list[_Open]) -> None:
        """A text box ends, and with it every field that it left open."""
        self._flush()
        self._stack = waiting
        self._codes = sum(one.in_code for one in waiting)
        self._owner = next((one.draft for one in reversed(waiting) if one.draft is not None), None)

    def manuscript(self, *, protected: bool) -> Manuscript:
        """What was taken down. Paragraphs swallowed by a field that never ended are given back as words."""
        self._flush()
        swallowed = [
            (position, Words(text))
            for draft in self._items
            if isinstance(draft, _Draft) and not draft.closed
            for position, pieces in draft.lines[1:]
            if not _blank(text := "".join(pieces))
        ]
        items, marks = self._items, self._marks
        if swallowed:
            items, marks = _with(swallowed, items=items, marks=marks)
        return Manuscript(tuple(map(_item, items)), tuple(marks), protected)

    def _leave_open(self, draft: _Draft) -> None:
        """A form field begins inside another. Word knows no such thing: the end of the first was lost."""
        while self._stack:
            left = self._stack.pop()
            self._codes -= left.in_code
            if left.draft is draft:
                break
        self._owner = None

    def _push(self, opened: _Open) -> None:
        if len(self._stack) == _OPEN_FIELDS:
            self._codes -= self._stack.pop(0).in_code
        self._stack.append(opened)
        self._codes += 1
        if opened.draft is not None:
            self._owner = opened.draft

    def _flush(self) -> None:
        if len(self._items) > _ITEMS:
            raise Unreadable(Trouble.TOO_LONG)
        if self._line:
            text = "".join(self._line)
            self._line.clear()
            if not _blank(text):
                self._items.append(Words(text))

    def _bookmarks_here(self) -> list[str]:
        here = [one.name for one in self._latest if one.position == len(self._items)]
        self._latest.clear()
        return here


def _blank(text: str) -> bool:
    return not text or text.isspace()


def _item(item: Words | _Draft) -> Item:
    if isinstance(item, Words):
        return item
    return Field(item.kind, item.name, tuple(item.bookmarks), item.text(), item.closed, item.longest, item.entries)


def _with(
    swallowed: list[tuple[int, Words]], *, items: list[Words | _Draft], marks: list[Mark]
) -> tuple[list[Words | _Draft], list[Mark]]:
    """`items` with the swallowed lines at their places, and the marks moved along."""
    swallowed.sort(key=lambda one: one[0])
    whole: list[Words | _Draft] = []
    moved_by: list[int] = []
    waiting = iter(swallowed)
    position, words = next(waiting)
    added = 0
    for number in range(len(items) + 1):
        while position == number:
            whole.append(words)
            added += 1
            position, words = next(waiting, (-1, words))
        moved_by.append(added)
        if number < len(items):
            whole.append(items[number])
    return whole, [Mark(one.what, one.position + moved_by[min(one.position, len(items))], one.quote) for one in marks]
