"""Roles and invitations: who may act as what, given and taken by those whose it is to give."""

from __future__ import annotations

import re
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse

from kallipolis.actions.people.signing_in import digest_of, secret_and_digest
from kallipolis.actions.post import drawn_up, on_the_site
from kallipolis.actions.record import Done, deed
from kallipolis.models.people import GrantedRole, Invitation, Person
from kallipolis.models.post import Letter
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import ROLES, Actor, Grant, Role, ScopeKind
from kallipolis.rulebook.permission import HOUSE, Case, Deed, refuse
from kallipolis.rulebook.sentence import Sentence, sentence

SPELT = {
    ScopeKind.STATE: (re.compile(r"[A-Z]{2}"), sentence("a State by its two letters, such as MR")),
    ScopeKind.FIELD: (re.compile(r"[a-z_]{2,40}"), sentence("a creative field, such as design or media_arts")),
    ScopeKind.CITY: (re.compile(r"[0-9]{1,12}"), sentence("a city by its number in the register")),
    ScopeKind.APPLICATION: (re.compile(r"[\w-]{1,60}"), sentence("an application by its reference, such as 2021-042")),
}

INVITATION_IS_SPENT: Sentence = sentence(
    "This invitation was accepted or withdrawn, or its time is over. Ask who invited you for a new one."
)


def _of_grant(*args: object, role: str, over: str, person_id: int = 0, **kwargs: object) -> Case:
    """A role to be given or offered as a permission sees it; of an unknown one only its name."""
    scope = Grant(Role(role), over).scope if role in set(Role) else ""
    return Case(scopes=frozenset({scope} if scope else ()), facts={"role": role, "person": str(person_id or "")})


def _the_house(*args: object, **kwargs: object) -> Case:
    return HOUSE


@deed(Deed.INVITE, case=_of_grant)
def invite(email: str, *, actor: Actor, clock: Clock, role: str, over: str, language: str = "en") -> Done[str]:
    """Invite somebody to a role; the answer is the address of the page on which she accepts.

    An earlier invitation to the same that waits still is withdrawn: only the newest link opens.

    Raises:
        Refused: that is no e-mail address, or the role is not held over such a thing.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise refuse(sentence("“{email}” is no e-mail address.", email=address)) from None
    _spelt_rightly(role, over)
    now = clock.now()
    Invitation.objects.filter(email=address, role=role, over=over, accepted_at=None, withdrawn_at=None).update(
        withdrawn_at=now
    )
    secret, digest = secret_and_digest()
    invitation = Invitation.objects.create(
        email=address,
        role=role,
        over=over,
        language=language,
        digest=digest,
        invited_at=now,
        invited_by=actor.name,
        ends_at=now + timedelta(days=settings.INVITATION_DAYS),
    )
    link, letter = _letter_of(invitation, secret, clock)
    return Done(
        link,
        about=invitation.record_name,
        change={"role": role, "over": over},
        secret={"email": address},
        letters=[letter],
    )


@deed(Deed.INVITE)
def invite_again(invitation: Invitation, *, actor: Actor, clock: Clock) -> Done[None]:
    """Send an invitation once more, with a new link and the whole time; the old link opens nothing any longer."""
    secret, digest = secret_and_digest()
    waits = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if waits.update(digest=digest, ends_at=clock.now() + timedelta(days=settings.INVITATION_DAYS)) != 1:
        raise refuse(sentence("This invitation was accepted or withdrawn meanwhile."))
    invitation.refresh_from_db()
    return Done(None, change={"again": True}, letters=[_letter_of(invitation, secret, clock)[1]])


@deed(Deed.WITHDRAW_INVITATION)
def withdraw_invitation(invitation: Invitation, *, actor: Actor, clock: Clock) -> Done[None]:
    """Take an invitation back that was not accepted yet."""
    waits = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
    if waits.update(withdrawn_at=clock.now()) != 1:
        raise refuse(sentence("This invitation was accepted or withdrawn meanwhile."))
    return Done(None)


@deed(Deed.ACCEPT_INVITATION, case=_the_house)
def accept_invitation(
    secret: str, *, actor: Actor, clock: Clock, name: str = "", hashed: str = "", language: str = "en"
) -> Done[Person]:
    """Take up a role one was invited to: with the account one is signed in to, else with a new one.

    `hashed` is the digest of the password that a newcomer chose. The link works once, and for its address only.

    Raises:
        Refused: the link is spent; the account is another's; an account exists and one is not signed in to it.
    """
    now = clock.now()
    waits = Invitation.objects.filter(digest=digest_of(secret), accepted_at=None, withdrawn_at=None, ends_at__gt=now)
    invitation = waits.first()
    if invitation is None:
        raise refuse(INVITATION_IS_SPENT)
    person = Person.objects.filter(email=invitation.email).first()
    if person is not None and actor.person != person.pk:
        raise refuse(sentence("There is an account with the address that was invited. Sign in to it, then accept."))
    if person is None and actor.person is not None:
        raise refuse(
            sentence("This invitation is for another address than that of your account. Sign out, then accept.")
        )
    if person is None:
        person = _newcomer(invitation, name=name, hashed=hashed, language=language)
    if waits.filter(pk=invitation.pk).update(accepted_at=now, accepted_by=person) != 1:
        raise refuse(INVITATION_IS_SPENT)
    GrantedRole.objects.get_or_create(
        person=person,
        role=invitation.role,
        over=invitation.over,
        withdrawn_at=None,
        defaults={"given_at": now, "given_by": invitation.invited_by},
    )
    return Done(
        person,
        about=person.record_name,
        change={"invitation": invitation.pk, "role": invitation.role, "over": invitation.over},
        secret={"email": person.email, "name": person.name},
        secret_of=person.pk,
    )


@deed(Deed.GRANT_ROLE, case=_of_grant)
def grant_role(*, actor: Actor, clock: Clock, person_id: int, role: str, over: str) -> Done[None]:
    """Give a role to somebody with an account, and tell her."""
    _spelt_rightly(role, over)
    person = Person.objects.filter(pk=person_id, is_active=True).first()
    if person is None:
        raise refuse(sentence("There is no such account."))
    _, is_new = GrantedRole.objects.get_or_create(
        person=person,
        role=role,
        over=over,
        withdrawn_at=None,
        defaults={"given_at": clock.now(), "given_by": actor.name},
    )
    if not is_new:
        raise refuse(sentence("She has this role already."))
    return Done(
        None,
        about=person.record_name,
        change={"role": role, "over": over},
        letters=[_notice(Deed.GRANT_ROLE, person, role, over, clock)],
    )


@deed(Deed.WITHDRAW_ROLE)
def withdraw_role(granted: GrantedRole, *, actor: Actor, clock: Clock) -> Done[None]:
    """Take a role away, and tell her."""
    now = clock.now()
    if GrantedRole.objects.filter(pk=granted.pk, withdrawn_at=None).update(withdrawn_at=now) != 1:
        raise refuse(sentence("This role was taken away meanwhile."))
    return Done(
        None,
        change={"role": granted.role, "over": granted.over},
        letters=[_notice(Deed.WITHDRAW_ROLE, granted.person, granted.role, granted.over, clock)],
    )


def invitation_numbered(number: int) -> Invitation | None:
    """The invitation that a page names; None where there is none."""
    return Invitation.objects.filter(pk=number).first()


def role_numbered(number: int) -> GrantedRole | None:
    """The role of somebody that a page names; None where there is none."""
    return GrantedRole.objects.filter(pk=number).first()


def _newcomer(invitation: Invitation, *, name: str, hashed: str, language: str) -> Person:
    if not name.strip() or not hashed:
        raise refuse(sentence("A name and a password are needed."))
    person = Person.objects.create(
        email=invitation.email, name=" ".join(name.split())[:200], language=language, password=hashed
    )
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    return person


def _letter_of(invitation: Invitation, secret: str, clock: Clock) -> tuple[str, Letter]:
    link = on_the_site(reverse("invitation", args=[secret]))
    role = ROLES[Role(invitation.role)]
    facts = {
        "role": role.name,
        "about": role.about,
        "over": invitation.over,
        "address": link,
        "ends_at": invitation.ends_at,
    }
    return link, drawn_up(Deed.INVITE, to=invitation.email, language=invitation.language, clock=clock, facts=facts)


def _notice(which: Deed, person: Person, role: str, over: str, clock: Clock) -> Letter:
    facts = {"role": ROLES[Role(role)].name, "over": over, "address": on_the_site(reverse("account"))}
    return drawn_up(which, to=person.email, person=person, clock=clock, facts=facts)


def _spelt_rightly(role: str, over: str) -> None:
    kind = ROLES[Role(role)].scope
    if kind is ScopeKind.HOUSE and over:
        raise refuse(sentence("This role is held over the whole house: name nothing that it is for."))
    if kind in SPELT and not SPELT[kind][0].fullmatch(over):
        raise refuse(sentence("Say what the role is for: {kind}.", kind=SPELT[kind][1]))
