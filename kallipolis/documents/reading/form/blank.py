"""The blank form as the reader compares with it: its fixed lines folded and indexed, its places for answers by key."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from kallipolis.rulebook.call.edition import Call, Form
from kallipolis.rulebook.call.skeleton import FixedLine, LineKind, Place, skeleton
from kallipolis.rulebook.naming import folded

_NUMBER = re.compile(r"^\s*(?:[A-Z]\.?)?\d+(?:\.\d+)*\.?\s+|^\s*[A-Z]\.\d+\.?\s+")
_COPY = re.compile(r"_copy_\d+$")
_LAST_DIGIT = re.compile(r"\d$")


@dataclass(frozen=True)
class Blank:
    """One edition's form in one language.

    `lines` is the skeleton, `folds` its fixed lines as they are compared ("" at a place), `numbers` tells for each line
    its section. `where` finds a fixed line by its folded text, headings also without their number. `place_of` finds a
    place by its field's key. `openings` are the folded texts in order, for lines that begin
    like one; `labels` and `headings` those of these kinds. `keys` holds each field's key by its lower-case form.
    """

    call: Call
    language: str
    lines: tuple[FixedLine | Place, ...]
    folds: tuple[str, ...]
    where: Mapping[str, tuple[int, ...]]
    bare: Mapping[str, tuple[int, ...]]
    place_of: Mapping[str, int]
    openings: tuple[str, ...]
    labels: frozenset[str]
    headings: frozenset[str]
    keys: Mapping[str, str]

    def section(self, line: int) -> str:
        """The number of the section that holds a line of the skeleton."""
        return self.lines[line].section if 0 <= line < len(self.lines) else ""


def blank(call: Call, language: str) -> Blank:
    """The form of `call` in `language`, made once."""
    return _blank(_Edition(call), language)


class _Edition:
    """A call as a key that is compared by its form: hashing all words of an edition takes longer than reading a form."""

    def __init__(self, call: Call) -> None:
        self.call = call
        self._key = (call.id, call.year, len(call.form.sections))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Edition) and (self.call is other.call or self.call == other.call)


@lru_cache(maxsize=16)
def _blank(edition: _Edition, language: str) -> Blank:
    lines = skeleton(edition.call, language)
    folds = tuple(folded(line.text) if isinstance(line, FixedLine) else "" for line in lines)
    where: dict[str, list[int]] = {}
    bare: dict[str, list[int]] = {}
    for number, (line, fold) in enumerate(zip(lines, folds, strict=True)):
        if fold:
            where.setdefault(fold, []).append(number)
        if isinstance(line, FixedLine) and line.kind is LineKind.HEADING:
            bare.setdefault(folded(without_number(line.text)), []).append(number)
    return Blank(
        call=edition.call,
        language=language,
        lines=lines,
        folds=folds,
        where={fold: tuple(found) for fold, found in where.items()},
        bare={fold: tuple(found) for fold, found in bare.items()},
        place_of={line.field.key: number for number, line in enumerate(lines) if isinstance(line, Place)},
        openings=tuple(sorted(where)),
        labels=_of_kind(LineKind.LABEL, lines),
        headings=_of_kind(LineKind.HEADING, lines),
        keys=_keys_of(edition.call.form),
    )


def _of_kind(kind: LineKind, lines: tuple[FixedLine | Place, ...]) -> frozenset[str]:
    return frozenset(folded(line.text) for line in lines if isinstance(line, FixedLine) and line.kind is kind)


def without_number(heading: str) -> str:
    """A heading without its section's number, for programs that number by themselves."""
    return _NUMBER.sub("", heading, count=1)


def key_named(name: str, keys: Mapping[str, str]) -> tuple[str, bool] | None:
    """The key that a field's name or bookmark stands for, and whether it is the very name; None for an unknown name.

    LibreOffice adds "_Copy_1" or a digit where it meets a name twice; Word knows no case in names. `keys` holds each key
    by its lower-case form.
    """
    told = name.lower()
    if told in keys:
        return keys[told], True
    told = _COPY.sub("", told)
    while told not in keys:
        shorter = _LAST_DIGIT.sub("", told)
        if shorter == told:
            return None
        told = shorter
    return keys[told], False


def _keys_of(form: Form) -> dict[str, str]:
    return {field.key.lower(): field.key for field in form.fields}
