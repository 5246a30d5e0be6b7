"""The record on the screen: what was done, by whom and to what, for the auditors, the Secretariat and the Director-General."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kallipolis.queries import record
from kallipolis.rulebook.permission import DEEDS, Deed
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import door
from kallipolis.web.frame import current_call, wording_of
from kallipolis.web.lists import Column, Filter, Listing, asked_of, show


@door(Deed.READ_RECORD)
def page(request: HttpRequest) -> HttpResponse:
    """Everything that was done, the newest first."""
    return _history(request, gettext("Record"))


@door(Deed.READ_RECORD)
def of_thing(request: HttpRequest, about: str) -> HttpResponse:
    """What was done to one thing."""
    return _history(request, gettext("History of {thing}").format(thing=about), about=about)


@door(Deed.READ_RECORD)
def by_actor(request: HttpRequest, actor: str) -> HttpResponse:
    """What one person or service has done."""
    return _history(request, gettext("Deeds of {actor}").format(actor=actor), actor=actor)


def _history(request: HttpRequest, heading: str, *, about: str = "", actor: str = "") -> HttpResponse:
    listing = _listing(about=about, actor=actor)
    asked = asked_of(request, listing)
    part = record.events(actor_behind(request), asked, about=about, actor=actor)
    context: dict[str, Any] = {
        "heading": heading,
        "whole": not (about or actor),
        "rules_address": reverse("call", args=[current_call().id]),
    }
    return show(request, listing, asked, part, "record/page.html", context)


def _listing(*, about: str, actor: str) -> Listing:
    filters = [
        Filter("deed", gettext("Deed"), _deeds()),
        Filter("chain", gettext("Chain"), tuple((name, name) for name in record.chains())),
        Filter("about", gettext("Done to"), hint="call:uccn-2021"),
        Filter("actor", gettext("Done by"), hint="service:clock"),
        Filter("since", gettext("From the day"), hint="2021-06-30"),
        Filter("until", gettext("To the day"), hint="2021-06-30"),
    ]
    settled = {name for name, value in (("about", about), ("actor", actor)) if value}
    return Listing(
        name="events",
        label=gettext("Filter the events"),
        columns=[
            Column(gettext("What was done"), "when", newest_first=True),
            Column(gettext("To what")),
            Column(gettext("By whom")),
            Column(gettext("What else is noted")),
            Column(gettext("Place in its chain")),
        ],
        filters=[one for one in filters if one.name not in settled],
        sort="-when",
        rows="record/_events.html",
        counted=lambda count: ngettext("{count} event", "{count} events", count).format(count=count),
        empty=gettext("Nothing of this is on the record"),
    )


def _deeds() -> tuple[tuple[str, str], ...]:
    say = wording_of(current_call()).say
    return tuple((str(deed), say(rule.words)) for deed, rule in DEEDS.items() if rule.changes)
