"""Editions as this site opens them: read once, with the Secretariat's addresses that the site's settings give."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from django.conf import settings

from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.call.loading import folder_of, load


@lru_cache(maxsize=16)
def edition(name: str) -> Call:
    """An edition by its id or folder, read once in the life of the process.

    Raises:
        NotACall: there is no such edition, or it is not whole.
    """
    call = load(folder_of(name))
    ours = {part: address for part, address in settings.KALLIPOLIS_SECRETARIAT.items() if address}
    return replace(call, secretariat=replace(call.secretariat, **ours))
