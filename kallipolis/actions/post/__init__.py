"""Letters, drawn up from templates in the language of whom they go to; `@deed` puts them into the outbox with its change."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from kallipolis.models.people import Person
from kallipolis.models.post import Letter
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.permission import Deed

_LONGEST_SUBJECT = 998


def drawn_up(
    which: Deed,
    *,
    to: str,
    clock: Clock,
    facts: Mapping[str, object],
    person: Person | None = None,
    language: str = "",
    kind: str = "",
) -> Letter:
    """A letter from templates/letters/<deed>.{subject.txt,txt,html}, not yet in the outbox: hand it to `Done`.

    `kind` tells apart the letters of one deed: `ask_for_sign_in_link-code.txt`. The subject is one line, whatever the
    facts hold.
    """
    name = f"letters/{which}-{kind}" if kind else f"letters/{which}"
    spoken = language or (person.language if person else "en")
    now = clock.now()
    told = {**facts, "site": settings.KALLIPOLIS_ADDRESS, "to": to, "written_at": now, "language": spoken}
    with override(spoken):
        subject = " ".join(render_to_string(f"{name}.subject.txt", told).split())
        text = render_to_string(f"{name}.txt", told).strip() + "\n"
        html = render_to_string(f"{name}.html", told)
    return Letter(
        deed=which,
        person=person,
        to=to,
        language=spoken,
        subject=subject[:_LONGEST_SUBJECT],
        text=text,
        html=html,
        message_id=f"<{secrets.token_hex(16)}@{urlsplit(settings.KALLIPOLIS_ADDRESS).hostname}>",
        created_at=now,
        due_at=now,
    )


def on_the_site(path: str) -> str:
    """The whole address of one of our pages, as a letter names it: from the setting, never from a request."""
    return f"{settings.KALLIPOLIS_ADDRESS}{path}"
