"""The site's secret key: where it is kept, how it is made for development, what is said when it is missing."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

SHORTEST = 50


def secret_key(*, written: str, file: Path, make: bool) -> str:
    """The key as it is written in the environment, else as it is kept in the file, made there for development.

    Called at first use, not at start: `kallipolis screen` signs nothing, needs no key and leaves no trace.
    """
    key = written or kept_in(file)
    if not key and make:
        file.parent.mkdir(parents=True, exist_ok=True)
        key = made_in(file)
    if len(key) < SHORTEST:
        raise ImproperlyConfigured(
            f"The site has no secret key: put {SHORTEST} or more random characters into {file} (or name another file "
            "in KALLIPOLIS_SECRET_KEY_FILE), readable by the site's user only, then start again."
        )
    return key


def kept_in(file: Path) -> str:
    """The key in the file; empty where there is none."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def made_in(file: Path) -> str:
    """A new key in a file that only its owner reads; of two processes that start together, both get the first's."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(get_random_secret_key() + "\n", encoding="utf-8")
    try:
        file.hardlink_to(draft)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return kept_in(file)
