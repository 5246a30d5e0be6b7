"""Listens for mail by SMTP or LMTP: says 250 only once a message is stored; see `kallipolis post` for what becomes of it."""

from __future__ import annotations

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kallipolis.mailbox.arrived import clear_spool
from kallipolis.mailbox.listener import House, opened
from kallipolis.management.edition import edition_named
from kallipolis.management.intake import note, spool, take_in
from kallipolis.rulebook.clock import SYSTEM_CLOCK

# Each stores one message at a time; more would only wait for the disk and for the lock of the record.
_STORING = 4


class Command(BaseCommand):
    """`kallipolis listen`: see docs/how-to/run-the-post-room.md."""

    help = (
        "Take mail in from a mail server by LMTP (--lmtp-socket, --lmtp) or, for trials, from anybody by SMTP (--smtp), "
        "until Ctrl-C or SIGTERM. Nothing is relayed: only mail for the addresses of the call is taken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="the address to listen at; the default is this machine")
        parser.add_argument("--smtp", metavar="PORT", type=int, help="listen for SMTP")
        parser.add_argument("--lmtp", metavar="PORT", type=int, help="listen for LMTP")
        parser.add_argument("--lmtp-socket", metavar="PATH", type=Path, help="listen for LMTP at a socket")

    def handle(self, *args: Any, **options: Any) -> None:
        if not any(options[door] is not None for door in ("smtp", "lmtp", "lmtp_socket")):
            raise CommandError("say where to listen: --lmtp-socket PATH, --lmtp PORT or --smtp PORT.")
        clear_spool(spool())
        with ThreadPoolExecutor(_STORING) as executor:
            asyncio.run(self._listen(_house(executor), options))

    async def _listen(self, house: House, options: dict[str, Any]) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        servers = []
        try:
            if options["smtp"] is not None:
                servers.append(await opened(house, host=options["host"], port=options["smtp"]))
            if options["lmtp"] is not None:
                servers.append(await opened(house, host=options["host"], port=options["lmtp"], local=True))
            if options["lmtp_socket"] is not None:
                servers.append(await opened(house, socket=options["lmtp_socket"], local=True))
        except OSError as taken:
            raise CommandError(f"cannot listen there: {taken.strerror or taken}.") from None
        for server in servers:
            for socket in server.sockets:
                self.stdout.write(f"listening at {socket.getsockname()}")
        self.stdout.flush()
        await stop.wait()
        for server in servers:
            server.close()


def _house(executor: ThreadPoolExecutor) -> House:
    where = edition_named(settings.KALLIPOLIS_CALL).secretariat
    ours = settings.KALLIPOLIS_MAIL_FOR or (where.applications_address, where.questions_address)
    return House(
        take=take_in,
        note=note,
        now=SYSTEM_CLOCK.now,
        executor=executor,
        spool=spool(),
        hostname=settings.KALLIPOLIS_MAIL_HOSTS[0],
        most_bytes=settings.KALLIPOLIS_MAIL_BYTES,
        recipients=frozenset(one.casefold() for one in ours),
        at_once=settings.KALLIPOLIS_MAIL_AT_ONCE,
    )
