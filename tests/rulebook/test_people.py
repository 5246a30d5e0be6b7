"""Roles and grants: what each is held over, which of them sleep until a second factor, how the record names who acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook.people import (
    GRANTED,
    ROLES,
    SERVICES,
    VISITOR,
    Actor,
    Grant,
    Role,
    ScopeKind,
    Service,
    lacks_second_factor,
)


def test_every_role_and_every_service_is_described():
    assert set(ROLES) == set(Role)
    assert set(SERVICES) == set(Service)


def test_what_is_held_by_nature_is_given_by_nobody():
    assert set(Role) - set(GRANTED) == {Role.VISITOR, Role.PERSON, Role.SERVICE}


def test_the_secretariat_evaluators_and_the_director_general_need_a_second_factor():
    wanted = {role for role, facts in ROLES.items() if facts.second_factor}
    assert wanted == {Role.OFFICER, Role.HEAD, Role.EVALUATOR, Role.DIRECTOR_GENERAL}


@pytest.mark.parametrize(
    ("grant", "scope"),
    [
        (Grant(Role.NATIONAL_COMMISSION, "MR"), "state:MR"),
        (Grant(Role.FOCAL_POINT, "2021-042"), "application:2021-042"),
        (Grant(Role.EVALUATOR, "design"), "field:design"),
        (Grant(Role.MEMBER_CITY, "7"), "city:7"),
        (Grant(Role.OFFICER), ""),
        (Grant(Role.OFFICER, "MR"), ""),
        (Grant(Role.FOCAL_POINT), ""),
    ],
)
def test_a_grant_names_its_scope(grant, scope):
    assert grant.scope == scope


@given(st.sampled_from(GRANTED), st.sampled_from(GRANTED), st.text(max_size=9), st.text(max_size=9))
def test_two_roles_have_one_scope_only_where_they_are_held_over_the_same_kind_of_thing(one, other, over, further):
    first, second = Grant(one, over), Grant(other, further)
    if first.scope and first.scope == second.scope:
        assert (ROLES[one].scope, over) == (ROLES[other].scope, further)


@pytest.mark.parametrize(
    ("actor", "name"),
    [
        (VISITOR, "visitor"),
        (Actor(person=17, grants=(Grant(Role.HEAD),)), "person:17"),
        (Actor(service=Service.CLOCK), "service:clock"),
    ],
)
def test_the_record_names_nobody_by_a_persons_name(actor, name):
    assert actor.name == name


def test_everybody_is_also_a_visitor_and_with_an_account_a_person():
    assert VISITOR.held == (Grant(Role.VISITOR),)
    assert Actor(person=17, grants=(Grant(Role.AUDITOR),)).held == (
        Grant(Role.VISITOR),
        Grant(Role.PERSON, "17"),
        Grant(Role.AUDITOR),
    )
    assert Actor(person=17).holds(Role.PERSON)
    assert not Actor(person=17).holds(Role.AUDITOR)


@pytest.mark.parametrize("role", GRANTED)
def test_a_role_that_needs_a_second_factor_lacks_it_until_it_was_given(role):
    over = "x" if ROLES[role].scope is not ScopeKind.HOUSE else ""
    assert lacks_second_factor(Actor(person=1, grants=(Grant(role, over),))) is ROLES[role].second_factor
    assert not lacks_second_factor(Actor(person=1, grants=(Grant(role, over),), strong=True))
