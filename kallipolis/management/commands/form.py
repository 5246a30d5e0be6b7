"""Draws up the official application form of a call as a Word document."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from kallipolis.documents.writing.form import official_form
from kallipolis.documents.writing.whole_file import write_whole
from kallipolis.management.edition import edition_named


class Command(BaseCommand):
    """`kallipolis form [--call ID|FOLDER] [--language en|fr] -o form.docx`"""

    help = (
        "Draws up the official application form of a call as a Word document, protected and with one field per answer."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--call", default=settings.KALLIPOLIS_CALL, help="id or folder of the call (%(default)s)")
        parser.add_argument("--language", default="en", help="language of the form: en or fr (%(default)s)")
        parser.add_argument(
            "-o", "--output", required=True, type=Path, metavar="FILE", help="where to write it: form.docx"
        )

    def handle(self, *, call: str, language: str, output: Path, **options: Any) -> None:
        edition = edition_named(call)
        try:
            content = official_form(edition, language)
        except ValueError as refusal:
            raise CommandError(str(refusal)) from None
        if output.suffix.lower() != ".docx":
            raise CommandError(f"“{output}” should end in .docx: the form is a Word document.")
        try:
            write_whole(output, content)
        except OSError as failure:
            raise CommandError(f"“{output}” cannot be written: {(failure.strerror or str(failure)).lower()}.") from None
        fields = len(edition.form.fields)
        self.stdout.write(f"{output}: the form of {edition.id} in {language}, {fields} fields, {len(content):,} bytes.")
