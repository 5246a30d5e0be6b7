"""A person's own account: what she changes herself, and the letter that tells her so; each change is an event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.urls import reverse

from kallipolis.actions.post import drawn_up, on_the_site
from kallipolis.actions.record import Done, deed
from kallipolis.models.people import Person, SignInLink
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.sentence import Sentence, sentence

CHANGES: Mapping[str, Sentence] = {
    "password": sentence("Your password was changed."),
    "email": sentence("The e-mail address of your account was changed."),
    "totp_added": sentence("An authenticator app was added to your account."),
    "totp_removed": sentence("The authenticator app was removed from your account."),
    "webauthn_added": sentence("A passkey was added to your account."),
    "webauthn_removed": sentence("A passkey was removed from your account."),
    "recovery_codes_added": sentence("Recovery codes were made for your account."),
    "recovery_codes_removed": sentence("The recovery codes of your account were removed."),
    "connection_added": sentence("An account of another site was connected to yours."),
    "connection_removed": sentence("An account of another site was disconnected from yours."),
}
"""What the house tells a person by letter when it happened to her account."""


@deed(Deed.CHANGE_OWN_ACCOUNT)
def set_password(person: Person, *, actor: Actor, clock: Clock, hashed: str) -> Done[None]:
    """Keep a new password, as its digest. Links to sign in that are still on their way are spent with the old one."""
    person.password = hashed
    person.save(update_fields=["password"])
    SignInLink.objects.filter(person=person, used_at=None).update(used_at=clock.now())
    return _told(person, "password", to=[person.email], clock=clock)


@deed(Deed.CHANGE_OWN_ACCOUNT)
def note_change(person: Person, *, actor: Actor, clock: Clock, what: str, addresses: Sequence[str] = ()) -> Done[None]:
    """Note what the sign-in library changed, in the transaction in which it did.

    `addresses` are those that are told; without any, the account's own. Of a changed address both are.
    """
    return _told(person, what, to=[*addresses] or [person.email], clock=clock)


@deed(Deed.CHANGE_OWN_ACCOUNT)
def describe_oneself(person: Person, *, actor: Actor, clock: Clock, name: str, language: str, zone: str) -> Done[None]:
    """Say under which name, in which language and in which time zone one wants to be spoken to."""
    if not name.strip():
        raise refuse(sentence("A name is needed, so that colleagues know who acts."))
    person.name, person.language, person.zone = " ".join(name.split())[:200], language, zone
    person.save(update_fields=["name", "language", "zone"])
    return Done(
        None,
        change={"what": "description"},
        secret={"name": person.name, "language": language, "zone": zone},
        secret_of=person.pk,
    )


@deed(Deed.CHANGE_OWN_ACCOUNT)
def send_address_code(person: Person, *, actor: Actor, clock: Clock, email: str, code: str) -> Done[None]:
    """Send the code that proves that a new address is hers.

    An address that has an account gets it too, so that nobody learns which have one; the code does not help there.
    """
    letter = drawn_up(Deed.CHANGE_OWN_ACCOUNT, to=email, person=person, clock=clock, facts={"code": code}, kind="code")
    return Done(None, change={"what": "address_asked_for"}, letters=[letter])


def _told(person: Person, what: str, *, to: Sequence[str], clock: Clock) -> Done[None]:
    facts = {"what": CHANGES[what], "address": on_the_site(reverse("account"))}
    letters = [drawn_up(Deed.CHANGE_OWN_ACCOUNT, to=address, person=person, clock=clock, facts=facts) for address in to]
    return Done(None, change={"what": what}, letters=letters)
