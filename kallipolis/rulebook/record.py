"""How the record is bound together: what an event's digest covers, and what breaks a chain. No storage here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
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


def canonical(content: object) -> bytes:
    """JSON in one spelling only: keys in order, no blanks, UTF-8 (after RFC 8785, for content without fractions)."""
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode()


def digest_of(entry: Entry) -> str:
    """The SHA-256, in hexadecimal, of the entry with the digest of the one before."""
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
    """The first place where a chain does not hold, and how."""

    chain: str
    number: int
    sentence: Sentence


def breaks(name: str, entries: Iterable[Entry], *, length: int, head: str) -> Iterator[Break]:
    """What breaks a chain of `length` events whose head is said to be `head`; entries in the order of their numbers.

    It goes on after a break with what is written there, so that each fault is told once.
    """
    previous, expected = FIRST, 1
    for entry in entries:
        if entry.number != expected:
            yield Break(name, expected, sentence("Event {number} is missing.", number=expected))
            expected, previous = entry.number, entry.previous
        if entry.previous != previous:
            yield Break(name, entry.number, sentence("Event {number} does not follow the one before.", number=expected))
        if entry.digest != digest_of(entry):
            yield Break(
                name, entry.number, sentence("Event {number} was changed after it was written.", number=expected)
            )
        previous, expected = entry.digest, expected + 1
    if expected - 1 != length:
        yield Break(
            name,
            expected,
            sentence("The chain has {found} events; its head says {length}.", found=expected - 1, length=length),
        )
    elif previous != head:
        yield Break(name, length, sentence("The head of the chain is not the digest of its last event."))
