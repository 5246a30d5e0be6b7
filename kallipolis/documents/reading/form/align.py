"""Lays a manuscript beside the blank form: which line is which fixed line, in one order, exact ones first, then like ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kallipolis.documents.reading.form.blank import Blank
from kallipolis.documents.reading.form.manuscript import LEGACY, Field, FieldKind, Item, Words
from kallipolis.rulebook.call.skeleton import FixedLine
from kallipolis.rulebook.naming import folded

# Weights of what may be matched with what; the alignment is the heaviest one that keeps the order of both sides.
_NAMED_FIELD = 6
_LONG_LINE = 6
_LINE = 4
_BARE_HEADING = 3
_LABEL_WITH_ANSWER = 2
_LONG_LINE_WORDS = 6
# Longer paragraphs are answers; they are compared with no fixed line unless they are equal to it.
_COMPARED_CHARACTERS = 2_000
# Share of common letter triples from which two lines are the same line with changes (Dice coefficient).
_ALIKE = 0.6
# Comparisons of lines that are not equal, for one form. A form that was wholly reworded needs about 15,000.
_COMPARISONS = 40_000
_JOINED_LINES = 30
_LABEL_WORDS = 40
_WORD = re.compile(r"[^\W_]+")
_SEPARATOR = re.compile(r"^\W*[:：\t\u2002\u2003=…_]|^\s{2,}|^\s+[–—-]\s")


class How(StrEnum):
    """How a fixed line was found: as it was issued, with an answer behind it on the same line, or with changed words."""

    WHOLE = "whole"
    WITH_ANSWER = "with_answer"
    CHANGED = "changed"
    FIELD = "field"


@dataclass(frozen=True, slots=True)
class Pair:
    """Items `first` to `last` of the manuscript are line `line` of the blank form. `rest` is the answer behind a label."""

    first: int
    last: int
    line: int
    how: How
    rest: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    line: int
    how: How
    weight: int
    rest: str = ""


def align(items: Sequence[Item], blank: Blank, *, keys: Sequence[str | None], folds: Sequence[str]) -> tuple[Pair, ...]:
    """The pairs in order.

    `keys` tells for each item the key of the field that it is, None for words and unknown fields; `folds` its words as
    they are compared.
    """
    found = _heaviest(_candidates(items, blank, keys=keys, folds=folds), lines=len(blank.lines))
    return _with_changed_lines(found, items=items, folds=folds, blank=blank)


def _candidates(
    items: Sequence[Item], blank: Blank, *, keys: Sequence[str | None], folds: Sequence[str]
) -> list[_Candidate]:
    candidates: list[_Candidate] = []
    joined_until = 0
    for number, item in enumerate(items):
        if isinstance(item, Field):
            place = blank.place_of.get(keys[number] or "")
            if place is not None and item.kind in LEGACY | {FieldKind.BOOKMARK}:
                candidates.append(_Candidate(number, number, place, How.FIELD, _NAMED_FIELD))
            continue
        fold = folds[number]
        if not fold or number < joined_until:
            continue
        if fold in blank.where:
            weight = _LONG_LINE if fold.count(" ") >= _LONG_LINE_WORDS else _LINE
            candidates += (_Candidate(number, number, line, How.WHOLE, weight) for line in blank.where[fold])
        elif fold in blank.bare:
            candidates += (_Candidate(number, number, line, How.WHOLE, _BARE_HEADING) for line in blank.bare[fold])
        elif last := _joined(number, items=items, folds=folds, blank=blank):
            whole = " ".join(filter(None, folds[number : last + 1]))
            candidates += (_Candidate(number, last, line, How.WHOLE, _LINE) for line in blank.where[whole])
            joined_until = last + 1
        elif told := _label_with_answer(item.text, fold=fold, blank=blank):
            label, rest = told
            candidates += (
                _Candidate(number, number, line, How.WITH_ANSWER, _LABEL_WITH_ANSWER, rest)
                for line in blank.where[label]
            )
    return candidates


def _joined(number: int, *, items: Sequence[Item], folds: Sequence[str], blank: Blank) -> int | None:
    """The last of several items that together are one fixed line, which some program broke; None where they are none."""
    whole = folds[number]
    for last in range(number, min(number + _JOINED_LINES, len(items))):
        if last > number:
            if not isinstance(items[last], Words):
                return None
            whole = f"{whole} {folds[last]}".rstrip()
        if last > number and whole in blank.where:
            return last
        at = bisect_left(blank.openings, whole + " ")
        if at == len(blank.openings) or not blank.openings[at].startswith(whole + " "):
            return None
    return None


def _label_with_answer(text: str, *, fold: str, blank: Blank) -> tuple[str, str] | None:
    """The label that a line begins with, folded, and what stands behind it; the longest label wins."""
    words = fold.split(" ", _LABEL_WORDS)[:_LABEL_WORDS]
    for count in range(len(words), 0, -1):
        label = " ".join(words[:count])
        if label in blank.labels:
            rest = _behind(text, label)
            if _SEPARATOR.match(rest) or (count > 2 and rest[:1].isspace()):
                return label, rest.lstrip(" \t\u00a0\u2002\u2003:：=…_–—-")
    return None


def _behind(text: str, label: str) -> str:
    """What stands in `text` behind the words that fold to `label`."""
    told = ""
    for word in _WORD.finditer(text):
        told = f"{told} {folded(word.group())}".strip()
        if told == label:
            rest = text[word.end() :]
            return rest[1:] if rest[:1] == ")" else rest
        if len(told) > len(label):
            break
    return ""


def _heaviest(candidates: list[_Candidate], *, lines: int) -> list[_Candidate]:
    """The heaviest choice of candidates that rises on both sides: a Fenwick tree of prefix maxima, O(n log n)."""
    best: list[int] = [0] * (lines + 1)  # best weight of a chain that ends at or before a line, as a Fenwick tree
    tail: list[int] = [-1] * (lines + 1)
    before: list[int] = [-1] * len(candidates)
    total: list[int] = [0] * len(candidates)

    def heaviest_below(line: int) -> tuple[int, int]:
        weight, last = 0, -1
        while line > 0:
            if best[line] > weight:
                weight, last = best[line], tail[line]
            line -= line & -line
        return weight, last

    order = sorted(range(len(candidates)), key=lambda one: candidates[one].first)
    finish = sorted(order, key=lambda one: candidates[one].last)  # entered once the walk has passed their last item
    entered = 0
    for number in order:
        candidate = candidates[number]
        while entered < len(finish) and candidates[finish[entered]].last < candidate.first:
            line = candidates[finish[entered]].line + 1
            while line <= lines:
                if total[finish[entered]] > best[line]:
                    best[line], tail[line] = total[finish[entered]], finish[entered]
                line += line & -line
            entered += 1
        weight, before[number] = heaviest_below(candidate.line)
        total[number] = weight + candidate.weight
    chain: list[_Candidate] = []
    number = max(range(len(candidates)), key=lambda one: total[one], default=-1)
    while number >= 0:
        chain.append(candidates[number])
        number = before[number]
    return chain[::-1]


def _with_changed_lines(
    found: list[_Candidate], *, items: Sequence[Item], folds: Sequence[str], blank: Blank
) -> tuple[Pair, ...]:
    """The pairs, with those added between them whose words were changed but are still alike."""
    pairs = [Pair(one.first, one.last, one.line, one.how, one.rest) for one in found]
    triples: dict[str, frozenset[str]] = {}
    left = _COMPARISONS
    added: list[Pair] = []
    edges = zip(
        [(-1, -1), *((pair.last, pair.line) for pair in pairs)],
        [*((pair.first, pair.line, pair.how) for pair in pairs), (len(items), len(blank.lines), None)],
        strict=True,
    )
    for (item_before, line_before), (item_after, line_after, next_is) in edges:
        lines = [line for line in range(line_before + 1, line_after) if blank.folds[line]]
        if not lines or item_after - item_before < 2:
            continue
        between = [number for number in range(item_before + 1, item_after) if folds[number]]
        if next_is is How.FIELD and len(lines) == len(between) == line_after - line_before - 1:
            # As many lines as there should be, right before a field that is certain: reworded, however much.
            added += [Pair(item, item, line, How.CHANGED) for item, line in zip(between, lines, strict=True)]
            continue
        left -= len(lines) * len(between)
        if left < 0:
            break
        added += _alike(lines, between, items=items, folds=folds, blank=blank, triples=triples)
    return tuple(sorted([*pairs, *added], key=lambda pair: pair.first))


def _alike(
    lines: Sequence[int],
    between: Sequence[int],
    *,
    items: Sequence[Item],
    folds: Sequence[str],
    blank: Blank,
    triples: dict[str, frozenset[str]],
) -> Iterable[Pair]:
    """The heaviest choice of pairs of like lines that keeps their order, between two lines that are certain."""
    labels = [line for line in lines if blank.folds[line] in blank.labels]
    begun = {number: line for number in between for line in labels if folds[number].startswith(f"{blank.folds[line]} ")}
    candidates = []
    for at, number in enumerate(between):
        if number in begun and (at + 1 == len(between) or between[at + 1] in begun):
            # A label that goes on, and no line of its own behind it: the answer follows without a sign between them.
            line = begun[number]
            rest = _behind(items[number].text, blank.folds[line]).strip()
            candidates.append(_Candidate(number, number, line, How.WITH_ANSWER, 100, rest))
        for line in lines:
            share = _share(folds[number], blank.folds[line], triples)
            if share >= _ALIKE:
                candidates.append(_Candidate(number, number, line, How.CHANGED, round(share * 100)))
    chain = _heaviest(candidates, lines=len(blank.lines))
    return [Pair(one.first, one.last, one.line, one.how, one.rest) for one in chain]


def _share(one: str, other: str, triples: dict[str, frozenset[str]]) -> float:
    """Dice coefficient of the letter triples of two folded lines, 0 to 1."""
    if not 0.4 < len(one) / len(other) < 2.5 or len(one) > _COMPARED_CHARACTERS:
        return 0.0
    a, b = _triples(one, triples), _triples(other, triples)
    return 2 * len(a & b) / (len(a) + len(b))


def _triples(text: str, kept: dict[str, frozenset[str]]) -> frozenset[str]:
    told = kept.get(text)
    if told is None:
        padded = f"  {text} "
        told = kept[text] = frozenset(padded[start : start + 3] for start in range(len(padded) - 2))
    return told


def fixed_lines_missing(pairs: Iterable[Pair], blank: Blank) -> list[int]:
    """The numbers of the fixed lines that stand nowhere."""
    found = {pair.line for pair in pairs}
    return [number for number, line in enumerate(blank.lines) if isinstance(line, FixedLine) and number not in found]
