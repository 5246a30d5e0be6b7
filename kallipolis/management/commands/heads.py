"""Signs the heads of the record and exports them, once a day; prints the public key that they are verified with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.actions.record import export_todays_heads
from kallipolis.queries.record_verified import own_public_key
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import Refused


class Command(BaseCommand):
    """`kallipolis heads export` and `kallipolis heads key`."""

    help = (
        "export: sign the head of every chain and write them to the file of the day in the folder heads of the site; the "
        "clock does so daily. key: print the public key."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=("export", "key"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "key":
            self.stdout.write(own_public_key().hex())
            return
        try:
            path = export_todays_heads(actor=Actor(service=Service.CONSOLE), clock=SYSTEM_CLOCK)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        except OSError as failed:
            raise CommandError(f"the heads cannot be written: {(failed.strerror or str(failed)).lower()}.") from None
        self.stdout.write(f"written: {path}" if path else "The heads of this day were exported before.")
