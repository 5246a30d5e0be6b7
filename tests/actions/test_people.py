"""Deeds about people: each an event on the house's chain, with nothing personal in what everybody may read of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password

from kallipolis.actions.people import accounts, demo, roles, signing_in
from kallipolis.models import Event, GrantedRole, Invitation, Letter, Person, SignInLink
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import ROLES, VISITOR, Role
from kallipolis.rulebook.permission import Refused
from tests import cast

HASHED = make_password(cast.PASSWORD)


def invited(email="ana@people.example", role="auditor", over="", by=None):
    link = roles.invite(email, actor=by or cast.CONSOLE, clock=SYSTEM_CLOCK, role=role, over=over)
    return link.rpartition("/invitations/")[2].strip("/")


def accept(secret, *, by=VISITOR):
    return roles.accept_invitation(secret, actor=by, clock=SYSTEM_CLOCK, name="Ana Torvald", hashed=HASHED)


@pytest.mark.django_db
class TestInvitations:
    def test_what_everybody_may_read_of_an_invitation_names_the_role_and_no_person(self):
        accept(invited())
        invitation, accepted = Event.objects.order_by("pk")
        assert invitation.change == {"role": "auditor", "over": ""}
        assert invitation.secret.content == {"email": "ana@people.example"}
        assert accepted.change == {"invitation": Invitation.objects.get().pk, "role": "auditor", "over": ""}
        assert accepted.secret.person == Person.objects.get()

    def test_only_the_digest_of_the_link_is_kept(self):
        secret = invited()
        assert secret not in str(list(Invitation.objects.values()) + list(Event.objects.values()))

    def test_a_second_invitation_to_the_same_withdraws_the_first(self):
        first, second = invited(), invited()
        with pytest.raises(Refused, match="withdrawn, or its time is over"):
            accept(first)
        assert accept(second).email == "ana@people.example"

    @pytest.mark.parametrize(
        ("role", "over", "said"),
        [
            ("head", "MR", "name nothing that it is for"),
            ("national_commission", "", "a State by its two letters"),
            ("national_commission", "Mauritania", "a State by its two letters"),
            ("evaluator", "", "a creative field"),
            ("member_city", "Marsa", "a city by its number"),
            ("visitor", "", "no such role to give"),
            ("emperor", "", "no such role to give"),
        ],
    )
    def test_a_role_is_offered_over_a_thing_of_its_kind(self, role, over, said):
        with pytest.raises(Refused, match=said):
            invited(role=role, over=over)
        assert not Letter.objects.exists()

    def test_that_is_no_address(self):
        with pytest.raises(Refused, match="is no e-mail address"):
            invited(email="ana at people")

    def test_a_focal_point_invites_to_her_own_team_only(self):
        farid = cast.as_actor(cast.focal_point("2021-042"))
        invited(role="team_member", over="2021-042", by=farid)
        with pytest.raises(Refused):
            invited(role="team_member", over="2021-043", by=farid)
        with pytest.raises(Refused, match="not among the deeds of your roles"):
            invited(role="national_commission", over="MR", by=cast.as_actor(cast.commission("DZ")))

    def test_an_officer_whose_second_factor_is_missing_invites_nobody(self):
        with pytest.raises(Refused, match="only after a second factor"):
            invited(role="focal_point", over="2021-042", by=cast.as_actor(cast.officer(), strong=False))


@pytest.mark.django_db
def test_known_failure_44_of_two_who_accept_at_the_same_moment_one_does(monkeypatch):
    secret, make = invited(), roles._newcomer

    def make_while_another_accepts(invitation, **more):
        Invitation.objects.update(accepted_at=SYSTEM_CLOCK.now())
        return make(invitation, **more)

    monkeypatch.setattr(roles, "_newcomer", make_while_another_accepts)
    with pytest.raises(Refused, match="was accepted or withdrawn"):
        accept(secret)
    assert (Person.objects.count(), GrantedRole.objects.count()) == (0, 0)


@pytest.mark.django_db
class TestRoles:
    def test_the_head_gives_a_role_once_and_takes_it(self):
        helga, noor = cast.as_actor(cast.head()), cast.nobody_in_particular()
        give = {"actor": helga, "clock": SYSTEM_CLOCK, "person_id": noor.pk, "role": "auditor", "over": ""}
        roles.grant_role(**give)
        with pytest.raises(Refused, match="has this role already"):
            roles.grant_role(**give)
        granted = noor.granted_roles.get()
        roles.withdraw_role(granted, actor=helga, clock=SYSTEM_CLOCK)
        with pytest.raises(Refused, match="meanwhile"):
            roles.withdraw_role(granted, actor=helga, clock=SYSTEM_CLOCK)
        assert [(event.about, event.change) for event in Event.objects.order_by("pk")] == [
            (f"person:{noor.pk}", {"role": "auditor", "over": ""})
        ] * 2

    def test_an_officer_gives_none(self):
        noor = cast.nobody_in_particular()
        with pytest.raises(Refused):
            roles.grant_role(
                actor=cast.as_actor(cast.officer()), clock=SYSTEM_CLOCK, person_id=noor.pk, role="auditor", over=""
            )


@pytest.mark.django_db
class TestSigningIn:
    def test_a_link_is_spent_once_and_only_its_digest_is_kept(self):
        noor = cast.nobody_in_particular()
        signing_in.ask_for_link(noor.email, actor=VISITOR, clock=SYSTEM_CLOCK, language="en")
        secret = Letter.objects.get().text.partition("/sign-in/")[2].partition("/")[0]
        assert secret not in str(list(SignInLink.objects.values()) + list(Event.objects.values()))
        assert signing_in.use_link(secret, actor=VISITOR, clock=SYSTEM_CLOCK) == noor
        with pytest.raises(Refused, match="was used before"):
            signing_in.use_link(secret, actor=VISITOR, clock=SYSTEM_CLOCK)

    def test_a_link_works_for_as_long_as_the_setting_says(self, settings):
        settings.SIGN_IN_LINK_MINUTES = 20
        signing_in.ask_for_link(cast.head().email, actor=VISITOR, clock=SYSTEM_CLOCK, language="en")
        link = SignInLink.objects.get()
        assert link.ends_at - link.made_at == timedelta(minutes=20)
        assert "It works once, within 20 minutes." in Letter.objects.get().text

    def test_a_link_for_nobody_opens_nothing(self):
        secret, digest = signing_in.secret_and_digest()
        now = SYSTEM_CLOCK.now()
        SignInLink.objects.create(person=None, digest=digest, made_at=now, ends_at=now + timedelta(minutes=5))
        with pytest.raises(Refused):
            signing_in.use_link(secret, actor=VISITOR, clock=SYSTEM_CLOCK)

    def test_a_new_password_spends_the_links_on_their_way(self):
        noor = cast.nobody_in_particular()
        signing_in.ask_for_link(noor.email, actor=VISITOR, clock=SYSTEM_CLOCK, language="en")
        accounts.set_password(noor, actor=cast.as_actor(noor), clock=SYSTEM_CLOCK, hashed=HASHED)
        assert not SignInLink.objects.filter(used_at=None).exists()
        assert noor.check_password(cast.PASSWORD)

    def test_nobody_changes_the_account_of_another(self):
        noor, helga = cast.nobody_in_particular(), cast.head()
        with pytest.raises(Refused):
            accounts.set_password(noor, actor=cast.as_actor(helga), clock=SYSTEM_CLOCK, hashed=HASHED)
        assert not noor.check_password(cast.PASSWORD)

    def test_only_ones_own_devices_are_ended(self):
        noor, ines = cast.nobody_in_particular(), cast.officer()
        device = UserSession.objects.create(user=ines, ip="127.0.0.1", session_key="x" * 32, user_agent="")
        signing_in.end_devices(noor, actor=cast.as_actor(noor), clock=SYSTEM_CLOCK, devices=[device])
        assert UserSession.objects.filter(pk=device.pk).exists()


@pytest.mark.django_db
class TestDemoPeople:
    def test_whoever_needs_a_second_factor_has_one(self):
        demo.make_demo_people(actor=cast.CONSOLE, clock=SYSTEM_CLOCK, hashed=HASHED)
        need = {one.person_id for one in GrantedRole.objects.all() if ROLES[Role(one.role)].second_factor}
        assert set(Authenticator.objects.values_list("user_id", flat=True)) == need

    def test_only_the_console_makes_them_and_on_no_production_site(self, settings):
        with pytest.raises(Refused):
            demo.make_demo_people(actor=cast.as_actor(cast.head()), clock=SYSTEM_CLOCK, hashed=HASHED)
        settings.PRODUCTION = True
        with pytest.raises(Refused, match="production site"):
            demo.make_demo_people(actor=cast.CONSOLE, clock=SYSTEM_CLOCK, hashed=HASHED)
        assert not Person.objects.filter(demo=True).exists()
