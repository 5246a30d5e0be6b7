"""The page on which anybody checks a receipt that came with an acknowledgement; nothing is kept of what is given."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from kallipolis.queries.receipt import CheckedReceipt, checked
from kallipolis.queries.record_verified import own_public_key
from kallipolis.rulebook.sentence import sentence
from kallipolis.web.doors import READING, SENDING, Audience, door
from kallipolis.web.frame import current_call

_LONGEST = 60 * 1024


@door(Audience.PUBLIC, methods=READING | SENDING, kept=False)
def page(request: HttpRequest) -> HttpResponse:
    """The form, and what was found of the file that was given."""
    found: CheckedReceipt | None = None
    key = own_public_key()
    if request.method == "POST":
        file = request.FILES.get("receipt")
        content = file.read(_LONGEST) if file is not None else b""
        found = checked(content, [key]) if content else _nothing()
    status = 422 if found is not None and not found.holds else 200
    rules = reverse("call", args=[current_call().id])
    context = {"found": found, "key": key.hex(), "rules_address": rules}
    return render(request, "post/receipt.html", context, status=status)


def _nothing() -> CheckedReceipt:
    return CheckedReceipt(holds=False, said=sentence("No file was chosen."))
