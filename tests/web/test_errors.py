"""Pages that stop a reader look like all others, and say what happened and what to do."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.test import Client, RequestFactory, override_settings
from django.urls import include, path

from kallipolis import web
from kallipolis.web import errors
from tests.web.markup import faults, one, tree, words

PACKAGE = Path(web.__file__).parents[1]


def fails(request):
    raise ZeroDivisionError("secret")


def forbids(request):
    raise PermissionDenied("secret")


def suspects(request):
    raise SuspiciousOperation("secret")


class Broken:
    """A site whose pages all fail."""

    urlpatterns = (
        path("500/", fails),
        path("403/", forbids),
        path("400/", suspects),
        path("", include("kallipolis.web.urls")),
    )
    handler400, handler403 = "kallipolis.web.errors.bad_request", "kallipolis.web.errors.forbidden"
    handler404, handler500 = "kallipolis.web.errors.not_found", "kallipolis.web.errors.server_error"


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_the_site_uses_these_pages(status):
    with override_settings(ROOT_URLCONF="config.urls"):
        response = Client(raise_request_exception=False).get("/nowhere/")
    assert response.status_code == 404
    handler = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found, 500: errors.server_error}[status]
    answer = handler(RequestFactory().get("/x/"))
    check(answer, status)


ALL = {
    403: [errors.form_from_elsewhere],
    405: [lambda request: errors.method_not_allowed(request, ["GET"])],
    408: [errors.too_slow],
    413: [lambda request: errors.too_heavy(request, 1000)],
    429: [
        lambda request: errors.too_often(request, 100, from_here=True),
        lambda request: errors.too_often(request, 100, from_here=False),
    ],
    400: [errors.too_many_files, errors.unreadable_form],
    503: [lambda request: errors.all_readers_busy(request, 8)],
}


@pytest.mark.parametrize(("status", "page"), [(status, page) for status, pages in ALL.items() for page in pages])
def test_every_page_that_stops_says_what_happened_and_gives_one_way_on(status, page):
    check(page(RequestFactory().post("/calls/uccn-2021/check/")), status)


def check(response, status):
    assert response.status_code == status
    assert faults(response.content.decode()) == []
    assert "no-store" in response["Cache-Control"]
    told = one(tree(response), "//article[@class='stop measure']")
    assert words(one(told, ".//h1"))
    assert words(one(told, ".//p[@class='lead']")).endswith(".")
    assert len(told.xpath(".//a[@class='more']")) == 1
    assert not re.search(r"oops|invalid|try again later|!", words(told), re.IGNORECASE)


def test_a_page_that_stops_can_be_read_in_another_language_too(client):
    assert tree(client.get("/nowhere/?lang=ar")).get("dir") == "rtl"
    assert tree(client.get("/nowhere/")).get("dir") == "rtl"


def test_a_failure_shows_nothing_of_itself():
    with override_settings(ROOT_URLCONF=Broken):
        client = Client(raise_request_exception=False)
        for status in (400, 403, 500):
            response = client.get(f"/{status}/")
            assert response.status_code == status
            assert "secret" not in response.content.decode()
            assert "ZeroDivisionError" not in response.content.decode()


def test_known_failure_52_no_template_is_made_from_a_string_and_no_word_is_ever_run():
    """Templates are files of ours: nobody's text becomes one, and nothing is evaluated."""
    forbidden = re.compile(r"\b(eval|exec|compile)\(|\bTemplate\(|from_string\(|\|safe\b|autoescape off|__import__")
    for file in [*PACKAGE.rglob("web/*.py"), *PACKAGE.rglob("queries/*.py"), *PACKAGE.rglob("templates/**/*.html")]:
        found = [line for line in file.read_text(encoding="utf-8").splitlines() if forbidden.search(line)]
        assert [line for line in found if "re.compile(" not in line] == [], file


def test_markup_that_is_marked_as_safe_is_our_own_file_only():
    marked = {
        file.name: line.strip()
        for file in PACKAGE.rglob("web/*.py")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "mark_safe(" in line
    }
    assert set(marked) == {"symbols.py"}
