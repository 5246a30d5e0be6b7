"""One dossier of about 26 MB to its sheet, in CPU time: the physical floor, the naive way, and ours in a warm child.

Prints medians and ratios; also 100 dossiers with two jobs, and the child's peak memory. Run by `make bench`.
"""

from __future__ import annotations

import binascii
import email
import email.policy
import hashlib
import io
import json
import os
import random
import re
import statistics
import sys
import time
import zipfile
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import lxml.etree
import pikepdf
import pypdf
import pypdfium2
from PIL import Image

from kallipolis.documents.reading.door import ReadingRequest, ReadingRoom
from kallipolis.documents.writing.form import filled_form
from kallipolis.rulebook.call.edition import Call, FormField
from kallipolis.rulebook.call.loading import folder_of, load
from kallipolis.rulebook.screening.run import screen
from kallipolis.rulebook.screening.sheet import sheet_of

ROUNDS = 15
_TICKS = os.sysconf("SC_CLK_TCK")
_WORDS = (
    "the", "city", "its", "craft", "council", "school", "river", "library", "festival",
    "young", "artists", "partners", "budget", "years", "plan", "quarter", "harbour", "workshop",
    "public", "training", "archive", "markets", "streets", "music", "makers", "village", "region",
    "support", "network", "women", "exchange",
)  # fmt: skip


def a_large_dossier(call: Call) -> bytes:
    """An e-mail of about 26 MB: a form, three 12-megapixel JPEGs, four letters, a scanned PDF, three rights forms inside."""
    source = random.Random(2021)
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"] = "culture@port-tavoa.example", call.secretariat.applications_address
    message["Subject"] = (call.subjects or ("Application of {city}",))[0].format(city="Port Tavoa")
    message["Message-ID"], message["Date"] = "<bench@port-tavoa.example>", "Wed, 30 Jun 2021 12:00:00 +0000"
    message.set_content("Please find our application attached.\n")
    answers = {field.key: _answer(field, call, source) for field in call.form.fields}
    form = filled_form(call, "en", answers)
    word = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    message.add_attachment(form, maintype="application", subtype=word, filename="Application form.docx")
    for number in (1, 2, 3):
        photograph = _photograph(number)
        message.add_attachment(photograph, maintype="image", subtype="jpeg", filename=f"photo {number}.jpg")
    openings = {
        "letter of intent.pdf": "I, the undersigned Mayor of Port Tavoa, present the candidature. Letter of intent of the Mayor.",
        "endorsement.pdf": "The National Commission for UNESCO endorses the candidature of Port Tavoa. Endorsement.",
        "support letter 1.pdf": "The national association of writers supports the application of Port Tavoa.",
        "support letter 2.pdf": "The national guild of printers supports the application of Port Tavoa.",
    }
    for name, opening in openings.items():
        letter = _letter(f"{opening} {_prose(400, source)}")
        message.add_attachment(letter, maintype="application", subtype="pdf", filename=name)
    message.add_attachment(_scan(), maintype="application", subtype="pdf", filename="list of documents.pdf")
    return message.as_bytes()


def _answer(field: FormField, call: Call, source: random.Random) -> str:
    if field.kind == "choice":
        return call.fields[0].name.en
    if field.kind == "text":
        return _prose((field.words or 60) * 9 // 10, source)
    named = {call.form.city_field: "Port Tavoa", call.form.country_field: "Chile"}
    return named.get(field.key, {"number": "120000", "date": "21 June 2021"}.get(field.kind, f"Line {field.key}"))


def _prose(count: int, source: random.Random) -> str:
    return " ".join(source.choices(_WORDS, k=count)).capitalize() + "."


def _photograph(number: int) -> bytes:
    """A 12-megapixel JPEG with grain, as large as the call allows (S6): just below 3,000,000 bytes."""
    size = (4000, 3000)
    grain = Image.effect_noise((2000, 1500), 14 + number).resize(size, Image.Resampling.BICUBIC)
    sky = Image.linear_gradient("L").resize(size)
    picture = Image.merge("RGB", (Image.blend(sky, grain, 0.5), Image.blend(sky.rotate(180), grain, 0.35), grain))
    for quality in range(95, 40, -1):
        stream = io.BytesIO()
        picture.save(stream, "JPEG", quality=quality, subsampling=2)
        if stream.tell() < 3_000_000:
            return stream.getvalue()
    raise AssertionError("no quality makes it small enough")


def _letter(text: str) -> bytes:
    lines = [text[at : at + 90] for at in range(0, len(text), 90)]
    shown = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    pdf = pikepdf.new()
    font = pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    page = pdf.add_blank_page(page_size=(595, 842))
    page.obj.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.obj.Contents = pdf.make_stream(f"BT /F1 10 Tf 60 780 Td 13 TL {shown} ET".encode("cp1252"))
    return _saved(pdf)


def _scan() -> bytes:
    """Four pages scanned at 300 dots an inch, without text: about 10 MB."""
    pdf = pikepdf.new()
    for number in range(4):
        stream = io.BytesIO()
        Image.effect_noise((2480, 3508), 20 + number).save(stream, "JPEG", quality=80)
        picture = pdf.make_stream(
            stream.getvalue(),
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=2480,
            Height=3508,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.DCTDecode,
        )
        page = pdf.add_blank_page(page_size=(595, 842))
        page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I1=picture))
        page.obj.Contents = pdf.make_stream(b"q 595 0 0 842 0 0 cm /I1 Do Q")
    return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    stream = io.BytesIO()
    pdf.save(stream)
    return stream.getvalue()


def floor(raw: bytes) -> None:
    """(a) What physics asks: split, decode, digest, the form's XML, JPEGs entropy-decoded at 1/8, the letters' text."""
    head = raw.index(b"\r\n\r\n")
    boundary = re.search(rb'boundary="([^"]+)"', raw[:head])
    for part in raw.split(b"\r\n--" + (boundary[1] if boundary else b""))[1:-1]:
        lines, _, body = part.partition(b"\r\n\r\n")
        if b"base64" not in lines:
            continue
        content = binascii.a2b_base64(body)
        hashlib.sha256(content).digest()
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as package:
                lxml.etree.fromstring(package.read("word/document.xml"))
        elif content.startswith(b"\xff\xd8"):
            picture = Image.open(io.BytesIO(content))
            picture.draft("RGB", (picture.width // 8, picture.height // 8))
            picture.load()
        elif content.startswith(b"%PDF"):
            document = pypdfium2.PdfDocument(content)
            for number in range(len(document)):
                document[number].get_textpage().get_text_range()


def naive(raw: bytes) -> None:
    """(b) The naive way: the standard library's parser, python-docx, whole pictures, pypdf."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    for part in message.walk():
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            continue
        hashlib.sha256(content).digest()
        if content.startswith(b"PK"):
            document = docx.Document(io.BytesIO(content))
            [paragraph.text for paragraph in document.paragraphs]
        elif content.startswith(b"\xff\xd8"):
            Image.open(io.BytesIO(content)).load()
        elif content.startswith(b"%PDF"):
            [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def own_cpu(work: Callable[[], object]) -> float:
    """CPU seconds of this process for one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def children_cpu() -> float:
    """CPU seconds of this process's living children so far."""
    total = 0
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / _TICKS


def children_peak() -> int:
    """The largest peak of resident memory among the children, in bytes."""
    peaks = []
    for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        found = re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
        peaks.append(int(found[1]) * 1024 if found else 0)
    return max(peaks, default=0)


def main() -> None:
    call = load(folder_of("uccn-2021"))
    raw = a_large_dossier(call)
    request = ReadingRequest(source="bench.eml", call_folder=Path(call.folder), content=raw, recognise=False)
    floors, naives, ours = [], [], []
    with ReadingRoom(1) as room:

        def screened() -> None:
            dossier = room.read(request)
            json.dumps(str(sheet_of(dossier, screen(dossier, call), call)))

        for _ in range(2):
            floor(raw)
            naive(raw)
            screened()
        for _ in range(ROUNDS):
            floors.append(own_cpu(lambda: floor(raw)))
            before = children_cpu()
            parent = own_cpu(screened)
            ours.append(parent + children_cpu() - before)
            naives.append(own_cpu(lambda: naive(raw)))
        peak = children_peak()
    a, b, c = map(statistics.median, (floors, naives, ours))
    print(f"dossier: {len(raw):,} bytes; {ROUNDS} rounds, medians of CPU milliseconds; Python {sys.version.split()[0]}")
    print(f"(a) floor  {a * 1000:7.0f}   (b) naive  {b * 1000:7.0f}   (c) ours  {c * 1000:7.0f}")
    print(f"(a)/(c) {a / c:.2f} (at least 0.60)   (b)/(c) {b / c:.2f} (at least 3.00)")
    print(f"peak memory of the child {peak / 1e6:,.0f} MB = {peak / len(raw):.2f} × the message (below 4)")


if __name__ == "__main__":
    main()
