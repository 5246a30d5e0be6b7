"""The door of mailboxes: messages are fetched by IMAP, one by one, and marked only once each is safe; safe to run twice."""

from __future__ import annotations

import imaplib
import logging
import re
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from imap_tools import BaseMailBox, MailBox, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError

from kallipolis.mailbox.arrived import Arrived, Envelope, Spooled, Take

_log = logging.getLogger(__name__)

TAKEN = "$KallipolisTaken"
"""The keyword that a message gets in its mailbox once it is stored."""

_SECONDS = 60
_INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]+)"')
# Fetched in pieces, so that a message of 60 MB is never held whole.
_PIECE_BYTES = 1024 * 1024
# A server drops an idle connection after half an hour (RFC 2177).
_IDLE_SECONDS = 25 * 60


class MailboxUnreachable(Exception):
    """A mailbox cannot be opened now; the message says why, and never a password."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """One mailbox: `imaps` over TLS, `imap` without, for this machine only. `moved_to` is a folder for what was taken."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    moved_to: str = ""

    @property
    def name(self) -> str:
        """How the mailbox is called in keys and messages."""
        return f"{self.user}@{self.host}/{self.folder}"


@dataclass
class Round:
    """What one look into a mailbox brought."""

    taken: int = 0
    failed: int = 0


@contextmanager
def opened_mailbox(account: Account, *, context: ssl.SSLContext | None = None) -> Iterator[BaseMailBox]:
    """The mailbox, signed in and in its folder.

    Raises:
        MailboxUnreachable: the server does not answer, or does not know us.
    """
    box: BaseMailBox | None = None
    try:
        box = _connected(account, context)
        box.login(account.user, account.password, initial_folder=account.folder)
    except (OSError, ImapToolsError, imaplib.IMAP4.error) as wrong:
        if box is not None:
            box.client.shutdown()
        said = str(wrong).replace(account.password or "\0", "…")
        raise MailboxUnreachable(f"{account.name}: {said[:300]}") from None
    try:
        yield box
    finally:
        try:
            box.logout()
        except (OSError, ImapToolsError, imaplib.IMAP4.error):
            _log.info("%s closed the connection before us.", account.name)


def _connected(account: Account, context: ssl.SSLContext | None) -> BaseMailBox:
    if account.scheme == "imaps":
        return MailBox(
            account.host, account.port, timeout=_SECONDS, ssl_context=context or ssl.create_default_context()
        )
    return MailBoxUnencrypted(account.host, account.port, timeout=_SECONDS)


def take_all(
    box: BaseMailBox,
    account: Account,
    *,
    take: Take,
    known: Callable[[str], bool],
    spool: Path,
    most_bytes: int,
) -> Round:
    """Takes what is new in an opened mailbox. `known` says whether a message of that key was stored before.

    A message that cannot be taken is left as it is, told in the log, and never stops the others (known failure 61).
    """
    done = Round()
    validity = _uid_validity(box, account)
    for uid in _new(box):
        key = f"{account.name}/{validity}/{uid}"
        try:
            if not known(key):
                _take_one(box, account, uid, key, take=take, spool=spool, most_bytes=most_bytes)
                done.taken += 1
            _mark(box, account, uid)
        except (ConnectionError, TimeoutError, imaplib.IMAP4.abort) as lost:
            raise MailboxUnreachable(f"{account.name}: {lost}") from lost
        except Exception as error:
            done.failed += 1
            _log.error("Message %s of %s could not be taken.", uid, account.name, exc_info=error)
    return done


def watch(
    account: Account,
    *,
    take: Take,
    known: Callable[[str], bool],
    spool: Path,
    most_bytes: int,
    stopped: Callable[[], bool],
    every_seconds: float = 60,
    context: ssl.SSLContext | None = None,
) -> None:
    """Takes what is new in a mailbox, again and again: told by the server (IDLE), else by looking every minute."""
    pause = 1.0
    while not stopped():
        try:
            with opened_mailbox(account, context=context) as box:
                while not stopped():
                    take_all(box, account, take=take, known=known, spool=spool, most_bytes=most_bytes)
                    pause = 1.0
                    _wait(box, stopped, every_seconds)
        except (MailboxUnreachable, OSError, ImapToolsError, imaplib.IMAP4.error) as lost:
            _log.warning("Looking again in %d seconds: %s", pause, lost)
            _sleep(pause, stopped)
            pause = min(pause * 2, 300)


def _wait(box: BaseMailBox, stopped: Callable[[], bool], every_seconds: float) -> None:
    if "IDLE" not in box.client.capabilities:
        _sleep(every_seconds, stopped)
        box.client.noop()
        return
    # In short turns, so that a stop is heard; a look each `every_seconds` also where a server forgets to tell.
    until = time.monotonic() + min(every_seconds, _IDLE_SECONDS)
    with box.idle as idle:
        while not stopped() and time.monotonic() < until:
            if idle.poll(timeout=min(2, every_seconds)):
                return


def _sleep(seconds: float, stopped: Callable[[], bool]) -> None:
    until = time.monotonic() + seconds
    while not stopped() and (left := until - time.monotonic()) > 0:
        time.sleep(min(left, 0.5))


def _uid_validity(box: BaseMailBox, account: Account) -> int:
    return int(box.folder.status(account.folder, ["UIDVALIDITY"])["UIDVALIDITY"])


def _new(box: BaseMailBox) -> list[str]:
    """The messages that bear no mark of ours, in the order of their arrival."""
    return [str(uid) for uid in box.uids(f"UNKEYWORD {TAKEN} UNDELETED")]


def _take_one(
    box: BaseMailBox, account: Account, uid: str, key: str, *, take: Take, spool: Path, most_bytes: int
) -> None:
    head = _fetched(box, uid, "(UID FLAGS INTERNALDATE RFC822.SIZE)")
    at = _instant(head)
    with Spooled(spool) as spooled:
        while True:
            piece = _piece(box, uid, spooled.size_bytes)
            spooled.write(piece)
            if len(piece) < _PIECE_BYTES:
                break
            if spooled.size_bytes > most_bytes:
                raise ValueError(f"it is larger than {most_bytes} bytes")
        arrived: Arrived = spooled.arrived(at=at, door="imap", envelope=Envelope(peer=account.name[:100]), key=key)
        take(arrived)


def _fetched(box: BaseMailBox, uid: str, parts: str) -> bytes:
    kind, data = box.client.uid("fetch", uid, parts)
    if kind != "OK" or not data or data[0] is None:
        raise LookupError(f"message {uid} is gone")
    return b" ".join(one if isinstance(one, bytes) else one[0] for one in data)


def _piece(box: BaseMailBox, uid: str, start: int) -> bytes:
    kind, data = box.client.uid("fetch", uid, f"(BODY.PEEK[]<{start}.{_PIECE_BYTES}>)")
    if kind != "OK" or not data or data[0] is None:
        raise LookupError(f"message {uid} is gone")
    return b"".join(bytes(one[1]) for one in data if isinstance(one, tuple))


def _instant(head: bytes) -> datetime:
    """When the message reached our server (INTERNALDATE, RFC 3501 2.3.3); never what its sender says."""
    found = _INTERNALDATE.search(head)
    if found is None:
        raise ValueError("the server did not say when it arrived")
    return datetime.strptime(found[1].decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")


def _mark(box: BaseMailBox, account: Account, uid: str) -> None:
    box.flag(uid, [TAKEN, r"\Seen"], value=True)
    if account.moved_to:
        if not box.folder.exists(account.moved_to):
            box.folder.create(account.moved_to)
        box.move(uid, account.moved_to)
