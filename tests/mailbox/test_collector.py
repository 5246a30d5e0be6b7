"""Collecting from a real IMAP server: each message once, byte for byte, marked only once it is safe."""

import imaplib
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from kallipolis.mailbox.collector import TAKEN, Account, MailboxUnreachable, Round, opened_mailbox, take_all, watch
from tests.mailbox.listening import Shelf
from tests.mailbox.peers import PASSWORD, Server, dovecot

pytestmark = [pytest.mark.external("/usr/sbin/dovecot", "openssl"), pytest.mark.slow]
ARRIVED = datetime(2021, 6, 30, 21, 59, 58, tzinfo=UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with dovecot() as running:
        yield running


def account(server: Server, user: str, **more: str) -> Account:
    told = {"scheme": "imaps", "host": "localhost", "port": server.port, "user": user, "password": PASSWORD}
    return Account(**{**told, **more})


def deliver(server: Server, user: str, *messages: bytes) -> None:
    with imaplib.IMAP4_SSL("localhost", server.port, ssl_context=server.trust) as client:
        client.login(user, PASSWORD)
        for message in messages:
            client.append("INBOX", "", imaplib.Time2Internaldate(ARRIVED), message)


def collect(server: Server, user: str, shelf: Shelf, spool, known=lambda key: False, **more: str) -> Round:
    box_of = account(server, user, **more)
    with opened_mailbox(box_of, context=server.trust) as box:
        return take_all(box, box_of, take=shelf.take, known=known, spool=spool, most_bytes=64 * 1024 * 1024)


def message(number: int, size: int = 10) -> bytes:
    return f"From: a@city.example\r\nSubject: {number}\r\n\r\n".encode() + b"x" * 70 * size + b"\r\n.\r\n"


def test_messages_are_taken_whole_with_the_servers_time_and_once(server, tmp_path):
    shelf = Shelf()
    deliver(server, "one", message(1), message(2, 50_000), message(3))
    assert collect(server, "one", shelf, tmp_path) == Round(taken=3)
    assert shelf.raw == [message(1), message(2, 50_000), message(3)]
    assert {arrived.at for arrived, _ in shelf.took} == {ARRIVED}
    assert collect(server, "one", shelf, tmp_path) == Round()
    assert list(tmp_path.iterdir()) == []


def test_what_is_not_safe_is_not_marked_and_comes_again(server, tmp_path):
    shelf = Shelf(fails=True)
    deliver(server, "two", message(1))
    assert collect(server, "two", shelf, tmp_path) == Round(failed=1)
    shelf.fails = False
    assert collect(server, "two", shelf, tmp_path) == Round(taken=1)


def test_a_message_that_was_stored_but_not_marked_is_marked_and_not_taken_twice(server, tmp_path):
    shelf = Shelf()
    deliver(server, "three", message(1))
    collect(server, "three", shelf, tmp_path)
    with opened_mailbox(account(server, "three"), context=server.trust) as box:
        box.flag(list(box.uids()), [TAKEN], value=False)
    keys = {arrived.key for arrived, _ in shelf.took}
    assert collect(server, "three", shelf, tmp_path, known=keys.__contains__) == Round()
    assert len(shelf.took) == 1


def test_known_failure_61_one_message_that_cannot_be_taken_stops_no_other_and_repeats_none(server, tmp_path):
    class Picky(Shelf):
        def take(self, arrived) -> None:
            if b"Subject: 2" in arrived.path.read_bytes():
                raise ValueError("nobody can take this one")
            super().take(arrived)

    shelf = Picky()
    deliver(server, "four", message(1), message(2), message(3))
    assert collect(server, "four", shelf, tmp_path) == Round(taken=2, failed=1)
    assert collect(server, "four", shelf, tmp_path) == Round(failed=1)
    assert shelf.raw == [message(1), message(3)]


def test_what_was_taken_may_be_moved(server, tmp_path):
    deliver(server, "five", message(1))
    collect(server, "five", Shelf(), tmp_path, moved_to="Taken")
    with opened_mailbox(account(server, "five"), context=server.trust) as box:
        assert list(box.uids()) == []
        box.folder.set("Taken")
        assert len(box.uids()) == 1


def test_a_new_message_is_told_by_the_server(server, tmp_path):
    shelf, stop = Shelf(), threading.Event()
    mailbox = account(server, "six")
    looking = threading.Thread(
        target=watch,
        args=(mailbox,),
        kwargs={
            "take": shelf.take,
            "known": lambda key: False,
            "spool": tmp_path,
            "most_bytes": 10_000_000,
            "stopped": stop.is_set,
            "every_seconds": 600,
            "context": server.trust,
        },
    )
    looking.start()
    try:
        deliver(server, "six", message(1))
        waited = threading.Event()
        for _ in range(100):
            if shelf.took or waited.wait(0.2):
                break
    finally:
        stop.set()
        looking.join(20)
    assert shelf.raw == [message(1)]


def test_a_wrong_password_is_told_without_it(server):
    wrong = account(server, "seven", password="a-secret-word")
    with pytest.raises(MailboxUnreachable) as told, opened_mailbox(wrong, context=server.trust):
        pass
    assert "a-secret-word" not in str(told.value)
    nobody = Account(scheme="imaps", host="127.0.0.1", port=1, user="x", password="y")
    with pytest.raises(MailboxUnreachable), opened_mailbox(nobody):
        pass
