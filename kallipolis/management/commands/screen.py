"""Screens dossiers: e-mails or folders of files in, one sheet a dossier out, every verdict with its clause."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.documents.writing.sheet_spreadsheet import sheets_as_workbook
from kallipolis.documents.writing.sheet_text import sheets_as_text
from kallipolis.documents.writing.whole_file import write_whole
from kallipolis.management.edition import edition_named
from kallipolis.queries.intake import ReadingRefused, Run, screen_run, sources_in
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import EarlierApplication
from kallipolis.rulebook.finding import Outcome
from kallipolis.rulebook.plain import to_plain
from kallipolis.rulebook.register import RegisterUnreadable, earlier_applications
from kallipolis.rulebook.sentence import English
from kallipolis.web.screening import standalone_sheets

ALL_ADMISSIBLE, SOMETHING_IS_NOT, COULD_NOT_RUN = 0, 1, 2
_MOST_JOBS = 64


class Command(BaseCommand):
    """`kallipolis screen PATH…`: see docs/how-to/screen-dossiers.md."""

    help = (
        "Screen dossiers. PATH is an e-mail (.eml), a folder with the files of one dossier, a mailbox (mbox, maildir), or a "
        "folder of these. Exit status: 0 all admissible, 1 something is not or needs judgement, 2 something could not be screened."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path)
        parser.add_argument(
            "--call", default=settings.KALLIPOLIS_CALL, metavar="ID|FOLDER", help="the edition to screen under"
        )
        parser.add_argument(
            "--received", metavar="T", type=_instant, help="our time of arrival, ISO 8601 with its zone"
        )
        parser.add_argument("--register", metavar="CSV", type=Path, help="earlier applications, for P11")
        parser.add_argument("--format", choices=("text", "json", "html", "xlsx"), default="text")
        parser.add_argument("--output", metavar="FILE", type=Path, help="write there instead of to the terminal")
        parser.add_argument("--jobs", metavar="N", type=_jobs, default=1, help="dossiers read at the same time")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["format"] == "xlsx" and options["output"] is None:
            raise CommandError("a workbook needs a file to go to: add --output sheets.xlsx.")
        call = edition_named(options["call"])
        register = _register(options["register"])
        try:
            sources = sources_in(options["paths"])
        except ReadingRefused as refused:
            raise CommandError(str(refused)) from None
        if not sources:
            raise CommandError("nothing to screen: these folders are empty.")
        wording = English(call.zone, call.place.en)
        quiet = len(sources) == 1 or not sys.stderr.isatty()
        with (
            ReadingRoom(min(options["jobs"], len(sources))) as room,
            tqdm(total=len(sources), unit=" dossiers", disable=quiet, file=sys.stderr, leave=False) as progress,
        ):
            run = screen_run(
                sources,
                call=call,
                room=room,
                jobs=min(options["jobs"], len(sources)),
                received_at=options["received"],
                register=register,
                our_hosts=tuple(settings.KALLIPOLIS_MAIL_HOSTS),
                scanner=settings.KALLIPOLIS_CLAMD,
                wording=wording,
                after_each=progress.update,
            )
        for failure in run.failures:
            self.stderr.write(f"kallipolis screen: {failure.source}: {failure.sentence}")
        if run.sheets or options["format"] == "json":
            _write(_rendered(run, call, wording, options["format"]), options["output"])
        sys.exit(_status(run))


def _status(run: Run) -> int:
    if run.failures:
        return COULD_NOT_RUN
    admissible = all(sheet.outcome is Outcome.ADMISSIBLE for sheet in run.sheets)
    return ALL_ADMISSIBLE if admissible else SOMETHING_IS_NOT


def _rendered(run: Run, call: Call, wording: English, form: str) -> bytes:
    if form == "json":
        return (json.dumps(to_plain(run.sheets), ensure_ascii=False, indent=2) + "\n").encode()
    if form == "html":
        return standalone_sheets(run.sheets, call).encode()
    if form == "xlsx":
        return sheets_as_workbook(run.sheets, call)
    return sheets_as_text(run.sheets, call, wording).encode()


def _write(content: bytes, output: Path | None) -> None:
    """To the terminal, or to a file that is replaced only once the new one is whole."""
    if output is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        write_whole(output, content)
    except OSError as failed:
        raise CommandError(f"“{output}” cannot be written: {failed.strerror}. Choose another --output.") from None


def _register(path: Path | None) -> tuple[EarlierApplication, ...] | None:
    if path is None:
        return None
    try:
        return earlier_applications(path.read_text("utf-8"))
    except RegisterUnreadable as wrong:
        raise CommandError(str(wrong)) from None
    except UnicodeDecodeError:
        raise CommandError(f"the register “{path}” is not UTF-8. Export it again as CSV in UTF-8.") from None
    except OSError as failed:
        raise CommandError(f"the register “{path}” cannot be read: {failed.strerror}.") from None


def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no instant; write it as 2021-06-30T18:42:07+02:00.") from None
    if instant.utcoffset() is None:
        raise argparse.ArgumentTypeError(
            f"“{text}” has no zone; add Z or +02:00, since the deadline is one instant for all."
        )
    return instant


def _jobs(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_JOBS:
        raise argparse.ArgumentTypeError(f"“{text}” is no number of jobs; give 1 to {_MOST_JOBS}.")
    return int(text)
