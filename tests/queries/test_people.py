"""Who somebody is at this moment, and what a page of people shows to whom."""

from __future__ import annotations

import pytest
from allauth.mfa.totp.internal.auth import TOTP

from kallipolis.queries import people
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import VISITOR, Grant, Role
from tests import cast

pytestmark = pytest.mark.django_db


def test_an_actor_has_the_roles_of_this_moment_in_one_query(django_assert_num_queries):
    ines = cast.officer()
    cast.granted(ines, Grant(Role.AUDITOR))
    withdrawn = cast.granted(ines, Grant(Role.HEAD))
    withdrawn.withdrawn_at = SYSTEM_CLOCK.now()
    withdrawn.save()
    with django_assert_num_queries(1):
        actor = people.actor_of(ines.pk, strong=True)
    assert actor.grants == (Grant(Role.OFFICER), Grant(Role.AUDITOR))


def test_a_closed_account_is_nobody():
    ines = cast.officer()
    ines.is_active = False
    ines.save()
    assert people.actor_of(ines.pk, strong=True) == VISITOR


def test_the_page_says_whose_role_sleeps():
    ines, otto = cast.officer(), cast.another_officer()
    TOTP.activate(otto, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    page = people.people_page(cast.as_actor(cast.head()), now=SYSTEM_CLOCK.now())
    assert {row.number: row.lacks_factor for row in page.people if row.number in (ines.pk, otto.pk)} == {
        ines.pk: True,
        otto.pk: False,
    }


def test_each_role_says_whether_it_is_the_readers_to_give():
    page = people.people_page(cast.as_actor(cast.officer()), now=SYSTEM_CLOCK.now())
    assert {row.role for row in page.roles if row.may_give} == {
        Role.TEAM_MEMBER,
        Role.FOCAL_POINT,
        Role.NATIONAL_COMMISSION,
        Role.MEMBER_CITY,
    }


def test_a_focal_point_may_give_the_roles_of_her_own_city():
    page = people.people_page(cast.as_actor(cast.focal_point()), now=SYSTEM_CLOCK.now())
    assert {row.role for row in page.roles if row.may_give} == {Role.TEAM_MEMBER, Role.FOCAL_POINT}


def test_the_own_account_takes_four_queries(django_assert_num_queries):
    actor = cast.as_actor(cast.officer(), strong=False)
    with django_assert_num_queries(4):
        account = people.own_account(actor)
    assert (account.email, account.sleeps, account.factors) == ("ines.moreau@people.example", True, frozenset())
