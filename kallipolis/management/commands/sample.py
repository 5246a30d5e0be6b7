"""Writes sample dossiers of fictional cities, some with known faults, and what a screening must find of each."""

from __future__ import annotations

import shutil
import tempfile
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from kallipolis.documents.writing.sample.drafting import Manner
from kallipolis.documents.writing.sample.plan import TooMany, planned
from kallipolis.documents.writing.sample.run import Expected, Sample, expected_json, folder_files, register_csv, samples
from kallipolis.management.edition import edition_named
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import EarlierApplication


def a_count(text: str) -> int:
    """A whole number of dossiers, one at least."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f"“{text}” is no number of dossiers: a whole number from 1 on is expected")
    return int(text)


def a_share(text: str) -> float:
    """A share between 0 and 1."""
    try:
        share = float(text)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise ArgumentTypeError(f"“{text}” is no share: a number from 0 to 1 is expected")
    return share


class Command(BaseCommand):
    """`kallipolis sample -o DIR [--count N] [--seed S] [--call ID|FOLDER] [--flawed 0.5] [--as eml|folder]`"""

    help = (
        "Writes sample dossiers of fictional cities into a new folder: e-mails (or folders of files), what must be found "
        "of each (expected.json) and the register of their earlier applications (register.csv)."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "-o", "--output", required=True, type=Path, metavar="DIR", help="a folder that is new or empty"
        )
        parser.add_argument("--count", default=20, type=a_count, help="how many dossiers (%(default)s)")
        parser.add_argument("--seed", default=1, type=int, help="the same seed gives the same bytes (%(default)s)")
        parser.add_argument("--call", default=settings.KALLIPOLIS_CALL, help="id or folder of the call (%(default)s)")
        parser.add_argument("--flawed", default=0.5, type=a_share, help="share of dossiers with a fault (%(default)s)")
        parser.add_argument(
            "--as", default="eml", choices=("eml", "folder"), dest="shape", help="what a dossier is (%(default)s)"
        )
        parser.add_argument("--photographs", default="moderate", choices=("moderate", "large"),
                            help="large: of twelve megapixels, about 20 MB a dossier (%(default)s)")  # fmt: skip
        parser.add_argument("--large", action="store_true", help="also faults that make an e-mail of tens of MB")

    def handle(self, *, output: Path, call: str, **options: Any) -> None:
        edition = edition_named(call)
        if options["shape"] == "eml" and "email" not in edition.channels:
            raise CommandError(f"The call {edition.id} takes no applications by e-mail: ask for folders (--as folder).")
        if output.exists() and (not output.is_dir() or any(output.iterdir())):
            raise CommandError(f"“{output}” is there and not an empty folder: name a new one, nothing is overwritten.")
        try:
            unfinished = Path(tempfile.mkdtemp(prefix=f".{output.name}.", dir=output.parent))
        except OSError as failure:
            raise CommandError(f"“{output}” cannot be made: {(failure.strerror or str(failure)).lower()}.") from None
        try:
            self._write(edition, unfinished, **options)
            unfinished.chmod(0o755)
            unfinished.replace(output)
        except TooMany as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as failure:
            raise CommandError(
                f"The samples could not be written: {(failure.strerror or str(failure)).lower()}."
            ) from None
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
        self.stdout.write(f"{output}: {options['count']} dossiers for {edition.id}, expected.json and register.csv.")

    def _write(
        self,
        call: Call,
        folder: Path,
        *,
        count: int,
        seed: int,
        flawed: float,
        shape: str,
        photographs: str,
        large: bool,
        **options: Any,
    ) -> None:
        by_email = shape == "eml"
        run = planned(call, count, seed=seed, flawed=flawed, by_email=by_email, large=large)
        expected: list[Expected] = []
        earlier: list[EarlierApplication] = []
        drawn = samples(
            call, run, seed=seed, ending=".eml" if by_email else "", manner=Manner(large=photographs == "large")
        )
        for one in tqdm(drawn, total=count, unit="dossier", disable=None, leave=False):
            _put(one, folder / one.expected.file, by_email=by_email)
            expected.append(one.expected)
            earlier += one.earlier
        (folder / "expected.json").write_text(expected_json(call, expected, seed=seed), encoding="utf-8")
        (folder / "register.csv").write_text(register_csv(earlier), encoding="utf-8")


def _put(one: Sample, path: Path, *, by_email: bool) -> None:
    if by_email:
        path.write_bytes(one.message)
        return
    path.mkdir()
    for name, content in folder_files(one.files).items():
        (path / name).write_bytes(content)
