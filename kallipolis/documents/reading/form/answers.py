"""Finds the answer of every field: by the field's name, else its bookmark, else its place between fixed lines."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kallipolis.documents.reading.form.align import How, Pair, align
from kallipolis.documents.reading.form.blank import Blank, key_named
from kallipolis.documents.reading.form.manuscript import LEGACY, Field, FieldKind, Item, Words
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.skeleton import Place
from kallipolis.rulebook.dossier import FoundBy


@dataclass(frozen=True, slots=True)
class Found:
    """One answer as found. `item` is the field that held it, None where it stood between fixed lines without a field."""

    text: str
    by: FoundBy
    item: int | None = None


@dataclass
class Reading:
    """A manuscript laid beside the blank form.

    `pairs` are the lines that were recognised; `found` the answers by key; `used` the items that are a fixed line, a
    field with an answer, or part of one; `rests` the labels on whose line an answer was found. What is not used was
    added.
    """

    items: Sequence[Item]
    folds: Sequence[str]
    blank: Blank
    pairs: tuple[Pair, ...]
    found: dict[str, Found] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    rests: set[int] = field(default_factory=set)

    def section_at(self, item: int) -> str:
        """The number of the section in which an item stands: that of the last recognised line at or before it."""
        before = bisect_right(self.pairs, item, key=lambda pair: pair.first)
        return self.blank.section(self.pairs[before - 1].line) if before else ""


def read_answers(items: Sequence[Item], blank: Blank, *, folds: Sequence[str]) -> Reading:
    """Every answer of the form that these items hold. `folds` are their words as they are compared."""
    named = _named(items, blank)
    keys: list[str | None] = [None] * len(items)
    for key, told in named.items():
        for number, _ in told:
            keys[number] = key
    pairs = align(items, blank, keys=keys, folds=folds)
    reading = Reading(items, folds, blank, pairs)
    for pair in pairs:
        if pair.how is not How.FIELD:
            reading.used.update(range(pair.first, pair.last + 1))
    _take_named(reading, named)
    _take_by_place(reading)
    return reading


def _named(items: Sequence[Item], blank: Blank) -> dict[str, list[tuple[int, FoundBy]]]:
    """The fields of each key, the surest first: its very name, a name with a suffix, its bookmark, that with a suffix."""
    keys = blank.keys
    told: dict[str, list[tuple[int, int, FoundBy]]] = {}
    for number, item in enumerate(items):
        if isinstance(item, Words) or item.kind is FieldKind.CONTROL:
            continue  # other programs move the tag of a content control to its neighbour
        best: tuple[int, str, FoundBy] | None = None
        ranks = [(item.name, FoundBy.FIELD_NAME), *((name, FoundBy.BOOKMARK) for name in item.bookmarks)]
        for rank, (name, by) in enumerate(ranks):
            known = key_named(name, keys) if name else None
            if known and (best is None or (not known[1]) * 8 + rank < best[0]):
                best = ((not known[1]) * 8 + rank, known[0], by)
        if best:
            told.setdefault(best[1], []).append((best[0], number, best[2]))
    return {key: [(number, by) for _, number, by in sorted(found)] for key, found in told.items()}


def _take_named(reading: Reading, named: Mapping[str, list[tuple[int, FoundBy]]]) -> None:
    """The answers of fields that say who they are. Of several with one name the one at its place counts, else one filled in."""
    at_place = {pair.line: pair.first for pair in reading.pairs if pair.how is How.FIELD}
    call = reading.blank.call
    for key, told in named.items():
        place = at_place.get(reading.blank.place_of[key])
        number, by = next(
            (one for one in told if one[0] == place),
            next((one for one in told if _text(reading.items[one[0]], call)), told[0]),
        )
        reading.used.add(number)
        reading.found[key] = Found(_text(reading.items[number], call), by, number)


def _take_by_place(reading: Reading) -> None:
    """The answers between fixed lines: fields without a known name, and text that stands in no field."""
    lines, pairs = reading.blank.lines, reading.pairs
    edges = [(-1, -1, ""), *((pair.last, pair.line, pair.rest) for pair in pairs)]
    ends = [*((pair.first, pair.line) for pair in pairs), (len(reading.items), len(lines))]
    for (item_before, line_before, rest), (item_after, line_after) in zip(edges, ends, strict=True):
        if line_before < 0:
            continue
        # A field that stands right behind its label ends the stretch in which text may have been typed before it.
        until = line_after + 1 if line_after == line_before + 1 and line_after < len(lines) else line_after
        wanted = [
            (number, line.field.key)
            for number, line in enumerate(lines[line_before:until], start=line_before)
            if isinstance(line, Place) and _lacks_text(reading, line.field.key)
        ]
        free = [number for number in range(item_before + 1, item_after) if number not in reading.used]
        if wanted and (free or rest):
            after_label = wanted[0][0] == line_before + 1
            _take_between(reading, [key for _, key in wanted], free=free, rest=rest, after_label=after_label)


def _lacks_text(reading: Reading, key: str) -> bool:
    """Whether more is to be looked for: nothing was found, or only the first line of a field that lost its end."""
    found = reading.found.get(key)
    if found is None:
        return True
    if found.item is None:
        return False
    item = reading.items[found.item]
    return not found.text or (isinstance(item, Field) and not item.closed)


def _take_between(reading: Reading, wanted: list[str], *, free: list[int], rest: str, after_label: bool) -> None:
    """The answers between two recognised lines.

    `rest` is what stands behind the first of them on the same line; `after_label` tells that this line is the label of
    the first answer that is wanted.
    """
    call = reading.blank.call
    fields = [number for number in free if isinstance(reading.items[number], Field)]
    without_field = [key for key in wanted if key not in reading.found]
    for key, number in zip(without_field, fields, strict=False):
        reading.used.add(number)
        reading.found[key] = Found(_text(reading.items[number], call), FoundBy.PLACE, number)
    first = wanted[0]
    told = reading.found.get(first)
    if told is not None and not _lacks_text(reading, first):
        return
    words = [number for number in free if isinstance(reading.items[number], Words)]
    if told is not None and told.item is not None and (told.text or not after_label):
        behind = told.item  # what stands before a field whose label was not found is that label, in other words
        words = [number for number in words if number > behind]
    heading = (at for at, number in enumerate(words) if reading.folds[number] in reading.blank.headings)
    words = words[: next(heading, len(words))]  # where a section stands once more, it is not part of the last answer
    lines = [told.text] if told and told.text else []
    lines += [rest] if rest else []
    lines += [reading.items[number].text for number in words]
    text = "\n".join(lines).strip()
    if (words or rest) and any(character.isalnum() for character in text):
        reading.used.update(words)
        if rest:
            reading.rests.add(reading.blank.place_of[first] - 1)
        by = told.by if told and told.text else FoundBy.PLACE
        reading.found[first] = Found(text, by, told.item if told else None)


def _text(item: Item, call: Call) -> str:
    """The answer in a field; the first entry of a choice, where it names no creative field, only invites to choose."""
    if (
        isinstance(item, Field)
        and item.entries
        and item.text == item.entries[0]
        and call.field_named(item.text) is None
    ):
        return ""
    return item.text


def has_field(reading: Reading, key: str) -> bool:
    """Whether a field that Word lets people fill in stands in the file for this key."""
    found = reading.found.get(key)
    if found is None or found.item is None:
        return False
    item = reading.items[found.item]
    return isinstance(item, Field) and item.kind in LEGACY | {FieldKind.CONTROL}
