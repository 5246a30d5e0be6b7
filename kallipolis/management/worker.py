"""One worker: takes tasks one by one, does them, and takes over those whose worker died; many may work at once.

A task is a row of django-tasks-db. While it is done its worker renews `started_at`, by the database's own clock; a row that
was not renewed for the length of a lease belongs to nobody, and whoever finds it makes it ready again. Who is late finds
that its row is another's and leaves it alone. So a task may be done twice and has to bear it: its deed has a key (`once`).
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, cast

from django.db import DatabaseError, close_old_connections, connections, transaction
from django.db.models import Count
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskContext, TaskResult, TaskResultStatus
from django_tasks.utils import normalize_json
from django_tasks_db.models import DBTaskResult, get_date_max

ATTEMPTS = 5
"""So often a task is tried, whatever stopped it; then it is failed, and shown."""

_FIRST_PAUSE = timedelta(seconds=5)
_POLL_SECONDS = 1.0
_PAUSE_WITHOUT_DATABASE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class WorkerDied(Exception):
    """What a task failed of whose workers died one after the other."""


def worker_name() -> str:
    """A name that no other worker has, and by which an operator finds the process."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


class Worker:
    """Does tasks until it is told to stop, or until there is none."""

    def __init__(self, name: str, *, lease_seconds: float, poll_seconds: float = _POLL_SECONDS) -> None:
        self.name = name
        self._lease, self._poll = timedelta(seconds=lease_seconds), poll_seconds

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`; the task in hand is done to its end. A database that is away is waited for."""
        look_for_the_dead = 0.0
        while not stop.is_set():
            pause = 0.0
            try:
                if time.monotonic() >= look_for_the_dead:
                    look_for_the_dead = time.monotonic() + self._lease.total_seconds() / 2
                    reap(self._lease)
                if not self.one():
                    pause = self._poll
            except DatabaseError as away:
                _log.error("The database is not to be had: %s", away)
                connections.close_all()
                pause = _PAUSE_WITHOUT_DATABASE_SECONDS
            close_old_connections()
            stop.wait(pause)

    def run_until_empty(self) -> int:
        """Work until nothing is ready; how many tasks were done."""
        done = 0
        reap(self._lease)
        while self.one():
            done += 1
        return done

    def one(self) -> bool:
        """Do the next task; False where none is ready."""
        row = claim(self.name)
        if row is None:
            return False
        with self._renewing(row):
            try:
                returned = _called(row)
            except Exception as failure:
                _log.warning("Task %s (%s) stopped: %s", row.pk, row.task_path, _in_one_line(failure))
                self._put_back(row, failure)
            else:
                self._finish(row, status=TaskResultStatus.SUCCESSFUL, return_value=returned, finished_at=Now())
        return True

    def _put_back(self, row: DBTaskResult[Any, Any], failure: Exception) -> None:
        attempts = len(row.worker_ids)
        if attempts < ATTEMPTS:
            later = timezone.now() + _FIRST_PAUSE * 2 ** (attempts - 1)
            self._finish(row, status=TaskResultStatus.READY, run_after=later)
            return
        if self._finish(row, **_failed(failure)):
            _log.error("Task %s (%s) is given up after %s attempts.", row.pk, row.task_path, attempts)

    def _finish(self, row: DBTaskResult[Any, Any], **change: Any) -> bool:
        """Write what became of a task, where it is still this worker's."""
        with transaction.atomic():
            mine = DBTaskResult.objects.select_for_update().filter(pk=row.pk).first()
            if mine is None or mine.status != TaskResultStatus.RUNNING or mine.worker_ids != row.worker_ids:
                _log.warning("Task %s was taken over by another worker.", row.pk)
                return False
            DBTaskResult.objects.filter(pk=row.pk).update(**change)
        return True

    @contextmanager
    def _renewing(self, row: DBTaskResult[Any, Any]) -> Iterator[None]:
        done = threading.Event()
        thread = threading.Thread(target=self._renew, args=(row, done), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _renew(self, row: DBTaskResult[Any, Any], done: threading.Event) -> None:
        try:
            while not done.wait(self._lease.total_seconds() / 4):
                try:
                    mine = DBTaskResult.objects.filter(pk=row.pk, status=TaskResultStatus.RUNNING)
                    # A second worker adds its name before it begins.
                    if [one.worker_ids for one in mine] == [row.worker_ids]:
                        mine.update(started_at=Now())
                except DatabaseError as away:
                    _log.error("Task %s could not be renewed: %s", row.pk, away)
        finally:
            connections.close_all()


def claim(worker: str) -> DBTaskResult[Any, Any] | None:
    """The next task that is ready, with this worker's name on it; None where there is none. Rows of others are skipped."""
    ready = DBTaskResult.objects.ready().filter(backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    if not ready.exists():  # on SQLite a transaction takes the lock of all writers
        return None
    with transaction.atomic():
        row = ready.select_for_update(skip_locked=True).first()
        if row is None:
            return None
        row.worker_ids = [*row.worker_ids, worker]
        DBTaskResult.objects.filter(pk=row.pk).update(
            status=TaskResultStatus.RUNNING, started_at=Now(), worker_ids=row.worker_ids
        )
    return row


def reap(lease: timedelta) -> int:
    """Make ready again, or give up, what dead workers left; how many."""
    running = DBTaskResult.objects.filter(status=TaskResultStatus.RUNNING, backend_name=DEFAULT_TASK_BACKEND_ALIAS)
    if not running.exists():
        return 0
    reaped = 0
    with transaction.atomic():
        for row in running.annotate(database_now=Now()).select_for_update(skip_locked=True):
            if row.started_at is not None and row.database_now - row.started_at < lease:
                continue
            reaped += 1
            attempts, last = len(row.worker_ids), (row.worker_ids or ["nobody"])[-1]
            _log.warning("Task %s (%s) was left by its worker %s.", row.pk, row.task_path, last)
            change: Mapping[str, Any] = {"status": TaskResultStatus.READY, "run_after": get_date_max()}
            if attempts >= ATTEMPTS:
                _log.error("Task %s (%s) is given up after %s attempts.", row.pk, row.task_path, attempts)
                change = _failed(WorkerDied(f"its worker {last} gave no sign of life"))
            DBTaskResult.objects.filter(pk=row.pk).update(**change)
    return reaped


def counts() -> Mapping[str, int]:
    """How many tasks stand where: ready, running, failed, successful."""
    found = dict(DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk")))
    return {str(status).lower(): found.get(status, 0) for status in TaskResultStatus.values}


def given_up() -> Iterator[tuple[str, str]]:
    """Each failed task, with the last line of why."""
    for row in DBTaskResult.objects.failed().order_by("finished_at"):
        yield f"{row.task_path}{tuple(row.args_kwargs['args'])}", row.traceback.strip().rpartition("\n")[2]


def try_again() -> int:
    """Make the failed tasks ready, as if they were new; how many."""
    return DBTaskResult.objects.failed().update(
        status=TaskResultStatus.READY, worker_ids=[], run_after=get_date_max(), finished_at=None
    )


def forget_finished(*, before: timedelta) -> int:
    """Remove the rows of tasks that were done so long ago; failed ones stay until somebody has seen to them."""
    return DBTaskResult.objects.successful().filter(finished_at__lt=timezone.now() - before).delete()[0]


def _called(row: DBTaskResult[Any, Any]) -> Any:
    task, result = row.task, row.task_result
    context = [TaskContext(task_result=cast(TaskResult[Any], result))] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))


def _failed(failure: Exception) -> Mapping[str, Any]:
    return {
        "status": TaskResultStatus.FAILED,
        "finished_at": Now(),
        "exception_class_path": f"{type(failure).__module__}.{type(failure).__qualname__}",
        "traceback": "".join(traceback.format_exception(failure)),
    }


def _in_one_line(failure: Exception) -> str:
    return " ".join(traceback.format_exception_only(failure)[-1].split())
