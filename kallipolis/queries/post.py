"""The outbox as the Secretariat sees it: each letter with its state, and one letter as its recipient reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q

from kallipolis.models.post import Letter, SuppressedAddress
from kallipolis.queries.editions import edition
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Case, Deed, Permit, Refusal, may
from kallipolis.rulebook.post import reserved

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
class Outbox:
    """A page of the outbox: its letters, and how many there are in each state."""

    letters: tuple[LetterRow, ...]
    counts: tuple[tuple[str, int], ...]
    found: int
    suppressed: int
    may_release: Permit | Refusal


PAGE = 50


def outbox(reader: Actor, *, state: str = "", text: str = "", page: int = 1) -> Outbox:
    """The letters, newest first, of one state or of all. Four queries, however many letters."""
    counted = dict(Letter.objects.order_by().values_list("state").annotate(Count("pk")))
    chosen = Letter.objects.order_by("-pk")
    if state in Letter.State.values:
        chosen = chosen.filter(state=state)
    if text.strip():
        words = text.strip()[:200]
        chosen = chosen.filter(Q(to__icontains=words) | Q(subject__icontains=words))
    found = chosen.count()
    start = max(page - 1, 0) * PAGE
    columns = chosen.defer("text", "html", "headers", "attachments")[start : start + PAGE]
    return Outbox(
        letters=tuple(_row(letter) for letter in columns),
        counts=tuple((str(one), counted.get(one, 0)) for one in Letter.State.values),
        found=found,
        suppressed=SuppressedAddress.objects.count(),
        may_release=may(reader, Deed.RELEASE_LETTERS),
    )


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
