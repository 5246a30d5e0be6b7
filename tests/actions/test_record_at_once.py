"""Deeds that are really committed, one after the other or several at the same time: no gap, no fork, nothing done twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.db import close_old_connections, connection, connections

from kallipolis.actions.record import AlreadyDone, Done, deed
from kallipolis.models import Chain, Event, State
from kallipolis.queries.record_verified import broken
from kallipolis.rulebook.permission import Deed
from tests.cast import CONSOLE

pytestmark = pytest.mark.django_db(transaction=True)
several_at_once = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="the SQLite of the tests lives in one connection"
)


class Clock:
    def now(self) -> datetime:
        return datetime(2021, 6, 30, 12, tzinfo=UTC)


class Failed(Exception):
    """Something breaks in the middle."""


@deed(Deed.IMPORT_REGISTER)
def add_state(code, *, actor, clock, fail=False):
    State.objects.create(iso2=code, name=code, region="", status="")
    if fail:
        raise Failed
    return Done(code, f"state:{code}")


@deed(Deed.OPEN_CALL, chain=lambda call, **_: f"call:{call}")
def open_call(call, *, actor, clock, once=""):
    State.objects.get_or_create(iso2="MR", defaults={"name": "MR", "region": "", "status": ""})
    return Done(call, f"call:{call}")


def on_threads(what, inputs):
    def one(given):
        close_old_connections()
        try:
            return what(given)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        return list(threads.map(one, inputs))


def test_a_deed_that_failed_left_nothing_and_the_next_one_follows():
    add_state("MR", actor=CONSOLE, clock=Clock())
    with pytest.raises(Failed):
        add_state("CL", actor=CONSOLE, clock=Clock(), fail=True)
    add_state("FR", actor=CONSOLE, clock=Clock())
    assert list(State.objects.order_by("pk").values_list("pk", flat=True)) == ["FR", "MR"]
    assert list(Event.objects.values_list("number", "about")) == [(1, "state:MR"), (2, "state:FR")]
    assert list(broken()) == []


@several_at_once
def test_deeds_at_the_same_time_take_turns_on_their_chain():
    codes = [f"{first}{second}" for first in "ABCDE" for second in "ABCDEFGH"]

    def work(code):
        return add_state(code, actor=CONSOLE, clock=Clock(), fail=False)

    assert sorted(on_threads(work, codes)) == codes
    assert list(Event.objects.order_by("number").values_list("number", flat=True)) == list(range(1, 41))
    assert list(Chain.objects.values_list("name", "length")) == [("house", 40)]
    assert list(broken()) == []


@several_at_once
def test_one_key_is_used_once_even_on_two_chains_at_the_same_time():
    def work(call):
        try:
            open_call(call, actor=CONSOLE, clock=Clock(), once="a click")
        except AlreadyDone as already:
            return already.about
        return "done"

    told = on_threads(work, ["uccn-2021", "uccn-2025"] * 4)
    (event,) = Event.objects.all()
    assert sorted(told) == sorted(["done", *[event.about] * 7])
    assert list(broken()) == []
