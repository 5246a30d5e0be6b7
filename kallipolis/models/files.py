"""Stored files by their SHA-256, and the copies of them that are filed with a case; never overwritten."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models

from kallipolis.rulebook.permission import Case


def _public_id() -> str:
    return secrets.token_hex(12)


class StoredFile(models.Model):
    """Bytes that the house holds, known by their digest. The same bytes are stored once, however often they come."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    stored_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256


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

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.filename

    def as_case(self) -> Case:
        return Case(scopes=frozenset({self.about}))

    @property
    def record_name(self) -> str:
        return self.about
