"""E-mails as mail programs, gateways and forgers write them, and the bags that other mail programs put attachments in."""

from __future__ import annotations

import base64
import binascii
import quopri
import struct
from collections.abc import Iterator, Sequence

from kallipolis.documents.writing.package import packed
from tests.documents.reading.making import ENDORSEMENT_EN, INTENT_EN, SUPPORT_EN, jpeg, pdf, street, word

Named = tuple[str, bytes]
Part = tuple[bytes, bytes]

_HEAD = (
    b"Received: from a.example by mx.network.example with ESMTPS id 1; Wed, 30 Jun 2021 12:00:00 +0000\r\n"
    b"From: Team <team@marsa.example>\r\nTo: calls@secretariat.example\r\n"
    b"Subject: 2021 Application of Marsa\r\nMessage-ID: <1@marsa.example>\r\nMIME-Version: 1.0\r\n"
)
_TEXT = (b"Content-Type: text/plain; charset=utf-8\r\n", b"Please find our application attached.")
_FIVE_NAMES = ("письмо.pdf", "信.pdf", "رسالة.pdf", "lettre d’appui.pdf", "επιστολή.pdf")


def messages() -> Iterator[Named]:
    """Every message of the corpus by its name; those in `.eml` are whole dossiers too."""
    photo = jpeg(street(3, width=320, height=240))
    letters = [("intent.pdf", pdf(INTENT_EN)), ("aval.docx", word(ENDORSEMENT_EN)), ("photo.jpg", photo)]
    parts = [_TEXT, *(attached(name, content) for name, content in letters)]
    yield "plain.eml", mail(parts)
    yield "lines of Unix.eml", mail(parts).replace(b"\r\n", b"\n")
    yield "lines of Macintosh.eml", mail(parts).replace(b"\r\n", b"\r")
    yield from _nested(parts)
    yield from _encoded_otherwise(photo)
    yield from _named_otherwise()
    yield from _ill_formed(parts)
    yield from _bags(letters)


def mail(parts: Sequence[Part], *, head: bytes = _HEAD, boundary: bytes = b"b1", close: bytes = b"--b1--\r\n") -> bytes:
    """A message of these parts."""
    return head + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n' + _joined(parts) + close


def attached(name: str, content: bytes, *, kind: bytes = b"application/octet-stream") -> Part:
    """An attachment in base64, as most programs write it."""
    disposition = b'Content-Disposition: attachment; filename="' + name.encode() + b'"\r\n'
    head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n" + disposition
    return head, base64.encodebytes(content).replace(b"\n", b"\r\n")


def _joined(parts: Sequence[Part]) -> bytes:
    return b"".join(b"--b1\r\n" + head + b"\r\n" + body + b"\r\n" for head, body in parts)


def _nested(parts: Sequence[Part]) -> Iterator[Named]:
    whole = mail(parts)
    yield "forwarded.eml", mail([_TEXT, (b"Content-Type: message/rfc822\r\n", whole)])
    yield "forwarded in base64.eml", mail([_TEXT, attached("fwd.eml", whole, kind=b"message/rfc822")])
    yield "digest.eml", mail([(b'Content-Type: multipart/digest; boundary="b1"\r\n', whole)])
    for depth in (8, 60):
        inner = mail(parts[:2])
        for level in range(depth):
            mark = b"c%d" % level
            inner = _HEAD + b"Content-Type: multipart/mixed; boundary=" + mark + b"\r\n\r\n--" + mark + (
                b"\r\nContent-Type: message/rfc822\r\n\r\n" + inner + b"\r\n--" + mark + b"--\r\n")  # fmt: skip
        yield f"forwarded {depth} times.eml", inner
    many = [attached(f"{number}.txt", b"letter %d" % number) for number in range(190)]
    yield "many parts.eml", mail(many)
    yield "too many parts.eml", mail([*many, *many])


def _encoded_otherwise(photo: bytes) -> Iterator[Named]:
    letter = pdf(SUPPORT_EN)
    yield "quoted.eml", mail([(b"Content-Type: application/pdf; name=a.pdf\r\n"
                               b"Content-Transfer-Encoding: quoted-printable\r\n", quopri.encodestring(letter))])  # fmt: skip
    yield (
        "eight bits.eml",
        mail([(b"Content-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: binary\r\n", photo)]),
    )
    lines = b"".join(binascii.b2a_uu(photo[at : at + 45]) for at in range(0, len(photo), 45))
    coded = b"begin 644 a.jpg\r\n" + lines.replace(b"\n", b"\r\n") + b"`\r\nend\r\n"
    yield "uuencoded.eml", mail([(b"Content-Type: image/jpeg\r\nContent-Transfer-Encoding: x-uuencode\r\n", coded)])
    yield "uuencoded in the text.eml", _HEAD + b"\r\nOur photo:\r\n" + coded
    head, body = attached("broken.pdf", letter)
    yield "broken base64.eml", mail([(head, body[:400] + b"!\x80=" + body[401:-9])])
    yield "base64 in one line.eml", mail([(head, base64.b64encode(letter))])
    yield "unknown encoding.eml", mail([(head.replace(b"base64", b"x-zip64"), body)])
    charset = b"Content-Type: text/plain; charset=x-none\r\nContent-Disposition: attachment; filename=a.txt\r\n"
    yield "unknown charset.eml", mail([(charset, "Ville de Marsa, été".encode("cp1252"))])
    shown = b'<html><img src="cid:logo@x"><p>Dear all</p></html>'
    logo = (b"Content-Type: image/jpeg\r\nContent-ID: <logo@x>\r\nContent-Transfer-Encoding: base64\r\n",
            base64.encodebytes(photo))  # fmt: skip
    yield "picture in the text.eml", mail([(b"Content-Type: text/html; charset=iso-2022-jp\r\n", shown), logo])
    yield "format flowed.eml", mail([(b"Content-Type: text/plain; format=flowed\r\n", b"x " * 40_000)])


def _named_otherwise() -> Iterator[Named]:
    letter = base64.encodebytes(pdf(SUPPORT_EN))
    kind = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;"
    raw = [(kind + b' filename="' + name.encode() + b'"\r\n', letter) for name in _FIVE_NAMES]
    yield "names in eight bits.eml", mail(raw)
    words = [b"=?utf-8?b?" + base64.b64encode(name.encode()) + b"?=" for name in _FIVE_NAMES]
    yield "names in words.eml", mail([(kind + b' filename="' + word + b'"\r\n', letter) for word in words])
    pieces = kind + b" filename*0*=utf-8''lettre%20d%E2%80%99; filename*1*=appui; filename*2=\".pdf\"\r\n"
    yield "name in pieces.eml", mail([(pieces, letter)])
    wrong = kind + b" filename*0*=utf-9''%FF%; filename*9=x; filename*=''\r\n"
    yield "name in wrong pieces.eml", mail([(wrong, letter)])
    for name in (
        b"../../etc/passwd",
        b"a\\b\\c.pdf",
        b"x" * 5_000 + b".pdf",
        b"\x00.pdf",
        b".pdf",
        b"\xe2\x80\xaefdp.exe",
    ):
        yield f"name of {len(name)} bytes.eml", mail([(kind + b' filename="' + name + b'"\r\n', letter)])
    subject = b"Subject: =?gb2312?B?yerH67H4w+8=?= =?x-none?Q?=FF=FE?= =?utf-8?B?!!?=\r\n "
    yield (
        "subject of many sets.eml",
        mail([_TEXT, (kind + b"\r\n", letter)], head=_HEAD + subject + b"x" * 60_000 + b"\r\n"),
    )


def _ill_formed(parts: Sequence[Part]) -> Iterator[Named]:
    whole = mail(parts)
    yield "cut off.eml", whole[: len(whole) // 2]
    yield "not closed.eml", mail(parts, close=b"")
    yield "no boundary.eml", whole.replace(b'; boundary="b1"', b"")
    yield "other boundary.eml", whole.replace(b'boundary="b1"', b'boundary="b2"')
    yield "strange boundary.eml", whole.replace(b'"b1"', b'"b\xc3\xa9 1"').replace(b"--b1", b"--b\xc3\xa9 1")
    yield "same boundary twice.eml", mail([(b'Content-Type: multipart/mixed; boundary="b1"\r\n', _joined(parts))])
    yield "two senders.eml", whole.replace(b"From:", b"From: b@evil.example\r\nFrom:", 1)
    yield "no sender.eml", whole.replace(b"From:", b"X-From:", 1)
    yield "eight bits in the head.eml", whole.replace(b"Marsa", "Marsá Ñandú".encode("latin-1"), 1)
    yield "zeros in the head.eml", whole.replace(b"Marsa", b"Mar\0sa\x1b[2J", 1)
    yield "endless head.eml", _HEAD + b"X-Long: " + b"x" * 1_500_000 + b"\r\n\r\n" + whole
    yield "endless lines of a head.eml", _HEAD + b"X: y\r\n" * 20_000 + whole
    yield "many addresses.eml", whole.replace(b"To: ", b"To: " + b"a <(((((@x.example>, " * 3_000, 1)
    yield "brackets in brackets.eml", whole.replace(b"To: ", b"To: " + b"(" * 30_000, 1)
    yield "partial.eml", whole.replace(b"multipart/mixed", b"message/partial; number=1; id=x", 1)
    yield (
        "report.eml",
        mail([(b"Content-Type: message/delivery-status\r\n", b"Status: 5.0.0\r\n\r\nAction: failed\r\n")]),
    )
    yield "words only.eml", _HEAD + b"\r\nPlease find our application attached."
    yield "head only.eml", _HEAD


def _bags(letters: Sequence[Named]) -> Iterator[Named]:
    whole = mail([_TEXT, *(attached(name, content) for name, content in letters)])
    box = b"".join(
        b"From team@marsa.example Wed Jun 30 12:00:00 2021\n" + whole.replace(b"\r\n", b"\n") + b"\n" for _ in "ab"
    )
    yield "two messages.mbox", box
    yield "box.eml", mail([attached("inbox.mbox", box, kind=b"application/mbox")])
    bag = _tnef(letters)
    yield "winmail.dat", bag
    yield "of Outlook.eml", mail([_TEXT, attached("winmail.dat", bag, kind=b"application/ms-tnef")])
    zipped = packed(dict(letters))
    yield "with a zip.eml", mail([_TEXT, attached("dossier.zip", zipped, kind=b"application/zip")])
    yield (
        "signed.eml",
        mail([_TEXT, attached("smime.p7s", b"\x30\x82" + bytes(500), kind=b"application/pkcs7-signature")]),
    )


def _tnef(files: Sequence[Named]) -> bytes:
    """A bag as Outlook packs it ([MS-OXTNEF] 2.1): for each file its start, its title, its content."""
    held = struct.pack("<IH", 0x223E9F78, 1) + _attribute(1, 0x00089006, struct.pack("<I", 0x10000))
    for name, content in files:
        held += _attribute(2, 0x00069002, struct.pack("<HII", 1, 0xFFFFFFFF, 0) + bytes(4))
        held += _attribute(2, 0x00018010, name.encode("cp1252") + b"\0") + _attribute(2, 0x0006800F, content)
    return held


def _attribute(level: int, number: int, content: bytes) -> bytes:
    return struct.pack("<BII", level, number, len(content)) + content + struct.pack("<H", sum(content) & 0xFFFF)
