"""The call that a command was asked for, or the sentence that says why there is none."""

from __future__ import annotations

from django.core.management.base import CommandError

from kallipolis.queries.editions import edition
from kallipolis.rulebook.call.complaint import NotACall
from kallipolis.rulebook.call.edition import Call


def edition_named(name: str) -> Call:
    """The edition of that id or in that folder.

    Raises:
        CommandError: with the first complaint; `kallipolis call check` tells all.
    """
    try:
        return edition(name)
    except NotACall as failure:
        first, *others = failure.complaints
        more = f" {len(others)} more mistakes: see `kallipolis call check {name}`." if others else ""
        raise CommandError(f"{first}{more}") from None
