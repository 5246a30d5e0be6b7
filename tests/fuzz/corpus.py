"""The documents that are damaged: more than three hundred of our own making, kept so that a damage can be repeated."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from tests.documents.reading.form.libreoffice import LibreOffice
from tests.fuzz.containers import containers
from tests.fuzz.messages import messages
from tests.fuzz.pictures import pictures
from tests.fuzz.portable import portable_documents
from tests.fuzz.written import forms, forms_of_word_97, letters, tampered_forms, texts

Named = tuple[str, bytes]

SEED = 2021
# LibreOffice writes the same document otherwise each time, and takes half a minute for all: so it is kept.
_KEPT_IN = Path(os.environ.get("KALLIPOLIS_VAR", "var"), "fuzz")
_OF_FORMS = ("docx", "doc", "odt", "rtf", "pdf")
_OF_LETTERS = ("doc", "odt", "rtf", "pdf")


def corpus(*, seed: int = SEED, kept_in: Path = _KEPT_IN) -> Mapping[str, bytes]:
    """Every document by its name, in the order of names; made where it is not kept from an earlier run."""
    folder = kept_in / f"corpus-{seed}-{_edition_of_makers()}"
    if not folder.is_dir():
        _make(folder, seed)
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def is_message(name: str) -> bool:
    """Whether a document of the corpus is an e-mail, to be read as a dossier of its own."""
    return name.endswith(".eml")


def made_by_ourselves(seed: int) -> Iterator[Named]:
    """What needs no other program."""
    yield from forms(seed)
    yield from tampered_forms(seed)
    yield from forms_of_word_97(seed)
    yield from letters()
    yield from texts()
    yield from portable_documents()
    yield from pictures(seed)
    yield from containers()
    yield from messages()


def _make(folder: Path, seed: int) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="corpus-") as made:
        for name, content in (*made_by_ourselves(seed), *_saved_by_libreoffice(seed)):
            with Path(made, name).open("xb") as file:
                file.write(content)
        with contextlib.suppress(OSError):  # another run was quicker
            Path(made).rename(folder)


def _saved_by_libreoffice(seed: int) -> Iterator[Named]:
    if not shutil.which("soffice"):
        return
    given = {name.removesuffix(".docx"): content for name, content in forms(seed) if "nothing" not in name}
    with tempfile.TemporaryDirectory() as folder:
        office = LibreOffice(Path(folder))
        for kind in _OF_FORMS:
            yield from _renamed(office.saved_as(kind, given), kind)
        written = {name.removesuffix(".docx"): content for name, content in letters()}
        for kind in _OF_LETTERS:
            yield from _renamed(office.saved_as(kind, written), kind)


def _renamed(saved: Mapping[str, bytes], kind: str) -> Iterator[Named]:
    return ((f"{name} (LibreOffice).{kind}", content) for name, content in saved.items())


def _edition_of_makers() -> str:
    """Other makers, or LibreOffice come or gone, give another corpus."""
    here = Path(__file__).parent
    makers = ("containers", "corpus", "messages", "pictures", "portable", "written")
    content = b"".join((here / f"{name}.py").read_bytes() for name in makers)
    return hashlib.sha256(content + (shutil.which("soffice") or "").encode()).hexdigest()[:12]
