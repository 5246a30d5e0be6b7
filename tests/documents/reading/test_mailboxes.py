"""Mailboxes of many messages: an mbox file, a maildir."""

import mailbox

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.door import ReadingRequest
from kallipolis.documents.reading.mailboxes import messages_in_file, messages_in_folder, unquoted
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.queries.intake import Source, sources_in
from kallipolis.rulebook.dossier import Slot
from tests.documents.reading import making

LINE = b"From culture@marsa.example Wed Jun 30 18:42:07 2021\n"
MAIL = making.message(("intent.pdf", making.pdf(making.INTENT_EN))).replace(b"\r\n", b"\n")


def contents(path):
    return [unquoted(path.read_bytes()[one.start : one.end]) for one in messages_in_file(path, source="x")]


@pytest.fixture
def mbox(tmp_path):
    def written(*messages, line=LINE):
        path = tmp_path / "inbox.mbox"
        path.write_bytes(b"".join(line + message + b"\n" for message in messages))
        return path

    return written


@pytest.mark.parametrize(
    "line",
    [
        LINE,
        b"From - Wed Jun 30 18:42:07 2021\r\n",
        b"From MAILER-DAEMON Wed Jun 30 18:42 2021 +0200\n",
        b"From  a@b Wed Jun 30 18:42:07 CEST 2021\n",
    ],
)
def test_each_message_of_an_mbox_file_is_found(mbox, line):
    assert contents(mbox(MAIL, MAIL, MAIL, line=line)) == [MAIL + b"\n"] * 3


def test_a_paragraph_that_begins_with_from_parts_no_message(mbox):
    text = b"Subject: x\nTo: a@b\n\nDear all,\n\nFrom Monday at 10:00 in 2021\nwe dance.\n\nFrom the mayor.\n"
    assert contents(mbox(text, text)) == [text + b"\n"] * 2


def test_quoted_lines_are_as_they_were(mbox):
    assert contents(mbox(b"Subject: x\n\n>From me\n>>From you\n> From them\n")) == [
        b"Subject: x\n\nFrom me\n>From you\n> From them\n\n"
    ]


@given(st.lists(st.text(st.sampled_from("Frm >\n:ab"), max_size=60), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_the_standard_library_writes_is_found_again(tmp_path_factory, texts):
    path = tmp_path_factory.mktemp("mail") / "inbox.mbox"
    held = mailbox.mbox(path)
    for text in texts:
        held.add(f"Subject: x\nTo: a@b.example\n\n{text}")
    held.close()
    assert len(messages_in_file(path, source="x")) == len(texts)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", MAIL, b"From me to you\n\nx"])
def test_what_is_no_mbox_file_holds_no_message(tmp_path, content):
    (tmp_path / "a.eml").write_bytes(content)
    assert messages_in_file(tmp_path / "a.eml", source="x") == ()


def test_a_mailbox_of_too_many_messages_is_refused(mbox):
    with pytest.raises(ReadingFailed, match="“x” holds more than 5,000 messages"):
        messages_in_file(mbox(*[b"To: a@b\n\n"] * (limits.MESSAGES_IN_MAILBOX + 1)), source="x")


def test_a_maildir_gives_what_was_delivered(tmp_path):
    held = mailbox.Maildir(tmp_path / "mail", create=True)
    for _ in range(3):
        held.add(MAIL)
    (tmp_path / "mail" / "tmp" / "half").write_bytes(b"x")
    (tmp_path / "mail" / "cur" / "link").symlink_to("/etc/passwd")
    assert [one.read_bytes() for one in messages_in_folder(tmp_path / "mail", source="x")] == [MAIL] * 3
    assert messages_in_folder(tmp_path, source="x") is None


def test_each_message_is_a_dossier_of_its_own(mbox, tmp_path):
    path = mbox(MAIL, MAIL)
    assert [(one.path, one.message) for one in sources_in([path])] == [(path, 1), (path, 2)]
    assert [one.message for one in sources_in([tmp_path])] == [1, 2]
    single = tmp_path / "one.eml"
    single.write_bytes(LINE + MAIL)
    assert sources_in([single]) == [Source(single, single)]


def test_a_message_of_an_mbox_file_is_read_like_any_other(room, mbox):
    place = messages_in_file(mbox(b"To: nobody@a.example\nSubject: other\n\nx\n", MAIL), source="x")[1]
    dossier = room.read(ReadingRequest(source="x", call_folder=making.CALL, content=place))
    assert dossier.message.subject == "2021 Application of Marsa"
    assert [document.slot for document in dossier.documents] == [Slot.LETTER_OF_INTENT]
