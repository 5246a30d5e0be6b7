"""Verifies the record: every chain, the signed heads and the stored files; names the first break and how many there are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.queries.files import BrokenFile, broken_files, number_of_files
from kallipolis.queries.receipt import checked
from kallipolis.queries.record_verified import broken, extent, own_public_key
from kallipolis.rulebook.record import Break

HOLDS, BROKEN = 0, 1


class Command(BaseCommand):
    """`kallipolis verify`: see docs/explanation/the-record.md."""

    help = (
        "Compute every chain of the record anew, hold the signed heads and the stored files against it, and name the first "
        "break. It changes nothing. Exit status: 0 all holds, 1 something does not, 2 it could not be looked at."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "receipts",
            nargs="*",
            metavar="RECEIPT",
            type=Path,
            help="check these receipts (receipt-….json) against the key, and nothing else; no database is needed",
        )
        parser.add_argument(
            "--public-key",
            action="append",
            default=[],
            metavar="HEX",
            help="believe heads signed with this key, as `kallipolis heads key` prints it, and not the house's own; may "
            "be given several times",
        )
        parser.add_argument("--all", action="store_true", help="name every break, not only the first")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["receipts"]:
            self._receipts(options["receipts"], [_public_key(text) for text in options["public_key"]])
        keys, found = [_public_key(text) for text in options["public_key"]], 0
        told: Iterator[Break | BrokenFile] = chain(broken(keys), broken_files())
        for one in told:
            found += 1
            if found == 1 or options["all"]:
                self.stdout.write(str(one.sentence))
        if found:
            self.stdout.write(f"Breaks found: {found}.")
            sys.exit(BROKEN)
        held = extent()
        self.stdout.write(
            f"The record holds: chains {held.chains}, events {held.events:,}, signed heads {held.heads}, "
            f"stored files {number_of_files():,}."
        )
        sys.exit(HOLDS)

    def _receipts(self, paths: list[Path], keys: list[bytes]) -> None:
        good = True
        for path in paths:
            try:
                found = checked(path.read_bytes(), keys or [own_public_key()])
            except OSError as wrong:
                raise CommandError(f"“{path}” cannot be read: {wrong.strerror}.") from None
            self.stdout.write(f"{path.name}: {found.said}")
            good = good and found.holds
        sys.exit(HOLDS if good else BROKEN)


def _public_key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise CommandError(f"“{text}” is no public key: 64 hexadecimal figures are expected.")
    return key
