"""How a sentence is said in the reader's language: Django's catalogues, and the language's way to write numbers, days, lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import reduce
from zoneinfo import ZoneInfo

from django.utils import dateformat, translation
from django.utils.translation import gettext, ngettext, override

from kallipolis.rulebook.sentence import Fact, LocalText, Sentence


@dataclass(frozen=True)
class _Habits:
    """How one language writes a day, in Django's letters for dates, and where it groups the figures of a number."""

    day: str
    day_of_year: str
    weekday: str
    group: str
    decimal: str
    day_of_month: str = "j"
    first_of_month: str = "1"
    months: tuple[str, ...] = ()
    in_small_letters: bool = False
    right_to_left: bool = False
    from_large_to_small: bool = False


_ARABIC_MONTHS = (
    "كانون الثاني/يناير", "شباط/فبراير", "آذار/مارس", "نيسان/أبريل", "أيار/مايو", "حزيران/يونيو",
    "تموز/يوليو", "آب/أغسطس", "أيلول/سبتمبر", "تشرين الأول/أكتوبر", "تشرين الثاني/نوفمبر", "كانون الأول/ديسمبر",
)  # fmt: skip

# Django's own formats differ from the house's: its English is American, its Chinese and Arabic group no thousands,
# its Russian days of the year stand in the nominative and its weekdays in capitals, its Arabic months know one of the two
# traditions that UNESCO writes side by side. Digits are Latin in all languages, since they are compared with the form.
_HABITS = {
    "en": _Habits("j F Y", "j F", "l j F Y", ",", "."),
    "fr": _Habits("j F Y", "j F", "l j F Y", "\u202f", ",", first_of_month="1er"),
    "es": _Habits(r"j \d\e F \d\e Y", r"j \d\e F", r"l j \d\e F \d\e Y", "\u202f", ","),
    "ru": _Habits("j E Y г.", "j E", "l, j E Y г.", "\u202f", ",", in_small_letters=True),
    "ar": _Habits("j F Y", "j F", "l j F Y", ",", ".", months=_ARABIC_MONTHS, right_to_left=True),
    "zh": _Habits("Y年n月j日", "n月j日", "Y年n月j日l", ",", ".", "j日", from_large_to_small=True),
}


class ReaderWording:
    """The wording of one language (rulebook.sentence.Wording); instants are told in the call's zone and in UTC."""

    def __init__(self, language: str = "", *, zone: str = "Europe/Paris", place: str | LocalText = "Paris") -> None:
        self.language = language or translation.get_language() or "en"
        self.zone = ZoneInfo(zone)
        self.place = place.in_language(self.language) if isinstance(place, LocalText) else place
        self._habits = _HABITS.get(self.language.partition("-")[0], _HABITS["en"])

    def gettext(self, message: str) -> str:
        with override(self.language):
            return gettext(message)

    def ngettext(self, one: str, many: str, count: int) -> str:
        with override(self.language):
            return ngettext(one, many, count)

    def say(self, sentence: Sentence | LocalText | str) -> str:
        """The words of a sentence, of a text of the call, or of what is words already."""
        if isinstance(sentence, Sentence):
            return sentence.words(self)
        return sentence.in_language(self.language) if isinstance(sentence, LocalText) else sentence

    def fact(self, fact: Fact) -> str:
        """A fact as it stands inside a sentence."""
        if isinstance(fact, Sentence):
            return fact.words(self)
        if isinstance(fact, LocalText):
            return self._apart(fact.in_language(self.language))
        if isinstance(fact, datetime):
            return self.instant(fact)
        if isinstance(fact, date):
            return self.day(fact)
        if isinstance(fact, timedelta):
            return self.length(fact)
        if isinstance(fact, bool):
            return self.gettext("yes") if fact else self.gettext("no")
        if isinstance(fact, tuple):
            return self.listed(tuple(map(self._apart, fact)))
        return self.number(fact) if isinstance(fact, (int, float)) else self._apart(fact)

    def number(self, number: float) -> str:
        """A number with its thousands grouped; of a fraction every digit."""
        whole, _, fraction = str(number).partition(".")
        grouped = f"{int(whole):,}".replace(",", self._habits.group) if isinstance(number, int) else whole
        return grouped + (self._habits.decimal + fraction if fraction else "")

    def listed(self, words: tuple[str, ...]) -> str:
        """A list in a sentence: “a, b and c”."""
        if len(words) < 2:
            return "".join(words)
        *most, last = words
        first = reduce(lambda said, word: self.gettext("{words}, {word}").format(words=said, word=word), most)
        return self.gettext("{first} and {last}").format(first=first, last=last)

    def instant(self, instant: datetime) -> str:
        """An instant to the second, in the call's zone and in UTC."""
        there, utc = instant.astimezone(self.zone), instant.astimezone(UTC)
        return self.gettext("{day}, {time} in {place} ({utc} UTC)").format(
            day=self.day(there), time=f"{there:%H:%M:%S}", place=self.place, utc=f"{utc:%H:%M:%S}"
        )

    def moment(self, instant: datetime) -> str:
        """An instant to the minute, in the call's zone."""
        there = instant.astimezone(self.zone)
        return self.gettext("{day}, {time} in {place}").format(
            day=self.day(there), time=f"{there:%H:%M}", place=self.place
        )

    def day(self, day: date) -> str:
        """30 June 2021."""
        return self._dated(day, self._habits.day)

    def day_of_year(self, day: date) -> str:
        """30 June."""
        return self._dated(day, self._habits.day_of_year)

    def weekday(self, day: date) -> str:
        """Wednesday 30 June 2021."""
        return self._dated(day, self._habits.weekday)

    def days(self, first: date, last: date, *, year: bool = True) -> str:
        """A day, or the days from the first to the last, with nothing said twice: 12 July to 12 September 2021."""
        if first.year != last.year:
            return self._between(self.day(first), self.day(last))
        whole = self._habits.day if year else self._habits.day_of_year
        if first == last:
            return self._dated(last, whole)
        part = self._habits.day_of_month if first.month == last.month else self._habits.day_of_year
        if self._habits.from_large_to_small:
            return self._between(self._dated(first, whole), self._dated(last, part))
        return self._between(self._dated(first, part), self._dated(last, whole))

    def span(self, span: timedelta) -> str:
        """What is left of a time, to the minute: 41 days 8 hours, 5 hours 17 minutes, 12 minutes."""
        minutes = timedelta(minutes=abs(span) // timedelta(minutes=1))
        return self.length(minutes) if minutes else self.gettext("less than a minute")

    def length(self, length: timedelta) -> str:
        """A length of time in its two largest units."""
        minutes, seconds = divmod(int(abs(length).total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        told = [
            self.ngettext("{count} day", "{count} days", days).format(count=self.number(days)) if days else "",
            self.ngettext("{count} hour", "{count} hours", hours).format(count=hours) if hours else "",
            self.ngettext("{count} minute", "{count} minutes", minutes).format(count=minutes) if minutes else "",
            self.ngettext("{count} second", "{count} seconds", seconds).format(count=seconds) if seconds else "",
        ]
        match [part for part in told if part][:2]:
            case [longer, shorter]:
                return self.gettext("{longer} {shorter}").format(longer=longer, shorter=shorter)
            case [alone]:
                return alone
        return self.ngettext("{count} second", "{count} seconds", 0).format(count=0)

    def megabytes(self, size: int) -> str:
        """A size for people, in millions of bytes with one decimal; where a rule depends on it the bytes are said instead."""
        return self.gettext("{number} MB").format(number=self.number(round(size / 1_000_000, 1)).removesuffix(".0"))

    def _apart(self, words: str) -> str:
        """Words of unknown direction inside a sentence that runs from right to left: the signs around them stay where they are."""
        return f"\u2068{words}\u2069" if self._habits.right_to_left and words else words

    def _between(self, first: str, last: str) -> str:
        return self.gettext("{first} to {last}").format(first=first, last=last)

    def _dated(self, day: date, letters: str) -> str:
        if day.day == 1:
            letters = letters.replace("j", _as_it_stands(self._habits.first_of_month), 1)
        if self._habits.months:
            letters = letters.replace("F", _as_it_stands(self._habits.months[day.month - 1]), 1)
        with override(self.language):
            said = dateformat.format(day, letters)
        return said.lower() if self._habits.in_small_letters else said


def _as_it_stands(words: str) -> str:
    """Words inside Django's letters for dates."""
    return "".join(f"\\{letter}" for letter in words)


def wording_in(language: str) -> ReaderWording:
    """The wording of a language where no call is at hand."""
    return ReaderWording(language)
