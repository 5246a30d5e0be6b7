"""Text of scanned pages by Tesseract, where it is installed; it runs as a process of its own under the child's limits."""

from __future__ import annotations

import io
import shutil
import subprocess
import time
from functools import cache

from PIL import Image

from kallipolis.documents.reading import limits

# Latin letters with the accents of most languages that cities write in; what is not installed is left out.
_WANTED = ("eng", "fra", "spa", "por", "ita")


class Recogniser:
    """Recognises the text of pages until the dossier's time for it is spent. `allowed` False recognises nothing."""

    def __init__(self, *, allowed: bool) -> None:
        self._left_seconds = limits.RECOGNITION_SECONDS_PER_DOSSIER if allowed else 0.0

    @property
    def may(self) -> bool:
        """Whether a page given now would be recognised."""
        return self._left_seconds > 1 and bool(_languages())

    def text_of(self, page: Image.Image) -> str:
        """The text of one page; "" where there is none, where it takes too long, and where Tesseract is not installed."""
        program = shutil.which("tesseract")
        if program is None or not self.may:
            return ""
        seconds = min(limits.RECOGNITION_SECONDS, self._left_seconds)
        began = time.monotonic()
        try:
            ended = subprocess.run(  # noqa: S603 - the program found on our own path, with no word of the sender
                [program, "stdin", "stdout", "-l", "+".join(_languages()), "--psm", "3", "--dpi", "170"],
                input=_as_picture(page),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.SubprocessError):
            return ""
        finally:
            self._left_seconds -= time.monotonic() - began
        return ended.stdout.decode("utf-8", "replace")[: limits.TEXT_CHARACTERS] if ended.returncode == 0 else ""


def is_installed() -> bool:
    """Whether Tesseract and one of the languages are here."""
    return bool(_languages())


@cache
def _languages() -> tuple[str, ...]:
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
    return tuple(language for language in _WANTED if language in installed)


def _as_picture(page: Image.Image) -> bytes:
    """The page in grey at a size that suits recognition, in a format that takes no time to write."""
    grey = page.convert("L")
    grey.thumbnail((limits.RECOGNITION_PIXELS, limits.RECOGNITION_PIXELS))
    written = io.BytesIO()
    grey.save(written, "PPM")
    return written.getvalue()
