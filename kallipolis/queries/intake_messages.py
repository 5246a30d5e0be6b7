"""What arrived by e-mail, as the Secretariat sees it: the list with its funnel, one message with all that is known of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kallipolis.models.application import Application
from kallipolis.models.intake import IncomingMessage
from kallipolis.models.post import Letter
from kallipolis.models.screening import Screening
from kallipolis.queries.files import FetchedFile, handed_out
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.rulebook.intake import WANT_AN_OFFICER, Became
from kallipolis.rulebook.letterhead import Letterhead
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Case, Deed, Permit, Refusal, may
from kallipolis.rulebook.plain import NotPlain, from_plain
from kallipolis.rulebook.sentence import Sentence, sentence

_SORTS: dict[str, Sequence[str]] = {
    "received": ("taken_at",),
    "city": ("city_told",),
    "size": ("file__size",),
}


@dataclass(frozen=True)
class SlotFound:
    """An item of the call’s list (S4): how many documents were asked for and found."""

    item: str
    asked: int
    found: int

    @property
    def whole(self) -> bool:
        return self.found >= self.asked


@dataclass(frozen=True)
class MessageRow:
    """One message in the list. `outcome` is that of its application’s screening, "" where there is none."""

    number: int
    receipt: str
    at: datetime
    arrived: bool
    city: str
    iso2: str
    field: str
    reference: str
    subject: str
    sender: str
    size: int
    slots: tuple[SlotFound, ...]
    became: Became
    reason: Sentence
    wants_an_officer: bool
    outcome: str

    @property
    def whole_slots(self) -> int:
        return sum(one.whole for one in self.slots)


@dataclass(frozen=True)
class Funnel:
    """From e-mail to dossier, in numbers."""

    messages: int
    waiting: int
    dossiers: int
    beside: int
    others: int
    to_decide: int
    acknowledged: int


def funnel() -> Funnel:
    """How many messages became what. One query."""
    counted = {
        name: Count("pk", filter=Q(became__in=kinds))
        for name, kinds in {
            "waiting": (Became.WAITING,),
            "dossiers": (Became.DOSSIER,),
            "beside": (Became.BESIDE, Became.AGAIN),
            "to_decide": tuple(WANT_AN_OFFICER),
        }.items()
    }
    told = IncomingMessage.objects.aggregate(
        messages=Count("pk"), acknowledged=Count("pk", filter=~Q(acknowledged_with="")), **counted
    )
    others = told["messages"] - told["waiting"] - told["dossiers"] - told["beside"]
    return Funnel(others=others, **told)


def messages(asked: Asked) -> Part[MessageRow]:
    """The messages that were asked for. Two queries, however many."""
    found = IncomingMessage.objects.all()
    became = asked.filter("state")
    if became == "to_decide":
        found = found.filter(became__in=WANT_AN_OFFICER)
    elif became:
        found = found.filter(became=became)
    if field := asked.filter("field"):
        found = found.filter(application__field=field)
    for word in folded(asked.filter("q")).split():
        found = found.filter(searched__contains=word)
    return part_of(_with_outcome(found), asked, sorts=_SORTS, rows=lambda rows: [_row(one) for one in rows])


def _with_outcome(found: QuerySet[IncomingMessage]) -> QuerySet[IncomingMessage]:
    latest = Screening.objects.filter(application=OuterRef("application")).order_by("-pk").values("outcome")[:1]
    return found.select_related("application", "file").defer("dossier", "head").annotate(outcome=Subquery(latest))


def _row(message: IncomingMessage) -> MessageRow:
    application, became = message.application, Became(message.became)
    return MessageRow(
        number=message.pk,
        receipt=message.receipt,
        at=message.arrived_at or message.taken_at,
        arrived=message.arrived_at is not None,
        city=application.city_name if application else message.city_told,
        iso2=application.iso2 if application else "",
        field=application.field if application else "",
        reference=application.reference if application else "",
        subject=message.subject,
        sender=message.sender,
        size=message.file.size,
        slots=tuple(SlotFound(*one) for one in message.slots),
        became=became,
        reason=said(message.reason),
        wants_an_officer=became in WANT_AN_OFFICER,
        outcome=getattr(message, "outcome", None) or "" if became is Became.DOSSIER else "",
    )


def said(plain: dict[str, Any]) -> Sentence:
    """A sentence that was kept in plain JSON; an empty one where there is none."""
    try:
        return from_plain(Sentence, plain) if plain else sentence("")
    except NotPlain:
        return sentence("")


@dataclass(frozen=True)
class PartOfMessage:
    """A document that was found in a message, with the slot that it was sorted into and why."""

    filename: str
    size: int
    sha256: str
    slot: str
    reason: Sentence
    pages: int | None
    trouble: str


@dataclass(frozen=True)
class DeliveryRow:
    """One arrival of the message."""

    door: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    peer: str


@dataclass(frozen=True)
class Beside:
    """Another message of the same application."""

    number: int
    subject: str
    at: datetime
    became: Became


@dataclass(frozen=True)
class Difference:
    """A file that only one of two e-mails of a city carries, or that changed under its name."""

    filename: str
    here: bool
    there: bool


@dataclass(frozen=True)
class MessageText:
    """One message with all that the Secretariat may see of it, and what the reader may do with it."""

    row: MessageRow
    head: Letterhead
    sha256: str
    told_by: str
    taken_at: datetime
    deliveries: tuple[DeliveryRow, ...]
    parts: tuple[PartOfMessage, ...]
    evidence: tuple[tuple[str, str, str], ...]
    acknowledgement: int | None
    acknowledgement_state: str
    not_acknowledged: Sentence | None
    thread: tuple[Beside, ...]
    differences: tuple[Difference, ...]
    tries: int
    may_read_again: Permit | Refusal
    may_assign: Permit | Refusal
    may_take_in_place: Permit | Refusal
    may_set_aside: Permit | Refusal


def message_text(reader: Actor, number: int) -> MessageText | None:
    """One message; None where there is none of that number. Six queries at most."""
    message = _with_outcome(IncomingMessage.objects.all()).defer(None).filter(pk=number).first()
    if message is None:
        return None
    case = message.as_case()
    letter = Letter.objects.filter(message_id=message.acknowledged_with).first() if message.acknowledged_with else None
    thread = _thread(message)
    return MessageText(
        row=_row(message),
        head=_head(message),
        sha256=message.file_id,
        told_by=message.told_by,
        taken_at=message.taken_at,
        deliveries=tuple(
            DeliveryRow(one.door, one.at or one.taken_at, one.sender, tuple(one.recipients), one.peer)
            for one in message.deliveries.all()
        ),
        parts=_parts(message),
        evidence=tuple((one["kind"], one["result"], one["about"]) for one in message.evidence),
        acknowledgement=letter.pk if letter else None,
        acknowledgement_state=letter.state if letter else "",
        not_acknowledged=said(message.not_acknowledged) if message.not_acknowledged else None,
        thread=tuple(Beside(one.pk, one.subject, one.arrived_at or one.taken_at, Became(one.became)) for one in thread),
        differences=_differences(message, thread),
        tries=message.tries,
        may_read_again=may(reader, Deed.READ_MESSAGE_AGAIN, case),
        may_assign=may(reader, Deed.ASSIGN_MESSAGE, case),
        may_take_in_place=may(reader, Deed.TAKE_IN_PLACE, case),
        may_set_aside=may(reader, Deed.SET_MESSAGE_ASIDE, case),
    )


def _head(message: IncomingMessage) -> Letterhead:
    try:
        return from_plain(Letterhead, message.head) if message.head else Letterhead()
    except NotPlain:
        return Letterhead()


def _parts(message: IncomingMessage) -> tuple[PartOfMessage, ...]:
    return tuple(
        PartOfMessage(
            filename=one["filename"],
            size=one["size_bytes"],
            sha256=one["sha256"],
            slot=one["slot"],
            reason=said(one["reason"]),
            pages=one["pages"],
            trouble=one["trouble"] or "",
        )
        for one in (message.dossier or {}).get("documents", ())
    )


def _thread(message: IncomingMessage) -> list[IncomingMessage]:
    """The other messages of its application, the dossier first."""
    if message.application_id is None:
        return []
    others = IncomingMessage.objects.filter(application_id=message.application_id).exclude(pk=message.pk)
    return sorted(others.order_by("pk"), key=lambda one: one.became != Became.DOSSIER)


def _differences(message: IncomingMessage, thread: list[IncomingMessage]) -> tuple[Difference, ...]:
    """How the files of a second e-mail differ from those of the dossier (S3): for an officer to see at a glance."""
    first = next((one for one in thread if one.became == Became.DOSSIER), None)
    if message.became != Became.BESIDE or first is None:
        return ()
    here = {(one["filename"], one["sha256"]) for one in (message.dossier or {}).get("documents", ())}
    there = {(one["filename"], one["sha256"]) for one in (first.dossier or {}).get("documents", ())}
    names_here, names_there = {name for name, _ in here - there}, {name for name, _ in there - here}
    return tuple(Difference(name, name in names_here, name in names_there) for name in sorted(names_here | names_there))


def case_of_message(number: int) -> Case | None:
    """A message as the permission sees it."""
    message = IncomingMessage.objects.select_related("call").only("pk", "became", "call__call_id").filter(pk=number)
    found = message.first()
    return found.as_case() if found is not None else None


def applications_to_choose() -> tuple[tuple[str, str], ...]:
    """The references of the applications with their cities, for an officer who says whose a message is."""
    rows = Application.objects.order_by("-call_id", "number").values_list("reference", "city_name")
    return tuple((reference, f"{reference} · {city}") for reference, city in rows)


def raw_message(number: int) -> FetchedFile | Refusal | None:
    """The bytes of a message as they came, to be read once and closed, or why they are withheld. One query."""
    message = IncomingMessage.objects.select_related("file__scan").filter(pk=number).first()
    return None if message is None else handed_out(message.file, f"message-{message.receipt}.eml")
