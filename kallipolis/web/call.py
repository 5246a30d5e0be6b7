"""The call page: clock, timeline, downloads, rules by clause, criteria, questions and advice, with one search over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from kallipolis.queries import call as queries
from kallipolis.queries.call_search import LONGEST_QUERY, search
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Slot
from kallipolis.rulebook.finding import Force
from kallipolis.web import clock
from kallipolis.web.doors import SENDING, Audience, door
from kallipolis.web.frame import call_of, current_call, wording_of
from kallipolis.web.reader import keep_theme, keep_zone, reader_of, zone_named
from kallipolis.web.zones import ZoneGroup, grouped_zones, offset_name

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_TICK = 6  # the width of one day on the ruler, in units of its drawing


@dataclass(frozen=True)
class Face:
    """The deadline on the clock of one place."""

    place: str
    zone: str
    at: datetime


@dataclass(frozen=True)
class Ticks:
    """The ruler of days as lengths of its drawing."""

    width: int
    today: int
    months: str


@dataclass(frozen=True)
class ForceChoice:
    """A link that shows the rules of one force, or of all."""

    label: str
    address: str
    here: bool


@dataclass(frozen=True)
class FormLink:
    """The official form in one language, named in that language."""

    language: str
    name: str
    address: str


@door(Audience.PUBLIC)
def current(request: HttpRequest) -> HttpResponse:
    """The address of the calls leads to the one that is on."""
    return redirect("call", current_call().id)


@door(Audience.PUBLIC)
def page(request: HttpRequest, call_id: str) -> HttpResponse:
    """The call page; for htmx only its clock, or only what a search found."""
    call = call_of(call_id)
    reader = reader_of(request)
    asked = request.GET.get("zone")
    chosen = zone_named(asked or "")
    zone = reader.zone if asked is None else chosen
    context = {
        "call": call,
        "reader": reader,
        "wording": wording_of(call),
        **_clock(call, zone),
        **_found(request, call),
    }
    match _fragment(request):
        case "clock":
            response = render(request, "call/_clock.html", context)
        case "found":
            response = render(request, "call/_found.html", context)
        case _:
            response = render(request, "call/page.html", {**context, **_page(request, call)})
    if chosen is not None or asked == "":
        keep_zone(response, chosen)
    return response


@door(Audience.PUBLIC)
def rules_as_data(request: HttpRequest, call_id: str) -> JsonResponse:
    """The rules for programs, as JSON."""
    call = call_of(call_id)
    response = JsonResponse(queries.rules_as_data(call), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="{call.id}-rules.json"'
    return response


@door(Audience.PUBLIC)
def form(request: HttpRequest, call_id: str, language: str) -> HttpResponse:
    """The official form as a Word file (B1)."""
    drawn_up = queries.official_form(call_of(call_id), language)
    if drawn_up is None:
        raise Http404
    response = HttpResponse(drawn_up.content, content_type=WORD)
    response["Content-Disposition"] = f'attachment; filename="{drawn_up.filename}"'
    return response


@door(Audience.PUBLIC, methods=SENDING)
def theme(request: HttpRequest) -> HttpResponse:
    """Keeps the theme in a cookie and leads back; only to an address of our own."""
    back = request.POST.get("back", "")
    own = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    response = HttpResponse(status=303)
    response["Location"] = back if own else reverse("home")
    keep_theme(response, request.POST.get("theme", ""))
    return response


def _fragment(request: HttpRequest) -> str:
    return request.headers.get("HX-Target", "") if request.headers.get("HX-Request") == "true" else ""


def _page(request: HttpRequest, call: Call) -> dict[str, Any]:
    force = request.GET.get("force", "")
    shown = Force(force) if force in set(Force) else None
    return {
        "facts": lambda: queries.key_facts(call),
        "lines": queries.timeline(call, now=clock.now()),
        "chapters": lambda: queries.chapters(call, shown),
        # A list of some rules lacks the others' anchors: then a chip leads to the whole list.
        "rules_address": reverse("call", args=[call.id]) if shown else "",
        "shown_force": shown or "",
        "force_choices": _force_choices(call, shown),
        "force_labels": force_labels(),
        "forms": [
            FormLink(code, _form_name(call, code), reverse("form", args=[call.id, code]))
            for code in call.form.languages
        ],
        "advice": lambda: queries.advice(call),
        "indicators": sum(len(criterion.indicators) for criterion in call.criteria),
        "longest_query": LONGEST_QUERY,
    }


def _form_name(call: Call, language: str) -> str:
    asked = call.document(Slot.FORM)
    name = (asked.name if asked else call.form.title).in_language(language)
    return f"{name} {call.form.year}"


def force_labels() -> dict[str, str]:
    """The register's four forces, as readers know them."""
    return {
        Force.REQUIRED: gettext("Required"),
        Force.RECOMMENDED: gettext("Recommended"),
        Force.CONDUCT: gettext("Binds the process"),
        Force.DEFINITION: gettext("Definition"),
    }


def _force_choices(call: Call, shown: Force | None) -> list[ForceChoice]:
    counted = queries.counts(call)
    everything = gettext("All {count} rules").format(count=sum(counted.values()))
    choices = [ForceChoice(everything, "?#rules", shown is None)]
    for force, label in force_labels().items():
        words = gettext("{force} only ({count})").format(force=label, count=counted[Force(force)])
        choices.append(ForceChoice(words, f"?force={force}#rules", shown == force))
    return choices


def _found(request: HttpRequest, call: Call) -> dict[str, Any]:
    query = request.GET.get("q", "")
    return {"query": " ".join(query.split())[:LONGEST_QUERY], "found": search(call, query, get_language() or "en")}


def _clock(call: Call, zone: ZoneInfo | None) -> dict[str, Any]:
    now = clock.now()
    standing = queries.clock(call, now=now)
    place = gettext("In {place}").format(place=wording_of(call).place)
    faces = [_face(place, call.tzinfo, standing.closes_at), _face("UTC", ZoneInfo("UTC"), standing.closes_at)]
    if zone is not None:
        faces.append(_face(gettext("Where you are"), zone, standing.closes_at))
    return {
        "clock": standing,
        "faces": faces,
        "zone": zone,
        "zone_groups": lambda: _zone_groups(zone, standing.closes_at),  # asked for where it was not drawn before
        "ticks": ticks_of(standing.ruler),
    }


def ticks_of(ruler: queries.Ruler) -> Ticks:
    """The days as the ruler draws them."""
    return Ticks(
        width=ruler.days * _TICK,
        today=ruler.gone * _TICK,
        months="".join(f"M{number * _TICK + 1} 2v22" for number in ruler.firsts),
    )


def _face(place: str, zone: ZoneInfo, at: datetime) -> Face:
    there = at.astimezone(zone)
    return Face(place, offset_name(there) if zone.key != "UTC" else "", there)


def _zone_groups(zone: ZoneInfo | None, at: datetime) -> tuple[ZoneGroup, ...]:
    return grouped_zones(at.astimezone(UTC), zone)
