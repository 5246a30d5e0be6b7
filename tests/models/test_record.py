"""Events are only ever added: neither the code nor the database itself changes or deletes one."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from kallipolis.models.record import Chain, Event, EventSecret, RecordIsKept

NOON = datetime(2021, 6, 30, 12, tzinfo=UTC)


@pytest.fixture
def event(db):
    chain = Chain.objects.create(name="house")
    return Event.objects.create(chain=chain, number=1, at=NOON, actor="visitor", deed="invite", about="x", digest="d")


def test_an_event_cannot_be_saved_again(event):
    event.actor = "person:1"
    with pytest.raises(RecordIsKept, match=r"^Events are never changed\.$"):
        event.save()


def test_an_event_cannot_be_deleted(event):
    with pytest.raises(RecordIsKept, match=r"^Events are never deleted\.$"):
        event.delete()


def test_events_cannot_be_changed_or_deleted_together(event):
    with pytest.raises(RecordIsKept):
        Event.objects.update(actor="person:1")
    with pytest.raises(RecordIsKept):
        Event.objects.filter(number=1).delete()
    with pytest.raises(RecordIsKept):
        Event.objects.bulk_update([event], ["actor"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE kallipolis_event SET actor = 'person:1'",
        "UPDATE kallipolis_event SET number = 2 WHERE number = 1",
        "DELETE FROM kallipolis_event",
        "DELETE FROM kallipolis_event WHERE number = 1",
    ],
)
def test_the_database_refuses_it_too(event, statement):
    with pytest.raises(IntegrityError, match=r"Events are never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert list(Event.objects.values_list("number", "actor")) == [(1, "visitor")]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite empties no table otherwise than by DELETE")
def test_the_database_refuses_to_empty_the_table(event):
    with pytest.raises(IntegrityError, match=r"Events are never"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE kallipolis_event CASCADE")
    assert Event.objects.count() == 1


def test_two_events_never_have_one_number(event):
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.create(chain=event.chain, number=1, at=NOON, actor="a", deed="invite", about="x", digest="e")


def test_what_stands_beside_an_event_is_not_kept_by_force(event):
    """The secret is erased with its person, the chain's head moves: only events themselves are guarded."""
    EventSecret.objects.create(event=event, nonce="0" * 64, content={"name": "Ana"})
    assert EventSecret.objects.all().delete()[0] == 1
    assert Chain.objects.filter(pk=event.chain_id).update(length=1) == 1


@pytest.mark.django_db(transaction=True)
def test_between_two_tests_the_record_is_emptied_and_guarded_again():
    chain = Chain.objects.create(name="house")
    Event.objects.create(chain=chain, number=1, at=NOON, actor="visitor", deed="invite", about="x", digest="d")
    call_command("flush", interactive=False, verbosity=0)
    assert Event.objects.count() == 0
    chain = Chain.objects.create(name="house")
    Event.objects.create(chain=chain, number=1, at=NOON, actor="visitor", deed="invite", about="x", digest="d")
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute("UPDATE kallipolis_event SET actor = 'person:1'")
