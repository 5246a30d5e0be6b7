"""Passages that stand in two answers (B5): found by runs of shared word groups, so that a changed word does not hide them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from kallipolis.rulebook.naming import folded

# Five words in a row are rarely shared by chance and survive one changed word within six (the shingles of Broder, 1997).
_GROUP = 5
# One changed word spoils as many groups as a group has words; two side by side end the passage.
_GAP = _GROUP + 1
# A word group that stands in more places of one answer is a figure of speech and proves no passage.
_MOST_PLACES = 8


@dataclass(frozen=True)
class Repetition:
    """A passage of `words` words in the answer `first` that stands, nearly the same, in the answer `second`."""

    first: str
    second: str
    words: int
    quote: str


def repetitions(answers: Mapping[str, str], *, words_in_a_row: int) -> list[Repetition]:
    """The longest repeated passage of each pair of answers, where it has at least `words_in_a_row` words.

    `answers` maps a field's key to its text. The work grows with the shared word groups, not with all pairs of words.
    """
    tokens = {key: text.split() for key, text in answers.items()}
    groups = {key: _groups(words) for key, words in tokens.items()}
    where: dict[str, set[str]] = defaultdict(set)
    for key, sequence in groups.items():
        for group in sequence:
            where[group].add(key)
    shared: dict[tuple[str, str], int] = defaultdict(int)
    for group, keys in where.items():
        if len(keys) > 1 and group:
            for pair in combinations(sorted(keys), 2):
                shared[pair] += 1
    found = []
    for (first, second), count in sorted(shared.items()):
        if count > (words_in_a_row - _GROUP) // _GROUP:
            start, end = _longest_run(groups[first], groups[second])
            if end - start >= words_in_a_row:
                found.append(Repetition(first, second, end - start, " ".join(tokens[first][start:end])))
    return found


def _groups(words: list[str]) -> list[str]:
    plain = [folded(word) for word in words]
    return [
        " ".join(plain[at : at + _GROUP]) if any(plain[at : at + _GROUP]) else ""
        for at in range(len(plain) - _GROUP + 1)
    ]


def _longest_run(one: list[str], other: list[str]) -> tuple[int, int]:
    """The longest stretch of words of `one` that runs alongside words of `other`; (0, 0) where there is none.

    Both advance together: a stretch goes on where the next shared group is near in both, so that shared figures of speech
    that stand in another order are no passage.
    """
    places: dict[str, list[int]] = defaultdict(list)
    for at, group in enumerate(other):
        if group:
            places[group].append(at)
    best = (0, 0)
    runs: list[tuple[int, int, int]] = []  # where it began in `one`, where it is in `one`, where it is in `other`
    for at, group in enumerate(one):
        there = places.get(group, ())
        if not there or len(there) > _MOST_PLACES:
            continue
        runs = [run for run in runs if at - run[1] <= _GAP]
        going = []
        for place in there:
            begun = [run[0] for run in runs if 0 < place - run[2] <= _GAP]
            start = min(begun, default=at)
            going.append((start, at, place))
            if at + _GROUP - start > best[1] - best[0]:
                best = (start, at + _GROUP)
        runs += going
    return best
