"""Letters that leave the house: each a row, written in the transaction of the deed that causes it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kallipolis.models.people import Person


class Letter(models.Model):
    """One letter to one recipient, with its words as they will be sent, and how far it got."""

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

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "due_at"], name="letter_to_send")]
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.deed} to {self.to}"

    @property
    def record_name(self) -> str:
        return f"letter:{self.pk}"
