"""Checks are counted for each place and for all together, in one count for all processes, and no address is kept."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, connections
from django.test import RequestFactory
from django.urls import ResolverMatch

from kallipolis.web import rates
from kallipolis.web.rates import Asked
from tests.cast import a_person
from tests.web.markup import one, tree, words

CHECK = "/calls/uccn-2021/check/"
pytestmark = pytest.mark.django_db


def asking(peer="203.0.113.7", **headers):
    return RequestFactory(REMOTE_ADDR=peer).post(CHECK, headers=headers)


@pytest.fixture(autouse=True)
def _three_an_hour(settings):
    settings.CHECKS_PER_HOUR_FROM_ONE_PLACE = 3


def test_the_fourth_check_of_an_hour_is_told_when_to_come_again(client, reading, sheet):
    reading(sheet)
    with time_machine.travel("2021-06-01T10:26:30Z", tick=False):
        statuses = [client.post(CHECK).status_code for _ in range(4)]
        response = client.post(CHECK)
    assert statuses == [422, 422, 422, 429]
    assert response["Retry-After"] == str(33 * 60 + 30)
    assert words(one(tree(response), "//h1")) == "Too many checks from this place"
    assert "Try again in 34 minutes." in words(tree(response))
    with time_machine.travel("2021-06-01T11:00:01Z", tick=False):
        assert client.post(CHECK).status_code == 422


def test_a_refused_check_is_not_read(client, reading, sheet):
    asked = reading(sheet)
    for _ in range(5):
        client.post(CHECK, {"files": []})
    assert asked == []


def test_another_place_has_its_own_count():
    assert [rates.admit(asking()) for _ in range(3)] == [None] * 3
    assert rates.admit(asking()).from_here
    assert rates.admit(asking("203.0.113.8")) is None


def test_all_places_together_have_a_count_too(settings):
    settings.CHECKS_PER_HOUR = 4
    assert [rates.admit(asking(f"203.0.113.{number}")) for number in range(4)] == [None] * 4
    wait = rates.admit(asking("203.0.113.99"))
    assert not wait.from_here
    assert 0 < wait.seconds <= 3600


def test_looking_at_the_page_is_not_counted(client):
    for _ in range(5):
        assert client.get(CHECK).status_code == 200


def test_every_place_of_the_hour_is_given_once_however_many_ask():
    """The places are keys that only one process can add: no lost update lets a fourth one in."""
    taken = [rates._take("together", 3) for _ in range(10)]
    assert taken.count(True) == 3


def test_no_address_is_kept():
    rates.admit(asking("203.0.113.7"))
    rates.admit(asking("2001:db8:1:2:3:4:5:6"))
    told = json.dumps(kept())
    assert told != "[]"
    for trace in ("203.0", "113.7", "2001:", "db8:"):
        assert trace not in told


def kept():
    """Every entry of the cache, as it lies in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM kallipolis_cache")
        return [[str(cell) for cell in row] for row in cursor.fetchall()]


def test_the_count_is_gone_after_two_hours():
    with time_machine.travel("2021-06-01T10:00:00Z", tick=False):
        rates.admit(asking())
        keys = [key.removeprefix(":1:") for key, _ in kept()]
        assert set(cache.get_many(keys)) == set(keys)
        assert len(keys) == 2
    with time_machine.travel("2021-06-01T12:00:01Z", tick=False):
        assert cache.get_many(keys) == {}


def test_a_place_has_another_name_in_every_hour():
    names = set()
    for hour in ("10", "11", "12"):
        with time_machine.travel(f"2021-06-01T{hour}:30:00Z", tick=False):
            rates.admit(asking())
            names |= {key.split(":")[3] for key, _ in kept() if key.count(":") == 5}
    assert len(names) == 3


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "place"),
    [
        ("203.0.113.7", "", [], "203.0.113.7"),
        ("203.0.113.7", "198.51.100.1", [], "203.0.113.7"),
        ("10.0.0.2", "198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1, 10.0.0.9", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "6.6.6.6, 198.51.100.1", ["10.0.0.0/8"], "198.51.100.1"),
        ("10.0.0.2", "", ["10.0.0.0/8"], "unknown"),
        ("10.0.0.2", "<script>", ["10.0.0.0/8"], "unknown"),
        ("10.0.0.2", "10.0.0.3", ["10.0.0.0/8"], "10.0.0.2"),
        ("::ffff:203.0.113.7", "", [], "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "", [], "2001:db8:1:2::/64"),
        ("", "198.51.100.1", [], "unknown"),
    ],
)
def test_known_failure_70_only_a_stated_proxy_tells_where_somebody_comes_from(
    settings, peer, forwarded, proxies, place
):
    settings.TRUSTED_PROXIES = proxies
    assert rates.place_of(asking(peer, **{"x-forwarded-for": forwarded} if forwarded else {})) == place


def test_known_failure_70_another_address_in_every_header_does_not_lift_the_limit(client, reading, sheet):
    reading(sheet)
    statuses = [
        client.post(CHECK, headers={"x-forwarded-for": f"198.51.100.{number}"}).status_code for number in range(5)
    ]
    assert statuses == [422, 422, 422, 429, 429]


def test_each_thing_that_is_asked_for_has_a_count_of_its_own(settings):
    settings.SIGN_INS_PER_HOUR_FROM_ONE_PLACE = 1
    assert rates.admit(asking(), Asked.SIGN_IN) is None
    assert rates.admit(asking(), Asked.SIGN_IN).from_here
    assert rates.admit(asking(), Asked.RESET) is None
    assert rates.admit(asking(), Asked.UPLOAD) is None
    assert rates.admit(asking()) is None


def test_one_account_is_guessed_at_no_more_from_many_places_than_from_one(settings):
    settings.SIGN_INS_PER_HOUR_FOR_ONE_ACCOUNT = 3
    addresses = [f"198.51.100.{number}" for number in range(5)]
    waits = [rates.admit(asking(one), Asked.SIGN_IN, account="Eva@people.example ") for one in addresses]
    assert [wait is None for wait in waits] == [True, True, True, False, False]
    assert rates.admit(asking("198.51.100.9"), Asked.SIGN_IN, account="eva@PEOPLE.example") is not None
    assert rates.admit(asking("198.51.100.9"), Asked.SIGN_IN, account="ines@people.example") is None


def test_no_account_is_named_in_what_is_kept():
    rates.admit(asking(), Asked.RESET, account="eva@people.example")
    assert "eva" not in json.dumps(kept()).casefold()


def test_two_that_see_the_same_free_place_do_not_both_take_it(monkeypatch):
    """What a process saw of the cache may be old: the place itself is taken by one only."""
    monkeypatch.setattr(type(cache._connections[cache._alias]), "get_many", lambda self, keys: {})
    assert [rates._take("together", 3) for _ in range(5)].count(True) == 3


def sent(name, **typed):
    """What the middleware says of a form that was sent to an address of that name."""
    request = RequestFactory(REMOTE_ADDR="203.0.113.7").post("/", typed)
    request.resolver_match = ResolverMatch(lambda request: None, (), {}, url_name=name)
    request.user = AnonymousUser()
    request.session = {}
    return rates.stopped(request)


def test_a_sign_in_is_counted_before_the_library_sees_it_and_says_the_same_of_every_account(settings):
    settings.SIGN_INS_PER_HOUR_FOR_ONE_ACCOUNT = 2
    a_person("Eva Lindqvist")
    for account in ("eva.lindqvist@people.example", "nobody@people.example"):
        answers = [sent("account_login", login=account, password="x") for _ in range(3)]
        assert answers[:2] == [None, None]
        assert answers[2].status_code == 429
        assert int(answers[2]["Retry-After"]) > 0
        assert words(one(tree(answers[2]), "//h1")) == "Too many attempts"


def test_known_failure_70_letters_to_one_account_are_few_wherever_they_are_asked_from(settings):
    answers = [sent("account_reset_password", email="eva.lindqvist@people.example") for _ in range(7)]
    assert [answer is None for answer in answers] == [True] * 5 + [False] * 2


def test_looking_at_the_sign_in_is_not_counted(settings):
    settings.SIGN_INS_PER_HOUR_FROM_ONE_PLACE = 1
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(lambda request: None, (), {}, url_name="account_login")
    assert [rates.stopped(request) for _ in range(3)] == [None] * 3


@pytest.mark.skipif(connection.vendor == "sqlite", reason="one process writes at a time there")
@pytest.mark.django_db(transaction=True)
def test_many_who_ask_at_the_same_moment_get_no_more_than_there_is():
    start = threading.Barrier(12)

    def ask(number):
        start.wait(30)
        try:
            return rates._take("at-once", 5)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(12) as threads:
        given = list(threads.map(ask, range(12)))
    assert given.count(True) == 5
