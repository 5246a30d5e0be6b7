"""A message is taken in once, whole and untouched; its first arrival is the one that counts."""

import io

import pytest

from kallipolis.actions.intake.receiving import Reply, note_arrival, note_turned_away, receive
from kallipolis.models import Delivery, Event, IncomingMessage, TurnedAway
from kallipolis.models.files import Kept, shelf
from kallipolis.rulebook.permission import Refused
from tests import cast
from tests.mail.arriving import ARRIVED, CLOCK, a_letter, handed, received

pytestmark = pytest.mark.django_db


def raw(message: IncomingMessage) -> bytes:
    with shelf().open(message.file_id) as stored:
        return stored.read()


def test_a_message_is_kept_as_it_came_and_the_record_says_so():
    message = received(a_letter())
    assert raw(message) == a_letter()
    assert (message.became, message.arrived_at, message.told_by) == ("waiting", ARRIVED, "our_server")
    event = Event.objects.get(about=f"message:{message.pk}")
    assert event.deed == "receive_message"
    assert event.actor == "service:post_room"
    assert event.change == {"digest": message.file_id, "size": len(a_letter()), "door": "smtp", "again": False}
    assert event.secret.content["sender"] == "culture@port-tavoa.example"


def test_the_same_bytes_are_the_same_message_and_the_first_arrival_counts():
    first = received(a_letter())
    second = received(a_letter(), at=ARRIVED.replace(hour=23), door="lmtp")
    assert first == second
    assert IncomingMessage.objects.get().arrived_at == ARRIVED
    assert [one.door for one in Delivery.objects.all()] == ["smtp", "lmtp"]
    assert [event.change["again"] for event in Event.objects.filter(deed="receive_message")] == [False, True]


def test_a_message_of_a_mailbox_is_fetched_once():
    first = received(a_letter(), key="applications/7/12")
    again = received(a_letter(), key="applications/7/12")
    assert (first, Delivery.objects.count(), Event.objects.filter(deed="receive_message").count()) == (again, 1, 1)


def test_an_envelope_that_no_database_takes_is_taken():
    message = received(a_letter(), sender="a\x00b\udcff@city.example")
    assert message.deliveries.get().sender.startswith("ab")


def test_bytes_that_are_not_on_the_shelf_are_no_message():
    with pytest.raises(Refused):
        note_arrival(Kept("0" * 64, 3), handed(), actor=cast.POST_ROOM, clock=CLOCK)
    assert not IncomingMessage.objects.exists()


def test_nobody_but_the_secretariat_and_the_post_room_takes_mail_in():
    with pytest.raises(Refused):
        receive(io.BytesIO(b"x"), handed(), actor=cast.as_actor(cast.evaluator()), clock=CLOCK)
    assert receive(io.BytesIO(b"x"), handed(), actor=cast.as_actor(cast.officer()), clock=CLOCK).pk


def test_what_was_turned_away_is_kept_with_its_time():
    reply = Reply(reply="451 later", code=451, at=ARRIVED, door="smtp", sender="a@city.example", size_bytes=10)
    note_turned_away(reply, actor=cast.POST_ROOM, clock=CLOCK)
    row = TurnedAway.objects.get()
    assert (row.code, row.at, row.sender, row.size_bytes) == (451, ARRIVED, "a@city.example", 10)
    assert Event.objects.filter(deed="note_turned_away", change__code=451).exists()
