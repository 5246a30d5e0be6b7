"""The zip container of a Word document, written so that the same content always has the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

# The first instant that a zip entry can carry. The day on which a file was drawn up must not change its digest.
_ENTRY_TIME = (1980, 1, 1, 0, 0, 0)
_CONTENT_TYPES = "[Content_Types].xml"


def unpacked(package: bytes) -> dict[str, bytes]:
    """The parts of a container by name, in the order in which they stand."""
    with zipfile.ZipFile(io.BytesIO(package)) as container:
        return {entry.filename: container.read(entry) for entry in container.infolist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A container with these parts. Readers expect the content types first; the rest goes by name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as container:
        for name in sorted(parts, key=lambda name: (name != _CONTENT_TYPES, name)):
            entry = zipfile.ZipInfo(name, _ENTRY_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            container.writestr(entry, parts[name])
    return stream.getvalue()
