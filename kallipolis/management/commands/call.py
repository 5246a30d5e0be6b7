"""Checks the folder of a call and opens the call from it; says which calls are open, and which come with Kallipolis."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.actions.call import MISSING, notice_changed_folders, open_call
from kallipolis.queries.editions import changed_editions
from kallipolis.queries.register import calls
from kallipolis.rulebook.call.complaint import NotACall
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import EDITIONS, editions, folder_of, load
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.finding import Force
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.screening.run import CHECKS, unknown_checks

CONSOLE = Actor(service=Service.CONSOLE)


class Command(BaseCommand):
    """`kallipolis call check PATH`, `kallipolis call open [CALL]`, `kallipolis call status` and `kallipolis call list`."""

    help = "Check the folder of a call, open a call, say which are open, or list those that come with Kallipolis."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="check PATH | open [CALL] | status | list")
        check = parts.add_parser("check", help="validate an edition: its id or the path of a folder")
        check.add_argument("path", metavar="PATH", help="an id such as uccn-2021, or a folder")
        opening = parts.add_parser("open", help="open a call: from now on its record is kept")
        opening.add_argument("call", nargs="?", metavar="CALL", help="an id or a folder; else the call that is on")
        parts.add_parser("status", help="the calls that are open, and whether their folders were changed since")
        parts.add_parser("list", help="the editions that come with Kallipolis")

    def handle(self, *args: Any, **options: Any) -> None:
        match options["part"]:
            case "list":
                for name in editions():
                    self.stdout.write(f"{name}  {load(EDITIONS / name).name}")
            case "check":
                self._tell(_whole(options["path"]))
            case "open":
                self._open(options["call"] or settings.KALLIPOLIS_CALL)
            case "status":
                self._status()

    def _open(self, name: str) -> None:
        call = _whole(name)
        try:
            opened = open_call(call, actor=CONSOLE, clock=SYSTEM_CLOCK)
        except Refused as refused:
            self.stdout.write(str(refused.refusal.sentence))
            return
        self.stdout.write(f"{opened.call_id} is open, under the edition {opened.edition_digest}.")

    def _status(self) -> None:
        notice_changed_folders(actor=CONSOLE, clock=SYSTEM_CLOCK)
        changed = {one.call_id: one for one in changed_editions()}
        opened = calls().rows
        for call in opened:
            self.stdout.write(
                f"{call.id}  {call.stage}, opened on {call.opened_at:%Y-%m-%d %H:%M} UTC under {call.edition_digest}"
            )
            if one := changed.get(call.id):
                now = "is gone" if one.found == MISSING else f"says something else now ({one.found})"
                self.stdout.write(f"  its folder {now}; the call goes on under the edition that it was opened with")
        if not opened:
            self.stdout.write("No call is open. `kallipolis call open` opens the one that is on.")

    def _tell(self, call: Call) -> None:
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


def _whole(name: str) -> Call:
    """The edition of that id or in that folder, with every check that it names. Raises CommandError with every mistake."""
    try:
        call = load(folder_of(name))
        if unknown := unknown_checks(call):
            raise NotACall(tuple(unknown))
    except NotACall as wrong:
        count = len(wrong.complaints)
        lines = "\n".join(f"  {complaint}" for complaint in wrong.complaints)
        raise CommandError(f"{count} mistake{'s' * (count != 1)} in {name}:\n{lines}") from None
    return call
