"""What a request carries is weighed before it is read; too much, too many or too slow is one clear sentence."""

import io
import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import UnreadablePostError
from django.test import RequestFactory

from kallipolis.web import check, luggage
from tests.web.markup import one, tree, words

CHECK = "/calls/uccn-2021/check/"


class Untouched(io.RawIOBase):
    """A body that says when somebody reads of it."""

    def __init__(self, size: int) -> None:
        self.left, self.asked = size, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        given = min(len(buffer), self.left)
        self.left -= given
        self.asked += given
        return given


def test_what_is_too_heavy_is_refused_before_it_is_taken_in(client, settings, reading, sheet):
    settings.UPLOAD_CEILING_BYTES = 1000
    asked = reading(sheet)
    response = client.post(CHECK, {"files": SimpleUploadedFile("x.eml", b"x" * 2000)})
    assert response.status_code == 413
    assert words(one(tree(response), "//h1")).startswith("The files together have")
    assert "Choose smaller files." in words(tree(response))
    assert asked == []


def test_a_page_without_files_takes_a_small_form_only(client, db):
    assert client.post("/theme/", {"theme": "dark", "back": "x" * 100_000}).status_code == 413


def test_what_is_refused_is_dropped_as_it_arrives_and_not_without_end():
    body = Untouched(50_000_000)
    request = RequestFactory().post("/", content_type="text/plain", data=b"")
    request._stream = body
    luggage.let_go(request, 1_000_000)
    assert 2_000_000 <= body.asked <= 2_200_000


def test_a_connection_that_breaks_while_it_is_dropped_is_no_failure():
    request = RequestFactory().post("/", content_type="text/plain", data=b"")

    def broken(*size):
        raise UnreadablePostError

    request.read = broken
    luggage.let_go(request, 1_000_000)


@pytest.mark.parametrize("said", ["", "many", "-5"])
def test_a_length_that_makes_no_sense_is_none(said):
    request = RequestFactory().get("/")
    request.META["CONTENT_LENGTH"] = said
    assert luggage.declared_bytes(request) <= 0


def test_too_many_files_are_one_sentence(client, reading, sheet, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 3
    asked = reading(sheet)
    response = client.post(CHECK, {"files": [SimpleUploadedFile(f"{n}.pdf", b"x") for n in range(4)]})
    assert response.status_code == 400
    assert words(one(tree(response), "//h1")) == "There are more files than a dossier can have"
    assert asked == []


def test_too_many_fields_are_one_sentence(client, db):
    response = client.post(CHECK, {f"field{number}": "x" for number in range(500)})
    assert response.status_code == 400
    assert words(one(tree(response), "//h1")) == "The form did not arrive whole"


def test_files_that_arrive_too_slowly_are_one_sentence(client, reading, sheet, settings):
    settings.UPLOAD_SECONDS = -1
    asked = reading(sheet)
    response = client.post(CHECK, {"files": SimpleUploadedFile("x.eml", b"x" * 200_000)})
    assert response.status_code == 408
    assert asked == []


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"\xff\xfe\x00", "multipart/form-data; boundary=y"),
        (b"", "multipart/form-data; boundary=z"),
        (b"x", "multipart/form-data"),
        (b"{}", "application/json"),
        (b'--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n'
         b"Content-Transfer-Encoding: base64\r\n\r\n!!!\r\n--x--\r\n", "multipart/form-data; boundary=x"),
    ],
)  # fmt: skip
def test_a_form_that_makes_no_sense_is_one_sentence(client, db, body, kind):
    response = client.generic("POST", CHECK, body, content_type=kind)
    assert response.status_code in (400, 422)
    assert len(tree(response).xpath("//h1")) == 1


def test_a_large_file_lies_in_a_file_without_a_name_and_is_gone_afterwards(client, monkeypatch, sheet, db):
    """While it is read, the process holds the content in an unlinked file at most; no folder shows a new one."""
    seen = []

    class NoRoom:
        def lend(self, *, wait_seconds):
            return self

        def __enter__(self):
            seen.append([link for link in links() if "(deleted)" in link])

        def __exit__(self, *told):
            return None

    def links():
        told = []
        for descriptor in Path("/proc/self/fd").iterdir():
            try:
                told.append(str(descriptor.readlink()))
            except OSError:
                continue
        return told

    monkeypatch.setattr(check, "readers", NoRoom)
    monkeypatch.setattr(check, "read_and_screen", lambda **given: sheet)
    before = [link for link in links() if "(deleted)" in link]
    response = client.post(CHECK, {"files": SimpleUploadedFile("photo.jpg", b"x" * 5_000_000)})
    assert response.status_code == 200
    assert len(seen[0]) == len(before) + 1
    assert [link for link in links() if "(deleted)" in link] == before


def test_the_time_to_arrive_begins_with_the_request(settings):
    settings.UPLOAD_SECONDS = 100
    handler = luggage.NamelessFiles()
    assert handler._until - time.monotonic() == pytest.approx(100, abs=1)
