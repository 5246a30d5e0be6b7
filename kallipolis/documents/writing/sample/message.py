"""Puts a dossier into one e-mail, as it lies on the disk of the server that received it."""

from __future__ import annotations

import random
from binascii import b2a_base64
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import encode_rfc2231, format_datetime, formataddr
from html import escape

from kallipolis.documents.writing.sample.cities import mailbox
from kallipolis.documents.writing.sample.draft import Attachment, Draft

OUR_HOST = "mx.network.example"
"""The server that receives the samples; `kallipolis screen` must count it among our own to decide S9."""

_BODY = {
    "en": (
        "Dear Secretariat,",
        "please find attached the application of {city} ({state}) in the field of {field}, with all documents of the list.",
        "We would be grateful if you confirmed that it has arrived.",
        "With kind regards",
    ),
    "fr": (
        "Madame, Monsieur,",
        "veuillez trouver ci-joint la candidature de {city} ({state}) dans le domaine {field}, avec toutes les pièces de la liste.",
        "Nous vous saurions gré de bien vouloir en accuser réception.",
        "Cordialement",
    ),
}
_LINE = 76  # characters of base64 (RFC 2045, 6.8)
_OLD_HABITS = 0.3
_AS_OCTETS = 0.08


def raw_message(draft: Draft, files: Sequence[Attachment]) -> bytes:
    """The e-mail, lines ended by CR LF, with our Received line on top where our server wrote one."""
    source = draft.source
    main = draft.people.one("main")
    sender = mailbox(main, draft.city.domain)
    theirs = f"mail.{draft.city.domain}"
    outer, inner = f"=_{source.randbytes(10).hex()}", f"=_{source.randbytes(10).hex()}"
    sent_at = (draft.received_at or draft.call.closes_at - timedelta(days=2)) - timedelta(seconds=source.randint(4, 90))
    head = [
        *_received(draft, theirs, sent_at),
        ("From", formataddr((main.name, sender))),
        ("To", draft.to),
        ("Subject", Header(draft.subject, "us-ascii" if draft.subject.isascii() else "utf-8").encode(linesep="\r\n")),
        ("Date", format_datetime(sent_at.astimezone(_their_zone(source)) + draft.sender_clock_off_by)),
        ("Message-ID", f"<{source.randbytes(9).hex()}@{theirs}>"),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/mixed; boundary="{outer}"'),
    ]
    parts = [_body(draft, inner), *(_part(file, source) for file in files)]
    return _headers(head) + _joined(parts, outer)


def _received(draft: Draft, theirs: str, sent_at: datetime) -> list[tuple[str, str]]:
    source = draft.source
    octet = source.randint(2, 250)
    lines = []
    if draft.received_at is not None:
        zone = source.choice((UTC, UTC, timezone(timedelta(hours=2))))
        arrived = draft.received_at.astimezone(zone)
        lines.append(
            (
                "Received",
                f"from {theirs} ({theirs} [198.51.100.{octet}])\r\n\tby {OUR_HOST} (Postfix) with ESMTPS id "
                f"{source.randbytes(6).hex().upper()}\r\n\tfor <{draft.to}>; {format_datetime(arrived)}",
            )
        )
    local = sent_at.astimezone(_their_zone(source))
    by = f"by {theirs} with ESMTPSA id {source.randbytes(5).hex()}; {format_datetime(local)}"
    lines.append(("Received", f"from [192.0.2.{octet}] (office.{draft.city.domain})\r\n\t{by}"))
    return lines


def _their_zone(source: random.Random) -> timezone:
    return timezone(timedelta(hours=source.randint(-8, 10)))


def _body(draft: Draft, boundary: str) -> bytes:
    language = draft.language
    facts = {
        "city": draft.city.name,
        "state": draft.city.state.name.in_language(language),
        "field": draft.city.field.name.in_language(language),
    }
    told = [text.format_map(facts) for text in _BODY[language]]
    told += [draft.people.one("main").name, f"{draft.city.name}"]
    pages = "".join(f"<p>{escape(text)}</p>\n" for text in told)
    plain, marked = "\r\n\r\n".join(told), f"<html><body>\n{pages}</body></html>"
    texts = [
        _headers([("Content-Type", f"text/{kind}; charset=utf-8"), ("Content-Transfer-Encoding", "base64")])
        + _base64(text.encode())
        for kind, text in (("plain", plain), ("html", marked))
    ]
    return _headers([("Content-Type", f'multipart/alternative; boundary="{boundary}"')]) + _joined(texts, boundary)


def _part(file: Attachment, source: random.Random) -> bytes:
    media_type = "application/octet-stream" if source.random() < _AS_OCTETS else file.media_type
    names = _names_in_old_habit(file.filename) if source.random() < _OLD_HABITS else _names(file.filename)
    head = [
        ("Content-Type", f"{media_type}{names[0]}"),
        ("Content-Transfer-Encoding", "base64"),
        ("Content-Disposition", f"attachment{names[1]}"),
    ]
    return _headers(head) + _base64(file.content)


def _names(filename: str) -> tuple[str, str]:
    """The parameters of the two header fields, after RFC 2231 where the name has other letters than ASCII."""
    if filename.isascii():
        return f'; name="{filename}"', f';\r\n filename="{filename}"'
    return "", f";\r\n filename*={encode_rfc2231(filename, 'utf-8')}"


def _names_in_old_habit(filename: str) -> tuple[str, str]:
    """The same as many programs still write it: an encoded word (RFC 2047) within quotes."""
    if filename.isascii():
        return f';\r\n\tname="{filename}"', f';\r\n\tfilename="{filename}"'
    encoded = Header(filename, "utf-8", maxlinelen=900).encode()
    return f';\r\n\tname="{encoded}"', f';\r\n\tfilename="{encoded}"'


def _headers(fields: Iterable[tuple[str, str]]) -> bytes:
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode("ascii") + b"\r\n"


def _base64(content: bytes) -> bytes:
    told = b2a_base64(content, newline=False)
    return b"".join(told[at : at + _LINE] + b"\r\n" for at in range(0, len(told), _LINE))


def _joined(parts: Iterable[bytes], boundary: str) -> bytes:
    mark = f"--{boundary}".encode()
    return b"".join(mark + b"\r\n" + part + b"\r\n" for part in parts) + mark + b"--\r\n"
