"""The shape in which each language keeps the words of the samples' prose; the words themselves stand in words_*.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    """How one creative field is spoken of: who practises it, what comes of it, where, at which event, taught by whom."""

    artists: str
    works: str
    house: str
    event: str
    school: str
    practice: str


@dataclass(frozen=True)
class Scene:
    """Short pieces that go together: what is done, to what, for whom. A verb reads "open/opened": planned, done."""

    verbs: tuple[str, ...]
    objects: tuple[str, ...]
    complements: tuple[str, ...]


@dataclass(frozen=True)
class Vocabulary:
    """Pieces of sentences, none of more than a few words: so no long run of words need come twice.

    `will` stands before a verb of the future. A lead or end behind “<” suits the past only. `said` has whole sentences by
    topic, a word of the field's key. `thousands` is the sign within large numbers.
    """

    language: str
    leads: tuple[str, ...]
    actors: tuple[str, ...]
    will: str
    scenes: tuple[Scene, ...]
    manners: tuple[str, ...]
    ends: tuple[str, ...]
    said: Mapping[str, tuple[str, ...]]
    trades: Mapping[str, Trade]
    any_trade: Trade
    districts: tuple[str, ...]
    thousands: str


def listed(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


def pieces(text: str) -> tuple[str, ...]:
    """One piece a line."""
    return tuple(line.strip(" ") for line in text.strip().splitlines())
