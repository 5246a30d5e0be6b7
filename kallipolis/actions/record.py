"""What makes a function a deed: permission, transaction, change, event, queued letters; all of it or nothing."""

from __future__ import annotations

import functools
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

from django.db import models as django_models
from django.db import transaction

from kallipolis.models.post import Letter
from kallipolis.models.record import HOUSE_CHAIN, Chain, DoneOnce, Event, EventSecret
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor
from kallipolis.rulebook.permission import DEEDS, HOUSE, Case, Deed, Refused, may
from kallipolis.rulebook.record import Entry, secret_digest_of

P = ParamSpec("P")
R = TypeVar("R")


@runtime_checkable
class Subject(Protocol):
    """What a deed is done to: it says how a permission sees it and how the record calls it."""

    def as_case(self) -> Case: ...

    @property
    def record_name(self) -> str: ...


@dataclass(frozen=True)
class Done(Generic[R]):
    """What a deed hands back to `@deed`: its result, and what the record and the post room are to hold of it.

    `change` is for every reader of the record; names, addresses and reasons belong into `secret`, which is about
    `secret_of` and is erased with her.
    """

    result: R
    about: str = ""
    change: Mapping[str, Any] = field(default_factory=dict)
    secret: Mapping[str, Any] = field(default_factory=dict)
    secret_of: int | None = None
    letters: Sequence[Letter] = ()


class AlreadyDone(Exception):
    """The deed was asked for a second time with the same key; nothing was done. `about` is what the first one made."""

    def __init__(self, about: str) -> None:
        super().__init__(f"done before: {about}")
        self.about = about


class DeedOutOfOrder(RuntimeError):
    """A deed of the house caused one of a call: two such deeds could wait for each other's chain for ever."""


ACTIONS: dict[str, Deed] = {}
"""Every deed of the house by the dotted name of its function; the tests walk it."""

_held: ContextVar[tuple[str, ...]] = ContextVar("chains held by the deed under way", default=())


def deed(
    which: Deed, *, case: Callable[..., Case] | None = None, chain: Callable[..., str] | None = None
) -> Callable[[Callable[P, Done[R]]], Callable[P, R]]:
    """Makes a function a deed: it is only begun where `may` permits, and its change, event and letters are one commit.

    The function takes `actor` and `clock` by keyword and returns `Done`. The permission's case is that of its first
    argument, read again under the lock, or what `case` makes of the arguments; the chain is that of the first argument's
    `chain_name`, else the house's. A keyword `once` that the function takes is a key under which it is done once.

    Raises (the function made so):
        Refused: the actor may not.
        AlreadyDone: the key was used before.
    """

    def make(body: Callable[P, Done[R]]) -> Callable[P, R]:
        ACTIONS[f"{body.__module__}.{body.__qualname__}"] = which

        @functools.wraps(body)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, clock = cast(Actor, kwargs["actor"]), cast(Clock, kwargs["clock"])
            subject = args[0] if args and isinstance(args[0], Subject) else None
            name = chain(*args, **kwargs) if chain else str(getattr(subject, "chain_name", HOUSE_CHAIN))
            with _locked(name) as held:
                _refresh(subject)
                found = case(*args, **kwargs) if case else subject.as_case() if subject else HOUSE
                if not (answer := may(actor, which, found)):
                    raise Refused(answer)
                key = f"{which}:{kwargs['once']}" if kwargs.get("once") else ""
                if key and (before := DoneOnce.objects.select_related("event").filter(key=key).first()):
                    raise AlreadyDone(before.event.about)
                done = body(*args, **kwargs)
                about = done.about or (subject.record_name if subject else "")
                event = _write(held, which, actor, clock, about=about, done=done)
                if key:
                    DoneOnce.objects.create(key=key, event=event)
                _post(done.letters, which, about)
                return done.result

        return act

    return make


@contextmanager
def _locked(name: str) -> Iterator[Chain]:
    """The chain's row under lock until the commit: deeds of one chain come one after the other."""
    outer = _held.get()
    if outer and name != HOUSE_CHAIN and name not in outer:
        raise DeedOutOfOrder(f"a deed on {outer[-1]} caused one on {name}")
    token = _held.set((*outer, name))
    try:
        with transaction.atomic():
            chain = Chain.objects.select_for_update().filter(name=name).first()
            yield chain or _new_chain(name)
    finally:
        _held.reset(token)


def _new_chain(name: str) -> Chain:
    Chain.objects.get_or_create(name=name)
    return Chain.objects.select_for_update().get(name=name)


def _refresh(subject: object) -> None:
    """What was read before the lock may have changed since."""
    if isinstance(subject, django_models.Model) and subject.pk is not None:
        subject.refresh_from_db()


def _write(chain: Chain, which: Deed, actor: Actor, clock: Clock, *, about: str, done: Done[Any]) -> Event:
    if not DEEDS[which].changes:
        raise DeedOutOfOrder(f"{which} is declared as mere reading")
    nonce = secrets.token_hex(32) if done.secret else ""
    chain.refresh_from_db()  # a deed that this one caused may have written before
    entry = Entry(
        chain=chain.name,
        number=chain.length + 1,
        at=clock.now(),
        actor=actor.name,
        deed=which,
        about=about,
        change=dict(done.change),
        edition=chain.edition,
        secret_digest=secret_digest_of(nonce, done.secret) if done.secret else "",
        previous=chain.head,
    ).bound()
    event = Event.objects.create(
        chain=chain,
        number=entry.number,
        at=entry.at,
        actor=entry.actor,
        deed=entry.deed,
        about=entry.about,
        change=entry.change,
        edition=entry.edition,
        secret_digest=entry.secret_digest,
        previous=entry.previous,
        digest=entry.digest,
    )
    if done.secret:
        EventSecret.objects.create(event=event, person_id=done.secret_of, nonce=nonce, content=dict(done.secret))
    Chain.objects.filter(pk=chain.pk).update(length=entry.number, head=entry.digest)
    return event


def _post(letters: Sequence[Letter], which: Deed, about: str) -> None:
    for letter in letters:
        letter.deed, letter.about = which, letter.about or about
    Letter.objects.bulk_create(letters)
