"""What time it is: one place to ask, so that a test or a demonstration can say another time; no address ever can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import cast

from django.conf import settings


def now() -> datetime:
    """The present instant, or what the callable setting KALLIPOLIS_CLOCK gives."""
    told = cast(Callable[[], datetime] | None, getattr(settings, "KALLIPOLIS_CLOCK", None))
    instant = datetime.now(UTC) if told is None else told()
    if instant.tzinfo is None:
        raise ValueError("KALLIPOLIS_CLOCK gave an instant without a zone.")
    return instant


def started_at(instant: datetime) -> Callable[[], datetime]:
    """A clock that shows `instant` now and goes on from there: KALLIPOLIS_CLOCK of a demonstration."""
    begun = datetime.now(UTC)
    return lambda: instant + (datetime.now(UTC) - begun)
