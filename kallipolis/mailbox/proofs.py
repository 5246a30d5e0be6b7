"""Proofs of origin, gathered as evidence for an officer: DKIM and DMARC by our own look, SPF as our mail server saw it."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email.parser import BytesHeaderParser

import authheaders
import dkim
from authheaders import DKIMAuthenticationResult, SPFAuthenticationResult

_log = logging.getLogger(__name__)

_SIGNATURES = 5
_HEAD_BYTES = 256 * 1024
_SPF = re.compile(r"\bspf=(\w+)(?:[^;]*?\bsmtp\.mailfrom=([^\s;]+))?", re.IGNORECASE)
_SERVER = re.compile(r"\s*([\w.-]+)")

Lookup = Callable[[bytes], bytes | None]
"""The text record of a name, as the domain name system has it."""


def from_the_net(name: bytes) -> bytes | None:
    """Asks the domain name system."""
    told = dkim.get_txt(name)
    return bytes(told) if told else None


@dataclass(frozen=True)
class Proof:
    """What one method says: `kind` is dkim, dmarc or spf; `about` the domain that it speaks for. It decides nothing."""

    kind: str
    result: str
    about: str = ""


def proofs_of(content: bytes, *, our_hosts: Iterable[str], lookup: Lookup | None) -> tuple[Proof, ...]:
    """The proofs of a message as received. Without `lookup` nobody is asked, and only our own server's word is told.

    It never fails: what a hostile message does to a library is a proof that could not be had.
    """
    try:
        spf = _spf(content, our_hosts)
        signatures = _dkim(content, lookup) if lookup else ()
        dmarc = _dmarc(content, signatures, spf, lookup) if lookup else ()
    except Exception as error:
        _log.warning("The proofs of a message could not be gathered.", exc_info=error)
        return (Proof("proofs", "error"),)
    return (*signatures, *spf, *dmarc)


def _spf(content: bytes, our_hosts: Iterable[str]) -> tuple[Proof, ...]:
    """The topmost Authentication-Results line, where a server of ours wrote it (RFC 8601 5): any other may be forged."""
    head = BytesHeaderParser().parsebytes(content[:_HEAD_BYTES])
    line = str(head.get("Authentication-Results", ""))
    server = _SERVER.match(line)
    if server is None or server[1].casefold() not in {host.casefold() for host in our_hosts}:
        return ()
    found = _SPF.search(line)
    return (Proof("spf", found[1].casefold(), (found[2] or "")[:200]),) if found else ()


def _dkim(content: bytes, lookup: Lookup) -> tuple[Proof, ...]:
    def asked(name: bytes, timeout: int = 5) -> bytes | None:
        return lookup(name)

    # The library takes lines with CR LF only; a file of a Unix machine may have others.
    message = content if b"\r\n" in content[:4_096] else content.replace(b"\n", b"\r\n")
    checked = dkim.DKIM(message)
    signatures = [value for name, value in checked.headers if name.lower() == b"dkim-signature"]
    found = []
    for number in range(min(len(signatures), _SIGNATURES)):
        try:
            result = "pass" if checked.verify(idx=number, dnsfunc=asked) else "fail"
        except dkim.DKIMException as wrong:
            if isinstance(wrong, dkim.DnsTimeoutError):
                result = "temperror"
            else:
                result = "fail" if "body hash mismatch" in str(wrong) else "permerror"
        domain = checked.domain if isinstance(checked.domain, bytes) else b""
        found.append(Proof("dkim", result, domain.decode("ascii", "replace")[:200]))
    return tuple(found)


def _dmarc(content: bytes, signatures: tuple[Proof, ...], spf: tuple[Proof, ...], lookup: Lookup) -> tuple[Proof, ...]:
    def asked(name: str, timeout: int = 5) -> str | None:
        told = lookup(name.encode("idna") if not name.isascii() else name.encode())
        return told.decode("utf-8", "replace") if told is not None else None

    passed = next((one for one in signatures if one.result == "pass"), None)
    sender = spf[0] if spf else None
    told = authheaders.check_dmarc(
        content[:_HEAD_BYTES],
        spf_result=SPFAuthenticationResult(
            result=sender.result if sender else "none", smtp_mailfrom=sender.about if sender else ""
        ),
        dkim_result=DKIMAuthenticationResult(
            result="pass" if passed else "none", header_d=passed.about if passed else ""
        ),
        dnsfunc=asked,
    )
    return (Proof("dmarc", str(told.result), str(told.header_from or "")[:200]),)
