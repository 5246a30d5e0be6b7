"""Writes the pages of the documentation that are generated: each call clause by clause, the data map, the schema of the sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.documents.writing.access import Address, addresses_page, permissions_page
from kallipolis.documents.writing.lifecycle import lifecycle_page
from kallipolis.documents.writing.reference import call_page, sheet_schema
from kallipolis.documents.writing.whole_file import write_whole
from kallipolis.queries.privacy_map import page as data_map
from kallipolis.rulebook.call.loading import EDITIONS, editions, load
from kallipolis.web.address_book import declared


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    told = {f"call-{name.removeprefix('uccn-')}.md": call_page(load(EDITIONS / name)) for name in editions()}
    drawn = {"lifecycle.md": lifecycle_page(), "data-map.md": data_map()}
    access = {
        "permissions.md": permissions_page(),
        "addresses.md": addresses_page([Address(*one) for one in declared()]),
    }
    return {**told, **drawn, **access, "screening-sheet.schema.json": sheet_schema()}


class Command(BaseCommand):
    """`kallipolis reference [--check] FOLDER`."""

    help = "Write the generated pages of docs/reference; with --check only say whether they are as they should be."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=Path("docs/reference"), metavar="FOLDER")
        parser.add_argument("--check", action="store_true", help="write nothing; fail where a page is out of date")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        if not folder.is_dir():
            raise CommandError(
                f"“{folder}” is no folder. Name the folder of the reference pages, such as docs/reference."
            )
        stale = [name for name, text in pages().items() if not _holds(folder / name, text)]
        if options["check"]:
            if stale:
                raise CommandError(f"out of date: {', '.join(stale)}. Run `kallipolis reference`.")
            return
        for name in stale:
            write_whole(folder / name, pages()[name].encode())
            self.stdout.write(f"written: {folder / name}")


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text("utf-8") == text
