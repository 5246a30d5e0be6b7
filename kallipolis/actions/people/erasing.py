"""Erasing a person: her account is emptied, her number stays, so that statistics and the record stay whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import Q

from kallipolis.actions.record import Done, deed, erase_secrets_of
from kallipolis.models.people import GrantedRole, Invitation, Person, SavedFilter, SignInLink
from kallipolis.models.post import Letter, SuppressedAddress
from kallipolis.models.record import EventSecret
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor, Role
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.retention import NOBODY
from kallipolis.rulebook.sentence import sentence

_UNSENT = (Letter.State.DRAFTED, Letter.State.HELD, Letter.State.QUEUED)


@deed(Deed.ERASE_PERSON)
def erase_person(person: Person, *, actor: Actor, clock: Clock) -> Done[int]:
    """Empty an account for good; the answer is the number of events that lost what they kept of her as secret.

    Name, addresses, password, factors, connections, devices, links and her letters' words go, and with them the secrets
    and nonces of the record. Her number, her roles with their dates, and every event stay. Letters not yet sent are not
    sent any more.

    Raises:
        Refused: she was erased before, or she is the only head of the Secretariat.
    """
    if person.erased_at is not None:
        raise refuse(sentence("This account was erased before."))
    _leaves_a_head(person)
    email, now = person.email, clock.now()
    erased = erase_secrets_of(person.pk)
    hers = Invitation.objects.filter(Q(accepted_by=person) | Q(email__iexact=email))
    letters = Letter.objects.filter(Q(person=person) | Q(to__iexact=email))
    # An invitation was written before she had a number, and what a server said of a letter may name her: such events
    # are about the invitation or the letter, not about her.
    erased += erase_secrets_about(f"invitation:{number}" for number in hers.values_list("pk", flat=True))
    erased += erase_secrets_about(f"letter:{number}" for number in letters.values_list("pk", flat=True))
    hers.filter(accepted_at=None, withdrawn_at=None).update(withdrawn_at=now)
    hers.update(email=NOBODY)
    letters.filter(state__in=_UNSENT).update(state=Letter.State.GIVEN_UP)
    letters.update(**EMPTIED)
    SuppressedAddress.objects.filter(address__iexact=email).delete()
    _sign_out_everywhere(person)
    SignInLink.objects.filter(person=person).delete()
    SavedFilter.objects.filter(person=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    EmailAddress.objects.filter(user=person).delete()
    roles = GrantedRole.objects.filter(person=person, withdrawn_at=None).update(withdrawn_at=now)
    person.email = f"erased-{person.pk}@erased.invalid"
    person.name = person.zone = ""
    person.language, person.last_login = "en", None
    person.is_active, person.erased_at = False, now
    person.set_unusable_password()
    person.save()
    return Done(erased, change={"roles_withdrawn": roles, "secrets_erased": erased})


EMPTIED = {
    "to": NOBODY,
    "subject": "",
    "text": "",
    "html": "",
    "headers": {},
    "attachments": [],
    "trouble": "",
}
"""A letter of which nothing is left but that it was: its deed, its state and its times."""


def erase_secrets_about(things: Iterable[str]) -> int:
    """Erases, within a deed, what the record keeps as secret of events about these things, named as the record does."""
    erased = 0
    for some in batched(things, 500):
        erased += EventSecret.objects.filter(event__about__in=some).delete()[0]
    return erased


def batched(things: Iterable[str], most: int) -> Iterator[list[str]]:
    """The things in lists of at most so many: a database takes only so many in one question."""
    left = iter(things)
    while some := list(islice(left, most)):
        yield some


def _leaves_a_head(person: Person) -> None:
    heads = GrantedRole.objects.filter(role=str(Role.HEAD), withdrawn_at=None, person__is_active=True)
    if heads.filter(person=person).exists() and not heads.exclude(person=person).exists():
        raise refuse(
            sentence("She is the only head of the Secretariat. Give that role to somebody else first, then erase her.")
        )


def _sign_out_everywhere(person: Person) -> None:
    """Every session of hers, also one that no list of devices knows."""
    devices = UserSession.objects.filter(user=person)
    keys = set(devices.values_list("session_key", flat=True))
    keys |= {
        one.session_key
        for one in Session.objects.iterator()
        if one.get_decoded().get("_auth_user_id") == str(person.pk)
    }
    Session.objects.filter(session_key__in=keys).delete()
    devices.delete()


def person_numbered(number: int) -> Person | None:
    """Somebody who was not erased, by her number."""
    return Person.objects.filter(pk=number, erased_at=None).first()
