"""Who somebody is to the house, and who may see that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db.models import Exists, OuterRef, Q

from kallipolis.models.people import GrantedRole, Invitation, Person
from kallipolis.rulebook.people import GRANTED, ROLES, VISITOR, Actor, Role, ScopeKind, lacks_second_factor
from kallipolis.rulebook.permission import Case, Deed, Permit, Refusal, may, may_somewhere
from kallipolis.rulebook.sentence import Sentence


def actor_of(person: int, *, strong: bool) -> Actor:
    """The actor that this person is now, with the roles she holds; a visitor where she has no account any more.

    `strong` says that her session gave a second factor. One query.
    """
    rows = list(
        Person.objects.filter(pk=person, is_active=True).values_list(
            "language", "granted_roles__role", "granted_roles__over", "granted_roles__withdrawn_at"
        )
    )
    if not rows:
        return VISITOR
    grants = tuple(
        GrantedRole(role=role, over=over).as_grant() for _, role, over, withdrawn in rows if role and withdrawn is None
    )
    return Actor(person=person, grants=grants, strong=strong, language=rows[0][0])


@dataclass(frozen=True)
class RoleRow:
    """A role somebody holds, or is invited to; `may_end` says whether the reader may take it back."""

    number: int
    role: Role
    name: Sentence
    about: Sentence
    over: str
    needs_factor: bool
    may_end: Permit | Refusal


@dataclass(frozen=True)
class PersonRow:
    """Somebody with an account, as the Secretariat sees her."""

    number: int
    name: str
    email: str
    demo: bool
    is_active: bool
    has_factor: bool
    signed_in_at: datetime | None
    roles: tuple[RoleRow, ...]

    @property
    def lacks_factor(self) -> bool:
        """Whether a role of hers sleeps because she has set up no second factor."""
        return not self.has_factor and any(role.needs_factor for role in self.roles)


@dataclass(frozen=True)
class InvitationRow:
    """An invitation that waits, or whose time is over."""

    number: int
    email: str
    role: RoleRow
    invited_at: datetime
    ends_at: datetime
    is_over: bool


@dataclass(frozen=True)
class RoleToGive:
    """A role as the forms offer it: what it is held over, and whether it is the reader's to give to somebody."""

    role: Role
    name: Sentence
    over: ScopeKind
    may_give: Permit | Refusal


@dataclass(frozen=True)
class PeoplePage:
    """Who has an account, who is invited, and what the reader may do about it."""

    people: tuple[PersonRow, ...]
    invitations: tuple[InvitationRow, ...]
    roles: tuple[RoleToGive, ...]
    may_invite: Permit | Refusal
    may_grant: Permit | Refusal
    found: int


MOST_ON_A_PAGE = 200


def people_page(reader: Actor, *, now: datetime, sought: str = "") -> PeoplePage:
    """Everybody with an account whose name or address holds `sought`, and the invitations. Four queries, however many."""
    chosen = Person.objects.filter(erased_at=None)
    if sought:
        chosen = chosen.filter(Q(name__icontains=sought) | Q(email__icontains=sought))
    people = list(chosen.annotate(has_factor=_has_factor()).order_by("name", "email")[:MOST_ON_A_PAGE])
    held: dict[int, list[RoleRow]] = {}
    for granted in GrantedRole.objects.filter(withdrawn_at=None, person__in=[one.pk for one in people]):
        held.setdefault(granted.person_id, []).append(_row(granted, may(reader, Deed.WITHDRAW_ROLE, granted.as_case())))
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)[:MOST_ON_A_PAGE]
    return PeoplePage(
        people=tuple(
            PersonRow(
                number=person.pk,
                name=person.name,
                email=person.email,
                demo=person.demo,
                is_active=person.is_active,
                has_factor=person.has_factor,
                signed_in_at=person.last_login,
                roles=tuple(held.get(person.pk, ())),
            )
            for person in people
        ),
        invitations=tuple(_invitation_row(one, reader, now) for one in waiting),
        roles=_roles_to_give(reader),
        may_invite=may_somewhere(reader, Deed.INVITE),
        may_grant=may_somewhere(reader, Deed.GRANT_ROLE),
        found=chosen.count(),
    )


@dataclass(frozen=True)
class Account:
    """Somebody's own account, as she sees it."""

    name: str
    email: str
    language: str
    zone: str
    roles: tuple[RoleRow, ...]
    factors: frozenset[str]
    devices: int
    demo: bool
    sleeps: bool


def own_account(reader: Actor) -> Account:
    """The reader's own account. Four queries."""
    person = Person.objects.get(pk=reader.person or 0)
    roles = GrantedRole.objects.filter(person=person, withdrawn_at=None)
    return Account(
        name=person.name,
        email=person.email,
        language=person.language,
        zone=person.zone,
        roles=tuple(_row(granted, may(reader, Deed.WITHDRAW_ROLE, granted.as_case())) for granted in roles),
        factors=frozenset(Authenticator.objects.filter(user=person).values_list("type", flat=True)),
        devices=UserSession.objects.filter(user=person).count(),
        demo=person.demo,
        sleeps=lacks_second_factor(reader),
    )


@dataclass(frozen=True)
class InvitationPage:
    """What stands on the page of an invitation: to whom it went, to which role, and what the reader does next."""

    email: str
    role: Sentence
    about: Sentence
    over: str
    ends_at: datetime
    has_account: bool
    is_readers: bool
    needs_factor: bool


def invitation_behind(secret: str, reader: Actor, *, now: datetime) -> InvitationPage | None:
    """The invitation that this secret opens; None where it opens nothing (any longer). Two queries."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    waits = Invitation.objects.filter(digest=digest, accepted_at=None, withdrawn_at=None, ends_at__gt=now)
    if (invitation := waits.first()) is None:
        return None
    account = Person.objects.filter(email=invitation.email).values_list("pk", flat=True).first()
    facts = ROLES[Role(invitation.role)]
    return InvitationPage(
        email=invitation.email,
        role=facts.name,
        about=facts.about,
        over=invitation.over,
        ends_at=invitation.ends_at,
        has_account=account is not None,
        is_readers=account is not None and account == reader.person,
        needs_factor=facts.second_factor,
    )


def case_of_invitation(number: int) -> Case | None:
    """An invitation as a permission sees it; None where there is none."""
    invitation = Invitation.objects.filter(pk=number).first()
    return invitation.as_case() if invitation else None


def case_of_role(number: int) -> Case | None:
    """Somebody's role as a permission sees it; None where there is none."""
    granted = GrantedRole.objects.filter(pk=number).first()
    return granted.as_case() if granted else None


def person_with(email: str) -> int | None:
    """The number of whom this address belongs to."""
    return Person.objects.filter(email=email.strip().lower()).values_list("pk", flat=True).first()


@dataclass(frozen=True)
class AccountState:
    """What of an account the sign-in library may change, to be compared before and after."""

    email: str
    factors: frozenset[tuple[str, int]]

    @property
    def strong_factors(self) -> frozenset[tuple[str, int]]:
        """Those that make a session strong when they are set up; recovery codes only stand in for one."""
        return frozenset((kind, number) for kind, number in self.factors if kind != Authenticator.Type.RECOVERY_CODES)


def account_state(person: int) -> AccountState:
    """The account as it is now. Two queries."""
    return AccountState(
        email=Person.objects.values_list("email", flat=True).get(pk=person),
        factors=frozenset(Authenticator.objects.filter(user=person).values_list("type", "pk")),
    )


def _has_factor() -> Exists:
    strong = Authenticator.objects.filter(user=OuterRef("pk")).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return Exists(strong)


def _row(granted: GrantedRole | Invitation, may_end: Permit | Refusal) -> RoleRow:
    facts = ROLES[Role(granted.role)]
    return RoleRow(
        number=granted.pk,
        role=Role(granted.role),
        name=facts.name,
        about=facts.about,
        over=granted.over,
        needs_factor=facts.second_factor,
        may_end=may_end,
    )


def _invitation_row(invitation: Invitation, reader: Actor, now: datetime) -> InvitationRow:
    return InvitationRow(
        number=invitation.pk,
        email=invitation.email,
        role=_row(invitation, may(reader, Deed.WITHDRAW_INVITATION, invitation.as_case())),
        invited_at=invitation.invited_at,
        ends_at=invitation.ends_at,
        is_over=invitation.ends_at <= now,
    )


def _roles_to_give(reader: Actor) -> tuple[RoleToGive, ...]:
    """Each role with whether the reader may give it over some thing of its kind: one of hers, where she has one."""
    return tuple(
        RoleToGive(role, ROLES[role].name, ROLES[role].scope, may(reader, Deed.INVITE, _somewhere(reader, role)))
        for role in GRANTED
    )


def _somewhere(reader: Actor, role: Role) -> Case:
    hers = {grant.scope for grant in reader.grants if grant.scope.startswith(f"{ROLES[role].scope}:")}
    return Case(scopes=frozenset(hers), facts={"role": role, "person": ""})
