"""What leaves: composed safely, handed over once, and what the next server said."""

import email
from datetime import UTC, datetime
from email.policy import default

import pytest

from kallipolis.mailbox.sender import Attached, FolderSender, Handed, Outgoing, SmtpSender, composed
from tests.mailbox.listening import Shelf, listening


def a_letter(**changes: object) -> Outgoing:
    told = {
        "to": "ana@city.example",
        "sender": "secretariat@network.example",
        "sender_name": "Creative Cities Network",
        "subject": "Received",
        "text": "Dear all,\nЗдравствуйте.\n",
        "html": "<p>Dear all</p>",
        "message_id": "<abc@network.example>",
        "written_at": datetime(2021, 6, 30, 16, 42, tzinfo=UTC),
        "headers": {"Auto-Submitted": "auto-replied"},
        "attachments": (Attached("receipt.json", "application/json", '{"a":"é"}\n'),),
    }
    return Outgoing(**{**told, **changes})


def read(content: bytes) -> email.message.EmailMessage:
    return email.message_from_bytes(content, policy=default)


def test_a_letter_has_text_html_and_what_goes_with_it():
    message = read(composed(a_letter()))
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Date"] == "Wed, 30 Jun 2021 16:42:00 +0000"
    assert message.get_body(("plain",)).get_content().splitlines() == ["Dear all,", "Здравствуйте."]
    [attachment] = message.iter_attachments()
    assert (attachment.get_filename(), attachment.get_content()) == ("receipt.json", '{"a":"é"}\n'.encode())


@pytest.mark.parametrize("letters", ["ا" * 1_000, "مدينة " * 170, "x" * 1_000, "é" * 1_000])
def test_known_failure_61_a_subject_of_a_thousand_letters_leaves_whole(letters):
    content = composed(a_letter(subject=letters))
    assert read(content)["Subject"].split() == letters.split()
    assert max(map(len, content.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("name", ["subject", "message_id", "sender_name", "language"])
def test_known_failure_61_no_text_adds_a_head_line(name):
    content = composed(a_letter(**{name: "one\r\nBcc: victim@elsewhere.example\r\n\r\nbody"}))
    message = read(content)
    assert message["Bcc"] is None
    assert "victim" not in "".join(message.get_all("To"))


def test_known_failure_28_a_letter_names_its_one_recipient_only():
    message = read(composed(a_letter(headers={})))
    assert (message["To"], message["Cc"], message["Bcc"]) == ("ana@city.example", None, None)
    for address in ("a@x.example, b@y.example", "a@x.example\r\nBcc: b@y.example", ""):
        with pytest.raises(ValueError, match=r"."):
            composed(a_letter(to=address))


def test_a_letter_is_handed_to_a_server(tmp_path):
    shelf = Shelf()
    with (
        listening(shelf, tmp_path) as port,
        SmtpSender(scheme="smtp", host="127.0.0.1", port=port) as sender,
    ):
        assert sender.send(a_letter()) == Handed(taken=True, said="250")
        assert sender.send(a_letter(to="bea@city.example")).taken
    assert [arrived.envelope.recipients for arrived, _ in shelf.took] == [("ana@city.example",), ("bea@city.example",)]
    assert shelf.raw[0] == composed(a_letter())


def test_a_server_that_refuses_for_good_and_one_that_does_not_answer(tmp_path):
    with (
        listening(Shelf(), tmp_path, recipients=frozenset({"bea@city.example"})) as port,
        SmtpSender(scheme="smtp", host="127.0.0.1", port=port) as sender,
    ):
        refused = sender.send(a_letter())
        assert (refused.taken, refused.for_good, refused.said[:3]) == (False, True, "550")
        assert sender.send(a_letter(to="bea@city.example")).taken
    with SmtpSender(scheme="smtp", host="127.0.0.1", port=port) as nobody:
        silent = nobody.send(a_letter())
    assert (silent.taken, silent.for_good) == (False, False)


def test_without_a_server_a_letter_is_a_file_that_is_written_once(tmp_path):
    with FolderSender(tmp_path / "outbox") as sender:
        assert sender.send(a_letter()).taken
        assert sender.send(a_letter()).taken
    [file] = (tmp_path / "outbox").iterdir()
    assert file.read_bytes() == composed(a_letter())
