"""Applications: one for each city of a call, under its reference; what a city sent lies with its messages and its workspace."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kallipolis.models.call import OpenedCall
from kallipolis.models.register import City
from kallipolis.rulebook.dossier import Channel
from kallipolis.rulebook.lifecycle import ApplicationState
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.permission import Case


class Application(models.Model):
    """One city’s application under a call. `city_name` is as the city wrote it, `city` its row of the register, if found."""

    call = models.ForeignKey(OpenedCall, on_delete=models.PROTECT, related_name="applications")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=20, unique=True)
    city_name = models.CharField(max_length=160)
    city_folded = models.CharField(max_length=160, db_index=True)
    city = models.ForeignKey(City, null=True, blank=True, on_delete=models.PROTECT, related_name="applications")
    iso2 = models.CharField(max_length=2, blank=True)
    field = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=16, choices=[(str(one), str(one)) for one in Channel])
    state = models.CharField(
        max_length=20,
        choices=[(str(one), str(one)) for one in ApplicationState],
        default=str(ApplicationState.RECEIVED),
    )
    received_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["call", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["call", "number"], name="an_application_has_a_number_of_its_own"),
        ]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args: object, **kwargs: object) -> None:
        self.city_folded = folded(self.city_name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]  # handed through as they came

    def as_case(self) -> Case:
        scopes = {f"application:{self.reference}", f"call:{self.call.call_id}"}
        scopes |= {f"state:{self.iso2}"} if self.iso2 else set()
        scopes |= {f"field:{self.field}"} if self.field else set()
        return Case(scopes=frozenset(scopes), stage=self.call.stage, facts={"state": self.state})

    @property
    def record_name(self) -> str:
        return f"application:{self.reference}"

    @property
    def chain_name(self) -> str:
        """Its deeds stand on the chain of its call."""
        return self.call.chain_name
