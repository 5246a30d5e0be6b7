"""Calls that were opened from an edition's folder, with the digest of that edition on the day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kallipolis.models.record import Chain
from kallipolis.rulebook.permission import Case


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
