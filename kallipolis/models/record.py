"""The record: events in hash chains, one chain per call and one for the house; only `actions.record` writes here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

HOUSE_CHAIN = "house"


class RecordIsKept(Exception):
    """Somebody tried to change or delete what the record says."""


class Chain(models.Model):
    """One chain of events and its head. Whoever appends holds this row's lock, so that numbers have no gap."""

    name = models.CharField(max_length=80, unique=True)
    length = models.PositiveBigIntegerField(default=0)
    head = models.CharField(max_length=64, blank=True)
    edition = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return self.name


class KeptEvents(models.QuerySet["Event"]):
    """Events are only ever added."""

    def update(self, **change: Any) -> int:
        raise RecordIsKept("Events are never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise RecordIsKept("Events are never deleted.")


class Event(models.Model):
    """One deed of one actor. `digest` covers all other columns and the digest of the event before.

    What is secret or personal is not here: `secret_digest` is the digest of a nonce and that content, which lie in
    EventSecret and may be erased without breaking the chain.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="events")
    number = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=64)
    deed = models.CharField(max_length=64)
    about = models.CharField(max_length=120)
    change = models.JSONField(default=dict)
    edition = models.CharField(max_length=64, blank=True)
    secret_digest = models.CharField(max_length=64, blank=True)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    objects = KeptEvents.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["chain", "number"], name="one_event_a_number"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["about", "id"], name="event_about"),
            models.Index(fields=["actor", "id"], name="event_actor"),
        ]
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.number}: {self.deed} {self.about}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise RecordIsKept("Events are never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise RecordIsKept("Events are never deleted.")


class EventSecret(models.Model):
    """What an event says that is secret or personal, with the nonce of its digest; erased with its person or term."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="secret")
    person = models.ForeignKey("kallipolis.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    nonce = models.CharField(max_length=64)
    content = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"the secret of event {self.event_id}"


class DoneOnce(models.Model):
    """A deed that was asked for with a key of its own, so that a second click or a repeated message does nothing twice."""

    key = models.CharField(max_length=120, unique=True)
    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="once")

    def __str__(self) -> str:
        return self.key
