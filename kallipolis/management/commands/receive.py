"""Takes in messages from files: .eml, mbox, a maildir, a drop folder; each once, however often it is run."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.documents.reading.door import ReadingFailed
from kallipolis.management.intake import Found, messages_at, take_file


class Command(BaseCommand):
    """`kallipolis receive PATH…`: see docs/how-to/run-the-post-room.md."""

    help = (
        "Take messages in. PATH is a message (.eml), an mbox file, a maildir, or a folder of messages. The bytes are stored "
        "as they are; the same bytes are taken once. Exit status: 0 all taken, 2 something could not be read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
        parser.add_argument(
            "--received",
            metavar="T",
            type=instant,
            help="our time of arrival, ISO 8601 with its zone; without it the topmost Received line of our own servers counts",
        )
        parser.add_argument(
            "--remove", action="store_true", help="remove each .eml file once it is stored: for a drop folder"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        taken, failed = 0, 0
        for path in options["paths"]:
            try:
                found = list(messages_at(path))
            except (ReadingFailed, OSError) as wrong:
                raise CommandError(f"“{path}” cannot be read: {wrong}.") from None
            for one in found:
                try:
                    receipt = take_file(one, at=options["received"])
                except OSError as wrong:
                    failed += 1
                    self.stderr.write(f"kallipolis receive: {one.name}: {wrong.strerror}.")
                    continue
                taken += 1
                self.stdout.write(f"{receipt}  {one.name}")
                if options["remove"]:
                    _removed(one)
        if not taken and not failed:
            raise CommandError("nothing to receive: these folders are empty.")
        if failed:
            sys.exit(2)


def _removed(found: Found) -> None:
    if isinstance(found.content, Path) and found.content.suffix.casefold() == ".eml":
        found.content.unlink()


def instant(text: str) -> datetime:
    """An instant with its zone, as the command line gives it."""
    try:
        told = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no instant; write it as 2021-06-30T18:42:07+02:00.") from None
    if told.utcoffset() is None:
        raise argparse.ArgumentTypeError(f"“{text}” has no zone; add Z or +02:00.")
    return told
