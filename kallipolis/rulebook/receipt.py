"""The receipt that goes with an acknowledgement (S10): what arrived and when, signed, so that nobody can say otherwise later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kallipolis.rulebook.record import canonical

_KIND = "kallipolis receipt 1"


@dataclass(frozen=True)
class ReceivedFile:
    """A file of the message, as we found it."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, kw_only=True)
class Receipt:
    """What is signed. `edition` is the digest of the call's edition, `head` that of the record at that moment, which ties
    the receipt to everything that was on the record before."""

    number: str
    call: str
    edition: str
    sha256: str
    size_bytes: int
    received_at: datetime | None
    files: tuple[ReceivedFile, ...]
    chain: str
    head: str
    key: str
    signature: str = ""

    def statement(self) -> bytes:
        """The bytes that are signed: everything but the signature."""
        return canonical(self._stated())

    def as_file(self) -> str:
        """The file that is sent, one line in one spelling."""
        return canonical({**self._stated(), "signature": self.signature}).decode() + "\n"

    def _stated(self) -> dict[str, Any]:
        return {
            "call": self.call,
            "chain": self.chain,
            "edition": self.edition,
            "files": [{"name": one.name, "sha256": one.sha256, "size": one.size_bytes} for one in self.files],
            "head": self.head,
            "key": self.key,
            "kind": _KIND,
            "message": {"sha256": self.sha256, "size": self.size_bytes},
            "number": self.number,
            "received_at": None
            if self.received_at is None
            else self.received_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }


def receipt_in(content: bytes) -> Receipt:
    """The receipt that a file holds, however it is spaced.

    Raises:
        ValueError: it holds none.
    """
    try:
        told = json.loads(content)
        if told["kind"] != _KIND:
            raise ValueError("another kind of file")
        at = told["received_at"]
        return Receipt(
            number=str(told["number"]),
            call=str(told["call"]),
            edition=str(told["edition"]),
            sha256=str(told["message"]["sha256"]),
            size_bytes=int(told["message"]["size"]),
            received_at=None if at is None else datetime.fromisoformat(at),
            files=tuple(ReceivedFile(str(one["name"]), int(one["size"]), str(one["sha256"])) for one in told["files"]),
            chain=str(told["chain"]),
            head=str(told["head"]),
            key=str(told["key"]),
            signature=str(told["signature"]),
        )
    except (KeyError, TypeError, AttributeError, UnicodeError, ValueError, RecursionError) as unreadable:
        raise ValueError("no receipt") from unreadable
