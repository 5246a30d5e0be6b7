"""The guards walk through the whole repository; each is shown its planted fault in test_guards.py."""

import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.architecture import guards

ROOT = Path(__file__).resolve().parents[2]


@cache
def ours(suffix: str = "") -> tuple[Path, ...]:
    """Every file of the repository, those not committed yet among them; never what is ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", f"*{suffix}"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    return tuple(path for name in sorted(set(listed.stdout.split("\0"))) if name and (path := ROOT / name).is_file())


@cache
def text(path: Path) -> str:
    """A file's text; of a picture or a Word file, nothing."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def package(*names: str) -> list[Path]:
    """The modules in these folders of the repository."""
    return [path for path in ours(".py") if path.relative_to(ROOT).as_posix().startswith(names)]


def test_the_walk_sees_the_house():
    assert {ROOT / "pyproject.toml", ROOT / "config/settings.py", Path(__file__)} <= set(ours())
    assert package("kallipolis/rulebook/")


def test_no_module_is_longer_than_400_lines():
    assert not list(guards.long_modules(ours(".py")))


def test_every_module_is_named_after_what_it_holds():
    assert not list(guards.junk_names(path.relative_to(ROOT) for path in ours(".py")))


def test_every_folder_of_the_package_is_a_row():
    assert not list(guards.strange_rows(ROOT / "kallipolis"))


def test_no_import_stands_inside_a_function():
    assert not [fault for path in ours(".py") for fault in guards.imports_inside(text(path), path.relative_to(ROOT))]


def test_the_rulebook_needs_the_standard_library_only():
    faults = [
        fault
        for path in package("kallipolis/rulebook/")
        for fault in guards.foreign_imports(text(path), path.relative_to(ROOT), own="kallipolis.rulebook")
    ]
    assert not faults


def test_nobody_listens_to_signals():
    assert not [
        fault
        for path in package("kallipolis/", "config/")
        for fault in guards.signals(text(path), path.relative_to(ROOT))
    ]


@pytest.mark.parametrize("guard", [guards.machine_paths, guards.registry_hosts])
def test_nothing_depends_on_one_place(guard):
    assert not [fault for path in ours() for fault in guard(text(path), path.relative_to(ROOT))]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_carry_no_address(name):
    assert not list(guards.addresses(text(ROOT / name), name))


def test_every_silenced_rule_has_its_reason():
    assert not [
        fault for path in ours(".py") for fault in guards.silenced_without_reason(text(path), path.relative_to(ROOT))
    ]


def test_every_environment_variable_is_told_and_every_one_told_is_read():
    read = set().union(*(guards.variables_read(text(path)) for path in [*package("config/"), ROOT / "manage.py"]))
    assert read - {"DJANGO_SETTINGS_MODULE"} == guards.variables_told(text(ROOT / "docs/reference/settings.md"))


def test_the_package_reads_no_environment_of_its_own():
    assert {path: read for path in package("kallipolis/") if (read := guards.variables_read(text(path)))} == {}
