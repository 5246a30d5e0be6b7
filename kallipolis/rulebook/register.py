"""What the register holds, as tables of text: earlier applications (P11) and member cities (P13); weighed elsewhere."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.sentence import Sentence, sentence

COLUMNS = ("call_year", "city", "country_iso2", "field", "considered", "designated")
MEMBER_COLUMNS = (
    *("city", "iso2", "field", "designated_in", "changed_field", "changed_in"),
    *("latitude", "longitude", "geonames_id", "other_names", "former_names"),
)
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


@dataclass(frozen=True)
class MemberCity:
    """A designated city: where it lies, in which field and since when, and under which other names it is found.

    `geonames_id` tells two cities of one name apart. `changed_field` is the field that it has had since `changed_in`.
    """

    name: str
    iso2: str
    field: str
    designated_in: int
    latitude: float
    longitude: float
    geonames_id: int
    changed_field: str = ""
    changed_in: int | None = None
    other_names: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.name} ({self.iso2})"


def member_cities(table: str) -> tuple[MemberCity, ...]:
    """The lines of the Network's list in CSV, with the columns `MEMBER_COLUMNS`.

    Raises:
        RegisterUnreadable: a column is missing, a cell does not say what its column asks, or two lines are one city.
    """
    rows = csv.DictReader(io.StringIO(table.lstrip("\ufeff")), strict=True)
    try:
        missing = tuple(name for name in MEMBER_COLUMNS if name not in (rows.fieldnames or ()))
        if missing:
            said = "The list of cities lacks the columns {missing}. Its first line must name {columns}."
            raise RegisterUnreadable(sentence(said, missing=missing, columns=MEMBER_COLUMNS))
        cities = tuple(_member(row, rows.line_num) for row in rows)
    except csv.Error as wrong:
        said = "The list of cities is no CSV from line {line} on: {why}. Export it again as CSV in UTF-8."
        raise RegisterUnreadable(sentence(said, line=rows.line_num + 1, why=str(wrong))) from None
    seen: dict[int, MemberCity] = {}
    for city in cities:
        if (first := seen.setdefault(city.geonames_id, city)) is not city:
            said = "{one} and {other} have one GeoNames id. Give each city its own."
            raise RegisterUnreadable(sentence(said, one=str(first), other=str(city)))
    return cities


def _member(row: dict[str, str], line: int) -> MemberCity:
    cells = {name: (row[name] or "").strip() for name in MEMBER_COLUMNS}
    for name in ("city", "field"):
        if not cells[name]:
            raise _wrong(name, cells, line, "a name")
    if len(cells["iso2"]) != _ISO2_LETTERS or not cells["iso2"].isalpha():
        raise _wrong("iso2", cells, line, "a code of two letters (ISO 3166-1)")
    changed_in = _number(cells, "changed_in", line) if cells["changed_in"] or cells["changed_field"] else None
    return MemberCity(
        name=cells["city"],
        iso2=cells["iso2"].upper(),
        field=cells["field"],
        designated_in=_number(cells, "designated_in", line),
        latitude=_degrees(cells, "latitude", line, 90),
        longitude=_degrees(cells, "longitude", line, 180),
        geonames_id=_number(cells, "geonames_id", line),
        changed_field=cells["changed_field"],
        changed_in=changed_in,
        other_names=tuple(_split(cells["other_names"])),
        former_names=tuple(_split(cells["former_names"])),
    )


def _split(cell: str) -> Iterator[str]:
    return (name.strip() for name in cell.split("|") if name.strip())


def _number(cells: dict[str, str], column: str, line: int) -> int:
    if not cells[column].isascii() or not cells[column].isdecimal():
        raise _wrong(column, cells, line, "a whole number")
    return int(cells[column])


def _degrees(cells: dict[str, str], column: str, line: int, most: int) -> float:
    try:
        degrees = float(cells[column])
    except ValueError:
        raise _wrong(column, cells, line, "degrees") from None
    if not -most <= degrees <= most:
        raise _wrong(column, cells, line, "degrees")
    return degrees
