"""The page of people and one's own account: who sees them, what each button does, and what it says where it does nothing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kallipolis.models import Event, GrantedRole, Invitation, Letter
from kallipolis.rulebook.people import Role
from tests import cast
from tests.web.markup import one, tree, words

pytestmark = pytest.mark.django_db


def grant(client, email, role, over=""):
    return client.post(reverse("grant"), {"grant-email": email, "grant-role": role, "grant-over": over})


def invite(client, email, role, over=""):
    sent = {"invite-email": email, "invite-role": role, "invite-over": over, "invite-language": "fr"}
    return client.post(reverse("invite"), sent)


@pytest.mark.parametrize("role", [role for role in cast.EVERYBODY if role not in {Role.OFFICER, Role.HEAD}])
def test_known_failure_06_only_the_secretariat_sees_the_details_of_others(client, role):
    another = cast.a_person("Somebody Else")
    cast.signed_in(client, cast.EVERYBODY[role]())
    answer = client.get(reverse("people"))
    assert answer.status_code == 403
    assert another.email not in answer.content.decode()
    assert another.email not in client.get(reverse("account")).content.decode()


def test_the_secretariat_sees_who_has_which_role_and_who_is_invited(client):
    helga, ines = cast.head(), cast.officer()
    cast.signed_in(client, helga)
    invite(client, "ana@people.example", "evaluator", "design")
    text = words(one(tree(client.get(reverse("people"))), "//main"))
    for told in (helga.name, ines.email, "Officer of the Secretariat", "ana@people.example", "Evaluator · design"):
        assert told in text


def test_people_are_found_by_name_or_address(client):
    cast.signed_in(client, cast.head())
    cast.officer()
    assert "Ines Moreau" in client.get(reverse("people"), {"q": "moreau"}).content.decode()
    assert "Ines Moreau" not in client.get(reverse("people"), {"q": "tarn"}).content.decode()


def test_a_button_that_does_nothing_says_why(client):
    helga, ines = cast.head(), cast.officer()
    cast.signed_in(client, ines)
    found = tree(client.get(reverse("people")))
    said = {
        words(hint) for hint in found.xpath("//*[@aria-disabled='true']/following-sibling::*[contains(@class,'hint')]")
    }
    assert said == {"This is not among the deeds of your roles."}
    assert not found.xpath("//form[contains(@action, '/withdraw/')]")
    cast.signed_in(client, helga)
    found = tree(client.get(reverse("people")))
    assert "Somebody else has to do this: nobody changes her own roles." in words(one(found, "//main"))


def test_the_list_takes_the_same_queries_for_one_and_for_three(client, django_assert_num_queries):
    cast.signed_in(client, cast.head())
    client.get(reverse("people"))
    with django_assert_num_queries(7):
        client.get(reverse("people"))
    cast.officer(), cast.another_officer(), cast.evaluator()
    for name in ("ana", "ben", "cyd"):
        invite(client, f"{name}@people.example", "auditor")
    with django_assert_num_queries(7):
        client.get(reverse("people"))


def test_the_head_invites_and_the_letter_is_in_the_chosen_language(client):
    cast.signed_in(client, cast.head())
    assert invite(client, "Ana@People.example", "officer").status_code == 302
    invitation, letter = Invitation.objects.get(), Letter.objects.get()
    assert (invitation.email, invitation.role, letter.to, letter.language) == (
        "ana@people.example", "officer", "ana@people.example", "fr")  # fmt: skip


def test_an_invitation_that_is_not_ones_to_give_says_so_and_keeps_what_was_typed(client):
    cast.signed_in(client, cast.officer())
    answer = invite(client, "ana@people.example", "head")
    assert answer.status_code == 422
    assert "The role “Head of the Secretariat” is not yours to give." in words(one(tree(answer), "//*[@role='alert']"))
    assert one(tree(answer), "//input[@id='id_invite-email']/@value") == "ana@people.example"
    assert not Invitation.objects.exists()


def test_an_invitation_is_sent_again_with_a_new_link_and_withdrawn(client):
    cast.signed_in(client, cast.head())
    invite(client, "ana@people.example", "auditor")
    first = Invitation.objects.get()
    client.post(reverse("invite_again", args=[first.pk]))
    again = Invitation.objects.get()
    assert again.digest != first.digest
    assert Letter.objects.count() == 2
    client.post(reverse("withdraw_invitation", args=[first.pk]))
    assert Invitation.objects.get().withdrawn_at is not None
    assert [event.deed for event in Event.objects.order_by("pk")] == ["invite", "invite", "withdraw_invitation"]


def test_a_role_is_given_and_taken_away_and_she_is_told_both_times(client):
    noor = cast.nobody_in_particular()
    cast.signed_in(client, cast.head())
    assert grant(client, noor.email, "auditor").status_code == 302
    granted = noor.granted_roles.get()
    client.post(reverse("withdraw_role", args=[granted.pk]))
    granted.refresh_from_db()
    assert granted.withdrawn_at is not None
    assert [letter.subject for letter in Letter.objects.order_by("pk")] == [
        "You have a new role: Auditor", "A role of yours ended: Auditor"]  # fmt: skip


@pytest.mark.parametrize("what", ["grant", "withdraw", "invite"])
def test_known_failure_71_roles_change_only_after_a_recent_confirmation(client, what):
    ines = cast.officer()
    cast.signed_in(client, cast.head(), recently=False)
    before = list(GrantedRole.objects.values())
    answer = {
        "grant": lambda: grant(client, ines.email, "auditor"),
        "withdraw": lambda: client.post(reverse("withdraw_role", args=[ines.granted_roles.get().pk])),
        "invite": lambda: invite(client, "ana@people.example", "auditor"),
    }[what]()
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    assert list(GrantedRole.objects.values()) == before
    assert not Invitation.objects.exists()


def test_known_failure_71_nobody_gives_herself_a_role(client):
    helga = cast.head()
    cast.signed_in(client, helga)
    assert grant(client, helga.email, "director_general").status_code == 422
    assert [one.role for one in helga.granted_roles.all()] == ["head"]


@pytest.mark.parametrize("key", ["", " ", "\t", "Bearer ", "Token \u00a0"])
def test_known_failure_09_white_space_is_no_key(client, key):
    """There are no keys yet; a header that pretends to be one opens nothing."""
    cast.head()
    answer = client.get(reverse("people"), headers={"authorization": key, "x-api-key": key})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


@pytest.mark.parametrize("secret", ["%20", "%C2%A0", "-"])
def test_known_failure_09_white_space_opens_no_link_and_no_invitation(client, secret):
    assert client.post(f"/sign-in/{secret}/").status_code in {403, 404}
    assert client.post(f"/invitations/{secret}/").status_code in {404, 410}


def test_somebody_says_how_she_wants_to_be_called_and_the_record_keeps_the_name_apart(client):
    noor = cast.nobody_in_particular()
    cast.signed_in(client, noor)
    client.post(reverse("about_me"), {"name": "Noor  V.", "language": "fr", "zone": "Africa/Nairobi"})
    noor.refresh_from_db()
    assert (noor.name, noor.language, noor.zone) == ("Noor V.", "fr", "Africa/Nairobi")
    event = Event.objects.get()
    assert event.change == {"what": "description"}
    assert event.secret.content == {"name": "Noor V.", "language": "fr", "zone": "Africa/Nairobi"}
    assert client.get(reverse("account")).wsgi_request.COOKIES["django_language"] == "fr"


def test_an_empty_name_is_refused_with_a_summary(client):
    cast.signed_in(client, cast.nobody_in_particular())
    answer = client.post(reverse("about_me"), {"name": "", "language": "en", "zone": ""})
    assert answer.status_code == 422
    assert one(tree(answer), "//*[@role='alert']//a/@href") == "#id_name"


def test_one_device_is_ended_and_only_ones_own(client):
    noor = cast.nobody_in_particular()
    noor.set_password(cast.PASSWORD)
    noor.save()
    other = type(client)()
    for browser in (client, other):
        browser.post(reverse("account_login"), {"login": noor.email, "password": cast.PASSWORD})
    stranger = cast.signed_in(type(client)(), cast.officer())
    device = noor.usersession_set.exclude(session_key=client.session.session_key).get()
    stranger.post(reverse("end_device", args=[device.pk]))
    assert other.get(reverse("account")).status_code == 200
    client.post(reverse("end_device", args=[device.pk]))
    assert other.get(reverse("account")).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    assert Event.objects.filter(deed="sign_in").last().change == {"what": "ended_devices", "count": 1}
