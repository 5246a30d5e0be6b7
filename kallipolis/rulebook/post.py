"""What holds for letters that leave: where they may go before sending is on, and when one that failed is tried again."""

from __future__ import annotations

from datetime import timedelta

RESERVED_DOMAINS = (
    ".example",
    ".test",
    ".invalid",
    ".localhost",
    "@localhost",
    "@example.com",
    "@example.org",
    "@example.net",
)
"""Domains that belong to nobody (RFC 2606, RFC 6761): samples, demonstrations and tests write to no other."""

MOST_TRIES = 10
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=6)


def reserved(address: str) -> bool:
    """Whether an address is of a domain that nobody has."""
    return address.casefold().endswith(RESERVED_DOMAINS)


def wait_after(tries: int) -> timedelta:
    """How long a letter waits after so many tries: a minute, then three times as long each time, six hours at most."""
    return min(_FIRST_WAIT * int(3 ** min(max(tries - 1, 0), 10)), _LONGEST_WAIT)
