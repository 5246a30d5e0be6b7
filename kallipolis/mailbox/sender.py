"""Letters out: composed as an e-mail, handed to an SMTP server, or laid as a file into a folder."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from types import TracebackType
from typing import Protocol

_SECONDS = 60


@dataclass(frozen=True)
class Attached:
    """A small text that goes with a letter."""

    filename: str
    kind: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Outgoing:
    """A letter as it is to leave. What stands in it was made safe by nobody yet: `composed` sees to that."""

    to: str
    sender: str
    sender_name: str
    subject: str
    text: str
    html: str = ""
    message_id: str
    written_at: datetime
    language: str = "en"
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attached, ...] = ()


@dataclass(frozen=True)
class Handed:
    """What the next server said: taken, or not now, or never. `said` is its answer."""

    taken: bool
    for_good: bool = False
    said: str = ""


class Sender(Protocol):
    """Takes letters one by one; a context manager that holds its connection."""

    def __enter__(self) -> Sender: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, letter: Outgoing) -> Handed: ...


def composed(letter: Outgoing) -> bytes:
    """The letter as an e-mail (RFC 5322). Head lines are one line each: a text can add none (known failure 61).

    Raises:
        ValueError: an address is none.
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = _line(letter.subject) or "…"
    message["From"] = Address(_line(letter.sender_name), addr_spec=letter.sender)
    message["To"] = _one_address(letter.to)
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = _line(letter.message_id)
    message["Content-Language"] = _line(letter.language)
    for name, value in letter.headers.items():
        message[_line(name)] = _line(value)
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for one in letter.attachments:
        kind, _, subtype = one.kind.partition("/")
        message.add_attachment(one.text.encode(), maintype=kind, subtype=subtype, filename=_line(one.filename))
    mark = hashlib.sha256(letter.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(message.walk()):
        if part.is_multipart():
            # The same letter is the same bytes, so that one that is sent twice can be told.
            part.set_boundary(f"=_{mark}.{number}")
    return message.as_bytes()


def _one_address(text: str) -> Address:
    try:
        return Address(addr_spec=text)
    except (IndexError, HeaderParseError) as wrong:
        raise ValueError(f"{text[:100]!r} is no address") from wrong


def _line(text: str) -> str:
    return " ".join(text.split())


class SmtpSender:
    """Hands letters to one SMTP server: `smtps` over TLS, `smtp` with STARTTLS where the server offers it."""

    def __init__(self, *, scheme: str, host: str, port: int, user: str = "", password: str = "") -> None:
        self._scheme, self._host, self._port, self._user, self._password = scheme, host, port, user, password
        self._client: smtplib.SMTP | None = None

    def __enter__(self) -> SmtpSender:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, letter: Outgoing) -> Handed:
        """Hands one letter over. A broken connection is tried again with the next letter."""
        try:
            content = composed(letter)
        except ValueError as wrong:
            return Handed(taken=False, for_good=True, said=str(wrong))
        try:
            client = self._client or self._connected()
            client.sendmail(letter.sender, [letter.to], content)
        except smtplib.SMTPRecipientsRefused as refused:
            self._reset()
            code, said = next(iter(refused.recipients.values()))
            return Handed(taken=False, for_good=500 <= code < 600, said=_said(code, said))
        except smtplib.SMTPResponseException as answer:
            self._leave()
            return Handed(
                taken=False, for_good=500 <= answer.smtp_code < 600, said=_said(answer.smtp_code, answer.smtp_error)
            )
        except (OSError, smtplib.SMTPException) as broken:
            self._leave()
            return Handed(taken=False, said=str(broken)[:500])
        return Handed(taken=True, said="250")

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self._scheme == "smtps":
            client: smtplib.SMTP = smtplib.SMTP_SSL(self._host, self._port, timeout=_SECONDS, context=context)
        else:
            client = smtplib.SMTP(self._host, self._port, timeout=_SECONDS)
            client.ehlo()
            if client.has_extn("starttls"):
                client.starttls(context=context)
                client.ehlo()
        if self._user:
            client.login(self._user, self._password)
        self._client = client
        return client

    def _reset(self) -> None:
        try:
            if self._client is not None:
                self._client.rset()
        except (OSError, smtplib.SMTPException):
            self._leave()

    def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                client.quit()
            except (OSError, smtplib.SMTPException):
                client.close()


class FolderSender:
    """Lays letters into a folder, each as an .eml file that a mail program opens: what a site without a server has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> FolderSender:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, letter: Outgoing) -> Handed:
        """Writes one letter, whole or not at all; the same letter again is the same file."""
        try:
            content = composed(letter)
        except ValueError as wrong:
            return Handed(taken=False, for_good=True, said=str(wrong))
        safe = "".join(one for one in letter.message_id if one.isalnum() and one.isascii())[:80]
        draft = self._folder / f".{safe}.{os.getpid()}"
        try:
            draft.write_bytes(content)
            draft.replace(self._folder / f"{safe}.eml")
        except OSError as full:
            return Handed(taken=False, said=full.strerror or "cannot be written")
        return Handed(taken=True, said=f"{safe}.eml")


def _said(code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"{code} {' '.join(words.split())}"[:500]
