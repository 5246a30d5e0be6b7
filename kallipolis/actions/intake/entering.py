"""Entering a message that was opened: what it became, its application, its acknowledgement; one deed, done once a message."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db.models import Max, Q

from kallipolis.actions.intake.acknowledging import acknowledgement, documents_found
from kallipolis.actions.intake.opening import Opened
from kallipolis.actions.post.outbox import note_report
from kallipolis.actions.record import Done, deed
from kallipolis.models.application import Application
from kallipolis.models.call import OpenedCall
from kallipolis.models.intake import IncomingMessage
from kallipolis.models.post import Letter
from kallipolis.models.record import Chain
from kallipolis.models.register import CityName
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.dossier import Channel, Dossier
from kallipolis.rulebook.intake import CARRY_A_DOSSIER, Became, Known, Placed, Whose, placed, whose
from kallipolis.rulebook.letterhead import Letterhead, why_not_to_be_answered
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.plain import to_plain, without_unstorable
from kallipolis.rulebook.receipt import Receipt, ReceivedFile
from kallipolis.rulebook.record import key_id_of
from kallipolis.rulebook.sentence import Sentence, sentence

_SEARCHED_CHARACTERS = 2_000


@deed(Deed.ENTER_MESSAGE, chain=lambda message, opened, *, under, **_: under.chain_name)
def enter(
    message: IncomingMessage, opened: Opened, *, under: OpenedCall, call: Call, actor: Actor, clock: Clock
) -> Done[IncomingMessage]:
    """Says what an opened message is, makes the application where it is a city’s first, and draws up the acknowledgement.

    `under` is the call that is on, `call` its edition as this site reads it.

    Raises:
        Refused: somebody entered it meanwhile.
    """
    if message.became != Became.WAITING:
        raise refuse(sentence("This message was entered before."))
    answer = _placed(message, opened, under, call)
    application = _application(answer, opened, under, call, clock)
    _write_down(message, opened, answer, application, under, call, clock)
    letters = _acknowledged(message, opened, answer, application, call, clock)
    message.save()
    _told_of_our_letters(opened.head, actor=actor, clock=clock)
    change = {
        "became": str(answer.became),
        "receipt": message.receipt,
        "application": application.reference if application else "",
        "acknowledged": bool(letters),
    }
    secret = without_unstorable({"sender": message.sender, "subject": message.subject[:500]})
    return Done(message, change=change, secret=secret, letters=letters)


def _placed(message: IncomingMessage, opened: Opened, under: OpenedCall, call: Call) -> Placed:
    envelope_sender = envelope_sender_of(message)
    return placed(
        opened.head,
        opened.dossier,
        call,
        known=_known(opened, under, call),
        thread=_thread(opened.head, under),
        unreadable=opened.unreadable,
        machine=why_not_to_be_answered(opened.head, envelope_sender=envelope_sender, ours=our_addresses(call)),
    )


def _told_of_our_letters(head: Letterhead, *, actor: Actor, clock: Clock) -> None:
    """What a delivery report says of a letter of ours goes to that letter."""
    if not (head.report and head.report_on):
        return
    letter = Letter.objects.filter(message_id=head.report_on).first()
    if letter is not None:
        note_report(letter, head.report[0], actor=actor, clock=clock)


def envelope_sender_of(message: IncomingMessage) -> str | None:
    """The envelope’s sender, "" for a bounce; None where the door knows no envelope, as a file has none."""
    delivery = message.deliveries.order_by("pk").first()
    return delivery.sender if delivery is not None and delivery.door in ("smtp", "lmtp") else None


def our_addresses(call: Call) -> frozenset[str]:
    """The addresses that we write from."""
    told = (call.secretariat.applications_address, call.secretariat.questions_address)
    return frozenset(one.casefold() for one in told)


def _known(opened: Opened, under: OpenedCall, call: Call) -> list[Known]:
    """The applications of the call that this message may belong to: of a city of that name, or with the same e-mail."""
    city = folded(whose(opened.head, opened.dossier, call).city)
    digest = content_digest(opened.dossier)
    belongs = Q(city_folded=city) if city else Q(pk=None)
    if digest:
        belongs |= Q(messages__content_digest=digest)
    found = Application.objects.filter(belongs, call=under).distinct().prefetch_related("messages")
    return [
        Known(
            one.reference,
            one.city_name,
            one.iso2,
            one.field,
            tuple(mail.content_digest for mail in one.messages.all() if mail.content_digest),
        )
        for one in found
    ]


def content_digest(dossier: Dossier | None) -> str:
    """What tells one e-mail from another (S3), "" where nothing hangs on it: two short letters are not one dossier."""
    return dossier.message.sha256 if dossier is not None and dossier.message and dossier.documents else ""


def _thread(head: Letterhead, under: OpenedCall) -> str:
    """The application that a message answers to, by the Message-IDs of our letters and of its earlier messages."""
    if not head.answers:
        return ""
    answers = Q(acknowledged_with__in=head.answers) | Q(message_id__in=head.answers)
    earlier = IncomingMessage.objects.filter(answers, application__call=under).select_related("application").first()
    if earlier is not None and earlier.application is not None:
        return earlier.application.reference
    about = Letter.objects.filter(message_id__in=head.answers, about__startswith="application:").first()
    return about.about.partition(":")[2] if about is not None else ""


def _application(answer: Placed, opened: Opened, under: OpenedCall, call: Call, clock: Clock) -> Application | None:
    if answer.reference:
        return Application.objects.filter(reference=answer.reference, call=under).first()
    if answer.became is not Became.DOSSIER:
        return None
    return new_application(answer.whose, under=under, call=call, received_at=_received_at(opened.dossier), clock=clock)


def new_application(
    mine: Whose, *, under: OpenedCall, call: Call, received_at: datetime | None, clock: Clock
) -> Application:
    """A city’s application under the next number of its call; the call’s chain is held, so no number is given twice."""
    last = Application.objects.filter(call=under).aggregate(last=Max("number"))["last"] or 0
    city = CityName.objects.filter(folded=folded(mine.city), city__state_id=mine.iso2).first() if mine.iso2 else None
    return Application.objects.create(
        call=under,
        number=last + 1,
        reference=f"{call.year}-{last + 1:03d}",
        city_name=without_unstorable(mine.city),
        city=city.city if city else None,
        iso2=mine.iso2,
        field=mine.field,
        channel=Channel.EMAIL,
        received_at=received_at,
        made_at=clock.now(),
    )


def _received_at(dossier: Dossier | None) -> datetime | None:
    return dossier.arrival.received_at if dossier is not None else None


def _write_down(
    message: IncomingMessage,
    opened: Opened,
    answer: Placed,
    application: Application | None,
    under: OpenedCall,
    call: Call,
    clock: Clock,
) -> None:
    """What was read, on the message’s row."""
    head, dossier = opened.head, opened.dossier
    message.call, message.application = under, application
    message.became, message.reason = answer.became, without_unstorable(to_plain(answer.reason))
    message.subject, message.sender = without_unstorable(head.subject), without_unstorable(head.sender)[:254]
    message.message_id = without_unstorable(head.message_id)[:500]
    message.head = without_unstorable(to_plain(head))
    message.dossier = without_unstorable(to_plain(dossier)) if dossier is not None else None
    message.content_digest = content_digest(dossier)
    message.city_told = without_unstorable(answer.whose.city)
    message.slots = [[one.item, one.asked, one.found] for one in documents_found(dossier, call)] if dossier else []
    message.evidence = without_unstorable(to_plain(opened.evidence))
    if message.arrived_at is None and (at := _received_at(dossier)) is not None and dossier is not None:
        message.arrived_at, message.told_by = at, dossier.arrival.told_by
    told = (head.subject, head.sender, head.sender_name, answer.whose.city, message.receipt)
    reference = application.reference if application else ""
    words = " ".join(folded(word) for word in (*told, application.city_name if application else "", reference))
    message.searched = without_unstorable(words)[:_SEARCHED_CHARACTERS]
    message.read_at, message.claimed_until = clock.now(), None


def _acknowledged(
    message: IncomingMessage,
    opened: Opened,
    answer: Placed,
    application: Application | None,
    call: Call,
    clock: Clock,
) -> list[Letter]:
    """The acknowledgement of a dossier (S10): once, and never to a machine."""
    if answer.became not in CARRY_A_DOSSIER or message.acknowledged_with:
        return []
    envelope_sender = envelope_sender_of(message)
    why_not: Sentence | None = why_not_to_be_answered(
        opened.head, envelope_sender=envelope_sender, ours=our_addresses(call)
    )
    if why_not is not None:
        message.not_acknowledged = without_unstorable(to_plain(why_not))
        return []
    letter = acknowledgement(
        message,
        opened.head,
        opened.dossier,
        became=answer.became,
        reference=application.reference if application else "",
        receipt=_receipt(message, opened.dossier, call),
        envelope_sender=envelope_sender,
        call=call,
        clock=clock,
    )
    message.acknowledged_with = letter.message_id
    return [letter]


def _receipt(message: IncomingMessage, dossier: Dossier | None, call: Call) -> Receipt:
    key = Ed25519PrivateKey.from_private_bytes(bytes(settings.KALLIPOLIS_RECORD_KEY))
    chain = Chain.objects.get(name=message.chain_name)
    files: Mapping[str, ReceivedFile] = {
        one.sha256: ReceivedFile(without_unstorable(one.filename), one.size_bytes, one.sha256)
        for one in (dossier.documents if dossier else ())
    }
    unsigned = Receipt(
        number=message.receipt,
        call=call.id,
        edition=call.digest,
        sha256=message.file_id,
        size_bytes=message.file.size,
        received_at=message.arrived_at,
        files=tuple(files.values()),
        chain=chain.name,
        head=chain.head,
        key=key_id_of(key.public_key().public_bytes_raw()),
    )
    return signed(unsigned, key)


def signed(receipt: Receipt, key: Ed25519PrivateKey) -> Receipt:
    """The receipt with our signature."""
    return Receipt(**{**vars(receipt), "signature": key.sign(receipt.statement()).hex()})
