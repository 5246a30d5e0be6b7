"""What the house holds about oneself: to see it, to take it along, to have it erased; the head erases on request."""

from __future__ import annotations

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from kallipolis.actions.people.erasing import erase_person, person_numbered
from kallipolis.queries import privacy
from kallipolis.rulebook.permission import Deed
from kallipolis.web import clock, errors
from kallipolis.web.actor import actor_behind, forget
from kallipolis.web.doors import READING, SENDING, door
from kallipolis.web.files import as_attachment
from kallipolis.web.sign_in_addresses import ask_anew


@door(Deed.SEE_OWN_ACCOUNT)
def held(request: HttpRequest) -> HttpResponse:
    """Everything that is held about her, kind by kind, with how long it is kept."""
    return render(request, "privacy/held.html", {"held": privacy.held_about(_own_number(request))})


@door(Deed.SEE_OWN_ACCOUNT)
def take_along(request: HttpRequest) -> HttpResponseBase:
    """All of it as a file for programs. An open session on somebody's desk is not enough for it."""
    if not did_recently_reauthenticate(request):
        return ask_anew(request)
    content = privacy.everything_about(_own_number(request), now=clock.now())
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = as_attachment("everything-about-me.json")
    return response


@door(Deed.SEE_OWN_ACCOUNT, methods=READING)
def ask_to_erase(request: HttpRequest) -> HttpResponse:
    """What would be erased and what would stay, before she says yes."""
    return render(request, "privacy/erase.html", {"who": privacy.erasable(_own_number(request)), "own": True})


@door(Deed.ERASE_PERSON, methods=SENDING)
def erase_oneself(request: HttpRequest) -> HttpResponseBase:
    """Her account is emptied, and she is signed out everywhere."""
    if not did_recently_reauthenticate(request):
        return ask_anew(request)
    actor = actor_behind(request)
    if (person := person_numbered(actor.person or 0)) is None:
        return errors.not_found(request)
    erase_person(person, actor=actor, clock=clock)
    request.session.flush()
    request.user = AnonymousUser()
    forget(request)
    return render(request, "privacy/erased.html")


@door(Deed.ERASE_PERSON, case=privacy.case_of_person, methods=READING | SENDING)
def erase(request: HttpRequest, number: int) -> HttpResponseBase:
    """Somebody asked the head to erase what is held about her."""
    if number == actor_behind(request).person:
        return redirect("ask_to_erase")
    who = privacy.erasable(number)
    if request.method not in SENDING or who is None:
        return render(request, "privacy/erase.html", {"who": who, "own": False})
    if not did_recently_reauthenticate(request):
        return ask_anew(request)
    if (person := person_numbered(number)) is not None:
        erase_person(person, actor=actor_behind(request), clock=clock)
        messages.success(request, gettext("The account is erased. Its number stays, so that the record stays whole."))
    return redirect("people")


def _own_number(request: HttpRequest) -> int:
    return actor_behind(request).person or 0
