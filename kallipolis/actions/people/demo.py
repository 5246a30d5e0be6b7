"""The people of a demonstration: one for each role, under a reserved example domain; never on a production site."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings

from kallipolis.actions.record import Done, deed
from kallipolis.models.people import GrantedRole, Person
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import ROLES, Actor, Grant, Role
from kallipolis.rulebook.permission import HOUSE, Case, Deed, refuse
from kallipolis.rulebook.sentence import sentence

DOMAIN = "demo.example"
PASSWORD = "seven plots around an open agora"  # noqa: S105 - printed at every start of a demonstration, and opens no other site
TOTP_SECRET = "KALLIPOLISDEMOPEOPLEAGORAGRIDCIT"  # noqa: S105 - as above: base 32, the same for every demo person

PEOPLE: tuple[tuple[str, Grant | None], ...] = (
    ("Noor Vasari", None),
    ("Tala Marsa", Grant(Role.TEAM_MEMBER, "2021-042")),
    ("Farid Marsa", Grant(Role.FOCAL_POINT, "2021-042")),
    ("Cora Diallo", Grant(Role.NATIONAL_COMMISSION, "MR")),
    ("Ines Moreau", Grant(Role.OFFICER)),
    ("Otto Reyes", Grant(Role.OFFICER)),
    ("Helga Tarn", Grant(Role.HEAD)),
    ("Eva Lindqvist", Grant(Role.EVALUATOR, "design")),
    ("Mira Halden", Grant(Role.MEMBER_CITY, "1")),
    ("Fela Corin", Grant(Role.FIELD_COORDINATOR, "design")),
    ("Dora Genet", Grant(Role.DIRECTOR_GENERAL)),
    ("Abel Audin", Grant(Role.AUDITOR)),
)


def _the_house(*args: object, **kwargs: object) -> Case:
    return HOUSE


def address_of(name: str) -> str:
    """The address of a demo person."""
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


@deed(Deed.MAKE_DEMO_PEOPLE, case=_the_house)
def make_demo_people(*, actor: Actor, clock: Clock, hashed: str) -> Done[int]:
    """Make who is missing of the demo people; the answer is how many were.

    Raises:
        Refused: this is a production site.
    """
    if settings.PRODUCTION:
        raise refuse(sentence("This is a production site: it has no demo people."))
    made = sum(_made(name, grant, actor=actor, clock=clock, hashed=hashed) for name, grant in PEOPLE)
    return Done(made, about="demo", change={"made": made})


def _made(name: str, grant: Grant | None, *, actor: Actor, clock: Clock, hashed: str) -> bool:
    person, is_new = Person.objects.get_or_create(
        email=address_of(name), defaults={"name": name, "demo": True, "password": hashed}
    )
    if is_new:
        EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
        if grant:
            GrantedRole.objects.create(
                person=person, role=grant.role, over=grant.over, given_at=clock.now(), given_by=actor.name
            )
            if ROLES[grant.role].second_factor:
                TOTP.activate(person, TOTP_SECRET)
    return is_new
