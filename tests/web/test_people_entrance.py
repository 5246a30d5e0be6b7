"""Ways in that come by letter: looking changes nothing, a button uses them once, and nobody learns who has an account."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kallipolis.actions.people import roles
from kallipolis.models import Event, GrantedRole, Invitation, Letter, Person, SignInLink
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from tests import cast

pytestmark = pytest.mark.django_db


def ask(client, email):
    return client.post(reverse("ask_for_sign_in_link"), {"email": email})


def link_in(letter):
    return re.search(r"http://localhost:8000(/\S+)", letter.text)[1]


@pytest.fixture
def noor():
    return cast.nobody_in_particular()


def test_a_link_signs_in_once(client, noor):
    ask(client, "Noor.Vasari@people.example")
    link = link_in(Letter.objects.get())
    assert client.post(link)["Location"] == reverse("desk")
    assert client.get(reverse("account")).status_code == 200
    again = Client().post(link)
    assert again.status_code == 403
    assert "was used before" in again.content.decode()
    assert [event.deed for event in Event.objects.all()] == ["ask_for_sign_in_link", "use_sign_in_link", "sign_in"]


def test_known_failure_11_a_scanner_that_opens_a_link_uses_nothing_up(client, noor):
    ask(client, noor.email)
    link = link_in(Letter.objects.get())
    before = list(SignInLink.objects.values()), Event.objects.count()
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert (list(SignInLink.objects.values()), Event.objects.count()) == before
    assert client.post(link).status_code == 302


def test_known_failure_10_a_link_that_was_opened_before_still_works_and_one_that_is_over_does_not(client, noor):
    ask(client, noor.email)
    link = link_in(Letter.objects.get())
    client.get(link)
    client.get(link)
    SignInLink.objects.update(ends_at=SYSTEM_CLOCK.now() - timedelta(seconds=1))
    assert client.post(link).status_code == 403
    assert client.get(reverse("account")).status_code == 302


def test_a_link_does_not_stand_in_for_a_second_factor(client):
    ines = cast.officer()
    ask(client, ines.email)
    assert client.post(link_in(Letter.objects.get()))["Location"] == reverse("mfa_index")
    assert client.get(reverse("people")).status_code == 403


def test_known_failure_72_asking_for_a_link_tells_nobody_who_has_an_account(client, noor):
    ask(client, "warm-up@people.example")
    answers, queries = [], []
    for email in (noor.email, "nobody@people.example"):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            answers.append(ask(client, email))
        queries.append([re.sub(r"'[^']*'|\d+", "?", one["sql"])[:60] for one in asked])
    assert answers[0].status_code == answers[1].status_code == 302
    assert answers[0]["Location"] == answers[1]["Location"]
    assert queries[0] == queries[1]
    assert [letter.subject for letter in Letter.objects.order_by("pk")][1:] == [
        "Your link to sign in",
        "There is no account with this address",
    ]


def test_known_failure_72_a_forgotten_password_tells_nobody_who_has_an_account(client, noor):
    answers = [
        client.post(reverse("account_reset_password"), {"email": email}) for email in (noor.email, "no@people.example")
    ]
    pages = [
        re.sub(r"\S+@\S+|value=\"[^\"]+\"", "", client.get(answer["Location"]).content.decode()) for answer in answers
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert pages[0] == pages[1]
    assert Letter.objects.count() == 2


def test_a_forgotten_password_is_replaced_by_way_of_a_code_and_the_record_says_so(client, noor):
    client.post(reverse("account_reset_password"), {"email": noor.email})
    code = re.search(r"^ +(\S+)$", Letter.objects.get().text, re.M)[1]
    client.post(reverse("account_confirm_password_reset_code"), {"code": code})
    new = "a walk along the outer wall"
    client.post(reverse("account_complete_password_reset"), {"password1": new, "password2": new})
    assert client.post(reverse("account_login"), {"login": noor.email, "password": new})["Location"] == reverse("desk")
    assert [event.change["what"] for event in Event.objects.order_by("pk")] == ["code", "password", "signed_in"]


def test_known_failure_69_a_forged_host_gets_into_no_letter(client, noor, settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.KALLIPOLIS_ADDRESS = "https://apply.example.org"
    for name in ("ask_for_sign_in_link", "account_reset_password"):
        client.post(
            reverse(name), {"email": noor.email}, headers={"host": "evil.example", "x-forwarded-host": "evil.example"}
        )
    assert Letter.objects.count() == 2
    for letter in Letter.objects.all():
        assert "evil.example" not in letter.text + letter.html + letter.subject + letter.message_id
        assert "https://apply.example.org" in letter.text


# --- Invitations


def invited(email="ana@people.example", role="auditor", over=""):
    link = roles.invite(email, actor=cast.CONSOLE, clock=SYSTEM_CLOCK, role=role, over=over)
    return link.removeprefix("http://localhost:8000")


NEW = {"name": "Ana Torvald", "password": cast.PASSWORD}


def test_an_invitation_makes_an_account_with_the_role_and_signs_in(client):
    link = invited()
    assert client.post(link, NEW)["Location"] == reverse("desk")
    ana = Person.objects.get()
    assert (ana.email, ana.name, [one.role for one in ana.granted_roles.all()]) == (
        "ana@people.example", "Ana Torvald", ["auditor"])  # fmt: skip
    assert ana.password.startswith("argon2$argon2id$")
    assert client.get(reverse("account")).status_code == 200


def test_whoever_needs_a_second_factor_sets_it_up_right_after_accepting_without_being_asked_again(client):
    assert client.post(invited(role="officer"), NEW)["Location"] == reverse("mfa_index")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


def test_known_failure_11_looking_at_an_invitation_accepts_nothing(client):
    link = invited()
    before = list(Invitation.objects.values()), Event.objects.count()
    for method in (client.get, client.head):
        assert method(link).status_code == 200
    assert (list(Invitation.objects.values()), Event.objects.count()) == before
    assert not Person.objects.exists()


def test_known_failure_44_an_invitation_is_accepted_once(client):
    link = invited()
    client.post(link, NEW)
    again = Client().post(link, {**NEW, "name": "Another"})
    assert again.status_code == 410
    assert (Person.objects.count(), GrantedRole.objects.count()) == (1, 1)


@pytest.mark.parametrize("ended", ["over", "withdrawn", "unknown"])
def test_an_invitation_that_is_over_withdrawn_or_unknown_opens_nothing(client, ended):
    link = invited()
    if ended == "over":
        Invitation.objects.update(ends_at=SYSTEM_CLOCK.now())
    elif ended == "withdrawn":
        roles.withdraw_invitation(Invitation.objects.get(), actor=cast.CONSOLE, clock=SYSTEM_CLOCK)
    else:
        link = reverse("invitation", args=["no-such-secret"])
    assert client.get(link).status_code == client.post(link, NEW).status_code == 410
    assert not Person.objects.exists()


def test_an_account_takes_up_the_role_when_signed_in_and_only_its_own(client, noor):
    link = invited(noor.email)
    assert "There is an account with this address" in client.get(link).content.decode()
    refused = client.post(link, NEW)
    assert refused.status_code == 403
    cast.signed_in(client, cast.officer())
    assert client.post(link, NEW).status_code == 403
    cast.signed_in(client, noor)
    assert client.post(link)["Location"] == reverse("desk")
    assert [one.role for one in noor.granted_roles.all()] == ["auditor"]
    assert noor.check_password(cast.PASSWORD) is False


def test_known_failure_10_an_invitation_signs_nobody_in_to_an_account_that_exists(client, noor):
    link = invited(noor.email)
    client.post(link, NEW)
    assert client.get(reverse("account")).status_code == 302


def test_a_weak_password_is_refused_with_its_reason(client):
    answer = client.post(invited(), {**NEW, "password": "password"})
    assert answer.status_code == 422
    assert "too short" in answer.content.decode()
    assert not Person.objects.exists()
