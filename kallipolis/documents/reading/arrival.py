"""When a dossier arrived at our own server (S9); what the sender's clock says is never asked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import parsedate_to_datetime

from kallipolis.rulebook.dossier import Arrival, ToldBy
from kallipolis.rulebook.sentence import Sentence, sentence

_COMMENT = re.compile(r"\([^()]*\)")


def arrival_of(
    received: Sequence[str], *, told: datetime | None, told_by: ToldBy, our_hosts: Iterable[str]
) -> tuple[Arrival, tuple[Sentence, ...]]:
    """Our time of arrival and what is to be remarked.

    What the operator or the mailbox tells wins. Else the topmost Received line (RFC 5321 4.4), if one of `our_hosts`
    wrote it: every other line could have been written by the sender.
    """
    if told is not None:
        if told.tzinfo is None:
            return Arrival(), (sentence("The time of arrival that was told has no time zone and is not used."),)
        return Arrival(told, told_by), ()
    hosts = {host.casefold().rstrip(".") for host in our_hosts}
    if not received or not hosts:
        return Arrival(), ()
    topmost = received[0]
    if _written_by(topmost) not in hosts:
        return Arrival(), (
            sentence("The topmost Received line was not written by our server: it tells no time of arrival."),
        )
    try:
        at = parsedate_to_datetime(topmost.rpartition(";")[2].strip())
    except (ValueError, TypeError, IndexError, OverflowError):
        at = None
    if at is None or at.tzinfo is None:
        return Arrival(), (sentence("The date of our server’s Received line cannot be read."),)
    return Arrival(at, ToldBy.OUR_SERVER), ()


def _written_by(line: str) -> str:
    """The host that wrote a Received line: "from … by HOST …" or "by HOST …", whatever stands in comments."""
    stamp, before = line.rpartition(";")[0], ""
    while stamp != before:
        stamp, before = _COMMENT.sub(" ", stamp), stamp
    match stamp.split():
        case [first, _, by, host, *_] if (first.casefold(), by.casefold()) == ("from", "by"):
            return host.casefold().rstrip(".")
        case [by, host, *_] if by.casefold() == "by":
            return host.casefold().rstrip(".")
    return ""
