"""The outbox: letters are claimed, sent, and it is noted how far each got; held, released and sent again by people."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from kallipolis.actions.record import Done, deed
from kallipolis.models.post import Letter, SuppressedAddress
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.letterhead import FailedDelivery
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import HOUSE, Deed, refuse
from kallipolis.rulebook.plain import without_unstorable
from kallipolis.rulebook.post import MOST_TRIES, RESERVED_DOMAINS, wait_after
from kallipolis.rulebook.retention import NOBODY
from kallipolis.rulebook.sentence import sentence

# The next server may take its time: five of the leases of other work.
_LEASES = 5
_WAITING = (Letter.State.DRAFTED, Letter.State.QUEUED)
_SENT_ONCE = (Letter.State.SENT, Letter.State.DELIVERED, Letter.State.BOUNCED, Letter.State.GIVEN_UP)


def claim_letter(*, sending: bool, clock: Clock) -> Letter | None:
    """The next letter that is due, for this sender alone and for some minutes; reserved domains only while sending is off.

    A sender that dies after the letter left leaves it to the next, which sends it again under the same Message-ID.
    """
    now = clock.now()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=now)
    due = Letter.objects.filter(free, state=Letter.State.QUEUED, due_at__lte=now)
    if not sending:
        to_nobody = Q(pk=None)
        for domain in RESERVED_DOMAINS:
            to_nobody |= Q(to__iendswith=domain)
        due = due.filter(to_nobody)
    for letter in due.order_by("due_at", "pk")[:20]:
        if due.filter(pk=letter.pk).update(
            claimed_until=now + timedelta(seconds=_LEASES * settings.WORK_LEASE_SECONDS), tries=F("tries") + 1
        ):
            letter.refresh_from_db()
            return letter
    return None


def is_suppressed(letter: Letter) -> bool:
    """Whether no letter goes to this address any more."""
    return SuppressedAddress.objects.filter(address=letter.to.casefold()).exists()


def letter_numbered(number: int) -> Letter | None:
    """The letter of that number."""
    return Letter.objects.filter(pk=number).first()


@dataclass(frozen=True)
class Attempt:
    """How an attempt to send ended, as the next server told it."""

    taken: bool
    for_good: bool = False
    said: str = ""


@deed(Deed.NOTE_SENDING)
def note_attempt(letter: Letter, attempt: Attempt, *, actor: Actor, clock: Clock) -> Done[Letter]:
    """Notes that a letter left, is tried again later, or was given up.

    Raises:
        Refused: the letter is no longer on its way.
    """
    if letter.state != Letter.State.QUEUED:
        raise refuse(sentence("This letter is no longer on its way."))
    now = clock.now()
    letter.claimed_until, letter.trouble = None, "" if attempt.taken else without_unstorable(attempt.said)[:1_000]
    if attempt.taken:
        letter.state, letter.sent_at = Letter.State.SENT, now
    elif attempt.for_good or letter.tries >= MOST_TRIES:
        letter.state = Letter.State.GIVEN_UP
    else:
        letter.due_at = now + wait_after(letter.tries)
    letter.save(update_fields=["claimed_until", "trouble", "state", "sent_at", "due_at"])
    return Done(letter, change={"state": str(letter.state), "tries": letter.tries}, secret={"said": letter.trouble})


@deed(Deed.NOTE_SENDING)
def note_report(letter: Letter, report: FailedDelivery, *, actor: Actor, clock: Clock) -> Done[Letter]:
    """Notes what a mail server reported of a letter; an address that no server will ever take is written to no more.

    Only who was sent the letter knows its Message-ID, so that nobody else can have an address suppressed.
    """
    if letter.state in _SENT_ONCE:
        if report.permanent:
            letter.state = Letter.State.BOUNCED
        elif report.action == "delivered":
            letter.state = Letter.State.DELIVERED
    letter.trouble = without_unstorable(f"{report.action} {report.status} {report.said}".strip())[:1_000]
    letter.save(update_fields=["state", "trouble"])
    if report.permanent and report.recipient == letter.to.casefold():
        SuppressedAddress.objects.get_or_create(
            address=letter.to.casefold(), defaults={"since": clock.now(), "reason": letter.trouble[:500]}
        )
    return Done(letter, change={"state": str(letter.state)}, secret={"said": letter.trouble})


@deed(Deed.HOLD_LETTER)
def hold(letter: Letter, *, reason: str, actor: Actor, clock: Clock) -> Done[Letter]:
    """Holds back a letter that has not left.

    Raises:
        Refused: it is on its way or gone, or no reason is given.
    """
    if not reason.strip():
        raise refuse(sentence("Say why the letter is held back."))
    now = clock.now()
    if letter.state not in _WAITING or (letter.claimed_until is not None and letter.claimed_until > now):
        raise refuse(sentence("This letter can no longer be held back."))
    letter.state, letter.held_for = Letter.State.HELD, ""
    letter.save(update_fields=["state", "held_for"])
    return Done(letter, change={"state": "held"}, secret={"reason": without_unstorable(reason.strip()[:500])})


@deed(Deed.RELEASE_LETTERS, case=lambda *_, **__: HOUSE)
def release(letters: Sequence[int], *, actor: Actor, clock: Clock) -> Done[int]:
    """Releases held letters by their numbers, all in one commit; the answer is how many.

    Raises:
        Refused: one of them is not held, so that the list that was looked at is no longer right.
    """
    wanted = sorted(set(letters))
    moved = Letter.objects.filter(pk__in=wanted, state=Letter.State.HELD).update(
        state=Letter.State.QUEUED, due_at=clock.now(), claimed_until=None
    )
    if not wanted or moved != len(wanted):
        raise refuse(sentence("Some of these letters are no longer held. Look at the list again."))
    return Done(moved, about="outbox", change={"letters": wanted, "count": moved})


@deed(Deed.RESEND_LETTER)
def resend(letter: Letter, *, actor: Actor, clock: Clock) -> Done[Letter]:
    """Sends a letter once more, as a new one with the same words; each letter is sent again once, its copy in turn.

    Raises:
        Refused: it has not left yet, was sent again already, or its address is written to no more.
    """
    if letter.state not in _SENT_ONCE:
        raise refuse(sentence("This letter has not left yet."))
    if letter.to == NOBODY:
        raise refuse(sentence("The words of this letter are no longer kept."))
    if letter.resent_as_id is not None:
        raise refuse(sentence("This letter was sent again already; send the later one again."))
    if is_suppressed(letter):
        raise refuse(sentence("Letters to this address come back. Find another address."))
    domain = letter.message_id.rpartition("@")[2].rstrip(">")
    now = clock.now()
    again = Letter.objects.create(
        deed=letter.deed,
        about=letter.about,
        person=letter.person,
        to=letter.to,
        language=letter.language,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        headers=letter.headers,
        attachments=letter.attachments,
        message_id=f"<{secrets.token_hex(16)}@{domain}>",
        created_at=now,
        due_at=now,
    )
    letter.resent_as = again
    letter.save(update_fields=["resent_as"])
    return Done(again, change={"again": again.pk})
