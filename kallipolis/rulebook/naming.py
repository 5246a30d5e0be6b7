"""Names compared as people mean them: without case, accents, punctuation or double spaces; never for identity across States."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

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
_NOT_ASCII_WORD = re.compile(r"[^0-9a-z]+")


@cache
def _signs() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is an accent, and what separates words. Made at the first name that needs it: it takes a while to find out."""
    names = [chr(code) for code in range(0x300, 0x10000)]  # the blocks that names are written with, above Latin
    # Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic (Unicode 4.3, combining classes 10 to 35 and from
    # 200 on) go; the vowel signs of Indic and other scripts are letters to their readers and stay.
    accents = "".join(
        sign for sign in names if 10 <= unicodedata.combining(sign) <= 35 or unicodedata.combining(sign) >= 200
    )
    signs = "".join(sign for sign in names if unicodedata.category(sign) in ("Mn", "Mc"))
    return re.compile(f"[{accents}]+"), re.compile(f"(?:[^\\w{signs}]|_)+")


def folded(name: str) -> str:
    """`name` for comparison: "Łódź " and "LODZ" give the same, "São-Tomé" gives "sao tome"."""
    if name.isascii():
        return _NOT_ASCII_WORD.sub(" ", name.lower()).strip()
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", name).casefold()).translate(
        _LETTERS_WITHOUT_DECOMPOSITION
    )
    accent, separators = _signs()
    letters = plain if plain.isascii() else accent.sub("", plain)
    return separators.sub(" ", letters).strip()


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same but for case, accents and punctuation. Two empty names are not the same."""
    return folded(one) == folded(other) != ""
