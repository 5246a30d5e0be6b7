"""Letting go of what has passed its term (rulebook.retention): one deed a day, and only when there is something."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Model, Q, QuerySet

from kallipolis.actions.people.erasing import EMPTIED, erase_secrets_about
from kallipolis.actions.record import Done, deed
from kallipolis.models.people import Invitation, SignInLink
from kallipolis.models.post import Letter
from kallipolis.models.record import EventSecret
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.retention import LETTERS_WITH_A_KEY, NOBODY, TERMS, Kept
from kallipolis.rulebook.sentence import sentence


@deed(Deed.LET_GO)
def let_go(*, actor: Actor, clock: Clock) -> Done[Mapping[Kept, int]]:
    """Delete or empty everything that has passed its term; how many of each kind.

    Raises:
        Refused: nothing has.
    """
    now = clock.now()
    done = {kind: count for kind, ended in ENDED.items() if (count := LET_GO[kind](ended(now)))}
    if not done:
        raise refuse(sentence("Nothing has passed its term."))
    return Done(done, about="retention", change={str(kind): count for kind, count in done.items()})


def let_go_of_what_is_due(*, actor: Actor, clock: Clock) -> Mapping[Kept, int]:
    """What the clock does every day. Where nothing has passed its term, nothing goes on the record."""
    now = clock.now()
    return let_go(actor=actor, clock=clock) if any(ended(now).exists() for ended in ENDED.values()) else {}


def _before(kind: Kept, now: datetime) -> datetime:
    length = TERMS[kind].length
    if length is None:
        raise KeyError(kind)
    return now - length


def _links(now: datetime) -> QuerySet[SignInLink]:
    return SignInLink.objects.filter(ends_at__lt=_before(Kept.SIGN_IN_LINK, now))


def _sessions(now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(expire_date__lt=_before(Kept.SESSION, now))


def _invitations(now: datetime) -> QuerySet[Invitation]:
    return Invitation.objects.filter(ends_at__lt=_before(Kept.INVITATION, now)).exclude(email=NOBODY)


def _letters_with_a_key(now: datetime) -> QuerySet[Letter]:
    before = _before(Kept.LETTER_WITH_A_KEY, now)
    return Letter.objects.filter(_CARRY_A_KEY, created_at__lt=before).exclude(to=NOBODY)


def _letters(now: datetime) -> QuerySet[Letter]:
    return Letter.objects.filter(created_at__lt=_before(Kept.LETTER, now)).exclude(_CARRY_A_KEY).exclude(to=NOBODY)


def _secrets(now: datetime) -> QuerySet[EventSecret]:
    return EventSecret.objects.filter(event__at__lt=_before(Kept.SECRET_OF_AN_EVENT, now))


_CARRY_A_KEY = Q(deed__in=LETTERS_WITH_A_KEY)

ENDED: Mapping[Kept, Callable[[datetime], QuerySet[Model]]] = {
    Kept.SIGN_IN_LINK: _links,
    Kept.SESSION: _sessions,
    Kept.INVITATION: _invitations,
    Kept.LETTER_WITH_A_KEY: _letters_with_a_key,
    Kept.LETTER: _letters,
    Kept.SECRET_OF_AN_EVENT: _secrets,
}
"""What has passed its term, kind by kind."""


def _delete(found: QuerySet[Model]) -> int:
    return found.delete()[0]


def _delete_sessions(found: QuerySet[Model]) -> int:
    keys = list(found.values_list("pk", flat=True))
    UserSession.objects.filter(session_key__in=keys).delete()
    return found.delete()[0]


def _take_the_address_out(found: QuerySet[Model]) -> int:
    return found.update(email=NOBODY)


def _empty(found: QuerySet[Model]) -> int:
    # What a server said of a letter may name its address.
    erase_secrets_about(f"letter:{number}" for number in found.values_list("pk", flat=True))
    found.filter(state__in=(Letter.State.DRAFTED, Letter.State.HELD, Letter.State.QUEUED)).update(
        state=Letter.State.GIVEN_UP
    )
    return found.update(**EMPTIED)


LET_GO: Mapping[Kept, Callable[[QuerySet[Model]], int]] = {
    Kept.SIGN_IN_LINK: _delete,
    Kept.SESSION: _delete_sessions,
    Kept.INVITATION: _take_the_address_out,
    Kept.LETTER_WITH_A_KEY: _empty,
    Kept.LETTER: _empty,
    Kept.SECRET_OF_AN_EVENT: _delete,
}
"""What happens to it then."""
