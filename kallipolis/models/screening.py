"""Technical pre-screenings: each a sheet that was found once, its findings with the words of their clauses on that day."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kallipolis.models.application import Application
from kallipolis.models.intake import IncomingMessage
from kallipolis.rulebook.finding import Force, Outcome, Verdict
from kallipolis.rulebook.permission import Case


class Screening(models.Model):
    """What the checks of an edition found in one dossier, once. A later screening is a row of its own; this one stays."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="screenings")
    message = models.ForeignKey(
        IncomingMessage, null=True, blank=True, on_delete=models.PROTECT, related_name="screenings"
    )
    screened_at = models.DateTimeField()
    edition = models.CharField(max_length=64)
    outcome = models.CharField(max_length=20, choices=[(str(one), str(one)) for one in Outcome])
    conclusion = models.JSONField(default=dict)
    dossier_digest = models.CharField(max_length=64)

    class Meta:
        ordering: ClassVar = ["-pk"]
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"

    def as_case(self) -> Case:
        return self.application.as_case()

    @property
    def record_name(self) -> str:
        return self.application.record_name

    @property
    def chain_name(self) -> str:
        return self.application.chain_name


class ScreeningFinding(models.Model):
    """One finding as it was found. `said`, `reading` and `clause_words` are plain JSON, to be told in any language."""

    screening = models.ForeignKey(Screening, on_delete=models.PROTECT, related_name="findings")
    number = models.PositiveIntegerField()
    check_name = models.CharField(max_length=80)
    clause = models.CharField(max_length=12)
    clause_words = models.JSONField(default=dict)
    force = models.CharField(max_length=16, choices=[(str(one), str(one)) for one in Force])
    verdict = models.CharField(max_length=20, choices=[(str(one), str(one)) for one in Verdict])
    said = models.JSONField(default=dict)
    reading = models.JSONField(null=True, blank=True)
    evidence = models.JSONField(default=list)
    facts = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["screening", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["screening", "number"], name="a_finding_has_a_number_of_its_own"),
        ]

    def __str__(self) -> str:
        return f"{self.clause}: {self.verdict}"
