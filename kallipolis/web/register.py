"""The register on the screen: States, cities, calls; for the Secretariat and the auditors. The head opens a call here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, gettext, ngettext

from kallipolis.actions.call import open_call
from kallipolis.queries import register
from kallipolis.queries.editions import changed_editions, edition
from kallipolis.queries.lists import Part
from kallipolis.queries.register import CallRow, CityRow, StateRow
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import editions
from kallipolis.rulebook.permission import Deed, may
from kallipolis.rulebook.sentence import LocalText
from kallipolis.web import clock
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import SENDING, door
from kallipolis.web.frame import Link, current_call
from kallipolis.web.lists import Column, Filter, Listing, asked_of, show

R = TypeVar("R")
S = TypeVar("S")


@dataclass(frozen=True)
class Row:
    """A row with its names in the reader's language; `of` is what the register says."""

    of: StateRow | CityRow | CallRow
    state: str = ""
    region: LocalText | str = ""
    field: LocalText | str = ""


@door(Deed.SEE_REGISTER)
def states(request: HttpRequest) -> HttpResponse:
    """The States and Associate Members of the list, with how many of their cities are members."""
    call, listing = current_call(), _states()
    asked = asked_of(request, listing)
    part = _each(register.states(asked), lambda row: _state(row, call))
    return show(request, listing, asked, part, "register/page.html", _context(call, "register"))


@door(Deed.SEE_REGISTER)
def cities(request: HttpRequest) -> HttpResponse:
    """The cities, found by every name that they have or had."""
    call, listing = current_call(), _cities()
    asked = asked_of(request, listing)
    part = _each(register.cities(asked), lambda row: _city(row, call))
    return show(request, listing, asked, part, "register/page.html", _context(call, "register_cities"))


@door(Deed.SEE_REGISTER)
def calls(request: HttpRequest) -> HttpResponse:
    """The calls that were opened, each with the digest of its edition, and whether its folder was changed since."""
    call, listing = current_call(), _calls()
    asked = asked_of(request, listing)
    part = _each(register.calls(asked), Row)
    may_open = may(actor_behind(request), Deed.OPEN_CALL)
    context = _context(call, "register_calls") | {
        "changed": changed_editions(),
        "may_open": may_open,
        "to_open": _not_opened() if may_open else (),
    }
    return show(request, listing, asked, part, "register/page.html", context)


@door(Deed.OPEN_CALL, methods=SENDING)
def open_one(request: HttpRequest) -> HttpResponse:
    """Open a call from an edition of this site; from now on its record is kept."""
    wanted = request.POST.get("call", "")
    if wanted not in _not_opened():
        messages.error(request, gettext("There is no such edition, or its call is open already."))
        return redirect("register_calls")
    opened = open_call(edition(wanted), actor=actor_behind(request), clock=clock)
    messages.success(request, gettext("{call} is open.").format(call=opened.call_id))
    return redirect("register_calls")


def _not_opened() -> tuple[str, ...]:
    opened = {row.id for row in register.calls().rows}
    return tuple(name for name in editions() if name not in opened)


def _states() -> Listing:
    return Listing(
        name="states",
        label=gettext("Filter the States"),
        columns=[
            Column(gettext("State"), "name"),
            Column(gettext("Region")),
            Column(gettext("Status")),
            Column(gettext("May apply"), clause="P2"),
            Column(gettext("Member cities"), "cities", number=True, newest_first=True),
        ],
        filters=[
            Filter("region", gettext("Region"), _regions()),
            Filter("may_apply", gettext("May apply"), (("yes", gettext("Yes")), ("no", gettext("No")))),
            Filter("q", gettext("Name")),
        ],
        sort="name",
        rows="register/_states.html",
        counted=lambda count: ngettext("{count} State", "{count} States", count).format(count=count),
        empty=gettext("No list of States has been brought in yet"),
        empty_why=gettext("The operator brings it in: kallipolis register import"),
    )


def _cities() -> Listing:
    return Listing(
        name="cities",
        label=gettext("Filter the cities"),
        columns=[
            Column(gettext("City"), "name"),
            Column(gettext("State"), "state"),
            Column(gettext("Region")),
            Column(gettext("Field")),
            Column(gettext("Member since"), "year", number=True, newest_first=True),
        ],
        filters=[
            Filter("field", gettext("Field"), tuple((one.id, _said(one.name)) for one in current_call().fields)),
            Filter("region", gettext("Region"), _regions()),
            Filter("q", gettext("Name, former or other name")),
        ],
        sort="name",
        rows="register/_cities.html",
        counted=lambda count: ngettext("{count} city", "{count} cities", count).format(count=count),
        empty=gettext("No city has been brought in yet"),
        empty_why=gettext("The operator brings them in: kallipolis register import"),
    )


def _calls() -> Listing:
    return Listing(
        name="calls",
        label=gettext("Filter the calls"),
        columns=[
            Column(gettext("Call"), "name"),
            Column(gettext("Opened"), "opened", newest_first=True),
            Column(gettext("Edition")),
            Column(gettext("Folder")),
        ],
        sort="-opened",
        rows="register/_calls.html",
        counted=lambda count: ngettext("{count} call", "{count} calls", count).format(count=count),
        empty=gettext("No call has been opened yet"),
        empty_why=gettext("The operator opens one: kallipolis call open"),
    )


def _regions() -> tuple[tuple[str, str], ...]:
    return tuple((region.name.en, _said(region.name)) for region in current_call().regions)


def _said(text: LocalText) -> str:
    return text.in_language(get_language() or "en")


def _state(row: StateRow, call: Call) -> Row:
    return Row(row, state=row.named(get_language() or "en"), region=_region(row.region, call))


def _city(row: CityRow, call: Call) -> Row:
    fields: Mapping[str, LocalText] = {one.id: one.name for one in call.fields}
    now = row.changed_field or row.field
    return Row(
        row,
        state=row.state_named(get_language() or "en"),
        region=_region(row.region, call),
        field=fields.get(now, now),
    )


def _region(name: str, call: Call) -> LocalText | str:
    return next((region.name for region in call.regions if region.name.en == name), name)


def _each(part: Part[R], make: Callable[[R], S]) -> Part[S]:
    return Part(tuple(make(row) for row in part.rows), part.total, part.page, part.size)


def _context(call: Call, here: str) -> dict[str, Any]:
    tabs = {
        "register": gettext("States"),
        "register_cities": gettext("Cities"),
        "register_calls": gettext("Calls"),
    }
    return {
        "tabs": [Link(label, reverse(name), here=name == here) for name, label in tabs.items()],
        "rules_address": reverse("call", args=[call.id]),
        "taken_on": call.states_taken_on if here == "register" else None,
    }
