"""The desk: what waits for whoever signed in, with the way there; the roles that she holds; and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kallipolis.queries import call as call_queries
from kallipolis.queries.desk import Waiting, waiting_for
from kallipolis.rulebook.people import ROLES, Grant
from kallipolis.rulebook.permission import Deed
from kallipolis.rulebook.sentence import Sentence
from kallipolis.web import clock, unsent
from kallipolis.web.actor import actor_behind
from kallipolis.web.doors import READING, SENDING, door
from kallipolis.web.frame import current_call, wording_of

PLACES: Mapping[str, tuple[str, str]] = {
    "second_factor": ("mfa_index", ""),
    "call_not_opened": ("register_calls", ""),
    "folder_changed": ("register_calls", ""),
    "messages": ("post", "?state=to_decide"),
    "letters_bounced": ("outbox", "?state=bounced"),
    "letters_given_up": ("outbox", "?state=given_up"),
    "letters_held": ("outbox", "?state=held"),
    "invitations_ended": ("people", ""),
    "invitations": ("people", ""),
}
"""For each kind of thing that can wait, the name of its page and what is asked of the list there."""


@dataclass(frozen=True)
class Task:
    """Something that waits, with the address where it is done; "" where the page is not built."""

    waiting: Waiting
    address: str


@dataclass(frozen=True)
class RoleHeld:
    """A role of the reader, what it is held over, and what it is for."""

    name: Sentence
    over: str
    about: Sentence
    asleep: bool


@door(Deed.SEE_DESK)
def page(request: HttpRequest) -> HttpResponse:
    """What waits for the reader today."""
    actor, call = actor_behind(request), current_call()
    context = {
        "call": call,
        "rules_address": reverse("call", args=[call.id]),
        "wording": wording_of(call),
        "clock": call_queries.clock(call, now=clock.now()),
        "today": clock.now(),
        "tasks": [Task(one, _address(one.kind)) for one in waiting_for(actor, clock)],
        "roles": [_held(grant, strong=actor.strong) for grant in actor.grants],
    }
    return render(request, "desk/page.html", context)


@door(Deed.SEE_OWN_ACCOUNT, methods=READING | SENDING, luggage_bytes=unsent.most_bytes)
def unsent_page(request: HttpRequest) -> HttpResponse:
    """What the reader had written when her sign-in ran out."""
    person = actor_behind(request).person
    return unsent.page(request, person or 0)


def _address(kind: str) -> str:
    name, query = PLACES.get(kind, ("", ""))
    return reverse(name) + query if name else ""


def _held(grant: Grant, *, strong: bool) -> RoleHeld:
    facts = ROLES[grant.role]
    return RoleHeld(facts.name, grant.over, facts.about, facts.second_factor and not strong)
