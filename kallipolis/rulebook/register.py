"""The register of earlier applications as a table of text (P11); what it says of a city is for the screening to weigh."""

from __future__ import annotations

import csv
import io

from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.sentence import Sentence, sentence

COLUMNS = ("call_year", "city", "country_iso2", "field", "considered", "designated")
_YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_ISO2_LETTERS = 2


class RegisterUnreadable(Exception):
    """The table is no register; `sentence` says what is wrong, in which line, and what to do."""

    def __init__(self, said: Sentence) -> None:
        super().__init__(str(said))
        self.sentence = said


def earlier_applications(table: str) -> tuple[EarlierApplication, ...]:
    """The lines of a register in CSV: call_year, city, country_iso2, field, considered, designated.

    `considered` may be empty where nobody knows it. Other columns are passed over.

    Raises:
        RegisterUnreadable: a column is missing, or a cell does not say what its column asks; nothing is guessed.
    """
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")), strict=True)
    try:
        missing = tuple(name for name in COLUMNS if name not in (rows.fieldnames or ()))
        if missing:
            said = "The register lacks the columns {missing}. Its first line must name {columns}."
            raise RegisterUnreadable(sentence(said, missing=missing, columns=COLUMNS))
        return tuple(_application(row, rows.line_num) for row in rows)
    except csv.Error as wrong:
        said = "The register is no CSV from line {line} on: {why}. Export it again as CSV in UTF-8."
        raise RegisterUnreadable(sentence(said, line=rows.line_num + 1, why=str(wrong))) from None


def _application(row: dict[str, str], line: int) -> EarlierApplication:
    cells = {name: (row[name] or "").strip() for name in COLUMNS}
    if not cells["call_year"].isdecimal():
        raise _wrong("call_year", cells, line, "the year of a call, such as 2019")
    if len(cells["country_iso2"]) != _ISO2_LETTERS or not cells["country_iso2"].isalpha():
        raise _wrong("country_iso2", cells, line, "a code of two letters (ISO 3166-1)")
    if not cells["city"]:
        raise _wrong("city", cells, line, "the name of a city")
    return EarlierApplication(
        call_year=int(cells["call_year"]),
        city=cells["city"],
        country_iso2=cells["country_iso2"].upper(),
        field=cells["field"],
        considered=None if not cells["considered"] else _yes_or_no("considered", cells, line),
        designated=_yes_or_no("designated", cells, line),
    )


def _yes_or_no(column: str, cells: dict[str, str], line: int) -> bool:
    answer = _YES_OR_NO.get(cells[column].casefold())
    if answer is None:
        raise _wrong(column, cells, line, "yes or no")
    return answer


def _wrong(column: str, cells: dict[str, str], line: int, asked: str) -> RegisterUnreadable:
    said = "Line {line} of the register: “{cell}” stands under {column}, which asks for {asked}. Correct it."
    return RegisterUnreadable(sentence(said, line=str(line), cell=cells[column], column=column, asked=asked))
