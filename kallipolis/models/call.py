"""Calls that were opened from an edition's folder, with the digest of that edition on the day, and the edition itself."""

from __future__ import annotations

import shutil
import tempfile
import zipfile
from functools import lru_cache
from pathlib import Path
from typing import ClassVar

from django.conf import settings
from django.db import models

from kallipolis.models.files import FiledCopy, shelf
from kallipolis.models.record import Chain
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.folder import digest_of, digest_of_folder, unarchived
from kallipolis.rulebook.call.loading import EDITIONS, load
from kallipolis.rulebook.permission import Case

EDITION_SLOT = "edition"


class EditionLost(Exception):
    """Neither the folder nor the archive of an opened call holds the edition that it was opened under."""


class OpenedCall(models.Model):
    """A call of this house. `edition_digest` is that of its folder at the opening; a changed folder is noticed."""

    call_id = models.SlugField(max_length=40, unique=True)
    folder = models.CharField(max_length=500)
    edition_digest = models.CharField(max_length=64)
    stage = models.CharField(max_length=20, default="call")
    opened_at = models.DateTimeField()
    chain = models.OneToOneField(Chain, on_delete=models.PROTECT, related_name="call")
    noticed_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.call_id

    def as_case(self) -> Case:
        return Case(scopes=frozenset({f"call:{self.call_id}"}), stage=self.stage)

    @property
    def record_name(self) -> str:
        return f"call:{self.call_id}"

    @property
    def chain_name(self) -> str:
        """Its deeds stand on a chain of its own."""
        return self.record_name

    @property
    def found_at(self) -> Path:
        """Where its edition lies: `folder` is the id of one that comes with Kallipolis, or a path."""
        return Path(self.folder) if "/" in self.folder else EDITIONS / self.folder

    def rules(self) -> Call:
        """The edition that it was opened under, by which everything in it is decided, whatever its folder says today.

        Raises:
            EditionLost: the folder was changed and the archive is gone or damaged.
        """
        return _rules(self.record_name, self.edition_digest, self.found_at)


@lru_cache(maxsize=8)
def _rules(about: str, digest: str, folder: Path) -> Call:
    call = load(folder if digest_of_folder(folder) == digest else _unpacked(about, digest))
    if call.digest != digest:  # changed between the two looks
        call = load(_unpacked(about, digest))
    return call


def _unpacked(about: str, digest: str) -> Path:
    """The folder into which the archive of the opening is laid out once, whole or not at all; looked at again each time."""
    folder = Path(settings.KALLIPOLIS_EDITIONS) / digest
    if digest_of_folder(folder) == digest:
        return folder
    copy = FiledCopy.objects.filter(about=about, slot=EDITION_SLOT).order_by("pk").first()
    try:
        if copy is None:
            raise FileNotFoundError(about)
        with shelf().open(copy.file_id) as stored:
            files = unarchived(stored.read())
    except (OSError, KeyError, zipfile.BadZipFile) as wrong:
        raise EditionLost(f"The archive of {about} is gone or damaged.") from wrong
    if digest_of(files) != digest:
        raise EditionLost(f"The archive of {about} holds another edition.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent))
    for name, content in files.items():
        (draft / name).write_bytes(content)
    shutil.rmtree(folder, ignore_errors=True)
    try:
        draft.rename(folder)
    except OSError:  # another process was faster, with the same files
        shutil.rmtree(draft, ignore_errors=True)
    return folder
