"""Taking a message in: its bytes first and durably, one deed, one commit; only then may a sender be told 250."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from kallipolis.actions.files import have_scanned, keep
from kallipolis.actions.record import Done, deed
from kallipolis.models.files import Kept, StoredFile, lies_whole
from kallipolis.models.intake import Delivery, IncomingMessage, TurnedAway
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.dossier import ToldBy
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import HOUSE, Deed, refuse
from kallipolis.rulebook.plain import without_unstorable
from kallipolis.rulebook.sentence import sentence


@dataclass(frozen=True, kw_only=True)
class HandedOver:
    """How a message came: by which door, when its last byte arrived and who says so, and its envelope.

    `key` names the message in the mailbox that it was fetched from; with it a second round brings nothing twice.
    """

    door: str
    at: datetime | None = None
    told_by: ToldBy = ToldBy.NOBODY
    sender: str = ""
    recipients: tuple[str, ...] = ()
    peer: str = ""
    key: str = ""


def receive(content: BinaryIO, handed: HandedOver, *, actor: Actor, clock: Clock) -> IncomingMessage:
    """Takes a message in, once however often it comes: the same bytes are the same message.

    When it returns, the bytes and the row are on the disk. Whoever is killed before leaves at most bytes that nothing names.
    """
    if handed.key and (before := IncomingMessage.objects.filter(deliveries__key=handed.key).first()):
        return before
    return note_arrival(keep(content), handed, actor=actor, clock=clock)


def fetched_before(key: str) -> bool:
    """Whether the message of that key in its mailbox was taken in before."""
    return Delivery.objects.filter(key=key).exists()


@deed(Deed.RECEIVE_MESSAGE, case=lambda *_, **__: HOUSE)
def note_arrival(kept: Kept, handed: HandedOver, *, actor: Actor, clock: Clock) -> Done[IncomingMessage]:
    """Puts the arrival of kept bytes on the record, as a new message or as another delivery of one that is there.

    The first arrival is the one that counts (S9).

    Raises:
        Refused: the bytes are not on the shelf.
    """
    if not lies_whole(kept):
        raise refuse(sentence("The bytes of this message are not stored."))
    now = clock.now()
    message = IncomingMessage.objects.filter(file_id=kept.sha256).first()
    known = message is not None
    if message is None:
        StoredFile.objects.get_or_create(sha256=kept.sha256, defaults={"size": kept.size, "stored_at": now})
        message = IncomingMessage.objects.create(
            file_id=kept.sha256, arrived_at=handed.at, told_by=handed.told_by, taken_at=now
        )
        have_scanned(kept)
    Delivery.objects.create(
        message=message,
        at=handed.at,
        taken_at=now,
        door=handed.door,
        sender=without_unstorable(handed.sender)[:320],
        recipients=without_unstorable(list(handed.recipients)),
        peer=without_unstorable(handed.peer)[:100],
        key=handed.key,
    )
    change = {"digest": kept.sha256, "size": kept.size, "door": handed.door, "again": known}
    secret = {"sender": handed.sender, "recipients": list(handed.recipients), "peer": handed.peer}
    return Done(message, about=message.record_name, change=change, secret=without_unstorable(secret))


@dataclass(frozen=True, kw_only=True)
class Reply:
    """An answer of 4xx or 5xx that our listener gave."""

    reply: str
    code: int
    at: datetime
    door: str
    sender: str = ""
    recipients: tuple[str, ...] = ()
    peer: str = ""
    size_bytes: int = 0


@deed(Deed.NOTE_TURNED_AWAY, case=lambda *_, **__: HOUSE)
def note_turned_away(reply: Reply, *, actor: Actor, clock: Clock, once: str = "") -> Done[TurnedAway]:
    """Keeps an answer of 4xx or 5xx: whose dossier we put off in time is not late by her fault (S9)."""
    row = TurnedAway.objects.create(
        reply=without_unstorable(reply.reply)[:1_000],
        code=reply.code,
        at=reply.at,
        door=reply.door,
        sender=without_unstorable(reply.sender)[:320],
        recipients=without_unstorable(list(reply.recipients)),
        peer=without_unstorable(reply.peer)[:100],
        size_bytes=reply.size_bytes,
    )
    secret = {"sender": reply.sender, "recipients": list(reply.recipients), "peer": reply.peer}
    change = {"code": reply.code, "size": reply.size_bytes, "door": reply.door}
    return Done(row, about=row.record_name, change=change, secret=without_unstorable(secret))
