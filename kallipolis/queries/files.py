"""What may be fetched of the stored files, and what is not as it was filed: missing, changed, or named by nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, cast

from django.conf import settings
from django.core.files.base import File

from kallipolis.models.call import OpenedCall
from kallipolis.models.files import FiledCopy, Kept, StoredFile, digested, lies_whole, shelf
from kallipolis.models.people import Person
from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.permission import Case, Refusal
from kallipolis.rulebook.sentence import Sentence, sentence


class FileDamaged(Exception):
    """What lies on the shelf is not what was filed: it is not handed out, and `kallipolis verify` names it."""


@dataclass(frozen=True)
class FetchedFile:
    """A stored file to be handed out: its name, its length, and its bytes to be read once and closed."""

    filename: str
    size: int
    content: File[bytes]


@dataclass(frozen=True)
class BrokenFile:
    """A stored file that is not what was filed, and how."""

    sha256: str
    sentence: Sentence


def _call(name: str) -> Case | None:
    found = OpenedCall.objects.filter(call_id=name).first()
    return found.as_case() if found else None


def _person(name: str) -> Case | None:
    found = Person.objects.filter(pk=int(name)).first() if name.isdecimal() else None
    return found.as_case() if found else None


CASES: Mapping[str, Callable[[str], Case | None]] = {"call": _call, "person": _person}
"""How what a copy is filed with becomes a permission's case. A kind that is not here is closed to everybody."""


def case_of(public_id: str) -> Case | None:
    """The case of what a copy is filed with, with its slot; None where there is no such copy, or nobody may ask for it."""
    copy = FiledCopy.objects.filter(public_id=public_id).first()
    if copy is None:
        return None
    kind, _, name = copy.about.partition(":")
    found = CASES[kind](name) if kind in CASES else None
    return None if found is None else Case(found.scopes, found.stage, {**found.facts, "slot": copy.slot})


def fetch(public_id: str) -> FetchedFile | Refusal | None:
    """The file behind an address whose door is open; a refusal while it is withheld. None where there is none.

    Raises:
        FileDamaged: the bytes are not there, or not as many as were filed.
    """
    copy = FiledCopy.objects.select_related("file__scan").filter(public_id=public_id).first()
    return None if copy is None else handed_out(copy.file, copy.filename)


def handed_out(stored: StoredFile, filename: str) -> FetchedFile | Refusal:
    """The bytes of a stored file under a name, or why they are withheld. Every way out of the shelf leads through here.

    Raises:
        FileDamaged: the bytes are not there, or not as many as were filed.
    """
    verdict = getattr(getattr(stored, "scan", None), "verdict", "")
    if verdict == Scan.INFECTED:
        return Refusal(sentence("The virus scanner found something in this file. It is kept and not handed out."))
    if not verdict and settings.KALLIPOLIS_CLAMD:
        return Refusal(sentence("This file waits for the virus scanner. Try again in a few minutes."))
    if not lies_whole(Kept(stored.sha256, stored.size)):
        raise FileDamaged(stored.sha256)
    return FetchedFile(filename, stored.size, shelf().open(stored.sha256))


def broken_files() -> Iterator[BrokenFile]:
    """Every stored file that is missing or whose bytes give another digest; each is read whole, a piece at a time."""
    for sha256 in StoredFile.objects.order_by("sha256").values_list("sha256", flat=True).iterator():
        if not shelf().exists(sha256):
            yield BrokenFile(sha256, sentence("The stored file {sha256} is missing.", sha256=sha256))
            continue
        with closing(shelf().open(sha256)) as content:
            if digested(cast(BinaryIO, content)).sha256 != sha256:
                yield BrokenFile(
                    sha256, sentence("The stored file {sha256} was changed after it was stored.", sha256=sha256)
                )


def unnamed_files() -> Iterator[str]:
    """The digests of bytes on the shelf that no stored file names: left over, or of a deed that is under way."""
    digests = shelf().listdir("")[1]
    for start in range(0, len(digests), 500):
        some = digests[start : start + 500]
        named = set(StoredFile.objects.filter(sha256__in=some).values_list("sha256", flat=True))
        yield from (digest for digest in some if digest not in named)


def unscanned_files(*, before: datetime) -> Iterator[str]:
    """The digests of the files stored before an instant that no scanner has spoken of since."""
    waiting = StoredFile.objects.filter(scan=None, stored_at__lt=before)
    yield from waiting.values_list("sha256", flat=True).iterator()


def number_of_files() -> int:
    """How many different files are stored."""
    return StoredFile.objects.count()
