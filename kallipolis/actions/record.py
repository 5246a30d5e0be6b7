"""What makes a function a deed: permission, transaction, change, event, queued letters; all of it or nothing."""

from __future__ import annotations

import functools
import hashlib
import os
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast, runtime_checkable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction
from django.db import models as django_models

from kallipolis.models.post import Letter
from kallipolis.models.record import HOUSE_CHAIN, Chain, DoneOnce, Event, EventSecret
from kallipolis.rulebook.clock import Clock
from kallipolis.rulebook.people import Actor, Service
from kallipolis.rulebook.permission import DEEDS, HOUSE, Case, Deed, Refused, may, refuse
from kallipolis.rulebook.record import Entry, Head, SignedHeads, heads_in, key_id_of, plain, secret_digest_of
from kallipolis.rulebook.sentence import sentence

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
    `secret_of` and is erased with her. `edition` is the digest of the edition that the chain keeps to from this event on.
    """

    result: R
    about: str = ""
    change: Mapping[str, Any] = field(default_factory=dict)
    secret: Mapping[str, Any] = field(default_factory=dict)
    secret_of: int | None = None
    letters: Sequence[Letter] = ()
    edition: str = ""


class AlreadyDone(Exception):
    """The deed was asked for a second time with the same key; nothing was done. `about` is what the first one made."""

    def __init__(self, about: str) -> None:
        super().__init__(f"done before: {about}")
        self.about = about


class DeedOutOfOrder(RuntimeError):
    """A deed is written wrongly: it would lock chains in an order in which two could wait for each other for ever, it is
    declared as mere reading, or what belongs into a deed is done outside of one."""


class NotPlain(ValueError):
    """What a deed says of itself would come back otherwise from the database than it went in, and break the chain."""


CLOCK = Actor(service=Service.CLOCK)
"""The clock that ticks in the house's own loop, as the record names it."""

ACTIONS: dict[str, Deed] = {}
"""Every deed of the house by the dotted name of its function; the tests walk it."""


@dataclass
class _Hold:
    """A chain that a deed under way has locked. `stale` says that a deed within has written to it since it was read."""

    chain: Chain
    stale: bool = False


_held: ContextVar[tuple[_Hold, ...]] = ContextVar("chains held by the deed under way", default=())


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

    if not DEEDS[which].changes:
        raise DeedOutOfOrder(f"{which} is declared as mere reading")

    def make(body: Callable[P, Done[R]]) -> Callable[P, R]:
        ACTIONS[f"{body.__module__}.{body.__qualname__}"] = which

        @functools.wraps(body)
        def act(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, clock = cast(Actor, kwargs["actor"]), cast(Clock, kwargs["clock"])
            subject = args[0] if args and isinstance(args[0], Subject) else None
            name = chain(*args, **kwargs) if chain else str(getattr(subject, "chain_name", HOUSE_CHAIN))
            key = _key(which, str(kwargs["once"])) if kwargs.get("once") else ""
            try:
                with _locked(name) as hold:
                    _refresh(subject)
                    found = case(*args, **kwargs) if case else subject.as_case() if subject else HOUSE
                    if not (answer := may(actor, which, found)):
                        raise Refused(answer)
                    if key:
                        _not_yet(key)
                    done = body(*args, **kwargs)
                    about = done.about or (subject.record_name if subject else "")
                    event = _write(hold, which, actor, clock, about=about, done=done)
                    if key:
                        _note_once(key, event)
                    _post(done.letters, which, about)
                    return done.result
            except _KeyTaken:
                # On another chain, in the meantime: the transaction is gone, and with it all that this one did.
                _not_yet(key)
                raise

        return act

    return make


class _KeyTaken(Exception):
    """The key of a deed was used between our look and our note of it."""


def _key(which: Deed, once: str) -> str:
    """Of any length and perhaps of somebody's hand: only its digest is kept."""
    return f"{which}:{hashlib.sha256(once.encode()).hexdigest()}"


def _not_yet(key: str) -> None:
    before = DoneOnce.objects.select_related("event").filter(key=key).first()
    if before is not None:
        raise AlreadyDone(before.event.about)


def _note_once(key: str, event: Event) -> None:
    try:
        DoneOnce.objects.create(key=key, event=event)
    except IntegrityError as taken:
        raise _KeyTaken(key) from taken


@contextmanager
def _locked(name: str) -> Iterator[_Hold]:
    """The chain's row under lock until the commit: deeds of one chain come one after the other.

    A deed of a call may cause further deeds of that call and deeds of the house; no other order is taken, so that no two
    deeds wait for each other.
    """
    outer = _held.get()
    if outer and name != HOUSE_CHAIN and all(hold.chain.name != name for hold in outer):
        raise DeedOutOfOrder(f"a deed on {outer[-1].chain.name} caused one on {name}")
    with transaction.atomic():
        hold = _Hold(_chain_under_lock(name) or _new_chain(name))
        token = _held.set((*outer, hold))
        try:
            yield hold
        finally:
            _held.reset(token)
            for one in outer:
                one.stale = one.stale or one.chain.name == name


def _chain_under_lock(name: str) -> Chain | None:
    """SQLite has locked the whole database by then (BEGIN IMMEDIATE)."""
    lock = f"{_LOCK} FOR NO KEY UPDATE" if connection.features.has_select_for_no_key_update else _LOCK
    return next(iter(Chain.objects.raw(lock, [name])), None)


def _new_chain(name: str) -> Chain:
    Chain.objects.get_or_create(name=name)
    return Chain.objects.select_for_update().get(name=name)


def _refresh(subject: object) -> None:
    """What was read before the lock may have changed since, or may be gone."""
    if isinstance(subject, django_models.Model) and not subject._state.adding:
        try:
            subject.refresh_from_db()
        except ObjectDoesNotExist:
            raise refuse(sentence("This is no longer there.")) from None


def _write(hold: _Hold, which: Deed, actor: Actor, clock: Clock, *, about: str, done: Done[Any]) -> Event:
    if not (plain(done.change) and plain(done.secret) and plain(about)):
        raise NotPlain(f"{which} tells the record what no database gives back as it was")
    chain = hold.chain
    if hold.stale:
        chain.refresh_from_db()
    nonce = secrets.token_hex(32) if done.secret else ""
    entry = Entry(
        chain=chain.name,
        number=chain.length + 1,
        at=clock.now(),
        actor=actor.name,
        deed=which,
        about=about,
        change=dict(done.change),
        edition=done.edition or chain.edition,
        secret_digest=secret_digest_of(nonce, done.secret) if done.secret else "",
        previous=chain.head,
    ).bound()
    event = Event(
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
    _append(event, edition=done.edition)
    if done.secret:
        EventSecret.objects.create(event=event, person_id=done.secret_of, nonce=nonce, content=dict(done.secret))
    return event


# These three statements are written out: every deed of the house waits for them, and composing them anew each time took
# a third of its processor time (bench/deeds.py).
_LOCK = "SELECT id, name, length, head, edition FROM kallipolis_chain WHERE name = %s"
_MOVE = "UPDATE kallipolis_chain SET length = %s, head = %s, edition = COALESCE(NULLIF(%s, ''), edition) WHERE id = %s"
_KEPT = ("chain", "number", "at", "actor", "deed", "about", "change", "edition", "secret_digest", "previous", "digest")
_APPEND = (
    "INSERT INTO kallipolis_event "
    "(chain_id, number, at, actor, deed, about, change, edition, secret_digest, previous, digest) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)


def _append(event: Event, *, edition: str) -> None:
    """The event, and the head of its chain moved to it; on PostgreSQL in one way there and back."""
    fields = {field.name: field for field in Event._meta.concrete_fields}
    values: list[Any] = [
        fields[name].get_db_prep_save(getattr(event, fields[name].attname), connection) for name in _KEPT
    ]
    moved: list[Any] = [event.number, event.digest, edition, event.chain_id]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"WITH moved AS ({_MOVE}) {_APPEND}", [*moved, *values])
        else:
            cursor.execute(_MOVE, moved)
            cursor.execute(_APPEND, values)
        (event.pk,) = cursor.fetchone()
    event._state.adding, event._state.db = False, connection.alias


def _post(letters: Sequence[Letter], which: Deed, about: str) -> None:
    for letter in letters:
        letter.deed, letter.about = which, letter.about or about
    if letters:
        Letter.objects.bulk_create(letters)


def erase_secrets_of(person: int) -> int:
    """Erases, within the deed that erases a person, all that the record keeps of her as secret, and the nonces with it.

    The chain holds as before: it covers digests, and without their nonces those tell nothing any more. Answers with the
    number of events that lost their secret.
    """
    if not _held.get():
        raise DeedOutOfOrder("secrets are erased within a deed only, which says so on the record")
    erased, _ = EventSecret.objects.filter(person_id=person).delete()
    return erased


@deed(Deed.EXPORT_HEADS)
def export_heads(*, actor: Actor, clock: Clock, once: str) -> Done[Path]:
    """Signs the heads of all chains and puts them into the file of the day (UTC); `once` is that day.

    A file that is there already was written by an export that did not come to its end: it is taken as it is where its
    signature is ours, and never written over.

    Raises:
        Refused: another file has that name.
        AlreadyDone: the heads of that day were exported.
    """
    key = Ed25519PrivateKey.from_private_bytes(bytes(settings.KALLIPOLIS_RECORD_KEY))
    heads = tuple(Head(*row) for row in Chain.objects.order_by("name").values_list("name", "length", "head", "edition"))
    public = key.public_key().public_bytes_raw()
    unsigned = SignedHeads(clock.now(), heads, key_id_of(public))
    content = replace(unsigned, signature=key.sign(unsigned.statement()).hex()).as_file()
    path = Path(settings.KALLIPOLIS_HEADS) / f"{once}.json"
    written = _put_first(path, content)
    if written != content and not _ours(written, key):
        raise refuse(sentence("The file {name} is there already and is not ours; move it away.", name=path.name))
    told = {"file": path.name, "digest": hashlib.sha256(written).hexdigest(), "chains": len(heads)}
    return Done(path, about="record", change=told)


def export_todays_heads(*, actor: Actor = CLOCK, clock: Clock) -> Path | None:
    """The heads of this day, exported once however often this is called; None where that was done before."""
    try:
        return export_heads(actor=actor, clock=clock, once=clock.now().astimezone(UTC).date().isoformat())
    except AlreadyDone:
        return None


def _put_first(path: Path, content: bytes) -> bytes:
    """What the file holds: `content`, written whole and on the disk, or what somebody put there before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        path.hardlink_to(draft)
    except FileExistsError:
        return path.read_bytes()
    finally:
        draft.unlink(missing_ok=True)
    return content


def _ours(content: bytes, key: Ed25519PrivateKey) -> bool:
    try:
        heads = heads_in(content)
        key.public_key().verify(bytes.fromhex(heads.signature), heads.statement())
    except (ValueError, InvalidSignature):
        return False
    return True
