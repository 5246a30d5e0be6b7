"""How and when the dossier came: the address, the subject, the size on the wire, and the deadline."""

from __future__ import annotations

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Channel, Dossier
from kallipolis.rulebook.finding import FALLS_SHORT, HOLDS, NEEDS_JUDGEMENT, NOT_CHECKED, Evidence, Finding, Findings
from kallipolis.rulebook.naming import folded
from kallipolis.rulebook.screening.places import readable_form, shortened
from kallipolis.rulebook.sentence import sentence

_HEAD = "message"


def sent_to_the_address_for_applications(dossier: Dossier, call: Call) -> Findings:
    """The dossier came by a channel that the call names; by e-mail, to the address for applications (S1)."""
    address = call.secretariat.applications_address
    message = dossier.message
    if dossier.channel is Channel.FILES:
        yield Finding(NOT_CHECKED, "S1", sentence("Files were given; nothing was sent yet."))
    elif dossier.channel not in call.channels:
        said = sentence("This call takes applications by {channels}.", channels=call.channels)
        yield Finding(FALLS_SHORT, "S1", said, facts={"channel": dossier.channel}, rests_on=("channels",))
    elif message is None:
        yield Finding(HOLDS, "S1", sentence("Sent on the site of the call."), facts={"channel": dossier.channel})
    elif address.casefold() in (to.casefold() for to in message.to):
        place = (Evidence(_HEAD, message.sha256, field="To", quote=address),)
        yield Finding(HOLDS, "S1", sentence("Sent to {address}.", address=address), place)
    else:
        place = (Evidence(_HEAD, message.sha256, field="To", quote=shortened(", ".join(message.to))),)
        said = sentence("The e-mail reached us, but its head does not name {address}.", address=address)
        yield Finding(NEEDS_JUDGEMENT, "S1", said, place)


def subject_names_the_city(dossier: Dossier, call: Call) -> Findings:
    """The subject reads as the call asks, with or without the year (S2)."""
    if dossier.message is None or call.subjects is None:
        yield Finding(NOT_CHECKED, "S2", sentence("There is no e-mail, so there is no subject."))
        return
    form = readable_form(dossier)
    city = form.answer(call.form.city_field) if form else ""
    subject = dossier.message.subject
    place = (Evidence(_HEAD, dossier.message.sha256, field="Subject", quote=shortened(subject)),)
    asked = tuple(pattern.format(city=city).strip() for pattern in call.subjects)
    if any(f" {folded(one)} " in f" {folded(subject)} " for one in asked):
        yield Finding(HOLDS, "S2", sentence("The subject reads as the call asks."), place)
    else:
        said = sentence(
            "The call asks for the subject “{asked}”. A wrong subject never loses a dossier.", asked=asked[0]
        )
        yield Finding(FALLS_SHORT, "S2", said, place, rests_on=("subjects",))


def message_within_the_size(dossier: Dossier, call: Call) -> Findings:
    """The whole e-mail, encoded as it travels, is within the size (S7)."""
    size = dossier.wire_bytes
    allowed, barred = call.message_bytes_surely_allowed, call.message_bytes_surely_barred
    if size is None or allowed is None or barred is None:
        yield Finding(NOT_CHECKED, "S7", sentence("The size of the e-mail is not known."))
        return
    verdict = HOLDS if size <= allowed else NEEDS_JUDGEMENT if size <= barred else FALLS_SHORT
    if dossier.wire_bytes_measured:
        said = sentence("The e-mail has {size} bytes on the wire.", size=size)
    else:
        said = sentence("The e-mail that carries these files would have about {size} bytes on the wire.", size=size)
    if verdict is NEEDS_JUDGEMENT:
        between = "{said} That is above {allowed} and not above {barred}: “MB” can be read either way."
        said = sentence(between, said=said, allowed=allowed, barred=barred)
    elif verdict is FALLS_SHORT:
        said = sentence("{said} At most {barred} are allowed.", said=said, barred=barred)
    facts = {"bytes": size, "surely_allowed": allowed, "surely_barred_above": barred}
    rests_on = ("message_bytes_surely_allowed", "message_bytes_surely_barred")
    yield Finding(verdict, "S7", said, facts=facts, rests_on=rests_on)


def received_before_the_deadline(dossier: Dossier, call: Call) -> Findings:
    """The last byte reached our server before the deadline ended (S9). The sender's own date is never asked."""
    at = dossier.arrival.received_at
    rests_on = ("on_time_before", "late_from")
    if at is None:
        yield Finding(NOT_CHECKED, "S9", sentence("Nobody told when it reached our server."), rests_on=rests_on)
        return
    facts = {"received_at": at, "on_time_before": call.on_time_before, "late_from": call.late_from}
    if at < call.on_time_before:
        said = sentence("Received on {at}, {left} before the deadline ended.", at=at, left=call.on_time_before - at)
        yield Finding(HOLDS, "S9", said, facts=facts, rests_on=rests_on)
        return
    if at < call.late_from:
        said = sentence(
            "Received on {at}: after the deadline on the clocks of {place}, within the hour in which the call can be read either way.",
            at=at,
            place=call.place,
        )
        yield Finding(NEEDS_JUDGEMENT, "S9", said, facts=facts, rests_on=rests_on)
        return
    timely = [attempt for attempt in dossier.arrival.put_off_at if attempt < call.late_from]
    if timely:
        said = sentence("Received on {at}; our own server put off an attempt on {first}.", at=at, first=min(timely))
        yield Finding(NEEDS_JUDGEMENT, "S9", said, facts={**facts, "put_off_at": min(timely)}, rests_on=rests_on)
    else:
        said = sentence("Received on {at}, {late} after the deadline.", at=at, late=at - call.on_time_before)
        yield Finding(FALLS_SHORT, "S9", said, facts=facts, rests_on=rests_on)
