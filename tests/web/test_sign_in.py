"""Signing in: what the library does stands behind our doors, and each happening is an event of the house."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import NoReverseMatch, reverse

from config import environment
from kallipolis.models import Event, EventSecret, Letter, Person
from kallipolis.web import sign_in_addresses
from kallipolis.web.sign_in import AccountAdapter
from kallipolis.web.sign_in_addresses import ADDRESSES
from tests import cast

pytestmark = pytest.mark.django_db
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(secret=SECRET):
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def happened(deed="sign_in"):
    return [event.change.get("what", event.change) for event in Event.objects.filter(deed=deed)]


def enter(client, person, password=cast.PASSWORD, **more):
    return client.post(reverse("account_login"), {"login": person.email, "password": password, **more})


@pytest.fixture
def noor():
    person = cast.nobody_in_particular()
    person.set_password(cast.PASSWORD)
    person.save()
    return person


@pytest.fixture
def ines():
    person = cast.officer()
    person.set_password(cast.PASSWORD)
    person.save()
    return person


def test_a_password_signs_in_and_the_record_says_so(client, noor):
    answer = enter(client, noor)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk"))
    assert happened() == ["signed_in"]
    assert Event.objects.get().actor == f"person:{noor.pk}"
    assert client.get(reverse("account")).status_code == 200


def test_signing_out_is_on_the_record_too(client, noor):
    enter(client, noor)
    client.post(reverse("account_logout"))
    assert happened() == ["signed_in", "signed_out"]
    assert client.get(reverse("account")).status_code == 302


def test_a_wrong_password_is_noted_without_what_was_typed(client, noor):
    answer = enter(client, noor, password="not that one at all")
    assert "do not belong together" in answer.content.decode()
    event = Event.objects.get(deed="fail_to_sign_in")
    assert (event.actor, event.about, event.change) == ("visitor", f"person:{noor.pk}", {})


def test_the_second_factor_is_asked_for_and_a_wrong_code_is_noted(client, ines):
    TOTP.activate(ines, SECRET)
    assert enter(client, ines)["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("people")).status_code == 302
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert happened("fail_to_sign_in") == [{}]
    answer = client.post(reverse("mfa_authenticate"), {"code": code()})
    assert answer["Location"] == reverse("desk")
    assert Event.objects.get(deed="sign_in").change == {"what": "signed_in", "by": ["mfa", "password"]}
    assert client.get(reverse("people")).status_code == 200


def test_whose_role_needs_a_second_factor_is_led_to_set_one_up(client, ines):
    assert enter(client, ines, next="/people/")["Location"] == reverse("mfa_index")
    assert client.get(reverse("people")).status_code == 403
    page = client.get(reverse("mfa_index")).content.decode()
    assert "Your role sleeps until you set one up" in page


def test_setting_one_up_wakes_the_role_and_is_an_event_with_a_letter(client, ines):
    cast.signed_in(client, ines, strong=False)
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    answer = client.post(reverse("mfa_activate_totp"), {"code": code(secret)})
    assert answer.status_code == 302
    assert sorted(happened("change_own_account")) == ["recovery_codes_added", "totp_added"]
    assert "An authenticator app was added to your account." in [
        letter.text.partition("\n")[0] for letter in Letter.objects.all()
    ]
    assert client.get(reverse("people")).status_code == 200


def test_removing_the_last_one_puts_the_role_to_sleep_at_once(client, ines):
    TOTP.activate(ines, SECRET)
    cast.signed_in(client, ines)
    assert client.get(reverse("people")).status_code == 200
    client.post(reverse("mfa_deactivate_totp"))
    assert happened("change_own_account") == ["totp_removed"]
    assert client.get(reverse("people")).status_code == 403


def test_known_failure_71_who_did_not_confirm_lately_is_asked_anew_before_factors_address_and_roles_change(
    client, ines
):
    TOTP.activate(ines, SECRET)
    cast.signed_in(client, ines, recently=False)
    for name in ("mfa_deactivate_totp", "mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"):
        answer = client.post(reverse(name))
        assert answer["Location"].startswith((reverse("account_reauthenticate"), reverse("mfa_deactivate_totp"))), name
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "new@people.example"})
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert Authenticator.objects.filter(user=ines).count() == 1
    assert Letter.objects.count() == 0


def test_known_failure_71_what_was_sent_goes_on_after_the_confirmation(client, ines):
    TOTP.activate(ines, SECRET)
    cast.signed_in(client, ines, recently=False)
    client.post(reverse("mfa_deactivate_totp"))
    where = client.post(reverse("mfa_deactivate_totp"))["Location"]
    client.post(where, {"password": cast.PASSWORD, "next": reverse("mfa_deactivate_totp")})
    assert happened("change_own_account") == ["totp_removed"]


def test_known_failure_68_signing_in_wants_our_own_form(noor):
    strict = Client(enforce_csrf_checks=True)
    answer = enter(strict, noor)
    assert answer.status_code == 403
    assert happened() == []


def test_known_failure_77_the_session_before_the_sign_in_is_worth_nothing_afterwards(client, noor):
    client.get(reverse("account_login"))
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    enter(client, noor)
    assert client.session.session_key != before


@pytest.mark.parametrize("elsewhere", ["https://elsewhere.example/", "//elsewhere.example/", "http://localhost:8000/"])
def test_known_failure_66_a_sign_in_leads_to_our_own_pages_only(client, noor, elsewhere):
    assert enter(client, noor, next=elsewhere)["Location"] == reverse("desk")


def test_a_sign_in_leads_on_to_the_page_that_was_wanted(client, noor):
    assert enter(client, noor, next="/account/devices/")["Location"] == "/account/devices/"


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda one: one.name)
def test_known_failure_13_no_page_of_the_account_is_kept_by_a_browser(client, noor, address):
    cast.signed_in(client, noor)
    parts = {"pk": 1} if "<int:pk>" in address.path else {}
    answer = client.get(reverse(address.name, kwargs=parts))
    assert "no-store" in answer["Cache-Control"]


def test_nobody_signs_up(client):
    assert "by invitation" in client.get(reverse("account_signup")).content.decode()
    assert client.post(reverse("account_signup"), {"email": "new@people.example"}).status_code == 405


def test_demo_people_stay_out_of_a_production_site(client, noor, settings):
    noor.demo = True
    noor.save()
    cast.signed_in(client, noor)
    assert client.get(reverse("account")).status_code == 200
    settings.PRODUCTION = True
    assert client.get(reverse("account")).status_code == 302
    client.logout()
    enter(client, noor)
    assert client.get(reverse("account")).status_code == 302


def test_known_failure_70_what_a_visitor_writes_of_herself_lifts_no_limit_of_the_library(rf, settings):
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", HTTP_X_FORWARDED_FOR="198.51.100.1")
    assert AccountAdapter().get_client_ip(request) == "203.0.113.9"
    settings.TRUSTED_PROXIES = ["203.0.113.0/24"]
    assert AccountAdapter().get_client_ip(request) == "198.51.100.1"
    assert AccountAdapter().get_client_ip(rf.get("/", REMOTE_ADDR="")) == "::"


def test_known_failure_75_the_sign_of_a_form_is_stored_with_nothing(noor):
    strict = cast.signed_in(Client(enforce_csrf_checks=True), noor)
    strict.get(reverse("account"))
    token = strict.cookies["csrftoken"].value
    sent = {"name": "Noor V.", "language": "en", "zone": "", "csrfmiddlewaretoken": token}
    assert strict.post(reverse("about_me"), sent).status_code == 302
    kept = [*Event.objects.values(), *EventSecret.objects.values(), *Letter.objects.values(), *Person.objects.values()]
    assert "Noor V." in str(kept)
    assert token not in str(kept)
    assert "csrf" not in str(kept)


def test_a_changed_address_is_proved_by_a_code_and_both_are_told(client, noor):
    cast.signed_in(client, noor)
    old = noor.email
    client.post(reverse("account_email"), {"action_add": "1", "email": "new@people.example"})
    letter = Letter.objects.get()
    assert letter.to == "new@people.example"
    typed = re.search(r"^ +(\S+)$", letter.text, re.M)[1]
    client.post(reverse("account_email_verification_sent"), {"code": typed})
    noor.refresh_from_db()
    assert noor.email == "new@people.example"
    assert happened("change_own_account") == ["address_asked_for", "email"]
    assert [letter.to for letter in Letter.objects.order_by("pk")][1:] == [old, "new@people.example"]


def test_known_failure_72_an_address_that_has_an_account_looks_like_any_other_and_cannot_be_had(client, noor):
    cast.signed_in(client, noor)
    taken = cast.officer().email
    pages = []
    for email in ("free@people.example", taken):
        where = client.post(reverse("account_email"), {"action_add": "1", "email": email})["Location"]
        page = client.get(where).content.decode().replace(email, "")
        pages.append((where, re.sub(r'value="[^"]{40,}"', "", page)))
    assert pages[0] == pages[1]
    assert [(letter.to, letter.subject) for letter in Letter.objects.order_by("pk")] == [
        ("free@people.example", "Your code"),
        (taken, "Your code"),
    ]
    typed = re.search(r"^ +(\S+)$", Letter.objects.get(to=taken).text, re.M)[1]
    client.post(reverse("account_email_verification_sent"), {"code": typed})
    noor.refresh_from_db()
    assert noor.email == "noor.vasari@people.example"


def test_ending_all_other_devices_is_on_the_record(client, noor):
    other = Client()
    for browser in (client, other):
        enter(browser, noor)
    client.post(reverse("usersessions_list"))
    assert other.get(reverse("account")).status_code == 302
    assert Event.objects.last().change == {"what": "ended_devices", "count": 1}


def test_a_changed_password_ends_other_devices_and_is_told(client, noor):
    other = Client()
    for browser in (client, other):
        enter(browser, noor)
    new = "a walk along the outer wall"
    client.post(reverse("account_change_password"), {"oldpassword": cast.PASSWORD, "password1": new, "password2": new})
    assert client.get(reverse("account")).status_code == 200
    assert other.get(reverse("account")).status_code == 302
    assert happened("change_own_account") == ["password"]
    assert Letter.objects.get().text.startswith("Your password was changed.")


def test_an_issuer_of_openid_connect_is_off_by_default_and_on_when_configured(monkeypatch):
    with pytest.raises(NoReverseMatch):
        reverse("openid_connect_login", kwargs={"provider_id": "house"})
    given = {"client": "kallipolis", "secret": "between us", "label": ""}
    assert environment.openid_connect("KALLIPOLIS_OIDC_ISSUER", **given) == {}
    monkeypatch.setenv("KALLIPOLIS_OIDC_ISSUER", "https://login.example.org/realms/house")
    with pytest.raises(ImproperlyConfigured, match="KALLIPOLIS_OIDC_CLIENT_ID"):
        environment.openid_connect("KALLIPOLIS_OIDC_ISSUER", **{**given, "client": ""})
    (app,) = environment.openid_connect("KALLIPOLIS_OIDC_ISSUER", **given)["openid_connect"]["APPS"]
    assert (app["client_id"], app["name"]) == ("kallipolis", "login.example.org")


def test_the_addresses_of_the_library_are_those_of_the_table_and_no_others():
    ours = {pattern.name: pattern for pattern in sign_in_addresses.urlpatterns}
    assert set(ours) == {one.name for one in ADDRESSES}
    assert {name for name, pattern in ours.items() if not hasattr(pattern.callback, "door")} == set()
