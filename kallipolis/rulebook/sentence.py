"""Sentences for people, kept as a message and its facts until somebody's language is known; no language is chosen here.

A translation catalogue finds them by the two marks `sentence` (keyword 1) and `plural` (keywords 1 and 2).
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

_TONGUES = frozenset({"fr", "zh", "es", "ru", "ar"})


@dataclass(frozen=True)
class LocalText:
    """Words that the call gives in several languages, by language code. English is always there.

    The clauses speak the languages of the call; names of fields and regions may speak all six of the United Nations.
    """

    en: str
    fr: str = ""
    zh: str = ""
    es: str = ""
    ru: str = ""
    ar: str = ""

    def in_language(self, language: str) -> str:
        """The words in `language` (a code such as "fr" or "zh-hans"), or in English where the call has none."""
        code = language.partition("-")[0].lower()
        return (str(getattr(self, code)) if code in _TONGUES else "") or self.en

    def __str__(self) -> str:
        return self.en


class Wording(Protocol):
    """How one language says a sentence: its catalogue, and its way to write a number, an instant, a list."""

    language: str

    def gettext(self, message: str) -> str: ...

    def ngettext(self, one: str, many: str, count: int) -> str: ...

    def fact(self, fact: Fact) -> str: ...


class English:
    """The language of the source: figures with a thousands comma, dates as 30 June 2021, instants in Paris and UTC."""

    language = "en"
    _months = ("January", "February", "March", "April", "May", "June", "July",
               "August", "September", "October", "November", "December")  # fmt: skip

    def __init__(self, zone: str = "Europe/Paris", place: str = "Paris") -> None:
        self._zone, self._place = ZoneInfo(zone), place
        self._catalogue = gettext.NullTranslations()

    def gettext(self, message: str) -> str:
        return message

    def ngettext(self, one: str, many: str, count: int) -> str:
        return self._catalogue.ngettext(one, many, count)

    def fact(self, fact: Fact) -> str:
        if isinstance(fact, LocalText):
            return fact.en
        if isinstance(fact, datetime):
            there = fact.astimezone(self._zone)
            utc = fact.astimezone(UTC)
            return f"{self._day(there)}, {there:%H:%M:%S} in {self._place} ({utc:%H:%M:%S} UTC)"
        if isinstance(fact, date):
            return self._day(fact)
        if isinstance(fact, timedelta):
            return self._length(fact)
        if isinstance(fact, bool):
            return "yes" if fact else "no"
        if isinstance(fact, int):
            return f"{fact:,}"
        if isinstance(fact, tuple):
            return fact[0] if len(fact) == 1 else f"{', '.join(fact[:-1])} and {fact[-1]}" if fact else ""
        return str(fact)

    def _length(self, length: timedelta) -> str:
        minutes, seconds = divmod(int(abs(length).total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        units = (("day", days), ("hour", hours), ("minute", minutes), ("second", seconds))
        told = [f"{number:,} {unit}{'s' * (number != 1)}" for unit, number in units if number]
        return " ".join(told[:2]) or "0 seconds"

    def _day(self, day: date) -> str:
        return f"{day.day} {self._months[day.month - 1]} {day.year}"


ENGLISH = English()


@dataclass(frozen=True)
class Sentence:
    """A message with its plural and its facts. `words()` says it in a language; facts never act as markup or format."""

    one: str
    many: str = ""
    count: int = 0
    facts: Facts = field(default_factory=dict)

    def words(self, wording: Wording = ENGLISH) -> str:
        message = wording.ngettext(self.one, self.many, self.count) if self.many else wording.gettext(self.one)
        return message.format_map({name: _said(fact, wording) for name, fact in self.facts.items()})

    def __str__(self) -> str:
        return self.words()


Fact = str | int | float | bool | date | datetime | timedelta | LocalText | Sentence | tuple[str, ...]
Facts = Mapping[str, Fact]


def _said(fact: Fact, wording: Wording) -> str:
    return fact.words(wording) if isinstance(fact, Sentence) else wording.fact(fact)


def sentence(message: str, **facts: Fact) -> Sentence:
    """A sentence without a plural: `sentence("The form names {city}.", city=…)`."""
    return Sentence(message, facts=facts)


def plural(one: str, many: str, count: int, **facts: Fact) -> Sentence:
    """A sentence whose words depend on `count`, which is also its fact `{count}`."""
    return Sentence(one, many, count, {"count": count, **facts})
