"""The door that a mail server delivers to: SMTP and LMTP (RFC 5321, RFC 2033); 250 only once a message is safe.

A message is written to a spool file as it comes: the library would hold it in memory several times over.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, syntax
from aiosmtpd.smtp import Envelope as LibraryEnvelope
from aiosmtpd.smtp import Session as LibrarySession

from kallipolis.mailbox.arrived import Envelope, Note, Spooled, Take, TurnedAway
from kallipolis.mailbox.dots import Unstuffed

_log = logging.getLogger(__name__)

_END = b".\r\n"
_READ_BYTES = 256 * 1024
_BOUNCE = "<>"


class Busy(Exception):
    """The house cannot take a message now; the sender comes again, as every mail server does."""


@dataclass(frozen=True, kw_only=True)
class House:
    """What a listener needs of the house behind it.

    `recipients` are the addresses that it takes mail for (small letters), none for every one. `at_once` messages are
    written at the same time, `connections` held; who comes beyond waits `patience_seconds`, then is told 4xx.
    """

    take: Take
    note: Note
    now: Callable[[], datetime]
    executor: Executor
    spool: Path
    hostname: str
    most_bytes: int
    recipients: frozenset[str] = frozenset()
    at_once: int = 40
    connections: int = 400
    patience_seconds: float = 90.0


class _Rooms:
    """How many are in: shared by all connections of one listener."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.connections = 0
        self.writing = asyncio.Semaphore(house.at_once)


class _Answers:
    """Our answers to the commands that concern an envelope; the names are the library's."""

    def __init__(self, rooms: _Rooms, door: str) -> None:
        self._rooms, self._door = rooms, door

    async def handle_RCPT(  # noqa: N802 - the library's name
        self,
        server: SMTP,
        session: LibrarySession,
        envelope: LibraryEnvelope,
        address: str,
        options: list[str],
    ) -> str:
        wanted = self._rooms.house.recipients
        if wanted and address.casefold() not in wanted:
            return "550 5.1.1 No such mailbox here. Please look up the address in the call."
        if len(envelope.rcpt_tos) >= 100:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        _log.error("A session failed: %r", error, exc_info=error)
        return "451 4.3.0 Something failed here; please try again."


class Door(SMTP):
    """One connection by SMTP."""

    door = "smtp"

    def __init__(self, rooms: _Rooms) -> None:
        house = rooms.house
        super().__init__(
            _Answers(rooms, self.door),
            data_size_limit=house.most_bytes,
            enable_SMTPUTF8=True,
            hostname=house.hostname,
            ident="Kallipolis",
            loop=asyncio.get_running_loop(),
        )
        self._rooms, self._house, self._came = rooms, house, 0
        self._counted = False

    async def push(self, status: str | bytes) -> None:
        """An answer. What turns a message away is recorded before it is said."""
        said = status.decode("utf-8", "replace") if isinstance(status, bytes) else status
        if said.startswith("552 Error"):
            said = self._too_large()
        if (
            said[:1] in "45" and self.envelope is not None and (self.envelope.mail_from or self._came)
        ) or said.startswith("552"):
            await self._noted(said)
        await super().push(said.encode())

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not self._counted:
            self._rooms.connections += 1
            self._counted = True
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._counted:
            self._rooms.connections -= 1
            self._counted = False
        super().connection_lost(error)

    async def _handle_client(self) -> None:
        if self._rooms.connections > self._house.connections:
            await self.push(f"421 4.3.2 {self._house.hostname} has too many connections; please try again.")
            self._writer.close()
            return
        await super()._handle_client()

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:  # noqa: N802 - the library's name
        """Takes the message. The library's own would gather it in memory, line by line."""
        if await self.check_helo_needed():
            return
        if not self._accepted():
            await self.push("503 5.5.1 Error: need RCPT command")
            return
        if arg:
            await self.push("501 Syntax: DATA")
            return
        recipients, self._came = len(self._accepted()), 0
        try:
            # The timer of the library is for a client that says nothing; this one waits for us.
            self._reset_timeout(self._house.patience_seconds + 60)
            await asyncio.wait_for(self._rooms.writing.acquire(), self._house.patience_seconds)
        except TimeoutError:
            await self.push("451 4.3.2 Too many messages arrive at once; please try again.")
            return
        try:
            reply = await self._taken()
        finally:
            self._rooms.writing.release()
        self._reset_timeout()
        for said in self._replies(reply, recipients):
            await self.push(said)
        self._came = 0
        self._set_post_data_state()

    def _replies(self, reply: str, recipients: int) -> list[str]:
        return [reply]

    async def _taken(self) -> str:
        with Spooled(self._house.spool) as spooled:
            await super().push("354 End data with <CR><LF>.<CR><LF>")
            await self._read_into(spooled)
            at = self._house.now()
            if self._came > self._house.most_bytes:
                return self._too_large()
            arrived = spooled.arrived(at=at, door=self.door, envelope=self._envelope())
            try:
                loop = asyncio.get_running_loop()
                self._reset_timeout(600)
                await loop.run_in_executor(self._house.executor, self._house.take, arrived)
            except Exception as error:
                _log.error("A message of %d bytes could not be stored.", self._came, exc_info=error)
                return "451 4.3.0 The message could not be stored now; please try again."
        return f"250 2.0.0 OK: stored as {arrived.sha256[:16]}"

    async def _read_into(self, spooled: Spooled) -> None:
        """Reads until the lone dot (RFC 5321 4.1.1.4): CR LF . CR LF and nothing else, so that nothing is smuggled in."""
        unstuffed, last = Unstuffed(), b"\r\n"
        while True:
            try:
                piece = await self._reader.readuntil(_END)
            except asyncio.LimitOverrunError as overrun:
                piece = await self._reader.read(min(overrun.consumed, _READ_BYTES))
            except asyncio.IncompleteReadError:
                raise ConnectionResetError("the connection was lost within a message") from None
            ends = piece.endswith(_END) and (last + piece[:-3])[-2:] == b"\r\n"
            content = piece[:-3] if ends else piece
            last = (last + content)[-2:]
            self._came += len(content)
            self._reset_timeout()
            if self._came <= self._house.most_bytes:
                spooled.write(unstuffed.feed(content))
            if ends:
                spooled.write(unstuffed.rest())
                return

    def _too_large(self) -> str:
        return (
            f"552 5.3.4 The message is larger than the {self._house.most_bytes} bytes that this server can take. "
            "The size that the call allows stands in the call; please send the dossier again within it."
        )

    def _envelope(self) -> Envelope:
        peer: object = self.session.peer if self.session is not None else None  # the library says str, asyncio a tuple
        told = peer[0] if isinstance(peer, tuple) else peer
        sent = self.envelope.mail_from if self.envelope is not None else None
        return Envelope(
            sender="" if sent in (None, _BOUNCE) else str(sent), recipients=self._accepted(), peer=str(told or "local")
        )

    def _accepted(self) -> tuple[str, ...]:
        return tuple(self.envelope.rcpt_tos) if self.envelope is not None else ()

    async def _noted(self, reply: str) -> None:
        noted = TurnedAway(
            reply=reply, at=self._house.now(), door=self.door, envelope=self._envelope(), size_bytes=self._came
        )
        try:
            await asyncio.get_running_loop().run_in_executor(self._house.executor, self._house.note, noted)
        except Exception as error:
            _log.error("An answer of %d could not be recorded.", noted.code, exc_info=error)


class LocalDoor(Door, LMTP):
    """One connection by LMTP, as from our own mail server: one answer for each recipient."""

    door = "lmtp"

    def _replies(self, reply: str, recipients: int) -> list[str]:
        return [reply] * recipients


async def opened(
    house: House, *, host: str = "127.0.0.1", port: int = 0, local: bool = False, socket: Path | None = None
) -> asyncio.Server:
    """A listener that takes mail until it is closed: at a port, or at a socket of this machine."""
    rooms = _Rooms(house)
    kind = LocalDoor if local else Door

    def connection() -> Door:
        return kind(rooms)

    loop = asyncio.get_running_loop()
    if socket is not None:
        socket.unlink(missing_ok=True)
        server = await loop.create_unix_server(connection, str(socket), backlog=1024)
        socket.chmod(0o660)
        return server
    return await loop.create_server(connection, host, port, backlog=1024)
