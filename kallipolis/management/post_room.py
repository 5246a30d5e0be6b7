"""The post room at work: what waits is opened, entered and screened, and letters that are due are sent, one after the other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from kallipolis.actions.intake.entering import enter
from kallipolis.actions.intake.opening import (
    MOST_TRIES_TO_OPEN,
    Claimed,
    Evidence,
    Opened,
    Prove,
    claim_one,
    open_message,
)
from kallipolis.actions.post.outbox import Attempt, claim_letter, is_suppressed, note_attempt
from kallipolis.actions.screening import screen, to_screen
from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.mailbox.proofs import from_the_net, proofs_of
from kallipolis.mailbox.sender import Attached, FolderSender, Outgoing, Sender, SmtpSender
from kallipolis.management.intake import POST_ROOM, read_in_what_was_laid_by, with_a_living_database
from kallipolis.queries.intake_call import CallUnderWay, call_under_way
from kallipolis.queries.post import SENDER_NAME, letters_come_from
from kallipolis.rulebook.clock import SYSTEM_CLOCK, Clock
from kallipolis.rulebook.letterhead import Letterhead
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.sentence import sentence

_log = logging.getLogger(__name__)


@dataclass
class Worked:
    """How much was done."""

    entered: int = 0
    screened: int = 0
    sent: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.entered or self.screened or self.sent)


def work_once(room: ReadingRoom, sender: Sender, *, clock: Clock = SYSTEM_CLOCK, prove: Prove | None = None) -> Worked:
    """Does what waits now, at most some of each kind, so that letters never wait for a heap of messages."""
    with_a_living_database()
    read_in_what_was_laid_by()
    worked = Worked()
    under_way = call_under_way()
    if under_way is not None:
        worked.entered = _counted(lambda: _enter_one(under_way, room, clock, prove or prove_origin), most=5)
        worked.screened = _screen(under_way, clock)
    worked.sent = _counted(lambda: _send_one(sender, clock), most=50)
    return worked


def _counted(one: Callable[[], bool], *, most: int) -> int:
    done = 0
    while done < most and one():
        done += 1
    return done


def _enter_one(under_way: CallUnderWay, room: ReadingRoom, clock: Clock, prove: Prove) -> bool:
    message = claim_one(clock=clock)
    if message is None:
        return False
    opened = _opened(message, under_way, room, prove)
    if opened is None:
        return True
    try:
        enter(message, opened, under=under_way.opened, call=under_way.call, actor=POST_ROOM, clock=clock)
    except Refused:
        # Another reader, that we took for dead, was only slow: what it wrote stands.
        return True
    return True


def _opened(message: Claimed, under_way: CallUnderWay, room: ReadingRoom, prove: Prove) -> Opened | None:
    """What was read; None where nobody could, and somebody tries again later. One such message never stops the others."""
    try:
        return open_message(
            message,
            call=under_way.call,
            room=room,
            our_hosts=tuple(settings.KALLIPOLIS_MAIL_HOSTS),
            scanner=settings.KALLIPOLIS_CLAMD,
            prove=prove,
        )
    except Exception as error:
        _log.error("Message %s could not be opened.", message.receipt, exc_info=error)
    if message.tries < MOST_TRIES_TO_OPEN:
        return None
    return Opened(Letterhead(), unreadable=sentence("It could not be opened, {count} times.", count=message.tries))


def _screen(under_way: CallUnderWay, clock: Clock) -> int:
    waiting = to_screen(limit=5)
    for application in waiting:
        screen(application, call=under_way.call, actor=POST_ROOM, clock=clock)
    return len(waiting)


def _send_one(sender: Sender, clock: Clock) -> bool:
    letter = claim_letter(sending=settings.KALLIPOLIS_SENDING, clock=clock)
    if letter is None:
        return False
    if is_suppressed(letter):
        attempt = Attempt(taken=False, for_good=True, said="Letters to this address come back.")
    else:
        handed = sender.send(
            Outgoing(
                to=letter.to,
                sender=letters_come_from(),
                sender_name=SENDER_NAME,
                subject=letter.subject,
                text=letter.text,
                html=letter.html,
                message_id=letter.message_id,
                written_at=letter.created_at,
                language=letter.language,
                headers=letter.headers,
                attachments=tuple(Attached(one["filename"], one["type"], one["text"]) for one in letter.attachments),
            )
        )
        attempt = Attempt(taken=handed.taken, for_good=handed.for_good, said=handed.said)
    try:
        note_attempt(letter, attempt, actor=POST_ROOM, clock=clock)
    except Refused:
        return True
    return True


def prove_origin(content: bytes, sender: str, peer: str) -> tuple[Evidence, ...]:
    """The proofs of a message’s origin; the domain name system is asked only where the settings say so."""
    lookup = from_the_net if settings.KALLIPOLIS_PROVE_ORIGIN else None
    found = proofs_of(content, our_hosts=settings.KALLIPOLIS_MAIL_HOSTS, lookup=lookup)
    return tuple(Evidence(one.kind, one.result, one.about) for one in found)


def sender_of_this_site() -> Sender:
    """Where letters go: to the SMTP server of the settings, else into the folder `outbox`."""
    if not settings.KALLIPOLIS_SMTP:
        return FolderSender(Path(settings.KALLIPOLIS_OUTBOX))
    server = settings.KALLIPOLIS_SMTP[0]
    return SmtpSender(
        scheme=str(server["scheme"]),
        host=str(server["host"]),
        port=int(server["port"]),
        user=str(server["user"]),
        password=str(server["password"]),
    )
