"""Brings the register up to date: States from an edition's list, member cities from the Network's; says what changed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.actions.register import import_register
from kallipolis.management.edition import edition_named
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.register import MemberCity, RegisterUnreadable, member_cities


class Command(BaseCommand):
    """`kallipolis register import`."""

    help = "Bring the register of States and member cities up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="import")
        bring = parts.add_parser("import", help="States of an edition, member cities of the Network")
        bring.add_argument(
            "--call", metavar="CALL", help="the edition whose list of States counts; else the one that is on"
        )
        bring.add_argument("--cities", metavar="FILE", type=Path, help="another list of member cities, in CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        call = edition_named(options["call"] or settings.KALLIPOLIS_CALL)
        cities = _cities(options["cities"])
        try:
            done = import_register(call, cities, actor=Actor(service=Service.CONSOLE), clock=SYSTEM_CLOCK)
        except Refused as refused:
            self.stdout.write(str(refused.refusal.sentence))
            return
        self.stdout.write(
            f"The register has {len(done.new_states)} new States, {len(done.new_cities)} new cities and {done.new_names} new names."
        )
        self._tell(done.changed_states)
        self._tell(done.changed_cities)

    def _tell(self, changed: Mapping[str, tuple[str, ...]]) -> None:
        for name, columns in changed.items():
            self.stdout.write(f"  changed: {name}: {', '.join(columns)}")


def _cities(path: Path | None) -> tuple[MemberCity, ...]:
    try:
        return member_cities(path.read_text("utf-8")) if path else network()
    except RegisterUnreadable as wrong:
        raise CommandError(str(wrong)) from None
    except (OSError, UnicodeDecodeError) as wrong:
        raise CommandError(f"{path} cannot be read: {wrong}.") from None
