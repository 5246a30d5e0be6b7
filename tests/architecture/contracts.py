"""Kinds of contract that import-linter has not; pyproject.toml says what each of them asks of the house.

They differ from import-linter's own in one thing above all: a row that is not built yet is no mistake, so that the whole
table of the architecture stands in pyproject.toml from the first day.
"""

from collections.abc import Iterable, Iterator
from typing import cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class HouseContract(Contract):
    """What the contracts below have in common: a check that yields its faults as sentences."""

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        faults = sorted(set(self.faults(graph)))
        return ContractCheck(kept=not faults, metadata={"faults": faults})

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        raise NotImplementedError

    def render_broken_contract(self, check: ContractCheck) -> None:
        for fault in check.metadata["faults"]:
            output.print_error(fault)


def lines(field: object) -> list[str]:
    """What a field of a contract holds; import-linter puts it where the class has the field's description."""
    return list(cast("Iterable[str]", field))


def imports_of(graph: ImportGraph, importers: Iterable[str]) -> set[tuple[str, str]]:
    """Every import that these modules make themselves, as (importer, imported)."""
    return {(module, imported) for module in importers for imported in graph.find_modules_directly_imported_by(module)}


def first_part(module: str, package: str) -> str:
    """The part of a module's name right below the package: kallipolis.web.calls is in `web`; elsewhere, nothing."""
    return module.removeprefix(f"{package}.").partition(".")[0] if module.startswith(f"{package}.") else ""


class RowsContract(HouseContract):
    """Each row imports no other row than the table names. Only what it imports itself counts: layers see to the rest."""

    type_name = "rows"

    container = fields.StringField()
    table = fields.ListField(subfield=fields.StringField())

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        container = str(self.container)
        allowed = {row.strip(): words.split() for row, _, words in (line.partition(":") for line in lines(self.table))}
        for importer, imported in imports_of(graph, graph.modules):
            row, other = first_part(importer, container), first_part(imported, container)
            if row in allowed and other in allowed and other not in [row, *allowed[row]]:
                named = " ".join(allowed[row]) or "nothing of ours"
                yield f"{importer} imports {imported}, but {row} may import {named}."


class ColumnsContract(HouseContract):
    """Within these rows a stage looks back to earlier columns, never ahead; columns on one line are neighbours."""

    type_name = "columns"

    rows = fields.ListField(subfield=fields.StringField())
    columns = fields.ListField(subfield=fields.StringField())

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        order = {column: place for place, line in enumerate(lines(self.columns)) for column in line.split()}
        for module in graph.modules:
            if self.column(module) and self.column(module) not in order:
                yield f"{module} is in no column of the house: {' '.join(order)}."
        for importer, imported in imports_of(graph, graph.modules):
            here, there = self.column(importer), self.column(imported)
            if here in order and there in order and order[there] > order[here]:
                yield f"{importer} looks ahead: {imported} comes later in the cycle."

    def column(self, module: str) -> str:
        return "".join(first_part(module, row) for row in lines(self.rows))


class DoorContract(HouseContract):
    """Outside the room nobody imports a module of it but its door.

    A heavy room runs in child processes; one import past its door would bring its libraries, and for reading the hostile
    files, into the server. That the door itself is light is a test of its own (test_doors.py).
    """

    type_name = "door"

    room = fields.StringField()
    door = fields.StringField()

    def faults(self, graph: ImportGraph) -> Iterator[str]:
        room, door = str(self.room), str(self.door)
        inside = graph.find_descendants(room) | {room} if room in graph.modules else set()
        for importer, imported in imports_of(graph, graph.modules - inside):
            if imported in inside - {room, door}:
                yield f"{importer} imports {imported}, past the door {door}."
