"""Collects every sentence of the product into the catalogues of its languages, compiles and checks them; a maintainer's command.

Its library for catalogues belongs to a developer's environment (`make setup`): an operator needs none of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.management.sentences import PACKAGE, Message, Unseen, sentences

try:
    from kallipolis.management import catalogues
except ModuleNotFoundError as missing:
    raise CommandError(f"{missing.name} is not here. This command is a maintainer’s: run `make setup` first.") from None

TERMS = PACKAGE.parent / "docs" / "reference" / "terms.md"


def all_faults(language: str, found: Mapping[Message, tuple[str, ...]], folder: Path = catalogues.LOCALE) -> list[str]:
    """What is wrong with the catalogue of a language, and with the compiled one beside it."""
    catalogue = catalogues.opened(language, folder)
    told = list(catalogues.faults(catalogue, found, language))
    compiled = catalogues.catalogue_path(language, folder).with_suffix(".mo")
    if not compiled.is_file() or compiled.read_bytes() != catalogue.to_binary():
        told.append(f"{language}: the compiled catalogue is out of date; run `kallipolis sentences compile`.")
    return told


class Command(BaseCommand):
    """`kallipolis sentences collect | compile | check [LANGUAGE ...]`."""

    help = "Keep the translations: collect the sentences of the product, compile the catalogues, check them."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parts = parser.add_subparsers(dest="part", required=True, metavar="collect | compile | check")
        for name, told in (
            ("collect", "bring the catalogues (.po) up to date with what the product says"),
            ("compile", "write what Django reads (.mo) from the catalogues"),
            (
                "check",
                "fail on what is missing, fuzzy, obsolete or broken; ask about terms that are translated otherwise",
            ),
        ):
            part = parts.add_parser(name, help=told)
            part.add_argument("languages", nargs="*", metavar="LANGUAGE", help="such as fr; without one, all")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen: list[str] = options["languages"] or list(catalogues.languages())
        if unknown := sorted(set(chosen) - set(catalogues.languages())):
            raise CommandError(
                f"no such language: {', '.join(unknown)}. There are {', '.join(catalogues.languages())}."
            )
        try:
            found = sentences()
        except Unseen as unseen:
            raise CommandError(str(unseen)) from None
        match options["part"]:
            case "collect":
                self._collect(chosen, found)
            case "compile":
                for language in chosen:
                    path = catalogues.catalogue_path(language)
                    path.with_suffix(".mo").write_bytes(catalogues.opened(language).to_binary())
            case _:
                self._check(chosen, found)

    def _collect(self, chosen: list[str], found: Mapping[Message, tuple[str, ...]]) -> None:
        for language in chosen:
            catalogue = catalogues.brought_up_to_date(catalogues.opened(language), found, language)
            path = catalogues.catalogue_path(language)
            path.parent.mkdir(parents=True, exist_ok=True)
            catalogue.save(str(path))
            open_entries = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
            self.stdout.write(f"{language}: {len(catalogue)} sentences, {open_entries} to translate")

    def _check(self, chosen: list[str], found: Mapping[Message, tuple[str, ...]]) -> None:
        page = TERMS.read_text("utf-8") if TERMS.is_file() else ""
        told = []
        for language in chosen:
            told += all_faults(language, found)
            terms = catalogues.agreed_terms(page, language)
            for question in catalogues.unusual_terms(catalogues.opened(language), terms, language):
                self.stderr.write(f"look at {question}")
        if told:
            raise CommandError(f"{len(told)} to mend:\n" + "\n".join(f"  {fault}" for fault in told))
        self.stdout.write(f"{len(found)} sentences in {', '.join(chosen)}: nothing to mend.")
