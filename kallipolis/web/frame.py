"""What stands around every page: masthead, account, languages, theme, stage rail, footer; the page itself is its view's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, to_locale

from kallipolis.queries import call as queries
from kallipolis.queries.call import Progress, Stage
from kallipolis.queries.editions import edition
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.people import ROLES, VISITOR, Actor, lacks_second_factor
from kallipolis.rulebook.permission import Deed, may_somewhere
from kallipolis.rulebook.sentence import Sentence, sentence
from kallipolis.web import clock
from kallipolis.web.actor import actor_behind
from kallipolis.web.reader import THEMES, Reader, reader_of
from kallipolis.web.wording import ReaderWording


@dataclass(frozen=True)
class Link:
    """A link of a navigation. `here` says that it leads to this page."""

    label: str
    address: str
    here: bool = False
    language: str = ""


@dataclass(frozen=True)
class Room:
    """A room of the office: its name, its address, and the deed that opens it."""

    name: Sentence
    address_name: str
    deed: Deed


# In the order of the masthead. A room stands there for whoever may enter it, over whatever scope.
ROOMS = (
    Room(sentence("Desk"), "desk", Deed.SEE_DESK),
    Room(sentence("Post"), "post", Deed.SEE_POST_ROOM),
    Room(sentence("People"), "people", Deed.SEE_PEOPLE),
    Room(sentence("Register"), "register", Deed.SEE_REGISTER),
    Room(sentence("Record"), "record", Deed.READ_RECORD),
)


@dataclass(frozen=True)
class Account:
    """Who is signed in, as the masthead names her. `role` is the one that counts most; `asleep`: it waits for a second factor."""

    name: str
    role: str
    more_roles: int
    asleep: bool


@dataclass(frozen=True)
class Stop:
    """One stop of the stage rail."""

    name: str
    when: str
    number: int
    progress: Progress
    address: str = ""


@dataclass(frozen=True)
class Frame:
    """Everything around the page."""

    reader: Reader
    wording: ReaderWording
    call: Call
    call_address: str
    navigation: tuple[Link, ...]
    rooms: tuple[Link, ...]
    account: Account | None
    languages: tuple[Link, ...]
    next_theme: str
    next_theme_label: str
    path: str
    stops: tuple[Stop, ...]

    @property
    def here(self) -> Stop | None:
        return next((stop for stop in self.stops if stop.progress is Progress.NOW), None)


def current_call() -> Call:
    """The call that is on: the edition that the setting KALLIPOLIS_CALL names, by id or folder."""
    return edition(settings.KALLIPOLIS_CALL)


def call_of(call_id: str) -> Call:
    """The call of an address. Raises Http404 where there is none."""
    current = current_call()
    if call_id == current.id:
        return current
    if not queries.known(call_id):
        raise Http404
    return edition(call_id)


def wording_of(call: Call) -> ReaderWording:
    """The wording of the language that is on, with the zone and the place of a call."""
    return ReaderWording(zone=call.zone, place=call.place)


def frame_of(request: HttpRequest | None, call: Call | None = None, *, with_account: bool = True) -> Frame:
    """The frame for this reader. Without a request or an account, as when the server fails, the plain one."""
    shown = call or current_call()
    reader, wording = reader_of(request), wording_of(shown)
    path = request.path if request is not None else "/"
    actor = actor_behind(request) if request is not None and with_account else VISITOR
    address, check = reverse("call", args=[shown.id]), reverse("check", args=[shown.id])
    upcoming = THEMES[(THEMES.index(reader.theme) + 1) % len(THEMES)]
    return Frame(
        reader=reader,
        wording=wording,
        call=shown,
        call_address=address,
        navigation=_navigation(shown, path, address, check),
        rooms=tuple(
            Link(wording.say(room.name), at, here=path.startswith(at))
            for room in ROOMS
            if may_somewhere(actor, room.deed) and (at := reverse(room.address_name))
        ),
        account=_account(request, actor, wording),
        languages=_languages(reader, path, shown, request.GET if request is not None else QueryDict()),
        next_theme=upcoming,
        next_theme_label=_theme_labels()[upcoming],
        path=path,
        stops=_stops(shown, wording, address, check),
    )


def _navigation(call: Call, path: str, address: str, check: str) -> tuple[Link, ...]:
    home, cities = reverse("home"), reverse("cities")
    return (
        Link(gettext("The Network"), home, here=path == home),
        Link(gettext("Cities"), cities, here=path == cities),
        Link(gettext("{year} call").format(year=call.year), address, here=path == address),
        Link(gettext("Check your dossier"), check, here=path == check),
    )


def _account(request: HttpRequest | None, actor: Actor, wording: ReaderWording) -> Account | None:
    if request is None or actor.person is None:
        return None
    roles = [wording.say(ROLES[role].name) for role in dict.fromkeys(grant.role for grant in actor.grants)]
    name = str(getattr(request.user, "name", "")) or str(request.user)
    return Account(name, roles[0] if roles else "", max(0, len(roles) - 1), lacks_second_factor(actor))


def _theme_labels() -> Mapping[str, str]:
    return {"dark": gettext("Dark"), "light": gettext("Light"), "": gettext("Theme of my system")}


def _languages(reader: Reader, path: str, call: Call, asked: QueryDict) -> tuple[Link, ...]:
    """The languages worth choosing: those with a catalogue, and those in which the call itself speaks.

    Each leads to the same page with all that it was asked for: a filtered list stays filtered.
    """
    own = {"en"} | {code for code in ("fr", "zh") if getattr(call.summary, code)}
    return tuple(
        Link(label, f"{path}?{_with_language(asked, code)}", here=code == reader.language, language=Reader(code).lang)
        for code, label in settings.LANGUAGES
        if code in _catalogues() or code.partition("-")[0] in own or code == reader.language
    )


def _with_language(asked: QueryDict, code: str) -> str:
    query = asked.copy()
    query["lang"] = code
    return query.urlencode()


@cache
def _catalogues() -> frozenset[str]:
    locale = Path(__file__).resolve().parents[1] / "locale"
    return frozenset(
        code for code, _ in settings.LANGUAGES if (locale / to_locale(code) / "LC_MESSAGES" / "django.mo").is_file()
    )


def _stops(call: Call, wording: ReaderWording, address: str, check: str) -> tuple[Stop, ...]:
    names = {
        "call": gettext("Call"),
        "application": gettext("Submission"),
        "screening": gettext("Pre-screening"),
        "evaluation": gettext("Evaluation"),
        "decision": gettext("Decision"),
        "announcement": gettext("Announcement"),
        "monitoring": gettext("Membership"),
    }
    rooms = {"call": address, "application": check}
    return tuple(
        Stop(names[stage.name], _when(stage, call, wording), stage.number, stage.progress, rooms.get(stage.name, ""))
        for stage in queries.stages(call, now=clock.now())
    )


def _when(stage: Stage, call: Call, wording: ReaderWording) -> str:
    if stage.starts is None or stage.ends is None:
        return wording.ngettext("report every year", "report every {count} years", call.report_every_years).format(
            count=call.report_every_years
        )
    if stage.name == "application":
        return gettext("until {day}").format(day=wording.day_of_year(stage.ends))
    if stage.name == "decision":
        return gettext("by {day}").format(day=wording.day_of_year(stage.ends))
    return wording.days(stage.starts, stage.ends, year=False)
