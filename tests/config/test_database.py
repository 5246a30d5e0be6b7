"""SQLite as a site has it: what is said of a connection holds on every connection, and PostgreSQL is found by its address."""

import threading
from contextlib import closing

import pytest
from django.db import IntegrityError
from django.db.utils import ConnectionHandler

from config import environment


@pytest.fixture
def handler(tmp_path, django_db_blocker):
    """Connections to a database of the site's kind; each thread gets one of its own, as in a server."""
    found = ConnectionHandler({"default": environment.sqlite(tmp_path / "site.sqlite3")})
    with django_db_blocker.unblock():
        yield found
        found["default"].close()


def pragmas(handler):
    with closing(handler["default"]) as connection, connection.cursor() as cursor:
        names = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        return connection.transaction_mode, *(cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in names)


# FULL is 2; a second writer waits for twenty seconds.
AS_SAID = ("IMMEDIATE", "wal", 2, 1, 20_000)


def test_every_connection_to_sqlite_keeps_what_was_committed_and_minds_foreign_keys(handler):
    found = [pragmas(handler)]
    another = threading.Thread(target=lambda: found.append(pragmas(handler)))
    another.start()
    another.join()
    found.append(pragmas(handler))
    assert found == [AS_SAID] * 3


def test_a_row_that_points_to_nothing_is_refused(handler):
    with closing(handler["default"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE city (id INTEGER PRIMARY KEY)")
        cursor.execute("CREATE TABLE letter (city INTEGER REFERENCES city (id))")
        with pytest.raises(IntegrityError):
            cursor.execute("INSERT INTO letter VALUES (1)")


def test_who_writes_first_makes_the_other_wait_and_not_fail(handler, tmp_path):
    with closing(handler["default"]) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE city (id INTEGER PRIMARY KEY)")
    begun, done = threading.Event(), []

    def second():
        with closing(handler["default"]) as connection, connection.cursor() as cursor:
            begun.set()
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("SELECT count(*) FROM city")
            done.append(cursor.fetchone()[0])
            cursor.execute("COMMIT")

    with closing(handler["default"]) as connection, connection.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        other = threading.Thread(target=second)
        other.start()
        begun.wait()
        cursor.execute("INSERT INTO city VALUES (1)")
        cursor.execute("COMMIT")
    other.join()
    assert done == [1]


def test_postgresql_is_found_on_a_socket_too(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://kallipolis@/site?host=%2Frun%2Fpostgresql")
    found = environment.database("DATABASE_URL", tmp_path)
    assert (found["NAME"], found["USER"], found["HOST"]) == ("site", "kallipolis", "")
    assert found["OPTIONS"] == {"host": "/run/postgresql"}
