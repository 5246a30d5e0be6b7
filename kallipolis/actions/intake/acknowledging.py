"""The letter that acknowledges a dossier (S10): what arrived, when, and what the machine could not find, which is no decision."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from kallipolis.actions.post import drawn_up
from kallipolis.models.intake import IncomingMessage
from kallipolis.models.post import Letter
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.dossier import TOLD_FROM, Dossier, Slot
from kallipolis.rulebook.intake import Became
from kallipolis.rulebook.letterhead import Letterhead, answer_goes_to
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.permission import Deed
from kallipolis.rulebook.plain import without_unstorable
from kallipolis.rulebook.receipt import Receipt
from kallipolis.rulebook.sentence import LocalText, sentence

_FRENCH = frozenset(
    ["candidature", "ville", "veuillez", "trouver", "madame", "monsieur", "nous", "vous", "cordialement", "bonjour"]
)
_ENGLISH = frozenset(
    ["application", "city", "please", "find", "dear", "sir", "madam", "regards", "attached", "hello", "sincerely"]
)
_RULE = "\n\n" + "—" * 20 + "\n\n"


_LINK = re.compile(r"\S*(?:://|www\.|@|//)\S*", re.IGNORECASE)
_DOT = re.compile(r"(?<=\w)\.(?=\w)")


def unlinked(text: str, *, dots: bool = True) -> str:
    """Words of a stranger as they may stand in a letter of ours: nothing that a mail program would turn into a link.

    An envelope is easily forged: whoever has us write to somebody else shall not choose what is clicked on there.
    """
    without = _LINK.sub("[…]", text)
    return _DOT.sub(" . ", without) if dots else without


@dataclass(frozen=True)
class Wanted:
    """A document of the call’s list, how many of it are asked for and how many were found."""

    item: str
    name: LocalText
    asked: int
    found: int


def languages_for(head: Letterhead, dossier: Dossier | None) -> tuple[str, ...]:
    """The sender’s language as far as the call knows it (B7): that of the form, else of the letter; both where neither tells."""
    told = dossier.form.language if dossier is not None and dossier.form is not None else ""
    if told in ("en", "fr"):
        return (told,)
    words = set(folded(f"{head.subject} {head.begins}").split())
    french, english = len(words & _FRENCH), len(words & _ENGLISH)
    if french == english:
        return ("en", "fr")
    return ("fr",) if french > english else ("en",)


def documents_found(dossier: Dossier, call: Call) -> tuple[Wanted, ...]:
    """What the list asks for, each with how many were found; the rights forms may stand in the form itself (S4)."""
    found = {
        one.slot: sum(1 for document in dossier.in_slot(Slot(one.slot)) if document.confidence >= TOLD_FROM)
        for one in call.documents
    }
    if dossier.form is not None:
        found[Slot.RIGHTS_FORM] = max(found.get(Slot.RIGHTS_FORM, 0), dossier.form.rights_forms)
    return tuple(Wanted(one.item, one.name, one.count, found[one.slot]) for one in call.documents)


def missing_documents(dossier: Dossier, call: Call) -> tuple[Wanted, ...]:
    """What the list asks for and the machine did not find."""
    return tuple(one for one in documents_found(dossier, call) if one.found < one.asked)


def acknowledgement(
    message: IncomingMessage,
    head: Letterhead,
    dossier: Dossier | None,
    *,
    became: Became,
    reference: str,
    receipt: Receipt,
    envelope_sender: str | None,
    call: Call,
    clock: Clock,
) -> Letter:
    """The letter with its signed receipt, in one language or in two, as an answer in the sender’s thread."""
    facts = without_unstorable(
        {
            "call": call.name,
            "year": call.year,
            "subject": unlinked(head.subject)[:200],
            "reference": reference if became is Became.DOSSIER else "",
            "again": became is Became.AGAIN,
            "beside": became is Became.BESIDE,
            "unreadable": became is Became.UNREADABLE,
            "arrived": sentence("{at}", at=message.arrived_at) if message.arrived_at else None,
            "number": message.receipt,
            "size": message.file.size,
            "digest": message.file_id,
            "files": [replace(one, name=unlinked(one.name, dots=False)) for one in receipt.files],
            "missing": missing_documents(dossier, call) if dossier is not None else (),
            "questions_address": call.secretariat.questions_address,
        }
    )
    languages = languages_for(head, dossier)
    letters = [
        drawn_up(
            Deed.ENTER_MESSAGE,
            to=answer_goes_to(head, envelope_sender=envelope_sender),
            clock=clock,
            facts=facts,
            language=language,
        )
        for language in languages
    ]
    letter = letters[0]
    if len(letters) > 1:
        letter.subject = " / ".join(dict.fromkeys(one.subject for one in letters))[:998]
        letter.text = _RULE.join(one.text.strip() for one in letters) + "\n"
        letter.html = ""
    letter.headers = _headers(head)
    letter.attachments = [
        {"filename": f"receipt-{message.receipt}.json", "type": "application/json", "text": receipt.as_file()}
    ]
    return letter


def _headers(head: Letterhead) -> dict[str, str]:
    """The lines that tie the answer to its message, and that say that a machine wrote it (RFC 3834)."""
    lines = {"Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All"}
    answered = head.message_id
    if (
        answered.startswith("<")
        and answered.endswith(">")
        and answered.isascii()
        and len(answered) <= 250
        and " " not in answered
    ):
        lines |= {"In-Reply-To": answered, "References": answered}
    return lines
