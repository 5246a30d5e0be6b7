"""How many queries a full page takes: the literal number, the same at one and at three rows, and never more than twelve."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kallipolis.actions.register import import_register
from kallipolis.queries.register import network
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import Grant, Role
from tests import cast
from tests.factories import a_call
from tests.web.addresses import READ

pytestmark = pytest.mark.django_db
MOST = 12

# page: who asks (None: a visitor), and how many queries it takes her
PAGES = {
    "home": (None, 2),
    "cities": (None, 3),
    "about": (None, 0),
    "accessibility": (None, 0),
    "privacy": (None, 0),
    "call": (None, 0),
    "check": (None, 0),
    "desk": (cast.head, 7),
}


def rows(count):
    """The register and the house with so many rows of each kind."""
    import_register(a_call(), network()[:count], actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    for number in range(count):
        cast.a_person(f"Person {number}", Grant(Role.AUDITOR))


def asked(client, address):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_the_same_queries_at_one_and_at_three_rows(client, name, count):
    who, number = PAGES[name]
    rows(count)
    if who is not None:
        cast.signed_in(client, who())
        client.get(READ[name])
    found = asked(client, READ[name])
    assert len(found) == number, "\n".join(found)


def test_a_search_among_the_cities_takes_one_query_more(client):
    rows(3)
    assert len(asked(client, "/cities/?q=a")) == 4


# A file to take along, not a page: it reads every table that can speak of her, each once.
DOWNLOADS = {"take_along"}


@pytest.mark.parametrize("name", sorted(set(READ) - DOWNLOADS))
def test_no_page_takes_more_than_twelve(client, name):
    rows(3)
    cast.signed_in(client, cast.head())
    client.get(READ[name])
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(READ[name])
    told = [
        query["sql"] for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "ROLLBACK"))
    ]
    assert len(told) <= MOST, "\n".join(told)
