"""The drawn symbols of the interface, by name; a page carries only those that it uses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.safestring import SafeString, mark_safe

from kallipolis.rulebook.finding import Verdict

STATIC = Path(__file__).resolve().parents[1] / "static"
OF_VERDICT: Mapping[str, str] = {
    Verdict.HOLDS: "v-holds",
    Verdict.FALLS_SHORT: "v-short",
    Verdict.NEEDS_JUDGEMENT: "v-judge",
    Verdict.NOT_CHECKED: "v-unchecked",
}
_SYMBOL = re.compile(r'<symbol id="([\w-]+)".*?</symbol>')


@cache
def drawn() -> Mapping[str, SafeString]:
    """Every symbol as SVG. They are our own file, so they are markup."""
    text = (STATIC / "icons.svg").read_text(encoding="utf-8")
    return {match[1]: mark_safe(match[0]) for match in _SYMBOL.finditer(text)}  # noqa: S308 - see above


@cache
def stylesheet() -> SafeString:
    """The stylesheet, for a page that stands alone as a file."""
    return mark_safe((STATIC / "kallipolis.css").read_text(encoding="utf-8"))  # noqa: S308 - our own file
