"""Messages on their way through the post room, for tests: handed over, opened without a reader, entered."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from kallipolis.actions.call import open_call
from kallipolis.actions.intake.entering import enter
from kallipolis.actions.intake.opening import Opened
from kallipolis.actions.intake.receiving import HandedOver, receive
from kallipolis.documents.reading.door import letterhead_of
from kallipolis.models import IncomingMessage, Letter, OpenedCall
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Arrival, Dossier, ToldBy
from tests import cast
from tests.factories import a_call, a_dossier

ARRIVED = datetime(2021, 6, 30, 16, 42, 7, tzinfo=UTC)
SENDER = "culture@port-tavoa.example"


class Noon:
    """A clock that shows one instant until it is told another."""

    def __init__(self, at: datetime = datetime(2021, 6, 30, 16, 42, 8, tzinfo=UTC)) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


CLOCK = Noon()


def a_letter(
    subject: str = "2021 Application of Port Tavoa",
    *head: str,
    sender: str = SENDER,
    body: str = "Dear all,",
    number: int = 1,
) -> bytes:
    """A plain message as it came over the wire."""
    lines = [
        f"From: Culture <{sender}>",
        "To: applications@network.example",
        f"Subject: {subject}",
        f"Message-ID: <{number}@port-tavoa.example>",
        *head,
    ]
    return "\r\n".join([*lines, "", body, ""]).encode()


def handed(**changes: Any) -> HandedOver:
    plain = HandedOver(
        door="smtp",
        at=ARRIVED,
        told_by=ToldBy.OUR_SERVER,
        sender=SENDER,
        recipients=("applications@network.example",),
        peer="192.0.2.1",
    )
    return replace(plain, **changes)


def received(content: bytes, **changes: Any) -> IncomingMessage:
    """The message after it was taken in by the post room."""
    return receive(io.BytesIO(content), handed(**changes), actor=cast.POST_ROOM, clock=CLOCK)


def the_call_is_open() -> OpenedCall:
    return OpenedCall.objects.filter(call_id="uccn-2021").first() or open_call(
        a_call(), actor=cast.CONSOLE, clock=CLOCK
    )


def a_mailed_dossier(digest: str = "d" * 64, **changes: Any) -> Dossier:
    """A dossier as the reading room would hand it over."""
    dossier = a_dossier(**changes)
    assert dossier.message is not None
    arrival = Arrival(ARRIVED, ToldBy.OUR_SERVER)
    return replace(
        dossier, message=replace(dossier.message, sha256=digest), arrival=arrival, others=None, register=None
    )


def entered(
    content: bytes, dossier: Dossier | None = None, *, call: Call | None = None, unreadable: Any = None, **changes: Any
) -> IncomingMessage:
    """The message after the whole way in, its reading apart: `dossier` is what was read."""
    message = received(content, **changes)
    opened = Opened(letterhead_of(content), dossier, unreadable)
    return enter(message, opened, under=the_call_is_open(), call=call or a_call(), actor=cast.POST_ROOM, clock=CLOCK)


def acknowledgements() -> list[Letter]:
    return list(Letter.objects.filter(deed="enter_message").order_by("pk"))
