"""What every answer forbids the browser, whoever answers; what partial views show; where a form may lead to."""

import re

import pytest
from django.conf import settings as site
from django.core.exceptions import DisallowedHost
from django.test import Client, RequestFactory

from kallipolis.rulebook.people import Role
from kallipolis.rulebook.permission import Deed
from kallipolis.web.policy import CONTENT, HEADERS
from kallipolis.web.rates import COUNTED
from tests import cast
from tests.web.addresses import ADDRESSES, PUBLIC, READ, TAKING_FORMS, doors, walk

HTMX = {"HX-Request": "true", "HX-Target": "list"}


def test_the_policy_allows_our_own_files_and_nothing_inline():
    assert CONTENT["default-src"] == "'none'"
    for name in ("script-src", "style-src", "connect-src", "form-action", "font-src"):
        assert CONTENT[name] == "'self'"
    for name in ("frame-ancestors", "base-uri", "object-src"):
        assert CONTENT[name] == "'none'"
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert HEADERS["X-Frame-Options"] == "DENY"
    assert HEADERS["Referrer-Policy"] == "same-origin"
    assert "camera=()" in HEADERS["Permissions-Policy"]


def carried(response):
    response.close()
    return {name: response.headers.get(name) for name in HEADERS}


@pytest.mark.parametrize("address", ["/static/kallipolis.css", "/static/favicon.svg", "/static/nothing.js"])
def test_a_static_file_carries_the_policy(client, address, db):
    assert carried(client.get(address)) == HEADERS


def test_every_kind_of_error_carries_the_policy(client, db, monkeypatch):
    client.raise_request_exception = False
    answers = {
        400: client.get("/", headers={"host": "evil.example"}),
        403: Client(enforce_csrf_checks=True).post("/theme/"),
        404: client.get("/nothing/"),
        405: client.put("/theme/"),
        413: client.post("/theme/", data="x" * 200_000, content_type="application/x-www-form-urlencoded"),
    }
    monkeypatch.setattr("kallipolis.web.pages.render", None)
    answers[500] = client.get("/about/")
    assert {status: answer.status_code for status, answer in answers.items()} == {status: status for status in answers}
    for answer in answers.values():
        assert carried(answer) == HEADERS


def test_in_production_every_answer_promises_https(client, settings, db):
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    settings.SECURE_SSL_REDIRECT = True
    for address in ("/about/", "/nothing/", "/static/kallipolis.css"):
        promised = client.get(address, secure=True)
        promised.close()
        assert promised["Strict-Transport-Security"] == "max-age=31536000"
        assert client.get(address).status_code == 301
        assert carried(client.get(address)) == HEADERS


def test_a_static_file_is_kept_by_whoever_has_a_session_too(client, db):
    response = cast.signed_in(client, cast.nobody_in_particular()).get("/static/kallipolis.css")
    response.close()
    assert "no-store" not in response["Cache-Control"]


# --- Forms ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(TAKING_FORMS))
def test_no_form_is_taken_without_the_sign_of_our_page_by_whatever_script(name, db):
    person = cast.a_person("Helga Tarn", *(cast.Grant(role) for role in (Role.HEAD, Role.OFFICER)))
    strict = cast.signed_in(Client(enforce_csrf_checks=True), person)
    for headers in ({}, HTMX, {"origin": "https://evil.example"}):
        # 404: there is no such thing; the door is shut before anything is read.
        assert strict.post(ADDRESSES[name], headers=headers).status_code in {403, 404}


def test_the_sign_is_hidden_from_scripts_and_sent_on_our_own_requests_only():
    assert site.CSRF_COOKIE_HTTPONLY
    assert site.SESSION_COOKIE_HTTPONLY
    assert site.SESSION_COOKIE_SAMESITE == site.CSRF_COOKIE_SAMESITE == "Lax"
    assert not site.CSRF_TRUSTED_ORIGINS


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "/\r\nLocation: https://evil.example/",
    "http:///evil.example/",
    " https://evil.example/",
]


@pytest.mark.parametrize("back", ELSEWHERE)
def test_known_failure_66_the_theme_leads_back_to_our_own_pages_only(client, back, db):
    response = client.post("/theme/", {"theme": "dark", "back": back})
    assert response.status_code == 303
    assert response["Location"].startswith("/")
    assert "evil" not in response["Location"]


@pytest.mark.parametrize("name", sorted(READ))
def test_known_failure_66_no_page_leads_away_because_its_address_says_so(client, name, db):
    for back in ELSEWHERE[:3]:
        response = client.get(READ[name], dict.fromkeys(("next", "back", "url", "redirect_to"), back))
        target = response.headers.get("Location", "/")
        assert target.startswith("/")
        assert not re.match(r"/[/\\]", target)


# --- Hosts and places -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forged", [{"host": "evil.example"}, {"host": "localhost:80@evil.example"}])
def test_known_failure_69_a_host_that_is_not_ours_is_answered_by_nothing(client, forged, db):
    assert client.get("/", headers=forged).status_code == 400


def test_known_failure_69_what_a_visitor_says_of_the_host_beside_it_is_not_heard(settings):
    request = RequestFactory().get("/", headers={"host": "localhost", "x-forwarded-host": "evil.example"})
    assert request.get_host() == "localhost"
    assert not settings.USE_X_FORWARDED_HOST
    with pytest.raises(DisallowedHost):
        RequestFactory().get("/", headers={"host": "evil.example"}).get_host()


def test_known_failure_70_every_address_of_the_sign_in_that_could_be_guessed_at_is_counted():
    """Each that takes a password, a code or an address of a visitor; what only somebody signed in may do asks her first."""
    guessed = {
        pattern.name
        for pattern in walk()
        if pattern.name in PUBLIC
        and pattern.name in TAKING_FORMS
        and re.search(r"login|password|authenticate|link|code", str(pattern.name))
    }
    harmless = {"account_complete_password_reset", "sign_in_link", "openid_connect_login", "openid_connect_callback"}
    assert guessed - harmless <= set(COUNTED)
    assert {name for name in COUNTED if name not in ADDRESSES} == set()


# --- Parts of pages ---------------------------------------------------------------------------------------------------

BEHIND_A_DEED = {
    pattern.name: pattern for pattern in walk() if isinstance(doors(pattern).audience, Deed) and pattern.name in READ
}


@pytest.mark.parametrize("name", sorted(BEHIND_A_DEED))
def test_known_failure_74_a_part_of_a_page_has_the_door_of_the_page(client, name, db):
    """For a visitor, for somebody without a role, for one with: by htmx's headers nobody gets in who else would not."""
    for person in (None, cast.nobody_in_particular(), cast.evaluator(), cast.officer()):
        client.logout()
        if person is not None:
            cast.signed_in(client, person)
        whole, part = client.get(ADDRESSES[name]), client.get(ADDRESSES[name], headers=HTMX)
        if part.status_code == 204:
            # A part cannot be the page of the sign-in: the whole page is sent there.
            assert (whole.status_code, part.content) == (302, b"")
            assert part["HX-Redirect"].startswith("/account/login/")
        else:
            assert (part.status_code, part.headers.get("Location")) == (
                whole.status_code,
                whole.headers.get("Location"),
            )
