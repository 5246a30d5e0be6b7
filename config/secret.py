"""The site's two keys, its secret one and the record's: where each is kept, made for development, and missed."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SHORTEST = 50
SEED_BYTES = 32


def secret_key(*, written: str, file: Path, make: bool) -> str:
    """The key as it is written in the environment, else as it is kept in the file, made there for development.

    Called at first use, not at start: `kallipolis screen` signs nothing, needs no key and leaves no trace.
    """
    key = written or kept_in(file)
    if not key and make:
        file.parent.mkdir(parents=True, exist_ok=True)
        key = made_in(file, get_random_secret_key)
    if len(key) < SHORTEST:
        raise ImproperlyConfigured(
            f"The site has no secret key: put {SHORTEST} or more random characters into {file} (or name another file "
            "in KALLIPOLIS_SECRET_KEY_FILE), readable by the site's user only, then start again."
        )
    return key


def record_key(*, file: Path, make: bool) -> bytes:
    """The seed of the Ed25519 key that signs the heads of the record, kept in its file as 64 hexadecimal figures.

    As the secret key it is made or missed at first use: only what signs or verifies the record needs it.
    """
    seed = kept_in(file)
    if not seed and make:
        file.parent.mkdir(parents=True, exist_ok=True)
        seed = made_in(file, lambda: secrets.token_hex(SEED_BYTES))
    try:
        key = bytes.fromhex(seed)
    except ValueError:
        key = b""
    if len(key) != SEED_BYTES:
        raise ImproperlyConfigured(
            f"The record has no signing key: put {2 * SEED_BYTES} random hexadecimal figures into {file} (or name another "
            "file in KALLIPOLIS_RECORD_KEY_FILE), readable by the site's user only, then start again."
        )
    return key


def kept_in(file: Path) -> str:
    """The key in the file; empty where there is none."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def made_in(file: Path, fresh: Callable[[], str]) -> str:
    """A new key in a file that only its owner reads; of two processes that start together, both get the first's."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(fresh() + "\n", encoding="utf-8")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return kept_in(file)
