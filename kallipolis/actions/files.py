"""Filing: bytes are laid on the shelf first, then a deed names them; scanning and sweeping are the clock's deeds."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django_tasks import task

from kallipolis.actions.record import AlreadyDone, Done, Subject, deed
from kallipolis.documents.reading.door import Scanner
from kallipolis.models import files as shelves
from kallipolis.models.files import FiledCopy, FileScan, Kept, LocalShelf, StoredFile, shelf
from kallipolis.rulebook.clock import SYSTEM_CLOCK, Clock
from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.files import safe_filename
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import HOUSE, Deed, refuse
from kallipolis.rulebook.sentence import sentence

UNNAMED_FOR = timedelta(days=1)
"""Bytes that nothing names are left so long: a deed that is to name them may be under way."""

_CLOCK = Actor(service=Service.CLOCK)


class ScannerSilent(Exception):
    """The virus scanner gave no clear answer; the task is tried again, and the file stays withheld."""


def keep(content: BinaryIO) -> Kept:
    """Lays bytes on the shelf, before the transaction of the deed that will name them. No deed: nobody sees them yet."""
    return shelves.keep(content)


def placed(
    subject: Subject,
    kept: Kept,
    *,
    slot: str,
    filename: str,
    actor: Actor,
    clock: Clock,
    supersedes: FiledCopy | None = None,
) -> FiledCopy:
    """A copy of what is kept, filed with a subject: for the body of a deed, of any stage. It is shown to the scanner later.

    Raises:
        Refused: the older copy was replaced meanwhile.
    """
    try:
        copy = FiledCopy.objects.file(
            kept,
            about=subject.record_name,
            slot=slot,
            filename=safe_filename(filename) or slot,
            at=clock.now(),
            by=actor.name,
            supersedes=supersedes,
        )
    except shelves.SupersededBefore:
        raise refuse(sentence("Somebody else replaced this file meanwhile. Look at the newer one first.")) from None
    have_scanned(kept)
    return copy


def have_scanned(kept: Kept) -> None:
    """Asks, within the deed that stores a file, for the scanner's verdict on it, where the site has a scanner."""
    if settings.KALLIPOLIS_CLAMD and not FileScan.objects.filter(file_id=kept.sha256).exists():
        scan_stored_file.enqueue(kept.sha256)


@deed(Deed.FILE)
def file(
    subject: Subject,
    kept: Kept,
    *,
    slot: str,
    filename: str,
    actor: Actor,
    clock: Clock,
    supersedes: FiledCopy | None = None,
    once: str = "",
) -> Done[str]:
    """File what is kept with a subject; the answer is the copy's address. The name may say who somebody is: it is secret.

    Raises:
        Refused: the actor may not, or the older copy was replaced meanwhile.
    """
    copy = placed(subject, kept, slot=slot, filename=filename, actor=actor, clock=clock, supersedes=supersedes)
    change = {"copy": copy.public_id, "slot": slot, "sha256": kept.sha256, "size": kept.size}
    if supersedes is not None:
        change["supersedes"] = supersedes.public_id
    return Done(copy.public_id, change=change, secret={"filename": copy.filename})


@task
def scan_stored_file(sha256: str) -> str:
    """Shows a stored file to the virus scanner and notes what it says; done twice, it notes it once.

    Raises:
        ScannerSilent: no clear answer, which is never taken for “clean”.
    """
    stored = StoredFile.objects.filter(sha256=sha256, scan=None).first()
    if stored is None:
        return "noted before"
    with shelf().open(sha256) as content:
        scanned = Scanner(settings.KALLIPOLIS_CLAMD).scan(content.fileno(), stored.size)
    if scanned.scan not in (Scan.CLEAN, Scan.INFECTED):
        raise ScannerSilent
    with suppress(AlreadyDone):
        note_scan(stored, verdict=scanned.scan, found=scanned.found, once=sha256, actor=_CLOCK, clock=SYSTEM_CLOCK)
    return str(scanned.scan)


@deed(Deed.NOTE_SCAN)
def note_scan(
    stored: StoredFile, *, verdict: Scan, found: str = "", once: str = "", actor: Actor, clock: Clock
) -> Done[None]:
    """Note what the scanner said of a stored file: from now on it is handed out, or never."""
    FileScan.objects.create(file=stored, verdict=str(verdict), found=found[:255], scanned_at=clock.now())
    return Done(None, change={"verdict": str(verdict), "found": found})


@deed(Deed.SWEEP_FILES, case=lambda *_, **__: HOUSE)
def sweep(digests: Iterable[str], *, actor: Actor, clock: Clock) -> Done[tuple[str, ...]]:
    """Remove bytes that nothing names and nobody touched for a day; the answer is what was removed."""
    before = clock.now() - UNNAMED_FOR
    removed = tuple(digest for digest in digests if _unnamed(digest, before))
    for digest in removed:
        shelf().delete(digest)
    return Done(removed, about="house", change={"removed": list(removed)})


def _unnamed(digest: str, before: datetime) -> bool:
    if StoredFile.objects.filter(sha256=digest).exists() or not shelf().exists(digest):
        return False
    return shelf().get_modified_time(digest) < before


def sweep_drafts(clock: Clock) -> int:
    """Remove what processes that died had begun to write; how many. No deed: it never was a file."""
    place, before, count = shelf(), (clock.now() - UNNAMED_FOR).timestamp(), 0
    for draft in place.drafts() if isinstance(place, LocalShelf) else ():
        with suppress(FileNotFoundError):
            if draft.stat().st_mtime < before:
                draft.unlink()
                count += 1
    return count
