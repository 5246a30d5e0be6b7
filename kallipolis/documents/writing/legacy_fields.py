"""Word's legacy form fields: one named field for each answer, with the bookmark of the same name around it.

Legacy fields, not content controls: their names survive a re-save by other word processors (docs/decisions/0007). Every text
field is of the plain kind. Word's number and date kinds rewrite what was typed after the rules of the reader's machine:
"450,000" becomes 450 where the comma marks decimals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lxml import etree

from kallipolis.documents.writing.markup import paragraph, run, w, writable

# What Word shows in a text field that nobody has filled in: five en spaces.
EMPTY = "\u2002" * 5
# What Word bears ([MS-DOC] FFData; ECMA-376 17.16.27 and 17.16.7): longer and it calls the document damaged.
_LONGEST_HELP = 255
_LONGEST_STATUS = 138
_MOST_ENTRIES = 25
_LONGEST_ENTRY = 50


@dataclass(frozen=True)
class FieldMark:
    """The name of a field (at most 20 characters) and its number, which no other bookmark of the document has.

    `hint` is shown by Word in the status bar and under F1; it is never printed.
    """

    name: str
    number: int
    hint: str = ""


def text_field(mark: FieldMark, style: str, text: str = "") -> list[etree._Element]:
    """A FORMTEXT field, one paragraph of `style` for each line of `text`; empty, it holds Word's five en spaces."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if text.strip() else [EMPTY]
    paragraphs = [paragraph(style, run(line)) for line in lines]
    _opened(paragraphs[0], mark, w("textInput"), "FORMTEXT")
    _closed(paragraphs[-1], mark)
    return paragraphs


def choice_field(mark: FieldMark, style: str, entries: Sequence[str], chosen: int = 0) -> list[etree._Element]:
    """A FORMDROPDOWN field that shows `entries[chosen]`. Word draws the entry itself: the field has no text of its own."""
    if len(entries) > _MOST_ENTRIES or any(len(entry) > _LONGEST_ENTRY for entry in entries):
        raise ValueError(f"Word's drop-down bears {_MOST_ENTRIES} entries of {_LONGEST_ENTRY} characters.")
    result = (w("result", val=str(chosen)),) if chosen else ()
    listed = w("ddList", *result, *(w("listEntry", val=writable(entry)) for entry in entries))
    line = paragraph(style)
    _opened(line, mark, listed, "FORMDROPDOWN")
    _closed(line, mark)
    return [line]


def _opened(line: etree._Element, mark: FieldMark, kind: etree._Element, code: str) -> None:
    """Puts bookmark, field description, code and separator before what the paragraph holds (after its properties)."""
    hint: tuple[etree._Element, ...] = ()
    if mark.hint:
        help_, status = _cut(mark.hint, _LONGEST_HELP), _cut(mark.hint, _LONGEST_STATUS)
        hint = (w("helpText", type="text", val=help_), w("statusText", type="text", val=status))
    data = w("ffData", w("name", val=mark.name), w("enabled"), w("calcOnExit", val="0"), *hint, kind)
    begin = w("fldChar", fldCharType="begin")
    begin.append(data)
    instruction = w("instrText")
    instruction.text = f" {code} "
    instruction.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    line[1:1] = [
        w("bookmarkStart", id=str(mark.number), name=mark.name),
        w("r", begin),
        w("r", instruction),
        w("r", w("fldChar", fldCharType="separate")),
    ]


def _closed(line: etree._Element, mark: FieldMark) -> None:
    line.extend([w("r", w("fldChar", fldCharType="end")), w("bookmarkEnd", id=str(mark.number))])


def _cut(text: str, longest: int) -> str:
    return writable(text if len(text) <= longest else f"{text[: longest - 1].rpartition(' ')[0]}…")
