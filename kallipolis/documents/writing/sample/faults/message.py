"""Faults of the e-mail itself: its head, its size and the instant of its arrival (S1, S2, S7, S9)."""

from __future__ import annotations

from datetime import timedelta

from kallipolis.documents.writing.sample.draft import Draft, Medium
from kallipolis.documents.writing.sample.faults.fault import fault
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.dossier import Slot
from kallipolis.rulebook.finding import FALLS_SHORT, NEEDS_JUDGEMENT

_SECOND = timedelta(seconds=1)
_TIME_RESTS_ON = ("on_time_before", "late_from")
_SIZE_RESTS_ON = ("message_bytes_surely_allowed", "message_bytes_surely_barred")


def _limits_the_size(call: Call) -> bool:
    return call.message_bytes_surely_allowed is not None and call.message_bytes_surely_barred is not None


@fault("Sent to another address of the Secretariat.", touches="to", by_email=True, S1=NEEDS_JUDGEMENT)
def sent_elsewhere(draft: Draft) -> None:
    draft.to = draft.call.secretariat.questions_address


@fault(
    "A subject that is not the one asked for.", touches="subject", by_email=True, rests_on=("subjects",), S2=FALLS_SHORT
)
def odd_subject(draft: Draft) -> None:
    draft.subject = {"fr": "Notre dossier complet, avec toutes les pièces"}.get(
        draft.language, "Our complete dossier, with all documents"
    )


@fault("An e-mail between the two readings of the limit.", touches="size", by_email=True, large=True,
       possible=_limits_the_size, rests_on=_SIZE_RESTS_ON, S7=NEEDS_JUDGEMENT)  # fmt: skip
def message_between_two_megabytes(draft: Draft) -> None:
    allowed, barred = draft.call.message_bytes_surely_allowed or 0, draft.call.message_bytes_surely_barred or 0
    _of_size(draft, (allowed + barred) // 2)


@fault("An e-mail above every reading of the limit.", touches="size", by_email=True, large=True,
       possible=_limits_the_size, rests_on=_SIZE_RESTS_ON, S7=FALLS_SHORT)  # fmt: skip
def message_too_large(draft: Draft) -> None:
    _of_size(draft, (draft.call.message_bytes_surely_barred or 0) + 600_000)


@fault("Arrived at midnight in Paris to the second, the first instant in doubt.", touches="arrival", by_email=True,
       rests_on=_TIME_RESTS_ON, S9=NEEDS_JUDGEMENT)  # fmt: skip
def arrived_at_midnight(draft: Draft) -> None:
    draft.received_at = draft.call.on_time_before


@fault("Arrived one second after midnight in Paris.", touches="arrival", by_email=True, rests_on=_TIME_RESTS_ON,
       S9=NEEDS_JUDGEMENT)  # fmt: skip
def arrived_a_second_late(draft: Draft) -> None:
    draft.received_at = draft.call.on_time_before + _SECOND


@fault(
    "Arrived in the last second in doubt.",
    touches="arrival",
    by_email=True,
    rests_on=_TIME_RESTS_ON,
    S9=NEEDS_JUDGEMENT,
)
def arrived_in_the_last_second_in_doubt(draft: Draft) -> None:
    draft.received_at = draft.call.late_from - _SECOND


@fault("Arrived in the first second that is late in every reading.", touches="arrival", by_email=True,
       rests_on=_TIME_RESTS_ON, S9=FALLS_SHORT)  # fmt: skip
def arrived_late(draft: Draft) -> None:
    draft.received_at = draft.call.late_from


@fault("Arrived two days late.", touches="arrival", by_email=True, rests_on=_TIME_RESTS_ON, S9=FALLS_SHORT)
def arrived_two_days_late(draft: Draft) -> None:
    draft.received_at = draft.call.late_from + timedelta(days=2, minutes=draft.source.randint(0, 700))


@fault("Arrived in the last second before midnight in Paris: on time.", touches="arrival", by_email=True)
def arrived_in_the_last_second(draft: Draft) -> None:
    draft.received_at = draft.call.on_time_before - _SECOND


@fault("No Received line of our server: S9 is not checked.", touches="arrival", by_email=True)
def nobody_says_when_it_arrived(draft: Draft) -> None:
    draft.received_at = None


@fault("The sender's clock is years wrong, which never matters.", touches="clock", by_email=True)
def sender_clock_wrong(draft: Draft) -> None:
    draft.sender_clock_off_by = timedelta(days=draft.source.choice((-730, 400, 3650)))


def _of_size(draft: Draft, wire_bytes: int) -> None:
    """Heavy letters make the e-mail heavy: their private data hold nothing that anybody reads."""
    for letter in draft.letters:
        if letter.slot in (Slot.LETTER_OF_INTENT, Slot.ENDORSEMENT, Slot.SUPPORT_LETTER):
            letter.medium, letter.enlarged = Medium.PDF, False
    draft.wire_bytes = wire_bytes
