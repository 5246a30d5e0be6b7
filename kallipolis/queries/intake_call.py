"""The call that messages are entered under: the one that is on, once it was opened."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from kallipolis.models.call import OpenedCall
from kallipolis.queries.editions import edition, opened_edition
from kallipolis.rulebook.call.edition import Call


@dataclass(frozen=True)
class CallUnderWay:
    """An opened call with the edition of its opening, as this site reads it."""

    opened: OpenedCall
    call: Call


def call_under_way() -> CallUnderWay | None:
    """The call that is on; None while nobody has opened it: then messages are taken in and wait."""
    call_id = edition(settings.KALLIPOLIS_CALL).id
    opened = OpenedCall.objects.filter(call_id=call_id).select_related("chain").first()
    call = opened_edition(call_id) if opened is not None else None
    return CallUnderWay(opened, call) if opened is not None and call is not None else None
