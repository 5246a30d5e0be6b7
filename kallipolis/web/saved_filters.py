"""Filters that a reader keeps for a list: kept and dropped by two small forms on the list itself."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

from kallipolis.actions.people import filters
from kallipolis.rulebook.permission import Deed, Refused
from kallipolis.web import clock
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import SENDING, door
from kallipolis.web.wording import ReaderWording


@door(Deed.CHANGE_OWN_ACCOUNT, methods=SENDING)
def keep(request: HttpRequest, listing: str) -> HttpResponse:
    """Keeps what the list is asked at this moment."""
    try:
        filters.keep_filter(
            request.user,  # type: ignore[arg-type]  # the door lets nobody in without an account
            actor=actor_behind(request),
            clock=clock,
            listing=listing,
            name=_typed(request, "name"),
            query=_typed(request, "query"),
        )
        messages.success(request, gettext("The filter is kept."))
    except Refused as refused:
        messages.error(request, ReaderWording().say(refused.refusal.sentence))
    return _back(request)


@door(Deed.CHANGE_OWN_ACCOUNT, methods=SENDING)
def drop(request: HttpRequest, number: int) -> HttpResponse:
    """Keeps a filter no longer."""
    try:
        filters.drop_filter(request.user, actor=actor_behind(request), clock=clock, number=number)  # type: ignore[arg-type]  # as above
        messages.success(request, gettext("The filter is no longer kept."))
    except Refused as refused:
        messages.error(request, ReaderWording().say(refused.refusal.sentence))
    return _back(request)


def _typed(request: HttpRequest, name: str) -> str:
    return "".join(sign for sign in request.POST.get(name, "") if sign.isprintable())


def _back(request: HttpRequest) -> HttpResponse:
    """To the list that the form stood on; only to an address of our own."""
    back = request.POST.get("back", "")
    own = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    response = HttpResponse(status=303)
    response["Location"] = back if own else reverse("desk")
    return response
