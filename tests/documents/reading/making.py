"""Documents as cities send them, made for the tests: letters as PDF, Word or scan, photographs, messages."""

from __future__ import annotations

import io
import random
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import docx
import pikepdf
from PIL import Image, ImageDraw, ImageFont

CALL = Path("kallipolis/calls/uccn-2021").resolve()


def pdf(*pages: str) -> bytes:
    """A PDF with real text, one string a page."""
    with pikepdf.new() as document:
        font = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )
        for text in pages:
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            page.Contents = document.make_stream(_drawn(text))
        return _saved(document)


def _drawn(text: str) -> bytes:
    lines = [line.encode("cp1252", "replace") for line in text.splitlines()]
    escaped = [line.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)") for line in lines]
    return b"BT /F1 11 Tf 14 TL 60 780 Td " + b" ".join(b"(" + line + b") Tj T*" for line in escaped) + b" ET"


def _saved(document: pikepdf.Pdf, **how: object) -> bytes:
    written = io.BytesIO()
    document.save(written, **how)
    return written.getvalue()


def encrypted_pdf(text: str, *, password: str) -> bytes:
    with pikepdf.open(io.BytesIO(pdf(text))) as document:
        return _saved(document, encryption=pikepdf.Encryption(user=password, owner="owner"))


def word(text: str) -> bytes:
    """A .docx with one paragraph a line."""
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def page_picture(text: str, *, width: int = 1240, height: int = 1754) -> Image.Image:
    """A scanned page: black on white, with a little dirt."""
    page = Image.new("RGB", (width, height), (250, 249, 245))
    drawing, font = ImageDraw.Draw(page), ImageFont.load_default(size=width // 46)
    for number, line in enumerate(text.splitlines()):
        drawing.text((width // 10, height // 12 + number * width // 30), line, fill=(30, 30, 34), font=font)
    return page


def scan(text: str) -> bytes:
    """A scan as JPEG."""
    return jpeg(page_picture(text))


def scanned_pdf(*pages: str) -> bytes:
    """A PDF that holds nothing but pictures of pages."""
    written = io.BytesIO()
    first, *others = [page_picture(text).convert("L") for text in pages]
    first.save(written, "PDF", save_all=True, append_images=others)
    return written.getvalue()


def street(seed: int = 1, *, width: int = 1600, height: int = 1200) -> Image.Image:
    """Something like a photograph: many colours, much detail, little white."""
    chance = random.Random(seed)
    small = Image.frombytes("RGB", (32, 24), bytes(chance.randrange(20, 200) for _ in range(32 * 24 * 3)))
    return small.resize((width, height), Image.Resampling.BICUBIC)


def jpeg(picture: Image.Image, **how: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, "JPEG", **{"quality": 85, **how})
    return written.getvalue()


def photograph(seed: int = 1) -> bytes:
    return jpeg(street(seed))


def message(*files: tuple[str, bytes], subject: str = "2021 Application of Marsa") -> bytes:
    """An e-mail as a mail program writes it."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = "Team <team@marsa.example>", "calls@secretariat.example", subject
    mail.set_content("Dear Sir or Madam,\nplease find attached our application.\n")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


INTENT_EN = """City of Marsa
Office of the Mayor
12 May 2021
To the Director-General of UNESCO
LETTER OF INTENT
I, the undersigned, Mayor of Marsa, declare that our municipality commits itself to the objectives of the
Network. The National Commission for UNESCO has given us its letter of endorsement, and the national
association of writers supports us with a letter of support.
Yours sincerely,
Amal Haddad
Mayor of Marsa
"""
ENDORSEMENT_EN = """National Commission for UNESCO of Atlantia
3 May 2021
LETTER OF ENDORSEMENT
The National Commission for UNESCO is pleased to endorse the candidature of Marsa, which the Mayor presents in
his letter of intent. The professional associations of the field have given their letters of support.
Tomas Reyes
Secretary-General of the National Commission for UNESCO
"""
SUPPORT_EN = """National Association of Writers of Atlantia
20 April 2021
Subject: letter of support
Our association supports the application of Marsa as a City of Literature. Our members have worked with the Mayor
and with the National Commission for UNESCO for many years. The letter of intent of the city has our full support.
Lena Ortiz
President of the Association
"""
SUPPORT_2_EN = """Federation of Publishers
18 April 2021
Dear Madam,
On behalf of the members of our federation I express our support for the candidature of the city of Marsa. The
city council and the mayor have always been with us.
Paul Ndiaye
President of the Federation
"""
INTENT_FR = """Ville de Marsa
Cabinet du Maire
Le 12 mai 2021
Objet : lettre d’intention
Madame la Directrice générale,
Je soussignée, maire de Marsa, présente la candidature de notre ville. La Commission nationale pour l’UNESCO nous
soutient par sa lettre d’appui. Au nom de la municipalité, je m’engage à tenir les objectifs du Réseau.
Amal Haddad
Maire de la ville de Marsa
"""
ENDORSEMENT_FR = """Commission nationale pour l’UNESCO
Le 3 mai 2021
Madame la Directrice générale,
La Commission nationale pour l’UNESCO appuie la candidature de Marsa, présentée par le maire dans sa lettre
d’intention.
Tomas Reyes
Secrétaire général de la Commission nationale
"""
SUPPORT_FR = """Association nationale des écrivains
Le 20 avril 2021
Objet : lettre de soutien
Notre association soutient la candidature de Marsa. Nos membres travaillent depuis longtemps avec le maire et avec
la Commission nationale pour l’UNESCO.
Lena Ortiz
Présidente de l’association
"""
INTENT_ES = """Ayuntamiento de Marsa
Despacho de la Alcaldesa
12 de mayo de 2021
CARTA DE INTENCIÓN
En mi calidad de alcaldesa presento la candidatura de nuestra ciudad. La Comisión Nacional de Cooperación con la
UNESCO respalda esta candidatura con su carta de aval.
Amal Haddad
Alcaldesa de Marsa
"""
ENDORSEMENT_ES = """Comisión Nacional de Cooperación con la UNESCO
3 de mayo de 2021
La Comisión Nacional avala la candidatura de Marsa que presenta la alcaldesa en su carta de intención.
Tomás Reyes
Secretario General de la Comisión Nacional
"""
SUPPORT_ES = """Asociación Nacional de Escritores
20 de abril de 2021
CARTA DE APOYO
Nuestra asociación apoya la candidatura de Marsa. Nuestros miembros trabajan con la alcaldesa y con la Comisión
Nacional desde hace años.
Lena Ortiz
Presidenta de la Asociación
"""
LIST_EN = """Complete list of all the documents of the application of Marsa
1. Application form
2. Letter of intent of the Mayor
3. Letter of endorsement of the National Commission for UNESCO
4. Two letters of support of national professional associations
5. Three photographs, with the forms for the cession of rights and register of photos
"""
RIGHTS_EN = """CESSION OF RIGHTS AND REGISTER OF PHOTOS
Name of the JPEG file: harbour.jpg
Title of the photo: The harbour at night
Name of the holder of the rights: Marsa Tourist Board
Credit line to be printed: Marsa Tourist Board, 2020
"""
