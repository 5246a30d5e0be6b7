"""Who acts: roles with what each is scoped to, the grants that a person holds, and the named services of the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from kallipolis.rulebook.sentence import Sentence, sentence


class Role(StrEnum):
    """What somebody is to the programme. One person may hold several, each over a scope of its own."""

    VISITOR = "visitor"
    PERSON = "person"
    TEAM_MEMBER = "team_member"
    FOCAL_POINT = "focal_point"
    NATIONAL_COMMISSION = "national_commission"
    OFFICER = "officer"
    HEAD = "head"
    EVALUATOR = "evaluator"
    MEMBER_CITY = "member_city"
    FIELD_COORDINATOR = "field_coordinator"
    DIRECTOR_GENERAL = "director_general"
    AUDITOR = "auditor"
    SERVICE = "service"


class ScopeKind(StrEnum):
    """What a role is held over: the whole house, or one thing of a kind."""

    HOUSE = ""
    PERSON = "person"
    APPLICATION = "application"
    STATE = "state"
    FIELD = "field"
    CITY = "city"


@dataclass(frozen=True)
class RoleFacts:
    """What is true of a role: its names, what it is held over, and whether it acts only after a second factor."""

    name: Sentence
    about: Sentence
    scope: ScopeKind = ScopeKind.HOUSE
    second_factor: bool = False
    granted: bool = True


ROLES: Mapping[Role, RoleFacts] = {
    Role.VISITOR: RoleFacts(
        sentence("Visitor"), sentence("Anybody, without signing in: reads what is public."), granted=False
    ),
    Role.PERSON: RoleFacts(
        sentence("Person with an account"),
        sentence("Looks after her own account, and nobody else’s."),
        scope=ScopeKind.PERSON,
        granted=False,
    ),
    Role.TEAM_MEMBER: RoleFacts(
        sentence("Member of a city’s team"),
        sentence("Works on one city’s application with its focal point (A2)."),
        scope=ScopeKind.APPLICATION,
    ),
    Role.FOCAL_POINT: RoleFacts(
        sentence("Focal point of an applicant city"),
        sentence("Answers for one city’s application towards UNESCO (A2)."),
        scope=ScopeKind.APPLICATION,
    ),
    Role.NATIONAL_COMMISSION: RoleFacts(
        sentence("National Commission"),
        sentence("Endorses at most two applications of its State, in two fields (P14, P15)."),
        scope=ScopeKind.STATE,
    ),
    Role.OFFICER: RoleFacts(
        sentence("Officer of the Secretariat"),
        sentence("Receives dossiers, screens them and answers technical questions (V1, V5)."),
        second_factor=True,
    ),
    Role.HEAD: RoleFacts(
        sentence("Head of the Secretariat"),
        sentence("Opens calls, gives roles, and releases what leaves the house (V1, V4)."),
        second_factor=True,
    ),
    Role.EVALUATOR: RoleFacts(
        sentence("Evaluator"),
        sentence("Independent expert who scores dossiers of a field, known to the Secretariat alone (P6, V2)."),
        scope=ScopeKind.FIELD,
        second_factor=True,
    ),
    Role.MEMBER_CITY: RoleFacts(
        sentence("Focal point of a member city"),
        sentence("Speaks for a designated city: evaluates in its field, supports others, reports (P6, K3, P13)."),
        scope=ScopeKind.CITY,
    ),
    Role.FIELD_COORDINATOR: RoleFacts(
        sentence("Coordinator of a field"),
        sentence("Helps the Secretariat to find a member city for a request for pairing (K3)."),
        scope=ScopeKind.FIELD,
    ),
    Role.DIRECTOR_GENERAL: RoleFacts(
        sentence("Director-General"),
        sentence("Designates (P7)."),
        second_factor=True,
    ),
    Role.AUDITOR: RoleFacts(
        sentence("Auditor"),
        sentence("Reads the record of what was done, never what is secret or personal."),
    ),
    Role.SERVICE: RoleFacts(
        sentence("Service of the house"),
        sentence("A program with deeds of its own: the post room, the clock, the operator’s console."),
        granted=False,
    ),
}

GRANTED = tuple(role for role, facts in ROLES.items() if facts.granted)
"""The roles that somebody gives and takes; the others are held by nature."""


class Service(StrEnum):
    """The programs that act by themselves, each under its own name."""

    POST_ROOM = "post_room"
    CLOCK = "clock"
    CONSOLE = "console"


SERVICES: Mapping[Service, Sentence] = {
    Service.POST_ROOM: sentence("the post room"),
    Service.CLOCK: sentence("the clock"),
    Service.CONSOLE: sentence("the operator’s console"),
}


@dataclass(frozen=True)
class Grant:
    """A role over a scope: `Grant(Role.OFFICER)`, `Grant(Role.NATIONAL_COMMISSION, "MR")`. `over` is "" for the house."""

    role: Role
    over: str = ""

    @property
    def scope(self) -> str:
        """What it is held over, with its kind: "state:MR"; "" for the whole house."""
        kind = ROLES[self.role].scope
        return f"{kind}:{self.over}" if kind and self.over else ""


@dataclass(frozen=True)
class Actor:
    """Who asks: a person with the grants of this moment, a service, or a visitor (neither).

    `strong` says that this session gave a second factor. `at` is where the request came from only for the log of abuse,
    and is never kept here.
    """

    person: int | None = None
    service: Service | None = None
    grants: tuple[Grant, ...] = ()
    strong: bool = False
    language: str = "en"

    @property
    def name(self) -> str:
        """How the record calls the actor: "person:17", "service:clock", "visitor"; never by a person's name."""
        if self.service is not None:
            return f"service:{self.service}"
        return "visitor" if self.person is None else f"person:{self.person}"

    @property
    def held(self) -> tuple[Grant, ...]:
        """The grants with those that are held by nature."""
        by_nature = [Grant(Role.VISITOR)]
        if self.person is not None:
            by_nature.append(Grant(Role.PERSON, str(self.person)))
        if self.service is not None:
            by_nature.append(Grant(Role.SERVICE, self.service))
        return (*by_nature, *self.grants)

    def holds(self, role: Role) -> bool:
        """Whether the actor has this role over anything."""
        return any(grant.role is role for grant in self.held)


VISITOR = Actor()


def lacks_second_factor(actor: Actor) -> bool:
    """Whether a role of the actor sleeps until the session has given a second factor."""
    return not actor.strong and any(ROLES[grant.role].second_factor for grant in actor.grants)
