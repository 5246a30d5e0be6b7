"""How somebody who owns the database would tamper with the record: the guard is taken away first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

from django.db import connection

KEPT = import_module("kallipolis.migrations.0003_events_are_kept")


@contextmanager
def unguarded() -> Iterator[None]:
    """The database without the guard of the events, within the transaction of a test."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in KEPT.LIFT[connection.vendor]:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in KEPT.GUARD[connection.vendor]:
            cursor.execute(statement)


def tamper(*statements: str) -> None:
    """Statements as somebody would type them into the database's own console."""
    with unguarded(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
