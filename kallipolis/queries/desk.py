"""What waits for somebody today: one source for each kind of thing that can wait, asked only where she may do it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Min, Q

from kallipolis.models.call import OpenedCall
from kallipolis.models.intake import IncomingMessage
from kallipolis.models.people import Invitation
from kallipolis.models.post import Letter
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.intake import WANT_AN_OFFICER
from kallipolis.rulebook.people import Actor, lacks_second_factor
from kallipolis.rulebook.permission import SECRETARIAT, Deed, may_somewhere
from kallipolis.rulebook.retention import NOBODY
from kallipolis.rulebook.sentence import Sentence, plural, sentence


@dataclass(frozen=True)
class Waiting:
    """One thing, or a heap of one kind, that waits for the reader.

    `kind` names it for whoever knows the way there (web.desk.PLACES). `urgent`: nothing else goes on before it.
    """

    kind: str
    what: Sentence
    why: Sentence | None = None
    count: int = 1
    since: datetime | None = None
    clause: str = ""
    urgent: bool = False


@dataclass(frozen=True)
class Source:
    """Where things of a kind come from. It is asked of whoever may do `deed` over anything; one query at most."""

    deed: Deed
    find: Callable[[Actor, Clock], Iterable[Waiting]]


def waiting_for(actor: Actor, clock: Clock) -> tuple[Waiting, ...]:
    """All that waits for the actor, what is urgent first. As many queries as there are sources for her."""
    return in_order(SOURCES, actor, clock)


def in_order(sources: Iterable[Source], actor: Actor, clock: Clock) -> tuple[Waiting, ...]:
    """What these sources have for the actor, what is urgent first."""
    found = [one for source in sources if may_somewhere(actor, source.deed) for one in source.find(actor, clock)]
    return tuple(sorted(found, key=lambda one: not one.urgent))


def _second_factor(actor: Actor, clock: Clock) -> Iterator[Waiting]:
    if lacks_second_factor(actor):
        yield Waiting(
            "second_factor",
            sentence("Give your second factor"),
            why=sentence("Your role sleeps until this session has given one."),
            urgent=True,
        )


def _calls_to_open(actor: Actor, clock: Clock) -> Iterator[Waiting]:
    calls = {
        call_id: (noticed, opened)
        for call_id, noticed, opened in OpenedCall.objects.values_list("call_id", "noticed_digest", "opened_at")
    }
    if settings.KALLIPOLIS_CALL not in calls:
        yield Waiting(
            "call_not_opened",
            sentence("The call {call} is not opened yet", call=settings.KALLIPOLIS_CALL),
            why=sentence("Its page is public. Nothing can be received in it before it is opened."),
        )
    for call_id, (noticed, opened) in calls.items():
        if noticed:
            yield Waiting(
                "folder_changed",
                sentence("The folder of the call {call} was changed after it was opened", call=call_id),
                why=sentence("The call goes on by the rules of the day of its opening."),
                since=opened,
            )


def _invitations(actor: Actor, clock: Clock) -> Iterator[Waiting]:
    open_ones = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    if not any(actor.holds(role) for role in SECRETARIAT):
        open_ones = open_ones.filter(over__in=[grant.over for grant in actor.grants if grant.over])
    ended = Q(ends_at__lte=clock.now())
    told = open_ones.aggregate(ended=Count("pk", filter=ended), pending=Count("pk", filter=~ended))
    if told["ended"]:
        yield Waiting(
            "invitations_ended",
            plural(
                "{count} invitation ended without an answer",
                "{count} invitations ended without an answer",
                told["ended"],
            ),
            why=sentence("Send it again, or withdraw it."),
            count=told["ended"],
        )
    if told["pending"]:
        yield Waiting(
            "invitations",
            plural("{count} invitation waits for an answer", "{count} invitations wait for an answer", told["pending"]),
            count=told["pending"],
        )


def _letters(actor: Actor, clock: Clock) -> Iterator[Waiting]:
    states = Letter.State
    told = Letter.objects.filter(resent_as=None).aggregate(
        bounced=Count("pk", filter=Q(state=states.BOUNCED)),
        given_up=Count("pk", filter=Q(state=states.GIVEN_UP) & ~Q(to=NOBODY)),
        held=Count("pk", filter=Q(state=states.HELD)),
    )
    if count := told["bounced"]:
        yield Waiting(
            "letters_bounced",
            plural("{count} letter came back", "{count} letters came back", count),
            why=sentence("The address refused it. Look at the address, then send the letter again."),
            count=count,
        )
    if count := told["given_up"]:
        yield Waiting(
            "letters_given_up",
            plural("{count} letter was not sent", "{count} letters were not sent", count),
            why=sentence("No server took it, or it was held back for good."),
            count=count,
        )
    if count := told["held"]:
        yield Waiting(
            "letters_held",
            plural("{count} letter waits to be released", "{count} letters wait to be released", count),
            count=count,
        )


def _messages(actor: Actor, clock: Clock) -> Iterator[Waiting]:
    found = IncomingMessage.objects.filter(became__in=WANT_AN_OFFICER)
    told = found.aggregate(count=Count("pk"), since=Min("arrived_at"))
    if count := told["count"]:
        yield Waiting(
            "messages",
            plural("{count} e-mail waits for an officer", "{count} e-mails wait for an officer", count),
            why=sentence("Whose it is, or what is to become of it, was not certain enough for the machine."),
            count=count,
            since=told["since"],
            clause="V1",
        )


SOURCES: tuple[Source, ...] = (
    Source(Deed.SEE_DESK, _second_factor),
    Source(Deed.OPEN_CALL, _calls_to_open),
    Source(Deed.INVITE, _invitations),
    Source(Deed.SEE_POST_ROOM, _messages),
    Source(Deed.SEE_OUTBOX, _letters),
)
"""A new kind of thing that can wait is a function above and a line here; its way there is a line of web.desk.PLACES."""
