"""What a site looks like after it was killed so often: each fault a line, then how much there is; run as a process of its own."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import django
from django.db.models import QuerySet

django.setup()

from django_tasks_db.models import DBTaskResult  # noqa: E402 - Django is ready only now

from kallipolis.management.worker import Worker, counts  # noqa: E402 - as above
from kallipolis.models import DoneOnce, Event, EventSecret, FiledCopy, Letter, StoredFile  # noqa: E402 - as above
from kallipolis.models.files import FileScan  # noqa: E402 - as above
from kallipolis.queries.files import broken_files  # noqa: E402 - as above
from kallipolis.queries.record_verified import broken  # noqa: E402 - as above

SECONDS_TO_DRAIN = 240


def drain() -> None:
    """Let a worker that nobody kills do what is left."""
    until = time.monotonic() + SECONDS_TO_DRAIN
    worker = Worker("the last one", lease_seconds=2)
    while time.monotonic() < until:
        worker.run_until_empty()
        now = counts()
        if not now["ready"] + now["running"]:
            return
        time.sleep(0.5)


def faults(acknowledged: Iterable[str]) -> Iterator[str]:
    """Everything that is half done, done twice, or not done though the site said so."""
    filed = [one["key"] for one in _changes(Event.objects.filter(deed="file"), "change")]
    for what, keys in {
        "a copy": FiledCopy.objects.values_list("filename", flat=True),
        "a letter": Letter.objects.values_list("subject", flat=True),
        "a secret": [one["key"] for one in EventSecret.objects.values_list("content", flat=True) if "key" in one],
        "a mark": [one["key"] for one in _changes(DoneOnce.objects.filter(event__deed="file"), "event__change")],
    }.items():
        yield from _compared(what, Counter(keys), Counter(filed))
    yield from (f"{key} was filed {number} times" for key, number in Counter(filed).items() if number > 1)
    yield from (f"{key} was acknowledged and is not there" for key in set(acknowledged) - set(filed))
    stored = set(StoredFile.objects.values_list("sha256", flat=True))
    noted = Counter(about.partition(":")[2] for about in _abouts("note_scan"))
    yield from _compared("a scan", Counter(FileScan.objects.values_list("file_id", flat=True)), noted)
    yield from _compared("a scan’s event", noted, Counter(stored))
    yield from (str(one.sentence) for one in broken_files())
    yield from (str(one.sentence) for one in broken())
    for row in DBTaskResult.objects.exclude(status="SUCCESSFUL"):
        yield f"task {row.task_path} is {row.status} after {len(row.worker_ids)} attempts: {row.traceback[-300:]}"


def _changes(rows: QuerySet[Any], column: str) -> Iterable[dict[str, str]]:
    return rows.values_list(column, flat=True)


def _abouts(deed: str) -> Iterable[str]:
    return Event.objects.filter(deed=deed).values_list("about", flat=True)


def _compared(what: str, found: Counter[str], wanted: Counter[str]) -> Iterator[str]:
    for key in sorted((found - wanted) + (wanted - found)):
        yield f"{key} has {what} {found[key]} times and should have it {wanted[key]} times"


def main() -> None:
    drain()
    acknowledged = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    attempts = Counter(len(names) for names in DBTaskResult.objects.values_list("worker_ids", flat=True))
    told = {
        "faults": list(faults(acknowledged)),
        "events": Event.objects.count(),
        "acknowledged": len(acknowledged),
        "tasks": DBTaskResult.objects.count(),
        "tasks done at the second attempt or later": sum(n for tries, n in attempts.items() if tries > 1),
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
