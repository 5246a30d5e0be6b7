"""Every address of the site has one door, and what a door promises holds for every page behind it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from kallipolis.rulebook.people import VISITOR
from kallipolis.rulebook.permission import DEEDS, Deed, may_somewhere
from kallipolis.web.doors import Audience, Door
from kallipolis.web.policy import HEADERS
from tests import cast
from tests.web.addresses import ADDRESSES, PUBLIC, READ, READ_BY_ANYBODY, TAKING_FORMS, doors, walk
from tests.web.markup import faults

PAGES = [ADDRESSES["call"], ADDRESSES["check"], "/nowhere/", ADDRESSES["call"] + "?q=photo&force=required"]
STANDING_STILL = ["about", "accessibility", "privacy", "current", "call", "check", "form", "rules_as_data"]


@pytest.mark.parametrize("pattern", walk(), ids=lambda pattern: pattern.name)
def test_every_address_has_a_door_with_its_audience(pattern):
    assert isinstance(getattr(pattern.callback, "door", None), Door)
    assert pattern.callback.door.audience in {*Audience, *Deed}


def test_the_walk_sees_the_site():
    assert {"home", "call", "check", "desk", "people", "account_login", "theme"} <= set(ADDRESSES)


@pytest.mark.parametrize("name", STANDING_STILL)
def test_what_stands_still_asks_the_database_nothing_about_a_visitor(client, name, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(ADDRESSES[name])
        client.head(ADDRESSES[name])


def writes(asked):
    return [query["sql"] for query in asked if query["sql"].split()[0] in {"INSERT", "UPDATE", "DELETE"}]


@pytest.mark.parametrize("name", READ_BY_ANYBODY)
def test_no_get_by_a_visitor_writes(client, name, db):
    with CaptureQueriesContext(connection) as asked:
        client.get(ADDRESSES[name])
        client.head(ADDRESSES[name])
    assert [sql for sql in writes(asked) if "session" not in sql and "kallipolis_cache" not in sql] == []


@pytest.mark.parametrize("name", sorted(set(READ) - set(PUBLIC)))
def test_a_visitor_is_asked_to_sign_in_where_a_deed_stands_at_the_door(client, name, db):
    deed = next(doors(one).audience for one in walk() if one.name == name)
    assert not may_somewhere(VISITOR, deed)
    response = client.get(ADDRESSES[name])
    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


@pytest.mark.parametrize("address", [*ADDRESSES.values(), "/nowhere/", "/static/nowhere.css"])
def test_every_answer_carries_the_policy(client, address, db):
    response = client.get(address)
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert "unsafe" not in response.headers["Content-Security-Policy"]


def test_a_host_that_is_not_ours_gets_the_policy_too(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert response.headers["Content-Security-Policy"] == HEADERS["Content-Security-Policy"]


@pytest.mark.parametrize("language", ["en", "fr", "ar", "zh-hans"])
@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_well_formed(client, address, language):
    response = client.get(address, headers={"accept-language": language})
    assert faults(response.content.decode()) == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_method_that_a_page_does_not_take_is_refused(client, name, db):
    response = client.put(ADDRESSES[name], data="x", content_type="text/plain")
    assert response.status_code == 405
    assert set(response["Allow"].split(", ")) == {*next(doors(one).methods for one in walk() if one.name == name)}


@pytest.mark.parametrize("name", sorted(set(TAKING_FORMS) & set(PUBLIC)))
def test_a_form_from_elsewhere_is_refused(name, db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(ADDRESSES[name], {"theme": "dark"})
    assert response.status_code == 403
    assert "did not come from our page" in response.content.decode()


@pytest.mark.parametrize("name", ["theme", "check"])
def test_a_form_with_the_sign_of_our_page_is_taken(name, db):
    strict = Client(enforce_csrf_checks=True)
    strict.get(ADDRESSES["check"])
    token = strict.cookies["csrftoken"].value
    response = strict.post(ADDRESSES[name], {"csrfmiddlewaretoken": token})
    assert response.status_code in (303, 422)


@pytest.mark.parametrize("name", READ)
def test_known_failure_13_whatever_somebody_who_is_signed_in_sees_is_kept_by_no_browser(client, name, db):
    """The back button on a shared computer shows nothing of who sat there before."""
    response = cast.signed_in(client, cast.head()).get(READ[name])
    assert "no-store" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]


def test_what_a_visitor_sees_may_be_asked_for_again_cheaply_and_belongs_to_no_proxy(client, db):
    assert client.get(ADDRESSES["about"])["Cache-Control"] == "no-cache, private"


@pytest.mark.parametrize("name", TAKING_FORMS)
def test_the_answer_to_a_form_is_kept_by_no_browser(client, name, db):
    assert "no-store" in client.post(ADDRESSES[name])["Cache-Control"]


def test_what_depends_on_the_reader_says_so(client):
    varies = set(client.get(ADDRESSES["call"])["Vary"].replace(" ", "").split(","))
    assert {"Cookie", "Accept-Language", "HX-Request"} <= varies


def test_every_deed_of_a_door_is_told():
    assert {doors(one).audience for one in walk()} <= {*Audience, *DEEDS}
