"""The outbox on the screen: every letter of the house with its state, its words, and what can still be done with it."""

from __future__ import annotations

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from kallipolis.actions.post import outbox as letters
from kallipolis.queries import post
from kallipolis.queries.lists import Part
from kallipolis.rulebook.permission import Deed, Refused
from kallipolis.rulebook.sentence import Sentence, sentence
from kallipolis.web import clock, errors
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import READING, SENDING, door
from kallipolis.web.frame import current_call
from kallipolis.web.lists import Column, Filter, Listing, asked_of, show
from kallipolis.web.post import around
from kallipolis.web.wording import ReaderWording

STATES: dict[str, Sentence] = {
    "drafted": sentence("Drafted"),
    "held": sentence("Held"),
    "queued": sentence("On its way"),
    "sent": sentence("Sent"),
    "delivered": sentence("Delivered"),
    "bounced": sentence("Came back"),
    "given_up": sentence("Given up"),
}


@door(Deed.SEE_OUTBOX)
def listed(request: HttpRequest) -> HttpResponse:
    """The letters, newest first."""
    call, listing = current_call(), _listing()
    asked = asked_of(request, listing)
    part = post.letters(asked)
    rows = Part(tuple((row, STATES[row.state]) for row in part.rows), part.total, part.page, part.size)
    context = around(call, "outbox") | {"counts": post.counts(actor_behind(request))}
    return show(request, listing, asked, rows, "post/outbox.html", context)


@door(Deed.SEE_OUTBOX, case=post.case_of_letter)
def letter(request: HttpRequest, number: int) -> HttpResponse:
    """One letter as its recipient reads it."""
    return _letter(request, number)


@door(Deed.HOLD_LETTER, case=post.case_of_letter, methods=SENDING)
def hold(request: HttpRequest, number: int) -> HttpResponse:
    """Hold a letter back."""
    found = letters.letter_numbered(number)
    if found is None:
        return errors.not_found(request)
    try:
        letters.hold(found, reason=request.POST.get("reason", ""), actor=actor_behind(request), clock=clock)
    except Refused as refused:
        return _letter(request, number, refused)
    notices.success(request, gettext("The letter is held until the head of the Secretariat releases it."))
    return redirect("outbox_letter", number=number)


@door(Deed.RESEND_LETTER, case=post.case_of_letter, methods=SENDING)
def resend(request: HttpRequest, number: int) -> HttpResponse:
    """Send a letter once more."""
    found = letters.letter_numbered(number)
    if found is None:
        return errors.not_found(request)
    try:
        again = letters.resend(found, actor=actor_behind(request), clock=clock)
    except Refused as refused:
        return _letter(request, number, refused)
    notices.success(request, gettext("The letter is on its way once more."))
    return redirect("outbox_letter", number=again.pk)


@door(Deed.RELEASE_LETTERS, methods=READING | SENDING)
def release(request: HttpRequest) -> HttpResponse:
    """The held letters, each by name, and the one button that lets them all go."""
    held = post.held_letters()
    refused = None
    if request.method == "POST":
        numbers = [int(one) for one in request.POST.getlist("letter") if one.isascii() and one.isdecimal()]
        try:
            count = letters.release(numbers, actor=actor_behind(request), clock=clock)
        except Refused as no:
            refused, held = no.refusal, post.held_letters()
        else:
            said = ngettext("{count} letter is on its way.", "{count} letters are on their way.", count)
            notices.success(request, said.format(count=count))
            return redirect("outbox")
    context = around(current_call(), "outbox") | {"held": held, "refused": refused}
    return render(request, "post/release.html", context, status=422 if refused is not None else 200)


def _letter(request: HttpRequest, number: int, refused: Refused | None = None) -> HttpResponse:
    found = post.letter_text(actor_behind(request), number)
    if found is None:
        return errors.not_found(request)
    context = around(current_call(), "outbox") | {
        "letter": found,
        "state": STATES[found.state],
        "refused": refused.refusal if refused is not None else None,
    }
    return render(request, "post/letter.html", context, status=422 if refused is not None else 200)


def _listing() -> Listing:
    say = ReaderWording().say
    return Listing(
        name="letters",
        label=gettext("Filter the letters"),
        columns=[
            Column(gettext("Written"), "written", newest_first=True),
            Column(gettext("To"), "to"),
            Column(gettext("Subject")),
            Column(gettext("State")),
        ],
        filters=[
            Filter("q", gettext("Recipient, subject")),
            Filter("state", gettext("State"), tuple((name, say(said)) for name, said in STATES.items())),
        ],
        sort="-written",
        rows="post/_letters.html",
        counted=lambda count: ngettext("{count} letter", "{count} letters", count).format(count=count),
        empty=gettext("No letter was written yet"),
        empty_why=gettext("Each letter that the house writes stands here, with what became of it."),
    )
