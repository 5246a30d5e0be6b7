"""The quick way of splitting a message is held to the standard library's."""

import base64
import email
import email.policy
import random

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.headers import AS_RECEIVED
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.documents.reading.splitting import head_of, leaves, leaves_by_library
from tests.documents.reading.making import message

LINE_ENDS = st.sampled_from([b"\r\n", b"\n"])
# What a hostile or clumsy program may write between the lines of a message.
SCRAPS = st.sampled_from(
    [
        b"", b"\r", b"\n", b"\r\n", b"\n\n", b"--", b"--b", b"--b--", b"--b \t", b"--b--x", b"--bb", b"--b\r", b" --b",
        b"--c", b"--c--", b"\x00", b"\xff\xfe", b"QUJD", b"QUJ=", b"QQ==", b"Q Q==", b"=", b"====", b"QUJDRA==QUJD",
        b"Content-Type: text/plain", b"Content-Transfer-Encoding: base64", b"content-transfer-encoding: BASE64 ",
        b"Content-Type: multipart/mixed; boundary=b", b"Content-Type: multipart/alternative; boundary=\"c\"",
        b"Content-Type: message/rfc822", b"Content-Type: multipart/digest; boundary=c", b"Content-Type: multipart/mixed",
        b"Content-Type: application/pdf; name=a.pdf", b"Content-Transfer-Encoding: quoted-printable", b"a=3Db=",
        b"From me", b"Subject: x", b" folded", b": no name", b"no colon", b"X-\xe9: \xe9",
        b"Content-Transfer-Encoding: x-uuencode", b"Content-Type: message/delivery-status", b"boundary=b",
    ]
)  # fmt: skip
MESSAGES = st.lists(st.tuples(SCRAPS, LINE_ENDS), max_size=40).map(lambda lines: b"".join(a + b for a, b in lines))


def told(way, content):
    try:
        return [
            (leaf.head.raw_items and list(leaf.head.raw_items()), leaf.content, leaf.inside, leaf.broken, leaf.cut_off)
            for leaf in way(content, source="a message")
        ]
    except ReadingFailed as failed:
        return str(failed)


@given(MESSAGES)
@example(b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n--b\r\n\r\ny\r\n--b--\r\n")
@example(b"Content-Type: multipart/mixed; boundary=b\n\n--b\n--b\n\nx\n--b--\n")
@example(b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQ==\n")
@example(b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogeAoKeQ=\n")
@settings(max_examples=600, deadline=None)
def test_both_ways_give_the_same_of_any_lines(content):
    assert told(leaves, content) == told(leaves_by_library, content)


@given(MESSAGES, st.sampled_from([b"\r\n", b"\n"]))
@settings(max_examples=600, deadline=None)
def test_both_ways_give_the_same_of_lines_under_a_multipart_head(content, end):
    head = end.join([b"From: a@b.example", b"Content-Type: multipart/mixed; boundary=b", b"", b"--b", b""])
    whole = head + content + end + b"--b--" + end
    assert told(leaves, whole) == told(leaves_by_library, whole)


@given(st.binary(max_size=400), st.integers(0, 3), LINE_ENDS, st.randoms(use_true_random=False))
@settings(max_examples=400, deadline=None)
def test_both_ways_decode_damaged_base64_alike(content, damages, end, chance):
    letters = bytearray(end.join(base64.encodebytes(content).splitlines()))
    for _ in range(damages):
        at = chance.randrange(len(letters) + 1)
        letters[at : at + chance.randrange(3)] = chance.choice([b"", b"=", b"==", b" ", b"!", b"A", b"\xff", b"\r"])
    head = b"Content-Type: application/pdf" + end + b"Content-Transfer-Encoding: base64" + end + end
    whole = head + bytes(letters)
    assert told(leaves, whole) == told(leaves_by_library, whole)


@pytest.mark.parametrize("seed", range(60))
def test_both_ways_give_the_same_of_damaged_real_messages(seed):
    chance = random.Random(seed)
    whole = bytearray(message(("a.pdf", chance.randbytes(900)), ("ä" * 50 + ".docx", chance.randbytes(400))))
    for _ in range(chance.randrange(1, 6)):
        at = chance.randrange(len(whole))
        whole[at : at + chance.randrange(1, 30)] = chance.randbytes(chance.randrange(4))
    assert told(leaves, bytes(whole)) == told(leaves_by_library, bytes(whole))


def test_what_is_read_is_what_the_library_reads():
    content = message(("a.pdf", b"%PDF-1.4 a" * 100), ("b.jpg", bytes(range(256)) * 40))
    library = email.message_from_bytes(content, policy=AS_RECEIVED)
    expected = [part.get_payload(decode=True) for part in library.walk() if not part.is_multipart()]
    assert [leaf.content for leaf in leaves(content, source="a message")] == expected


def test_a_forwarded_message_is_opened_and_named():
    inner = message(("letter.pdf", b"%PDF-1.4 x"), subject="Our letter")
    outer = email.message.EmailMessage(policy=email.policy.SMTP)
    outer["From"], outer["Subject"] = "a@b.example", "Fwd"
    outer.set_content("see below")
    outer.add_attachment(email.message_from_bytes(inner, policy=email.policy.SMTP))
    found = list(leaves(outer.as_bytes(), source="a message"))
    assert [(leaf.inside, leaf.content[:8]) for leaf in found][-1] == ("Our letter", b"%PDF-1.4")


def test_a_forwarded_message_in_base64_is_opened_too():
    inner = base64.encodebytes(message(("letter.pdf", b"%PDF-1.4 x"), subject="Our letter"))
    head = b"From: a@b.example\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
    assert [leaf.inside for leaf in leaves(head + inner, source="a message")] == ["Our letter", "Our letter"]


def test_a_message_that_breaks_off_says_so_of_its_last_part():
    whole = message(("a.pdf", bytes(3000)), ("b.pdf", bytes(3000)))
    found = list(leaves(whole[:-900], source="a message"))
    assert [leaf.cut_off for leaf in found] == [False, False, True]


@pytest.mark.parametrize("way", [leaves, leaves_by_library])
def test_a_message_nested_too_deep_is_refused(way):
    content = b"Content-Type: text/plain\n\nx"
    for number in range(200):
        content = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number) + content
        content += b"\n--b%d--\n" % number
    with pytest.raises(ReadingFailed, match="nested more than 20 deep"):
        list(way(content, source="a message"))


def test_the_head_ends_at_the_first_blank_line():
    assert head_of(b"Subject: one\r\n two\r\n\r\nSubject: three\r\n").get_all("subject") == ["one\r\n two"]


@pytest.mark.parametrize(
    "encoding", [b"Content-Transfer-Encoding: binary\n", b"Content-Transfer-Encoding: 8bit\n", b""]
)
@pytest.mark.parametrize(
    "charset", [b"", b"; charset=utf-8", b"; charset=utf-7", b"; charset=no-such-one", b"; charset=\xe9"]
)
def test_an_attachment_in_eight_bits_arrives_as_it_was_sent(encoding, charset):
    sent = bytes(number for number in range(256) if number not in b"\r\n") * 3
    head = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/jpeg" + charset + b"\n" + encoding
    whole = head + b"\n" + sent + b"\n--b--\n"
    for way in (leaves, leaves_by_library):
        (leaf,) = way(whole, source="a message")
        assert leaf.content == sent


def test_a_forwarded_message_of_a_charset_that_is_none_arrives():
    inner = b"Subject: x\nContent-Type: text/plain; charset=\xe9\n\n\xe9\xff"
    head = b"Content-Type: message/rfc822; charset=\xe9\nContent-Transfer-Encoding: base64\n\n"
    for whole in (head + inner, head + b"\n" + inner, head + b"\xe9\xff"):
        assert told(leaves, whole) == told(leaves_by_library, whole)
