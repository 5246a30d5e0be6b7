"""What somebody had written when her sign-in ran out: kept with her session, shown to her alone, sent again when she says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from kallipolis.web import clock

WRITER_COOKIE = "writer"
KEPT_FOR = timedelta(hours=1)
_SESSION_KEY = "unsent"
_TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field, not a secret
_SECRETS = ("password", "secret", "code", "credential")
_signer = Signer(salt="kallipolis.web.unsent")


@dataclass(frozen=True)
class Unsent:
    """A form that was sent without a sign-in: where to, and what stood in it. `files`: it had some, which are not kept."""

    path: str
    fields: tuple[tuple[str, str], ...]
    files: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """What a person wrote into it, for her to recognise."""
        return tuple(value for _, value in self.fields if value.strip())


def most_bytes() -> int:
    """As much as the largest form without files."""
    return int(settings.DATA_UPLOAD_MAX_MEMORY_SIZE)


def remember_writer(request: HttpRequest, response: HttpResponseBase, person: int | None) -> None:
    """Says on her browser who was signed in last, so that her text is given to nobody else; unsaid when she signs out."""
    told = request.COOKIES.get(WRITER_COOKIE, "")
    signed = _signer.sign(str(person)) if person is not None else ""
    if signed and told != signed:
        response.set_cookie(
            WRITER_COOKIE, signed, httponly=True, samesite="Lax", secure=bool(settings.SESSION_COOKIE_SECURE)
        )
    elif told and not signed:
        response.delete_cookie(WRITER_COOKIE, samesite="Lax")


def writer_of(request: HttpRequest) -> int | None:
    """Who was signed in last on this browser and did not sign out."""
    try:
        return int(_signer.unsign(request.COOKIES.get(WRITER_COOKIE, "")))
    except (BadSignature, ValueError):
        return None


def keep(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    """Keeps the fields of a form whose sender is no longer signed in, and leads to the sign-in and from there to them."""
    fields = [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        if name != _TOKEN and not any(secret in name.lower() for secret in _SECRETS)
    ]
    request.session[_SESSION_KEY] = {
        "path": request.get_full_path(),
        "fields": fields,
        "files": bool(request.FILES),
        "writer": writer_of(request),
        "at": clock.now().isoformat(),
    }
    request.session.set_expiry(KEPT_FOR)
    messages.warning(
        request, gettext("Your sign-in had run out. What you wrote is kept for an hour: sign in, then send it again.")
    )
    address = f"{reverse('account_login')}?{urlencode({'next': reverse('unsent')})}"
    return away(request, address)


def away(request: HttpRequest, address: str) -> HttpResponse:
    """Leads to another page; htmx is told to load it whole instead of putting it into this one."""
    if request.headers.get("HX-Request") != "true":
        return cast(HttpResponse, redirect(address))
    response = HttpResponse(status=204)
    response["HX-Redirect"] = address
    return response


def carry_over(request: HttpRequest) -> None:
    """At the sign-in: the session that held the text for an hour is now hers, and lasts as any other."""
    if _SESSION_KEY in request.session:
        request.session.set_expiry(None)


def unsent_by(request: HttpRequest, person: int) -> Unsent | None:
    """What is kept for this person, within its time; None where nothing is, or where somebody else wrote it."""
    told: dict[str, Any] = request.session.get(_SESSION_KEY) or {}
    if not told or told["writer"] != person or clock.now() - datetime.fromisoformat(told["at"]) > KEPT_FOR:
        return None
    return Unsent(told["path"], tuple((name, value) for name, value in told["fields"]), bool(told["files"]))


def forget(request: HttpRequest) -> None:
    """Nothing is kept any more."""
    request.session.pop(_SESSION_KEY, None)


def page(request: HttpRequest, person: int) -> HttpResponse:
    """What is kept, to be sent where it was meant to go, or thrown away."""
    found = unsent_by(request, person)
    if request.method == "POST":
        forget(request)
        if found is not None and request.POST.get("unsent") == "send":
            # 307: the browser sends the very same form on, with the sign of our page in it.
            response = HttpResponse(status=307)
            response["Location"] = found.path
            return response
        messages.info(request, gettext("Nothing is kept any more."))
        return redirect("desk")
    return render(request, "desk/unsent.html", {"unsent": found})
