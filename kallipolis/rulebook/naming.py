"""Names compared as people mean them: without case, accents, punctuation or double spaces; never for identity across States."""

from __future__ import annotations

import re
import unicodedata

_LETTERS_WITHOUT_DECOMPOSITION = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŋ": "n",
    }
)
_NAMES = [chr(code) for code in range(0x300, 0x10000)]  # the blocks that names are written with, above Latin
# Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic (Unicode 4.3, combining classes 10 to 35 and from 200
# on) go; the vowel signs of Indic and other scripts are letters to their readers and stay.
_ACCENTS = "".join(
    sign for sign in _NAMES if 10 <= unicodedata.combining(sign) <= 35 or unicodedata.combining(sign) >= 200
)
_SIGNS = "".join(sign for sign in _NAMES if unicodedata.category(sign) in ("Mn", "Mc"))
_NOT_ASCII_WORD = re.compile(r"[^0-9a-z]+")
_ACCENT = re.compile(f"[{_ACCENTS}]+")
_SEPARATORS = re.compile(f"(?:[^\\w{_SIGNS}]|_)+")


def folded(name: str) -> str:
    """`name` for comparison: "Łódź " and "LODZ" give the same, "São-Tomé" gives "sao tome"."""
    if name.isascii():
        return _NOT_ASCII_WORD.sub(" ", name.lower()).strip()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(
        _LETTERS_WITHOUT_DECOMPOSITION
    )
    letters = plain if plain.isascii() else _ACCENT.sub("", plain)
    return _SEPARATORS.sub(" ", letters).strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents and punctuation. Two empty names are not the same."""
    return folded(one) == folded(other) != ""
