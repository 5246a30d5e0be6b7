"""What becomes of a message: a dossier, a second one of the same city, a reply, a report, or no dossier at all.

Facts in, one answer with its reason out. A machine never rejects: what it cannot place waits for an officer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Dossier, Slot
from kallipolis.rulebook.letterhead import Letterhead
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.sentence import Sentence, sentence


class Became(StrEnum):
    """What a message was taken for. The first four are for applications, and the last of them wait for an officer."""

    WAITING = "waiting"
    DOSSIER = "dossier"
    AGAIN = "again"
    BESIDE = "beside"
    UNMATCHED = "unmatched"
    UNREADABLE = "unreadable"
    REPLY = "reply"
    REPORT = "report"
    AUTOMATIC = "automatic"
    STRAY = "stray"
    SET_ASIDE = "set_aside"


WANT_AN_OFFICER = frozenset({Became.BESIDE, Became.UNMATCHED, Became.UNREADABLE, Became.STRAY})
"""What the machine leaves to an officer."""

CARRY_A_DOSSIER = frozenset({Became.DOSSIER, Became.AGAIN, Became.BESIDE, Became.UNMATCHED, Became.UNREADABLE})
"""What is acknowledged as an application (S10); what cannot be opened may be one."""


@dataclass(frozen=True)
class Whose:
    """Which city a message speaks for, as far as it tells: its name as written, its State, its field, and who says so."""

    city: str = ""
    iso2: str = ""
    field: str = ""
    told_by: str = ""


@dataclass(frozen=True)
class Known:
    """An application that is there already, or came by this message's thread, with the digests of its e-mails."""

    reference: str
    city: str
    iso2: str
    field: str
    content_digests: tuple[str, ...] = ()


@dataclass(frozen=True)
class Placed:
    """The answer: what the message became, of which application (its reference), and why."""

    became: Became
    reason: Sentence
    whose: Whose = Whose()
    reference: str = ""


def whose(head: Letterhead, dossier: Dossier | None, call: Call) -> Whose:
    """The city that the form names (sections 1 and 2), else the one of the subject."""
    form = dossier.form if dossier is not None else None
    city = form.answer(call.form.city_field) if form else ""
    if form is not None and city:
        state = call.state_named(form.answer(call.form.country_field))
        field = call.field_named(form.answer(call.form.field_field))
        return Whose(one_line(city), state.iso2 if state else "", field.id if field else "", "form")
    named = city_of_subject(head.subject, call)
    return Whose(city=named, told_by="subject") if named else Whose()


def one_line(text: str) -> str:
    """A name as it can stand in a list."""
    return " ".join(text.split())[:160]


_MARKS = re.compile(r"^(?:\s*(?:re|fw|fwd|tr|wg|rv|aw|ref)\s*[:：])+", re.IGNORECASE)
# How the six languages say what the call asks to be said in English; the editions give the English words themselves.
_OTHER_WORDS = (
    "candidature {year} de la ville de {city}", "candidature {year} de {city}", "candidature de la ville de {city}",
    "candidature de {city}", "candidatura {year} de {city}", "candidatura de {city}", "solicitud de {city}",
    "заявка города {city}", "заявка {year} города {city}", "ترشيح مدينة {city}", "طلب مدينة {city}",
    "{year}年{city}申请", "{city}申请",
)  # fmt: skip


def city_of_subject(subject: str, call: Call) -> str:
    """The city that a subject names where it reads as the call asks, or as other languages say it; "" otherwise."""
    told = _MARKS.sub("", subject).strip()
    patterns = [*(call.subjects or ()), *(one.replace("{year}", str(call.year)) for one in _OTHER_WORDS)]
    for pattern in patterns:
        before, _, after = pattern.partition("{city}")
        asked = (
            rf"(?:^|.*\b){re.escape(before)}(?P<city>.+?){re.escape(after)}\W*$"
            if before
            else rf"^(?P<city>.+?){re.escape(after)}\W*$"
        )
        found = re.match(asked, told[:2_000], re.IGNORECASE | re.DOTALL)
        if found and folded(found["city"]):
            return one_line(found["city"].strip(" .,:;-–—\"'“”«»"))
    return ""


def _like_a_dossier(head: Letterhead, dossier: Dossier | None, call: Call) -> bool:
    """Whether somebody meant to apply: an application form, or most documents of a dossier, or the subject of the call."""
    if dossier is None:
        return bool(city_of_subject(head.subject, call))
    if dossier.form is not None or any(one.like_a_form for one in dossier.documents):
        return True
    wanted = {Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER, Slot.PHOTOGRAPH, Slot.RIGHTS_FORM}
    found = {one.slot for one in dossier.documents if one.confidence >= 0.5} & wanted
    return bool(dossier.documents) and (bool(city_of_subject(head.subject, call)) or len(found) >= 2)


def placed(
    head: Letterhead,
    dossier: Dossier | None,
    call: Call,
    *,
    known: Sequence[Known],
    thread: str = "",
    unreadable: Sentence | None = None,
    machine: Sentence | None = None,
) -> Placed:
    """What becomes of a message. `thread` is the reference of the application that it answers to, `machine` why it was not
    written by a person, `unreadable` why it could not be opened."""
    if head.report:
        return Placed(Became.REPORT, sentence("A mail server reports on a letter of ours."), reference=thread)
    if unreadable is not None:
        return Placed(Became.UNREADABLE, unreadable, whose(head, None, call), thread)
    is_dossier = _like_a_dossier(head, dossier, call)
    if machine is not None and not is_dossier:
        return Placed(Became.AUTOMATIC, machine, reference=thread)
    if not is_dossier:
        if thread:
            return Placed(
                Became.REPLY, sentence("It answers a message of {reference}.", reference=thread), reference=thread
            )
        return Placed(Became.STRAY, sentence("It carries no application form, and its subject names no application."))
    return _placed_dossier(whose(head, dossier, call), dossier, known, thread)


def _placed_dossier(mine: Whose, dossier: Dossier | None, known: Sequence[Known], thread: str) -> Placed:
    digest = dossier.message.sha256 if dossier is not None and dossier.message else ""
    same = next((one for one in known if digest and digest in one.content_digests), None)
    if same is not None:
        said = sentence("The same e-mail came before; it is {reference}.", reference=same.reference)
        return Placed(Became.AGAIN, said, mine, same.reference)
    if not mine.city:
        said = sentence("Neither its form nor its subject names the city.")
        return Placed(Became.UNMATCHED, said, mine, thread)
    candidates = [one for one in known if folded(one.city) == folded(mine.city)]
    of_state = [one for one in candidates if one.iso2 == mine.iso2]
    if not mine.iso2 and candidates:
        said = sentence(
            "Its city has an application, {reference}, but it does not name the State.",
            reference=candidates[0].reference,
        )
        return Placed(Became.BESIDE, said, mine, candidates[0].reference)
    if of_state:
        said = sentence("A second, different e-mail of the city of {reference}.", reference=of_state[0].reference)
        return Placed(Became.BESIDE, said, mine, of_state[0].reference)
    if not mine.iso2:
        said = sentence("It names the city {city}, but no State of the list.", city=mine.city)
        return Placed(Became.UNMATCHED, said, mine, thread)
    said = sentence("Its form names the city.") if mine.told_by == "form" else sentence("Its subject names the city.")
    return Placed(Became.DOSSIER, said, mine)
