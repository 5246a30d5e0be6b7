"""Collects mail from the mailboxes of the settings by IMAP, told by the server or by looking every minute."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import close_old_connections

from kallipolis.mailbox.arrived import clear_spool
from kallipolis.mailbox.collector import Account, MailboxUnreachable, opened_mailbox, take_all, watch
from kallipolis.management.intake import is_known, spool, take_in


class Command(BaseCommand):
    """`kallipolis collect`: see docs/how-to/run-the-post-room.md."""

    help = (
        "Fetch the messages of the mailboxes that KALLIPOLIS_IMAP names, each once, until Ctrl-C or SIGTERM. A message is "
        "marked in its mailbox only once it is stored. Exit status: 0 all taken, 2 a mailbox or a message was not."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="take what is there now, then end")
        parser.add_argument("--move-to", default="", metavar="FOLDER", help="move what was taken to this folder")

    def handle(self, *args: Any, **options: Any) -> None:
        accounts = [_account(told, options["move_to"]) for told in settings.KALLIPOLIS_IMAP]
        if not accounts:
            raise CommandError("no mailbox is set: name it in KALLIPOLIS_IMAP as imaps://USER:PASSWORD@HOST/FOLDER.")
        clear_spool(spool())
        if options["once"]:
            self._once(accounts)
        else:
            _watch(accounts)

    def _once(self, accounts: list[Account]) -> None:
        failed = 0
        for account in accounts:
            try:
                with opened_mailbox(account) as box:
                    done = take_all(
                        box,
                        account,
                        take=take_in,
                        known=is_known,
                        spool=spool(),
                        most_bytes=settings.KALLIPOLIS_MAIL_BYTES,
                    )
            except MailboxUnreachable as unreachable:
                failed += 1
                self.stderr.write(f"kallipolis collect: {unreachable}")
                continue
            failed += done.failed
            self.stdout.write(f"{account.name}: {done.taken:,} taken")
        if failed:
            raise CommandError(f"{failed:,} not taken; the log says which.")


def _watch(accounts: list[Account]) -> None:
    stop = threading.Event()

    def told(number: int, frame: FrameType | None) -> None:
        stop.set()

    def look(account: Account) -> None:
        try:
            watch(
                account,
                take=take_in,
                known=is_known,
                spool=spool(),
                most_bytes=settings.KALLIPOLIS_MAIL_BYTES,
                stopped=stop.is_set,
            )
        finally:
            close_old_connections()

    before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
    watchers = [threading.Thread(target=look, args=(account,), name=account.name) for account in accounts]
    for watcher in watchers:
        watcher.start()
    for watcher in watchers:
        watcher.join()
    for number, handler in before.items():
        signal.signal(number, handler)


def _account(told: dict[str, Any], moved_to: str) -> Account:
    return Account(
        scheme=told["scheme"],
        host=told["host"],
        port=told["port"],
        user=told["user"],
        password=told["password"],
        folder=told["folder"] or "INBOX",
        moved_to=moved_to,
    )
