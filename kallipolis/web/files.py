"""Stored files on their way out: through a door, as a download, never as a page."""

from __future__ import annotations

from typing import cast
from urllib.parse import quote

from django.http import FileResponse, HttpRequest, HttpResponseBase

from kallipolis.queries import files
from kallipolis.queries.files import FetchedFile
from kallipolis.rulebook.files import plain_filename
from kallipolis.rulebook.permission import Deed, Refusal
from kallipolis.web import errors
from kallipolis.web.doors import door

# Should a browser show it after all: an origin of its own, no script, no form, nothing loaded.
_SANDBOX = "sandbox; default-src 'none'"


@door(Deed.FETCH_FILE, case=files.case_of)
def fetch(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """One stored file as it was filed, byte for byte."""
    return as_download(request, files.fetch(public_id))


def as_download(request: HttpRequest, found: FetchedFile | Refusal | None) -> HttpResponseBase:
    """What a browser gets of a stored file: bytes to be saved, whatever they are; the refusal where it is withheld."""
    if found is None:
        return errors.not_found(request)
    if isinstance(found, Refusal):
        return errors.refused(request, found)
    # Compressing what is compressed already costs time and hides how long it is.
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    response = FileResponse(found.content, content_type="application/octet-stream")
    response["Content-Length"] = str(found.size)
    response["Content-Disposition"] = as_attachment(found.filename)
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return cast(HttpResponseBase, response)


def as_attachment(filename: str) -> str:
    """The header for a download (RFC 6266): a plain name for old programs, the whole one after RFC 5987 for the others."""
    return f"attachment; filename=\"{plain_filename(filename)}\"; filename*=UTF-8''{quote(filename, safe='')}"
