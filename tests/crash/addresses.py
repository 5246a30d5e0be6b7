"""The page that the crash test sends files to, and the deed behind it: a file, an event, a secret, a letter and a task."""

from __future__ import annotations

import io
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from kallipolis.actions.files import keep, placed
from kallipolis.actions.record import AlreadyDone, Done, deed
from kallipolis.models.files import Kept
from kallipolis.models.post import Letter
from kallipolis.rulebook.clock import SYSTEM_CLOCK, Clock
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import HOUSE, Case, Deed

CHAINS = ("crash-one", "crash-two")


@dataclass(frozen=True)
class Pile:
    """What a file is filed with; there are two, each with a chain of its own."""

    chain_name: str

    @property
    def record_name(self) -> str:
        return f"pile:{self.chain_name}"

    def as_case(self) -> Case:
        return HOUSE


@deed(Deed.FILE)
def file_and_tell(pile: Pile, kept: Kept, *, key: str, once: str, actor: Actor, clock: Clock) -> Done[str]:
    """File what is kept and write a letter about it."""
    copy = placed(pile, kept, slot="letter", filename=key, actor=actor, clock=clock)
    now = clock.now()
    letter = Letter(
        to="city@people.example",
        subject=key,
        text="It was filed.",
        message_id=f"<{key}@crash.example>",
        created_at=now,
        due_at=now,
    )
    return Done(copy.public_id, change={"key": key, "sha256": kept.sha256}, secret={"key": key}, letters=[letter])


@csrf_exempt
def receive(request: HttpRequest, key: str) -> HttpResponse:
    """201 once it is filed for good, 200 where it was filed before."""
    kept = keep(io.BytesIO(request.body))
    pile = Pile(CHAINS[int(key.rpartition("-")[2]) % 2])
    try:
        file_and_tell(pile, kept, key=key, once=key, actor=Actor(service=Service.CONSOLE), clock=SYSTEM_CLOCK)
    except AlreadyDone:
        return HttpResponse(status=200)
    return HttpResponse(status=201)


urlpatterns = [path("<slug:key>/", receive)]
