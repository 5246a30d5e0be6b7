"""Who asks: the actor behind a request, found once for each request and only when somebody wants to know."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

from kallipolis.queries.people import actor_of
from kallipolis.rulebook.people import VISITOR, Actor

_KEPT = "_kallipolis_actor"


def actor_behind(request: HttpRequest) -> Actor:
    """The actor of a request; a visitor where nobody is signed in. Two queries beside that of the session, or none."""
    found = getattr(request, _KEPT, None)
    if not isinstance(found, Actor):
        found = _actor(request)
        setattr(request, _KEPT, found)
    return found


def forget(request: HttpRequest) -> None:
    """After a sign-in or a sign-out within the request: who asks is found anew."""
    if hasattr(request, _KEPT):
        delattr(request, _KEPT)


def _actor(request: HttpRequest) -> Actor:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return VISITOR
    return actor_of(user.pk, strong=gave_second_factor(request))


def gave_second_factor(request: HttpRequest) -> bool:
    """Whether this session was opened, or confirmed, with a second factor or a passkey."""
    return any(one.get("method") == "mfa" for one in get_authentication_records(request, request.user))


def confirmed_lately(request: HttpRequest) -> bool:
    """Whether she showed within the last minutes that it is she, by signing in or by confirming it.

    Who cannot confirm it at all has not: the library's own answer to this would be yes.
    """
    records = get_authentication_records(request, request.user)
    last = max((float(one.get("at", 0)) for one in records), default=0.0)
    return time.time() - last < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
