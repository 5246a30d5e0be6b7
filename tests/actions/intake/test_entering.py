"""What becomes of a message, and who is told what."""

import json

import pytest

from kallipolis.actions.intake.acknowledging import unlinked
from kallipolis.actions.intake.entering import enter
from kallipolis.actions.intake.opening import Opened, claim_one
from kallipolis.documents.reading.door import letterhead_of
from kallipolis.models import Application, Event, IncomingMessage
from kallipolis.rulebook.permission import Refused
from kallipolis.rulebook.receipt import receipt_in
from kallipolis.rulebook.sentence import sentence
from tests import cast
from tests.factories import a_call, a_form
from tests.mail.arriving import (
    CLOCK,
    Noon,
    a_letter,
    a_mailed_dossier,
    acknowledgements,
    entered,
    received,
    the_call_is_open,
)

pytestmark = pytest.mark.django_db


def test_a_first_dossier_of_a_city_becomes_its_application():
    message = entered(a_letter(), a_mailed_dossier())
    application = Application.objects.get()
    assert (message.became, message.application) == ("dossier", application)
    assert (application.reference, application.city_name, application.iso2, application.field) == (
        "2021-001",
        "Port Tavoa",
        "CL",
        "literature",
    )
    assert application.received_at == message.arrived_at
    event = Event.objects.get(deed="enter_message")
    assert event.chain.name == "call:uccn-2021"
    assert event.change["application"] == "2021-001"


def test_it_is_acknowledged_with_its_files_its_time_and_a_signed_receipt():
    message = entered(a_letter(), a_mailed_dossier())
    [letter] = acknowledgements()
    assert letter.to == "culture@port-tavoa.example"
    assert letter.subject == f"Received: application 2021-001 (receipt {message.receipt})"
    assert "30 June 2021, 18:42:07 in Paris (16:42:07 UTC)" in letter.text
    assert f"SHA-256: {message.file_id}" in letter.text
    assert "could not find" not in letter.text
    assert letter.headers["Auto-Submitted"] == "auto-replied"
    assert letter.headers["In-Reply-To"] == "<1@port-tavoa.example>"
    receipt = receipt_in(letter.attachments[0]["text"].encode())
    assert (receipt.number, receipt.sha256, receipt.call) == (message.receipt, message.file_id, "uccn-2021")
    assert len(receipt.files) == len({one["sha256"] for one in message.dossier["documents"]})
    assert json.loads(receipt.as_file())["signature"]


def test_what_the_program_could_not_find_is_told_with_the_sentence_that_it_is_no_decision():
    whole = a_mailed_dossier()
    entered(a_letter(), a_mailed_dossier(documents=tuple(one for one in whole.documents if one.slot != "photograph")))
    [letter] = acknowledgements()
    assert "This is a courtesy and no decision" in letter.text
    assert "found 0 of 3" in letter.text


def test_a_message_is_entered_once():
    message = entered(a_letter(), a_mailed_dossier())
    with pytest.raises(Refused):
        enter(
            message,
            Opened(letterhead_of(a_letter())),
            under=the_call_is_open(),
            call=a_call(),
            actor=cast.POST_ROOM,
            clock=CLOCK,
        )
    assert len(acknowledgements()) == 1


def test_the_same_e_mail_sent_again_is_one_dossier():
    entered(a_letter(), a_mailed_dossier())
    again = entered(a_letter(number=2), a_mailed_dossier())
    assert (again.became, again.application.reference) == ("again", "2021-001")
    assert Application.objects.count() == 1
    assert "It counts once, from its first arrival" in acknowledgements()[1].text


def test_a_second_different_e_mail_of_a_city_waits_for_an_officer_beside_the_first():
    entered(a_letter(), a_mailed_dossier())
    second = entered(a_letter("Corrected: 2021 Application of PORT TAVOA", number=2), a_mailed_dossier("e" * 64))
    assert (second.became, second.application.reference) == ("beside", "2021-001")
    assert "An officer looks at both" in acknowledgements()[1].text


def test_cities_of_one_name_in_two_states_are_two():
    entered(a_letter(), a_mailed_dossier())
    other = a_mailed_dossier("e" * 64, form=a_form(a_call(), country="Peru"))
    assert entered(a_letter(number=2), other).application.reference == "2021-002"


def test_a_dossier_without_a_city_waits_for_an_officer_and_is_acknowledged():
    nameless = a_mailed_dossier(form=a_form(a_call(), city="", country=""))
    message = entered(a_letter("candidature ville"), nameless)
    assert (message.became, message.application, len(acknowledgements())) == ("unmatched", None, 1)


def test_what_cannot_be_opened_is_kept_shown_and_acknowledged():
    message = entered(a_letter(), None, unreadable=sentence("It is damaged."))
    assert (message.became, message.reason["one"]) == ("unreadable", "It is damaged.")
    assert "could not open your e-mail" in acknowledgements()[0].text


def test_a_question_is_a_stray_and_gets_no_acknowledgement():
    message = entered(a_letter("When does the call close?"), a_mailed_dossier(documents=(), form=None))
    assert (message.became, acknowledgements()) == ("stray", [])


def test_an_answer_joins_the_thread_and_never_the_dossier():
    first = entered(a_letter(), a_mailed_dossier())
    [letter] = acknowledgements()
    reply = entered(
        a_letter("Re: Received", f"In-Reply-To: {letter.message_id}", number=2),
        a_mailed_dossier(documents=(), form=None),
    )
    assert (reply.became, reply.application) == ("reply", first.application)
    assert IncomingMessage.objects.get(became="dossier") == first
    assert len(acknowledgements()) == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("Auto-Submitted: auto-generated", "machine"),
        ("List-Id: <x.example>", "list"),
        ("Precedence: bulk", "mass mail"),
    ],
)
def test_a_dossier_through_a_machine_is_taken_but_no_machine_is_answered(line, why):
    message = entered(a_letter("2021 Application of Port Tavoa", line), a_mailed_dossier())
    assert (message.became, acknowledgements()) == ("dossier", [])
    assert why in message.not_acknowledged["one"]


def test_a_bounce_is_answered_never():
    message = entered(a_letter("Undelivered"), a_mailed_dossier(documents=(), form=None), sender="")
    assert (message.became, acknowledgements()) == ("automatic", [])


def test_who_writes_french_is_answered_in_french_and_who_tells_neither_in_both():
    entered(a_letter(), a_mailed_dossier())
    entered(
        a_letter("???", body="???", number=2),
        a_mailed_dossier("e" * 64, form=None),
    )
    assert [letter.language for letter in acknowledgements()] == ["en", "en"]
    assert acknowledgements()[1].text.count("SHA-256: ") == 2


def test_known_failure_60_a_strangers_words_become_no_link_and_no_markup():
    entered(
        a_letter("2021 Application of Port Tavoa <b>http://evil.example/</b> www.evil.example evil.example"),
        a_mailed_dossier(),
    )
    [letter] = acknowledgements()
    for body in (letter.text, letter.html):
        assert "evil.example" not in body
        assert "http://evil" not in body
    assert "<b>" not in letter.html
    assert unlinked("see //evil.example/x or a@b.example") == "see […] or […]"


def test_one_reader_has_a_message_and_a_dead_reader_leaves_it_to_the_next():
    received(a_letter())
    clock = Noon()
    first = claim_one(clock=clock)
    assert first is not None
    assert claim_one(clock=clock) is None
    clock.at = clock.at.replace(hour=17)
    again = claim_one(clock=clock)
    assert (again, again.tries) == (first, 2)
