"""What the database holds of second factors is sealed with a key of the site: whoever copies the database alone has none."""

from __future__ import annotations

import base64

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

_PURPOSE = b"kallipolis: secrets of second factors"


class SealBroken(Exception):
    """A sealed secret cannot be opened: the site's secret key is another than when it was sealed."""


def sealed(secret: str) -> str:
    """The secret as the database holds it."""
    return _seals().encrypt(secret.encode()).decode()


def opened(kept: str) -> str:
    """The secret again, sealed with the present key or with one of SECRET_KEY_FALLBACKS.

    Raises:
        SealBroken: none of the keys opens it; its owner has to set up her factor anew.
    """
    try:
        return _seals().decrypt(kept.encode()).decode()
    except InvalidToken:
        raise SealBroken("A second factor was sealed with another secret key (KALLIPOLIS_SECRET_KEY).") from None


def _seals() -> MultiFernet:
    keys = [str(settings.SECRET_KEY), *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])


def _derived(key: str) -> bytes:
    """A key for this purpose alone (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
