"""An e-mail as received (RFC 5322) becomes its head's facts and its parts; whatever its sender declared is only a hint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message as Mime

from kallipolis.documents.reading.buffers import Buffer
from kallipolis.documents.reading.headers import addresses, filename_of, words
from kallipolis.documents.reading.parts import Part
from kallipolis.documents.reading.request import ReadingFailed
from kallipolis.documents.reading.splitting import Leaf, head_of, leaves
from kallipolis.rulebook.dossier import Message
from kallipolis.rulebook.files import showable
from kallipolis.rulebook.sentence import Sentence, sentence

# A text that has none of these at its top is no message, whatever colons its lines have (RFC 5322 3.6).
_HEAD_LINES = ("from", "to", "subject", "date", "received", "message-id", "mime-version", "return-path", "sender")
_SHOWN = re.compile(rb"cid:([^\"'\s>)]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Envelope:
    """The head of a message: its facts, and the Received lines, topmost first, for the time of arrival."""

    message: Message
    received: tuple[str, ...]


def envelope_of(content: Buffer, *, source: str) -> Envelope:
    """The head of the message in `content`.

    Raises:
        ReadingFailed: this is no message.
    """
    head = head_of(content)
    present = {name.casefold() for name in head.keys()}  # noqa: SIM118 - a message iterates otherwise
    if len(present.intersection(_HEAD_LINES)) < 2:
        message = "“{source}” is no e-mail message: its beginning has no lines such as From, To or Subject."
        raise ReadingFailed(sentence(message, source=source))
    senders = head.get_all("from", [])
    message_id = showable(words(head.get("message-id")))
    facts = Message(
        subject=words(head.get("subject")),
        to=tuple(dict.fromkeys(addresses(head.get_all("to", []) + head.get_all("cc", [])))),
        sender=next(iter(addresses(senders[:1])), ""),
        message_id=message_id[:500],
        remarks=tuple(_remarks_on(len(senders))),
    )
    return Envelope(facts, tuple(words(line) for line in head.get_all("received", [])[:20]))


def _remarks_on(senders: int) -> Iterator[Sentence]:
    if senders > 1:
        yield sentence("The message has {count} From lines; the first is taken.", count=senders)
    if not senders:
        yield sentence("The message does not say whom it is from.")


def parts_of(content: Buffer, *, source: str, inside: str = "") -> Iterator[Part]:
    """The attachments of the message in `content`, in their order; its own text is no part.

    `inside` is where this message itself was found.

    Raises:
        ReadingFailed: it is nested deeper than is read at all.
    """
    shown: set[str] = set()
    for leaf in leaves(content, source=source, inside=inside):
        filename = filename_of(leaf.head)
        if _is_text_of_message(leaf, filename):
            if leaf.head.get_content_type() == "text/html":
                shown.update(match.decode("latin-1") for match in _SHOWN.findall(leaf.content))
            continue
        yield Part(
            filename=filename,
            content=leaf.content,
            inside=leaf.inside,
            shown_in_text=_content_id(leaf.head) in shown,
            remarks=tuple(_remarks_on_leaf(leaf)),
        )


def _is_text_of_message(leaf: Leaf, filename: str) -> bool:
    head = leaf.head
    if filename or head.get_content_disposition() == "attachment":
        return False
    return head.get_content_type() in ("text/plain", "text/html", "text/enriched", "text/calendar") or not leaf.content


def _content_id(head: Mime) -> str:
    return (words(head.get("content-id")) or "\n").strip("<> ")


def _remarks_on_leaf(leaf: Leaf) -> Iterator[Sentence]:
    if leaf.broken:
        yield sentence("The encoding of this attachment is broken (base64, RFC 2045): bytes may be missing.")
    if leaf.cut_off:
        yield sentence("The message breaks off in this attachment: its end is missing.")
