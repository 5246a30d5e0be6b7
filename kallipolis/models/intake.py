"""What arrived by e-mail: each message once, every delivery of it, what was turned away, and what became of it."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import Q

from kallipolis.models.application import Application
from kallipolis.models.call import OpenedCall
from kallipolis.models.files import StoredFile
from kallipolis.models.record import HOUSE_CHAIN
from kallipolis.rulebook.dossier import ToldBy
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.permission import Case

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def _receipt() -> str:
    """Drawn at random: a number in a row would tell every city how many others wrote."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


class IncomingMessage(models.Model):
    """A message as it arrived. `file` is its raw bytes, untouched; everything else was read from them and can be again.

    `slots` are the items of the call’s list (S4), each with how many documents were asked for and found. `city_told` is the
    city that the message names. `became` says what it was taken for, and `reason` why, as a sentence in plain JSON. `head`
    and `dossier` are what was read, plain. `content_digest` is that of its text and files: the same e-mail sent twice has
    the same.
    """

    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="message")
    receipt = models.CharField(max_length=12, unique=True, default=_receipt, editable=False)
    arrived_at = models.DateTimeField(null=True, blank=True, db_index=True)
    told_by = models.CharField(max_length=16, choices=[(str(one), str(one)) for one in ToldBy])
    taken_at = models.DateTimeField(db_index=True)
    call = models.ForeignKey(OpenedCall, null=True, blank=True, on_delete=models.PROTECT, related_name="messages")
    became = models.CharField(
        max_length=16, choices=[(str(one), str(one)) for one in Became], default=str(Became.WAITING), db_index=True
    )
    reason = models.JSONField(default=dict)
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="messages"
    )
    subject = models.TextField(blank=True)
    sender = models.CharField(max_length=254, blank=True)
    message_id = models.CharField(max_length=500, blank=True, db_index=True)
    head = models.JSONField(default=dict)
    dossier = models.JSONField(null=True, blank=True)
    slots = models.JSONField(default=list)
    city_told = models.CharField(max_length=160, blank=True)
    content_digest = models.CharField(max_length=64, blank=True, db_index=True)
    evidence = models.JSONField(default=list)
    searched = models.TextField(blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    acknowledged_with = models.CharField(max_length=200, blank=True)
    not_acknowledged = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["-taken_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(became=str(Became.DOSSIER)),
                name="an_application_has_one_dossier_by_mail",
            ),
        ]

    def __str__(self) -> str:
        return self.receipt

    def as_case(self) -> Case:
        scopes = {f"message:{self.pk}"} | ({f"call:{self.call.call_id}"} if self.call else set())
        return Case(scopes=frozenset(scopes), facts={"became": self.became})

    @property
    def record_name(self) -> str:
        return f"message:{self.pk}"

    @property
    def chain_name(self) -> str:
        """On the chain of its call, once that is known."""
        return self.call.chain_name if self.call else HOUSE_CHAIN


class Delivery(models.Model):
    """One arrival of a message: its door, its envelope, our time. `key` names it in the mailbox that it was fetched from."""

    message = models.ForeignKey(IncomingMessage, on_delete=models.PROTECT, related_name="deliveries")
    at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField()
    door = models.CharField(max_length=16)
    sender = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=list)
    peer = models.CharField(max_length=100, blank=True)
    key = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key"], condition=~Q(key=""), name="a_message_of_a_mailbox_is_fetched_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.door} {self.taken_at:%Y-%m-%d %H:%M:%S}"


class TurnedAway(models.Model):
    """An answer of 4xx or 5xx that our listener gave: to whom, when, how much had come. S9 asks for it."""

    reply = models.TextField()
    code = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_index=True)
    door = models.CharField(max_length=16)
    sender = models.CharField(max_length=320, blank=True, db_index=True)
    recipients = models.JSONField(default=list)
    peer = models.CharField(max_length=100, blank=True)
    size_bytes = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.code} to {self.sender or 'a bounce'}"

    @property
    def record_name(self) -> str:
        return f"turned_away:{self.pk}"
