"""The same awkward messages by every door, brought by real programs: what is handed over is the same, byte for byte."""

import imaplib
import os
import shutil
import smtplib
import subprocess
import time
from datetime import UTC, datetime

import pytest

from kallipolis.mailbox.collector import Account, opened_mailbox, take_all
from kallipolis.management.intake import messages_at
from tests.mail.corpus import corpus
from tests.mailbox.listening import Shelf, listening
from tests.mailbox.peers import PASSWORD, dovecot, postfix

pytestmark = pytest.mark.slow
TO = "applications@network.example"
CEILING = 64 * 1024 * 1024


def test_there_are_at_least_sixty_awkward_messages_each_other_than_all_others():
    assert len(set(corpus().values())) == len(corpus()) >= 60


@pytest.mark.external("swaks", "/usr/sbin/dovecot", "openssl")
def test_the_same_messages_by_all_three_doors_are_the_same_bytes(tmp_path):
    wanted = list(corpus().values())
    assert by_swaks(tmp_path, wanted) == wanted
    assert from_a_mailbox(tmp_path, wanted) == wanted
    assert from_files(tmp_path) == sorted(wanted)


def by_swaks(tmp_path, messages) -> list[bytes]:
    shelf, folder = Shelf(), tmp_path / "files"
    folder.mkdir()
    with listening(shelf, tmp_path / "spool", most_bytes=CEILING) as port:
        for number, message in enumerate(messages):
            (folder / f"{number:03}.eml").write_bytes(message)
            # As it goes over the wire: left to itself swaks ends a message with an empty line more.
            wire = b"".join(b"." + one if one.startswith(b".") else one for one in message.splitlines(keepends=True))
            (tmp_path / "wire").write_bytes(wire + b".")
            subprocess.run(
                ["swaks", "--silent", "2", "--server", f"127.0.0.1:{port}", "--helo", "city.example", "--to", TO,
                 "--from", "culture@city.example", "--no-data-fixup", "--data", f"@{tmp_path / 'wire'}"],
                check=True, capture_output=True, timeout=60,
            )  # fmt: skip
    return shelf.raw


def from_a_mailbox(tmp_path, messages) -> list[bytes]:
    shelf, at = Shelf(), datetime(2021, 6, 30, 10, 0, tzinfo=UTC)
    with dovecot() as server:
        with imaplib.IMAP4_SSL("localhost", server.port, ssl_context=server.trust) as client:
            client.login("applications", PASSWORD)
            for message in messages:
                assert client.append("INBOX", "", imaplib.Time2Internaldate(at), message)[0] == "OK"
        account = Account(scheme="imaps", host="localhost", port=server.port, user="applications", password=PASSWORD)
        with opened_mailbox(account, context=server.trust) as box:
            take_all(
                box, account, take=shelf.take, known=lambda key: False, spool=tmp_path / "spool", most_bytes=CEILING
            )
    return shelf.raw


def from_files(tmp_path) -> list[bytes]:
    return sorted(found.read() for found in messages_at(tmp_path / "files"))


@pytest.mark.external("/usr/sbin/postfix")
@pytest.mark.skipif(os.geteuid() != 0, reason="Postfix is started by root only")
@pytest.mark.skipif(not shutil.which("postconf") and not os.path.exists("/usr/sbin/postconf"), reason="no Postfix")  # noqa: PTH110 - a condition of a mark
def test_postfix_delivers_by_lmtp_and_comes_again_where_it_was_put_off(tmp_path):
    shelf = Shelf(fails=True)
    wanted = [
        one for name, one in corpus().items() if name in {"letter", "dots", "8bit", "subject-arabic-1000", "dossier-0"}
    ]
    with (
        listening(shelf, tmp_path, local=True, most_bytes=CEILING) as port,
        postfix(port) as server,
        smtplib.SMTP("127.0.0.1", server.port, timeout=30) as client,
    ):
        client.sendmail("culture@city.example", [TO], wanted[0], mail_options=["BODY=8BITMIME"])
        waited(lambda: shelf.turned_away)
        shelf.fails = False
        for message in wanted[1:]:
            client.sendmail("culture@city.example", [TO], message, mail_options=["BODY=8BITMIME"])
        waited(lambda: len(shelf.took) == len(wanted))
    # Postfix puts lines of its own above the message; below them it is as it was sent.
    assert sorted(content[-len(one) :] for one, content in paired(wanted, shelf.raw)) == sorted(wanted)
    assert {one.code for one in shelf.turned_away} == {451}
    assert all(b"Received: from" in content for content in shelf.raw)
    assert {arrived.envelope.sender for arrived, _ in shelf.took} == {"culture@city.example"}


def paired(wanted, raw) -> list[tuple[bytes, bytes]]:
    return [(one, content) for one in wanted for content in raw if content.endswith(one)]


def waited(so_far) -> None:
    until = time.monotonic() + 60
    while not so_far():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.1)
