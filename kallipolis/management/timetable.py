"""What the clock of the house does by itself, and how often; each job bears to be done twice, by two clocks at once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import connections

from kallipolis.actions.call import notice_changed_folders
from kallipolis.actions.files import scan_stored_file, sweep, sweep_drafts
from kallipolis.actions.people.retention import let_go_of_what_is_due
from kallipolis.actions.record import export_todays_heads
from kallipolis.management.worker import forget_finished
from kallipolis.queries.files import unnamed_files, unscanned_files
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor, Service

_log = logging.getLogger(__name__)

CLOCK = Actor(service=Service.CLOCK)


@dataclass(frozen=True)
class Job:
    """Something to be done every so often, and when a clock begins to run."""

    name: str
    every: timedelta
    do: Callable[[Clock], object]


def export_heads(clock: Clock) -> None:
    """Once a day, however often it is asked."""
    export_todays_heads(actor=CLOCK, clock=clock)


def notice_folders(clock: Clock) -> None:
    """An edition that was changed after its call was opened."""
    notice_changed_folders(actor=CLOCK, clock=clock)


def sweep_files(clock: Clock) -> None:
    """Bytes that no deed came to name; where there are none, nothing goes on the record."""
    sweep_drafts(clock)
    if left := list(unnamed_files()):
        sweep(left, actor=CLOCK, clock=clock)


def scan_files(clock: Clock) -> None:
    """Files still without a verdict, because the scanner was away or the site had none; a younger one has its task."""
    if settings.KALLIPOLIS_CLAMD:
        for digest in unscanned_files(before=clock.now() - timedelta(hours=1)):
            scan_stored_file.enqueue(digest)


def let_go(clock: Clock) -> None:
    """What has passed its term (rulebook.retention); where nothing has, nothing goes on the record."""
    let_go_of_what_is_due(actor=CLOCK, clock=clock)


def forget_tasks(clock: Clock) -> None:
    """Tasks that were done two weeks ago."""
    forget_finished(before=timedelta(days=14))


TIMETABLE: Sequence[Job] = (
    Job("export the heads of the record", timedelta(hours=1), export_heads),
    Job("look at the folders of opened calls", timedelta(hours=1), notice_folders),
    Job("scan what has no verdict", timedelta(hours=1), scan_files),
    Job("sweep stored bytes that nothing names", timedelta(days=1), sweep_files),
    Job("let go of what has passed its term", timedelta(days=1), let_go),
    Job("forget finished tasks", timedelta(days=1), forget_tasks),
)


def keep_time(stop: threading.Event, clock: Clock, timetable: Sequence[Job] = TIMETABLE) -> None:
    """Do each job when it is due, until `stop`. One that fails is logged, keeps no other from its turn, and comes again."""
    due = {job.name: 0.0 for job in timetable}
    while not stop.is_set():
        for job in timetable:
            if due[job.name] <= time.monotonic() and not stop.is_set():
                due[job.name] = time.monotonic() + job.every.total_seconds()
                try:
                    job.do(clock)
                except Exception:
                    _log.exception("The clock could not %s.", job.name)
                    connections.close_all()
        stop.wait(1)
    connections.close_all()
