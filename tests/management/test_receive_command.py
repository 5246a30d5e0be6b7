"""`kallipolis receive`: files become messages, each once, byte for byte."""

import mailbox
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from kallipolis.mailbox.arrived import Envelope, Spooled, TurnedAway
from kallipolis.management.intake import note, read_in_what_was_laid_by, take_in
from kallipolis.models import Delivery, IncomingMessage
from kallipolis.models import TurnedAway as NotedReply
from kallipolis.models.files import shelf
from tests.mail.arriving import ARRIVED, a_letter

pytestmark = pytest.mark.django_db


def receive(*words: object) -> str:
    out = StringIO()
    call_command("receive", *map(str, words), stdout=out)
    return out.getvalue()


def stored() -> list[bytes]:
    return [raw(one) for one in IncomingMessage.objects.order_by("pk")]


def raw(message: IncomingMessage) -> bytes:
    with shelf().open(message.file_id) as stored:
        return stored.read()


def test_a_folder_of_messages_is_taken_in_once(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.eml").write_bytes(a_letter(number=number))
    assert len(receive(tmp_path).splitlines()) == 2
    receive(tmp_path)
    assert stored() == [a_letter(number=1), a_letter(number=2)]


def test_an_mbox_file_and_a_maildir_give_the_messages_as_they_were(tmp_path):
    letters = [a_letter(number=number, body="Dear all,\n\nFrom here on.").replace(b"\r\n", b"\n") for number in (1, 2)]
    box = mailbox.mbox(tmp_path / "a.mbox")
    folder = mailbox.Maildir(tmp_path / "maildir")
    for letter in letters:
        box.add(letter)
        folder.add(letter)
    box.close()
    receive(tmp_path / "a.mbox")
    receive(tmp_path / "maildir")
    assert stored() == letters


def test_the_operator_may_say_when_it_arrived(tmp_path):
    (tmp_path / "1.eml").write_bytes(a_letter())
    receive(tmp_path, "--received", "2021-06-30T18:42:07+02:00")
    message = IncomingMessage.objects.get()
    assert (message.arrived_at, message.told_by) == (ARRIVED, "operator")
    assert "has no zone" in failure(tmp_path, "--received", "2021-06-30T18:42:07")


def failure(*words: object) -> str:
    with pytest.raises(CommandError) as stopped:
        receive(*words)
    return str(stopped.value)


def test_a_drop_folder_is_emptied_and_an_empty_one_is_told(tmp_path):
    (tmp_path / "1.eml").write_bytes(a_letter())
    receive(tmp_path, "--remove")
    assert list(tmp_path.iterdir()) == []
    assert failure(tmp_path) == "nothing to receive: these folders are empty."


def test_what_is_not_there_is_told(tmp_path):
    assert "cannot be read" in failure(tmp_path / "nothing.eml")


def test_what_a_listener_hands_over_is_a_message_with_its_envelope(tmp_path):
    with Spooled(tmp_path) as spooled:
        spooled.write(a_letter())
        envelope = Envelope("a@city.example", ("applications@network.example",), "192.0.2.1")
        receipt = take_in(spooled.arrived(at=ARRIVED, door="lmtp", envelope=envelope))
    message = IncomingMessage.objects.get(receipt=receipt)
    assert stored() == [a_letter()]
    assert (message.arrived_at, message.told_by) == (ARRIVED, "our_server")
    assert Delivery.objects.get().recipients == ["applications@network.example"]


def test_what_a_listener_turned_away_is_on_the_record():
    note(TurnedAway(reply="552 5.3.4 too large", at=ARRIVED, door="smtp", envelope=Envelope("a@city.example")))
    assert NotedReply.objects.get().code == 552


def test_what_was_turned_away_while_the_database_was_away_is_on_the_record_later_and_once(
    settings, tmp_path, monkeypatch
):
    settings.KALLIPOLIS_SPOOL = tmp_path

    def is_away(*words: object, **more: object) -> None:
        raise OperationalError("database is locked")

    with monkeypatch.context() as broken:
        broken.setattr("kallipolis.management.intake.note_turned_away", is_away)
        note(TurnedAway(reply="451 4.3.0 later", at=ARRIVED, door="smtp", envelope=Envelope("a@city.example")))
    assert not NotedReply.objects.exists()
    assert (read_in_what_was_laid_by(), read_in_what_was_laid_by()) == (1, 0)
    row = NotedReply.objects.get()
    assert (row.code, row.at, row.sender) == (451, ARRIVED, "a@city.example")
