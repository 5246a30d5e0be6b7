"""Text of scanned pages by Tesseract, where it is installed; it runs as a process of its own under the child's limits."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from PIL import Image, ImageFilter

from kallipolis.documents.reading import limits
from kallipolis.documents.reading.language import code_of
from kallipolis.documents.reading.words import has_words

# Latin letters with the accents of most languages that cities write in, by the code of the language; what is not installed
# is left out.
_WANTED = {"en": "eng", "fr": "fra", "es": "spa", "pt": "por", "it": "ita"}
# A page on which Tesseract is as sure of its words as this, from 0 to 100 on the mean, has at most three wrong letters in a
# hundred (measured on typed pages with grain, blur and a turn, 6 to 11 points, against what was typed).
_SURE = 85.0
# Grain as coarse as letters is all that Tesseract sees of some pages, until it is smoothed away.
_SMOOTHING_PIXELS = 1.5
_A4_INCHES = 11.69
# The columns of its table that are used here; the last is the word itself (tesseract(1), tsv).
_COLUMNS, _LEVEL, _LINE, _SURENESS = 12, 0, slice(1, 5), 10
_A_WORD = "5"

# A page as a picture whose longer side has about so many pixels, and no more where the page itself has fewer.
PageAt = Callable[[int], Image.Image]


@dataclass(frozen=True)
class _Seen:
    """What was recognised: lines of words, and how sure Tesseract is of each word (0 to 100)."""

    text: str
    sureness: tuple[float, ...]

    @property
    def is_sure(self) -> bool:
        return has_words(self.text) and sum(self.sureness) >= _SURE * len(self.sureness)


_NOTHING = _Seen("", ())


class Recogniser:
    """Recognises the text of pages until the dossier's time for it is spent. `allowed` False recognises nothing."""

    def __init__(self, *, allowed: bool) -> None:
        self._left_seconds = limits.RECOGNITION_SECONDS_PER_DOSSIER if allowed else 0.0
        self._expected = ""

    @property
    def may(self) -> bool:
        """Whether a page given now would be recognised."""
        return self._left_seconds > 1 and bool(_models())

    def expect(self, text: str) -> None:
        """Pages that come now are likely in the language of this text of the same dossier."""
        if self.may and (model := _model_of(text)):
            self._expected = model

    def text_of(self, page: PageAt) -> str:
        """The text of one page; "" where there is none, where it takes too long, and where Tesseract is not installed.

        A page is read small and in one language first, which takes half the time and suffices for most. Where Tesseract is
        not sure of that, or the language is another one, it is read larger and in all languages, and the surer reading counts.
        """
        if not _models():
            return ""
        first = self._expected or _models()[0]
        seen = self._seen(page(limits.RECOGNITION_PIXELS), (first,))
        told = _model_of(seen.text) or first
        self.expect(seen.text)
        if seen.is_sure and told == first:
            return seen.text
        larger = page(limits.RECOGNITION_PIXELS_WHERE_UNSURE)
        if not has_words(seen.text):
            larger = larger.convert("L").filter(ImageFilter.GaussianBlur(_SMOOTHING_PIXELS))
        again = self._seen(larger, _models())
        self.expect(again.text)
        return max(again, seen, key=lambda one: sum(one.sureness)).text

    def _seen(self, page: Image.Image, models: tuple[str, ...]) -> _Seen:
        program = shutil.which("tesseract")
        if program is None or not self.may:
            return _NOTHING
        picture, dots_per_inch = _as_picture(page)
        seconds = min(limits.RECOGNITION_SECONDS, self._left_seconds)
        how = ["-l", "+".join(models), "--psm", "3", "--dpi", str(dots_per_inch), "-c", "tessedit_create_tsv=1"]
        began = time.monotonic()
        try:
            ended = subprocess.run(  # noqa: S603 - the program found on our own path, with no word of the sender
                [program, "stdin", "stdout", *how], input=picture, capture_output=True, timeout=seconds, check=False
            )
        except (OSError, subprocess.SubprocessError):
            return _NOTHING
        finally:
            self._left_seconds -= time.monotonic() - began
        return _in_table(ended.stdout.decode("utf-8", "replace")) if ended.returncode == 0 else _NOTHING


def is_installed() -> bool:
    """Whether Tesseract and one of the languages are here."""
    return bool(_models())


@cache
def _models() -> tuple[str, ...]:
    program = shutil.which("tesseract")
    if program is None:
        return ()
    try:
        ended = subprocess.run(  # noqa: S603 - as above
            [program, "--list-langs"], capture_output=True, timeout=limits.RECOGNITION_SECONDS, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ()
    installed = ended.stdout.decode("utf-8", "replace").split()
    return tuple(model for model in _WANTED.values() if model in installed)


def _model_of(text: str) -> str:
    """The installed model of the language that a text is in; "" where there is none or the language is not told."""
    model = _WANTED.get(code_of(text), "")
    return model if model in _models() else ""


def _in_table(table: str) -> _Seen:
    """The words of Tesseract's table, one line for each line of the page and an empty one between paragraphs."""
    rows = [row for line in table.splitlines() if len(row := line.split("\t")) == _COLUMNS and row[_LEVEL] == _A_WORD]
    words = [row for row in rows if row[-1].strip()]
    text = "\n".join(_lines(words))[: limits.TEXT_CHARACTERS]
    return _Seen(text, tuple(_number(row[_SURENESS]) for row in words))


def _lines(words: list[list[str]]) -> Iterator[str]:
    paragraph: list[str] = []
    for place, line in groupby(words, key=lambda row: row[_LINE]):
        if paragraph and place[:-1] != paragraph:
            yield ""
        paragraph = place[:-1]
        yield " ".join(row[-1] for row in line)


def _number(told: str) -> float:
    try:
        return float(told)
    except ValueError:
        return 0.0


def _as_picture(page: Image.Image) -> tuple[bytes, int]:
    """The page in grey, in a format that takes no time to write, and its dots an inch if it is as long as A4."""
    grey = page.convert("L")
    written = io.BytesIO()
    grey.save(written, "PPM")
    return written.getvalue(), round(max(grey.size) / _A4_INCHES)
