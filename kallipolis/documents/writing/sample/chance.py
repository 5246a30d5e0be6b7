"""Chance that can be repeated: the same words give the same source."""

from __future__ import annotations

import random


def chance(*words: object) -> random.Random:
    """A source of its own for whatever these words name; nothing secret is ever drawn from it."""
    return random.Random(" ".join(map(str, words)))  # noqa: S311 - it draws samples, no secrets
