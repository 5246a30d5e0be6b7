"""Every address of the site, as one can ask for it: with an argument of each kind, and who is let in to its page."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kallipolis.web.doors import READING, SENDING, Audience

ARGUMENTS = {
    "call_id": "uccn-2021",
    "language": "en",
    "public_id": "nothing-has-this-id",
    "number": 1,
    "pk": 1,
    "secret": "nobody-was-sent-this",
    "provider_id": "house",
}


def walk(resolver: URLResolver | None = None) -> list[URLPattern]:
    """Every pattern of the site."""
    found = []
    for one in (resolver or get_resolver()).url_patterns:
        found += walk(one) if isinstance(one, URLResolver) else [one]
    return found


def address(pattern: URLPattern) -> str:
    """An address that the pattern takes."""
    return reverse(pattern.name, kwargs={name: ARGUMENTS.get(name, 1) for name in pattern.pattern.converters})


def doors(pattern: URLPattern):
    return pattern.callback.door


ADDRESSES = {pattern.name: address(pattern) for pattern in walk()}
PUBLIC = {one.name: address(one) for one in walk() if isinstance(doors(one).audience, Audience)}
READ_BY_ANYBODY = {one.name: address(one) for one in walk() if one.name in PUBLIC and doors(one).methods & READING}
READ = {one.name: address(one) for one in walk() if doors(one).methods & READING}
TAKING_FORMS = {one.name: address(one) for one in walk() if doors(one).methods >= SENDING}
