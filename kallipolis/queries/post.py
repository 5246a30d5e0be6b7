"""The outbox as the Secretariat sees it: each letter with its state, and one letter as its recipient reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from kallipolis.models.post import Letter, SuppressedAddress
from kallipolis.queries.editions import edition
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Case, Deed, Permit, Refusal, may
from kallipolis.rulebook.post import RESERVED_DOMAINS, reserved

SENDER_NAME = "Creative Cities Network"


def letters_come_from() -> str:
    """The address that the letters of this site come from."""
    told: str = settings.KALLIPOLIS_LETTERS_FROM
    return told or edition(settings.KALLIPOLIS_CALL).secretariat.questions_address


@dataclass(frozen=True)
class LetterRow:
    """One letter in the list. `waits_for_sending`: it goes nowhere until the operator turns sending on."""

    number: int
    to: str
    subject: str
    state: str
    deed: str
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime
    tries: int
    trouble: str
    waits_for_sending: bool


@dataclass(frozen=True)
class LetterText(LetterRow):
    """One letter as its recipient reads it."""

    text: str
    language: str
    attachments: tuple[tuple[str, str], ...]
    message_id: str
    about: str
    resent_as: int | None
    may_hold: Permit | Refusal
    may_release: Permit | Refusal
    may_resend: Permit | Refusal


@dataclass(frozen=True)
class Counts:
    """How many letters stand where. `waits_for_sending`: they go nowhere until the operator turns sending on."""

    held: int
    queued: int
    sent: int
    lost: int
    waits_for_sending: int
    suppressed: int
    may_release: Permit | Refusal


_SORTS = {"written": ("created_at",), "to": ("to",)}


def letters(asked: Asked) -> Part[LetterRow]:
    """The letters that were asked for. Two queries, however many."""
    found = Letter.objects.defer("text", "html", "headers", "attachments")
    if state := asked.filter("state"):
        found = found.filter(state=state)
    if words := asked.filter("q"):
        found = found.filter(Q(to__icontains=words) | Q(subject__icontains=words))
    return part_of(found, asked, sorts=_SORTS, rows=lambda rows: [_row(one) for one in rows])


def counts(reader: Actor) -> Counts:
    """The numbers above the list. Two queries."""
    to_nobody = Q(pk=None)
    for domain in RESERVED_DOMAINS:
        to_nobody |= Q(to__iendswith=domain)
    queued = Q(state=Letter.State.QUEUED)
    told = Letter.objects.aggregate(
        held=Count("pk", filter=Q(state=Letter.State.HELD)),
        queued=Count("pk", filter=queued),
        sent=Count("pk", filter=Q(state__in=(Letter.State.SENT, Letter.State.DELIVERED))),
        lost=Count("pk", filter=Q(state__in=(Letter.State.BOUNCED, Letter.State.GIVEN_UP))),
        waits_for_sending=Count("pk", filter=queued & ~to_nobody),
    )
    if settings.KALLIPOLIS_SENDING:
        told["waits_for_sending"] = 0
    return Counts(**told, suppressed=SuppressedAddress.objects.count(), may_release=may(reader, Deed.RELEASE_LETTERS))


def held_letters() -> tuple[LetterRow, ...]:
    """Every held letter, in the order of writing: the list that the head looks at before they all leave. One query."""
    found = Letter.objects.filter(state=Letter.State.HELD).defer("text", "html", "headers", "attachments")
    return tuple(_row(one) for one in found.order_by("pk"))


def letter_text(reader: Actor, number: int) -> LetterText | None:
    """One letter; None where there is no such letter. One query."""
    letter = Letter.objects.filter(pk=number).first()
    if letter is None:
        return None
    case = letter.as_case()
    return LetterText(
        **vars(_row(letter)),
        text=letter.text,
        language=letter.language,
        attachments=tuple((one["filename"], one["text"]) for one in letter.attachments),
        message_id=letter.message_id,
        about=letter.about,
        resent_as=letter.resent_as_id,
        may_hold=may(reader, Deed.HOLD_LETTER, case),
        may_release=may(reader, Deed.RELEASE_LETTERS, case),
        may_resend=may(reader, Deed.RESEND_LETTER, case),
    )


def case_of_letter(number: int) -> Case | None:
    """A letter as the permission sees it."""
    letter = Letter.objects.filter(pk=number).only("pk", "about", "state").first()
    return letter.as_case() if letter is not None else None


def _row(letter: Letter) -> LetterRow:
    return LetterRow(
        number=letter.pk,
        to=letter.to,
        subject=letter.subject,
        state=letter.state,
        deed=letter.deed,
        created_at=letter.created_at,
        sent_at=letter.sent_at,
        due_at=letter.due_at,
        tries=letter.tries,
        trouble=letter.trouble,
        waits_for_sending=letter.state == Letter.State.QUEUED
        and not settings.KALLIPOLIS_SENDING
        and not reserved(letter.to),
    )
