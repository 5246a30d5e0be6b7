"""What is read of an e-mail's head and attachments, however clumsily it was written."""

import email.message
import email.policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kallipolis.documents.reading.headers import words
from kallipolis.documents.reading.message import envelope_of, parts_of
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.rulebook.files import safe_filename
from tests.documents.reading.making import message

ARABIC = "طلب ترشيح مدينة مرسى الإبداعية لشبكة المدن المبدعة " * 20


def raw(head: bytes, body: bytes = b"text\r\n") -> bytes:
    return head.replace(b"\n", b"\r\n") + b"\r\n\r\n" + body


def only_part(disposition: bytes, body: bytes = b"JVBERi0xLjQ=") -> str:
    """The name under which the only attachment arrives."""
    head = b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: base64\n" + disposition
    (part,) = parts_of(raw(head, body), source="a message")
    return part.filename


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b"Content-Disposition: attachment; filename=\"letter.pdf\"", "letter.pdf"),
        (b"Content-Disposition: attachment; filename*=UTF-8''Lettre%20d%E2%80%99intention.pdf", "Lettre d’intention.pdf"),
        (
            b"Content-Disposition: attachment; filename*0*=UTF-8''%D0%9F%D0%B8%D1%81; filename*1*=%D1%8C%D0%BC%D0%BE;"
            b" filename*2=.pdf",
            "Письмо.pdf",
        ),
        (b"Content-Disposition: attachment; filename=\"=?utf-8?B?5oSP5ZCR5LmmLnBkZg==?=\"", "意向书.pdf"),
        (
            b"Content-Disposition: attachment; filename=\"=?utf-8?Q?Lettre_d=27intention_du_m?=\n"
            b" =?utf-8?Q?aire_de_la_ville.pdf?=\"",
            "Lettre d'intention du maire de la ville.pdf",
        ),
        (b"Content-Disposition: attachment; filename=\"Lettre du maire \xc3\xa9lu.pdf\"", "Lettre du maire élu.pdf"),
        (b"Content-Disposition: attachment; filename=\"Lettre du maire \xe9lu.pdf\"", "Lettre du maire élu.pdf"),
        (b"Content-Type: application/pdf; name=\"carta.pdf\"\nContent-Disposition: attachment", "carta.pdf"),
        (b"Content-Disposition: attachment; filename*=nonsense''%FF%FEa.pdf", "ÿþa.pdf"),
        (b"Content-Type: application/pdf\nContent-Disposition: attachment", ""),
        (b"Content-Disposition: attachment; filename=\"\xd8\xb1\xd8\xb3\xd8\xa7\xd9\x84\xd8\xa9.pdf\"", "رسالة.pdf"),
    ],
)  # fmt: skip
def test_names_of_files_are_read_as_they_were_meant(disposition, name):
    assert only_part(disposition) == name


@pytest.mark.parametrize(
    ("given_name", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("C:\\Users\\me\\lettre.pdf", "lettre.pdf"),
        ("/etc/passwd", "passwd"),
        ("..", ""),
        (". .", ""),
        ("letter\r\nBcc: everybody.pdf", "letter Bcc: everybody.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\x00b.pdf", "ab.pdf"),
        ("e\u0301tude.pdf", "étude.pdf"),
        ("x" * 400 + ".pdf", "x" * 151 + "….pdf"),
    ],
)
def test_known_failure_56_a_name_never_carries_a_path_or_hidden_marks(given_name, safe):
    assert safe_filename(given_name) == safe


def test_known_failure_56_an_attachment_named_as_a_path_arrives_without_it():
    assert only_part(b'Content-Disposition: attachment; filename="../../etc/passwd"') == "passwd"


@given(st.text(max_size=300))
@settings(max_examples=300, deadline=None)
def test_a_safe_name_is_one_piece_and_safe_again(name):
    safe = safe_filename(name)
    assert not set(safe) & {"/", "\\", "\n", "\r", "\x00"}
    assert safe not in (".", "..")
    assert safe_filename(safe) == safe


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("2021 Application of Marsa", "2021 Application of Marsa"),
        ("2021\r\n Application\r\n\tof Marsa", "2021 Application of Marsa"),
        ("=?utf-8?Q?Candidature_de_Sa=C3=AFda?=", "Candidature de Saïda"),
        ("=?utf-8?B?2LHYs9in?= =?utf-8?B?2YTYqQ==?=", "رسالة"),
        ("=?gb2312?B?yerH67Hto7rCqg==?=", "申请表：陋"),
        ("=?iso-8859-1?Q?Candidatura_=96_Le=F3n?=", "Candidatura – León"),
        ("=?made-up?Q?S=C3=A3o?=", "São"),
        ("=?utf-8?B?abcde?=", "=?utf-8?B?abcde?="),
        ("Application =?utf-8?Q?of_Sa=C3=AFda?= 2021", "Application of Saïda 2021"),
    ],
)
def test_a_head_line_is_read_as_it_was_meant(line, meant):
    assert words(line) == meant


def test_known_failure_61_a_subject_of_a_thousand_arabic_letters_is_read_whole_and_on_one_line():
    content = message(("a.pdf", b"%PDF-1.4"), subject=ARABIC)
    facts = envelope_of(content, source="a message").message
    assert len(ARABIC) > 1000
    assert facts.subject == " ".join(ARABIC.split())


def test_known_failure_61_a_newline_in_a_head_line_adds_none():
    content = raw(b"From: a@b.example\nSubject: =?utf-8?Q?x=0D=0ABcc:_all@b.example?=")
    facts = envelope_of(content, source="a message").message
    assert facts.subject == "x Bcc: all@b.example"
    assert facts.to == ()


def test_known_failure_62_a_subject_in_gb2312_and_a_folded_to_are_read():
    content = raw(
        b"From: =?gb2312?B?yerH6w==?= <a@b.example>\nSubject: =?GB2312?B?yerH6w==?=\n"
        b"To: One <one@b.example>,\n\t=?utf-8?Q?Tw=C3=B6?=\n <two@b.example>"
    )
    facts = envelope_of(content, source="a message").message
    assert (facts.subject, facts.to, facts.sender) == ("申请", ("one@b.example", "two@b.example"), "a@b.example")


def test_two_from_lines_are_told():
    content = raw(b"From: a@b.example\nFrom: c@d.example\nSubject: x")
    facts = envelope_of(content, source="a message").message
    assert facts.sender == "a@b.example"
    assert [str(remark) for remark in facts.remarks] == ["The message has 2 From lines; the first is taken."]


@pytest.mark.parametrize(
    "content", [b"%PDF-1.4 no message", b"Dear Sir: here is\nmy letter: it is\n", b"\x00" * 100, b"\n\n\n"]
)
def test_a_message_that_is_no_message_is_one_clear_sentence(content):
    with pytest.raises(ReadingFailed) as failed:
        envelope_of(content, source="letter.pdf")
    expected = "“letter.pdf” is no e-mail message: its beginning has no lines such as From, To or Subject."
    assert str(failed.value.sentence) == expected


def test_the_text_of_the_message_is_no_part_and_what_hangs_on_it_is():
    content = message(("form.docx", b"PK"), ("photo.jpg", b"\xff\xd8"))
    assert [part.filename for part in parts_of(content, source="a message")] == ["form.docx", "photo.jpg"]


def test_an_html_body_shows_its_own_pictures():
    mail = email.message.EmailMessage(policy=email.policy.SMTP)
    mail["From"], mail["Subject"] = "a@b.example", "x"
    mail.set_content("text")
    mail.add_alternative('<p>text <img src="cid:logo@b.example"></p>', subtype="html")
    html = mail.get_payload()[1]
    html.add_related(b"\x89PNG", maintype="image", subtype="png", cid="<logo@b.example>", filename="logo.png")
    mail.add_attachment(b"\xff\xd8", maintype="image", subtype="jpeg", filename="photo.jpg")
    found = [(part.filename, part.shown_in_text) for part in parts_of(mail.as_bytes(), source="a message")]
    assert found == [("logo.png", True), ("photo.jpg", False)]


def test_a_part_without_a_boundary_a_type_or_a_name_still_arrives():
    content = raw(b"From: a@b.example\nSubject: x\nContent-Type: multipart/mixed", b"--b\r\n\r\nx")
    (part,) = parts_of(content, source="a message")
    assert (part.filename, part.content) == ("", b"--b\r\n\r\nx")


def test_broken_base64_is_told():
    head = b"From: a@b.example\nSubject: x\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=a.pdf"
    (part,) = parts_of(raw(head, b"JVBERi0x!LjQ\r\n"), source="a message")
    assert [str(remark) for remark in part.remarks] == [
        "The encoding of this attachment is broken (base64, RFC 2045): bytes may be missing."
    ]


@pytest.mark.parametrize(
    "date",
    [
        b"Date: nonsense",
        b"Date: Thu, 99 Foo 20211 99:99:99 +9999",
        b"Content-Type: ;;;=",
        b"To: <<<>>>,,,(((",
        b"Message-ID: <a",
        b"X: \xff",
    ],
)
def test_nonsense_in_a_head_line_stops_nothing(date):
    content = raw(b"From: a@b.example\nSubject: x\n" + date)
    assert envelope_of(content, source="a message").message.subject == "x"
    list(parts_of(content, source="a message"))
