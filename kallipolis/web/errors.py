"""Pages that stop you: each says what happened, what it means and what to do, in the look of all others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext, ngettext

from kallipolis.rulebook.permission import Refusal
from kallipolis.web import luggage
from kallipolis.web.frame import current_call, wording_of
from kallipolis.web.reader import keep_language, take_language
from kallipolis.web.unsent import away


@dataclass(frozen=True)
class WayOn:
    """The one next step."""

    label: str
    address: str


def stop(
    request: HttpRequest, status: int, heading: str, *, text: str, way_on: WayOn, clause: str = ""
) -> HttpResponse:
    """A page that stops: what happened, in one line; what it means and what to do; one way on."""
    language = take_language(request)
    context = {"status": status, "heading": heading, "text": text, "way_on": way_on, "cited": clause}
    context["rules_address"] = reverse("call", args=[current_call().id])
    response = render(request, "errors/stop.html", context, status=status)
    if language:
        keep_language(response, language)
    patch_cache_control(response, no_store=True, private=True)
    return response


def back(request: HttpRequest, label: str) -> WayOn:
    """The way back to the page whose form was sent."""
    return WayOn(label, request.path)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser asked for something that cannot be understood."""
    return stop(
        request,
        400,
        gettext("This request cannot be understood"),
        text=gettext("The address or the form was damaged on its way, or a program made it. Open the page anew."),
        way_on=_the_call(),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: this page is not for this reader."""
    return stop(
        request,
        403,
        gettext("This page is not open to you"),
        text=gettext("If you should see it, write to the Secretariat and name the address of the page."),
        way_on=_the_call(),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no page has that address."""
    return stop(
        request,
        404,
        gettext("There is no such page"),
        text=gettext("The address may be old or mistyped. The rules and the questions of the call can be searched."),
        way_on=WayOn(gettext("Search the call"), reverse("call", args=[current_call().id]) + "#rules"),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault."""
    return stop(
        request,
        500,
        gettext("Something failed on our side"),
        text=gettext("It was noted, without anything that you sent. Nothing of yours was kept. Open the page anew."),
        way_on=_the_call(),
    )


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """403, or the way to the sign-in: the sentence of the refusal, as it stands on every disabled button."""
    if refusal.may_sign_in:
        query = urlencode({"next": request.get_full_path()}) if request.method in {"GET", "HEAD"} else ""
        response = away(request, f"{reverse('account_login')}?{query}".removesuffix("?"))
        patch_cache_control(response, no_store=True, private=True)
        return response
    factor = WayOn(gettext("Your second factor"), reverse("mfa_index")) if refusal.needs_factor else None
    return stop(
        request,
        403,
        gettext("This page is not open to you"),
        text=wording_of(current_call()).say(refusal.sentence),
        way_on=factor or _the_call(),
        clause=refusal.clause,
    )


def form_from_elsewhere(request: HttpRequest) -> HttpResponse:
    """403: the form lacks the sign that it comes from our page."""
    return stop(
        request,
        403,
        gettext("This form did not come from our page"),
        text=gettext(
            "Either the page stood open for very long, or your browser refuses our cookie, without which we cannot tell "
            "our form from a stranger’s. Nothing was kept. Open the page anew and send the form again."
        ),
        way_on=back(request, gettext("Open the form anew")),
    )


def method_not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    """405: the page takes no such request."""
    response = stop(
        request,
        405,
        gettext("This page cannot be used in that way"),
        text=gettext("A program sent it a request of a kind that it does not take."),
        way_on=_the_call(),
    )
    response["Allow"] = HttpResponseNotAllowed(sorted(methods))["Allow"]
    return response


def too_slow(request: HttpRequest) -> HttpResponse:
    """408: the files took too long to arrive."""
    return stop(
        request,
        408,
        gettext("The files took too long to arrive"),
        text=ngettext(
            "We wait {count} minute. Nothing was kept. Try a faster line, or fewer files at a time.",
            "We wait {count} minutes. Nothing was kept. Try a faster line, or fewer files at a time.",
            luggage.seconds_to_arrive() // 60,
        ).format(count=luggage.seconds_to_arrive() // 60),
        way_on=back(request, gettext("Choose the files anew")),
    )


def too_heavy(request: HttpRequest, most: int) -> HttpResponse:
    """413: more than the page takes at once; none of it was read."""
    wording = wording_of(current_call())
    return stop(
        request,
        413,
        gettext("The files together have {size}").format(size=wording.megabytes(luggage.declared_bytes(request))),
        text=gettext("This page takes {most} at once. Nothing of it was read or kept. Choose smaller files.").format(
            most=wording.megabytes(most)
        ),
        way_on=back(request, gettext("Choose smaller files")),
    )


def too_many_files(request: HttpRequest) -> HttpResponse:
    """400: more files than a dossier can have."""
    return stop(
        request,
        400,
        gettext("There are more files than a dossier can have"),
        text=gettext("Choose the one e-mail, or the documents that the call asks for. Nothing was kept."),
        way_on=back(request, gettext("Choose the files anew")),
    )


def unreadable_form(request: HttpRequest) -> HttpResponse:
    """400: the form broke off or makes no sense."""
    return stop(
        request,
        400,
        gettext("The form did not arrive whole"),
        text=gettext("The connection broke off, or the form was damaged on its way. Nothing was kept. Send it again."),
        way_on=back(request, gettext("Open the form anew")),
    )


def too_often(request: HttpRequest, seconds: int, *, from_here: bool) -> HttpResponse:
    """429: too many checks, from this place or altogether."""
    minutes = max(1, -(-seconds // 60))
    heading = gettext("Too many checks from this place") if from_here else gettext("Too many checks at this moment")
    response = stop(
        request,
        429,
        heading,
        text=ngettext(
            "The number of checks is limited, so that everybody gets hers. Nothing of your files was read or kept. "
            "Try again in {count} minute.",
            "The number of checks is limited, so that everybody gets hers. Nothing of your files was read or kept. "
            "Try again in {count} minutes.",
            minutes,
        ).format(count=minutes),
        way_on=back(request, gettext("Back to the check")),
    )
    response["Retry-After"] = str(max(1, seconds))
    return response


def too_many_attempts(request: HttpRequest, seconds: int) -> HttpResponse:
    """429: too many attempts to sign in, or to be sent a letter about it; the same words whether there is such an account."""
    minutes = max(1, -(-seconds // 60))
    response = stop(
        request,
        429,
        gettext("Too many attempts"),
        text=ngettext(
            "The number of attempts is limited, so that nobody can guess at an account. Try again in {count} minute.",
            "The number of attempts is limited, so that nobody can guess at an account. Try again in {count} minutes.",
            minutes,
        ).format(count=minutes),
        way_on=back(request, gettext("Back to the form")),
    )
    response["Retry-After"] = str(max(1, seconds))
    return response


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """429: too many attempts of one kind, to sign in or to have a letter sent; the sign-in library shows it too."""
    return stop(
        request,
        429,
        gettext("Too many attempts"),
        text=gettext("So that nobody can guess at accounts, attempts are limited. Wait five minutes, then try again."),
        way_on=WayOn(gettext("Sign in"), reverse("account_login")),
    )


def all_readers_busy(request: HttpRequest, seconds: int) -> HttpResponse:
    """503: all readers have a dossier before them."""
    response = stop(
        request,
        503,
        gettext("All readers are busy"),
        text=gettext(
            "Each dossier takes a few seconds, and others came before yours. Nothing was kept. Send it again in a moment."
        ),
        way_on=back(request, gettext("Back to the check")),
    )
    response["Retry-After"] = str(seconds)
    return response


def _the_call() -> WayOn:
    return WayOn(gettext("To the call"), reverse("call", args=[current_call().id]))
