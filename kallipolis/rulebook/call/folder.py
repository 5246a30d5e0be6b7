"""The folder of an edition as bytes: which files it consists of, their one digest, and an archive that is the same everywhere."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

FILES = (
    "call.toml",
    "clauses.toml",
    "criteria.toml",
    "documents.toml",
    "faq.toml",
    "form.toml",
    "states.csv",
)
_EPOCH = (1980, 1, 1, 0, 0, 0)
_UNIX, _PLAIN_FILE = 3, 0o644 << 16


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of an edition by name.

    Raises:
        OSError: one is missing or cannot be read.
    """
    return {name: (folder / name).read_bytes() for name in FILES}


def digest_of(files: Mapping[str, bytes]) -> str:
    """The edition's digest: SHA-256 over the name and the digest of each file, in the order of `FILES`."""
    whole = hashlib.sha256()
    for name in FILES:
        whole.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return whole.hexdigest()


def digest_of_folder(folder: Path) -> str:
    """The digest of what lies in a folder now; "" where it is no whole edition any more."""
    try:
        return digest_of(files_of(folder))
    except OSError:
        return ""


def archived(files: Mapping[str, bytes]) -> bytes:
    """The files in one ZIP, uncompressed and without a date: the same files give the same bytes on every machine."""
    bytes_out = io.BytesIO()
    with zipfile.ZipFile(bytes_out, "w", zipfile.ZIP_STORED) as archive:
        for name in FILES:
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system, entry.external_attr = _UNIX, _PLAIN_FILE
            archive.writestr(entry, files[name])
    return bytes_out.getvalue()


def unarchived(archive: bytes) -> dict[str, bytes]:
    """The files of an archive made by `archived`. Raises KeyError or zipfile.BadZipFile where it is none."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in FILES}
