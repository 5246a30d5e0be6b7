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

from kallipolis.rulebook.permission import Case, Deed, Refused, may, may_somewhere
from kallipolis.web import errors, luggage, unsent
from kallipolis.web.actor import actor_behind
from kallipolis.web.reader import keep_language, take_language

READING = frozenset({"GET", "HEAD"})
SENDING = frozenset({"POST"})


class Audience(StrEnum):
    """Who may enter a page that no deed stands for."""

    PUBLIC = "public"


Keyhole = Callable[..., Case | None]
"""What a page is about, as the permission sees it, found from the parts of its address; None where there is no such thing."""

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

    audience: Audience | Deed
    methods: frozenset[str]
    luggage_bytes: Callable[[], int]
    turnstile: Turnstile
    kept: bool
    case: Keyhole | None = None


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
_keeping = cast("View", _guarded(unsent.keep))


def door(
    audience: Audience | Deed,
    *,
    case: Keyhole | None = None,
    methods: frozenset[str] = READING,
    luggage_bytes: Callable[[], int] = a_small_form,
    turnstile: Turnstile = nothing_stops,
    kept: bool = True,
) -> Callable[[Callable[..., HttpResponseBase]], WithDoor]:
    """The door of a page. A view without one fails the tests.

    A page for a `Deed` opens to who may do it: to `case` of the address, else to the house. It is never kept, nor is
    any page that somebody sees who is signed in. A thing that is hidden from the reader answers as one that is not there.
    """
    is_public = isinstance(audience, Audience)
    said = Door(
        audience=audience,
        methods=methods,
        luggage_bytes=luggage_bytes,
        turnstile=turnstile,
        kept=kept and is_public,
        case=case,
    )

    def hang(view: Callable[..., HttpResponseBase]) -> WithDoor:
        inside = _guarded(view)

        @functools.wraps(view)
        def enter(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            language, before = take_language(request), _signed_in(request)
            response = _through(said, inside, request, *args, **kwargs)
            after = _signed_in(request)
            if before is not None or after is not None:
                unsent.remember_writer(request, response, after)
            if language:
                keep_language(response, language)
            patch_vary_headers(response, ["Cookie", "Accept-Language", "HX-Request", "HX-Target"])
            if not said.kept or request.method not in READING or after is not None:
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


def _signed_in(request: HttpRequest) -> int | None:
    """Who is signed in. Her name stands in the masthead of every page: none of them is for who sits there after her."""
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def _through(said: Door, inside: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
    if request.method not in said.methods:
        return errors.method_not_allowed(request, said.methods)
    if (closed := _closed(said, request, **kwargs)) is not None:
        if request.method in READING or _signed_in(request) is not None or unsent.writer_of(request) is None:
            return closed
        # Whoever was signed in here a while ago has written something: it goes through the same gate and is kept.
        inside = _keeping
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
    except Refused as refused:
        return errors.refused(request, refused.refusal)


def _closed(said: Door, request: HttpRequest, **kwargs: object) -> HttpResponse | None:
    """The page that stops a reader for whom the door is closed; None where it opens."""
    if isinstance(said.audience, Audience):
        return None
    actor = actor_behind(request)
    if not (answer := may_somewhere(actor, said.audience)):
        return errors.refused(request, answer)
    case = said.case(**kwargs) if said.case else None
    if said.case and case is None:
        return errors.not_found(request)
    answer = may(actor, said.audience, case) if case else answer
    if answer:
        return None
    # Whose role does not reach this thing learns nothing of it, not even that it is there.
    return errors.not_found(request) if answer.by_role else errors.refused(request, answer)
