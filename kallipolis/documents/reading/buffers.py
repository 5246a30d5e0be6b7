"""Bytes that need not lie in memory at once: the content of a dossier as its parent handed it over."""

from __future__ import annotations

import hashlib
import mmap

Buffer = bytes | mmap.mmap

_CHUNK_BYTES = 4 * 1024 * 1024


def forget(content: Buffer) -> None:
    """The pages that were read count no longer as this process's memory; they are still there when they are asked for."""
    if isinstance(content, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        content.madvise(mmap.MADV_DONTNEED)


def sha256_of(content: Buffer) -> str:
    """The SHA-256 of `content` in hexadecimal, without holding all of it."""
    digest = hashlib.sha256()
    for start in range(0, len(content), _CHUNK_BYTES):
        digest.update(content[start : start + _CHUNK_BYTES])
        forget(content)
    return digest.hexdigest()
