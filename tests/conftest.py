"""What every test may use, and what no test may do without; the factories and the cast are modules of their own."""

import os
import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.db import connection
from hypothesis import HealthCheck, settings

from kallipolis.models.files import LocalShelf

# Playwright runs an event loop in the test's thread, where Django would refuse to set up the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# How fast an example is says how busy the machine is. What a machine without memory of us runs must run the same twice.
settings.register_profile("thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("repeatable", settings.get_profile("thorough"), derandomize=True)
settings.register_profile("fast", settings.get_profile("thorough"), max_examples=10)
settings.load_profile("repeatable" if os.environ.get("CI") else "thorough")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `external("soffice")` is left out where the program is not installed."""
    for marker in item.iter_markers("external"):
        missing = [program for program in marker.args if not shutil.which(program)]
        if missing:
            pytest.skip(f"not installed here: {', '.join(missing)}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium instead of a download; root may not use its sandbox."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("not installed here: chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": quiet + (["--no-sandbox"] if os.geteuid() == 0 else []),
    }


@pytest.fixture(scope="session", autouse=True)
def _the_record_is_emptied_between_tests() -> Iterator[None]:
    """The database refuses to delete events (migration 0003); between two tests with transactions of their own it must."""
    kept = import_module("kallipolis.migrations.0003_events_are_kept")
    operations, vendor = type(connection.ops), connection.vendor
    emptied = operations.sql_flush

    def sql_flush(self: Any, style: Any, tables: Any, **options: Any) -> list[str]:
        statements = emptied(self, style, tables, **options)
        return [*kept.LIFT[vendor], *statements, *kept.GUARD[vendor]] if "kallipolis_event" in tables else statements

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(operations, "sql_flush", sql_flush)
        yield


@pytest.fixture(scope="session", autouse=True)
def _files_lie_in_a_folder_of_this_run(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The shelf of stored files is never that of a developer's own site."""
    site.STORAGES["files"]["OPTIONS"] = {"location": tmp_path_factory.mktemp("files")}


@pytest.fixture
def own_shelf(tmp_path: Path, settings: Any) -> LocalShelf:
    """An empty shelf that this test has for itself."""
    location = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "files": {"BACKEND": "kallipolis.models.files.LocalShelf", "OPTIONS": {"location": location}},
    }
    return LocalShelf(location)
