"""One part of a dossier before anything is known of it: its bytes, the name that its sender gave it, where it was."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from kallipolis.documents.reading import limits
from kallipolis.rulebook.dossier import Trouble
from kallipolis.rulebook.sentence import Sentence

_PATH_OF_ANY_SYSTEM = re.compile(r"[/\\]")
_UNSHOWABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Joiners of Arabic, Persian and Indic scripts are format characters that belong to the word.
_JOINERS = "\u200c\u200d"


@dataclass(frozen=True)
class Part:
    """A file or an attachment. `filename` is safe to show and to join to a folder, "" where the sender gave none.

    `shown_in_text`: the message's HTML body shows this picture at a place of its own (RFC 2392). `inside` is the folder
    or the forwarded message or container that held it. `trouble`: what its container said of it; then nobody opens it.
    """

    filename: str
    content: bytes
    inside: str = ""
    shown_in_text: bool = False
    remarks: tuple[Sentence, ...] = ()
    trouble: Trouble | None = None


def safe_filename(name: str) -> str:
    """The last piece of what was given as a name, without paths, control characters or marks that turn the reading order.

    "../../etc/passwd" gives "passwd", "C:\\\\Users\\\\me\\\\lettre.pdf" gives "lettre.pdf", ".." gives "".
    """
    last = _PATH_OF_ANY_SYSTEM.split(showable(name).strip())[-1].strip()
    if not last.strip(". "):
        return ""
    if len(last) > limits.FILENAME_CHARACTERS:
        stem, dot, extension = last.rpartition(".")
        keeps = dot and len(extension) <= 8
        last = (
            stem[: limits.FILENAME_CHARACTERS - 9] + "…." + extension if keeps else last[: limits.FILENAME_CHARACTERS]
        )
    return last


def showable(text: str) -> str:
    """`text` on one line, composed (NFC), without characters that show nothing or that reorder what is shown."""
    shown = (c for c in text if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _UNSHOWABLE)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))
