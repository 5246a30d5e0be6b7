"""Each guard is shown a fault, which it must find, and something close to it that is right, which it must leave alone."""

from pathlib import Path, PurePosixPath

import pytest

from tests.architecture import guards


def test_a_module_of_401_lines_is_found(tmp_path):
    long, right = tmp_path / "long.py", tmp_path / "right.py"
    long.write_text("x = 1\n" * 401, encoding="utf-8")
    right.write_text("x = 1\n" * 400, encoding="utf-8")
    assert [fault.partition(" ")[0] for fault in guards.long_modules([long, right])] == [str(long)]


@pytest.mark.parametrize("path", ["kallipolis/web/utils.py", "kallipolis/common/dates.py", "tests/web/_helpers.py"])
def test_a_name_for_nothing_is_found(path):
    assert len(list(guards.junk_names([PurePosixPath(path)]))) == 1


def test_a_name_that_only_contains_one_is_left_alone():
    assert not list(guards.junk_names([PurePosixPath("kallipolis/documents/writing/toolset.py")]))


def test_a_folder_that_is_no_row_is_found(tmp_path):
    for name in ("rulebook", "__pycache__", "services"):
        (tmp_path / name).mkdir()
    assert list(guards.strange_rows(tmp_path)) == [f"{tmp_path / 'services'} is no row of the architecture."]


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    import os\n",
        "async def f():\n    from os import path\n",
        "class C:\n    def f(self):\n        if self:\n            import os\n",
    ],
)
def test_an_import_inside_a_function_is_found(source):
    assert list(guards.imports_inside(source, "module.py"))


def test_an_import_under_a_condition_of_the_module_is_left_alone():
    assert not list(
        guards.imports_inside("import sys\nif sys.platform == 'linux':\n    import resource\n", "module.py")
    )


@pytest.mark.parametrize(
    "source",
    [
        "import django",
        "from lxml import etree",
        "from kallipolis.models import Call",
        "from . import call",
        "import kallipolis.rulebooks",
    ],
)
def test_what_the_rulebook_may_not_import_is_found(source):
    assert list(guards.foreign_imports(source, "module.py", own="kallipolis.rulebook"))


@pytest.mark.parametrize(
    "source", ["import tomllib", "from kallipolis.rulebook import finding", "import kallipolis.rulebook.finding"]
)
def test_what_the_rulebook_may_import_is_left_alone(source):
    assert not list(guards.foreign_imports(source, "module.py", own="kallipolis.rulebook"))


@pytest.mark.parametrize(
    "source",
    [
        "from django.dispatch import receiver",
        "from django.db.models import signals",
        "from django.db.models.signals import post_save",
        "import django.core.signals",
        "saved.connect(tell, sender=Call)",
    ],
)
def test_a_signal_is_found(source):
    assert list(guards.signals(source, "module.py"))


def test_a_connection_is_no_signal():
    assert not list(
        guards.signals("import sqlite3, signal\nsqlite3.connect('var/site')\nsocket.connect(place)\n", "module.py")
    )


@pytest.mark.parametrize(
    "source",
    [
        "environment.yes('KALLIPOLIS_X')",
        "os.environ.get('KALLIPOLIS_X', '')",
        "os.environ['KALLIPOLIS_X']",
        "os.getenv('KALLIPOLIS_X')",
        "from os import environ\nenviron['KALLIPOLIS_X']",
    ],
)
def test_a_variable_that_is_read_is_found(source):
    assert guards.variables_read(source) == {"KALLIPOLIS_X"}


def test_a_variable_that_is_only_spoken_of_is_not_read():
    assert guards.variables_read('"""KALLIPOLIS_X"""\nmessage = "write KALLIPOLIS_X"\nstrip("KALLIPOLIS_X")') == set()


def test_a_variable_counts_as_told_where_it_has_a_row():
    assert guards.variables_told("`KALLIPOLIS_Y` is old\n| `KALLIPOLIS_X` | yes or no | no |\n") == {"KALLIPOLIS_X"}


@pytest.mark.parametrize(
    "path", ["/wo" + "rk/main", "/ro" + "ot/.cache", "/t" + "mp/x", "/ho" + "me/ana/site", "/Us" + "ers/ana/site"]
)
def test_a_path_of_one_machine_is_found(path):
    assert list(guards.machine_paths(f"first\nsee {path} there\n", "page.md"))


@pytest.mark.parametrize(
    "text", ["href='/calls/uccn-2021/'", "./wo" + "rk/x", "a net" + "/wo" + "rk/of cities", "/usr/share/fonts"]
)
def test_another_path_is_left_alone(text):
    assert not list(guards.machine_paths(text, "page.md"))


def test_a_registry_is_found():
    assert list(guards.registry_hosts("see https://py" + "pi.org/project/x", "page.md"))
    assert not list(guards.registry_hosts("see https://www.unesco.org/", "page.md"))


@pytest.mark.parametrize("line", ["--index-url somewhere", "x @ https://example.org/x.whl", "--find-links wheels"])
def test_an_address_in_a_lock_is_found(line):
    assert list(guards.addresses(f"{line}\n", "some.lock"))


def test_a_hash_in_a_lock_is_left_alone():
    assert not list(guards.addresses("x==1 \\\n    --hash=sha256:00\n", "some.lock"))


@pytest.mark.parametrize(
    "comment", ["# no" + "qa", "# no" + "qa: S101", "# type: ig" + "nore", "# type: ig" + "nore[misc]"]
)
def test_a_rule_silenced_without_a_reason_is_found(comment):
    assert list(guards.silenced_without_reason(f"x = 1  {comment}\n", "module.py"))


@pytest.mark.parametrize(
    "comment", ["# no" + "qa: S101 - a test asserts", "# type: ig" + "nore[misc]  # as the library has it"]
)
def test_a_rule_silenced_with_a_reason_is_left_alone(comment):
    assert not list(guards.silenced_without_reason(f"x = 1  {comment}\n", "module.py"))


def test_the_guards_themselves_are_no_find():
    source = Path(guards.__file__).read_text(encoding="utf-8")
    assert not [
        *guards.machine_paths(source, ""),
        *guards.registry_hosts(source, ""),
        *guards.silenced_without_reason(source, ""),
    ]
