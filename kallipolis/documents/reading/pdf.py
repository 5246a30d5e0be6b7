"""A PDF's pages, text and dangers: pdfium for what it shows, pikepdf for what it holds besides."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial

import pikepdf
import pypdfium2
from PIL import Image

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.recognition import Recogniser
from kallipolis.documents.reading.words import Reading, has_words
from kallipolis.rulebook.dossier import TextFrom, Trouble
from kallipolis.rulebook.sentence import Sentence, sentence

_PASSWORD = "password"  # noqa: S105 - the word in pdfium's complaint
_MOST_PIXELS_A_POINT = 4


def read_pdf(content: bytes, recogniser: Recogniser) -> Reading:
    """Pages and text of a PDF; the text of scanned pages by recognition where that is allowed."""
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as refused:
        return Reading(trouble=Trouble.ENCRYPTED if _PASSWORD in str(refused).lower() else Trouble.DAMAGED)
    try:
        pages = len(document)
        if not pages:
            return Reading(trouble=Trouble.DAMAGED)
        remarks = tuple(_dangers(content))
        texts = _texts(document, pages)
        if has_words(text := "\n".join(texts)):
            return Reading(text, TextFrom.DOCUMENT, pages, remarks=remarks, page_texts=_of_all(texts, pages))
        texts = _recognised(document, pages, recogniser)
        if text := next(filter(has_words, texts), ""):
            return Reading(text, TextFrom.RECOGNITION, pages, remarks=remarks, page_texts=_of_all(texts, pages))
        return Reading("", TextFrom.NOWHERE, pages, remarks=remarks)
    except pypdfium2.PdfiumError:
        return Reading(trouble=Trouble.DAMAGED)
    finally:
        document.close()


def _of_all(texts: list[str], pages: int) -> tuple[str, ...]:
    return tuple(texts) if len(texts) == pages else ()


def _texts(document: pypdfium2.PdfDocument, pages: int) -> list[str]:
    found: list[str] = []
    left = limits.TEXT_CHARACTERS
    for number in range(min(pages, limits.TEXT_PAGES)):
        page = document[number]
        held = page.get_textpage()
        piece = held.get_text_bounded()[:left]
        held.close()
        page.close()
        found.append(piece)
        left -= len(piece)
        if left <= 0:
            break
    return found


def _recognised(document: pypdfium2.PdfDocument, pages: int, recogniser: Recogniser) -> list[str]:
    """The texts of the first pages until one has words; of a scan that may hold several letters, of all its pages."""
    several = limits.SEVERAL_FROM_PAGES <= pages <= limits.RECOGNISED_PAGES_OF_SEVERAL
    found: list[str] = []
    for number in range(pages if several else min(pages, limits.RECOGNISED_PAGES)):
        silent = not any(map(has_words, found))
        if not recogniser.may or (not several and not silent) or (silent and number >= limits.RECOGNISED_PAGES):
            break
        found.append(recogniser.text_of(partial(_drawn, document, number)))
    return found


def _drawn(document: pypdfium2.PdfDocument, number: int, longer_side_pixels: int) -> Image.Image:
    """A page as it is seen, at most four times as fine as points."""
    page = document[number]
    scale = min(longer_side_pixels / max(*page.get_size(), 1), _MOST_PIXELS_A_POINT)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    page.close()
    return picture


def _dangers(content: bytes) -> Iterator[Sentence]:
    """What a letter has no need of: programs, embedded files, actions. Told; nothing of it is ever run or opened."""
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            if pdf.is_encrypted:
                yield sentence("The PDF is protected against changes, but opens without a password.")
            root = pdf.Root
            names = root.get("/Names", pikepdf.Dictionary())
            if "/JavaScript" in names or _acts(root, "/JavaScript"):
                yield sentence("The PDF holds a program (JavaScript), which was not run.")
            if "/EmbeddedFiles" in names or "/Collection" in root:
                yield sentence("The PDF holds other files, which were not opened.")
            if _acts(root, "/Launch"):
                yield sentence("The PDF asks to start another program when it is opened, which was not done.")
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RuntimeError, OSError):
        yield sentence("The inner structure of the PDF is damaged; its pages could be read all the same.")


def _acts(root: pikepdf.Object, what: str) -> bool:
    """Whether the document does `what` by itself when it is opened or closed."""
    actions = [root.get("/OpenAction")]
    more = root.get("/AA")
    if isinstance(more, pikepdf.Dictionary):
        actions += [more.get(key) for key in more.keys()]  # noqa: SIM118 - no Python dictionary
    return any(isinstance(action, pikepdf.Dictionary) and action.get("/S") == pikepdf.Name(what) for action in actions)
