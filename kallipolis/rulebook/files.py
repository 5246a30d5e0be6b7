"""The names of files as their senders write them, made safe to show, to keep and to hand on."""

from __future__ import annotations

import re
import unicodedata

FILENAME_CHARACTERS = 160

_PATH_OF_ANY_SYSTEM = re.compile(r"[/\\]")
_UNSHOWABLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# Joiners of Arabic, Persian and Indic scripts are format characters that belong to the word.
_JOINERS = "\u200c\u200d"
_NOT_PLAIN = re.compile(r"[^0-9A-Za-z ._()+-]+")


def safe_filename(name: str) -> str:
    """The last piece of what was given as a name, without paths, control characters or marks that turn the reading order.

    "../../etc/passwd" gives "passwd", "C:\\\\Users\\\\me\\\\lettre.pdf" gives "lettre.pdf", ".." gives "".
    """
    last = _PATH_OF_ANY_SYSTEM.split(showable(name).strip())[-1].strip()
    if not last.strip(". "):
        return ""
    if len(last) > FILENAME_CHARACTERS:
        stem, dot, extension = last.rpartition(".")
        keeps = dot and len(extension) <= 8
        last = stem[: FILENAME_CHARACTERS - 9] + "…." + extension if keeps else last[:FILENAME_CHARACTERS]
    return last


def showable(text: str) -> str:
    """`text` on one line, composed (NFC), without characters that show nothing or that reorder what is shown."""
    shown = (c for c in text if c.isspace() or c in _JOINERS or unicodedata.category(c) not in _UNSHOWABLE)
    return unicodedata.normalize("NFC", " ".join("".join(shown).split()))


def plain_filename(name: str) -> str:
    """A name in letters that every program knows, for the ones that know no other: "Lettre d’été.pdf" gives "Lettre d_ete.pdf"."""
    stem, dot, extension = safe_filename(name).rpartition(".")
    stem, extension = (_plain(stem), _plain(extension)) if dot else (_plain(extension), "")
    return f"{stem or 'file'}.{extension}" if extension else stem or "file"


def _plain(words: str) -> str:
    letters = "".join(c for c in unicodedata.normalize("NFKD", words) if not unicodedata.combining(c))
    return _NOT_PLAIN.sub("_", letters).strip(" ._")
