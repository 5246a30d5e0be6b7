"""What a .docx says of a form field before its text: its name, kind, limit, entries and state (ECMA-376 Part 1, 17.16, 17.5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from kallipolis.documents.reading.form.manuscript import FieldKind
from kallipolis.documents.reading.form.package import W

TICKED = "☒"
_VAL = f"{W}val"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_CODES = {"FORMTEXT": FieldKind.TEXT, "FORMDROPDOWN": FieldKind.CHOICE, "FORMCHECKBOX": FieldKind.BOX}
# Content controls that only frame a part of the document (17.5.2): a table of contents, a locked group, a repeated row.
_FRAMES = ("docPartObj", "docPartList", "group", "bibliography", "citation", "picture")


@dataclass(frozen=True, slots=True)
class FieldData:
    """What is told of a field besides its text. `value` is None where the text is the answer."""

    kind: FieldKind
    name: str
    value: str | None = None
    entries: tuple[str, ...] = ()
    longest: int = 0


def on(value: str | None) -> bool:
    """Whether an on/off attribute is on (22.9.2.7)."""
    return value in ("1", "true", "on")


def form_code(code: str) -> FieldKind | None:
    """The kind of form field that a field code stands for; None for any other field."""
    return _CODES.get(code.strip().partition(" ")[0].upper())


def form_field_of(data: etree._Element) -> FieldData:
    """What `w:ffData` tells (17.16.17). The choice is an index into the entries, else the default, else the first."""
    name = _value(data, "name")
    choice = data.find(f"{W}ddList")
    if choice is not None:
        entries = tuple(entry.get(_VAL, "") for entry in choice.findall(f"{W}listEntry"))
        return FieldData(
            FieldKind.CHOICE,
            name,
            chosen_entry(entries, _value(choice, "result") or _value(choice, "default")),
            entries,
        )
    box = data.find(f"{W}checkBox")
    if box is not None:
        state = box.find(f"{W}checked")
        if state is None:
            state = box.find(f"{W}default")
        ticked = state is not None and on(state.get(_VAL, "1"))
        return FieldData(FieldKind.BOX, name, TICKED if ticked else "")
    longest = _value(data, f"textInput/{W}maxLength")
    return FieldData(FieldKind.TEXT, name, longest=int(longest) if longest.isdecimal() else 0)


def chosen_entry(entries: tuple[str, ...], index: str) -> str:
    """The entry of that index, "" for one without letter or digit (a dash that stands for no choice) and out of range."""
    number = int(index) if index.isdecimal() else 0
    entry = entries[number] if number < len(entries) else ""
    return entry if any(character.isalnum() for character in entry) else ""


def control_of(control: etree._Element) -> FieldData | None:
    """What a content control tells (17.5.2); None for one that only frames other fields or a part of the document."""
    properties = control.find(f"{W}sdtPr")
    if properties is None or any(properties.find(f"{W}{frame}") is not None for frame in _FRAMES):
        return None
    content = control.find(f"{W}sdtContent")
    if content is None or next(content.iter(f"{W}sdt", f"{W}fldChar", f"{W}fldSimple", f"{W}tbl"), None) is not None:
        return None
    name = _value(properties, "tag") or _value(properties, "alias")
    box = properties.find(f"{_W14}checkbox")
    if box is not None:
        state = box.find(f"{_W14}checked")
        return FieldData(
            FieldKind.CONTROL, name, TICKED if state is not None and on(state.get(f"{_W14}val", "1")) else ""
        )
    placeholder = properties.find(f"{W}showingPlcHdr")
    if placeholder is not None and on(placeholder.get(_VAL, "1")):
        return FieldData(FieldKind.CONTROL, name, "")
    return FieldData(FieldKind.CONTROL, name)


def _value(parent: etree._Element, path: str) -> str:
    child = parent.find(f"{W}{path}")
    return child.get(_VAL, "") if child is not None else ""
