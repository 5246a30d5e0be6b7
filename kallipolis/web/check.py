"""“Check your dossier”: files in, the same sheet out that the Secretariat's officers start from; nothing is kept of either."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kallipolis.queries.call import by_mail
from kallipolis.queries.intake import ReadingRefused, read_and_screen
from kallipolis.queries.intake_room import Readers, ReadersBusy
from kallipolis.rulebook.call.edition import Call
from kallipolis.rulebook.sentence import Sentence, sentence
from kallipolis.web import errors, luggage, rates
from kallipolis.web.doors import READING, SENDING, Audience, door
from kallipolis.web.frame import call_of, wording_of
from kallipolis.web.reader import reader_of
from kallipolis.web.screening import sheet_page

logger = logging.getLogger(__name__)


@cache
def readers() -> Readers:
    """The readers of this process."""
    return Readers(_number("CHECK_READERS", 2), wall_seconds=_number("CHECK_SECONDS", 60))


def turnstile(request: HttpRequest) -> HttpResponse | None:
    """Stops a check before any of its files is read, where there have been too many."""
    wait = rates.admit(request)
    return errors.too_often(request, wait.seconds, from_here=wait.from_here) if wait else None


@door(
    Audience.PUBLIC,
    methods=READING | SENDING,
    luggage_bytes=luggage.ceiling_bytes,
    turnstile=turnstile,
    kept=False,
)
def page(request: HttpRequest, call_id: str) -> HttpResponse:
    """The form, and what comes of it."""
    call = call_of(call_id)
    if request.method != "POST":
        return _form(request, call)
    uploads = request.FILES.getlist("files")
    try:
        return _checked(request, call, uploads)
    except ReadersBusy:
        return errors.all_readers_busy(request, _number("CHECK_WAIT_SECONDS", 8))
    except ReadingRefused as refused:
        return _form(request, call, refused=refused.sentence)
    except Exception as error:  # a name or a word of a dossier may stand in any message: none may reach the log
        logger.error("A check failed: %s in %s.", type(error).__name__, _where(error))
        return errors.server_error(request)


def _checked(request: HttpRequest, call: Call, uploads: Sequence[UploadedFile]) -> HttpResponse:
    if not uploads:
        return _form(request, call, refused=sentence("No file was chosen. Choose the e-mail, or the documents."))
    wording = wording_of(call)
    with readers().lend(wait_seconds=_number("CHECK_WAIT_SECONDS", 8)) as room:
        files = [(str(one.name), one.read()) for one in uploads]
        sheet = read_and_screen(call=call, files=files, room=room, wording=wording, scanner=settings.KALLIPOLIS_CLAMD)
    context = _context(request, call) | {
        "page": sheet_page(sheet, call, for_the_city=True),
        "single": len(files) == 1,
        "lasts_only_here": True,
    }
    return render(request, "check/result.html", context)


def _form(request: HttpRequest, call: Call, refused: Sentence | None = None) -> HttpResponse:
    context = _context(request, call) | {
        "refused": refused,
        "by_mail": by_mail(call),
        "most_bytes": luggage.ceiling_bytes(),
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "call_bytes": call.message_bytes_surely_allowed,
    }
    return render(request, "check/page.html", context, status=422 if refused else 200)


def _context(request: HttpRequest, call: Call) -> dict[str, Any]:
    return {
        "call": call,
        "reader": reader_of(request),
        "wording": wording_of(call),
        "rules_address": reverse("call", args=[call.id]),
    }


def _number(name: str, default: int) -> int:
    return int(getattr(settings, name, default))


def _where(error: BaseException) -> str:
    """The places in the code that an error came through, without the message and without any value."""
    frames = traceback.extract_tb(error.__traceback__)
    return ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
