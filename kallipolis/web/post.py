"""The post room on the screen: what arrived by e-mail, what became of it and why, and what an officer does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from kallipolis.actions.intake import judging
from kallipolis.actions.intake.receiving import HandedOver, receive
from kallipolis.queries import intake_messages
from kallipolis.queries.intake_call import call_under_way
from kallipolis.queries.intake_messages import MessageRow
from kallipolis.queries.lists import Part
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.finding import Outcome, Verdict
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.permission import Deed, Refused
from kallipolis.rulebook.sentence import LocalText, Sentence, sentence
from kallipolis.web import clock, errors
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import SENDING, door
from kallipolis.web.files import as_download
from kallipolis.web.frame import Link, current_call, wording_of
from kallipolis.web.lists import Column, Filter, Listing, asked_of, show
from kallipolis.web.wording import ReaderWording

BECAME: dict[Became, Sentence] = {
    Became.WAITING: sentence("Not opened yet"),
    Became.DOSSIER: sentence("Dossier"),
    Became.AGAIN: sentence("The same e-mail again"),
    Became.BESIDE: sentence("Second e-mail of this city"),
    Became.UNMATCHED: sentence("Not matched to a city"),
    Became.UNREADABLE: sentence("Cannot be opened"),
    Became.REPLY: sentence("Letter to an application"),
    Became.REPORT: sentence("Report of a mail server"),
    Became.AUTOMATIC: sentence("Written by a machine"),
    Became.STRAY: sentence("No dossier"),
    Became.SET_ASIDE: sentence("Set aside"),
}
_OUTCOMES: dict[str, tuple[Verdict, Sentence]] = {
    Outcome.ADMISSIBLE: (Verdict.HOLDS, sentence("Screened: admissible as it stands")),
    Outcome.NEEDS_JUDGEMENT: (Verdict.NEEDS_JUDGEMENT, sentence("Screened: an officer judges")),
    Outcome.NOT_CONSIDERED: (Verdict.FALLS_SHORT, sentence("Screened: a required clause falls short")),
}
_CLAUSES = {Became.BESIDE: "S3", Became.UNMATCHED: "S2", Became.DOSSIER: "S10", Became.AGAIN: "S3"}


@dataclass(frozen=True)
class Row:
    """A row in the reader's language: where it stands, by which verdict it is marked, under which clause."""

    of: MessageRow
    state: Sentence
    verdict: Verdict
    clause: str
    country: LocalText | str
    field: LocalText | str


@door(Deed.SEE_POST_ROOM)
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages, newest first, with the funnel from e-mail to dossier."""
    call, listing = current_call(), _listing(current_call())
    asked = asked_of(request, listing)
    part = intake_messages.messages(asked)
    rows = Part(tuple(_row(row, call) for row in part.rows), part.total, part.page, part.size)
    context = _around(call, "post") | {"funnel": _steps(), "is_open": call_under_way() is not None}
    return show(request, listing, asked, rows, "post/inbox.html", context)


@door(Deed.SEE_POST_ROOM, case=intake_messages.case_of_message)
def message(request: HttpRequest, number: int) -> HttpResponse:
    """One message: its head, its deliveries, its documents, what became of it and why."""
    return _message(request, number)


@door(Deed.FETCH_MESSAGE, case=intake_messages.case_of_message)
def raw(request: HttpRequest, number: int) -> HttpResponseBase:
    """The message as it arrived, byte for byte, as a download."""
    return as_download(request, intake_messages.raw_message(number))


def a_message() -> int:
    """The luggage of a message that somebody adds by hand: the ceiling, and what a form puts around it."""
    return int(settings.KALLIPOLIS_MAIL_BYTES) + 64 * 1024


@door(Deed.RECEIVE_MESSAGE, methods=SENDING, luggage_bytes=a_message)
def add(request: HttpRequest) -> HttpResponse:
    """Take in an .eml file that somebody has on her machine."""
    file = request.FILES.get("message")
    if file is None or not file.size:
        notices.error(request, gettext("No file was chosen. Choose the e-mail as one .eml file."))
        return redirect("post")
    taken = receive(cast("object", file.file), HandedOver(door="file"), actor=actor_behind(request), clock=clock)  # type: ignore[arg-type]  # a file, whatever Django calls it
    notices.success(request, gettext("The message is taken in."))
    return redirect("post_message", number=taken.pk)


@door(Deed.READ_MESSAGE_AGAIN, case=intake_messages.case_of_message, methods=SENDING)
def read_again(request: HttpRequest, number: int) -> HttpResponse:
    """Have the message opened once more."""
    return _done(request, number, gettext("The message is opened again within a minute."), judging.read_again)


@door(Deed.ASSIGN_MESSAGE, case=intake_messages.case_of_message, methods=SENDING)
def assign(request: HttpRequest, number: int) -> HttpResponse:
    """Put the message to an application."""
    told = {"reference": request.POST.get("reference", ""), "reason": request.POST.get("reason", "")}
    return _done(request, number, gettext("The message is put to the application."), judging.assign, **told)


@door(Deed.ASSIGN_MESSAGE, case=intake_messages.case_of_message, methods=SENDING)
def make_application(request: HttpRequest, number: int) -> HttpResponse:
    """Make the message the dossier of a new application."""
    told = {name: request.POST.get(name, "") for name in ("city", "state", "field", "reason")}
    under_way = call_under_way()
    if under_way is None:
        return errors.not_found(request)
    said = gettext("The message is the dossier of a new application.")
    return _done(request, number, said, judging.make_application, call=under_way.call, **told)


@door(Deed.TAKE_IN_PLACE, case=intake_messages.case_of_message, methods=SENDING)
def take_in_place(request: HttpRequest, number: int) -> HttpResponse:
    """Take the second e-mail of a city as its dossier."""
    reason = request.POST.get("reason", "")
    said = gettext("This message is now the dossier; the first one lies beside it.")
    return _done(request, number, said, judging.take_in_place, reason=reason)


@door(Deed.SET_MESSAGE_ASIDE, case=intake_messages.case_of_message, methods=SENDING)
def set_aside(request: HttpRequest, number: int) -> HttpResponse:
    """Set the message aside."""
    reason = request.POST.get("reason", "")
    return _done(request, number, gettext("The message is set aside."), judging.set_aside, reason=reason)


def _done(request: HttpRequest, number: int, said: str, deed: Callable[..., object], **told: object) -> HttpResponse:
    """Does a deed to a message; a no comes back on the page of the message, with what was typed."""
    found = judging.message_numbered(number)
    if found is None:
        return errors.not_found(request)
    try:
        deed(found, actor=actor_behind(request), clock=clock, **told)
    except Refused as refused:
        return _message(request, number, refused=refused, typed=told, status=422)
    notices.success(request, said)
    return redirect("post_message", number=number)


def _message(
    request: HttpRequest,
    number: int,
    *,
    refused: Refused | None = None,
    typed: dict[str, object] | None = None,
    status: int = 200,
) -> HttpResponse:
    call = current_call()
    found = intake_messages.message_text(actor_behind(request), number)
    if found is None:
        return errors.not_found(request)
    context = _around(call, "post") | {
        "message": found,
        "about": f"message:{number}",
        "shown": _row(found.row, call),
        "refused": refused.refusal if refused is not None else None,
        "typed": typed or {},
        "applications": intake_messages.applications_to_choose(),
        "fields": call.fields,
        "may_be_judged": found.row.became not in (Became.DOSSIER, Became.WAITING),
        "is_beside": found.row.became is Became.BESIDE,
        "thread": [(one, BECAME[one.became]) for one in found.thread],
    }
    return render(request, "post/message.html", context, status=status)


@dataclass(frozen=True)
class Step:
    """One block of the funnel: `y` is where it begins in a drawing of ten units, from above."""

    count: int
    label: str
    small: str
    y: str
    now: bool = False


def _steps() -> tuple[Step, ...]:
    told = intake_messages.funnel()
    most = max(told.messages, 1)

    def step(count: int, label: str, small: str, *, now: bool = False) -> Step:
        return Step(count, label, small, f"{10 - 10 * count / most:.2f}", now)

    return (
        step(told.messages, gettext("E-mails"), gettext("{count} not opened yet").format(count=told.waiting)),
        step(
            told.dossiers + told.beside,
            gettext("With a dossier"),
            gettext("{count} are letters and other mail").format(count=told.others),
        ),
        step(
            told.dossiers,
            gettext("Applications"),
            gettext("{count} came again or beside a first").format(count=told.beside),
        ),
        step(told.acknowledged, gettext("Acknowledged"), gettext("by letter, with a receipt")),
        step(told.to_decide, gettext("To decide"), gettext("an officer looks"), now=told.to_decide > 0),
    )


def _around(call: Call, here: str) -> dict[str, object]:
    tabs = [
        Link(gettext("What arrived"), reverse("post"), here=here == "post"),
        Link(gettext("Letters"), reverse("outbox"), here=here == "outbox"),
    ]
    return {
        "call": call,
        "rules_address": reverse("call", args=[call.id]),
        "wording": wording_of(call),
        "tabs": tabs,
    }


def around(call: Call, here: str) -> dict[str, object]:
    """What the pages of the post have in common."""
    return _around(call, here)


def _row(row: MessageRow, call: Call) -> Row:
    verdict, state = Verdict.NOT_CHECKED, BECAME[row.became]
    if row.outcome:
        verdict, state = _OUTCOMES[row.outcome]
    elif row.wants_an_officer:
        verdict = Verdict.NEEDS_JUDGEMENT
    elif row.became is Became.DOSSIER:
        verdict, state = Verdict.HOLDS, sentence("Registered")
    country = call.state_named(row.iso2) if row.iso2 else None
    field = call.field_named(row.field) if row.field else None
    return Row(
        of=row,
        state=state,
        verdict=verdict,
        clause=_CLAUSES.get(row.became, ""),
        country=country.name if country else row.iso2,
        field=field.name if field else "",
    )


def _listing(call: Call) -> Listing:
    say = ReaderWording().say
    states = [("to_decide", gettext("To decide")), *((str(one), say(BECAME[one])) for one in Became)]
    return Listing(
        name="messages",
        label=gettext("Filter what arrived"),
        columns=[
            Column(gettext("Received"), "received", newest_first=True),
            Column(gettext("City and field"), "city"),
            Column(gettext("Subject and sender")),
            Column(gettext("Size"), "size", number=True, newest_first=True, clause="S7"),
            Column(gettext("Documents"), clause="S4"),
            Column(gettext("State")),
        ],
        filters=[
            Filter("q", gettext("City, sender, subject, receipt")),
            Filter("state", gettext("State"), tuple(states)),
            Filter("field", gettext("Field"), tuple((one.id, say(one.name)) for one in call.fields)),
        ],
        sort="-received",
        rows="post/_messages.html",
        counted=lambda count: ngettext("{count} e-mail", "{count} e-mails", count).format(count=count),
        empty=gettext("Nothing has arrived yet"),
        empty_why=gettext(
            "E-mail comes in by `kallipolis listen`, `collect` or `receive`; each message appears here at once."
        ),
    )
