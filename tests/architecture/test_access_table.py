"""Role × address × method, asked for in full: what each answers is compared with what the table of deeds says.

The expectation is computed here from the declaration of the door and the table alone, by another way than the product's.
An address with parts that is new fails until `THERE` says which existing thing it is to be asked for.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse

from kallipolis.actions.files import file, keep
from kallipolis.models import GrantedRole, IncomingMessage, Invitation, Person
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.people import ROLES, Grant, Role
from kallipolis.rulebook.permission import DEEDS, Deed
from kallipolis.web.doors import READING, Door
from tests import cast
from tests.mail.arriving import a_letter, a_mailed_dossier, acknowledgements, entered
from tests.web.addresses import doors, walk

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
WHO = [(Role.VISITOR, False), *((role, strong) for role in cast.EVERYBODY for strong in (False, True))]


@dataclass(frozen=True)
class Thing:
    """What an address is asked for: the parts of the address, the scopes that it belongs to, whether a bar stops it."""

    parts: Mapping[str, object] = field(default_factory=dict)
    scopes: frozenset[str] = frozenset()
    barred_for: frozenset[Role] = frozenset()
    absent: bool = False


def _a_file() -> Thing:
    person = cast.a_person("Somebody Else")
    public_id = file(
        person, keep(io.BytesIO(b"x")), slot="letter", filename="x.pdf", actor=cast.CONSOLE, clock=SYSTEM_CLOCK
    )
    return Thing({"public_id": public_id}, frozenset({person.record_name}))


def _a_role() -> Thing:
    granted = cast.granted(cast.a_person("Somebody Else"), Grant(Role.AUDITOR))
    return Thing({"number": granted.pk})


def _an_invitation() -> Thing:
    invitation = Invitation.objects.create(
        email="new@people.example",
        role=Role.TEAM_MEMBER,
        over="2021-042",
        digest=f"{Invitation.objects.count():064}",
        invited_at=SYSTEM_CLOCK.now(),
        invited_by="service:console",
        ends_at=SYSTEM_CLOCK.now(),
    )
    # A National Commission and a member city may invite, over scopes of their own: not to this application.
    return Thing({"number": invitation.pk}, frozenset({"application:2021-042"}))


def _a_person() -> Thing:
    person = cast.a_person("Somebody Else")
    return Thing({"number": person.pk}, frozenset({person.record_name}))


def _a_message() -> Thing:
    number = IncomingMessage.objects.count() + 1
    message = entered(a_letter("When does it close?", number=number), a_mailed_dossier(documents=(), form=None))
    return Thing({"number": message.pk})


def _a_letter() -> Thing:
    entered(a_letter(number=IncomingMessage.objects.count() + 1), a_mailed_dossier())
    return Thing({"number": acknowledgements()[-1].pk})


CALL = Thing({"call_id": "uccn-2021"})
THERE: Mapping[str, Callable[[], Thing]] = {
    "call": lambda: CALL,
    "check": lambda: CALL,
    "rules_as_data": lambda: CALL,
    "form": lambda: Thing({"call_id": "uccn-2021", "language": "en"}),
    "file": _a_file,
    "withdraw_role": _a_role,
    "invite_again": _an_invitation,
    "withdraw_invitation": _an_invitation,
    "erase_person": _a_person,
    **dict.fromkeys(
        (
            "post_message",
            "post_raw",
            "post_read_again",
            "post_assign",
            "post_make_application",
            "post_take_in_place",
            "post_set_aside",
        ),
        _a_message,
    ),
    **dict.fromkeys(("outbox_letter", "outbox_hold", "outbox_resend"), _a_letter),
    "record_of_thing": lambda: Thing({"about": "call:uccn-2021"}),
    "record_by_actor": lambda: Thing({"actor": "service:clock"}),
    # Links whose secret nobody has: the page is the same for all.
    "sign_in_link": lambda: Thing({"secret": "nobody-was-sent-this"}, absent=True),
    "invitation": lambda: Thing({"secret": "nobody-was-sent-this"}, absent=True),
    "keep_filter": lambda: Thing({"listing": "states"}),
    # Whoever asks has no such filter, device or passkey: her own page says that it is not there.
    "drop_filter": lambda: Thing({"number": 1}, absent=True),
    "end_device": lambda: Thing({"number": 1}, absent=True),
    "mfa_remove_webauthn": lambda: Thing({"pk": 1}, absent=True),
    "mfa_edit_webauthn": lambda: Thing({"pk": 1}, absent=True),
}
"""For each address with parts, something that is there; `absent` where that depends on who asks."""

NEEDS_MORE: Mapping[str, str] = {
    "mfa_download_recovery_codes": "there are none before a factor was set up",
    "mfa_view_recovery_codes": "there are none before a factor was set up",
    "mfa_deactivate_totp": "there is no app to be removed",
    "account_reauthenticate": "whoever has neither a password nor a factor has nothing to confirm with",
    "mfa_reauthenticate": "whoever has neither a password nor a factor has nothing to confirm with",
    "mfa_reauthenticate_webauthn": "whoever has neither a password nor a factor has nothing to confirm with",
    "erase_oneself": "the deed itself asks for more: a confirmation, and somebody else who gives roles",
}
"""Addresses that may answer 403 or 404 to whom they are open, since she has not what they need; and what that is."""

WRITES_WHEN_READ: Mapping[str, str] = {}
"""Addresses that write something of their own when they are read, and why; sessions and counts of attempts apart."""


def expected(door: Door, role: Role, strong: bool, thing: Thing) -> str:
    """What the table says: "open", "sign in", "no" (not hers anywhere), "hidden" (hers, but not this thing), "barred"."""
    if not isinstance(door.audience, Deed):
        return "open"
    rule = DEEDS[door.audience]
    person = cast.EVERYBODY[role]() if role in cast.EVERYBODY else None
    held: list[tuple[Role, str]] = [(Role.VISITOR, "")]
    if person is not None:
        held.append((Role.PERSON, f"person:{person.pk}"))
        held += [
            (grant, f"{ROLES[grant].scope}:{over}" if ROLES[grant].scope else "")
            for grant, over in ((Role(row.role), row.over) for row in GrantedRole.objects.filter(person=person))
            if strong or not ROLES[grant].second_factor
        ]
    granted = [scope for one, scope in held if one in rule.roles]
    if not granted:
        return "sign in" if person is None else "no"
    if door.case is not None and not rule.anywhere and not any(not one or one in thing.scopes for one in granted):
        return "hidden"
    return "barred" if role in thing.barred_for else "open"


def told(response: Any) -> str:
    """What an answer says, in the same words."""
    status = response.status_code
    if status == 302 and response["Location"].partition("?")[0] == reverse("account_login"):
        return "sign in"
    return {403: "no", 404: "hidden", 405: "not so"}.get(status, "open" if status < 500 else f"broken ({status})")


def agrees(door: Door, pattern: URLPattern, thing: Thing, wanted: str, found: str) -> bool:
    if wanted == found or (wanted, found) == ("barred", "no"):
        return True
    if wanted != "open":
        return False
    # A page that is open may lead on to the sign-in, or find that she has not what it shows, or refuse her words.
    public = not isinstance(door.audience, Deed)
    missing = thing.absent or str(pattern.name) in NEEDS_MORE
    return (public and found in {"sign in", "no"}) or (missing and found in {"hidden", "no"})


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def watched() -> Iterator[list[str]]:
    """The tables that are written to, sessions and the counts of attempts apart."""
    written: list[str] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        verb, *rest = sql.replace('"', "").split()
        if verb in {"INSERT", "UPDATE", "DELETE", "REPLACE"}:
            table = rest[1] if verb != "UPDATE" else rest[0]
            if table not in {"django_session", settings.CACHES["default"]["LOCATION"]}:
                written.append(f"{verb} {table}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def asked(client: Client, method: str, address: str) -> Any:
    cookies = deepcopy(client.cookies)
    try:
        response = client.generic(method, address)
        if response.streaming:
            b"".join(response)  # read to its end, so that the client closes it, and with it the file
        return response
    finally:
        client.cookies = cookies


@pytest.fixture
def things(own_shelf: object) -> dict[str, Thing]:
    return {str(one.name): THERE.get(str(one.name), Thing)() for one in walk()}


def test_every_address_with_parts_says_what_it_is_asked_for():
    with_parts = {one.name for one in walk() if one.pattern.converters}
    optional = {"openid_connect_login", "openid_connect_callback"}
    assert with_parts - optional <= set(THERE), "THERE has to say of each which existing thing it is asked for"
    assert set(THERE) <= {one.name for one in walk()}


def test_every_door_is_declared():
    for one in walk():
        assert isinstance(getattr(one.callback, "door", None), Door), f"{one.name} has no door"


def test_known_failure_07_a_route_without_a_door_is_found(monkeypatch):
    """The walk takes every pattern that Django would answer, also one that somebody added without a door."""
    pattern = next(iter(walk()))
    monkeypatch.delattr(pattern.callback, "door")
    with pytest.raises(AssertionError, match="has no door"):
        test_every_door_is_declared()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(("role", "strong"), WHO, ids=lambda one: {True: "2nd factor", False: "-"}.get(one, str(one)))
def test_every_address_answers_every_role_by_every_method_as_the_table_says(role, strong, things):
    client = Client()
    if role in cast.EVERYBODY:
        cast.signed_in(client, cast.EVERYBODY[role](), strong=strong)
    wrong, kept, written = [], [], []
    for one in walk():
        door, thing = doors(one), things[str(one.name)]
        address = reverse(one.name, kwargs=thing.parts)
        wanted = expected(door, role, strong, thing)
        for method in METHODS:
            with undone(), watched() as tables:
                response = asked(client, method, address)
            found, should = told(response), wanted if method in door.methods else "not so"
            if not agrees(door, one, thing, should, found):
                wrong.append(f"{method} {address}: {should} by the table, {found} by the site")
            if (isinstance(door.audience, Deed) or role is not Role.VISITOR) and "no-store" not in response.get(
                "Cache-Control", ""
            ):
                kept.append(f"{method} {address}")
            if method in READING and tables and str(one.name) not in WRITES_WHEN_READ:
                written.append(f"{method} {address}: {tables}")
    faults = [*wrong, *(f"{one}: may be kept" for one in kept), *(f"{one}: written on reading" for one in written)]
    assert not faults, "\n".join(faults)
    assert Person.objects.exists()
