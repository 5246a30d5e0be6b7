"""How this reader wants to read: language, theme and time zone, as her cookies and her browser say; no account is needed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation

THEMES = ("dark", "light", "")
THEME_COOKIE = "theme"
ZONE_COOKIE = "zone"  # what she chose; without it, what her browser says:
BROWSER_ZONE_COOKIE = "browser_zone"
_A_YEAR = 365 * 24 * 60 * 60


@dataclass(frozen=True)
class Reader:
    """What a page needs to know of who reads it. `zone` is None until she or her browser names one; `theme` "" follows her system."""

    language: str
    theme: str = ""
    zone: ZoneInfo | None = None

    @property
    def direction(self) -> str:
        return "rtl" if translation.get_language_info(self.language)["bidi"] else "ltr"

    @property
    def lang(self) -> str:
        """The language as HTML names it (BCP 47: zh-Hans)."""
        return translation.to_locale(self.language).replace("_", "-")


def reader_of(request: HttpRequest | None) -> Reader:
    """The reader of this request; of none, somebody who reads the site's own language."""
    language = translation.get_language() or settings.LANGUAGE_CODE
    if request is None:
        return Reader(language)
    theme = request.COOKIES.get(THEME_COOKIE, "")
    zone = request.COOKIES.get(ZONE_COOKIE, request.COOKIES.get(BROWSER_ZONE_COOKIE, ""))
    return Reader(language, theme if theme in THEMES else "", zone_named(zone))


def zone_named(name: str) -> ZoneInfo | None:
    """The zone of that name, None where there is none; only known names reach the file system."""
    return ZoneInfo(name) if name in known_zones() else None


@cache
def known_zones() -> frozenset[str]:
    """The names of all zones, read once."""
    return frozenset(available_timezones())


def take_language(request: HttpRequest) -> str:
    """Enter the language that the address asks for (`?lang=fr`), if it does; "" where it does not."""
    asked = request.GET.get("lang", "")
    if asked not in dict(settings.LANGUAGES):
        return ""
    translation.activate(asked)
    request.LANGUAGE_CODE = asked
    return asked


def keep_language(response: HttpResponseBase, language: str) -> None:
    """Remember the language for her next page."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_A_YEAR,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


def keep_theme(response: HttpResponseBase, theme: str) -> None:
    """Remember the theme; following the system needs no cookie."""
    if theme:
        response.set_cookie(THEME_COOKIE, theme, max_age=_A_YEAR, secure=settings.CSRF_COOKIE_SECURE, samesite="Lax")
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")


def keep_zone(response: HttpResponseBase, zone: ZoneInfo | None) -> None:
    """Remember the zone that she chose; None is a choice too, and goes before what her browser says."""
    key = zone.key if zone is not None else ""
    response.set_cookie(ZONE_COOKIE, key, max_age=_A_YEAR, secure=settings.CSRF_COOKIE_SECURE, samesite="Lax")
