"""A dossier to try the check with: the real form, filled in; pictures drawn here; names as nobody would wish them."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

from PIL import Image

from kallipolis.documents.writing.form import filled_form
from tests.factories import a_call, answer_to

HOSTILE_NAME = "brochure <img src=x onerror=document.title=1>@import url(evil.css).txt"


def put_together(folder: Path) -> list[Path]:
    """Form, list, three photographs and a brochure; the letters are missing."""
    call = a_call()
    answers = {field.key: answer_to(field, call) for field in call.form.fields}
    files = {
        "application form.docx": filled_form(call, "en", answers),
        "list of documents.txt": b"List of all documents\n1 Application form\n",
        HOSTILE_NAME: b"Come and see our city.\n",
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    for number in (1, 2, 3):
        Image.effect_noise((1200, 900), 40 + number).convert("RGB").save(folder / f"photo {number}.jpg", quality=80)
    return sorted(folder.iterdir())


def as_message(files: list[Path], folder: Path) -> Path:
    """The same files in one e-mail."""
    message = EmailMessage()
    message["From"] = "culture@port-tavoa.example"
    message["To"] = a_call().secretariat.applications_address
    message["Subject"] = "2021 Application of Port Tavoa"
    message.set_content("Please find our application attached.")
    for file in files:
        message.add_attachment(
            file.read_bytes(), maintype="application", subtype="octet-stream", filename=file.name.replace("/", "_")
        )
    target = folder / "2021 Application of Port Tavoa.eml"
    target.write_bytes(message.as_bytes())
    return target
