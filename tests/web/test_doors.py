"""Every address of the site has one door, and what a door promises holds for every page behind it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kallipolis.web.doors import SENDING, Audience, Door
from kallipolis.web.policy import HEADERS
from tests.web.markup import faults

ARGUMENTS = {"call_id": "uccn-2021", "language": "en"}


def walk(resolver: URLResolver | None = None) -> list[URLPattern]:
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        found += walk(one) if isinstance(one, URLResolver) else [one]
    return found


ADDRESSES = {
    pattern.name: reverse(
        pattern.name, kwargs={name: ARGUMENTS[name] for name in pattern.pattern.converters if name in ARGUMENTS}
    )
    for pattern in walk()
}
PAGES = [ADDRESSES["call"], ADDRESSES["check"], "/nowhere/", ADDRESSES["call"] + "?q=photo&force=required"]
TAKING_FORMS = [ADDRESSES[pattern.name] for pattern in walk() if pattern.callback.door.methods >= SENDING]


@pytest.mark.parametrize("pattern", walk(), ids=lambda pattern: pattern.name)
def test_every_address_has_a_door_with_its_audience(pattern):
    assert isinstance(getattr(pattern.callback, "door", None), Door)
    assert pattern.callback.door.audience in Audience


def test_the_walk_sees_the_site():
    assert set(ADDRESSES) == {"current", "call", "check", "form", "rules_as_data", "theme"}


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_get_writes_or_even_reads_the_database(client, name, db):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(ADDRESSES[name])
        client.head(ADDRESSES[name])
    assert [query["sql"] for query in asked] == []


@pytest.mark.parametrize("address", [*ADDRESSES.values(), "/nowhere/", "/static/nowhere.css"])
def test_every_answer_carries_the_policy(client, address):
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
    assert set(response["Allow"].split(", ")) == {*walk_named(name).callback.door.methods}


def walk_named(name):
    return next(pattern for pattern in walk() if pattern.name == name)


@pytest.mark.parametrize("address", TAKING_FORMS)
def test_a_form_from_elsewhere_is_refused(address, db):
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, {"theme": "dark"})
    assert response.status_code == 403
    assert "did not come from our page" in response.content.decode()


@pytest.mark.parametrize("address", TAKING_FORMS)
def test_a_form_with_the_sign_of_our_page_is_taken(address, db):
    strict = Client(enforce_csrf_checks=True)
    strict.get(ADDRESSES["check"])
    token = strict.cookies["csrftoken"].value
    response = strict.post(address, {"csrfmiddlewaretoken": token})
    assert response.status_code in (303, 422)


def test_what_is_personal_is_not_kept_by_a_browser(client, db):
    assert "no-store" in client.get(ADDRESSES["check"])["Cache-Control"]
    for address in TAKING_FORMS:
        assert "no-store" in client.post(address)["Cache-Control"]


def test_what_depends_on_the_reader_says_so(client):
    varies = set(client.get(ADDRESSES["call"])["Vary"].replace(" ", "").split(","))
    assert {"Cookie", "Accept-Language", "HX-Request"} <= varies
