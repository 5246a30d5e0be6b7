"""The official form as a row of fixed lines and places for answers: written out by the form, compared with by the reader (B1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kallipolis.rulebook.call.edition import Call, FormField


class LineKind(StrEnum):
    """What a fixed line is; the writing side gives each its own style."""

    TITLE = "title"
    INSTRUCTION = "instruction"
    HEADING = "heading"
    FIXED = "fixed"
    LABEL = "label"


@dataclass(frozen=True)
class FixedLine:
    """One paragraph that nobody may alter. `section` is its section's number, "" before the first."""

    kind: LineKind
    text: str
    section: str = ""
    depth: int = 0


@dataclass(frozen=True)
class Place:
    """Where an answer goes: right after the label before it."""

    field: FormField
    section: str
    annex: bool


def skeleton(call: Call, language: str) -> tuple[FixedLine | Place, ...]:
    """The form of `call` in `language` ("en" or "fr"), top to bottom."""
    form = call.form
    lines: list[FixedLine | Place] = [FixedLine(LineKind.TITLE, form.title.in_language(language))]
    lines += [FixedLine(LineKind.INSTRUCTION, text.in_language(language)) for text in form.instructions]
    for section in form.sections:
        number = section.number
        heading = f"{number}. {section.title.in_language(language)}"
        lines.append(FixedLine(LineKind.HEADING, heading, number, depth=number.count(".")))
        lines += [FixedLine(LineKind.FIXED, text.in_language(language), number) for text in section.fixed]
        for field in section.fields:
            lines.append(FixedLine(LineKind.LABEL, label_of(field, language), number))
            lines.append(Place(field, number, section.annex))
    return tuple(lines)


def label_of(field: FormField, language: str) -> str:
    """The label as printed: with the word limit (B2) where there is one, and "optional" where the field may stay empty."""
    label = field.label.in_language(language)
    if field.words is not None:
        return f"{label} ({field.words} mots au plus)" if language == "fr" else f"{label} (at most {field.words} words)"
    if field.optional:
        return f"{label} (facultatif)" if language == "fr" else f"{label} (optional)"
    return label


def choices(call: Call, language: str) -> tuple[str, ...]:
    """The entries of the form's choice of a creative field, after an empty first one."""
    return tuple(field.name.in_language(language) for field in call.fields)
