"""Works in the background: does the tasks that deeds ask for and, with --clock, what is due by itself."""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from kallipolis.management.timetable import keep_time
from kallipolis.management.worker import Worker, counts, given_up, try_again, worker_name
from kallipolis.rulebook.clock import SYSTEM_CLOCK

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Command(BaseCommand):
    """`kallipolis work`: see docs/how-to/run-workers.md."""

    help = (
        "Do background tasks until Ctrl-C or SIGTERM; the task in hand is done to its end, a second signal ends at once. "
        "As many workers may run as the site needs; on one of them at least, --clock."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--clock", action="store_true", help="also do what is due by itself (daily heads, sweeping)"
        )
        parser.add_argument("--until-empty", action="store_true", help="do what is ready, then end")
        parser.add_argument("--status", action="store_true", help="say how many tasks stand where, and which failed")
        parser.add_argument("--retry", action="store_true", help="make the failed tasks ready again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status"]:
            self._tell()
        elif options["retry"]:
            self.stdout.write(f"ready again: {try_again()}")
        elif options["until_empty"]:
            self.stdout.write(f"done: {_worker().run_until_empty()}")
        else:
            self._work(clock=options["clock"])

    def _tell(self) -> None:
        for status, number in counts().items():
            self.stdout.write(f"{status:<11} {number:,}")
        failed = list(given_up())
        for task, why in failed:
            self.stdout.write(f"given up: {task}: {why}")
        if failed:
            sys.exit(1)

    def _work(self, *, clock: bool) -> None:
        stop = threading.Event()

        def told(number: int, frame: FrameType | None) -> None:
            if stop.is_set():
                os._exit(1)
            stop.set()

        before = {number: signal.signal(number, told) for number in _SIGNALS}
        keeper = threading.Thread(target=keep_time, args=(stop, SYSTEM_CLOCK), daemon=True)
        if clock:
            keeper.start()
        try:
            _worker().run(stop)
        finally:
            stop.set()
            if clock:
                keeper.join(10)
            for number, handler in before.items():
                signal.signal(number, handler)


def _worker() -> Worker:
    return Worker(worker_name(), lease_seconds=settings.WORK_LEASE_SECONDS)
