"""Tells whose form a manuscript is: which edition's and in which language, by its fixed lines and the names of its fields."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kallipolis.documents.reading.form.blank import Blank, blank, key_named
from kallipolis.documents.reading.form.manuscript import Field, Manuscript
from kallipolis.rulebook.call.edition import Call

# Share of an edition's fixed lines from which a document is that edition's form. A letter has none of them, a retyped
# form has more than half, the form of another year about a third.
RECOGNISED = 0.25
# Lines at the top of a document among which its title stands.
_HEAD_LINES = 12
_YEAR = re.compile(r"\b(20\d\d)\b")
_SAYS_FORM = re.compile(r"\b(application|candidature)s?\b")


@dataclass(frozen=True)
class Likeness:
    """How much a manuscript is like one blank form: shares from 0 to 1 of its fixed lines, and of its fields by name."""

    blank: Blank
    lines: float
    fields: float
    title: bool

    @property
    def share(self) -> float:
        """The one number by which editions and languages are compared; the lines count most, for names may be lost."""
        return max(self.lines, 0.5 * self.fields) + 0.02 * self.fields + 0.01 * self.title

    @property
    def recognised(self) -> bool:
        return self.lines >= RECOGNISED or (self.fields >= 0.5 and self.lines > 0.05)


def likenesses(manuscript: Manuscript, *, call: Call, editions: Iterable[Call]) -> list[Likeness]:
    """The likeness to the form of every edition in each of its languages, the likest first; `call` wins a draw."""
    folds = frozenset(manuscript.folds)
    names = frozenset(
        name.lower()
        for item in manuscript.items
        if isinstance(item, Field)
        for name in (item.name, *item.bookmarks)
        if name
    )
    every = {call.id: call} | {edition.id: edition for edition in editions if edition.id != call.id}
    found = [
        _likeness(blank(edition, language), folds=folds, names=names)
        for edition in every.values()
        for language in edition.form.languages
    ]
    return sorted(found, key=lambda one: -one.share)


def _likeness(form: Blank, *, folds: frozenset[str], names: frozenset[str]) -> Likeness:
    there = sum(len(lines) for fold, lines in form.where.items() if fold in folds)
    there += sum(len(lines) for fold, lines in form.bare.items() if fold in folds)
    whole = names & form.keys.keys()
    named = {form.keys[name] for name in whole}
    named |= {told[0] for name in names - whole if (told := key_named(name, form.keys))}
    total = sum(len(lines) for lines in form.where.values())
    return Likeness(
        form,
        lines=min(there / max(total, 1), 1.0),
        fields=len(named) / max(len(form.keys), 1),
        title=bool(form.folds) and form.folds[0] in folds,
    )


def year_told(manuscript: Manuscript) -> int | None:
    """The year that the title of an unknown form tells: the only one in a line at its top that speaks of an application."""
    head = [fold for fold in manuscript.folds[: 3 * _HEAD_LINES] if fold][:_HEAD_LINES]
    years = {year for line in head if _SAYS_FORM.search(line) for year in _YEAR.findall(line)}
    return int(years.pop()) if len(years) == 1 else None
