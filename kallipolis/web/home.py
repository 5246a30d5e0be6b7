"""The home of the Network: the banner of the call that is on, the map, the cities by field; and the list of all cities."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext, ngettext

from kallipolis.queries import call as call_queries
from kallipolis.queries import home as queries
from kallipolis.queries.home import Member
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.sentence import LocalText
from kallipolis.web import clock
from kallipolis.web.atlas import Place, Spots, spots
from kallipolis.web.call import ticks_of
from kallipolis.web.doors import Audience, door
from kallipolis.web.frame import current_call, wording_of
from kallipolis.web.lists import Column, Filter, Listing, asked_of, show

_A_FEW = 5


@dataclass(frozen=True)
class FieldCities:
    """A creative field with the number of its member cities and the few that joined last; `address` lists all of them."""

    id: str
    name: LocalText | str
    count: int
    latest: tuple[Member, ...]
    address: str


@dataclass(frozen=True)
class RegionCities:
    """A region with the number of its member cities, and the length of its bar in hundredths of the longest."""

    name: LocalText | str
    count: int
    bar: int


@door(Audience.PUBLIC)
def page(request: HttpRequest) -> HttpResponse:
    """The home of the Network."""
    call, members = current_call(), queries.members(get_language() or "en")
    standing = call_queries.clock(call, now=clock.now())
    context = {
        "call": call,
        "rules_address": reverse("call", args=[call.id]),
        "wording": wording_of(call),
        "clock": standing,
        "ticks": ticks_of(standing.ruler),
        "count": len(members),
        "countries": len({member.state for member in members}),
        "spots": _spots(members),
        "fields": _fields(call, members),
        "regions": _regions(call, members),
        "steps": lambda: _steps(call),  # asked for where they were not drawn before
    }
    return render(request, "home/page.html", context)


@door(Audience.PUBLIC)
def cities(request: HttpRequest) -> HttpResponse:
    """All member cities: to search, to filter by field and region, to sort."""
    call = current_call()
    listing = _cities(call)
    asked = asked_of(request, listing)
    part = queries.members_asked_for(asked, get_language() or "en")
    names = {field.id: field.name for field in call.fields}
    context = {"call": call, "wording": wording_of(call), "names": names, "since": gettext("Member since")}
    return show(request, listing, asked, part, "home/cities.html", context)


def _cities(call: Call) -> Listing:
    say = wording_of(call).say
    return Listing(
        name="cities",
        label=gettext("Find a city"),
        columns=(
            Column(gettext("City"), "name"),
            Column(gettext("State"), "state"),
            Column(gettext("Creative field"), "field"),
            Column(gettext("Member since"), "year", number=True, newest_first=True),
        ),
        filters=(
            Filter("q", gettext("City or State")),
            Filter("field", gettext("Creative field"), tuple((one.id, say(one.name)) for one in call.fields)),
            Filter("region", gettext("Region"), tuple((one.name.en, say(one.name)) for one in call.regions)),
        ),
        sort="name",
        rows="home/_cities.html",
        counted=lambda count: ngettext("{count} member city", "{count} member cities", count).format(count=count),
        empty=gettext("No member city is in the register yet"),
        empty_why=gettext("The operator of this site brings them in; then they stand here, on the map and by field."),
    )


def _fields(call: Call, members: Sequence[Member]) -> tuple[FieldCities, ...]:
    """The fields of the call in its order, and after them what cities have that this call does not name."""
    by_field: dict[str, list[Member]] = {field.id: [] for field in call.fields}
    for member in members:
        by_field.setdefault(member.field, []).append(member)
    names: dict[str, LocalText | str] = {field.id: field.name for field in call.fields}
    return tuple(
        FieldCities(
            id=field,
            name=names.get(field, field),
            count=len(found),
            latest=tuple(sorted(found, key=lambda member: -member.year)[:_A_FEW]),
            address=f"{reverse('cities')}?{urlencode({'field': field})}",
        )
        for field, found in by_field.items()
    )


def _regions(call: Call, members: Sequence[Member]) -> tuple[RegionCities, ...]:
    counted = Counter(member.region for member in members)
    longest = max(counted.values(), default=0) or 1
    names: dict[str, LocalText | str] = {region.name.en: region.name for region in call.regions}
    ordered = [*names, *(region for region in counted if region not in names)]
    return tuple(
        RegionCities(names.get(region, region), counted[region], round(counted[region] * 100 / longest))
        for region in ordered
    )


@dataclass(frozen=True)
class Step:
    """A step on the way of a city into the Network, with the clauses that say so."""

    name: str
    text: str
    clauses: tuple[str, ...]


def _steps(call: Call) -> tuple[Step, ...]:
    years = call.report_every_years
    steps = (
        Step(
            gettext("The city applies, in one field"),
            gettext("Any city of a Member State or Associate Member may apply, whatever its population."),
            ("P2", "P4", "P5"),
        ),
        Step(
            gettext("The Secretariat checks the dossier"),
            gettext("The form is complete, the letters and photographs are there, the dossier arrived in time."),
            ("V1",),
        ),
        Step(
            gettext("Experts and member cities evaluate it"),
            gettext("Independent experts and the member cities of the same field score it on published criteria."),
            ("P6",),
        ),
        Step(
            gettext("The Director-General designates"),
            gettext("The designations are made and announced together, on one day."),
            ("P7", "P9"),
        ),
        Step(
            ngettext("The city reports every year", "The city reports every {count} years", years).format(count=years),
            gettext("What it promised, what it did, and what the other cities can learn from it."),
            ("P13",),
        ),
    )
    return tuple(
        Step(one.name, one.text, tuple(id_ for id_ in one.clauses if id_ in call.clause_by_id)) for one in steps
    )


def _spots(members: Sequence[Member]) -> tuple[Spots, ...]:
    return _laid_out(
        tuple(
            Place(member.field, member.latitude, member.longitude)
            for member in members
            if member.latitude is not None and member.longitude is not None
        )
    )


@lru_cache(maxsize=4)
def _laid_out(places: tuple[Place, ...]) -> tuple[Spots, ...]:
    """Where each spot goes takes longer to find than the rest of the page to draw, and changes with the register only."""
    return spots(places)
