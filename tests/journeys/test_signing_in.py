"""Signing in, in a real browser: by password and app, by passkey, by link; at a desk and on a telephone."""

from __future__ import annotations

import re
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.contrib.sessions.backends.db import SessionStore
from playwright.sync_api import Page

from kallipolis.actions.people import roles
from kallipolis.models import Event, Letter, Person
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast
from tests.journeys.conftest import DESK, TELEPHONE, too_wide

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WIDTHS = pytest.mark.parametrize("width", [DESK, TELEPHONE])


@pytest.fixture
def house(site, settings) -> str:
    """The site under the address that its letters and passkeys name."""
    settings.KALLIPOLIS_ADDRESS = site
    return site


def with_password(person: Person) -> Person:
    person.set_password(cast.PASSWORD)
    person.save()
    return person


def code(secret: str = SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def give_password(page: Page, person: Person) -> None:
    page.get_by_label("E-mail", exact=True).fill(person.email)
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@WIDTHS
def test_an_officer_signs_in_with_password_and_app_and_out_again(house, opened, violations, width):
    ines = with_password(cast.officer())
    TOTP.activate(ines, SECRET)
    page = opened(f"{house}/account/login/", width=width)
    assert violations(page) == []
    assert too_wide(page) == []
    give_password(page, ines)
    assert heading(page) == "Your second factor"
    assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Sign in").click()
    assert heading(page) == "The desk of Ines Moreau"
    page.goto(f"{house}/account/")
    assert heading(page) == "Your account"
    assert violations(page) == []
    assert too_wide(page) == []
    page.goto(f"{house}/people/")
    assert heading(page) == "People"
    assert violations(page) == []
    assert too_wide(page) == []
    page.goto(f"{house}/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{house}/people/")
    assert heading(page) == "Sign in"


def test_whoever_needs_a_second_factor_sets_up_an_app_on_the_way_in_without_any_script(house, opened):
    ines = with_password(cast.officer())
    page = opened(f"{house}/account/login/?next=/people/", script=False)
    give_password(page, ines)
    assert heading(page) == "Your second factor"
    page.get_by_role("link", name="Set up an authenticator app").click()
    assert heading(page) == "Confirm that it is you"
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert heading(page) == "Set up an authenticator app"
    secret = page.get_by_label("Secret").input_value()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Set up").click()
    assert heading(page) == "Recovery codes"
    page.goto(f"{house}/people/")
    assert heading(page) == "People"


@WIDTHS
def test_a_passkey_is_added_and_then_signs_in_by_itself(house, opened, violations, width):
    ines = with_password(cast.officer())
    page = opened(f"{house}/account/login/", width=width)
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    give_password(page, ines)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert violations(page) == []
    page.get_by_label("Name").fill("Laptop")
    page.get_by_label(re.compile("Passwordless")).check()
    page.get_by_role("button", name="Add the passkey").click()
    page.wait_for_url("**/recovery/")
    page.goto(f"{house}/account/")
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto(f"{house}/account/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto(f"{house}/people/")
    assert heading(page) == "People"
    last = Event.objects.filter(deed="sign_in").last()
    assert last.change == {"what": "signed_in", "by": ["mfa"]}
    page.goto(f"{house}/account/factors/passkeys/")
    assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_role("link", name="Remove").click()
    page.get_by_role("link", name="Use a security key").click()
    assert violations(page) == []
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/remove/")
    page.get_by_role("button", name="Remove it").click()
    assert "You have none yet." in page.get_by_role("main").inner_text()
    page.goto(f"{house}/people/")
    assert heading(page) == "This page is not open to you"


@WIDTHS
def test_a_link_from_a_letter_signs_in_by_one_button_and_then_no_more(house, opened, violations, width):
    noor = cast.nobody_in_particular()
    page = opened(f"{house}/account/login/", width=width)
    page.get_by_label("Get a link by e-mail instead").fill(noor.email)
    page.get_by_role("button", name="Send me a link").click()
    assert heading(page) == "A letter is on its way"
    link = re.search(r"http\S+/sign-in/\S+", Letter.objects.get().text)[0]
    for _ in range(2):  # the scanner, and she
        page.goto(link)
        assert heading(page) == "Sign in by link"
    assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert heading(page) == "The desk of Noor Vasari"
    page.goto(link)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    assert "was used before" in page.get_by_role("alert").inner_text()


def test_a_form_that_waited_for_the_confirmation_is_sent_on(house, opened):
    helga = with_password(cast.head())
    TOTP.activate(helga, SECRET)
    page = opened(f"{house}/account/login/?next=/people/")
    give_password(page, helga)
    page.get_by_label("Code").fill(code())
    page.get_by_role("button", name="Sign in").click()
    assert heading(page) == "People"
    long_ago(page)
    page.locator("#id_invite-email").fill("ana@people.example")
    page.locator("#id_invite-role").select_option("officer")
    page.get_by_role("button", name="Send the invitation").click()
    assert heading(page) == "Confirm that it is you"
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Confirm").click()
    assert heading(page) == "People"
    assert page.get_by_role("row", name=re.compile("ana@people.example")).count() == 1
    assert [letter.to for letter in Letter.objects.all()] == ["ana@people.example"]


def long_ago(page: Page) -> None:
    """The session was opened, and its owner last asked, an hour ago."""
    key = next(cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "sessionid")
    session = SessionStore(key)
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{**one, "at": one["at"] - 60 * 60} for one in records]
    session.save()


def test_somebody_invited_chooses_a_password_and_is_in(house, opened, violations):
    helga = cast.head()
    letter = invited_by(helga)
    page = opened(re.search(r"http\S+/invitations/\S+", letter.text)[0], width=TELEPHONE)
    assert heading(page) == "Auditor"
    assert violations(page) == []
    assert too_wide(page) == []
    page.get_by_label("Name").fill("Abel Audin")
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Accept and make my account").click()
    assert "too short" in page.get_by_role("alert").inner_text()
    assert violations(page) == []
    page.get_by_label("Password").fill(cast.PASSWORD)
    page.get_by_role("button", name="Accept and make my account").click()
    assert heading(page) == "The desk of Abel Audin"


def invited_by(head: Person) -> Letter:
    roles.invite("abel@people.example", actor=cast.as_actor(head), clock=SYSTEM_CLOCK, role="auditor", over="")
    return Letter.objects.get()
