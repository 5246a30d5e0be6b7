"""Letters that leave the house: each a row, written in the transaction of the deed that causes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kallipolis.models.people import Person
from kallipolis.rulebook.permission import Case


class Letter(models.Model):
    """One letter to one recipient, with its words as they will be sent, and how far it got.

    `held_for` names the embargo that a held letter waits for ("announcement"). `attachments` are small texts of our own,
    each with "filename", "type" and "text".
    """

    class State(models.TextChoices):
        """From the draft to what became of it."""

        DRAFTED = "drafted"
        HELD = "held"
        QUEUED = "queued"
        SENT = "sent"
        DELIVERED = "delivered"
        BOUNCED = "bounced"
        GIVEN_UP = "given_up"

    deed = models.CharField(max_length=64)
    about = models.CharField(max_length=120, db_index=True)
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.PROTECT, related_name="letters")
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=12, default="en")
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=16, choices=State.choices, default=State.QUEUED)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    tries = models.PositiveIntegerField(default=0)
    trouble = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    held_for = models.CharField(max_length=120, blank=True)
    attachments = models.JSONField(default=list)
    claimed_until = models.DateTimeField(null=True, blank=True)
    resent_as = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="first_sent_as"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="letter_to_send")]
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.deed} to {self.to}"

    def as_case(self) -> Case:
        return Case(scopes=frozenset({f"letter:{self.pk}", self.about}), facts={"state": self.state})

    @property
    def record_name(self) -> str:
        return f"letter:{self.pk}"


class SuppressedAddress(models.Model):
    """An address that no letter goes to any more, since its server will never take one, or since its owner asked so."""

    address = models.CharField(max_length=254, unique=True)
    since = models.DateTimeField()
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["address"]

    def __str__(self) -> str:
        return self.address

    def as_case(self) -> Case:
        return Case(scopes=frozenset({"suppressed"}))

    @property
    def record_name(self) -> str:
        return f"suppressed:{self.pk}"
