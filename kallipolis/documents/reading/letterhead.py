"""The head of a message for the post room, and what a delivery report says; the standard library only, and bounded.

It runs in the process of whoever asks: the head lines and small text parts, never an attachment.
"""

from __future__ import annotations

from collections.abc import Iterator
from email.message import Message as Mime
from email.parser import BytesParser
from email.utils import getaddresses

from kallipolis.documents.reading.headers import AS_RECEIVED, addresses, words
from kallipolis.rulebook.files import showable
from kallipolis.rulebook.letterhead import FailedDelivery, Letterhead

# A head is never so long; a report and the text of a letter lie within it.
_HEAD_BYTES = 256 * 1024
_TEXT_CHARACTERS = 4_000
_LINES = 100
_PARTS = 60
_RECIPIENTS = 50


def letterhead_of(content: bytes) -> Letterhead:
    """The head of the message that begins with `content`. It never fails: what cannot be read is empty."""
    try:
        return _letterhead(BytesParser(policy=AS_RECEIVED).parsebytes(content[:_HEAD_BYTES]))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError):
        return Letterhead()


def _letterhead(head: Mime) -> Letterhead:
    report, report_on = _report(head)
    return Letterhead(
        subject=_line(head, "subject", 2_000),
        sender=next(iter(addresses(head.get_all("from", [])[:1])), "")[:254],
        sender_name=_name(head),
        reply_to=next(iter(addresses(head.get_all("reply-to", [])[:1])), "")[:254],
        to=tuple(dict.fromkeys(addresses(head.get_all("to", []) + head.get_all("cc", [])))),
        message_id=_line(head, "message-id", 500),
        answers=tuple(dict.fromkeys(_ids(head))),
        dated=_line(head, "date", 100),
        auto_submitted=_line(head, "auto-submitted", 100).partition(";")[0].strip().casefold()
        or ("auto-replied" if head.get("x-autoreply") or head.get("x-autorespond") else ""),
        precedence=_line(head, "precedence", 40).casefold(),
        list_id=_line(head, "list-id", 200) or _line(head, "list-unsubscribe", 200) or _line(head, "list-post", 200),
        null_return_path=_line(head, "return-path", 300) == "<>",
        begins=_text(head),
        received=tuple(words(line)[:1_000] for line in head.get_all("received", [])[:30]),
        authentication=tuple(words(line)[:2_000] for line in head.get_all("authentication-results", [])[:10]),
        report=report,
        report_on=report_on,
    )


def _line(head: Mime, name: str, longest: int) -> str:
    return showable(words(head.get(name)))[:longest]


def _name(head: Mime) -> str:
    lines = [words(line) for line in head.get_all("from", [])[:1]]
    try:
        return next((showable(name)[:200] for name, _ in getaddresses(lines)), "")
    except RecursionError:
        return ""


def _ids(head: Mime) -> Iterator[str]:
    """The Message-IDs that this message answers (RFC 5322 3.6.4), the nearest first."""
    for name in ("in-reply-to", "references"):
        told = words(head.get(name))[:20_000].split()
        yield from (word for word in reversed(told[-_LINES:]) if word.startswith("<") and word.endswith(">"))


def _text(head: Mime) -> str:
    for part in _some(head):
        if part.get_content_type() == "text/plain" and part.get_content_disposition() != "attachment":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return _said(content, part)[:_TEXT_CHARACTERS].strip()
    return ""


def _said(content: bytes, part: Mime) -> str:
    try:
        text = content.decode(part.get_content_charset() or "utf-8", "replace")
    except (LookupError, ValueError):
        text = content.decode("utf-8", "replace")
    return "\n".join(showable(line) for line in text.splitlines()[:_LINES])


def _report(head: Mime) -> tuple[tuple[FailedDelivery, ...], str]:
    if head.get_content_type() != "multipart/report":
        return (), ""
    found: list[FailedDelivery] = []
    about = ""
    for part in _some(head):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            found += [one for one in map(_failed, _blocks(part)) if one is not None]
        elif kind in ("message/rfc822", "message/rfc822-headers", "text/rfc822-headers"):
            about = about or _original(part)
    return tuple(found[:_RECIPIENTS]), about


def _some(head: Mime) -> Iterator[Mime]:
    for number, part in enumerate(head.walk()):
        if number >= _PARTS:
            return
        yield part


def _blocks(part: Mime) -> list[Mime]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Mime)] if isinstance(inside, list) else []


def _failed(block: Mime) -> FailedDelivery | None:
    told = _line(block, "final-recipient", 300) or _line(block, "original-recipient", 300)
    recipient = told.rpartition(";")[2].strip().casefold()
    if not recipient:
        return None
    return FailedDelivery(
        recipient=recipient,
        action=_line(block, "action", 40).casefold(),
        status=_line(block, "status", 40),
        said=_line(block, "diagnostic-code", 500),
    )


def _original(part: Mime) -> str:
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Mime):
        return _line(inside[0], "message-id", 500)
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    return _line(BytesParser(policy=AS_RECEIVED).parsebytes(content, headersonly=True), "message-id", 500)
