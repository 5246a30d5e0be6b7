"""Awkward messages of our own making, as they come over the wire: lines end with CR LF and are short enough for any server.

`CORPUS` travels by every door unchanged. `HORRORS` no mail server would pass on as it is; they come as files only.
"""

from __future__ import annotations

import base64
import random
from functools import cache

from kallipolis.documents.writing.sample.drafting import Manner
from kallipolis.documents.writing.sample.plan import planned
from kallipolis.documents.writing.sample.run import samples
from kallipolis.rulebook.call.loading import folder_of, load
from tests.documents.reading.making import pdf, word

_TO = "applications@network.example"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def lines(*told: str | bytes) -> bytes:
    return b"".join((one.encode() if isinstance(one, str) else one) + b"\r\n" for one in told)


def head(
    subject: str | bytes = "2021 Application of Port Tavoa", *more: str | bytes, sender: str = "Ana <ana@city.example>"
) -> bytes:
    named = subject if isinstance(subject, bytes) else subject.encode()
    return lines(f"From: {sender}", f"To: {_TO}", b"Subject: " + named, *more)


def plain(
    subject: str | bytes = "2021 Application of Port Tavoa",
    *more: str | bytes,
    body: str | bytes = "Dear all,",
    **told: str,
) -> bytes:
    return head(subject, *more, **told) + b"\r\n" + lines(body)


def wrapped(content: bytes) -> bytes:
    return base64.encodebytes(content).replace(b"\n", b"\r\n")


def part(content: bytes, *more: str, kind: str = "application/pdf", name: str = 'filename="letter.pdf"') -> bytes:
    told = lines(
        f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", f"Content-Disposition: attachment; {name}", *more
    )
    return told + b"\r\n" + wrapped(content)


def mixed(
    *parts: bytes, subject: str = "2021 Application of Port Tavoa", boundary: str = "b", more: tuple[str, ...] = ()
) -> bytes:
    told = head(subject, "MIME-Version: 1.0", f'Content-Type: multipart/mixed; boundary="{boundary}"', *more) + b"\r\n"
    return told + b"".join(f"--{boundary}\r\n".encode() + one for one in parts) + f"--{boundary}--\r\n".encode()


def encoded(text: str, charset: str = "utf-8") -> str:
    pieces = [text[at : at + 12] for at in range(0, len(text), 12)]
    return "\r\n ".join(f"=?{charset}?B?{base64.b64encode(one.encode(charset)).decode()}?=" for one in pieces)


def nested(depth: int) -> bytes:
    inner = plain("inside", body="the innermost")
    for _ in range(depth):
        inner = mixed(lines("Content-Type: message/rfc822") + b"\r\n" + inner)
    return inner


@cache
def _corpus() -> dict[str, bytes]:
    letter, form = pdf("Dear Director-General,\nI intend to apply."), word("Application form\nCity: Port Tavoa")
    text = lines("Content-Type: text/plain; charset=utf-8", "", "Dear all,")
    dot = b".\r\n..\r\n.hidden\r\n...\r\n"
    made = {
        "plain": plain(),
        "no-body": head() + b"\r\n",
        "no-subject": lines("From: a@city.example", f"To: {_TO}", "", "x"),
        "empty-subject": plain(""),
        "no-from": lines(f"To: {_TO}", "Subject: x", "", "x"),
        "two-froms": lines("From: a@x.example", "From: b@y.example", f"To: {_TO}", "Subject: x", "", "x"),
        "dots": head() + b"\r\n" + dot,
        "dots-only": head() + b"\r\n.\r\n".replace(b".", b".."),
        "from-in-text": plain(body="From here on\r\n>From there"),
        "subject-arabic-1000": plain(encoded("طلب مدينة المرفأ " * 60)),
        "subject-gb2312": plain(encoded("2021年申请", "gb2312")),
        "subject-koi8": plain(encoded("Заявка города Тавоа", "koi8-r")),
        "subject-raw-utf8": plain("Candidature de São Tomé".encode()),
        "subject-raw-latin1": plain("Candidature de Ségou".encode("latin-1")),
        "subject-broken-word": plain("=?utf-8?B?not base64!?= and =?nowhere?Q?x?="),
        "subject-folded": plain("2021\r\n Application\r\n\tof Port Tavoa"),
        "subject-tab": plain("2021\tApplication of\tPort Tavoa"),
        "subject-reply": plain("RE: Fwd: TR : 2021 Application of Port Tavoa"),
        "subject-french": plain("Candidature 2021 de la ville de Ouaréma".encode()),
        "subject-markup": plain("2021 Application of <b>Port</b> <script>alert(1)</script>"),
        "subject-link": plain("2021 Application of http://evil.example/ www.evil.example"),
        "subject-bidi": plain(encoded("2021 Application of \u202eavoaT troP\u202c")),
        "to-folded": lines(
            "From: a@x.example", "To: one@y.example,", f" {_TO},", "\tthree@z.example", "Subject: x", "", "x"
        ),
        "to-100": lines(
            "From: a@x.example", "To: " + ",\r\n ".join(f"p{n}@city.example" for n in range(100)), "Subject: x", "", "x"
        ),
        "name-quoted": plain(sender='"Ana \\"the mayor\\" <x@y>" <ana@city.example>'),
        "name-encoded": plain(sender=f"{encoded('Мэр города')} <ana@city.example>"),
        "address-broken": plain(sender="ana at city"),
        "reply-to-victim": plain("2021 Application of X", "Reply-To: victim@elsewhere.example"),
        "auto-submitted": plain("Out of office", "Auto-Submitted: auto-replied"),
        "list": plain("News", "List-Id: <news.example>", "Precedence: list"),
        "bulk": plain("News", "Precedence: bulk"),
        "bounce": head("Undelivered", 'Content-Type: multipart/report; report-type=delivery-status; boundary="r"')
        + lines(
            "",
            "--r",
            "Content-Type: message/delivery-status",
            "",
            "Reporting-MTA: dns; mx",
            "",
            "Final-Recipient: rfc822; ana@city.example",
            "Action: failed",
            "Status: 5.1.1",
            "",
            "--r--",
        ),
        "head-1000-lines": plain("many", *(f"X-Line-{n}: {n}" for n in range(1_000))),
        "received-30": plain("x", *(f"Received: from a by b{n}; Wed, 30 Jun 2021 10:00:00 +0000" for n in range(30))),
        "date-1900": plain("x", "Date: Mon, 1 Jan 1900 00:00:00 +0000"),
        "date-missing": plain("x", "Message-ID: <1@x.example>"),
        "date-nonsense": plain("x", "Date: yesterday"),
        "id-missing": plain("x"),
        "id-odd": plain("x", "Message-ID: <a b@@c>"),
        "html-only": head("x", "Content-Type: text/html; charset=utf-8")
        + lines("", "<p onclick=alert(1)>Dear all</p>"),
        "charset-unknown": head("x", "Content-Type: text/plain; charset=klingon") + lines("", "Dear all"),
        "type-broken": head("x", "Content-Type: text/") + lines("", "Dear all"),
        "boundary-missing": head("x", "Content-Type: multipart/mixed") + lines("", "--b", "", "x", "--b--"),
        "boundary-never-comes": head("x", 'Content-Type: multipart/mixed; boundary="never"') + lines("", "text"),
        "boundary-unclosed": mixed(text, part(letter)).removesuffix(b"--b--\r\n"),
        "boundary-quoted": mixed(text, part(letter), boundary="b (odd) / = ?"),
        "letter": mixed(text, part(letter)),
        "form": mixed(text, part(form, kind=_WORD, name='filename="form.docx"')),
        "form-as-octets": mixed(text, part(form, kind="application/octet-stream", name='filename="form.docx"')),
        "form-and-letter": mixed(text, part(form, kind=_WORD, name='filename="form.docx"'), part(letter)),
        "name-2231": mixed(text, part(letter, name="filename*0*=utf-8''l%C3%A9ttre; filename*1=.pdf")),
        "name-path": mixed(text, part(letter, name='filename="../../etc/passwd"')),
        "name-none": mixed(
            text, lines("Content-Type: application/pdf", "Content-Transfer-Encoding: base64", "") + wrapped(letter)
        ),
        "name-long": mixed(text, part(letter, name=f'filename="{"l" * 300}.pdf"')),
        "base64-broken": mixed(text, part(letter)[:-40] + b"!!!!\r\n"),
        "base64-unpadded": mixed(text, part(letter).replace(b"=", b"")),
        "quoted-printable": head(
            "x", "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"
        )
        + lines("", "D=C3=A9ar =", "all=ZZ"),
        "uuencode": head("x", "Content-Transfer-Encoding: x-uuencode")
        + lines("", "begin 644 a.txt", "#0V%T", "`", "end"),
        "forwarded": mixed(text, lines("Content-Type: message/rfc822") + b"\r\n" + mixed(text, part(letter))),
        "nested-5": nested(5),
        "nested-60": nested(60),
        "parts-200": mixed(*[text] * 200),
        "winmail": mixed(
            text, part(b"\x78\x9f\x3e\x22" + b"\0" * 40, kind="application/ms-tnef", name='filename="winmail.dat"')
        ),
        "signed-smime": mixed(
            text,
            part(random.Random(1).randbytes(2_000), kind="application/pkcs7-signature", name='filename="smime.p7s"'),
        ),
        "encrypted-pgp": head("x", "Content-Type: multipart/encrypted; boundary=b")
        + lines("", "--b", "", "Version: 1", "--b--"),
        "calendar": head("x", "Content-Type: text/calendar; method=REQUEST")
        + lines("", "BEGIN:VCALENDAR", "END:VCALENDAR"),
        "8bit": head("x", "Content-Transfer-Encoding: 8bit") + b"\r\n" + bytes(range(128, 256)) + b"\r\n",
    }
    call = load(folder_of("uccn-2021"))
    for number, sample in enumerate(
        samples(call, planned(call, 2, seed=7, flawed=0), seed=7, ending=".eml", manner=Manner())
    ):
        made[f"dossier-{number}"] = sample.message
    return {name: one if one.endswith(b"\r\n") else one + b"\r\n" for name, one in made.items()}


HORRORS = {
    "empty": b"",
    "one-byte": b"\n",
    "nul": b"From: a\0b@x.example\r\nSubject: \0\r\n\r\n\0\r\n",
    "no-line-end": b"From: a@x.example\r\nSubject: x",
    "bare-cr": b"From: a@x.example\rSubject: x\r\rbody",
    "line-of-a-million": b"From: a@x.example\r\nSubject: x\r\n\r\n" + b"x" * 1_000_000,
    "head-of-a-million": b"From: a@x.example\r\nSubject: " + b"x" * 1_000_000 + b"\r\n\r\n",
    "noise": random.Random(2).randbytes(20_000),
    "mbox-line": b"From a@x.example Wed Jun 30 10:00:00 2021\r\nFrom: a@x.example\r\nSubject: x\r\n\r\nx\r\n",
}


def corpus() -> dict[str, bytes]:
    """The messages by name, each other than all others."""
    return dict(_corpus())
