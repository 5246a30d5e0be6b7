"""How the record is bound together: what an event's digest covers, what breaks a chain, what signed heads say. No storage."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from kallipolis.rulebook.sentence import Sentence, sentence

FIRST = ""
"""What stands for the event before the first one of a chain."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One event as its digest covers it. `change` holds plain JSON without fractions, which databases write differently."""

    chain: str
    number: int
    at: datetime
    actor: str
    deed: str
    about: str
    change: Mapping[str, Any]
    edition: str
    secret_digest: str
    previous: str
    digest: str = ""

    def bound(self) -> Entry:
        """The entry with its digest."""
        return replace(self, digest=digest_of(self))


_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False)


def canonical(content: object) -> bytes:
    """JSON in one spelling only: keys in order, no blanks, UTF-8 (after RFC 8785, for content without fractions)."""
    return _ENCODER.encode(content).encode()


def plain(content: object) -> bool:
    """Whether every database gives this JSON back as it took it: no fractions, no NUL, names that are words."""
    if isinstance(content, Mapping):
        return all(isinstance(name, str) and plain(name) and plain(held) for name, held in content.items())
    if isinstance(content, (list, tuple)):
        return all(plain(held) for held in content)
    if isinstance(content, str):
        return not any(letter == "\0" or "\ud800" <= letter <= "\udfff" for letter in content)
    return content is None or isinstance(content, (bool, int))


def digest_of(entry: Entry) -> str:
    """The SHA-256, in hexadecimal, of the entry with the digest of the one before."""
    if entry.at.tzinfo is None:
        raise ValueError("An event's time needs its zone.")
    covered = {
        "about": entry.about,
        "actor": entry.actor,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "chain": entry.chain,
        "change": entry.change,
        "deed": entry.deed,
        "edition": entry.edition,
        "number": entry.number,
        "previous": entry.previous,
        "secret": entry.secret_digest,
    }
    return hashlib.sha256(canonical(covered)).hexdigest()


def secret_digest_of(nonce: str, content: Mapping[str, Any]) -> str:
    """The SHA-256 of a nonce (64 hexadecimal figures) and a secret content: without the nonce it cannot be guessed at."""
    return hashlib.sha256(bytes.fromhex(nonce) + canonical(content)).hexdigest()


@dataclass(frozen=True)
class Break:
    """The first place where a chain does not hold, and how. Without a number it is the chain, or what bears witness to it."""

    chain: str
    number: int
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Secret:
    """What an event keeps beside itself: the nonce of its secret digest and that content. Where it was erased there is none."""

    nonce: str
    content: Mapping[str, Any]


@dataclass(frozen=True)
class Witness:
    """What signed heads say of a chain: that its event of this number had this digest. `told_by` names their file."""

    number: int
    head: str
    told_by: str


def breaks(
    name: str,
    kept: Iterable[tuple[Entry, Secret | None]],
    *,
    length: int,
    head: str,
    witnesses: Mapping[int, Sequence[Witness]] = {},
) -> Iterator[Break]:
    """What breaks a chain of `length` events whose head is said to be `head`; entries in the order of their numbers.

    It goes on after a break with what is written there, so that each fault is told once.
    """
    previous, expected = FIRST, 1
    for entry, secret in kept:
        number = entry.number
        if number != expected:
            yield _break(name, expected, sentence("it is missing"))
            expected, previous = number, entry.previous
        if entry.previous != previous:
            yield _break(name, number, sentence("it does not follow the one before"))
        if not _same(entry.digest, partial(digest_of, entry)):
            yield _break(name, number, sentence("it was changed after it was written; its digest says otherwise"))
        if secret and not _same(entry.secret_digest, partial(secret_digest_of, secret.nonce, secret.content)):
            yield _break(
                name, number, sentence("its secret content is not what was written; its digest says otherwise")
            )
        for witness in witnesses.get(number, ()):
            if witness.head != entry.digest:
                yield _break(name, number, sentence("the signed heads {file} say another digest", file=witness.told_by))
        previous, expected = entry.digest, number + 1
    if expected - 1 != length:
        found = sentence("it has {found} events, and its head says {length}", found=expected - 1, length=length)
        yield _of_chain(name, found)
    elif previous != head:
        yield _of_chain(name, sentence("its head is not the digest of its last event"))
    yield from _unreached(name, expected - 1, witnesses)


def _unreached(name: str, found: int, witnesses: Mapping[int, Sequence[Witness]]) -> Iterator[Break]:
    """Events that were signed for and are not there."""
    for number, those in witnesses.items():
        if number > found:
            file = those[0].told_by
            said = sentence("it has {found} events, and the signed heads {file} know {number}", found=found,
                            file=file, number=number)  # fmt: skip
            yield _of_chain(name, said)


def _same(written: str, computed: Callable[[], str]) -> bool:
    """What cannot be computed, since somebody wrote nonsense, is not the same."""
    try:
        return written == computed()
    except (ValueError, TypeError, AttributeError):
        return False


def _break(chain: str, number: int, what: Sentence) -> Break:
    return Break(
        chain,
        number,
        sentence("In the chain {chain}, event {number}: {what}.", chain=chain, number=number, what=what),
    )


def _of_chain(chain: str, what: Sentence) -> Break:
    return Break(chain, 0, sentence("The chain {chain} does not hold: {what}.", chain=chain, what=what))


@dataclass(frozen=True)
class Head:
    """How far a chain has come: its length, the digest of its last event, and the edition of its call."""

    name: str
    length: int
    head: str
    edition: str = ""


@dataclass(frozen=True)
class SignedHeads:
    """The heads of all chains at one instant, signed. Whoever holds a copy can tell a record that was written anew."""

    time: datetime
    heads: tuple[Head, ...]
    key: str
    signature: str = ""

    def statement(self) -> bytes:
        """The bytes that are signed: everything but the signature."""
        return canonical(self._stated())

    def as_file(self) -> bytes:
        """The file, one line in one spelling."""
        return canonical({**self._stated(), "signature": self.signature}) + b"\n"

    def _stated(self) -> dict[str, Any]:
        return {
            "chains": [
                {"edition": one.edition, "head": one.head, "length": one.length, "name": one.name} for one in self.heads
            ],
            "key": self.key,
            "time": self.time.astimezone(UTC).isoformat(timespec="microseconds"),
        }


def heads_in(content: bytes) -> SignedHeads:
    """The heads that a file holds.

    Raises:
        ValueError: it holds none, or not in the one spelling.
    """
    try:
        told = json.loads(content)
        heads = tuple(Head(**{**one, "length": int(one["length"])}) for one in told["chains"])
        read = SignedHeads(datetime.fromisoformat(told["time"]), heads, told["key"], told["signature"])
        if read.as_file() != content:
            raise ValueError("another spelling")
    except (KeyError, TypeError, AttributeError, RecursionError, ValueError) as unreadable:
        raise ValueError("no signed heads") from unreadable
    return read


def key_id_of(public_key: bytes) -> str:
    """The name of a public key: the first 16 hexadecimal figures of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]
