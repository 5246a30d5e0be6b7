"""What a sender is told, and what is stored of what it sent: byte for byte, and only then 250."""

import smtplib
import socket
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.mailbox.arrived import Envelope
from kallipolis.mailbox.dots import Unstuffed
from tests.mailbox.listening import NOON, Shelf, listening

MESSAGE = (
    b"From: culture@port-tavoa.example\r\nSubject: 2021 Application of Port Tavoa\r\n\r\nDear all,\r\n.dot\r\n..\r\n"
)
TO = "applications@network.example"


def send(port, message=MESSAGE, *, sender="culture@port-tavoa.example", to=(TO,), options=()):
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        return client.sendmail(sender, list(to), message, mail_options=options)


def stuffed(message: bytes) -> bytes:
    lines = message.split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)


def test_a_message_is_taken_byte_for_byte_with_its_envelope_and_our_time(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path) as port:
        send(port)
    [(arrived, content)] = shelf.took
    assert content == MESSAGE
    assert arrived.at == NOON
    assert arrived.door == "smtp"
    assert arrived.envelope == Envelope("culture@port-tavoa.example", (TO,), "127.0.0.1")
    assert list(tmp_path.iterdir()) == []


def test_a_bounce_has_no_sender(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path) as port:
        send(port, sender="")
    assert shelf.took[0][0].envelope.sender == ""


@pytest.mark.parametrize("size", [0, 1, 2, 1000, 1001, 65_536, 300_001])
def test_a_message_of_any_size_is_whole(tmp_path, size):
    shelf, message = Shelf(), b"." * size + b"\r\n..\r\n" + b"x" * size + b"\r\n"
    with listening(shelf, tmp_path) as port:
        send(port, message)
    assert shelf.raw == [message]


def test_two_messages_of_one_connection_are_two(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path) as port, smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
        client.sendmail("a@city.example", [TO], b"A: 1\r\n\r\none\r\n")
        client.sendmail("b@city.example", [TO], b"B: 2\r\n\r\ntwo\r\n")
    assert shelf.raw == [b"A: 1\r\n\r\none\r\n", b"B: 2\r\n\r\ntwo\r\n"]


def test_commands_behind_the_end_of_a_message_are_not_lost(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        said = line.makefile("rb")
        said.readline()
        for command in (b"HELO city.example", b"MAIL FROM:<a@city.example>", b"RCPT TO:<x@y.example>", b"DATA"):
            line.sendall(command + b"\r\n")
            said.readline()
        line.sendall(b".\r\nNOOP\r\nQUIT\r\n")
        assert [said.readline()[:3] for _ in range(3)] == [b"250", b"250", b"221"]
    assert shelf.raw == [b""]


def test_a_line_end_that_is_none_smuggles_no_second_message_in(tmp_path):
    shelf = Shelf()
    smuggled = b"A: 1\r\n\r\none\n.\nMAIL FROM:<head@network.example>\r\nmore\r.\r\nend"
    with listening(shelf, tmp_path) as port, socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        said = line.makefile("rb")
        said.readline()
        for command in (b"HELO city.example", b"MAIL FROM:<a@city.example>", b"RCPT TO:<x@y.example>", b"DATA"):
            line.sendall(command + b"\r\n")
            said.readline()
        line.sendall(smuggled + b"\r\n.\r\n")
        assert said.readline()[:3] == b"250"
    assert shelf.raw == [smuggled + b"\r\n"]


def test_what_is_too_large_is_told_so_in_a_sentence_and_recorded(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path, most_bytes=10_000) as port:
        with pytest.raises(smtplib.SMTPException) as answer:
            send(port, b"x: y\r\n\r\n" + b"z" * 20_000)
        assert "larger than the 10000 bytes" in str(answer.value)
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            client.docmd("MAIL", "FROM:<a@city.example>")
            client.docmd("RCPT", f"TO:<{TO}>")
            assert client.data(b"x: y\r\n\r\n" + b"z" * 20_000)[0] == 552
    assert shelf.took == []
    declared, sent = shelf.turned_away
    assert (declared.code, sent.code) == (552, 552)
    assert (sent.envelope.sender, sent.size_bytes > 20_000, sent.at) == ("a@city.example", True, NOON)


def test_what_cannot_be_stored_is_told_4xx_and_recorded(tmp_path):
    shelf = Shelf(fails=True)
    with listening(shelf, tmp_path) as port:
        with pytest.raises(smtplib.SMTPDataError) as answer:
            send(port)
        assert answer.value.smtp_code == 451
        shelf.fails = False
        send(port)
    assert shelf.raw == [MESSAGE]
    assert [(one.code, one.size_bytes) for one in shelf.turned_away] == [(451, len(stuffed(MESSAGE)))]
    assert list(tmp_path.iterdir()) == []


def test_mail_for_another_house_is_refused_and_recorded(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path, recipients=frozenset({TO})) as port:
        with pytest.raises(smtplib.SMTPRecipientsRefused):
            send(port, to=["somebody@elsewhere.example"])
        send(port, to=["Applications@Network.example"])
    assert len(shelf.took) == 1
    assert [one.code for one in shelf.turned_away] == [550]


def test_who_comes_when_all_places_are_taken_is_told_to_come_again(tmp_path):
    shelf = Shelf()
    with (
        listening(shelf, tmp_path, at_once=1, patience_seconds=0.2) as port,
        smtplib.SMTP("127.0.0.1", port, timeout=20) as slow,
    ):
        slow.ehlo()
        slow.docmd("MAIL", "FROM:<a@city.example>")
        slow.docmd("RCPT", f"TO:<{TO}>")
        assert slow.docmd("DATA")[0] == 354
        with pytest.raises(smtplib.SMTPDataError) as answer:
            send(port)
        assert answer.value.smtp_code == 451
        slow.send(b"A: 1\r\n\r\n.\r\n")
        assert slow.getreply()[0] == 250
        send(port)
    assert [len(content) for content in shelf.raw] == [8, len(MESSAGE)]


def test_one_connection_too_many_is_told_to_come_again(tmp_path):
    with listening(Shelf(), tmp_path, connections=1) as port, smtplib.SMTP("127.0.0.1", port, timeout=20):
        with pytest.raises(smtplib.SMTPConnectError) as answer:
            smtplib.SMTP("127.0.0.1", port, timeout=20)
        assert answer.value.smtp_code == 421


def test_a_message_that_breaks_off_is_none(tmp_path):
    shelf = Shelf()
    with listening(shelf, tmp_path) as port:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.ehlo()
            client.docmd("MAIL", "FROM:<a@city.example>")
            client.docmd("RCPT", f"TO:<{TO}>")
            client.docmd("DATA")
            client.send(b"half of it")
            client.close()
        send(port)
    assert shelf.raw == [MESSAGE]
    assert list(tmp_path.iterdir()) == []


def test_by_lmtp_each_recipient_has_an_answer(tmp_path):
    shelf = Shelf()
    with (
        listening(shelf, tmp_path, local=True, recipients=frozenset({TO, "secretariat@network.example"})) as port,
        smtplib.LMTP("127.0.0.1", port) as client,
    ):
        client.ehlo()
        client.docmd("MAIL", "FROM:<a@city.example> SIZE=20")
        client.docmd("RCPT", f"TO:<{TO}>")
        client.docmd("RCPT", "TO:<secretariat@network.example>")
        client.docmd("DATA")
        client.send(b"A: 1\r\n\r\n.\r\n")
        assert [client.getreply()[0], client.getreply()[0]] == [250, 250]
    [(arrived, content)] = shelf.took
    assert (arrived.door, content) == ("lmtp", b"A: 1\r\n\r\n")


def test_a_mail_server_of_this_machine_delivers_through_a_socket(tmp_path):
    shelf = Shelf()
    with tempfile.TemporaryDirectory() as short:
        place = Path(short) / "lmtp"
        with listening(shelf, tmp_path, local=True, at=place), smtplib.LMTP(str(place)) as client:
            client.sendmail("a@city.example", [TO], b"A: 1\r\n\r\none\r\n")
    [(arrived, content)] = shelf.took
    assert (arrived.door, arrived.envelope.peer, content) == ("lmtp", "local", b"A: 1\r\n\r\none\r\n")


@given(
    st.lists(st.sampled_from([b".", b"\r", b"\n", b"\r\n", b"x", b"..", b"\r\n."]), max_size=40).map(b"".join),
    st.integers(1, 7),
)
def test_the_dots_of_the_way_are_taken_off_wherever_the_pieces_end(message, size):
    sent, unstuffed = stuffed(message), Unstuffed()
    told = b"".join(unstuffed.feed(sent[at : at + size]) for at in range(0, len(sent), size)) + unstuffed.rest()
    assert told == message
