"""May this actor do this deed to this case? One pure function, one table; every "no" is a sentence, written once."""

from __future__ import annotations

from collections.abc import Mapping

from kallipolis.rulebook.deeds import HOUSE, PERMIT, SECRETARIAT, Bar, Case, Deed, Permit, Refusal, Rule
from kallipolis.rulebook.deeds_of_post import DEEDS_OF_POST
from kallipolis.rulebook.people import ROLES, Actor, Grant, Role, Service
from kallipolis.rulebook.sentence import Sentence, sentence

__all__ = [
    "DEEDS",
    "GIVERS",
    "HOUSE",
    "PERMIT",
    "SECRETARIAT",
    "Bar",
    "Case",
    "Deed",
    "Permit",
    "Refusal",
    "Refused",
    "Rule",
    "awake",
    "may",
    "may_read_secret",
    "may_somewhere",
    "refuse",
]


def a_role_that_one_may_give(actor: Actor, case: Case) -> Refusal | None:
    """Nobody gives what is not hers to give: the head gives every role, a focal point one of her own team (A2)."""
    role = case.facts.get("role", "")
    if role not in {str(one) for one in ROLES if ROLES[one].granted}:
        return Refusal(sentence("There is no such role to give."))
    givers = GIVERS.get(Role(role), frozenset({Role.HEAD}))
    if actor.service is Service.CONSOLE or any(
        grant.role in givers and _covers(grant, case, anywhere=False) for grant in awake(actor)
    ):
        return None
    return Refusal(sentence("The role “{role}” is not yours to give.", role=ROLES[Role(role)].name))


def not_oneself(actor: Actor, case: Case) -> Refusal | None:
    """A role that one could take from oneself could leave the house without anybody who gives it back."""
    if actor.person is not None and case.facts.get("person") == str(actor.person):
        return Refusal(sentence("Somebody else has to do this: nobody changes her own roles."))
    return None


GIVERS: Mapping[Role, frozenset[Role]] = {
    Role.TEAM_MEMBER: frozenset({Role.HEAD, Role.OFFICER, Role.FOCAL_POINT}),
    Role.FOCAL_POINT: frozenset({Role.HEAD, Role.OFFICER, Role.FOCAL_POINT}),
    Role.NATIONAL_COMMISSION: frozenset({Role.HEAD, Role.OFFICER, Role.NATIONAL_COMMISSION}),
    Role.MEMBER_CITY: frozenset({Role.HEAD, Role.OFFICER, Role.MEMBER_CITY}),
}
"""Who may give a role besides the head, over the scope that she holds herself."""

_CONSOLE = frozenset({Service.CONSOLE})

DEEDS: Mapping[Deed, Rule] = {
    Deed.SEE_OWN_ACCOUNT: Rule(sentence("see her own account"), frozenset({Role.PERSON}), changes=False),
    Deed.CHANGE_OWN_ACCOUNT: Rule(
        sentence("change her own account: name, language, password, factors"),
        frozenset({Role.PERSON}),
        told=sentence("changed the own account"),
        secrets_for=SECRETARIAT,
    ),
    Deed.SIGN_IN: Rule(sentence("sign in and out"), frozenset({Role.PERSON}), told=sentence("signed in or out")),
    Deed.ASK_FOR_SIGN_IN_LINK: Rule(
        sentence("ask for a link or a code to sign in or to choose a new password"),
        frozenset({Role.VISITOR}),
        told=sentence("asked for a link or a code to sign in"),
    ),
    Deed.FAIL_TO_SIGN_IN: Rule(
        sentence("have an attempt to sign in noted that failed"),
        frozenset({Role.VISITOR}),
        told=sentence("tried to sign in and failed"),
    ),
    Deed.USE_SIGN_IN_LINK: Rule(
        sentence("use a link to sign in, once"), frozenset({Role.VISITOR}), told=sentence("used a link to sign in")
    ),
    Deed.SEE_PEOPLE: Rule(sentence("see who has an account and which role"), SECRETARIAT, changes=False),
    Deed.INVITE: Rule(
        sentence("invite somebody to a role"),
        frozenset({*SECRETARIAT, Role.FOCAL_POINT, Role.NATIONAL_COMMISSION, Role.MEMBER_CITY}),
        _CONSOLE,
        bars=(a_role_that_one_may_give,),
        told=sentence("invited somebody to a role"),
        secrets_for=SECRETARIAT,
    ),
    Deed.WITHDRAW_INVITATION: Rule(
        sentence("withdraw an invitation"),
        frozenset({*SECRETARIAT, Role.FOCAL_POINT, Role.NATIONAL_COMMISSION, Role.MEMBER_CITY}),
        _CONSOLE,
        bars=(a_role_that_one_may_give,),
        told=sentence("withdrew an invitation"),
        secrets_for=SECRETARIAT,
    ),
    Deed.ACCEPT_INVITATION: Rule(
        sentence("accept an invitation"),
        frozenset({Role.VISITOR}),
        told=sentence("accepted an invitation"),
        secrets_for=SECRETARIAT,
    ),
    Deed.GRANT_ROLE: Rule(
        sentence("give a role to somebody with an account"),
        frozenset({Role.HEAD}),
        _CONSOLE,
        bars=(a_role_that_one_may_give, not_oneself),
        told=sentence("gave a role"),
        secrets_for=SECRETARIAT,
    ),
    Deed.WITHDRAW_ROLE: Rule(
        sentence("take a role away"),
        frozenset({Role.HEAD}),
        _CONSOLE,
        bars=(a_role_that_one_may_give, not_oneself),
        told=sentence("took a role away"),
        secrets_for=SECRETARIAT,
    ),
    Deed.ERASE_PERSON: Rule(
        sentence("erase a person’s data, her own or on her request"),
        frozenset({Role.PERSON, Role.HEAD}),
        frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("erased a person’s data"),
    ),
    Deed.LET_GO: Rule(
        sentence("let go of what has passed its term"),
        services=frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("let go of what had passed its term"),
    ),
    Deed.MAKE_DEMO_PEOPLE: Rule(
        sentence("make the people of a demonstration"),
        services=_CONSOLE,
        told=sentence("made the people of a demonstration"),
    ),
    Deed.READ_RECORD: Rule(
        sentence("read the record, with what is secret or personal left out"),
        frozenset({Role.AUDITOR, *SECRETARIAT, Role.DIRECTOR_GENERAL}),
        changes=False,
    ),
    Deed.EXPORT_HEADS: Rule(
        sentence("sign the heads of the record and export them"),
        services=frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("signed and exported the heads of the record"),
    ),
    Deed.FILE: Rule(
        sentence("store a file"),
        SECRETARIAT,
        frozenset({Service.POST_ROOM, Service.CLOCK, Service.CONSOLE}),
        told=sentence("stored a file"),
        secrets_for=SECRETARIAT,
    ),
    Deed.FETCH_FILE: Rule(sentence("fetch a stored file"), SECRETARIAT, changes=False),
    Deed.NOTE_SCAN: Rule(
        sentence("note what the virus scanner said of a stored file"),
        services=frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("noted what the virus scanner said of a file"),
    ),
    Deed.SWEEP_FILES: Rule(
        sentence("remove stored bytes that nothing names"),
        services=frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("removed stored bytes that nothing named"),
    ),
    Deed.SEE_REGISTER: Rule(
        sentence("see the register of States, cities and calls"), SECRETARIAT | {Role.AUDITOR}, changes=False
    ),
    Deed.IMPORT_REGISTER: Rule(
        sentence("bring the register up to date"),
        frozenset({Role.HEAD}),
        _CONSOLE,
        told=sentence("brought the register up to date"),
    ),
    Deed.SEE_DESK: Rule(sentence("see one’s own desk"), frozenset({Role.PERSON}), anywhere=True, changes=False),
    Deed.OPEN_CALL: Rule(
        sentence("open a call from its edition"), frozenset({Role.HEAD}), _CONSOLE, told=sentence("opened a call")
    ),
    Deed.NOTICE_CHANGED_FOLDER: Rule(
        sentence("note that an edition’s folder was changed after the call was opened"),
        services=frozenset({Service.CLOCK, Service.CONSOLE}),
        told=sentence("noticed that the folder of an edition had changed"),
    ),
    **DEEDS_OF_POST,
}


def may(actor: Actor, deed: Deed, case: Case = HOUSE) -> Permit | Refusal:
    """Whether `actor` may do `deed` to `case`, and why not. The default is no; no other function decides it.

    The reasons are asked in an order that tells nobody what is not hers to know: first who one is, then where the case
    stands, then what bars it.
    """
    rule = DEEDS[deed]
    if not _may_by_role(actor, rule, case, rule.anywhere):
        return _who_may(actor, rule, case, rule.anywhere)
    if rule.stages is not None and case.stage not in rule.stages:
        return Refusal(sentence("This is not open at this stage of the call."), rule.clause)
    for bar in rule.bars:
        if (refusal := bar(actor, case)) is not None:
            return refusal
    return PERMIT


def may_somewhere(actor: Actor, deed: Deed) -> Permit | Refusal:
    """Whether `actor` may do `deed` to anything at all: what a page asks before it looks whether the thing is there."""
    rule = DEEDS[deed]
    return PERMIT if _may_by_role(actor, rule, HOUSE, anywhere=True) else _who_may(actor, rule, HOUSE, anywhere=True)


def may_read_secret(actor: Actor, deed: Deed) -> bool:
    """Whether `actor` may read what the record keeps of a `deed` as secret or personal; it is asked for each event shown.

    Reading the record is not enough: only a role over the whole house that the deed itself names, and awake.
    """
    named = DEEDS[deed].secrets_for
    return bool(may(actor, Deed.READ_RECORD)) and any(
        grant.role in named and not ROLES[grant.role].scope for grant in awake(actor)
    )


def awake(actor: Actor) -> tuple[Grant, ...]:
    """The grants that count in this session: a role that needs a second factor sleeps until it was given."""
    return tuple(grant for grant in actor.held if actor.strong or not ROLES[grant.role].second_factor)


def _may_by_role(actor: Actor, rule: Rule, case: Case, anywhere: bool) -> bool:
    if actor.service is not None:
        return actor.service in rule.services
    return any(grant.role in rule.roles and _covers(grant, case, anywhere) for grant in awake(actor))


def _covers(grant: Grant, case: Case, anywhere: bool) -> bool:
    """A role over the house covers all; any other what belongs to its scope, and nothing where it is held over nothing."""
    return anywhere or not ROLES[grant.role].scope or (bool(grant.scope) and grant.scope in case.scopes)


def _who_may(actor: Actor, rule: Rule, case: Case, anywhere: bool) -> Refusal:
    asleep = [
        grant
        for grant in actor.grants
        if ROLES[grant.role].second_factor and grant.role in rule.roles and _covers(grant, case, anywhere)
    ]
    if asleep and not actor.strong:
        return Refusal(
            sentence("As “{role}” you act only after a second factor.", role=ROLES[asleep[0].role].name),
            rule.clause,
            needs_factor=True,
            by_role=True,
        )
    if actor.person is None and actor.service is None:
        return Refusal(sentence("Sign in to go on."), rule.clause, may_sign_in=True, by_role=True)
    return Refusal(sentence("This is not among the deeds of your roles."), rule.clause, by_role=True)


class Refused(Exception):
    """A deed was not done; `refusal` says why, for the page and for the record of nobody."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal.sentence))
        self.refusal = refusal


def refuse(message: Sentence, clause: str = "") -> Refused:
    """A refusal that a deed finds out itself, beyond what `may` can know: `raise refuse(sentence(…), "V1")`."""
    return Refused(Refusal(message, clause))
