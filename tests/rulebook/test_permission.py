"""One function says who may; closed by default; a role sleeps without its second factor; no scope reaches another's things."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kallipolis.rulebook import permission
from kallipolis.rulebook.people import GRANTED, ROLES, VISITOR, Actor, Grant, Role, ScopeKind, Service
from kallipolis.rulebook.permission import (
    DEEDS,
    HOUSE,
    PERMIT,
    SECRETARIAT,
    Case,
    Deed,
    Refusal,
    Refused,
    Rule,
    may,
    may_read_secret,
    may_somewhere,
    refuse,
)
from kallipolis.rulebook.sentence import sentence

SCOPES = [kind for kind in ScopeKind if kind is not ScopeKind.HOUSE]
GIVES_ROLES = [deed for deed, rule in DEEDS.items() if rule.bars]


def holding(role: Role, over: str = "one", *, strong: bool = True) -> Actor:
    """Somebody who has this role over `one` thing of its kind, or over the house."""
    if role is Role.VISITOR:
        return VISITOR
    if role is Role.SERVICE:
        return Actor(service=Service.CLOCK)
    if role is Role.PERSON:
        return Actor(person=17, strong=strong)
    return Actor(person=17, grants=(Grant(role, over if ROLES[role].scope else ""),), strong=strong)


def about(role: Role, over: str = "one") -> Case:
    """A case that belongs to what the role is held over, and to nothing else."""
    kind = ROLES[role].scope
    return Case(scopes=frozenset({f"{kind}:{'17' if role is Role.PERSON else over}"} if kind else ()))


def granted_by_role(deed: Deed, *roles: Role) -> bool:
    return not DEEDS[deed].roles.isdisjoint(roles)


@pytest.fixture
def without_bars(monkeypatch):
    """The table with the roles alone: what a bar still forbids is tested below."""
    bare = {
        deed: Rule(rule.words, rule.roles, rule.services, anywhere=rule.anywhere, told=rule.told)
        for deed, rule in DEEDS.items()
    }
    monkeypatch.setattr(permission, "DEEDS", bare)


def test_the_table_has_every_deed():
    assert set(DEEDS) == set(Deed)


@pytest.mark.parametrize("deed", Deed)
def test_every_deed_is_granted_to_somebody(deed):
    assert DEEDS[deed].roles or DEEDS[deed].services


@pytest.mark.parametrize("deed", [deed for deed in Deed if DEEDS[deed].changes])
def test_every_deed_that_changes_something_is_told_in_the_past(deed):
    told = DEEDS[deed].told
    assert told is not None
    assert str(told)
    assert not str(told).endswith(".")


@pytest.mark.parametrize(("role", "deed"), list(product(Role, Deed)), ids=str)
def test_a_role_permits_its_deeds_over_its_scope_and_no_other(without_bars, role, deed):
    of_nature = {Role.VISITOR, Role.PERSON} if role not in {Role.VISITOR, Role.SERVICE} else {role}
    expected = granted_by_role(deed, role) or (Role.VISITOR in of_nature and granted_by_role(deed, Role.VISITOR))
    if role is Role.SERVICE:
        expected = Service.CLOCK in DEEDS[deed].services
    elif Role.PERSON in of_nature and DEEDS[deed].anywhere:
        expected = expected or granted_by_role(deed, Role.PERSON)
    assert bool(may(holding(role), deed, about(role))) is expected


@pytest.mark.parametrize(
    ("role", "deed"), list(product([role for role in GRANTED if ROLES[role].scope], Deed)), ids=str
)
def test_a_scope_does_not_reach_what_belongs_to_another(without_bars, role, deed):
    if DEEDS[deed].anywhere or granted_by_role(deed, Role.VISITOR):
        return
    assert not may(holding(role, "one"), deed, about(role, "another"))
    assert not may(holding(role, "one"), deed, HOUSE)
    for kind in SCOPES:
        if kind is not ROLES[role].scope:
            assert not may(holding(role, "one"), deed, Case(scopes=frozenset({f"{kind}:one"})))


@pytest.mark.parametrize(
    ("role", "deed"), list(product([role for role in GRANTED if ROLES[role].scope], Deed)), ids=str
)
def test_a_role_over_nothing_permits_nothing(without_bars, role, deed):
    if DEEDS[deed].anywhere or granted_by_role(deed, Role.VISITOR):
        return
    assert not may(Actor(person=17, grants=(Grant(role),), strong=True), deed, Case(scopes=frozenset({""})))


@pytest.mark.parametrize("role", [role for role in GRANTED if ROLES[role].second_factor])
def test_a_role_sleeps_until_the_second_factor_was_given(without_bars, role):
    for deed in Deed:
        if not granted_by_role(deed, role) or granted_by_role(deed, Role.VISITOR, Role.PERSON):
            continue
        refusal = may(holding(role, strong=False), deed, about(role))
        assert isinstance(refusal, Refusal)
        assert refusal.needs_factor
        assert str(refusal.sentence) == f"As “{ROLES[role].name}” you act only after a second factor."


def test_a_second_factor_wakes_no_role_that_one_does_not_have(without_bars):
    refusal = may(holding(Role.TEAM_MEMBER), Deed.SEE_PEOPLE)
    assert isinstance(refusal, Refusal)
    assert (refusal.needs_factor, str(refusal.sentence)) == (False, "This is not among the deeds of your roles.")


def test_a_visitor_is_asked_to_sign_in():
    refusal = may(VISITOR, Deed.READ_RECORD)
    assert isinstance(refusal, Refusal)
    assert refusal.may_sign_in
    assert str(refusal.sentence) == "Sign in to go on."


def test_a_service_has_its_own_deeds_and_no_visitors():
    assert may(Actor(service=Service.CLOCK), Deed.EXPORT_HEADS)
    assert not may(Actor(service=Service.POST_ROOM), Deed.EXPORT_HEADS)
    assert not may(Actor(service=Service.CLOCK), Deed.ASK_FOR_SIGN_IN_LINK)


def test_a_service_gains_nothing_by_the_roles_that_it_claims():
    assert not may(Actor(service=Service.CLOCK, grants=(Grant(Role.HEAD),), strong=True), Deed.SEE_PEOPLE)


@given(
    grants=st.lists(
        st.builds(Grant, st.sampled_from(GRANTED), st.sampled_from(["", "one", "MR", "one,MR"])), max_size=4
    ),
    deed=st.sampled_from(Deed),
    scopes=st.frozensets(
        st.builds("{}:{}".format, st.sampled_from(SCOPES), st.sampled_from(["one", "MR"])), max_size=2
    ),
    strong=st.booleans(),
)
def test_more_grants_never_take_a_permission_away_and_a_factor_neither(grants, deed, scopes, strong):
    case = Case(scopes=scopes, facts={"role": "team_member"})
    fewer = Actor(person=17, grants=tuple(grants[1:]), strong=strong)
    more = Actor(person=17, grants=tuple(grants), strong=strong)
    assert bool(may(more, deed, case)) >= bool(may(fewer, deed, case))
    assert bool(may(Actor(person=17, grants=tuple(grants), strong=True), deed, case)) >= bool(may(more, deed, case))


@given(
    grants=st.lists(st.builds(Grant, st.sampled_from(GRANTED), st.sampled_from(["", "one"])), max_size=4),
    deed=st.sampled_from(Deed),
    kind=st.sampled_from(SCOPES),
)
def test_whoever_may_do_it_to_something_may_do_it_somewhere(grants, deed, kind):
    actor = Actor(person=17, grants=tuple(grants), strong=True)
    if may(actor, deed, Case(scopes=frozenset({f"{kind}:one"}), facts={"role": "team_member"})):
        assert may_somewhere(actor, deed)


@given(deed=st.sampled_from(Deed), scopes=st.frozensets(st.text(max_size=12), max_size=3), stage=st.text(max_size=9))
def test_without_a_role_nothing_is_open_but_what_is_a_visitors_or_ones_own(deed, scopes, stage):
    own = {Role.VISITOR, Role.PERSON}
    stranger = Actor(person=17, strong=True)
    if may(stranger, deed, Case(scopes=scopes, stage=stage)):
        assert granted_by_role(deed, *own)
    assert bool(may(VISITOR, deed, Case(scopes=scopes, stage=stage))) is granted_by_role(deed, Role.VISITOR)


def test_a_deed_is_refused_outside_its_stages_and_under_its_clause(monkeypatch):
    rule = Rule(sentence("open"), frozenset({Role.OFFICER}), stages=frozenset({"call"}), clause="V6")
    monkeypatch.setattr(permission, "DEEDS", {Deed.SEE_DESK: rule})
    officer = holding(Role.OFFICER)
    assert may(officer, Deed.SEE_DESK, Case(stage="call")) is PERMIT
    refusal = may(officer, Deed.SEE_DESK, Case(stage="screening"))
    assert isinstance(refusal, Refusal)
    assert (str(refusal.sentence), refusal.clause) == ("This is not open at this stage of the call.", "V6")
    assert not may(officer, Deed.SEE_DESK, HOUSE)


@pytest.mark.parametrize("deed", GIVES_ROLES)
@pytest.mark.parametrize("role", GRANTED)
def test_the_head_gives_every_role_and_an_officer_only_some(deed, role):
    case = Case(facts={"role": role, "person": "99"})
    assert may(holding(Role.HEAD), deed, case)
    given_by_officers = {Role.TEAM_MEMBER, Role.FOCAL_POINT, Role.NATIONAL_COMMISSION, Role.MEMBER_CITY}
    expected = role in given_by_officers and granted_by_role(deed, Role.OFFICER)
    assert bool(may(holding(Role.OFFICER), deed, case)) is expected


@pytest.mark.parametrize("role", ["visitor", "person", "service", "owner", ""])
def test_a_role_that_is_held_by_nature_or_not_at_all_is_given_by_nobody(role):
    refusal = may(holding(Role.HEAD), Deed.INVITE, Case(facts={"role": role}))
    assert isinstance(refusal, Refusal)
    assert str(refusal.sentence) == "There is no such role to give."


def test_a_focal_point_invites_to_her_own_team_and_to_no_other():
    own = Case(scopes=frozenset({"application:one"}), facts={"role": "team_member"})
    other = Case(scopes=frozenset({"application:two"}), facts={"role": "team_member"})
    upward = Case(scopes=frozenset({"application:one"}), facts={"role": "officer"})
    assert may(holding(Role.FOCAL_POINT), Deed.INVITE, own)
    assert not may(holding(Role.FOCAL_POINT), Deed.INVITE, other)
    refusal = may(holding(Role.FOCAL_POINT), Deed.INVITE, upward)
    assert isinstance(refusal, Refusal)
    assert str(refusal.sentence) == "The role “Officer of the Secretariat” is not yours to give."


@pytest.mark.parametrize("deed", [Deed.GRANT_ROLE, Deed.WITHDRAW_ROLE])
def test_nobody_changes_her_own_roles(deed):
    refusal = may(holding(Role.HEAD), deed, Case(facts={"role": "auditor", "person": "17"}))
    assert isinstance(refusal, Refusal)
    assert str(refusal.sentence) == "Somebody else has to do this: nobody changes her own roles."


@pytest.mark.parametrize("role", [role for role in GRANTED if role is not Role.AUDITOR])
def test_secrets_are_read_by_roles_over_the_house_that_the_deed_names_and_that_are_awake(role):
    for deed in Deed:
        expected = role in DEEDS[deed].secrets_for and not ROLES[role].scope
        assert may_read_secret(holding(role), deed) is (expected and role in DEEDS[Deed.READ_RECORD].roles)
        assert not may_read_secret(holding(role, strong=False), deed) or not ROLES[role].second_factor


@pytest.mark.parametrize("deed", Deed)
def test_an_auditor_reads_no_secret_of_any_deed(deed):
    assert Role.AUDITOR not in DEEDS[deed].secrets_for
    assert not may_read_secret(holding(Role.AUDITOR), deed)
    assert not may_read_secret(VISITOR, deed)
    assert not may_read_secret(Actor(service=Service.CONSOLE), deed)


def test_the_secretariat_reads_secrets_where_the_deed_says_so_and_nowhere_else():
    assert may_read_secret(holding(Role.OFFICER), Deed.INVITE)
    assert DEEDS[Deed.INVITE].secrets_for >= SECRETARIAT
    assert not may_read_secret(holding(Role.OFFICER), Deed.OPEN_CALL)


def test_a_permit_is_true_and_a_refusal_is_not():
    assert PERMIT
    assert not Refusal(sentence("No."))
    refused = refuse(sentence("The dossier {reference} is closed.", reference="2021-042"), "V1")
    assert isinstance(refused, Refused)
    assert (str(refused), refused.refusal.clause) == ("The dossier 2021-042 is closed.", "V1")
