"""How often a check may be asked for: from one place, and by everybody together; counted for all processes, no address kept."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

_HOUR = 60 * 60
_NOBODY = "unknown"


@dataclass(frozen=True)
class Wait:
    """The limit is reached: whose, and in how many seconds there is room again."""

    seconds: int
    from_here: bool


def admit(request: HttpRequest) -> Wait | None:
    """Count one check; what to say where there have been too many in this hour, None where there have not."""
    hour, gone = divmod(int(time.time()), _HOUR)
    left = _HOUR - gone
    # Another name in every hour: what is left in the cache tells nobody that somebody came again.
    here = salted_hmac("kallipolis.web.rates", f"{hour} {place_of(request)}", algorithm="sha256").hexdigest()
    if not _take(f"check:{here}", _limit("CHECKS_PER_HOUR_FROM_ONE_PLACE", 20)):
        return Wait(left, from_here=True)
    if not _take("check", _limit("CHECKS_PER_HOUR", 600)):
        return Wait(left, from_here=False)
    return None


def place_of(request: HttpRequest) -> str:
    """The network place that the request comes from: an IPv4 address, or the /64 that an IPv6 subscriber has.

    X-Forwarded-For counts only as far as proxies that the setting TRUSTED_PROXIES names have written it: from its end,
    the first address that is none of them. What a visitor writes before that is her own invention.
    """
    peer = str(request.META.get("REMOTE_ADDR") or "")
    if not _trusted(peer):
        return _place(peer)
    for written in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        if not _trusted(written.strip()):
            return _place(written.strip())
    return _place(peer)


def _limit(name: str, default: int) -> int:
    return int(getattr(settings, name, default))


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
