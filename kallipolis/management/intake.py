"""The way of a message into the house, for the commands that run the doors: handed over by `mailbox`, taken in by a deed."""

from __future__ import annotations

import contextlib
import io
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from kallipolis.actions.intake.receiving import HandedOver, Reply, fetched_before, note_turned_away, receive
from kallipolis.actions.record import AlreadyDone
from kallipolis.documents.reading.door import MessageInFile, message_in_file, messages_in_file, messages_in_folder
from kallipolis.mailbox.arrived import Arrived, TurnedAway
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.dossier import ToldBy
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.plain import from_plain, to_plain, without_unstorable

POST_ROOM = Actor(service=Service.POST_ROOM)

_TOLD_BY = {"smtp": ToldBy.OUR_SERVER, "lmtp": ToldBy.OUR_SERVER, "imap": ToldBy.MAILBOX, "file": ToldBy.OPERATOR}


def spool() -> Path:
    """The folder in which messages lie while they come in."""
    return Path(settings.KALLIPOLIS_SPOOL)


def with_a_living_database() -> None:
    """Lets go of a connection that broke or is too old, where no transaction is under way: these loops run for months."""
    if not connection.in_atomic_block:
        close_old_connections()


def take_in(arrived: Arrived) -> str:
    """Stores what a door handed over; the answer is the receipt number. Called from any thread."""
    with_a_living_database()
    with arrived.path.open("rb") as content:
        message = receive(content, handed_over(arrived), actor=POST_ROOM, clock=SYSTEM_CLOCK)
    return message.receipt


def handed_over(arrived: Arrived) -> HandedOver:
    """What a door says of a message, in the words of the house."""
    return HandedOver(
        door=arrived.door,
        at=arrived.at,
        told_by=_TOLD_BY[arrived.door] if arrived.at is not None else ToldBy.NOBODY,
        sender=arrived.envelope.sender,
        recipients=arrived.envelope.recipients,
        peer=arrived.envelope.peer,
        key=arrived.key,
    )


def is_known(key: str) -> bool:
    """Whether a message of a mailbox was stored before."""
    with_a_living_database()
    return fetched_before(key)


def note(turned_away: TurnedAway) -> None:
    """Puts on the record what a listener turned away; while the database is away, into a file that is read in later.

    Called from any thread.
    """
    reply = Reply(
        reply=turned_away.reply,
        code=turned_away.code,
        at=turned_away.at,
        door=turned_away.door,
        sender=turned_away.envelope.sender,
        recipients=turned_away.envelope.recipients,
        peer=turned_away.envelope.peer,
        size_bytes=turned_away.size_bytes,
    )
    try:
        with_a_living_database()
        note_turned_away(reply, actor=POST_ROOM, clock=SYSTEM_CLOCK)
    except DatabaseError:
        _lay_by(reply)


def _lay_by(reply: Reply) -> None:
    """One file for each, whole or not at all: several listeners may write at once."""
    folder = spool() / "turned-away"
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{secrets.token_hex(8)}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(without_unstorable(to_plain(reply)), file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / f"{draft.name[1:]}.json")


def read_in_what_was_laid_by() -> int:
    """Puts on the record what was turned away while the database was; the answer is how much."""
    found = sorted((spool() / "turned-away").glob("*.json"))
    for one in found:
        reply = from_plain(Reply, json.loads(one.read_text(encoding="utf-8")))
        with contextlib.suppress(AlreadyDone):
            note_turned_away(reply, actor=POST_ROOM, clock=SYSTEM_CLOCK, once=one.stem)
        one.unlink()
    return len(found)


@dataclass(frozen=True)
class Found:
    """One message of a file or a folder that the operator named."""

    name: str
    content: Path | MessageInFile

    def read(self) -> bytes:
        """Its bytes.

        Raises:
            OSError: the file may not be read.
        """
        return self.content.read_bytes() if isinstance(self.content, Path) else message_in_file(self.content)


def messages_at(path: Path) -> Iterator[Found]:
    """The messages that a path means: a message, an mbox file, a maildir, or a folder of these.

    Raises:
        ReadingFailed: a mailbox has more messages than are read, or may not be read.
        OSError: it is not there, or may not be read.
    """
    if path.is_dir():
        delivered = messages_in_folder(path, source=path.name)
        if delivered is not None:
            yield from (Found(one.name, one) for one in delivered)
            return
        for one in sorted(path.iterdir()):
            if one.is_file() and not one.is_symlink() and not one.name.startswith("."):
                yield from messages_at(one)
        return
    inside = messages_in_file(path, source=path.name)
    if inside:
        yield from (Found(f"{path.name}, {number}", one) for number, one in enumerate(inside, start=1))
    else:
        path.stat()
        yield Found(path.name, path)


def take_file(found: Found, *, at: datetime | None) -> str:
    """Takes in one message of a file; the answer is the receipt number."""
    handed = HandedOver(door="file", at=at, told_by=ToldBy.OPERATOR if at else ToldBy.NOBODY)
    return receive(io.BytesIO(found.read()), handed, actor=POST_ROOM, clock=SYSTEM_CLOCK).receipt
