"""Stored files leave through one door: for whoever may, as a download that no browser runs."""

import io
import re

import pytest
from django.urls import reverse

from kallipolis.actions.files import file, keep, note_scan
from kallipolis.models import FiledCopy
from kallipolis.rulebook.clock import SYSTEM_CLOCK
from kallipolis.rulebook.dossier import Scan
from kallipolis.rulebook.people import ROLES, Role
from kallipolis.web.files import as_attachment
from tests import cast

pytestmark = pytest.mark.django_db
PAGE = b"<!doctype html><script>alert(document.cookie)</script>"
HIDDEN = "0" * 24


def filed(subject=None, **more):
    facts = {"slot": "letter", "filename": "letter.html", "actor": cast.CONSOLE, "clock": SYSTEM_CLOCK}
    return file(subject or cast.nobody_in_particular(), keep(io.BytesIO(PAGE)), **{**facts, **more})


def filed_with(about):
    """The address of a copy that is filed with whatever bears this name."""
    copy = FiledCopy.objects.file(
        keep(io.BytesIO(PAGE)), about=about, slot="letter", filename="x", at=SYSTEM_CLOCK.now(), by="service:console"
    )
    return copy.public_id


def asked(client, public_id):
    return client.get(reverse("file", args=[public_id]))


def body(response):
    return b"".join(response.streaming_content)


FETCHING = {Role.OFFICER, Role.HEAD}


@pytest.mark.parametrize("role", [*cast.EVERYBODY, Role.VISITOR])
@pytest.mark.parametrize("whose", ["somebody else’s", "her own", "of an unknown kind", "that is not there"])
def test_known_failure_01_every_file_for_every_role(client, own_shelf, role, whose):
    person = cast.EVERYBODY[role]() if role in cast.EVERYBODY else None
    if person:
        cast.signed_in(client, person)
    public_id = {
        "somebody else’s": lambda: filed(),
        "her own": lambda: filed(person),
        "of an unknown kind": lambda: filed_with("letter:1"),
        "that is not there": lambda: HIDDEN,
    }[whose]()
    response = asked(client, public_id)
    if role is Role.VISITOR:
        assert (response.status_code, response.url.partition("?")[0]) == (302, reverse("account_login"))
    elif role not in FETCHING:
        assert response.status_code == 403
    elif whose in ("of an unknown kind", "that is not there"):
        assert response.status_code == 404
    else:
        assert (response.status_code, body(response)) == (200, PAGE)


def test_the_roles_above_are_all_roles():
    assert {*cast.EVERYBODY, Role.VISITOR} == {*ROLES} - {Role.SERVICE}


@pytest.mark.parametrize("role", sorted(FETCHING))
def test_a_role_that_sleeps_fetches_nothing(client, own_shelf, role):
    cast.signed_in(client, cast.EVERYBODY[role](), strong=False)
    assert asked(client, filed()).status_code == 403


def test_known_failure_03_a_file_is_asked_for_through_what_it_belongs_to(client, own_shelf):
    """The address names the copy, and the copy its case: that there is a file, and that one may see another, is not enough."""
    cast.signed_in(client, cast.officer())
    open_one, closed_one = filed(), filed_with("ranking:1")
    assert body(asked(client, open_one)) == PAGE
    assert asked(client, closed_one).status_code == 404


def test_known_failure_03_neither_the_digest_nor_the_number_of_a_file_is_an_address(client, own_shelf):
    cast.signed_in(client, cast.officer())
    copy = FiledCopy.objects.get(public_id=filed())
    assert [asked(client, name).status_code for name in (copy.file_id, str(copy.pk))] == [404, 404]


def test_known_failure_04_to_know_an_address_is_not_to_have_the_right(client, own_shelf):
    public_id = filed()
    assert asked(client, public_id).status_code == 302
    cast.signed_in(client, cast.nobody_in_particular())
    assert asked(client, public_id).status_code == 403


def test_known_failure_14_there_is_no_way_to_a_file_but_its_door(client, own_shelf, settings):
    digest = FiledCopy.objects.get(public_id=filed()).file_id
    place = f"{digest[:2]}/{digest[2:4]}/{digest}"
    for address in (f"/media/{place}", f"/static/{place}", f"/files/{place}", f"/static/../files/{place}"):
        assert client.get(address).status_code == 404
    assert not settings.MEDIA_ROOT


def test_what_is_hidden_answers_as_what_is_not_there(client, own_shelf):
    cast.signed_in(client, cast.officer())
    hidden, missing = (asked(client, one) for one in (filed_with("letter:1"), HIDDEN))
    assert hidden.status_code == missing.status_code == 404
    assert without_what_differs_anyway(hidden) == without_what_differs_anyway(missing)


def without_what_differs_anyway(response):
    """The page without its own address and the token of its forms."""
    page = response.content.decode().replace(response.wsgi_request.path, "/")
    return re.sub('(name="csrfmiddlewaretoken" value=)"[^"]+"', r"\1", page)


def test_known_failure_53_an_upload_is_a_download_that_no_browser_runs(client, own_shelf):
    cast.signed_in(client, cast.officer())
    response = asked(client, filed())
    assert body(response) == PAGE
    assert {name: response[name] for name in sent} == sent


sent = {
    "Content-Type": "application/octet-stream",
    "Content-Disposition": "attachment; filename=\"letter.html\"; filename*=UTF-8''letter.html",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Content-Length": str(len(PAGE)),
    "Cross-Origin-Resource-Policy": "same-origin",
}


def test_a_file_is_kept_by_no_browser_and_not_compressed(client, own_shelf):
    cast.signed_in(client, cast.officer())
    response = client.get(reverse("file", args=[filed()]), headers={"accept-encoding": "gzip"})
    assert "no-store" in response["Cache-Control"]
    assert not response.has_header("Content-Encoding")
    assert body(response) == PAGE


def test_the_head_of_a_file_tells_its_length(client, own_shelf):
    cast.signed_in(client, cast.officer())
    response = client.head(reverse("file", args=[filed()]))
    assert (response.status_code, response["Content-Length"]) == (200, str(len(PAGE)))
    response.close()


def test_known_failure_58_a_file_that_waits_for_the_scanner_is_not_handed_out(client, own_shelf, settings):
    cast.signed_in(client, cast.officer())
    public_id = filed()
    settings.KALLIPOLIS_CLAMD = "127.0.0.1:9"
    waiting = asked(client, public_id)
    assert (waiting.status_code, "waits for the virus scanner" in waiting.content.decode()) == (403, True)
    stored = FiledCopy.objects.get(public_id=public_id).file
    note_scan(stored, verdict=Scan.INFECTED, actor=cast.CLOCK, clock=SYSTEM_CLOCK)
    assert "found something" in asked(client, public_id).content.decode()


@pytest.mark.parametrize(
    ("filename", "header"),
    [
        ("letter.pdf", "attachment; filename=\"letter.pdf\"; filename*=UTF-8''letter.pdf"),
        ("été.pdf", "attachment; filename=\"ete.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9.pdf"),
        ("信.pdf", "attachment; filename=\"file.pdf\"; filename*=UTF-8''%E4%BF%A1.pdf"),
        ('a"; x=".html', "attachment; filename=\"a_ x.html\"; filename*=UTF-8''a%22%3B%20x%3D%22.html"),
    ],
)
def test_a_name_is_told_to_old_programs_and_new_ones(filename, header):
    assert as_attachment(filename) == header
