"""What the text of one document says about it: its text, pages, dates; and what stood in the way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from kallipolis.documents.reading import limits
from kallipolis.rulebook.dossier import TextFrom, Trouble
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import Sentence


@dataclass(frozen=True)
class Reading:
    """The text of a document. `pages` None where they mean nothing; `pages_certain` false where fonts decide on them.

    `page_texts` are the texts of all pages where the pages are certain and each was looked at, else there are none.
    """

    text: str = ""
    text_from: TextFrom = TextFrom.NOWHERE
    pages: int | None = None
    pages_certain: bool = True
    trouble: Trouble | None = None
    remarks: tuple[Sentence, ...] = ()
    page_texts: tuple[str, ...] = ()


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january janvier enero janeiro gennaio jan janv",
            "february fevrier febrero fevereiro febbraio feb fevr",
            "march mars marzo marco mar",
            "april avril abril aprile apr avr abr",
            "may mai mayo maio maggio",
            "june juin junio junho giugno jun",
            "july juillet julio julho luglio jul juil",
            "august aout agosto aug",
            "september septembre septiembre setembro settembre sept sep",
            "october octobre octubre outubro ottobre oct",
            "november novembre noviembre novembro nov",
            "december decembre diciembre dezembro dicembre dec dic",
        ),
        start=1,
    )
    for name in names.split()
}
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"
# On folded text, where every mark is a space: "12 May 2021", "le 1er mai 2021", "12 de mayo de 2021", "May 12th, 2021",
# "2021-05-12", "12/05/2021" (day first, as everywhere but in the United States).
_DATES = tuple(
    re.compile(rf"(?<!\w){pattern}(?!\w)")
    for pattern in (
        rf"{_DAY}(?:st|nd|rd|th|er|o|a)?(?: de| do| of| del)? {_MONTH}(?: de| do| del)? {_YEAR}",
        rf"{_MONTH} {_DAY}(?:st|nd|rd|th)? {_YEAR}",
        rf"{_YEAR} (?P<month>\d\d) (?P<day>\d\d)",
        rf"{_DAY} (?P<month>\d{{1,2}}) {_YEAR}",
    )
)


def dates_in(text: str) -> tuple[date, ...]:
    """The dates that a text tells, in the order in which they stand: numbers, or words of five languages."""
    plain = folded(text)
    found: dict[date, int] = {}
    for pattern in _DATES:
        for match in pattern.finditer(plain):
            month = match["month"]
            try:
                told = date(int(match["year"]), int(month) if month.isdigit() else _MONTHS[month], int(match["day"]))
            except ValueError:
                continue
            found.setdefault(told, match.start())
    return tuple(sorted(found, key=lambda told: found[told])[: limits.DATES])


_NO_LETTERS = re.compile(r"[^\w]|_")


def has_words(text: str) -> bool:
    """Whether a text says anything: a scan often has a few stray marks or a scanner's stamp as its text."""
    return len(_NO_LETTERS.sub("", text)) >= 25


def excerpt_of(text: str) -> str:
    """The beginning of a text on one line, without half characters, for the sheet to quote."""
    one_line = " ".join(text.lstrip()[: limits.EXCERPT_CHARACTERS * 3].split())
    shown = one_line if one_line.isprintable() else "".join(c for c in one_line if c.isprintable() or c == " ")
    return shown if len(shown) <= limits.EXCERPT_CHARACTERS else shown[: limits.EXCERPT_CHARACTERS - 1] + "…"
