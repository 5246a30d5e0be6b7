"""Words counted in the two ways of clause B2. The browser's meter counts alike; both are held to one table of cases."""

from __future__ import annotations

import re
from dataclasses import dataclass

# Ideographs, kana and their compatibility forms: a word processor counts each as one word. Hangul goes by spaces.
_ONE_WORD_EACH = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u3040-\u30ff\U00020000-\U0002fa1f]")
# Word processors end a word at an en dash or em dash; at a hyphen or a slash they do not.
_BREAKS = re.compile("[\\s\u2013\u2014\u200b\ufeff]+")


@dataclass(frozen=True)
class WordCount:
    """`as_processor`: as a word processor counts (white space). `with_letters`: of these, tokens with a letter or digit."""

    as_processor: int
    with_letters: int


def words(text: str) -> WordCount:
    """The two word counts of B2: fair to French, whose punctuation stands between spaces, and to the word processor."""
    ideographs = len(_ONE_WORD_EACH.findall(text))
    tokens = [token for token in _BREAKS.split(_ONE_WORD_EACH.sub(" ", text)) if token]
    told = sum(1 for token in tokens if any(character.isalnum() for character in token))
    return WordCount(as_processor=ideographs + len(tokens), with_letters=ideographs + told)
