"""Signing in by an issuer of OpenID Connect, where a site names one: who has an account is let in, nobody gets one."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.urls import clear_url_caches

from config import environment
from config.urls import urlpatterns as ours
from kallipolis.models import Event, Person
from kallipolis.web.sign_in import ConnectionsAdapter
from kallipolis.web.sign_in_addresses import OPENID_CONNECT, patterns
from tests import cast

pytestmark = pytest.mark.django_db
ISSUER = "https://login.example.org"
LOGIN, CALLBACK = "/account/oidc/house/login/", "/account/oidc/house/login/callback/"


@pytest.fixture
def issuer(settings, monkeypatch):
    """A site with an issuer, which answers with `issuer.says`; no word goes over any line."""
    monkeypatch.setenv("KALLIPOLIS_OIDC_ISSUER", ISSUER)
    settings.SOCIALACCOUNT_PROVIDERS = environment.openid_connect(
        "KALLIPOLIS_OIDC_ISSUER", client="kallipolis", secret="between us", label="House"
    )
    addresses = ModuleType("addresses_with_an_issuer")
    addresses.urlpatterns = [*patterns(OPENID_CONNECT), *ours]
    monkeypatch.setitem(sys.modules, addresses.__name__, addresses)
    settings.ROOT_URLCONF = addresses.__name__
    clear_url_caches()
    told = SimpleNamespace(says={"sub": "7", "email": "noor.vasari@people.example", "email_verified": True})
    endpoints = {f"{name}_endpoint": f"{ISSUER}/{name}" for name in ("token", "authorization", "userinfo")}
    monkeypatch.setattr(OpenIDConnectOAuth2Adapter, "openid_config", {**endpoints, "issuer": ISSUER})

    def answer(method, url, **sent):
        content = {"access_token": "a"} if url.endswith("/token") else told.says
        headers = {"content-type": "application/json"}
        return SimpleNamespace(status_code=200, headers=headers, json=lambda: content, raise_for_status=lambda: None)

    session = SimpleNamespace(request=answer, get=lambda url, **sent: answer("GET", url, **sent))

    class Line:
        def __enter__(self):
            return session

        def __exit__(self, *raised):
            return None

    monkeypatch.setattr(ConnectionsAdapter, "get_requests_session", lambda self: Line())
    yield told
    clear_url_caches()


def go(client):
    """There and back, as a browser does."""
    there = client.post(LOGIN)
    assert there["Location"].startswith(f"{ISSUER}/authorization?")
    state = parse_qs(urlsplit(there["Location"]).query)["state"][0]
    return client.get(CALLBACK, {"code": "c", "state": state})


def test_the_page_offers_it(client, issuer):
    assert "Sign in with House" in client.get("/account/login/").content.decode()


def test_who_has_an_account_is_let_in_and_the_record_says_how(client, issuer):
    noor = cast.nobody_in_particular()
    assert go(client)["Location"] == "/desk/"
    assert client.get("/account/").status_code == 200
    event = Event.objects.get()
    assert (event.about, event.change) == (f"person:{noor.pk}", {"what": "signed_in", "by": ["socialaccount"]})


def test_nobody_gets_an_account_by_it(client, issuer):
    issuer.says["email"] = "stranger@people.example"
    assert "by invitation" in go(client).content.decode()
    assert not Person.objects.exists()


def test_an_address_that_the_issuer_does_not_vouch_for_lets_nobody_in(client, issuer):
    cast.nobody_in_particular()
    issuer.says["email_verified"] = False
    go(client)
    assert client.get("/account/").status_code == 302


def test_a_role_that_needs_a_second_factor_sleeps_all_the_same(client, issuer):
    issuer.says["email"] = cast.officer().email
    assert go(client)["Location"] == "/account/factors/"
    assert client.get("/people/").status_code == 403


def test_known_failure_68_a_way_back_that_nobody_left_by_signs_nobody_in(client, issuer):
    cast.nobody_in_particular()
    client.get(CALLBACK, {"code": "c", "state": "made up"})
    assert client.get("/account/").status_code == 302


def test_looking_at_the_page_sends_nobody_away(client, issuer):
    assert client.get(LOGIN).status_code == 200
