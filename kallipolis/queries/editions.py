"""Editions as this site opens them: read once, with the Secretariat's addresses that the site's settings give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings

from kallipolis.models.call import OpenedCall
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import folder_of, load


@lru_cache(maxsize=16)
def edition(name: str) -> Call:
    """An edition by its id or folder, read once in the life of the process.

    Raises:
        NotACall: there is no such edition, or it is not whole.
    """
    return _of_this_site(load(folder_of(name)))


def opened_edition(call_id: str) -> Call | None:
    """The edition by which an opened call is decided: the one of its opening, whatever its folder says today.

    None where that call was not opened. One query, and one more where the folder was changed.

    Raises:
        EditionLost: the folder was changed and the archive of the opening is gone.
    """
    opened = OpenedCall.objects.filter(call_id=call_id).first()
    return _of_this_site(opened.rules()) if opened else None


@dataclass(frozen=True)
class ChangedEdition:
    """A call whose folder says something else than on the day that it was opened. `found` is "missing" of one that is gone."""

    call_id: str
    folder: str
    opened_under: str
    found: str


def changed_editions() -> tuple[ChangedEdition, ...]:
    """The opened calls whose folder was noticed to have changed: for the desk of the head. One query."""
    return tuple(
        ChangedEdition(call.call_id, call.folder, call.edition_digest, call.noticed_digest)
        for call in OpenedCall.objects.exclude(noticed_digest="").order_by("call_id")
    )


def _of_this_site(call: Call) -> Call:
    ours = {part: address for part, address in settings.KALLIPOLIS_SECRETARIAT.items() if address}
    return replace(call, secretariat=replace(call.secretariat, **ours))
