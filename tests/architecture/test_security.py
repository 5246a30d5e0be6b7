"""Guards against whole classes of holes: addresses fetched, SQL from strings, code inside pages, text as markup."""

import pytest

from tests.architecture import guards
from tests.architecture.test_house import ROOT, ours, package, text

# Each with its reason; a path that is gone fails the test.
SQL_OF_OUR_OWN = {
    "kallipolis/migrations/0003_events_are_kept.py": "triggers, in words of the migration's own",
    "kallipolis/actions/record.py": "the three statements of every deed, constants of the module; all values are parameters",
}


def templates():
    return [path for path in ours() if "/templates/" in path.as_posix() and path.suffix in {".html", ".txt"}]


@pytest.mark.parametrize("planted", ["import requests", "from urllib.request import urlopen", "import http.client"])
def test_a_client_of_http_would_be_seen(planted):
    assert list(guards.http_clients(planted, "here"))
    assert not list(guards.http_clients("from urllib.parse import urlsplit\nfrom django.http import Http404", "here"))


def test_known_failure_65_the_house_fetches_no_address_that_somebody_wrote():
    """No module imports what fetches one. The sign-in library may: the issuer that the site's settings name, and no other."""
    assert not [
        fault
        for path in package("kallipolis/", "config/")
        for fault in guards.http_clients(text(path), path.relative_to(ROOT))
    ]


@pytest.mark.parametrize(
    "planted",
    [
        "Person.objects.raw(words)",
        "rows.extra(where=[words])",
        "RawSQL(words, [])",
        'cursor.execute(f"SELECT {name}")',
        'cursor.execute("SELECT " + name)',
        "cursor.executemany(words, rows)",
    ],
)
def test_sql_from_a_string_would_be_seen(planted):
    assert list(guards.sql_from_strings(planted, "here"))


def test_sql_that_is_written_out_passes():
    assert not list(guards.sql_from_strings('cursor.execute("SELECT 1 WHERE %s", [name])', "here"))


def test_known_failure_64_no_sql_is_made_from_strings_outside_the_declared_places():
    faults = {
        path.relative_to(ROOT).as_posix()
        for path in package("kallipolis/", "config/")
        if list(guards.sql_from_strings(text(path), path))
    }
    assert faults == set(SQL_OF_OUR_OWN)


@pytest.mark.parametrize(
    "planted",
    [
        '<p style="color: red">',
        '<a href="/" onclick="go()">',
        "<script>go()</script>",
        "<style>p {}</style>",
        '<a href="javascript:go()">',
        '<div hx-on:click="go()">',
    ],
)
def test_code_inside_a_page_would_be_seen(planted):
    assert list(guards.inline_code(planted, "here"))


def test_code_from_our_own_files_passes():
    ours = '<script src="/static/x.js" defer></script><p class="style">on = 1</p><script type="application/json">{}</script>'
    assert not list(guards.inline_code(ours, "here"))


def test_no_template_has_script_or_style_inside():
    letters = ROOT / "kallipolis/templates/letters"
    faults = [
        fault
        for path in templates()
        # A sheet that is sent as one file, and a letter in HTML, bring their style along: neither is served by us.
        if path.name != "standalone.html" and letters not in path.parents
        for fault in guards.inline_code(text(path), path.relative_to(ROOT))
    ]
    assert not faults


def test_text_as_markup_would_be_seen():
    assert list(guards.unescaped("{{ name|safe }}", "here"))
    assert list(guards.unescaped("{% autoescape off %}", "here"))


def test_known_failure_67_no_page_and_no_letter_puts_text_on_as_markup():
    faults = [
        fault
        for path in templates()
        if path.suffix == ".html"
        for fault in guards.unescaped(text(path), path.relative_to(ROOT))
    ]
    assert not faults
