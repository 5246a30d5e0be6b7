"""Reads the folder of an edition into a `Call`, or tells everything that is wrong with it: file, key path, and what to do."""

from __future__ import annotations

import csv
import dataclasses
import io
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

from kallipolis.rulebook.call.coherence import incoherences
from kallipolis.rulebook.call.complaint import Complaint, NotACall
from kallipolis.rulebook.call.edition import (
    Call,
    Clause,
    CreativeField,
    Criterion,
    EarlierCall,
    Form,
    FormSection,
    Milestone,
    Question,
    Region,
    RequiredDocument,
    Secretariat,
    State,
    Step,
    limit_name,
)
from kallipolis.rulebook.call.folder import FILES, digest_of
from kallipolis.rulebook.call.parameters import Parameters
from kallipolis.rulebook.plain import NotPlain, from_plain
from kallipolis.rulebook.sentence import LocalText

EDITIONS = Path(__file__).parents[2] / "calls"
T = TypeVar("T")


def editions() -> tuple[str, ...]:
    """The ids of the editions that come with Kallipolis, oldest first."""
    return tuple(sorted(folder.name for folder in EDITIONS.iterdir() if (folder / "call.toml").is_file()))


def folder_of(name: str) -> Path:
    """The folder of an edition, given its id or the path of any folder.

    Raises:
        NotACall: neither; the message lists the ids.
    """
    if "/" not in name and (EDITIONS / name / "call.toml").is_file():
        return EDITIONS / name
    folder = Path(name)
    if folder.is_dir():
        return folder
    wrong = f"“{name}” is neither a known call nor a folder."
    raise NotACall((Complaint("", "", wrong, f"Known calls: {', '.join(editions())}."),))


def load(folder: Path) -> Call:
    """The edition in `folder`.

    Raises:
        NotACall: with every complaint that was found, in the order of the files.
    """
    reader = _Reader(folder)
    call = reader.call()
    if call is not None and not reader.complaints:
        reader.complaints += incoherences(call)
    if call is None or reader.complaints:
        raise NotACall(tuple(reader.complaints))
    return call


@dataclass
class _Table:
    """The top of one TOML file, from which known keys are taken one by one; what is left over is a mistake."""

    file: str
    keys: dict[str, Any]
    complaints: list[Complaint]

    def one(self, key: str, kind: type[T]) -> T | None:
        if key not in self.keys:
            self.complaints.append(Complaint(self.file, key, "This key is missing.", "Add it."))
            return None
        return self.build(kind, self.keys.pop(key), key)

    def many(self, key: str, kind: type[T], **children: str) -> tuple[T, ...]:
        """All [[key]] tables. `children` renames a table inside: `field="fields"`, since TOML repeats the singular."""
        rows = self.keys.pop(key, None)
        if not isinstance(rows, list) or not rows:
            self.complaints.append(
                Complaint(
                    self.file,
                    key,
                    f"No [[{key}]] is given.",
                    f"Add at least one [[{key}]] table.",
                )
            )
            return ()
        renamed = [{children.get(name, name): value for name, value in row.items()} for row in rows]
        built = (self.build(kind, row, _label(key, number, row)) for number, row in enumerate(renamed, start=1))
        return tuple(one for one in built if one is not None)

    def nothing_else(self) -> None:
        for key in self.keys:
            self.complaints.append(
                Complaint(
                    self.file,
                    key,
                    "No such key is known.",
                    "Remove it, or correct its spelling.",
                )
            )

    def build(self, kind: type[T], value: Any, place: str) -> T | None:
        try:
            return from_plain(kind, value, place=place)
        except NotPlain as wrong:
            where, _, what = str(wrong).partition(": ")
            self.complaints.append(Complaint(self.file, where, _capital(what), "Correct this key."))
            return None


def _label(key: str, number: int, row: dict[str, Any]) -> str:
    return f"{key}[{row.get('id') or row.get('number') or row.get('slot') or number}]"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class _Reader:
    """Reads one folder once, keeps every complaint, and never stops at the first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.complaints: list[Complaint] = []
        self._bytes: dict[str, bytes] = {}
        self._text = {name: self._read(name) for name in FILES}

    def call(self) -> Call | None:
        call, form = self._table("call.toml"), self._table("form.toml")
        criteria, faq, documents = (
            self._table("criteria.toml"),
            self._table("faq.toml"),
            self._table("documents.toml"),
        )
        clauses, sets, unconfirmed = self._clauses()
        without = call.keys.pop("without", [])
        form_read = self._form(form)
        parts: dict[str, Any] = {
            "id": call.one("id", str),
            "year": call.one("year", int),
            "name": call.one("name", LocalText),
            "summary": call.one("summary", LocalText),
            "zone": call.one("zone", str),
            "place": call.one("place", LocalText),
            "secretariat": call.one("secretariat", Secretariat),
            "fields": call.many("field", CreativeField),
            "regions": call.many("region", Region),
            "timeline": call.many("milestone", Milestone),
            "earlier_calls": call.many("earlier_call", EarlierCall),
            "steps": call.many("step", Step),
            "clauses": clauses,
            "unconfirmed": unconfirmed | _unconfirmed_limits(form_read),
            "states": self._states(),
            "form": form_read,
            "documents": documents.many("document", RequiredDocument),
            "criteria": criteria.many("criterion", Criterion, indicator="indicators"),
            "questions": faq.many("question", Question),
            "digest": digest_of(self._bytes) if len(self._bytes) == len(FILES) else "",
            "folder": str(self.folder),
        }
        parts |= self._parameters(sets, without)
        for table in (call, form, criteria, faq, documents):
            table.nothing_else()
        return None if self.complaints else Call(**parts)

    def _read(self, name: str) -> str:
        try:
            content = (self.folder / name).read_bytes()
            self._bytes[name] = content
            return content.decode("utf-8")
        except FileNotFoundError:
            self._complain(
                name,
                "",
                "This file is missing.",
                f"An edition consists of {', '.join(FILES)}.",
            )
        except UnicodeDecodeError as wrong:
            self._complain(
                name,
                f"byte {wrong.start}",
                "This is not UTF-8.",
                "Save the file as UTF-8.",
            )
        except OSError as wrong:
            self._complain(
                name,
                "",
                f"This file cannot be read: {wrong.strerror}.",
                "Mend that, then check again.",
            )
        return ""

    def _complain(self, file: str, place: str, wrong: str, remedy: str) -> None:
        self.complaints.append(Complaint(file, place, wrong, remedy))

    def _table(self, name: str) -> _Table:
        try:
            return _Table(name, tomllib.loads(self._text[name]), self.complaints)
        except tomllib.TOMLDecodeError as wrong:
            what, _, line = str(wrong).partition(" (at ")
            self._complain(
                name,
                line.rstrip(")"),
                f"This is not TOML: {what[:1].lower()}{what[1:]}.",
                "Correct that line.",
            )
            return _Table(name, {}, [])

    def _form(self, table: _Table) -> Form | None:
        sections = table.many("section", FormSection, field="fields")
        head = table.keys.pop("form", None)
        form = table.build(Form, {**head, "sections": []}, "form") if isinstance(head, dict) else None
        if form is None and table.complaints is self.complaints:
            self._complain(
                table.file,
                "form",
                "The head of the form is missing.",
                "Add a [form] table with its title.",
            )
        return dataclasses.replace(form, sections=sections) if form else None

    def _clauses(
        self,
    ) -> tuple[tuple[Clause, ...], dict[str, tuple[str, Any]], frozenset[str]]:
        """The clauses, what they set (value and clause by parameter), and which of that is unconfirmed."""
        table = self._table("clauses.toml")
        sets: dict[str, tuple[str, Any]] = {}
        for number, row in enumerate(table.keys.get("clause", []), start=1):
            values = row.pop("sets", {})
            row["sets"] = list(values)
            name = str(row.get("id", number))
            for parameter, value in values.items():
                if parameter in sets:
                    wrong = f"“{parameter}” is set a second time; clause {sets[parameter][0]} sets it already."
                    self._complain(
                        table.file,
                        f"clause[{name}].sets.{parameter}",
                        wrong,
                        "Keep one of the two.",
                    )
                sets.setdefault(parameter, (name, value))
        clauses = table.many("clause", Clause)
        table.nothing_else()
        unconfirmed = frozenset(parameter for clause in clauses for parameter in clause.unconfirmed)
        return clauses, sets, unconfirmed

    def _parameters(self, sets: dict[str, tuple[str, Any]], without: object) -> dict[str, Any]:
        file, built = "clauses.toml", {}
        absent = set(without) if isinstance(without, list) else set()
        known = get_type_hints(Parameters)
        for name in sorted(absent - {name for name, kind in known.items() if NoneType in get_args(kind)}):
            wrong = f"“{name}” is no parameter that an edition may do without."
            self._complain("call.toml", f"without.{name}", wrong, "Set it beside its clause.")
        for name in sets.keys() - known.keys():
            place = f"clause[{sets[name][0]}].sets.{name}"
            self._complain(
                file,
                place,
                "No such parameter is known.",
                "Remove it, or correct its spelling.",
            )
        for name, kind in known.items():
            if name in sets:
                clause, value = sets[name]
                try:
                    built[name] = from_plain(kind, value, place=f"clause[{clause}].sets.{name}")
                except NotPlain as wrong:
                    place, _, what = str(wrong).partition(": ")
                    self._complain(file, place, _capital(what), "Correct this value.")
            elif name not in absent:
                remedy = f"Set it beside its clause{', or name it under “without” in call.toml' * (NoneType in get_args(kind))}."
                self._complain(file, f"sets.{name}", "No clause sets this parameter.", remedy)
            built.setdefault(name, None)
        return built

    def _states(self) -> tuple[State, ...]:
        file, states = "states.csv", []
        for number, row in enumerate(csv.DictReader(io.StringIO(self._text[file])), start=2):
            try:
                states.append(
                    State(
                        iso2=row["iso2"],
                        name=LocalText(row["name_en"], row["name_fr"], row["name_zh"]),
                        status=row["status"],
                        region=row["unesco_region"],
                        eligible=_yes(row["eligible"]),
                        cooperation_framework=_yes(row["cooperation_framework"]),
                        also_called=tuple(filter(None, row["also_called"].split("|"))),
                    )
                )
            except KeyError as missing:
                self._complain(
                    file,
                    f"line {number}",
                    f"The column {missing} is missing.",
                    "Add it.",
                )
                break
            except (ValueError, AttributeError):
                self._complain(
                    file,
                    f"line {number}",
                    "This line is not whole.",
                    "Give every column; yes or no where asked.",
                )
        return tuple(states)


def _unconfirmed_limits(form: Form | None) -> frozenset[str]:
    """The word limits that no public text confirms, under the name by which findings rest on them (B2)."""
    fields = form.fields if form else ()
    return frozenset(limit_name(field) for field in fields if field.words is not None and not field.words_confirmed)


def _yes(cell: str) -> bool:
    if cell not in ("yes", "no"):
        raise ValueError(cell)
    return cell == "yes"
