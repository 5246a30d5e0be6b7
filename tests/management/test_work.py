"""Workers: each task is done, by one at a time; what a dead worker left is done by another; what cannot be done is shown."""

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import timedelta
from unittest.mock import Mock

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from kallipolis.actions.files import keep
from kallipolis.management import timetable, worker
from kallipolis.management.timetable import TIMETABLE, Job, keep_time
from kallipolis.management.worker import ATTEMPTS, Worker, claim, counts, forget_finished, given_up, reap, try_again
from kallipolis.models import Event, StoredFile
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests.management.chores import DONE, chore, counting_chore, failing_chore, unspeakable_chore, urgent_chore

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def database_backend(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    DONE.clear()


def a_worker(name="one"):
    return Worker(name, lease_seconds=LEASE.total_seconds())


def only_row():
    return DBTaskResult.objects.get()


def make_due():
    DBTaskResult.objects.update(run_after=timezone.now() - timedelta(seconds=1))


def leave_for(seconds):
    """As if the worker had given no sign of life for so long."""
    DBTaskResult.objects.filter(status="RUNNING").update(started_at=timezone.now() - timedelta(seconds=seconds))


def test_tasks_are_done_one_after_the_other_the_urgent_ones_first():
    chore.enqueue("first")
    chore.enqueue("second")
    urgent_chore.enqueue("now")
    assert a_worker().run_until_empty() == 3
    assert DONE == ["now", "first", "second"]
    row = DBTaskResult.objects.get(args_kwargs__args=["first"])
    assert (row.status, row.return_value, row.worker_ids) == ("SUCCESSFUL", "did first", ["one"])
    assert row.finished_at >= row.started_at


def test_a_task_of_a_transaction_that_is_undone_was_never_asked_for():
    with transaction.atomic():
        chore.enqueue("never")
        transaction.set_rollback(rollback=True)
    assert (a_worker().one(), DONE) == (False, [])


def test_a_task_is_claimed_by_one_worker():
    chore.enqueue("once")
    row = claim("one")
    assert (row.worker_ids, claim("two")) == (["one"], None)


def test_what_stops_with_an_error_is_tried_again_later_and_at_last_given_up(caplog):
    failing_chore.enqueue("ring up")
    pauses = []
    for _ in range(ATTEMPTS - 1):
        assert a_worker().one()
        row = only_row()
        assert row.status == TaskResultStatus.READY
        pauses.append(round((row.run_after - timezone.now()).total_seconds()))
        assert not a_worker().one()
        make_due()
    assert pauses == [5, 10, 20, 40]
    assert a_worker().one()
    assert not a_worker().one()
    assert (counts()["failed"], len(DONE)) == (1, ATTEMPTS)
    assert list(given_up()) == [
        ("tests.management.chores.failing_chore('ring up',)", "OSError: the other side is silent")
    ]
    assert "is given up after 5 attempts" in caplog.text


def test_what_was_given_up_can_be_tried_again():
    failing_chore.enqueue("ring up")
    for _ in range(ATTEMPTS):
        a_worker().one()
        make_due()
    assert (try_again(), counts()["ready"]) == (1, 1)
    assert a_worker().one()
    assert only_row().worker_ids == ["one"]


@pytest.mark.parametrize("broken", ["no.such.module", "tests.management.chores.DONE"])
def test_a_task_that_no_longer_exists_stops_nobody(broken):
    chore.enqueue("x")
    DBTaskResult.objects.update(task_path=broken)
    assert a_worker().one()
    assert only_row().status == TaskResultStatus.READY


def test_a_result_that_cannot_be_written_down_is_a_failure_of_the_task():
    unspeakable_chore.enqueue()
    assert a_worker().one()
    assert only_row().status == TaskResultStatus.READY


def test_what_a_dead_worker_left_is_done_by_another():
    chore.enqueue("once")
    claim("one")
    leave_for(59)
    assert reap(LEASE) == 0
    leave_for(61)
    assert reap(LEASE) == 1
    assert a_worker("two").one()
    assert (DONE, only_row().worker_ids) == (["once"], ["one", "two"])


def test_a_task_that_kills_its_workers_is_given_up(caplog):
    chore.enqueue("too large")
    for number in range(ATTEMPTS):
        assert claim(f"worker {number}")
        leave_for(61)
        assert reap(LEASE) == 1
    assert not a_worker().one()
    assert next(given_up())[1].endswith("WorkerDied: its worker worker 4 gave no sign of life")


def test_a_worker_that_is_late_leaves_alone_what_another_took_over(monkeypatch):
    counting_chore.enqueue()
    late = claim("late")
    leave_for(61)
    reap(LEASE)
    second = claim("second")
    assert not a_worker("late")._finish(late, status="SUCCESSFUL", return_value=1)
    assert only_row().status == TaskResultStatus.RUNNING
    assert a_worker("second")._finish(second, status="SUCCESSFUL", return_value=2)
    assert only_row().return_value == 2


def test_a_task_may_know_how_often_it_was_tried():
    counting_chore.enqueue()
    claim("one")
    leave_for(61)
    reap(LEASE)
    a_worker("two").one()
    assert only_row().return_value == 2


@pytest.mark.django_db(transaction=True)
def test_the_lease_of_a_long_task_is_renewed(monkeypatch):
    chore.enqueue("long")
    worker = Worker("one", lease_seconds=0.4)
    renewed = []

    def long(row):
        before = only_row().started_at
        until = time.monotonic() + 30
        while only_row().started_at == before and time.monotonic() < until:
            time.sleep(0.02)
        renewed.append(only_row().started_at > before)
        return "done"

    monkeypatch.setattr("kallipolis.management.worker._called", long)
    worker.one()
    assert (renewed, only_row().status) == ([True], "SUCCESSFUL")


def test_a_database_that_is_away_is_waited_for(monkeypatch, caplog):
    stop, tried = threading.Event(), []

    def away(worker):
        tried.append(worker)
        if len(tried) == 2:
            stop.set()
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(worker, "claim", away)
    monkeypatch.setattr(worker, "connections", Mock())
    monkeypatch.setattr(worker, "close_old_connections", Mock())
    monkeypatch.setattr(worker, "_PAUSE_WITHOUT_DATABASE_SECONDS", 0.01)
    a_worker().run(stop)
    assert (tried, caplog.text.count("The database is not to be had")) == (["one", "one"], 2)


def test_a_finished_task_is_forgotten_after_its_time_and_a_failed_one_never():
    chore.enqueue("x")
    failing_chore.enqueue("y")
    a_worker().run_until_empty()
    DBTaskResult.objects.filter(status="READY").update(status="FAILED")
    DBTaskResult.objects.update(finished_at=timezone.now() - timedelta(days=15))
    assert forget_finished(before=timedelta(days=14)) == 1
    assert counts() == {"ready": 0, "running": 0, "failed": 1, "successful": 0}


def test_the_command_does_what_is_ready_and_says_how_it_stands(capsys):
    chore.enqueue("x")
    call_command("work", "--until-empty")
    call_command("work", "--status")
    assert capsys.readouterr().out.split() == (
        ["done:", "1", "ready", "0", "running", "0", "failed", "0", "successful", "1"]
    )


def test_the_command_shows_what_was_given_up_and_fails(capsys):
    failing_chore.enqueue("y")
    for _ in range(ATTEMPTS):
        a_worker().one()
        make_due()
    with pytest.raises(SystemExit):
        call_command("work", "--status")
    assert "given up: tests.management.chores.failing_chore('y',): OSError: the other side" in capsys.readouterr().out
    call_command("work", "--retry")
    assert capsys.readouterr().out == "ready again: 1\n"


def test_every_job_of_the_clock_is_done_and_done_again_without_harm(own_shelf, settings, tmp_path):
    settings.KALLIPOLIS_HEADS = tmp_path / "heads"
    settings.KALLIPOLIS_RECORD_KEY = bytes(32)
    for _ in range(2):
        for job in TIMETABLE:
            job.do(SYSTEM_CLOCK)
    assert list(Event.objects.values_list("actor", "deed")) == [("service:clock", "export_heads")]


def test_the_clock_sweeps_what_nothing_names(own_shelf, tmp_path):
    with (tmp_path / "old").open("w+b") as content:
        content.write(b"old")
        old = keep(content).sha256
    os.utime(own_shelf.path(old), (0, 0))
    timetable.sweep_files(SYSTEM_CLOCK)
    timetable.sweep_files(SYSTEM_CLOCK)
    assert list(Event.objects.values_list("deed", "change")) == [("sweep_files", {"removed": [old]})]


def test_the_clock_has_shown_to_the_scanner_what_it_missed(own_shelf, settings):
    StoredFile.objects.create(sha256="a" * 64, size=1, stored_at=SYSTEM_CLOCK.now() - timedelta(hours=2))
    StoredFile.objects.create(sha256="b" * 64, size=1, stored_at=SYSTEM_CLOCK.now())
    timetable.scan_files(SYSTEM_CLOCK)
    assert DBTaskResult.objects.count() == 0
    settings.KALLIPOLIS_CLAMD = "127.0.0.1:9"
    timetable.scan_files(SYSTEM_CLOCK)
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [["a" * 64]]


def test_a_job_that_fails_keeps_no_other_from_its_turn(caplog):
    stop, done = threading.Event(), []

    def fail(clock):
        raise OSError("no room left")

    def work(clock):
        done.append(clock)
        stop.set()

    jobs = [Job("fail", timedelta(days=1), fail), Job("work", timedelta(days=1), work)]
    keep_time(stop, SYSTEM_CLOCK, jobs)
    assert done == [SYSTEM_CLOCK]
    assert "The clock could not fail." in caplog.text


@pytest.mark.slow
def test_a_worker_ends_when_it_is_told_to(tmp_path):
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite3", "KALLIPOLIS_VAR": str(tmp_path)}
    program = [sys.executable, "-m", "django"]
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    subprocess.run([*program, "migrate", "--verbosity", "0"], env=environment, check=True)
    with subprocess.Popen([*program, "work", "--clock"], env=environment, stderr=subprocess.PIPE, text=True) as worker:
        until = time.monotonic() + 60
        while not list(tmp_path.glob("heads/*.json")) and time.monotonic() < until:
            time.sleep(0.1)
        worker.send_signal(signal.SIGTERM)
        assert (worker.wait(30), worker.stderr.read()) == (0, "")
