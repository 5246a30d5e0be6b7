"""The standing cast: a person for each role, made when a test asks for her; and how she is signed in."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.test import Client

from kallipolis.models import GrantedRole, Person
from kallipolis.queries.people import actor_of
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import SERVICES, Actor, Grant, Role, Service

PASSWORD = "seven plots around an open agora"


def a_person(name: str, *grants: Grant, **more: Any) -> Person:
    """Somebody with an account under a reserved example domain, a verified address and these roles; made once a test."""
    email = more.pop("email", f"{name.lower().replace(' ', '.')}@people.example")
    person = Person.objects.filter(email=email).first()
    if person is None:
        person = Person.objects.create_user(email, more.pop("password", None), name=name, **more)
        EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    for grant in grants:
        granted(person, grant)
    return person


def granted(person: Person, grant: Grant) -> GrantedRole:
    """A role that she was given by the console."""
    row, _ = GrantedRole.objects.get_or_create(
        person=person,
        role=grant.role,
        over=grant.over,
        withdrawn_at=None,
        defaults={"given_at": SYSTEM_CLOCK.now(), "given_by": CONSOLE.name},
    )
    return row


def nobody_in_particular() -> Person:
    """An account without any role."""
    return a_person("Noor Vasari")


def head() -> Person:
    return a_person("Helga Tarn", Grant(Role.HEAD))


def officer() -> Person:
    return a_person("Ines Moreau", Grant(Role.OFFICER))


def another_officer() -> Person:
    return a_person("Otto Reyes", Grant(Role.OFFICER))


def evaluator(field: str = "design") -> Person:
    return a_person("Eva Lindqvist", Grant(Role.EVALUATOR, field))


def focal_point(application: str = "2021-042") -> Person:
    return a_person("Farid Marsa", Grant(Role.FOCAL_POINT, application))


def team_member(application: str = "2021-042") -> Person:
    return a_person("Tala Marsa", Grant(Role.TEAM_MEMBER, application))


def commission(state: str = "MR") -> Person:
    return a_person("Cora Diallo", Grant(Role.NATIONAL_COMMISSION, state))


def member_city(city: str = "1") -> Person:
    return a_person("Mira Halden", Grant(Role.MEMBER_CITY, city))


def field_coordinator(field: str = "design") -> Person:
    return a_person("Fela Corin", Grant(Role.FIELD_COORDINATOR, field))


def director_general() -> Person:
    return a_person("Dora Genet", Grant(Role.DIRECTOR_GENERAL))


def auditor() -> Person:
    return a_person("Abel Audin", Grant(Role.AUDITOR))


EVERYBODY = {
    Role.PERSON: nobody_in_particular,
    Role.TEAM_MEMBER: team_member,
    Role.FOCAL_POINT: focal_point,
    Role.NATIONAL_COMMISSION: commission,
    Role.OFFICER: officer,
    Role.HEAD: head,
    Role.EVALUATOR: evaluator,
    Role.MEMBER_CITY: member_city,
    Role.FIELD_COORDINATOR: field_coordinator,
    Role.DIRECTOR_GENERAL: director_general,
    Role.AUDITOR: auditor,
}
"""For each role that a person can have, the function that makes somebody with it."""


def as_actor(person: Person, *, strong: bool = True) -> Actor:
    """Who she is to a deed; `strong` says that her session gave a second factor."""
    return actor_of(person.pk, strong=strong)


def service(which: Service) -> Actor:
    """One of the programs that act by themselves."""
    assert which in SERVICES
    return Actor(service=which)


CONSOLE = service(Service.CONSOLE)
CLOCK = service(Service.CLOCK)
POST_ROOM = service(Service.POST_ROOM)


def signed_in(client: Client, person: Person, *, strong: bool = True, recently: bool = True) -> Client:
    """The client with her session, opened as allauth opens one.

    `strong`: with a second factor. `recently`: she confirmed a moment ago that it is she, as changes of the account and
    of roles ask for.
    """
    client.force_login(person)
    session = client.session
    at = time.time() - (0 if recently else 60 * 60)
    records = [{"method": "password", "at": at, "email": person.email}]
    if strong:
        records.append({"method": "mfa", "at": at, "type": "totp"})
    if recently:
        records.append({"method": "password", "at": at, "reauthenticated": True})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session["account_authentication_methods_user"] = str(person.pk)
    session.save()
    return client
