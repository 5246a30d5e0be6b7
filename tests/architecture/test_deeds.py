"""Every action is a deed: granted to somebody, written on the record; what is no deed writes nothing, or says here why."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator, Mapping
from types import FunctionType

import pytest

import kallipolis.actions
from kallipolis.actions.record import ACTIONS
from kallipolis.rulebook.permission import DEEDS, Deed

WRITES = {
    *("save", "create", "get_or_create", "update_or_create", "update", "delete", "bulk_create", "bulk_update"),
    *("create_user", "execute", "enqueue", "write_bytes", "write_text", "unlink", "put", "keep", "file", "add", "set"),
}
"""Names of methods that may write; a dictionary has some of them too, and then the function stands in the table below."""

NO_DEED: Mapping[str, str] = {
    "kallipolis.actions.files.keep": "lays bytes where nobody sees them, before the deed that names them begins",
    "kallipolis.actions.files.have_scanned": "within a deed only: a task that is queued with its commit",
    "kallipolis.actions.files.placed": "within a deed only, which says so on the record",
    "kallipolis.actions.files.sweep_drafts": "removes what a process that died had begun to write and nothing names",
    "kallipolis.actions.intake.entering.new_application": "within a deed only, which says so on the record",
    "kallipolis.actions.intake.opening.claim_one": "a lease of minutes for one reader, which changes nothing of the message",
    "kallipolis.actions.people.erasing.erase_secrets_about": "within a deed only, which says so on the record",
    "kallipolis.actions.post.outbox.claim_letter": "a lease of minutes for one sender; the attempt itself is a deed",
    "kallipolis.actions.record.deed": "makes every deed, and writes its event",
    "kallipolis.actions.record.erase_secrets_of": "within a deed only, which says so on the record",
}
"""Public functions of the actions that are no deed and yet write, or seem to; each with its reason."""

WITHOUT_ACTION: Mapping[Deed, str] = {}
"""Deeds that change something and whose action comes with a later step."""


def modules() -> list[str]:
    package = kallipolis.actions
    return [
        package.__name__,
        *(found.name for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")),
    ]


def functions() -> Iterator[tuple[str, FunctionType]]:
    """Every public function that a module of the actions makes itself."""
    for name in modules():
        for called, made in vars(importlib.import_module(name)).items():
            if isinstance(made, FunctionType) and made.__module__ == name and not called.startswith("_"):
                yield f"{name}.{called}", made


def writes_of(source: str, name: str) -> set[str]:
    """What a function of this module may write with: the calls in it, and in the functions of the module that it calls."""
    made = {
        node.name: node for node in ast.parse(source).body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    seen: set[str] = set()
    waiting, found = [name], set()
    while waiting:
        one = waiting.pop()
        if one in seen or one not in made:
            continue
        seen.add(one)
        for call in (node for node in ast.walk(made[one]) if isinstance(node, ast.Call)):
            if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
                found.add(ast.unparse(call.func))
            if isinstance(call.func, ast.Name):
                # A deed that is called says what it writes itself.
                called = made.get(call.func.id)
                if called is not None and not any("deed(" in ast.unparse(one) for one in called.decorator_list):
                    waiting.append(call.func.id)
    return found


def unexplained() -> dict[str, list[str]]:
    return {
        name: sorted(written)
        for name, made in functions()
        if name not in ACTIONS and name not in NO_DEED
        and (written := writes_of(inspect.getsource(inspect.getmodule(made)), made.__name__))  # type: ignore[arg-type]  # it has a module
    }  # fmt: skip


def test_every_action_is_a_deed_or_writes_nothing():
    assert unexplained() == {}


def test_what_is_said_to_be_no_deed_is_there_and_is_none():
    there = {name for name, _ in functions()}
    assert set(NO_DEED) - there == set()
    assert set(NO_DEED) & set(ACTIONS) == set()
    assert [name for name, why in NO_DEED.items() if len(why.split()) < 2] == []


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_is_granted_to_a_role_or_a_service(deed):
    assert DEEDS[deed].roles or DEEDS[deed].services


def test_every_deed_that_changes_something_has_its_action():
    modules_are_loaded = [importlib.import_module(name) for name in modules()]
    assert modules_are_loaded
    changing = {deed for deed, rule in DEEDS.items() if rule.changes}
    done = {deed for name, deed in ACTIONS.items() if name.startswith("kallipolis.")}
    assert changing - done - set(WITHOUT_ACTION) == set()
    assert set(WITHOUT_ACTION) & done == set()


def test_a_function_that_writes_beside_the_record_would_be_found():
    source = (
        "def quietly(person):\n    _really(person)\n\n"
        "def _really(person):\n    person.save()\n\n"
        "@deed(Deed.INVITE)\ndef loudly():\n    person.save()\n\n"
        "def caused():\n    loudly()\n\n"
        "def answered():\n    return 1\n"
    )
    assert writes_of(source, "quietly") == {"person.save"}
    assert writes_of(source, "caused") == set()
    assert writes_of(source, "answered") == set()
