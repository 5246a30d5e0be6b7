"""The addresses of the site with what their doors declare, for the reference page; a view without a door is named as one."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from kallipolis.rulebook.permission import Deed
from kallipolis.web.doors import Door


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every pattern of the site with its whole path."""
    for one in (resolver or get_resolver()).url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from patterns(one, path)
        else:
            yield path, one


def declared() -> Iterator[tuple[str, tuple[str, ...], Deed | None, bool]]:
    """Path, methods, deed at the door (None: anybody), and whether the door asks about one thing."""
    for path, pattern in patterns():
        door = getattr(pattern.callback, "door", None)
        if not isinstance(door, Door):
            raise LookupError(f"{path} has no door.")
        deed = door.audience if isinstance(door.audience, Deed) else None
        yield path, tuple(sorted(door.methods)), deed, door.case is not None
