"""The command `kallipolis`: the programme's own commands by name, Django's behind them; on failure one clear sentence.

Of Django only the management module is imported here; the rest is loaded once a command is to run.
"""

import argparse
import ast
import difflib
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError, handle_default_options
from django.db import OperationalError

from kallipolis import __version__

COMMANDS = Path(__file__).resolve().parent.parent / "kallipolis" / "management" / "commands"

DONE = 0
NOT_DONE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the answer is the status to exit with. 2 means that it was not done, and a sentence said why."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    if name in {"help", "--help", "-h"}:
        if not rest:
            return say(listing(own_commands()))
        name, rest = rest[0], ["--help"]
    if name == "--version":
        return say(f"kallipolis {__version__}")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        return run(name, rest)
    except (CommandError, ImproperlyConfigured) as failure:
        return say(f"kallipolis {name}: {str(failure).removeprefix('Error: ')}", status=NOT_DONE)
    except KeyboardInterrupt:
        return say(f"kallipolis {name}: interrupted.", status=INTERRUPTED)


def say(text: str, *, status: int = DONE) -> int:
    """Write what was asked to standard output, what went wrong to standard error."""
    print(text, file=sys.stderr if status else sys.stdout)
    return status


def run(name: str, arguments: Sequence[str]) -> int:
    """One command, ours or Django's."""
    django.setup()
    command = command_named(name)
    options = vars(command.create_parser("kallipolis", name).parse_args(list(arguments)))
    handle_default_options(argparse.Namespace(**options))
    positional = options.pop("args", ())
    try:
        command.execute(*positional, **options)
    except OperationalError as failure:
        if options["traceback"]:
            raise
        raise CommandError(
            f"the database says {str(failure)!r}. Is it there and up to date (`kallipolis migrate`)? "
            "With --traceback the command says where it stopped."
        ) from failure
    return DONE


def command_named(name: str) -> BaseCommand:
    """The command; of an unknown name, what may have been meant."""
    known: Mapping[str, str | BaseCommand] = get_commands()
    if name not in known:
        meant = difflib.get_close_matches(name, known, n=1)
        guess = f"Did you mean {meant[0]!r}? " if meant else ""
        raise CommandError(f"there is no such command. {guess}`kallipolis help` lists what there is.")
    place = known[name]
    return place if isinstance(place, BaseCommand) else load_command_class(place, name)


def own_commands(folder: Path = COMMANDS) -> dict[str, str]:
    """The programme's own commands, each with what its module says first; read from the files, none is imported."""
    modules = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
    return {path.stem: first_sentence(path.read_text(encoding="utf-8")) for path in modules}


def first_sentence(source: str) -> str:
    """What a module says of itself, as far as the first stop, colon or semicolon."""
    line = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    ends = [end for end in (line.find(stop) for stop in (". ", ": ", "; ")) if end > 0]
    return line[: min(ends, default=len(line))].removesuffix(".")


def listing(own: Mapping[str, str]) -> str:
    """What `kallipolis` alone says."""
    width = max(map(len, own), default=0)
    return "\n".join(
        [
            "usage: kallipolis COMMAND ...",
            "",
            *(f"  {name:{width}}  {sentence}" for name, sentence in own.items()),
            "",
            "`kallipolis help COMMAND` says more of one. Django's own (migrate, check, shell and others) work as well.",
        ]
    )
