"""How the sign-in library is bound to the house: its hooks become deeds, its letters ours, its limits keyed as ours are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.adapter import DefaultUserSessionsAdapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from kallipolis.actions.people import accounts, signing_in
from kallipolis.queries.people import actor_of
from kallipolis.rulebook.people import lacks_second_factor
from kallipolis.web import clock, unsent
from kallipolis.web.actor import actor_behind, forget
from kallipolis.web.rates import address_of
from kallipolis.web.sealing import opened, sealed

SAID: Mapping[str, object] = {
    "account/messages/email_confirmed.txt": _("Your new address is confirmed."),
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes. Print them, or write them down."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey is removed."),
    "usersessions/messages/sessions_logged_out.txt": _("You are signed out on your other devices."),
}
"""What of the library's messages is worth a sentence, in our words; where the page itself says it, nothing is added."""


def may_be_in(person: Any) -> bool:
    """Whether this account may be signed in to at all: the people of a demonstration never on a production site."""
    return bool(person.is_active) and not (person.demo and settings.PRODUCTION)


class Backend(AuthenticationBackend):
    """Who is behind a session, and whether a password is right."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_be_in(user)


class AccountAdapter(DefaultAccountAdapter):
    """The account: signing in and out, passwords, letters."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("The e-mail address and the password do not belong together."),
        "incorrect_password": _("This is not your password."),
        "incorrect_code": _("This code does not fit, or its time is over."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many requests. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts come by invitation."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only to a page of this site, named by its path."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address that our own limits count by: what only a stated proxy can say otherwise."""
        return address_of(request)

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        return super().pre_login(request, user, **more) or (
            None if may_be_in(user) else self.respond_user_inactive(request, user)
        )

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        unsent.carry_over(request)
        forget(request)
        methods = [str(one.get("method")) for one in get_authentication_records(request, user)]
        signing_in.note_sign_in(user, actor=actor_behind(request), clock=clock, by=methods)

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Whose roles sleep without a second factor is led to set one up, wherever she was going."""
        response = super().post_login(request, user, **more)
        return redirect("mfa_index") if lacks_second_factor(actor_behind(request)) else response

    def logout(self, request: HttpRequest) -> None:
        if request.user.is_authenticated:
            signing_in.note_sign_out(request.user, actor=actor_behind(request), clock=clock)
        super().logout(request)
        forget(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        signing_in.note_failure(str(credentials.get("email", "")), actor=actor_behind(request), clock=clock)

    def set_password(self, user: Any, password: str) -> None:
        accounts.set_password(user, actor=actor_of(user.pk, strong=False), clock=clock, hashed=make_password(password))

    def send_mail(self, template_prefix: str, email: str, context: Mapping[str, Any]) -> None:
        """The codes that the library makes; the outbox sends them."""
        purpose, code = template_prefix.rpartition("/")[2], str(context.get("code", ""))
        request = self.request
        if purpose in {"password_reset_code", "login_code", "unknown_account"}:
            signing_in.send_code(
                purpose,
                actor=actor_behind(request),
                clock=clock,
                email=email,
                code=code,
                language=get_language() or "en",
            )
        elif purpose == "email_confirmation":
            accounts.send_address_code(
                context["user"], actor=actor_behind(request), clock=clock, email=email, code=code
            )
        else:
            raise NotImplementedError(f"no letter is written for {template_prefix}")

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **more: Any
    ) -> None:
        said = SAID.get(message_template or "") or more.get("message")
        if said:
            messages.add_message(request, level, str(said))


class SessionsAdapter(DefaultUserSessionsAdapter):
    """The devices on which somebody is signed in."""

    def end_sessions(self, sessions: Any) -> None:
        request = context.request
        signing_in.end_devices(request.user, actor=actor_behind(request), clock=clock, devices=list(sessions))


class FactorsAdapter(DefaultMFAAdapter):
    """Second factors. A passkey belongs to the site's own address, whatever a request says of its host."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code does not fit, or its time is over."),
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": urlsplit(settings.KALLIPOLIS_ADDRESS).hostname or "", "name": settings.MFA_TOTP_ISSUER}

    def encrypt(self, text: str) -> str:
        return sealed(text)

    def decrypt(self, encrypted_text: str) -> str:
        return opened(encrypted_text)


class ConnectionsAdapter(DefaultSocialAccountAdapter):
    """Signing in by an issuer of OpenID Connect: who has an account here, and nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False
