"""The pages that stand still: about the software, its accessibility, what it keeps of whom."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kallipolis import __version__
from kallipolis.web.doors import Audience, door
from kallipolis.web.frame import current_call, wording_of


@door(Audience.PUBLIC)
def about(request: HttpRequest) -> HttpResponse:
    """What this site runs on, whose it is, and where its source is."""
    return _page(request, "pages/about.html")


@door(Audience.PUBLIC)
def accessibility(request: HttpRequest) -> HttpResponse:
    """What the pages hold to, how that is tested, what is known to be missing, and whom to tell."""
    return _page(request, "pages/accessibility.html")


@door(Audience.PUBLIC)
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept of whom, why, how long, and whose rights it is to see, correct and erase it."""
    return _page(request, "pages/privacy.html")


def _page(request: HttpRequest, template: str) -> HttpResponse:
    call = current_call()
    context = {
        "call": call,
        "wording": wording_of(call),
        "rules_address": reverse("call", args=[call.id]),
        "data_address": reverse("held"),
        "version": __version__,
        "secretariat": call.secretariat.questions_address,
        "source": getattr(settings, "KALLIPOLIS_SOURCE", ""),
        "link_minutes": getattr(settings, "SIGN_IN_LINK_MINUTES", 15),
        "invitation_days": getattr(settings, "INVITATION_DAYS", 14),
    }
    return render(request, template, context)
