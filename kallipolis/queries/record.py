"""Events as a reader of the record may see them, told in sentences; whether the record holds is record_verified's."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from kallipolis.models.people import Person
from kallipolis.models.record import Chain, Event
from kallipolis.queries.lists import Asked, Part, part_of
from kallipolis.rulebook.people import SERVICES, Actor, Service
from kallipolis.rulebook.permission import DEEDS, Deed, may, may_read_secret
from kallipolis.rulebook.sentence import Sentence, sentence


class SecretState(StrEnum):
    """What became of the part of an event that is secret or personal, for this reader."""

    NONE = ""
    SHOWN = "shown"
    KEPT = "kept"
    ERASED = "erased"


@dataclass(frozen=True)
class EventRow:
    """One event: the sentence that tells it, and what it says besides, as names and plain words."""

    chain: str
    number: int
    at: datetime
    told: Sentence
    about: str
    actor: str
    change: tuple[tuple[str, str], ...]
    secret: tuple[tuple[str, str], ...]
    secret_state: SecretState


_SORTS = {"when": ("pk",)}


def events(reader: Actor, asked: Asked, *, about: str = "", actor: str = "") -> Part[EventRow]:
    """The events that were asked for: all of them, those of a thing, those of an actor. Three queries, however many.

    Names of people are told to who may see the people; secrets to who may read those of the deed.
    """
    found = _found(asked, about, actor)
    return part_of(found, asked, sorts=_SORTS, rows=lambda page: _rows(reader, page))


def chains() -> tuple[str, ...]:
    """The chains of the house, by name."""
    return tuple(Chain.objects.order_by("name").values_list("name", flat=True))


def _found(asked: Asked, about: str, actor: str) -> QuerySet[Event]:
    found = Event.objects.select_related("chain", "secret")
    exact = {
        "about": about or asked.filter("about"),
        "actor": actor or asked.filter("actor"),
        "deed": asked.filter("deed"),
        "chain__name": asked.filter("chain"),
    }
    found = found.filter(**{column: value for column, value in exact.items() if value})
    if (since := _day(asked.filter("since"))) is not None:
        found = found.filter(at__gte=since)
    if (until := _day(asked.filter("until"))) is not None:
        found = found.filter(at__lt=until + timedelta(days=1))
    return found


def _day(text: str) -> datetime | None:
    """The beginning of a day in UTC; what is no day filters nothing."""
    try:
        return datetime.combine(date.fromisoformat(text), time(), UTC)
    except ValueError:
        return None


def _rows(reader: Actor, page: Sequence[Event]) -> Iterable[EventRow]:
    names = _names(reader, {event.actor for event in page})
    for event in page:
        state, secret = _secret(reader, event)
        yield EventRow(
            chain=event.chain.name,
            number=event.number,
            at=event.at,
            told=sentence(
                "On {when}, {who} {told}.", when=event.at, who=_who(event.actor, names), told=_told(event.deed)
            ),
            about=event.about,
            actor=event.actor,
            change=_plain(event.change),
            secret=secret,
            secret_state=state,
        )


def _names(reader: Actor, actors: set[str]) -> dict[str, str]:
    """The names of the people among the actors, for who may see the people of the house."""
    numbers = [int(number) for kind, _, number in (one.partition(":") for one in actors) if kind == "person"]
    if not numbers or not may(reader, Deed.SEE_PEOPLE):
        return {}
    found = Person.objects.filter(pk__in=numbers, erased_at=None).values_list("pk", "name", "email")
    return {f"person:{number}": name or email for number, name, email in found}


def _who(actor: str, names: Mapping[str, str]) -> Sentence | str:
    kind, _, which = actor.partition(":")
    if kind == "service" and which in set(Service):
        return SERVICES[Service(which)]
    if kind == "person":
        return names.get(actor) or sentence("person {number}", number=which)
    return sentence("a visitor") if kind == "visitor" else actor


def _told(deed: str) -> Sentence | str:
    """A deed of an earlier edition of the house, which is no longer done, is told by its name."""
    rule = DEEDS[Deed(deed)] if deed in set(Deed) else None
    return rule.told if rule and rule.told else sentence("did “{deed}”", deed=deed)


def _secret(reader: Actor, event: Event) -> tuple[SecretState, tuple[tuple[str, str], ...]]:
    if not event.secret_digest:
        return SecretState.NONE, ()
    kept = getattr(event, "secret", None)
    if kept is None:
        return SecretState.ERASED, ()
    if event.deed not in set(Deed) or not may_read_secret(reader, Deed(event.deed)):
        return SecretState.KEPT, ()
    return SecretState.SHOWN, _plain(kept.content)


def _plain(content: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """In the order of the names: PostgreSQL keeps no other."""
    return tuple(
        (name, value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
        for name, value in sorted(content.items())
    )
