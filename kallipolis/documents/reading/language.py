"""In which language a text is, told offline; reported with its share and never a reason to reject by itself."""

from __future__ import annotations

import re
from itertools import islice

import pycld2

from kallipolis.rulebook.dossier import Language

# A second language with at least this share of the text makes it mixed: a French answer keeps a quoted English title.
_MIXED_FROM = 0.2
# Correct French of a hundred words is taken for up to two fifths English: they share half of their words.
_MIXED_NEIGHBOURS_FROM = 0.42
_CHARACTERS = 100_000
_BEGINNING_CHARACTERS = 4_000
_WORD = re.compile(r"[^\W\d_]{2,}")
# What the detector takes for no text at all (tried one by one): control characters, and code points that are none.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(f"{chr(plane * 0x10000 + 0xFFFE)}-{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
    + "]"
)
# An address of e-mail is looked for from the beginning of a word only: one long word would take minutes otherwise.
_ADDRESS = re.compile(r"(?<!\S)\S[^\s@]*@\S+|https?://\S+|www\.\S+")
_IN_ADDRESSES = ("@", "://", "www.")
_LANGUAGE = {"en": Language.ENGLISH, "fr": Language.FRENCH}


def language_of(text: str, *, enough_words: int) -> tuple[Language, float]:
    """The language of `text` and the share (0 to 1) of the most frequent one.

    Fewer than `enough_words` words tell nothing. Addresses count as no language.
    """
    plain = _without_what_misleads(text[:_CHARACTERS])
    if sum(1 for _ in islice(_WORD.finditer(plain), enough_words)) < enough_words:
        return Language.UNKNOWN, 0.0
    try:
        _, _, found = pycld2.detect(plain.encode("utf-8"), isPlainText=True)
    except pycld2.error:
        return Language.UNKNOWN, 0.0
    shares = [(_LANGUAGE.get(code, Language.OTHER), percent / 100) for _, code, percent, _ in found if code != "un"]
    if not shares:
        return Language.UNKNOWN, 0.0
    first, share = shares[0]
    second, second_share = shares[1] if len(shares) > 1 else (first, 0.0)
    neighbours = {first, second} == {Language.ENGLISH, Language.FRENCH}
    if second_share >= (_MIXED_NEIGHBOURS_FROM if neighbours else _MIXED_FROM):
        both_other = first is second is Language.OTHER
        return Language.OTHER if both_other else Language.MIXED, share
    return first, share


def code_of(text: str) -> str:
    """The code of the language that most of the beginning of `text` seems to be in, as "fr"; "un" where nothing tells."""
    try:
        _, _, found = pycld2.detect(_without_what_misleads(text[:_BEGINNING_CHARACTERS]).encode(), isPlainText=True)
    except pycld2.error:
        return "un"
    return str(found[0][1])


def _without_what_misleads(text: str) -> str:
    """`text` without control characters, which the detector refuses, half characters, and addresses."""
    if not text.replace("\n", " ").isprintable():  # most texts are, and asking is fast
        text = _REFUSED.sub(" ", text)
    return _ADDRESS.sub(" ", text) if any(sign in text for sign in _IN_ADDRESSES) else text
