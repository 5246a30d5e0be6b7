"""How often something may be asked for: from one place, for one account, by everybody; counted for all processes, no address kept."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from kallipolis.web import errors

_HOUR = 60 * 60
_NOBODY = "unknown"


class Asked(StrEnum):
    """What is counted. A site sets each limit by the setting of that name, the ones below are without it."""

    CHECK = "check"
    UPLOAD = "upload"
    SIGN_IN = "sign_in"
    RESET = "reset"


@dataclass(frozen=True)
class Limit:
    """The most in an hour: from one place, for one account (as it was typed, whether there is one or not), and of all."""

    from_one_place: int
    for_one_account: int = 0
    of_all: int = 0


LIMITS: Mapping[Asked, Limit] = {
    Asked.CHECK: Limit(from_one_place=20, of_all=600),
    Asked.UPLOAD: Limit(from_one_place=120, of_all=1200),
    # An office shares one place; and whoever guesses at one account is stopped wherever she comes from.
    Asked.SIGN_IN: Limit(from_one_place=60, for_one_account=20),
    Asked.RESET: Limit(from_one_place=20, for_one_account=5),
}

COUNTED: Mapping[str, Asked] = {
    "account_login": Asked.SIGN_IN,
    "account_reauthenticate": Asked.SIGN_IN,
    "account_confirm_password_reset_code": Asked.SIGN_IN,
    "account_email_verification_sent": Asked.SIGN_IN,
    "mfa_authenticate": Asked.SIGN_IN,
    "mfa_login_webauthn": Asked.SIGN_IN,
    "mfa_reauthenticate": Asked.SIGN_IN,
    "mfa_reauthenticate_webauthn": Asked.SIGN_IN,
    "account_reset_password": Asked.RESET,
    "ask_for_sign_in_link": Asked.RESET,
    "account_email": Asked.RESET,
}
"""The addresses of the sign-in that are counted at every sending, whoever wrote the view behind them."""

_NAMES_OF_ACCOUNTS = ("login", "email")


@dataclass(frozen=True)
class Wait:
    """The limit is reached: whose, and in how many seconds there is room again."""

    seconds: int
    from_here: bool


def admit(request: HttpRequest, asked: Asked = Asked.CHECK, *, account: str = "") -> Wait | None:
    """Count one asking; what to say where there have been too many in this hour, None where there have not."""
    hour, gone = divmod(int(time.time()), _HOUR)
    left = _HOUR - gone
    limit = LIMITS[asked]
    here = _take(f"{asked}:{_hidden(place_of(request), hour)}", _most(asked, "_FROM_ONE_PLACE", limit.from_one_place))
    typed = account.strip().casefold()
    for_account = _most(asked, "_FOR_ONE_ACCOUNT", limit.for_one_account)
    if here and for_account and typed:
        here = _take(f"{asked}:{_hidden(typed, hour)}", for_account)
    if not here:
        return Wait(left, from_here=True)
    of_all = _most(asked, "", limit.of_all)
    if of_all and not _take(str(asked), of_all):
        return Wait(left, from_here=False)
    return None


def stopped(request: HttpRequest) -> HttpResponse | None:
    """Counts what is sent to the addresses of `COUNTED`; the page that says no where there was too much of it.

    To be asked inside the door, which has weighed the form: it is read here, before the library's view sees it.
    """
    asked = COUNTED.get(str(request.resolver_match.url_name)) if request.resolver_match else None
    if asked is None or request.method != "POST":
        return None
    typed = next((request.POST[name] for name in _NAMES_OF_ACCOUNTS if name in request.POST), "")
    wait = admit(request, asked, account=typed)
    return errors.too_many_attempts(request, wait.seconds) if wait else None


def place_of(request: HttpRequest) -> str:
    """The network place that the request comes from: an IPv4 address, or the /64 that an IPv6 subscriber has."""
    return _place(_written_address(request))


def address_of(request: HttpRequest) -> str:
    """The network address that the request comes from; "::" where none can be told, as behind a socket."""
    return str(_parsed(_written_address(request)) or "::")


def _written_address(request: HttpRequest) -> str:
    """X-Forwarded-For counts only as far as proxies that the setting TRUSTED_PROXIES names have written it.

    From its end, that is the first address that is none of them. What a visitor writes before is her own invention.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    if not _trusted(peer):
        return peer
    for written in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _trusted(written.strip()):
            return written.strip()
    return peer


def _most(asked: Asked, of: str, default: int) -> int:
    return int(getattr(settings, f"{asked.upper()}S_PER_HOUR{of}", default))


def _hidden(name: str, hour: int) -> str:
    """Another name in every hour: what is left in the cache tells nobody that somebody came again."""
    return salted_hmac("kallipolis.web.rates", f"{hour} {name}", algorithm="sha256").hexdigest()


def _take(name: str, most: int) -> bool:
    """Take one of the hour's places. Each place is a key of its own, because adding a key is atomic and counting is not."""
    hour = int(time.time()) // _HOUR
    keys = [f"{name}:{hour}:{number}" for number in range(most)]
    taken = cache.get_many(keys)
    free = [key for key in keys if key not in taken]
    random.shuffle(free)
    return any(cache.add(key, 1, timeout=2 * _HOUR) for key in free)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        parsed = ip_address(address)
    except ValueError:
        return None
    return (parsed.ipv4_mapped or parsed) if isinstance(parsed, IPv6Address) else parsed


def _trusted(address: str) -> bool:
    parsed = _parsed(address)
    networks = [ip_network(network) for network in getattr(settings, "TRUSTED_PROXIES", ())]
    return parsed is not None and any(parsed in network for network in networks if network.version == parsed.version)


def _place(address: str) -> str:
    parsed = _parsed(address)
    if isinstance(parsed, IPv6Address):
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed) if parsed else _NOBODY
