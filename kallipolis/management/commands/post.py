"""Runs the post room: opens what arrived, acknowledges and screens it, and sends letters that are due."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kallipolis.documents.reading.door import ReadingRoom
from kallipolis.management.post_room import Worked, sender_of_this_site, work_once
from kallipolis.queries.intake_call import call_under_way

_PAUSE_SECONDS = 2


class Command(BaseCommand):
    """`kallipolis post`: see docs/how-to/run-the-post-room.md."""

    help = (
        "Open the messages that were taken in, enter and screen them, and send the letters that are due, until Ctrl-C or "
        "SIGTERM. Several may run at once. Messages wait until the call is open (`kallipolis call open`)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-empty", action="store_true", help="do what waits now, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()

        def told(number: int, frame: FrameType | None) -> None:
            stop.set()

        before = {number: signal.signal(number, told) for number in (signal.SIGINT, signal.SIGTERM)}
        if call_under_way() is None:
            self.stderr.write(
                "kallipolis post: no call is open, so messages wait. Open it with `kallipolis call open`."
            )
        total = Worked()
        try:
            with ReadingRoom(1) as room, sender_of_this_site() as sender:
                while not stop.is_set():
                    done = work_once(room, sender)
                    total.entered += done.entered
                    total.screened += done.screened
                    total.sent += done.sent
                    if done.nothing and options["until_empty"]:
                        break
                    if done.nothing:
                        stop.wait(_PAUSE_SECONDS)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        self.stdout.write(f"entered {total.entered:,}, screened {total.screened:,}, letters sent {total.sent:,}")
