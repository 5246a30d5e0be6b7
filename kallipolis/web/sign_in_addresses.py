"""The addresses of the sign-in library that exist here, in one table; each view stands behind our door, no other is reached."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from allauth.account import views as account
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.socialaccount import views as connections
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from allauth.usersessions import views as devices
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse

from kallipolis.actions.people import accounts, signing_in
from kallipolis.queries.people import AccountState, account_state
from kallipolis.rulebook.people import lacks_second_factor
from kallipolis.rulebook.permission import Deed
from kallipolis.web import clock, rates
from kallipolis.web.actor import actor_behind, forget
from kallipolis.web.doors import READING, SENDING, Audience, WithDoor, door

Library = Callable[..., HttpResponseBase]
BOTH = READING | SENDING


@dataclass(frozen=True)
class Address:
    """One address of the library: who may go there, how, and whether a change of the account made there is noted.

    `guessed`: an answer that shows the form again means that somebody guessed at a second factor. A browser keeps none of
    the answers. `why` says what is unusual about it.
    """

    name: str
    path: str
    view: Library
    audience: Audience | Deed
    methods: frozenset[str] = BOTH
    watched: bool = False
    guessed: bool = False
    why: str = ""


_PUBLIC, _SEE, _CHANGE = Audience.PUBLIC, Deed.SEE_OWN_ACCOUNT, Deed.CHANGE_OWN_ACCOUNT

ADDRESSES: tuple[Address, ...] = (
    Address("account_login", "login/", account.login, _PUBLIC),
    Address("account_logout", "logout/", account.logout, _PUBLIC, why="a visitor breaks off a sign-in half-way here"),
    Address("account_inactive", "inactive/", account.account_inactive, _PUBLIC, READING),
    Address("account_signup", "signup/", account.signup, _PUBLIC, READING, why="says that accounts come by invitation"),
    Address("account_reauthenticate", "confirm/", account.reauthenticate, _CHANGE),
    Address("account_email", "email/", account.email, _CHANGE, watched=True),
    Address("account_email_verification_sent", "email/code/", account.email_verification_sent, _CHANGE, watched=True),
    Address("account_change_password", "password/", account.password_change, _CHANGE),
    Address("account_set_password", "password/first/", account.password_set, _CHANGE),
    Address("account_reset_password", "password/forgotten/", account.password_reset, _PUBLIC),
    Address(
        "account_confirm_password_reset_code",
        "password/forgotten/code/",
        account.confirm_password_reset_code,
        _PUBLIC,
    ),
    Address("account_complete_password_reset", "password/forgotten/new/", account.complete_password_reset, _PUBLIC),
    Address(
        "account_password_reset_completed",
        "password/forgotten/done/",
        account.password_reset_from_key_done,
        _PUBLIC,
        READING,
    ),
    Address("mfa_index", "factors/", factors.index, _SEE, READING),
    Address("mfa_authenticate", "factors/code/", factors.authenticate, _PUBLIC, guessed=True),
    Address("mfa_reauthenticate", "factors/confirm/", factors.reauthenticate, _CHANGE),
    Address("mfa_activate_totp", "factors/app/", totp.activate_totp, _CHANGE, watched=True),
    Address("mfa_deactivate_totp", "factors/app/remove/", totp.deactivate_totp, _CHANGE, watched=True),
    Address(
        "mfa_view_recovery_codes",
        "factors/recovery/",
        recovery_codes.view_recovery_codes,
        _CHANGE,
        READING,
        why="the library notes on the codes that they were seen; only their owner gets there",
    ),
    Address(
        "mfa_generate_recovery_codes",
        "factors/recovery/new/",
        recovery_codes.generate_recovery_codes,
        _CHANGE,
        watched=True,
    ),
    Address(
        "mfa_download_recovery_codes",
        "factors/recovery/codes.txt",
        recovery_codes.download_recovery_codes,
        _CHANGE,
        READING,
    ),
    Address("mfa_list_webauthn", "factors/passkeys/", webauthn.list_webauthn, _SEE, READING),
    Address("mfa_add_webauthn", "factors/passkeys/new/", webauthn.add_webauthn, _CHANGE, watched=True),
    Address(
        "mfa_remove_webauthn", "factors/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, _CHANGE, watched=True
    ),
    Address("mfa_edit_webauthn", "factors/passkeys/<int:pk>/", webauthn.edit_webauthn, _CHANGE),
    Address("mfa_reauthenticate_webauthn", "factors/passkeys/confirm/", webauthn.reauthenticate_webauthn, _CHANGE),
    Address("mfa_login_webauthn", "factors/passkeys/login/", webauthn.login_webauthn, _PUBLIC),
    Address("usersessions_list", "devices/", devices.list_usersessions, _CHANGE),
)

OPENID_CONNECT: tuple[Address, ...] = (
    Address("openid_connect_login", "oidc/<slug:provider_id>/login/", openid_connect.login, _PUBLIC),
    Address(
        "openid_connect_callback",
        "oidc/<slug:provider_id>/login/callback/",
        openid_connect.callback,
        _PUBLIC,
        why="the issuer sends the browser back by GET; a state bound to the session tells that it left from here",
    ),
    Address("socialaccount_login_cancelled", "oidc/cancelled/", connections.login_cancelled, _PUBLIC, READING),
    Address("socialaccount_login_error", "oidc/error/", connections.login_error, _PUBLIC, READING),
)
"""The addresses that exist only where the site names an issuer."""


def behind_our_door(address: Address) -> WithDoor:
    """A view of the library as one of ours: door, no-store, guard against foreign forms, events for what changed."""
    view = _asking_anew(_noted(address))

    @door(address.audience, methods=address.methods, kept=False)
    @functools.wraps(view)
    def enter(request: HttpRequest, **parts: object) -> HttpResponseBase:
        return view(request, **parts)

    return enter


def patterns(addresses: tuple[Address, ...]) -> list[URLPattern]:
    """The table as Django wants it."""
    return [path(f"account/{one.path}", behind_our_door(one), name=one.name) for one in addresses]


def _asking_anew(view: Library) -> Library:
    """Where the library wants to know again who it is, that answer passes through the door like any other."""

    def asking(request: HttpRequest, **parts: object) -> HttpResponseBase:
        try:
            return view(request, **parts)
        except ReauthenticationRequired:
            return ask_anew(request)

    return asking


def ask_anew(request: HttpRequest) -> HttpResponseBase:
    """To the page where she confirms that it is she; a form that was sent is sent on afterwards."""
    return suspend_request(request, reverse("account_reauthenticate"))


def _noted(address: Address) -> Library:
    def noting(request: HttpRequest, **parts: object) -> HttpResponseBase:
        request.roles_asleep = lacks_second_factor(actor_behind(request))  # type: ignore[attr-defined]  # for the page of factors
        if request.method not in SENDING:
            return address.view(request, **parts)
        if (stopped := rates.stopped(request)) is not None:
            return stopped
        if address.watched:
            return _watched(address.view, request, **parts)
        response = address.view(request, **parts)
        if address.guessed and response.status_code < 300:
            stage = getattr(request, "_login_stage", None)
            if stage is not None:
                signing_in.note_failure(stage.login.user.email, actor=actor_behind(request), clock=clock)
        return response

    return noting


def _watched(view: Library, request: HttpRequest, **parts: object) -> HttpResponseBase:
    """What the view changes of the account is one transaction with its events and letters.

    Looked at from outside, before and after: the library has no hook inside its own transaction, only signals.
    """
    person = request.user
    if not person.is_authenticated:
        return view(request, **parts)
    with transaction.atomic():
        before = account_state(person.pk)
        response = view(request, **parts)
        after = account_state(person.pk)
        for what, addresses in _differences(before, after):
            accounts.note_change(person, actor=actor_behind(request), clock=clock, what=what, addresses=addresses)
    _as_strong_as(request, before, after)
    return response


def _differences(before: AccountState, after: AccountState) -> Iterator[tuple[str, tuple[str, ...]]]:
    if before.email != after.email:
        yield "email", (before.email, after.email)
    added = {kind for kind, _ in after.factors - before.factors}
    yield from ((f"{kind}_added", ()) for kind in sorted(added))
    # New recovery codes replace the old ones: that is one thing that happened.
    removed = {kind for kind, _ in before.factors - after.factors} - added
    yield from ((f"{kind}_removed", ()) for kind in sorted(removed))


def _as_strong_as(request: HttpRequest, before: AccountState, after: AccountState) -> None:
    """Who set up a factor has just shown that she has it; who removed her last one is no longer sure, on any device."""
    if after.strong_factors - before.strong_factors:
        record_authentication(request, request.user, method="mfa", type="added")
        forget(request)
    elif before.strong_factors and not after.strong_factors:
        records = request.session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
        request.session[AUTHENTICATION_METHODS_SESSION_KEY] = [one for one in records if one.get("method") != "mfa"]
        end_other_sessions(request, request.user)
        forget(request)


urlpatterns = patterns(ADDRESSES + (OPENID_CONNECT if settings.SOCIALACCOUNT_PROVIDERS else ()))
