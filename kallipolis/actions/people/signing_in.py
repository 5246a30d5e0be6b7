"""Signing in and out, and links to sign in: what happened becomes an event; who forgot a password gets a link that works once."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.urls import reverse

from kallipolis.actions.post import drawn_up, on_the_site
from kallipolis.actions.record import Done, deed
from kallipolis.models.people import Person, SignInLink
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import HOUSE, Case, Deed, refuse
from kallipolis.rulebook.sentence import Sentence, sentence

NOBODY = "nobody"
"""What the record says of an address that belongs to no account."""

PURPOSES = {
    "password_reset_code": sentence("Somebody, most likely you, wants to choose a new password. The code for it is:"),
    "login_code": sentence("Somebody, most likely you, wants to sign in. The code for it is:"),
}
"""The codes that a visitor may ask for, as the sign-in library names them."""


def secret_and_digest() -> tuple[str, str]:
    """A secret for a link, and the digest that alone is kept."""
    secret = secrets.token_urlsafe(32)
    return secret, digest_of(secret)


def digest_of(secret: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _the_house(*args: object, **kwargs: object) -> Case:
    return HOUSE


@deed(Deed.SIGN_IN)
def note_sign_in(person: Person, *, actor: Actor, clock: Clock, by: Sequence[str]) -> Done[None]:
    """She is in. `by` names how: password, link, mfa, socialaccount."""
    return Done(None, change={"what": "signed_in", "by": sorted(set(by))})


@deed(Deed.SIGN_IN)
def note_sign_out(person: Person, *, actor: Actor, clock: Clock) -> Done[None]:
    """She is out, on this device."""
    return Done(None, change={"what": "signed_out"})


@deed(Deed.SIGN_IN)
def end_devices(person: Person, *, actor: Actor, clock: Clock, devices: Sequence[UserSession]) -> Done[None]:
    """End her sessions on these devices."""
    hers = [device for device in devices if device.user_id == person.pk]
    for device in hers:
        device.end()
    return Done(None, change={"what": "ended_devices", "count": len(hers)})


@deed(Deed.FAIL_TO_SIGN_IN, case=_the_house)
def note_failure(email: str, *, actor: Actor, clock: Clock) -> Done[None]:
    """Somebody gave a wrong password. What was typed is not kept: it may be a password."""
    person = _with(email)
    return Done(None, about=person.record_name if person else NOBODY)


@deed(Deed.ASK_FOR_SIGN_IN_LINK, case=_the_house)
def ask_for_link(email: str, *, actor: Actor, clock: Clock, language: str) -> Done[None]:
    """Send a link to sign in to whom this address belongs; whom it does not belong to is told that.

    Either way as much is done: an event, a link in the table (one for nobody opens nothing), a letter.
    """
    person = _with(email)
    secret, digest = secret_and_digest()
    now, minutes = clock.now(), settings.SIGN_IN_LINK_MINUTES
    SignInLink.objects.create(person=person, digest=digest, made_at=now, ends_at=now + timedelta(minutes=minutes))
    facts = {"address": on_the_site(reverse("sign_in_link", args=[secret])), "minutes": minutes}
    letter = drawn_up(
        Deed.ASK_FOR_SIGN_IN_LINK,
        to=person.email if person else email,
        person=person,
        language=person.language if person else language,
        clock=clock,
        facts=facts,
        kind="" if person else "unknown",
    )
    return Done(None, about=person.record_name if person else NOBODY, change={"what": "link"}, letters=[letter])


@deed(Deed.ASK_FOR_SIGN_IN_LINK, case=_the_house)
def send_code(purpose: str, *, actor: Actor, clock: Clock, email: str, code: str, language: str) -> Done[None]:
    """Send a code that the sign-in library made; without a code, word that no account has this address."""
    person = _with(email)
    letter = drawn_up(
        Deed.ASK_FOR_SIGN_IN_LINK,
        to=email,
        person=person,
        language=person.language if person else language,
        clock=clock,
        facts={"code": code, "purpose": PURPOSES.get(purpose, "")},
        kind="code" if code else "unknown",
    )
    about = person.record_name if person else NOBODY
    return Done(None, about=about, change={"what": "code"}, letters=[letter])


@deed(Deed.USE_SIGN_IN_LINK, case=_the_house)
def use_link(secret: str, *, actor: Actor, clock: Clock) -> Done[Person]:
    """Spend a link: whose it is may go on to sign in, which still asks for her second factor.

    Raises:
        Refused: the link was spent, its time is over, or there never was one.
    """
    now = clock.now()
    open_links = SignInLink.objects.filter(digest=digest_of(secret), used_at=None, ends_at__gt=now)
    link = open_links.filter(person__is_active=True).select_related("person").first()
    if link is None or link.person is None or open_links.filter(pk=link.pk).update(used_at=now) != 1:
        raise refuse(LINK_IS_SPENT)
    return Done(link.person, about=link.person.record_name)


LINK_IS_SPENT: Sentence = sentence("This link was used before, or its time is over. Ask for a new one.")


def _with(email: str) -> Person | None:
    """Whose account has this address."""
    given = email.strip().lower()
    return Person.objects.filter(email=given, is_active=True).first()
