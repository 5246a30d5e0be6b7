"""The head of a message for the post room: decoded, bounded, never believed."""

from kallipolis.documents.reading.door import letterhead_of
from kallipolis.rulebook.letterhead import FailedDelivery, Letterhead, answer_goes_to, why_not_to_be_answered

OURS = frozenset({"applications@network.example"})


def head(*lines: str, body: str = "Dear all,\r\n") -> Letterhead:
    return letterhead_of("\r\n".join(["From: Ana <ana@city.example>", *lines, "", body]).encode())


def why(told: Letterhead, sender: str | None = "ana@city.example") -> str:
    said = why_not_to_be_answered(told, envelope_sender=sender, ours=OURS)
    return str(said) if said else ""


def test_a_subject_in_an_old_chinese_encoding_is_words():
    told = head("Subject: =?gb2312?B?MjAyMcTqyerH6w==?=", "Message-ID: <1@city.example>")
    assert (told.subject, told.message_id, told.sender, told.sender_name) == (
        "2021年申请",
        "<1@city.example>",
        "ana@city.example",
        "Ana",
    )


def test_what_it_answers_is_known_the_nearest_first():
    told = head("References: <a@x.example>\r\n <b@x.example>", "In-Reply-To: <b@x.example>")
    assert told.answers == ("<b@x.example>", "<a@x.example>")


def test_a_letter_of_a_person_may_be_answered():
    assert why(head("Subject: 2021 Application of Port Tavoa")) == ""


def test_machines_lists_and_bounces_are_never_answered():
    assert (
        why(head("Auto-Submitted: auto-replied; owner-email=x"))
        == "It was sent by a machine (Auto-Submitted: auto-replied)."
    )
    assert why(head("Auto-Submitted: no")) == ""
    assert (
        why(head("List-Id: Cities <cities.list.example>"))
        == "It came through a mailing list (Cities <cities.list.example>)."
    )
    assert why(head("Precedence: bulk")) == "It is mass mail or a machine’s answer (Precedence: bulk)."
    assert why(head(), sender="") == "It is a report of a mail server, to which nobody replies."
    assert why(head("Return-Path: <>"), sender=None) == "It is a report of a mail server, to which nobody replies."
    assert why(head(), sender="applications@network.example") == "It came from our own address."
    assert (
        why(head(), sender="MAILER-DAEMON@mx.city.example")
        == "Its sender is a machine (mailer-daemon@mx.city.example)."
    )


def test_an_answer_goes_to_the_envelope_and_never_to_the_reply_address():
    told = head("Reply-To: victim@elsewhere.example")
    assert answer_goes_to(told, envelope_sender="bounce@city.example") == "bounce@city.example"
    assert answer_goes_to(told, envelope_sender=None) == "ana@city.example"
    assert answer_goes_to(told, envelope_sender="two@x.example, three@y.example") == ""


def test_a_report_names_the_letter_and_whom_it_did_not_reach():
    report = (
        b"From: mailer-daemon@mx.city.example\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        b"--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.city.example\r\n\r\n"
        b"Final-Recipient: rfc822; Ana@City.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        b"Diagnostic-Code: smtp; 550 no such user\r\n\r\n"
        b"--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours@network.example>\r\n\r\n--b--\r\n"
    )
    told = letterhead_of(report)
    assert told.report == (FailedDelivery("ana@city.example", "failed", "5.1.1", "smtp; 550 no such user"),)
    assert (told.report[0].permanent, told.report_on) == (True, "<ours@network.example>")


def test_no_head_can_stop_the_reader():
    for content in (
        b"",
        b"\x00" * 100,
        b"From: " + b"(" * 100_000,
        b"Content-Type: multipart/report; boundary=\r\n\r\n--\r\n",
    ):
        assert isinstance(letterhead_of(content), Letterhead)
