"""What an officer does with a message: read it again, say whose it is, take it in the place of the first, set it aside."""

from __future__ import annotations

from kallipolis.actions.intake.entering import new_application
from kallipolis.actions.record import Done, deed
from kallipolis.models.application import Application
from kallipolis.models.intake import IncomingMessage
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.intake import Became, Whose, one_line
from kallipolis.rulebook.lifecycle import ApplicationState
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import Deed, refuse
from kallipolis.rulebook.plain import to_plain, without_unstorable
from kallipolis.rulebook.sentence import Sentence, sentence

_OPEN = (ApplicationState.RECEIVED, ApplicationState.SCREENED)
_SETTLED = (Became.DOSSIER, Became.WAITING)


def message_numbered(number: int) -> IncomingMessage | None:
    """The message of that number."""
    return IncomingMessage.objects.select_related("call", "application__call").filter(pk=number).first()


@deed(Deed.READ_MESSAGE_AGAIN)
def read_again(message: IncomingMessage, *, actor: Actor, clock: Clock) -> Done[IncomingMessage]:
    """Has a message opened once more, as after a fix of a reader. It is acknowledged no second time.

    Raises:
        Refused: it is an application’s dossier, whose screening rests on what was read, or it waits to be read.
    """
    if message.became in _SETTLED:
        raise refuse(sentence("This message is the dossier of an application, or waits to be read."))
    before = message.became
    message.became, message.application = Became.WAITING, None
    message.claimed_until, message.tries, message.reason = None, 0, {}
    message.save(update_fields=["became", "application", "claimed_until", "tries", "reason"])
    return Done(message, change={"before": before})


@deed(Deed.ASSIGN_MESSAGE)
def assign(
    message: IncomingMessage, *, reference: str, reason: str, actor: Actor, clock: Clock
) -> Done[IncomingMessage]:
    """Puts a message to an application that is there: beside its dossier, or, without documents, to its letters.

    Raises:
        Refused: there is no such application, the message is the dossier of one, or no reason is given.
    """
    said = _reason(reason)
    _not_settled(message)
    application = Application.objects.filter(reference=reference.strip(), call=message.call).first()
    if application is None:
        raise refuse(sentence("There is no application {reference} in this call.", reference=reference.strip()[:20]))
    carries = bool((message.dossier or {}).get("documents"))
    _moved(message, Became.BESIDE if carries else Became.REPLY, application, said)
    change = {"became": message.became, "application": application.reference}
    return Done(message, change=change, secret={"reason": reason.strip()[:500]})


@deed(Deed.ASSIGN_MESSAGE)
def make_application(
    message: IncomingMessage,
    *,
    city: str,
    state: str,
    field: str,
    reason: str,
    call: Call,
    actor: Actor,
    clock: Clock,
) -> Done[Application]:
    """Makes a message the dossier of a new application of the city that the officer names (S2).

    Raises:
        Refused: no such State or field, the city has an application, or no reason is given.
    """
    said = _reason(reason)
    _not_settled(message)
    named, where, what = one_line(city), call.state_named(state), call.field_named(field)
    if not folded(named) or where is None or message.call is None:
        raise refuse(sentence("Name the city, and its State as the list of the call has it."), "P2")
    if field.strip() and what is None:
        raise refuse(sentence("There is no such creative field."), "P3")
    same = Application.objects.filter(call=message.call, city_folded=folded(named), iso2=where.iso2).first()
    if same is not None:
        raise refuse(
            sentence("This city has the application {reference}: put the message to it.", reference=same.reference),
            "S3",
        )
    whose = Whose(named, where.iso2, what.id if what else "", "officer")
    application = new_application(whose, under=message.call, call=call, received_at=message.arrived_at, clock=clock)
    _moved(message, Became.DOSSIER, application, said)
    change = {"became": message.became, "application": application.reference}
    return Done(application, about=message.record_name, change=change, secret={"reason": reason.strip()[:500]})


@deed(Deed.TAKE_IN_PLACE)
def take_in_place(message: IncomingMessage, *, reason: str, actor: Actor, clock: Clock) -> Done[IncomingMessage]:
    """Takes a city’s second e-mail as its dossier; the first then lies beside it. Nothing is thrown away (S3).

    Raises:
        Refused: it does not lie beside a dossier, the application is decided upon, or no reason is given.
    """
    said = _reason(reason)
    application = message.application
    if message.became != Became.BESIDE or application is None:
        raise refuse(sentence("This message does not lie beside a dossier."), "S3")
    if application.state not in _OPEN:
        raise refuse(sentence("The pre-screening of this application is over."), "V1")
    first = application.messages.filter(became=Became.DOSSIER).first()
    now = clock.now()
    if first is not None:
        first.became, first.reason, first.read_at = Became.BESIDE, _plain(said), now
        first.save(update_fields=["became", "reason", "read_at"])
    message.read_at = now
    _moved(message, Became.DOSSIER, application, said)
    application.received_at = message.arrived_at
    application.save(update_fields=["received_at"])
    change = {"application": application.reference, "first": first.pk if first else 0}
    return Done(message, change=change, secret={"reason": reason.strip()[:500]})


@deed(Deed.SET_MESSAGE_ASIDE)
def set_aside(message: IncomingMessage, *, reason: str, actor: Actor, clock: Clock) -> Done[IncomingMessage]:
    """Sets aside what needs nothing more: advertising, a question that was answered. It stays, and can be found.

    Raises:
        Refused: it is the dossier of an application, it waits to be read, or no reason is given.
    """
    said = _reason(reason)
    _not_settled(message)
    before = message.became
    _moved(message, Became.SET_ASIDE, message.application, said)
    return Done(message, change={"before": before}, secret={"reason": reason.strip()[:500]})


def _not_settled(message: IncomingMessage) -> None:
    if message.became in _SETTLED:
        raise refuse(sentence("This message is the dossier of an application, or waits to be read."))


def _reason(reason: str) -> Sentence:
    told = without_unstorable(one_line(reason))
    if not told:
        raise refuse(sentence("Say why; it is kept with the message."))
    return sentence("An officer decided: {reason}", reason=told)


def _plain(said: Sentence) -> object:
    return without_unstorable(to_plain(said))


def _moved(message: IncomingMessage, became: Became, application: Application | None, said: Sentence) -> None:
    message.became, message.application, message.reason = became, application, _plain(said)
    if application is not None:
        message.searched = f"{message.searched} {folded(application.city_name)} {folded(application.reference)}"[:2_000]
    message.save(update_fields=["became", "application", "reason", "searched", "read_at"])
