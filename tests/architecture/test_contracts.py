"""The contracts of our own find a planted import, and the ones in pyproject.toml have not been softened."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

from grimp import ImportGraph

from tests.architecture.contracts import ColumnsContract, DoorContract, HouseContract, RowsContract

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]


def graph(*imports: str) -> ImportGraph:
    """A house with these imports, each written `importer > imported`; rows are below `house`."""
    drawn = ImportGraph()
    for line in imports:
        importer, imported = (f"house.{name}" for name in line.split(" > "))
        for module in (importer, imported):
            parts = module.split(".")
            for length in range(1, len(parts) + 1):
                drawn.add_module(".".join(parts[:length]))
        drawn.add_import(importer=importer, imported=imported)
    return drawn


def faults(contract: type[HouseContract], options: Mapping[str, object], *imports: str) -> list[str]:
    checked = contract("a name", session_options={}, contract_options=dict(options))
    return list(checked.faults(graph(*imports)))


ROWS = {"container": "house", "table": ["web: queries", "queries: models", "models:"]}
COLUMNS = {"rows": ["house.models", "house.actions"], "columns": ["people record", "screening", "ranking"]}
DOOR = {"room": "house.reading", "door": "house.reading.door"}


def test_a_row_that_reaches_past_the_table_is_found():
    assert faults(RowsContract, ROWS, "web.calls > queries.calls", "queries.calls > models.calls") == []
    assert faults(RowsContract, ROWS, "web.calls > models.calls") == [
        "house.web.calls imports house.models.calls, but web may import queries."
    ]
    assert faults(RowsContract, ROWS, "models > web") == [
        "house.models imports house.web, but models may import nothing of ours."
    ]


def test_a_stage_that_looks_ahead_is_found():
    assert faults(ColumnsContract, COLUMNS, "actions.ranking > models.screening", "models.people > models.record") == []
    assert faults(ColumnsContract, COLUMNS, "models.screening > models.ranking") == [
        "house.models.screening looks ahead: house.models.ranking comes later in the cycle."
    ]
    assert faults(ColumnsContract, COLUMNS, "actions.people.roles > models.screening.sheet") == [
        "house.actions.people.roles looks ahead: house.models.screening.sheet comes later in the cycle."
    ]


def test_a_stage_that_the_cycle_does_not_have_is_found():
    found = faults(ColumnsContract, COLUMNS, "models.gadgets > models.people")
    assert found == ["house.models.gadgets is in no column of the house: people record screening ranking."]


def test_an_import_past_the_door_is_found():
    assert (
        faults(DoorContract, DOOR, "web > reading.door", "reading.door > reading.form", "reading.form > reading.pdf")
        == []
    )
    assert faults(DoorContract, DOOR, "web > reading.form") == [
        "house.web imports house.reading.form, past the door house.reading.door."
    ]


def test_a_room_that_is_not_built_is_no_fault():
    assert faults(DoorContract, DOOR, "web > queries") == []


def test_no_contract_makes_an_exception():
    assert "exclude_type_checking_imports" not in SETTINGS
    assert [contract["name"] for contract in SETTINGS["contracts"] if "ignore_imports" in contract] == []
    assert [contract["exhaustive"] for contract in SETTINGS["contracts"] if contract["type"] == "layers"] == [True]


def test_who_judged_what_is_kept_by_a_contract_from_the_day_it_is_kept_at_all():
    """import-linter cannot protect a module that does not exist yet, so this test asks for the contract in time."""
    protected = {name for contract in SETTINGS["contracts"] for name in contract.get("protected_modules", [])}
    kept = any((ROOT / "kallipolis/models").glob("evaluation*"))
    assert "kallipolis.models.evaluation" in protected or not kept
