"""The pages of the post room: who sees them, what they show, and what an officer does there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kallipolis.models import Application, Event, IncomingMessage, Letter
from kallipolis.rulebook.sentence import sentence
from tests import cast
from tests.clamd import EVIL, scanner_at
from tests.mail.arriving import a_letter, a_mailed_dossier, acknowledgements, entered, received

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    return cast.signed_in(client, cast.officer())


def test_the_inbox_shows_what_arrived_and_what_became_of_it(officer):
    entered(a_letter(), a_mailed_dossier())
    received(a_letter("When does it close?", number=2))
    page = officer.get("/post/").content.decode()
    assert "Port Tavoa" in page
    assert "Not opened yet" in page
    assert "7 of 7" in page
    assert 'hx-trigger="every 10s"' in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_inbox_takes_as_many_queries_for_three_messages_as_for_one(officer, django_assert_num_queries, number):
    for one in range(number):
        entered(a_letter(number=one), a_mailed_dossier(f"{one}" * 64))
    officer.get("/post/")
    with django_assert_num_queries(9):
        officer.get("/post/")


def test_a_message_is_found_by_city_sender_and_receipt(officer):
    message = entered(a_letter(), a_mailed_dossier())
    entered(a_letter("When does it close?", sender="ana@city.example", number=2), a_mailed_dossier("e" * 64, form=None))
    for words in ("port TAVOA", "culture@port-tavoa.example", message.receipt):
        page = officer.get("/post/", {"q": words}).content.decode()
        assert "1 e-mail" in page, words


def test_a_stranger_and_an_evaluator_see_nothing_of_the_post(client):
    message = entered(a_letter(), a_mailed_dossier())
    for address in ("/post/", f"/post/{message.pk}/", f"/post/{message.pk}/raw.eml", "/post/letters/"):
        assert client.get(address).status_code in (302, 403)
    cast.signed_in(client, cast.evaluator())
    for address in ("/post/", f"/post/{message.pk}/", f"/post/{message.pk}/raw.eml", "/post/letters/"):
        assert client.get(address).status_code == 403


def test_the_raw_message_is_a_download_byte_for_byte(officer):
    message = received(a_letter())
    answer = officer.get(f"/post/{message.pk}/raw.eml")
    assert b"".join(answer.streaming_content) == a_letter()
    answer.close()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Type"] == "application/octet-stream"


def test_known_failure_58_the_raw_message_waits_for_the_scanner_as_every_file_does(officer, settings, tmp_path):
    settings.KALLIPOLIS_CLAMD = str(tmp_path / "nobody")
    waiting = received(a_letter())
    assert "waits for the virus scanner" in officer.get(f"/post/{waiting.pk}/raw.eml").content.decode()
    with scanner_at(tmp_path / "clamd") as settings.KALLIPOLIS_CLAMD:
        evil = received(a_letter(body=EVIL.decode()))
    answer = officer.get(f"/post/{evil.pk}/raw.eml")
    assert (answer.status_code, "found something" in answer.content.decode()) == (403, True)


def test_the_page_of_a_message_shows_its_words_as_text_never_as_markup(officer):
    message = entered(
        a_letter("2021 Application of <script>alert(1)</script>", body="<img src=x onerror=alert(1)>"),
        a_mailed_dossier(),
    )
    page = officer.get(f"/post/{message.pk}/").content.decode()
    assert "<script>alert" not in page
    assert "<img" not in page
    assert "30 June 2021, 18:42 in Paris" in page


def test_the_second_e_mail_of_a_city_is_shown_with_what_differs_and_may_take_the_place_of_the_first(officer):
    first = entered(a_letter(), a_mailed_dossier())
    documents = a_mailed_dossier().documents
    second = entered(a_letter(number=2), a_mailed_dossier("e" * 64, documents=documents[:-1]))
    page = officer.get(f"/post/{second.pk}/").content.decode()
    assert "only in the dossier" in page
    refused = officer.post(f"/post/{second.pk}/in-place/", {"reason": ""})
    assert (refused.status_code, "Say why" in refused.content.decode()) == (422, True)
    officer.post(f"/post/{second.pk}/in-place/", {"reason": "The focal point confirmed it by telephone."})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.became, second.became) == ("beside", "dossier")
    event = Event.objects.get(deed="take_in_place")
    assert event.secret.content == {"reason": "The focal point confirmed it by telephone."}


def test_what_was_not_matched_becomes_an_application_of_the_city_that_the_officer_names(officer):
    message = entered(a_letter("candidature ville"), a_mailed_dossier(form=None))
    told = {"city": "Villa Quimera", "state": "Nowhere", "field": "design", "reason": "Telephone."}
    assert officer.post(f"/post/{message.pk}/new/", told).status_code == 422
    officer.post(f"/post/{message.pk}/new/", {**told, "state": "Chile"})
    application = Application.objects.get()
    assert (application.reference, application.city_name, application.iso2) == ("2021-001", "Villa Quimera", "CL")
    message.refresh_from_db()
    assert (message.became, message.application) == ("dossier", application)


def test_a_question_is_put_to_an_application_or_set_aside(officer):
    entered(a_letter(), a_mailed_dossier())
    question = entered(a_letter("When?", number=2), a_mailed_dossier("e" * 64, documents=(), form=None))
    officer.post(f"/post/{question.pk}/assign/", {"reference": "2021-001", "reason": "It asks about it."})
    question.refresh_from_db()
    assert (question.became, question.application.reference) == ("reply", "2021-001")
    officer.post(f"/post/{question.pk}/aside/", {"reason": "Answered."})
    question.refresh_from_db()
    assert question.became == "set_aside"


def test_what_could_not_be_opened_is_opened_again_and_acknowledged_once(officer):
    message = entered(a_letter(), None, unreadable=sentence("It is damaged."))
    officer.post(f"/post/{message.pk}/again/")
    message.refresh_from_db()
    assert message.became == "waiting"
    again = entered(a_letter(), a_mailed_dossier())
    assert (again.became, len(acknowledgements())) == ("dossier", 1)


def test_a_dossier_is_not_set_aside(officer):
    message = entered(a_letter(), a_mailed_dossier())
    assert officer.post(f"/post/{message.pk}/aside/", {"reason": "No."}).status_code == 422


def test_a_file_is_added_by_hand(officer):
    officer.post("/post/add/", {"message": SimpleUploadedFile("1.eml", a_letter())})
    message = IncomingMessage.objects.get()
    assert message.file.size == len(a_letter())
    assert Event.objects.get(deed="receive_message").actor == f"person:{cast.officer().pk}"


def test_the_letters_are_listed_shown_held_and_released_by_the_head(client):
    entered(a_letter(), a_mailed_dossier())
    cast.signed_in(client, cast.officer())
    letter = Letter.objects.get()
    assert letter.subject in client.get("/post/letters/").content.decode()
    page = client.get(f"/post/letters/{letter.pk}/").content.decode()
    assert "SHA-256" in page
    assert "receipt-" in page
    client.post(f"/post/letters/{letter.pk}/hold/", {"reason": "The name is misspelt."})
    assert client.get("/post/letters/release/").status_code == 403
    cast.signed_in(client, cast.head())
    assert letter.to in client.get("/post/letters/release/").content.decode()
    client.post("/post/letters/release/", {"letter": [letter.pk]})
    letter.refresh_from_db()
    assert letter.state == "queued"
    assert client.post("/post/letters/release/", {"letter": [letter.pk]}).status_code == 422


def test_a_letter_that_waits_for_sending_says_so(officer):
    entered(a_letter(sender="a@city.org"), a_mailed_dossier(), sender="a@city.org")
    assert "sending is not turned on" in officer.get("/post/letters/").content.decode()
