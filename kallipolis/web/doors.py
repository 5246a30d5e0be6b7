"""One door per page: who may enter, by which methods, with how much luggage; what a page does inside is the view's."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, cast

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.cache import patch_cache_control, patch_vary_headers
from django.utils.decorators import decorator_from_middleware

from kallipolis.web import errors, luggage
from kallipolis.web.reader import keep_language, take_language

READING = frozenset({"GET", "HEAD"})
SENDING = frozenset({"POST"})


class Audience(StrEnum):
    """Who may enter a page."""

    PUBLIC = "public"


Turnstile = Callable[[HttpRequest], HttpResponse | None]


def a_small_form() -> int:
    """The luggage of most pages: a few fields, no file."""
    return 64 * 1024


def nothing_stops(request: HttpRequest) -> HttpResponse | None:
    """The turnstile of most pages."""
    return None


@dataclass(frozen=True, kw_only=True)
class Door:
    """What a page declares of itself.

    `luggage_bytes` gives the most that a request may carry, `turnstile` may stop one before any of it is read, `kept`
    says whether a browser may keep the answer.
    """

    audience: Audience
    methods: frozenset[str]
    luggage_bytes: Callable[[], int]
    turnstile: Turnstile
    kept: bool


class View(Protocol):
    """A function that answers a request."""

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase: ...


class WithDoor(View, Protocol):
    """A view behind its door, as the test that walks all addresses wants it."""

    door: Door
    csrf_exempt: bool


class _FormGuard(CsrfViewMiddleware):
    """Django's guard against forms from elsewhere, with our page for what it stops."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        return errors.form_from_elsewhere(request)


_guarded = decorator_from_middleware(_FormGuard)


def door(
    audience: Audience,
    *,
    methods: frozenset[str] = READING,
    luggage_bytes: Callable[[], int] = a_small_form,
    turnstile: Turnstile = nothing_stops,
    kept: bool = True,
) -> Callable[[Callable[..., HttpResponseBase]], WithDoor]:
    """The door of a page. A view without one fails the tests."""
    said = Door(audience=audience, methods=methods, luggage_bytes=luggage_bytes, turnstile=turnstile, kept=kept)

    def hang(view: Callable[..., HttpResponseBase]) -> WithDoor:
        inside = _guarded(view)

        @functools.wraps(view)
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            language = take_language(request)
            response = _through(said, inside, request, *args, **kwargs)
            if language:
                keep_language(response, language)
            patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request", "HX-Target"])
            if not said.kept or request.method not in READING:
                patch_cache_control(response, no_store=True, private=True)
            elif not response.has_header("Cache-Control"):
                patch_cache_control(response, no_cache=True, private=True)
            return response

        behind = cast(WithDoor, enter)
        behind.door = said
        # Django's own guard would read the whole body before the door has weighed it: ours stands inside the door.
        behind.csrf_exempt = True
        return behind

    return hang


def _through(said: Door, inside: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if request.method not in said.methods:
        return errors.method_not_allowed(request, said.methods)
    if request.method in READING:
        return inside(request, *args, **kwargs)
    most = said.luggage_bytes()
    stopped = errors.too_heavy(request, most) if luggage.declared_bytes(request) > most else said.turnstile(request)
    if stopped is not None:
        luggage.let_go(request, most)
        return stopped
    try:
        with luggage.received_without_a_trace(request):
            return inside(request, *args, **kwargs)
    except TooManyFilesSent:
        return errors.too_many_files(request)
    except luggage.TooSlow:
        return errors.too_slow(request)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnreadablePostError):
        return errors.unreadable_form(request)
