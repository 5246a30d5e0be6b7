"""Where the product speaks: every sentence for people, found in its modules (by ast) and its templates (by Django's own lexer).

Nothing is run and no gettext of the system is needed. What is found here is what the catalogues in `locale` must hold.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import templatize

PACKAGE = Path(__file__).resolve().parents[1]

# How many words a mark takes: context, sentence, its plural.
_MARKS = {
    "sentence": "s",
    "gettext": "s",
    "gettext_lazy": "s",
    "gettext_noop": "s",
    "plural": "sp",
    "ngettext": "sp",
    "ngettext_lazy": "sp",
    "pgettext": "cs",
    "pgettext_lazy": "cs",
    "npgettext": "csp",
    "npgettext_lazy": "csp",
}
# Where the marks are made: it hands on what others say.
_MAKES_MARKS = "rulebook/sentence.py"
_STRING = r"""u?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
_TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\(((?:{_STRING}|,\s*|count)+)\)", re.DOTALL)
_COUNT = re.compile(r",\s*count$")
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Message:
    """A sentence as a catalogue knows it; `many` is empty where it has no plural."""

    one: str
    many: str = ""
    context: str = ""


class Unseen(Exception):
    """The words of a sentence do not stand where it is said; the sentence says where."""


def sentences(package: Path = PACKAGE) -> dict[Message, tuple[str, ...]]:
    """Every sentence with the files that say it, in the order of the files.

    Raises:
        Unseen: a mark has words that only a run of the program would show.
    """
    found: dict[Message, list[str]] = {}
    plurals: dict[tuple[str, str], str] = {}
    for path in sorted([*package.rglob("*.py"), *(package / "templates").rglob("*.*")]):
        where = path.relative_to(package.parent).as_posix()
        if where.endswith(_MAKES_MARKS):
            continue
        source = path.read_text(encoding="utf-8")
        for message in in_module(source, where) if path.suffix == ".py" else in_template(source, where):
            if not message.one:
                continue  # said where there is nothing to say; in a catalogue it would be the head
            if plurals.setdefault((message.context, message.one), message.many) != message.many:
                raise Unseen(f"{where}: “{message.one}” is said with another plural elsewhere; a catalogue holds one.")
            files = found.setdefault(message, [])
            if where not in files:
                files.append(where)
    return {message: tuple(files) for message, files in found.items()}


def in_template(source: str, where: str) -> Iterator[Message]:
    """The sentences of a template: {% translate %}, {% blocktranslate %}, _("…")."""
    for call in _TEMPLATE_CALL.finditer(templatize(source, origin=where)):
        words = ast.literal_eval(f"({_COUNT.sub('', call[2])},)")
        yield _message(_MARKS.get(call[1], "s"), words)


def in_module(source: str, where: str) -> Iterator[Message]:
    """The sentences of a module, whose words stand in the call itself or in a name of the same function or module."""
    tree = ast.parse(source)
    renamed = {
        name.asname: _MARKS[name.name]
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.asname and name.name in _MARKS
    }
    yield from _in_scope(tree, [_assigned(tree)], where, {**_MARKS, **renamed})


def _in_scope(
    scope: ast.AST, names: list[dict[str, list[ast.expr]]], where: str, marks: Mapping[str, str]
) -> Iterator[Message]:
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, _Function):
            # A function that is itself such a mark hands on what its caller says.
            if node.name not in _MARKS:
                yield from _in_scope(node, [_assigned(node), *names], where, marks)
            continue
        if isinstance(node, ast.Call) and (roles := marks.get(_called(node))):
            words = [_words(argument, names, f"{where}:{node.lineno}") for argument in node.args[: len(roles)]]
            if len(words) < len(roles) or len({len(choices) for choices in words}) > 1:
                raise Unseen(f"{where}:{node.lineno}: one sentence and its plural belong into each call.")
            for choice in zip(*words, strict=True):
                yield _message(roles, choice)
        yield from _in_scope(node, names, where, marks)


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _assigned(scope: ast.AST) -> dict[str, list[ast.expr]]:
    """What the names of a scope are given, one line of text after another."""
    given: dict[str, list[ast.expr]] = {}
    for node in _own(scope):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    given.setdefault(target.id, []).append(node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
            given.setdefault(node.target.id, []).append(node.value)
    return given


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope, those of the functions inside it left out."""
    for node in ast.iter_child_nodes(scope):
        yield node
        if not isinstance(node, _Function | ast.Lambda):
            yield from _own(node)


def _words(node: ast.expr, names: list[dict[str, list[ast.expr]]], where: str) -> list[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_words(node.body, names, where), *_words(node.orelse, names, where)]
    if isinstance(node, ast.Name):
        for scope in names:
            if node.id in scope:
                return [word for value in scope[node.id] for word in _words(value, names, where)]
    raise Unseen(f"{where}: the words of “{ast.unparse(node)}” cannot be seen; write them where they are said.")


def _message(roles: str, words: Iterable[str]) -> Message:
    said = dict(zip(roles, words, strict=True))
    return Message(said["s"], said.get("p", ""), said.get("c", ""))
