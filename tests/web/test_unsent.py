"""No text is lost when a sign-in runs out: what was sent then is kept, for its writer alone, and sent when she says so."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from kallipolis.web.unsent import KEPT_FOR
from tests import cast
from tests.web.markup import faults, tree, words

pytestmark = pytest.mark.django_db
TEXT = "Noor <b>Vasari</b>\nof Port Tavoa"


@pytest.fixture
def noor():
    return cast.a_person("Noor Vasari", password=cast.PASSWORD)


@pytest.fixture
def browser(noor):
    """Her browser, with a page of ours open that she was signed in to; then her session ended."""
    browser = Client(enforce_csrf_checks=True)
    cast.signed_in(browser, noor)
    browser.get("/account/")
    Session.objects.all().delete()
    return browser


def token(response):
    return tree(response).xpath("string(//input[@name='csrfmiddlewaretoken']/@value)")


def sent(browser, **more):
    fields = {"name": TEXT, "language": "fr", "new_password": "not to be kept"}
    fields["csrfmiddlewaretoken"] = browser.cookies["csrftoken"].value
    return browser.post("/account/about-me/", {**fields, **more.pop("fields", {})}, **more)


def signed_in_again(browser, password=cast.PASSWORD, email="noor.vasari@people.example", *, next_page="/desk/unsent/"):
    page = browser.get(f"/account/login/?next={next_page}")
    fields = {"login": email, "password": password, "next": next_page, "csrfmiddlewaretoken": token(page)}
    return browser.post("/account/login/", fields)


def test_a_form_of_somebody_whose_sign_in_ran_out_leads_to_the_sign_in_and_says_that_the_text_is_kept(browser):
    response = sent(browser)
    assert (response.status_code, response["Location"]) == (302, "/account/login/?next=%2Fdesk%2Funsent%2F")
    assert "What you wrote is kept for an hour" in words(tree(browser.get(response["Location"])))


def test_after_the_sign_in_the_text_is_there_and_is_sent_where_it_was_meant_to_go(browser, noor):
    sent(browser)
    assert signed_in_again(browser)["Location"] == "/desk/unsent/"
    page = browser.get("/desk/unsent/")
    assert faults(page.content.decode()) == []
    assert "Noor <b>Vasari</b>" in words(tree(page))
    form = dict(tree(page).xpath("//main//form")[0].form_values())
    assert "not to be kept" not in form.values()
    on = browser.post("/desk/unsent/", {**form, "unsent": "send"})
    assert (on.status_code, on["Location"]) == (307, "/account/about-me/")
    browser.post(on["Location"], {**form, "unsent": "send"})
    noor.refresh_from_db()
    assert (noor.name.split(), noor.language) == (TEXT.split(), "fr")
    assert "Nothing is kept" in words(tree(browser.get("/desk/unsent/?lang=en")))


def test_what_she_throws_away_is_gone(browser, noor):
    sent(browser)
    signed_in_again(browser)
    page = browser.get("/desk/unsent/")
    assert (
        browser.post("/desk/unsent/", {"csrfmiddlewaretoken": token(page), "unsent": "discard"})["Location"] == "/desk/"
    )
    assert "Port Tavoa" not in browser.get("/desk/unsent/").content.decode()
    noor.refresh_from_db()
    assert noor.name == "Noor Vasari"


def test_somebody_else_at_the_same_browser_is_not_shown_it(browser):
    cast.a_person("Otto Reyes", password=cast.PASSWORD)
    sent(browser)
    signed_in_again(browser, email="otto.reyes@people.example")
    page = browser.get("/desk/unsent/")
    assert page.status_code == 200
    assert "Port Tavoa" not in page.content.decode()


def test_after_its_time_it_is_shown_to_nobody(browser, settings, the_time_is):
    the_time_is("2021-05-20T15:20:00+02:00")
    sent(browser)
    signed_in_again(browser)
    now = settings.KALLIPOLIS_CLOCK()
    settings.KALLIPOLIS_CLOCK = lambda: now + KEPT_FOR
    assert "Port Tavoa" in browser.get("/desk/unsent/").content.decode()
    settings.KALLIPOLIS_CLOCK = lambda: now + KEPT_FOR + timedelta(seconds=1)
    assert "Port Tavoa" not in browser.get("/desk/unsent/").content.decode()


def test_nothing_is_kept_of_a_form_that_is_not_from_our_page(browser):
    response = sent(browser, fields={"csrfmiddlewaretoken": "forged"})
    assert response.status_code == 403
    assert not Session.objects.exists()


def test_nothing_is_kept_of_who_was_never_signed_in_here_or_signed_out(browser):
    stranger = Client(enforce_csrf_checks=True)
    stranger.get("/account/login/")
    assert sent(stranger)["Location"] == "/account/login/"
    signed_in_again(browser)
    page = browser.get("/account/")
    browser.post("/account/logout/", {"csrfmiddlewaretoken": token(page)})
    assert browser.cookies["writer"].value == ""
    browser.get("/account/login/")
    assert sent(browser)["Location"] == "/account/login/"


def test_htmx_is_led_to_the_sign_in_as_a_whole_page(browser):
    response = sent(browser, headers={"HX-Request": "true"})
    assert (response.status_code, response["HX-Redirect"]) == (204, "/account/login/?next=%2Fdesk%2Funsent%2F")


def test_a_writer_cannot_be_forged(browser, noor):
    browser.cookies["writer"] = re.sub(r"^\d+", str(noor.pk + 1), browser.cookies["writer"].value)
    assert sent(browser)["Location"] == "/account/login/"


def test_the_page_is_there_when_nothing_is_kept(client, noor):
    response = cast.signed_in(client, noor).get("/desk/unsent/")
    assert faults(response.content.decode()) == []
