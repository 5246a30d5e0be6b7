"""Opening a message that was taken in: claimed by one reader, read behind the door, its evidence gathered; nothing is decided.

No deed yet: this takes its time, and a reader that dies leaves the message to the next one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q

from kallipolis.documents.reading.door import ReadingFailed, ReadingRequest, ReadingRoom, letterhead_of
from kallipolis.models.files import shelf
from kallipolis.models.intake import IncomingMessage, TurnedAway
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.dossier import Dossier, ToldBy
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.letterhead import Letterhead
from kallipolis.rulebook.sentence import Sentence, sentence

# A reader gives no sign of life in between: it has as long as ten of the leases of other work.
_LEASES = 10
MOST_TRIES_TO_OPEN = 3
"""So often a message is tried; then it is kept as unreadable, for an officer to look at."""
_HEAD_BYTES = 256 * 1024


@dataclass(frozen=True)
class Evidence:
    """What one proof of origin says: `kind` is dkim, spf, dmarc or the result of our own host. It decides nothing."""

    kind: str
    result: str
    about: str = ""


Claimed = IncomingMessage
"""A message that one reader has before it."""

Prove = Callable[[bytes, str, str], tuple[Evidence, ...]]
"""Gathers the proofs of origin of raw bytes, the envelope's sender and the peer."""


def no_proof(content: bytes, sender: str, peer: str) -> tuple[Evidence, ...]:
    """Where nobody looks for proofs."""
    return ()


@dataclass(frozen=True)
class Opened:
    """What was read of a message. `unreadable` says why there is no dossier, where its reading failed."""

    head: Letterhead
    dossier: Dossier | None = None
    unreadable: Sentence | None = None
    evidence: tuple[Evidence, ...] = ()


def claim_one(*, clock: Clock) -> IncomingMessage | None:
    """The oldest message that nobody has opened or is opening, for this reader alone and for some minutes."""
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    waiting = IncomingMessage.objects.filter(free, became=Became.WAITING)
    for message in waiting.order_by("taken_at", "pk")[:20]:
        if waiting.filter(pk=message.pk).update(
            claimed_until=now + timedelta(seconds=_LEASES * settings.WORK_LEASE_SECONDS), tries=F("tries") + 1
        ):
            message.refresh_from_db()
            return message
    return None


def open_message(
    message: IncomingMessage,
    *,
    call: Call,
    room: ReadingRoom,
    our_hosts: tuple[str, ...] = (),
    scanner: str = "",
    prove: Prove = no_proof,
) -> Opened:
    """Reads a claimed message. It always answers: a message that ends its reader again and again is kept as unreadable."""
    with shelf().open(message.file_id) as stored:
        content = stored.read()
    head = letterhead_of(content[:_HEAD_BYTES])
    delivery = message.deliveries.order_by("pk").first()
    evidence = prove(content, delivery.sender if delivery else "", delivery.peer if delivery else "")
    if head.report:
        return Opened(head, evidence=evidence)
    if message.tries > MOST_TRIES_TO_OPEN:
        said = sentence("Its readers came to an unforeseen end, {count} times.", count=MOST_TRIES_TO_OPEN)
        return Opened(head, unreadable=said, evidence=evidence)
    request = ReadingRequest(
        source=message.receipt,
        call_folder=Path(call.folder),
        content=content,
        received_at=message.arrived_at,
        told_by=ToldBy(message.told_by) if message.arrived_at else ToldBy.NOBODY,
        our_hosts=our_hosts,
        scanner=scanner,
    )
    try:
        dossier = room.read(request)
    except ReadingFailed as failed:
        return Opened(head, unreadable=failed.sentence, evidence=evidence)
    return Opened(head, _with_what_we_put_off(dossier, message), evidence=evidence)


def _with_what_we_put_off(dossier: Dossier, message: IncomingMessage) -> Dossier:
    """The dossier with the attempts of its sender that our own listener turned away before it arrived (S9)."""
    arrived = dossier.arrival.received_at
    delivery = message.deliveries.order_by("pk").first()
    if arrived is None or delivery is None or not delivery.sender:
        return dossier
    attempts = TurnedAway.objects.filter(sender__iexact=delivery.sender, at__lt=arrived)
    # Mail for an address that is none of ours was not put off: it never could have arrived.
    put_off = tuple(attempts.exclude(code=550).order_by("at").values_list("at", flat=True)[:50])
    return replace(dossier, arrival=replace(dossier.arrival, put_off_at=put_off))
