"""Seeing what is held about oneself, taking it along, being erased: for oneself, after confirming who one is."""

import json
from urllib.parse import urlsplit

import pytest
from django.test import Client

from kallipolis.actions.people.roles import invite
from kallipolis.models import Event, Person
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast
from tests.web.markup import faults, one, tree, words

pytestmark = pytest.mark.django_db
HELD, TAKE, ASK, ERASE = "/account/data/", "/account/data/everything.json", "/account/erase/", "/account/erase/now/"


def with_a_password(person):
    """Whoever has neither password nor factor has nothing to confirm with; by a link she was let in a moment ago."""
    person.set_password(cast.PASSWORD)
    person.save()
    return person


@pytest.fixture
def eva(client):
    return cast.signed_in(client, cast.evaluator())


def test_she_sees_each_kind_with_its_term(eva):
    response = eva.get(HELD)
    assert faults(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]
    told = words(tree(response))
    assert "Roles 1 for good" in told
    assert "Accounts 1 as long as the account is wanted" in told


def test_she_takes_everything_along_as_a_file_for_programs(eva):
    response = eva.get(TAKE)
    assert response["Content-Type"] == "application/json"
    assert response["Content-Disposition"].startswith('attachment; filename="everything-about-me.json"')
    assert "no-store" in response["Cache-Control"]
    (account,) = json.loads(response.content)["records"]["kallipolis.Person"]["rows"]
    assert account["email"] == "eva.lindqvist@people.example"


def test_known_failure_6_there_is_no_address_at_which_somebody_is_told_of_another(eva):
    ines = cast.officer()
    for address in (f"{TAKE}?person={ines.pk}", f"{TAKE}?id={ines.pk}", f"{HELD}?person={ines.pk}"):
        assert "ines" not in eva.get(address).content.decode().casefold()
    for address in (f"/account/data/{ines.pk}/", f"/account/{ines.pk}/", f"/people/{ines.pk}/"):
        assert eva.get(address).status_code == 404
    assert eva.get("/people/").status_code == 403


@pytest.mark.parametrize("address", [HELD, TAKE, ASK])
def test_a_visitor_is_asked_to_sign_in(client, address):
    response = client.get(address)
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/account/login/")


def test_without_having_confirmed_who_she_is_she_neither_takes_along_nor_erases(client):
    person = with_a_password(cast.evaluator())
    cast.signed_in(client, person, recently=False)
    for response in (client.get(TAKE), client.post(ERASE)):
        assert response.status_code == 302
        assert response["Location"].startswith("/account/confirm/")
    person.refresh_from_db()
    assert person.erased_at is None


def test_she_is_asked_once_more_and_to_look_erases_nothing(eva):
    response = eva.get(ASK)
    assert faults(response.content.decode()) == []
    assert one(tree(response), "//form[contains(@action, 'erase')]").get("action") == ERASE
    assert eva.get(ERASE).status_code == 405
    assert Person.objects.filter(erased_at=None).count() == 1


def test_she_erases_herself_and_is_signed_out_everywhere(eva):
    elsewhere = cast.signed_in(Client(), cast.evaluator())
    response = eva.post(ERASE)
    assert words(one(tree(response), "//h1")) == "Your account is erased"
    assert faults(response.content.decode()) == []
    assert Person.objects.get().email.endswith("@erased.invalid")
    for browser in (eva, elsewhere):
        assert browser.get(HELD).status_code == 302


def test_an_erasure_without_the_sign_of_our_page_is_refused():
    strict = cast.signed_in(Client(enforce_csrf_checks=True), cast.evaluator())
    for headers in ({}, {"HX-Request": "true"}):
        assert strict.post(ERASE, headers=headers).status_code == 403
    assert Person.objects.get().erased_at is None


def test_the_only_head_is_told_why_she_is_not_erased(client):
    response = cast.signed_in(client, cast.head()).post(ERASE)
    assert response.status_code == 403
    assert "She is the only head of the Secretariat." in words(tree(response))


def test_the_head_erases_on_request_and_an_officer_does_not(client):
    eva = cast.evaluator()
    address = f"/people/{eva.pk}/erase/"
    cast.signed_in(client, cast.officer())
    assert (client.get(address).status_code, client.post(address).status_code) == (404, 404)
    cast.signed_in(client, cast.head())
    asked = client.get(address)
    assert faults(asked.content.decode()) == []
    assert "Eva Lindqvist" in words(one(tree(asked), "//h1"))
    assert client.post(address)["Location"] == "/people/"
    eva.refresh_from_db()
    assert eva.erased_at is not None
    assert Event.objects.last().about == f"person:{eva.pk}"
    assert client.get(address).status_code == 404


def test_the_head_confirms_who_she_is_before_she_erases(client):
    eva = cast.evaluator()
    cast.signed_in(client, with_a_password(cast.head()), recently=False)
    assert client.post(f"/people/{eva.pk}/erase/")["Location"].startswith("/account/confirm/")
    eva.refresh_from_db()
    assert eva.erased_at is None


def test_the_page_takes_five_queries_however_much_is_held(eva, django_assert_num_queries):
    with django_assert_num_queries(5):
        eva.get(HELD)


def test_known_failure_12_who_opens_a_page_by_its_secret_sees_nothing_of_others(client):
    """An invitation is read without an account: it names itself, and nobody and nothing else of the house."""
    cast.officer()
    links = [
        invite(email, actor=cast.CONSOLE, clock=SYSTEM_CLOCK, role="focal_point", over=application)
        for email, application in (("tala@marsa.example", "2021-042"), ("otto@brenn.example", "2021-077"))
    ]
    page = client.get(urlsplit(links[0]).path).content.decode()
    assert "tala@marsa.example" in page
    for trace in ("otto@brenn.example", "2021-077", "ines", "Moreau", links[1].rstrip("/").rpartition("/")[2]):
        assert trace not in page
