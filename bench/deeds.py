"""Measures deeds: durable writes through one against bare transactions of the same database, and the verification of a chain.

Nothing of the site is touched: SQLite in a folder of its own, PostgreSQL (where DATABASE_URL is given) in a database that is
made for the run and dropped after it.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
FOLDER = tempfile.TemporaryDirectory(prefix="kallipolis-bench-")
os.environ["KALLIPOLIS_VAR"] = FOLDER.name

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation

from kallipolis.actions.record import Done, deed
from kallipolis.models import Chain, Event, Letter, State
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import Deed
from kallipolis.rulebook.record import Entry

ROUNDS, WRITES = 7, 200
EVENTS = 100_000
AT_LEAST, AT_MOST_SECONDS = 0.4, 5.0
CONSOLE = Actor(service=Service.CONSOLE)
NOON = datetime(2021, 6, 30, 12, tzinfo=UTC)


class Clock:
    """Noon."""

    def now(self) -> datetime:
        return NOON


numbers = iter(range(10**9))


@deed(Deed.IMPORT_REGISTER)
def change_something(state: State, *, actor: Actor, clock: Clock, name: str) -> Done[None]:
    """A deed of the usual size: one row changed, one letter queued."""
    State.objects.filter(pk=state.pk).update(name=name)
    letter = Letter(to="ana@people.example", subject="A change", text="Something was changed.", created_at=NOON,
                    due_at=NOON, message_id=f"<{next(numbers)}@bench.example>")  # fmt: skip
    return Done(None, f"state:{state.pk}", {"name": name}, letters=[letter])


def bare() -> None:
    """One row, one commit: the floor of the database."""
    with transaction.atomic():
        Letter.objects.create(to="ana@people.example", subject="A change", text="Something was changed.",
                              created_at=NOON, due_at=NOON, message_id=f"<{next(numbers)}@bench.example>")  # fmt: skip


def seconds(work: Callable[[], object]) -> float:
    """How long `WRITES` of it take on the clock: a durable write mostly waits."""
    began = time.perf_counter()
    for _ in range(WRITES):
        work()
    return time.perf_counter() - began


def writes() -> None:
    """The rate of deeds over the rate of bare transactions, measured in turns."""
    state = State.objects.create(iso2="MR", name="Mauritania", region="", status="")

    def through_a_deed() -> None:
        change_something(state, actor=CONSOLE, clock=Clock(), name=f"name {next(numbers)}")

    seconds(bare), seconds(through_a_deed)
    ratios, deeds, bares = [], [], []
    for _ in range(ROUNDS):
        a, b = seconds(bare), seconds(through_a_deed)
        ratios.append(a / b)
        bares.append(WRITES / a)
        deeds.append(WRITES / b)
    a, b, c = map(statistics.median, (bares, deeds, ratios))
    print(f"{connection.vendor}: bare {a:,.0f}/s   deeds {b:,.0f}/s   ratio {c:.2f} (at least {AT_LEAST:.2f})")


def verification() -> None:
    """A chain of many events, computed anew."""
    chain = Chain.objects.create(name="call:bench", edition="e" * 64)
    previous, rows = "", []
    for number in range(1, EVENTS + 1):
        entry = Entry(chain.name, number, NOON, "person:17", "import_register", f"state:{number % 200}",
                      {"name": f"name {number}", "before": "name"}, chain.edition, "", previous).bound()  # fmt: skip
        previous = entry.digest
        rows.append(Event(chain=chain, number=number, at=entry.at, actor=entry.actor, deed=entry.deed,
                          about=entry.about, change=entry.change, edition=entry.edition, previous=entry.previous,
                          digest=entry.digest))  # fmt: skip
    with transaction.atomic():
        Event.objects.bulk_create(rows, batch_size=2000)
        Chain.objects.filter(pk=chain.pk).update(length=EVENTS, head=previous)
    del rows
    began, processor = time.perf_counter(), time.process_time()
    assert list(broken()) == []
    print(f"{connection.vendor}: {Event.objects.count():,} events verified in {time.perf_counter() - began:.2f} s, "
          f"{time.process_time() - processor:.2f} s of a processor (at most {AT_MOST_SECONDS:.0f})")  # fmt: skip


def main() -> None:
    """Both measurements, on the database that the environment names."""
    creation: BaseDatabaseCreation = connection.creation
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["NAME"] = "kallipolis_bench"
        creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    else:
        call_command("migrate", verbosity=0)
    try:
        writes()
        verification()
    finally:
        if connection.vendor == "postgresql":
            creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)
        connection.close()


if __name__ == "__main__":
    main()
