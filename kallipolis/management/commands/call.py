"""Checks the folder of a call: every mistake with its file, key path and what to do; lists the calls that come with Kallipolis."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.rulebook.call.complaint import NotACall
from kallipolis.rulebook.call.loading import EDITIONS, editions, folder_of, load
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.screening.run import CHECKS, unknown_checks


class Command(BaseCommand):
    """`kallipolis call check PATH` and `kallipolis call list`."""

    help = "Check the folder of a call, or list the calls that come with Kallipolis."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="check PATH | list")
        check = parts.add_parser("check", help="validate an edition: its id or the path of a folder")
        check.add_argument("path", metavar="PATH", help="an id such as uccn-2021, or a folder")
        parts.add_parser("list", help="the editions that come with Kallipolis")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["part"] == "list":
            for name in editions():
                self.stdout.write(f"{name}  {load(EDITIONS / name).name}")
            return
        try:
            call = load(folder_of(options["path"]))
            unknown = unknown_checks(call)
            if unknown:
                raise NotACall(tuple(unknown))
        except NotACall as wrong:
            count = len(wrong.complaints)
            lines = "\n".join(f"  {complaint}" for complaint in wrong.complaints)
            raise CommandError(f"{count} mistake{'s' * (count != 1)} in {options['path']}:\n{lines}") from None
        forces = {force: sum(clause.force is force for clause in call.clauses) for force in Force}
        told = ", ".join(f"{count} {force.value}" for force, count in forces.items())
        indicators = sum(len(criterion.indicators) for criterion in call.criteria)
        used = {name for clause in call.clauses for name in clause.checks}
        self.stdout.write(f"{call.id} is whole: {call.name}")
        self.stdout.write(f"  {len(call.clauses)} clauses ({told}); {len(used)} of {len(CHECKS)} checks")
        self.stdout.write(
            f"  {len(call.form.sections)} sections with {len(call.form.fields)} answers, {indicators} indicators"
        )
        self.stdout.write(f"  {len(call.states)} States, {len(call.fields)} fields, {len(call.questions)} questions")
        self.stdout.write(f"  {len(call.unconfirmed)} parameters unconfirmed; SHA-256 {call.digest}")
