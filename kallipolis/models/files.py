"""Stored files by their SHA-256, the shelf that their bytes lie on, and the copies filed with a case; never overwritten."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, ClassVar

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import Storage, storages
from django.db import models

from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.permission import Case

_CHUNK_BYTES = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FilesAreKept(Exception):
    """Somebody tried to change what was filed, or to file what is not on the shelf."""


class SupersededBefore(FilesAreKept):
    """A copy has one successor."""


def shelf() -> Storage:
    """Where the bytes of stored files lie, each under its digest: a folder of this machine, or a bucket (settings)."""
    return storages["files"]


@dataclass(frozen=True)
class Kept:
    """Bytes that lie on the shelf, whole; nothing of the house names them yet."""

    sha256: str
    size: int


def digested(content: BinaryIO | File[bytes]) -> Kept:
    """The digest and the size of what is left to read, a piece at a time."""
    digest, size = hashlib.sha256(), 0
    while piece := content.read(_CHUNK_BYTES):
        digest.update(piece)
        size += len(piece)
    return Kept(digest.hexdigest(), size)


def keep(content: BinaryIO) -> Kept:
    """Lays bytes on the shelf, durably, before any transaction speaks of them; what is there already is not written again.

    Whoever stops after this leaves bytes that nothing names: harmless, and swept later.
    """
    content.seek(0)
    kept = digested(content)
    if not (StoredFile.objects.filter(sha256=kept.sha256).exists() and lies_whole(kept)):
        content.seek(0)
        shelf().save(kept.sha256, File(content))
    return kept


def lies_whole(kept: Kept) -> bool:
    """Whether the bytes are on the shelf, as far as their length tells."""
    return shelf().exists(kept.sha256) and shelf().size(kept.sha256) == kept.size


class LocalShelf(Storage):
    """A folder of this machine: a file lies in ab/cd/ under its digest, whole or not at all, whatever dies meanwhile."""

    _DRAFTS = "drafts"

    def __init__(self, location: str | Path) -> None:
        self._folder = Path(location)

    def path(self, name: str) -> str:
        if not _DIGEST.fullmatch(name):
            raise SuspiciousFileOperation("A stored file is named by its digest and nothing else.")
        return str(self._folder / name[:2] / name[2:4] / name)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        return name

    def exists(self, name: str) -> bool:
        return Path(self.path(name)).is_file()

    def size(self, name: str) -> int:
        return Path(self.path(name)).stat().st_size

    def get_modified_time(self, name: str) -> datetime:
        return datetime.fromtimestamp(Path(self.path(name)).stat().st_mtime, UTC)

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        """All digests, whatever `path` says, as a bucket would list them."""
        return [], sorted(one.name for one in self._folder.glob("??/??/*") if _DIGEST.fullmatch(one.name))

    def delete(self, name: str) -> None:
        Path(self.path(name)).unlink(missing_ok=True)

    def drafts(self) -> Iterator[Path]:
        """What a process that died had begun to write."""
        yield from self._folder.glob(f"{self._DRAFTS}/*")

    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        return File(Path(self.path(name)).open("rb"), name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        place = Path(self.path(name))
        drafts = self._folder / self._DRAFTS
        for folder in (drafts, place.parent):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, draft = tempfile.mkstemp(dir=drafts)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for piece in content.chunks(_CHUNK_BYTES):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(place)
        except BaseException:
            with suppress(FileNotFoundError):
                Path(draft).unlink()
            raise
        # The name lasts only once the folder that holds it is on the disk, and that folder's own name in turn.
        for folder in (place.parent, place.parent.parent, self._folder):
            _settle(folder)
        return name


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class KeptRows(models.QuerySet[Any]):
    """Rows that are only ever added."""

    def update(self, **change: Any) -> int:
        raise FilesAreKept("What was filed is never changed.")


class StoredFile(models.Model):
    """Bytes that the house holds, known by their digest. The same bytes are stored once, however often they come."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()

    objects = KeptRows.as_manager()

    def __str__(self) -> str:
        return self.sha256

    def save(self, *args: Any, **kwargs: Any) -> None:
        _only_added(self)
        super().save(*args, **kwargs)

    def as_case(self) -> Case:
        return Case(scopes=frozenset({self.record_name}))

    @property
    def record_name(self) -> str:
        return f"file:{self.sha256}"


class FileScan(models.Model):
    """What the virus scanner said of a stored file, once. No row means that nobody knows, which is never “clean”."""

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="scan")
    verdict = models.CharField(max_length=16, choices=[(str(one), str(one)) for one in (Scan.CLEAN, Scan.INFECTED)])
    found = models.CharField(max_length=255, blank=True)
    scanned_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.file_id}: {self.verdict}"


class FiledCopies(models.Manager["FiledCopy"]):
    """Files copies and supersedes them; the only way to do either."""

    def file(
        self,
        kept: Kept,
        *,
        about: str,
        slot: str,
        filename: str,
        at: datetime,
        by: str,
        supersedes: FiledCopy | None = None,
    ) -> FiledCopy:
        """A new copy of what lies on the shelf; the one that it supersedes stays, and says so.

        Raises:
            FilesAreKept: the bytes are not on the shelf.
            SupersededBefore: the older copy has its successor, or is filed with another case.
        """
        if not lies_whole(kept):
            raise FilesAreKept(f"{kept.sha256} is not on the shelf.")
        StoredFile.objects.get_or_create(sha256=kept.sha256, defaults={"size": kept.size, "stored_at": at})
        copy = self.create(file_id=kept.sha256, about=about, slot=slot, filename=filename, filed_at=at, filed_by=by)
        if supersedes is not None:
            open_still: models.QuerySet[FiledCopy] = models.QuerySet(FiledCopy).filter(
                pk=supersedes.pk, about=about, superseded_by=None
            )
            if not open_still.update(superseded_by=copy):
                raise SupersededBefore(f"{supersedes.public_id} was superseded before.")
        return copy


def _public_id() -> str:
    return secrets.token_hex(12)


class FiledCopy(models.Model):
    """A stored file in its place: with which case it is filed, in which slot, under which name; and what replaced it.

    `about` is the record's name of the case ("call:uccn-2021", "message:12"). Its address is drawn at random: it tells
    nothing of how many there are.
    """

    public_id = models.CharField(max_length=24, unique=True, default=_public_id, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="copies")
    about = models.CharField(max_length=120, db_index=True)
    slot = models.CharField(max_length=40)
    filename = models.CharField(max_length=255)
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=64)
    superseded_by = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="supersedes"
    )

    objects = FiledCopies.from_queryset(KeptRows)()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.filename

    def save(self, *args: Any, **kwargs: Any) -> None:
        _only_added(self)
        super().save(*args, **kwargs)

    def as_case(self) -> Case:
        return Case(scopes=frozenset({self.about}), facts={"slot": self.slot})

    @property
    def record_name(self) -> str:
        return self.about


def _only_added(row: models.Model) -> None:
    if not row._state.adding:
        raise FilesAreKept("What was filed is never changed.")
